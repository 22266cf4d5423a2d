//! Clusters of accounts as a report tells them, the heaviest first.
//!
//! In: rows. Out: [`Communities`]. A cluster says that accounts act together, never who they are: each is told with its
//! innocent explanation and with what would decide.

use std::collections::BTreeMap;

use super::{
    Names, Rows, clean,
    dossier::{Communities, CommunityLine},
    words::{count, grouped, span_of_seconds},
};
use crate::case::rows::{AccountRow, CommunityRow};

/// Clusters that a report lists.
const LISTED: usize = 20;

/// Accounts that come first, named for one cluster.
const LEADERS: usize = 5;

/// Things named for one cluster.
const THINGS: usize = 5;

/// What stands above the clusters in every rendering.
pub const NOTE: &str = "A cluster is a set of accounts that used the same things at the same moments, again and again, more than how \
    busy they are, how popular the things are and how fast the things spread by themselves explain (false discovery rate 1 %). That is acting \
    together; it does not tell whether one hand or a circle of people is behind it.";

/// The innocent explanation, told with every list of clusters.
pub const INNOCENT: &str = "Innocent explanation: followers of one hub, a fan group that meets at an hour, members of a group chat and \
    newsrooms with one publishing system act together, too.";

/// Tells the clusters; `None` when there are none.
pub(super) fn assemble(rows: &Rows, names: &Names<'_>) -> Option<Communities> {
    if rows.communities.is_empty() {
        return None;
    }
    let accounts: BTreeMap<u32, &AccountRow> =
        rows.accounts.iter().map(|row| (row.account, row)).collect();
    let mut ordered: Vec<&CommunityRow> = rows.communities.iter().collect();
    ordered.sort_by(|a, b| {
        b.accounts
            .cmp(&a.accounts)
            .then(b.weight.total_cmp(&a.weight))
            .then(a.cluster.cmp(&b.cluster))
    });
    let name = |key: &u32| {
        accounts
            .get(key)
            .map_or_else(|| format!("a{key}"), |row| names.account(row))
    };
    let line = |row: &&CommunityRow| CommunityLine {
        cluster: row.cluster,
        accounts: row.accounts,
        messages: row.messages,
        span: row.first.zip(row.last),
        window: row.window,
        density: row.density,
        persistence: row.persistence,
        p_value: row.p_value,
        draws: row.draws,
        layers: row.layers.iter().map(|text| layer_words(text)).collect(),
        things: row
            .shared
            .iter()
            .take(THINGS)
            .map(|text| thing(text, names))
            .collect(),
        leaders: row.leaders.iter().take(LEADERS).map(name).collect(),
        wanted: clean::visible(&row.wanted),
    };
    Some(Communities {
        clusters: ordered.len() as u64,
        accounts: ordered.iter().map(|row| u64::from(row.accounts)).sum(),
        lines: ordered.iter().take(LISTED).map(line).collect(),
        hidden: ordered.len().saturating_sub(LISTED),
    })
}

/// Accounts that a report names for its clusters.
#[must_use]
pub fn named(communities: &[CommunityRow]) -> Vec<u32> {
    let mut keys: Vec<u32> = communities
        .iter()
        .flat_map(|row| row.leaders.iter().take(LEADERS).copied())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A shared thing; who is named is a person, and stays unnamed where names do.
fn thing(text: &str, names: &Names<'_>) -> String {
    let count = text.rsplit_once(" (").map(|(_, count)| count);
    match (text.starts_with("mention ") && !names.revealed(), count) {
        (true, Some(count)) => format!("one account named ({count}"),
        (true, None) => "one account named".to_owned(),
        _ => clean::visible(text),
    }
}

/// `repost 45` as `reposts (45 pairs)`.
fn layer_words(text: &str) -> String {
    let (layer, pairs) = text.rsplit_once(' ').unwrap_or((text, ""));
    let words = match layer {
        "group" => "the same text",
        "template" => "texts of one template",
        "link" => "the same link",
        "domain" => "the same site",
        "passage" => "the same passage",
        "picture" => "the same picture",
        "tags" => "the same hashtags in the same order",
        "tag_set" => "the same set of hashtags",
        "repost" => "the same post repeated",
        "reply" => "the same post answered",
        "mention" => "the same accounts named",
        "object" => "the same object",
        "relay_net" => "one relay network",
        "boundary_prefix" => "one boundary prefix",
        "message_id_form" => "one form of Message-ID",
        "time" => "the same moments",
        "combined" => "several of these together",
        other => other,
    };
    format!("{} ({pairs})", clean::visible(words))
}

impl Communities {
    /// All clusters in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{} act together beyond chance, in {}.",
            count(self.accounts, "account", "accounts"),
            count(self.clusters, "cluster", "clusters")
        )
    }

    /// How many clusters are not listed; empty when none.
    #[must_use]
    pub fn more(&self) -> String {
        if self.hidden == 0 {
            return String::new();
        }
        format!(
            "{} not listed here; the tables clusters and communities have them all.",
            count(
                self.hidden as u64,
                "further cluster is",
                "further clusters are"
            )
        )
    }
}

