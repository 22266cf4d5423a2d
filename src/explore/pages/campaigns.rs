//! All campaigns: sorted and filtered by the address, so that a link is a view.

use askama::Template;
use serde::Serialize;

use super::{Asked, csv::Table, frame::Frame, pager::Pager, rows::CampaignItem};
use crate::{
    campaign::Verdict,
    explore::{
        server::{answer::Answer, params::Params, route::Format},
        site::Reader,
    },
    report::{
        dossier::CampaignLine,
        words::{LAWFUL, count, verdict_label},
    },
};

/// Campaigns on a page.
const PAGE: u32 = 50;

/// Columns that can be sorted by: word, label, whether its cells are numbers.
const COLUMNS: [(&str, &str, bool); 6] = [
    ("id", "Campaign", false),
    ("", "Verdict, first words", false),
    ("likelihood", "Likelihood of operated", false),
    ("confidence", "Confidence", false),
    ("messages", "Messages", true),
    ("accounts", "Accounts", true),
];

/// Orders that no column stands for: word and label.
const ORDERS: [(&str, &str); 8] = [
    ("", "as in the report"),
    ("weight", "heaviest first"),
    ("messages", "most messages"),
    ("accounts", "most accounts"),
    ("likelihood", "most likely operated"),
    ("confidence", "most confident"),
    ("newest", "newest"),
    ("oldest", "oldest"),
];

#[derive(Template)]
#[template(path = "page/campaigns.html")]
struct CampaignsPage {
    frame: Frame,
    lawful: &'static str,
    caption: String,
    sorts: Vec<Sort>,
    campaigns: Vec<CampaignItem>,
    pager: Pager,
    verdicts: Vec<Choice>,
    orders: Vec<Choice>,
    words: String,
    least: String,
    is_filtered: bool,
}

