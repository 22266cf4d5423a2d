//! Two texts word by word.

use serde::Serialize;

use crate::report::exemplar::{Change, changes};

/// The words of two texts, as one column and as two.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Differences {
    /// Runs with `del` (only in the first), `ins` (only in the second) or nothing (in both).
    pub inline: Vec<(&'static str, String)>,
    /// The first text, with `del` where it stands alone.
    pub first: Vec<(&'static str, String)>,
    /// The second text, with `ins` where it stands alone.
    pub second: Vec<(&'static str, String)>,
    /// Share of the words of both that both have, in percent.
    pub common: u32,
    /// Words that are not shown.
    pub cut: usize,
}

impl Differences {
    /// Compares two texts (Myers' algorithm, over the first words of each).
    #[must_use]
    pub fn of(first: &str, second: &str) -> Self {
        let (runs, cut) = changes(first, second);
        let mut out = Self {
            cut,
            ..Self::default()
        };
        let (mut same, mut own) = (0_usize, 0_usize);
        for (change, text) in runs {
            let words = text.split_whitespace().count();
            let tag = match change {
                Change::Same => "",
                Change::Missing => "del",
                Change::Own => "ins",
            };
            match change {
                Change::Same => same += 2 * words,
                Change::Missing | Change::Own => own += words,
            }
            if change != Change::Own {
                out.first.push((tag, text.clone()));
            }
            if change != Change::Missing {
                out.second.push((tag, text.clone()));
            }
            out.inline.push((tag, text));
        }
        out.common = u32::try_from(100 * same / (same + own).max(1)).unwrap_or(0);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_text_alone_are_marked_there() {
        let told = Differences::of(
            "Please keep the old bridge.",
            "Please save the old bridge, dear minister.",
        );
        let alone = |side: &[(&str, String)]| {
            side.iter()
                .filter(|(tag, _)| !tag.is_empty())
                .map(|(_, text)| text.trim().to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert!(alone(&told.first).contains("keep"), "{told:?}");
        assert!(alone(&told.second).contains("save"), "{told:?}");
        assert!(told.common > 20 && told.common < 100);
        assert_eq!(Differences::of("one text", "one text").common, 100);
        assert_eq!(Differences::of("", "").common, 0);
    }
}
