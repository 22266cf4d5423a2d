//! Three members that stand for a campaign, shown by how they differ from the most typical one.
//!
//! In: members, their likeness to their group's medoid, sending times, texts. Out: [`Exemplar`]s as
//! word differences (Myers; texts are cut to [`WORDS_SHOWN`] words, which bounds the cost).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use super::clean;
use crate::case::rows::{GroupRow, MemberRow, MessageRow};

/// Words of a text that are compared and shown.
pub const WORDS_SHOWN: usize = 400;

/// Why a member was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Nearest to all others.
    Typical,
    /// Farthest from the typical one.
    LeastSimilar,
    /// The first by its stated time.
    Earliest,
}

impl Role {
    /// The words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Typical => "most typical",
            Self::LeastSimilar => "least similar",
            Self::Earliest => "earliest",
        }
    }
}

/// What happened to a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// In both texts.
    Same,
    /// In the typical text only.
    Missing,
    /// In this text only.
    Own,
}

/// A member with its text as changes against the typical one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exemplar {
    /// The message.
    pub message: u32,
    /// Why it was chosen; one message can be several.
    pub roles: Vec<Role>,
    /// Stated time.
    pub sent_at: Option<i64>,
    /// Likeness to its group's medoid.
    pub similarity: Option<f32>,
    /// Sender as it may be shown.
    pub sender: String,
    /// Subject.
    pub subject: String,
    /// Runs of words.
    pub text: Vec<(Change, String)>,
    /// Words that are not shown.
    pub words_cut: usize,
}

impl Exemplar {
    /// The roles in one phrase.
    #[must_use]
    pub fn label(&self) -> String {
        self.roles
            .iter()
            .map(|role| role.label())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Chooses the members of one campaign that a report shows: at most three, the typical one first.
#[must_use]
pub fn choose(
    campaign: u32,
    members: &[MemberRow],
    groups: &[GroupRow],
    messages: &[MessageRow],
) -> Vec<(u32, Vec<Role>)> {
    let likeness: BTreeMap<u32, (u32, f32)> = groups
        .iter()
        .map(|row| (row.message, (row.group, row.similarity)))
        .collect();
    let sent: BTreeMap<u32, i64> = messages
        .iter()
        .filter_map(|m| Some((m.message, m.sent_at?)))
        .collect();
    let own: Vec<u32> = members
        .iter()
        .filter(|m| m.campaign == campaign)
        .map(|m| m.message)
        .collect();
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for (group, _) in own.iter().filter_map(|m| likeness.get(m)) {
        *sizes.entry(*group).or_default() += 1;
    }
    let largest = sizes
        .iter()
        .max_by_key(|(group, size)| (**size, u32::MAX - **group))
        .map(|(group, _)| *group);
    let near = |message: &u32| match likeness.get(message) {
        Some((group, similarity)) if Some(*group) == largest => 1.0 + similarity,
        Some((_, similarity)) => *similarity,
        None => 0.0,
    };
    let typical = own
        .iter()
        .copied()
        .max_by(|a, b| near(a).total_cmp(&near(b)).then(b.cmp(a)));
    let least = own
        .iter()
        .copied()
        .min_by(|a, b| near(a).total_cmp(&near(b)).then(a.cmp(b)));
    let earliest = own
        .iter()
        .copied()
        .filter(|m| sent.contains_key(m))
        .min_by_key(|m| (sent.get(m), *m));
    let mut chosen: Vec<(u32, Vec<Role>)> = Vec::new();
    for (message, role) in [
        (typical, Role::Typical),
        (least, Role::LeastSimilar),
        (earliest, Role::Earliest),
    ] {
        let Some(message) = message else { continue };
        match chosen.iter_mut().find(|(known, _)| *known == message) {
            Some((_, roles)) => roles.push(role),
            None => chosen.push((message, vec![role])),
        }
    }
    chosen
}

/// The word differences of `text` against `typical`, and how many words were cut.
#[must_use]
pub fn changes(typical: &str, text: &str) -> (Vec<(Change, String)>, usize) {
    let (typical, _) = clean::first_words(typical, WORDS_SHOWN);
    let (text, cut) = clean::first_words(text, WORDS_SHOWN);
    let diff = TextDiff::from_words(typical, text);
    let mut runs: Vec<(Change, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let blank = change.value().trim().is_empty();
        let kind = match change.tag() {
            // Other spaces and line breaks are no difference that a reader wants to see.
            ChangeTag::Delete if blank => continue,
            ChangeTag::Insert if blank => match runs.last() {
                Some((Change::Own, _)) => Change::Own,
                _ => Change::Same,
            },
            ChangeTag::Equal => Change::Same,
            ChangeTag::Delete => Change::Missing,
            ChangeTag::Insert => Change::Own,
        };
        match runs.last_mut() {
            Some((last, words)) if *last == kind => words.push_str(change.value()),
            _ => runs.push((kind, change.value().to_owned())),
        }
    }
    (runs, cut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_member_can_have_several_roles() {
        let members: Vec<_> = (0..3)
            .map(|message| MemberRow {
                message,
                campaign: 1,
                ..MemberRow::default()
            })
            .collect();
        let groups: Vec<_> = [1.0, 0.8, 0.9]
            .into_iter()
            .zip(0..)
            .map(|(similarity, message)| GroupRow {
                message,
                group: 0,
                similarity,
            })
            .collect();
        let messages: Vec<_> = (0..3)
            .map(|message| MessageRow {
                message,
                sent_at: Some(i64::from(message)),
                ..MessageRow::default()
            })
            .collect();
        assert_eq!(
            choose(1, &members, &groups, &messages),
            [
                (0, vec![Role::Typical, Role::Earliest]),
                (1, vec![Role::LeastSimilar])
            ]
        );
    }

    #[test]
    fn differences_are_by_words() {
        let (runs, cut) = changes("I urge you to act now", "I beg you to act");
        let words: String = runs
            .iter()
            .filter(|(kind, _)| *kind != Change::Missing)
            .map(|(_, w)| w.as_str())
            .collect();
        assert_eq!((words.as_str(), cut), ("I beg you to act", 0));
        assert!(runs.contains(&(Change::Own, "beg".to_owned())));
    }

    #[test]
    fn other_white_space_is_no_difference() {
        let (runs, _) = changes("The tender was\nopen", "The  tender was open");
        assert!(
            runs.iter().all(|(kind, _)| *kind == Change::Same),
            "{runs:?}"
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_and_added_gives_the_text_again(a in "[a-d ]{0,60}", b in "[a-d ]{0,60}") {
            let (runs, _) = changes(&a, &b);
            let again: String = runs.iter().filter(|(k, _)| *k != Change::Missing).map(|(_, w)| w.as_str()).collect();
            prop_assert_eq!(again, b.trim_end());
        }
    }
}
