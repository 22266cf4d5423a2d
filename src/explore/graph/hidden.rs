//! What a drawing leaves out, in words.
//!
//! In: counts. Out: [`Hidden`], and a sentence for each count that is not 0.

use serde::Serialize;

use super::choose::{MAX_EDGES, MAX_NODES};
use crate::report::words::grouped;

/// How many are not drawn. A caller that handed in the strongest ties only adds the others here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hidden {
    /// Accounts that have ties and did not fit.
    pub accounts: u64,
    /// Things that several accounts use and did not fit.
    pub things: u64,
    /// Lines that did not fit, or lead to what did not.
    pub edges: u64,
    /// Accounts that have no tie at all.
    pub untied: u64,
    /// Things that one account alone uses.
    pub lone_things: u64,
}

impl Hidden {
    /// Says what is not drawn and why; empty when everything is.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let drawn = grouped(MAX_NODES as u64);
        let lines = grouped(MAX_EDGES as u64);
        let told = [
            (
                self.accounts,
                "account with weaker ties is hidden",
                "accounts with weaker ties are hidden",
                format!("the drawing shows the {drawn} nodes of most evidence"),
            ),
            (
                self.things,
                "shared thing is hidden",
                "shared things are hidden",
                format!("the drawing shows the {drawn} nodes of most evidence"),
            ),
            (
                self.edges,
                "line is hidden",
                "lines are hidden",
                format!("the drawing shows the {lines} strongest lines between shown nodes"),
            ),
            (
                self.untied,
                "account is not drawn",
                "accounts are not drawn",
                "no tie of this kind to another account here".to_owned(),
            ),
            (
                self.lone_things,
                "thing is not drawn",
                "things are not drawn",
                "what one account alone uses ties nobody".to_owned(),
            ),
        ];
        told.into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many, why)| {
                let what = if count == 1 { one } else { many };
                format!("{} {what}: {why}.", grouped(count))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_nothing_said() {
        assert_eq!(Hidden::default().sentences(), Vec::<String>::new());
    }

    #[test]
    fn each_count_has_its_reason() {
        let hidden = Hidden {
            accounts: 1_234,
            untied: 1,
            ..Hidden::default()
        };
        assert_eq!(
            hidden.sentences(),
            [
                "1,234 accounts with weaker ties are hidden: the drawing shows the 2,000 nodes of most evidence.",
                "1 account is not drawn: no tie of this kind to another account here.",
            ]
        );
    }
}
