//! Accounts that act together, and the drawings of who shares what with whom.

use std::collections::BTreeMap;

use askama::Template;

use super::{Asked, csv::Table, frame::Frame};
use crate::{
    case,
    explore::{
        graph::{Account, Picture, Tie, Use, payload},
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    report::{
        communities::{INNOCENT, NOTE},
        words::{LAWFUL, grouped},
    },
};

/// Accounts of a campaign whose machines are drawn, those of most messages first.
const ACCOUNTS: u32 = 2_000;

/// Messages of a campaign whose machines are read.
const MESSAGES: u32 = 5_000;

/// Layers of a drawing of machines, with the columns of traces that hold them.
const LAYERS: [(&str, &str); 4] = [
    ("relay network", "relay_net"),
    ("client", "client"),
    ("Message-ID form", "message_id_form"),
    ("boundary form", "boundary_form"),
];

/// Rows of the table beside the drawing.
const ROWS: usize = 200;

#[derive(Template)]
#[template(path = "page/clusters.html")]
struct ClustersPage {
    frame: Frame,
    lawful: &'static str,
    summary: String,
    note: &'static str,
    innocent: &'static str,
    clusters: Vec<ClusterItem>,
    more: String,
    graph: String,
    hidden: Vec<String>,
    nodes: Vec<NodeItem>,
}

struct ClusterItem {
    number: u32,
    facts: String,
    shared: String,
    firmness: String,
    things: Vec<String>,
    leaders: Vec<String>,
    wanted: String,
}

struct NodeItem {
    id: String,
    label: String,
    messages: String,
    ties: u32,
    layers: String,
    cluster: String,
}

/// The page.
///
/// # Errors
/// When the case cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let picture = reader.drawing(None, || tied(reader))?;
    match asked.format {
        Format::Json => return Ok(Answer::json(&*picture)),
        Format::Csv => return Ok(Answer::csv("accounts", table(&picture))),
        Format::Html => {}
    }
    let found = reader.dossier.communities.as_ref();
    let lines = found.iter().flat_map(|found| &found.lines);
    let clusters = lines.map(|line| ClusterItem {
        number: line.cluster,
        facts: line.facts(),
        shared: line.shared(),
        firmness: line.firmness(),
        things: line.things.clone(),
        leaders: line.leaders.clone(),
        wanted: line.wanted.clone(),
    });
    Ok(Answer::page(&ClustersPage {
        frame: Frame::of(reader, asked, "clusters", "Accounts that act together"),
        lawful: LAWFUL,
        summary: found.map_or_else(
            || {
                "No accounts act together more often, or closer in time, than chance explains. Accounts of mail usually share nothing but \
                 texts: their campaigns tell more."
                    .to_owned()
            },
            crate::report::dossier::Communities::summary,
        ),
        note: NOTE,
        innocent: INNOCENT,
        clusters: clusters.collect(),
        more: found.map_or_else(String::new, crate::report::dossier::Communities::more),
        graph: if picture.nodes.is_empty() {
            String::new()
        } else {
            drawing("/clusters/graph", "/search?q=")
        },
        hidden: picture.hidden.sentences(),
        nodes: picture.nodes.iter().take(ROWS).map(node).collect(),
    }))
}

fn node(node: &crate::explore::graph::Node) -> NodeItem {
    NodeItem {
        id: node.id.clone(),
        label: node.label.clone(),
        messages: grouped(node.messages.into()),
        ties: node.ties,
        layers: node.layers.join(", "),
        cluster: node
            .cluster
            .map_or_else(String::new, |cluster| cluster.to_string()),
    }
}

fn table(picture: &Picture) -> String {
    let mut table = Table::new(&["a", "b", "layers", "weight", "p_value", "q_value"]);
    let id = |at: u16| {
        picture
            .nodes
            .get(usize::from(at))
            .map_or_else(String::new, |node| node.id.clone())
    };
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:e}"));
    for pair in &picture.pairs {
        let layers: Vec<&str> = pair
            .layers
            .iter()
            .map(|(layer, _)| layer.as_str())
            .collect();
        table.row([
            id(pair.a),
            id(pair.b),
            layers.join(" "),
            format!("{:.3}", pair.weight),
            number(pair.p_value),
            number(pair.q_value),
        ]);
    }
    table.text()
}

/// The place of a drawing on a page; `filter` is the address that a selection is added to.
#[must_use]
pub fn drawing(graph: &str, filter: &str) -> String {
    format!(
        "<div class=\"graph\" data-graph=\"{graph}\" data-filter=\"{filter}\" data-table=\"nodes\" data-accounts=\"/accounts/\">\
         <canvas></canvas><noscript><p>The drawing needs JavaScript; the table below holds the same accounts.</p></noscript></div>"
    )
}