/// One of several values of a form.
pub struct Choice {
    /// The value.
    pub value: &'static str,
    /// What stands there.
    pub label: &'static str,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The head of a column.
pub struct Sort {
    /// What stands there.
    pub label: &'static str,
    /// The address that sorts by it; empty for a column that does not sort.
    pub href: String,
    /// Whether the list is sorted by it.
    pub current: bool,
    /// `ascending` or `descending`.
    pub direction: &'static str,
    /// The same as a sign.
    pub arrow: &'static str,
    /// Whether its cells are numbers.
    pub number: bool,
}

#[derive(Serialize)]
struct CampaignsV1 {
    schema: &'static str,
    total: usize,
    campaigns: Vec<CampaignItem>,
}

/// The list.
#[must_use]
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Answer {
    let params = &asked.params;
    let lines = chosen(&reader.dossier.campaigns, params);
    let item = |line: &&CampaignLine| CampaignItem::of(line, reader);
    match asked.format {
        Format::Json => {
            return Answer::json(&CampaignsV1 {
                schema: "refrain.campaigns/1",
                total: lines.len(),
                campaigns: lines.iter().map(item).collect(),
            });
        }
        Format::Csv => return Answer::csv("campaigns", table(&lines)),
        Format::Html => {}
    }
    let skipped = (params.page() - 1).saturating_mul(PAGE) as usize;
    let shown: Vec<CampaignItem> = lines
        .iter()
        .skip(skipped)
        .take(PAGE as usize)
        .map(item)
        .collect();
    let given = |name: &str| params.given(name).unwrap_or_default().to_owned();
    let verdicts = verdicts(&given("verdict"));
    let sort = given("sort");
    Answer::page(&CampaignsPage {
        frame: Frame::of(reader, asked, "campaigns", "Campaigns"),
        lawful: LAWFUL,
        caption: format!(
            "{} of {}.",
            count(lines.len() as u64, "campaign", "campaigns"),
            count(
                reader.dossier.campaigns.len() as u64,
                "campaign",
                "campaigns"
            )
        ),
        sorts: sorts(params),
        pager: Pager::of(params, shown.len(), lines.len() as u64, PAGE),
        campaigns: shown,
        verdicts,
        orders: ORDERS
            .iter()
            .map(|(value, label)| Choice {
                value,
                label,
                chosen: *value == sort,
            })
            .collect(),
        words: given("q"),
        least: given("min"),
        is_filtered: ["q", "verdict", "min"]
            .iter()
            .any(|name| params.given(name).is_some()),
    })
}

fn verdicts(chosen: &str) -> Vec<Choice> {
    let any = Choice {
        value: "",
        label: "any verdict",
        chosen: chosen.is_empty(),
    };
    let each = Verdict::ALL.iter().map(|&known| Choice {
        value: known.word(),
        label: verdict_label(known),
        chosen: known.word() == chosen,
    });
    std::iter::once(any).chain(each).collect()
}

/// The campaigns that the address asks for, in its order.
fn chosen<'a>(campaigns: &'a [CampaignLine], params: &Params) -> Vec<&'a CampaignLine> {
    let verdict = params.given("verdict").and_then(Verdict::from_word);
    let least: u32 = params
        .given("min")
        .and_then(|least| least.parse().ok())
        .unwrap_or(0);
    let words: Vec<String> = params
        .given("q")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let mut lines: Vec<&CampaignLine> = campaigns
        .iter()
        .filter(|line| verdict.is_none_or(|verdict| line.verdict == verdict))
        .filter(|line| line.messages >= least)
        .filter(|line| {
            let text = format!("{} {}", line.id(), line.summary.to_lowercase());
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    // The report's order stays among equals: all sorts are stable.
    match params.given("sort").unwrap_or_default() {
        "id" => lines.sort_by_key(|line| line.key),
        "weight" => lines.sort_by(|a, b| b.weight.total_cmp(&a.weight)),
        "likelihood" => lines.sort_by(|a, b| b.score.total_cmp(&a.score)),
        "confidence" => lines.sort_by_key(|line| std::cmp::Reverse(line.confidence)),
        "messages" => lines.sort_by_key(|line| std::cmp::Reverse(line.messages)),
        "accounts" => lines.sort_by_key(|line| std::cmp::Reverse(line.accounts)),
        "newest" => lines.sort_by_key(|line| std::cmp::Reverse(line.span.map(|span| span.1))),
        "oldest" => lines.sort_by_key(|line| line.span.map_or(i64::MAX, |span| span.0)),
        _ => {}
    }
    lines
}

fn sorts(params: &Params) -> Vec<Sort> {
    let current = params.given("sort").unwrap_or_default();
    let first = Params::of(params.with("page", "").trim_start_matches('?'));
    COLUMNS
        .iter()
        .map(|(word, label, number)| Sort {
            label,
            href: if word.is_empty() {
                String::new()
            } else {
                first.with("sort", word)
            },
            current: !word.is_empty() && *word == current,
            direction: if *word == "id" {
                "ascending"
            } else {
                "descending"
            },
            arrow: if *word == "id" { "↑" } else { "↓" },
            number: *number,
        })
        .collect()
}

fn table(lines: &[&CampaignLine]) -> String {
    let mut table = Table::new(&[
        "campaign",
        "verdict",
        "score",
        "likelihood",
        "confidence",
        "weight_db",
        "messages",
        "accounts",
        "first_unix",
        "last_unix",
        "operation",
        "summary",
    ]);
    for line in lines {
        let time = |time: Option<i64>| time.map_or_else(String::new, |time| time.to_string());
        table.row([
            line.id(),
            line.verdict.word().to_owned(),
            format!("{:.4}", line.score),
            line.likelihood.to_string(),
            line.confidence.word().to_owned(),
            format!("{:.2}", line.weight),
            line.messages.to_string(),
            line.accounts.to_string(),
            time(line.span.map(|span| span.0)),
            time(line.span.map(|span| span.1)),
            line.operation
                .map_or_else(String::new, |key| key.to_string()),
            line.summary.clone(),
        ]);
    }
    table.text()
}