impl CommunityLine {
    /// How many, and how close in time.
    #[must_use]
    pub fn facts(&self) -> String {
        format!(
            "{}, {}, mostly within {}",
            count(self.accounts.into(), "account", "accounts"),
            count(self.messages.into(), "message", "messages"),
            span_of_seconds(self.window)
        )
    }

    /// What they shared, with the pairs of accounts that each layer ties.
    #[must_use]
    pub fn shared(&self) -> String {
        format!(
            "Pairs of accounts by what ties them: {}",
            self.layers.join(", ")
        )
    }

    /// How firmly it holds.
    #[must_use]
    pub fn firmness(&self) -> String {
        let tied = format!("{:.0} % of all pairs are tied", 100.0 * self.density);
        let stands = format!(
            "the cluster stands in {:.0} % of a sweep over edge weights",
            100.0 * self.persistence
        );
        let chance = match self.p_value {
            Some(p) => format!(
                "of {} sets of accounts as active as these, {} met as often (p = {p:.3})",
                grouped(self.draws.into()),
                // p counts the cluster itself as one more set.
                grouped(met_as_often(p, self.draws))
            ),
            None => "no other accounts are as active, so no draw tells".to_owned(),
        };
        format!("{tied}; {stands}; {chance}")
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of at most a thousand draws"
)]
fn met_as_often(p: f64, draws: u32) -> u64 {
    (p * (f64::from(draws) + 1.0) - 1.0).round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_told_with_what_it_rests_on() {
        let rows = Rows {
            communities: vec![CommunityRow {
                cluster: 4,
                accounts: 12,
                messages: 230,
                density: 0.8,
                persistence: 0.95,
                p_value: Some(0.001),
                draws: 999,
                window: 60,
                layers: vec!["repost 40".to_owned(), "link 3".to_owned()],
                shared: vec!["repost 99 (12 accounts)".to_owned()],
                leaders: vec![7],
                ..CommunityRow::default()
            }],
            ..Rows::default()
        };
        let found = assemble(&rows, &Names::Revealed).expect("there is one");
        assert_eq!(
            found.summary(),
            "12 accounts act together beyond chance, in 1 cluster."
        );
        let line = found.lines.first().expect("there is one");
        assert_eq!(
            line.facts(),
            "12 accounts, 230 messages, mostly within 1 minute"
        );
        assert_eq!(
            line.shared(),
            "Pairs of accounts by what ties them: the same post repeated (40), the same link (3)"
        );
        assert_eq!(
            line.firmness(),
            "80 % of all pairs are tied; the cluster stands in 95 % of a sweep over edge weights; of 999 sets of accounts as \
            active as these, 0 met as often (p = 0.001)"
        );
        assert_eq!(line.leaders, ["a7"]);
        assert!(found.more().is_empty());
    }

    #[test]
    fn whoever_is_named_stays_unnamed() {
        let pseudonym = |_: &str| "s-x".to_owned();
        let hidden = Names::Pseudonyms(&pseudonym);
        let told = |names| thing("mention eve (10 accounts)", names);
        assert_eq!(told(&hidden), "one account named (10 accounts)");
        assert_eq!(told(&Names::Revealed), "mention eve (10 accounts)");
        assert_eq!(
            thing("link https://a.example/ (3 accounts)", &hidden),
            "link https://a.example/ (3 accounts)"
        );
    }

    #[test]
    fn no_clusters_are_no_section() {
        assert_eq!(assemble(&Rows::default(), &Names::Revealed), None);
    }
}