/// The bytes of a drawing: of the accounts of a campaign, or of all accounts that are tied.
///
/// # Errors
/// When the case cannot be read.
pub fn graph(
    reader: &Reader<'_>,
    asked: &Asked,
    campaign: Option<u32>,
) -> Result<Answer, SiteError> {
    let campaigns = &reader.dossier.campaigns;
    if campaign.is_some_and(|key| !campaigns.iter().any(|line| line.key == key)) {
        return Ok(Answer::not_found());
    }
    let picture = reader.drawing(campaign, || match campaign {
        Some(campaign) => of_campaign(reader, campaign),
        None => tied(reader),
    })?;
    Ok(match asked.format {
        Format::Json => Answer::json(&*picture),
        Format::Csv => Answer::csv("graph", table(&picture)),
        Format::Html => Answer::of(payload::CONTENT_TYPE, payload::payload(&picture)),
    })
}

/// All accounts that are tied.
fn tied(reader: &Reader<'_>) -> Result<Picture, SiteError> {
    let ties: Vec<Tie> = reader.case.edges()?.iter().map(Tie::from).collect();
    let clusters = reader.case.clusters()?;
    let mut keys: Vec<u32> = ties.iter().flat_map(|tie| [tie.a, tie.b]).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut accounts = Vec::with_capacity(keys.len());
    for account in reader.index.accounts(&keys)? {
        let cluster = clusters
            .binary_search_by_key(&account.key, |row| row.account)
            .ok();
        accounts.push(Account {
            key: account.key,
            label: reader.name(&account),
            messages: account.messages,
            cluster: cluster
                .and_then(|at| clusters.get(at))
                .map(|row| row.cluster),
        });
    }
    Ok(Picture::of_ties(&accounts, &ties))
}

/// The accounts of a campaign: what ties them, or, where nothing does, the machines that they share.
pub(super) fn of_campaign(reader: &Reader<'_>, campaign: u32) -> Result<Picture, SiteError> {
    let senders = reader.index.first_senders(campaign, ACCOUNTS)?;
    let mut accounts = Vec::with_capacity(senders.len());
    for sender in &senders {
        if let Some(account) = reader.index.account(sender.account)? {
            accounts.push(Account {
                key: account.key,
                label: reader.name(&account),
                messages: sender.messages,
                cluster: None,
            });
        }
    }
    let mut keys: Vec<u32> = accounts.iter().map(|account| account.key).collect();
    keys.sort_unstable();
    let is_here = |key: &u32| keys.binary_search(key).is_ok();
    let edges = reader.case.edges()?;
    let ties: Vec<Tie> = edges
        .iter()
        .filter(|edge| is_here(&edge.a) && is_here(&edge.b))
        .map(Tie::from)
        .collect();
    if !ties.is_empty() {
        return Ok(Picture::of_ties(&accounts, &ties));
    }
    Ok(Picture::of_uses(&accounts, &machines(reader, campaign)?))
}

/// The machines that accounts of a campaign used.
fn machines(reader: &Reader<'_>, campaign: u32) -> Result<Vec<Use>, SiteError> {
    let written = reader.index.written_in(campaign, MESSAGES)?;
    let mut counted = BTreeMap::<(u32, &'static str, String), u32>::new();
    for part in reader.case.parts()? {
        let first = written.partition_point(|(message, _)| *message < part.first_message());
        let end = written.partition_point(|(message, _)| *message < part.end());
        let here = written.get(first..end).unwrap_or_default();
        if here.is_empty() {
            continue;
        }
        let account = |message: &u32| {
            let at = here.binary_search_by_key(message, |(message, _)| *message);
            at.ok().and_then(|at| here.get(at)).map(|(_, key)| *key)
        };
        let traced = part.column::<u32>(case::Table::Traces, "message")?;
        let accounts: Vec<Option<u32>> = traced.iter().map(account).collect();
        for (layer, column) in LAYERS {
            part.strings(case::Table::Traces, column, &mut |row, thing| {
                let account = accounts.get(row).copied().flatten();
                if let Some((account, thing)) = account.zip(thing) {
                    let counted = counted.entry((account, layer, thing.to_owned()));
                    *counted.or_default() += 1;
                }
            })?;
        }
    }
    let uses = counted
        .into_iter()
        .map(|((account, layer, thing), messages)| Use {
            account,
            layer: layer.to_owned(),
            thing: crate::report::clean::line(&thing),
            messages,
        });
    Ok(uses.collect())
}
