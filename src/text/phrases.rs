//! Searching a text for many phrases at once.
//!
//! In: a list of phrases, a text. Out: which of them stand in it.
//!
//! Source: A. V. Aho and M. J. Corasick, "Efficient string matching", 1975, by the crate
//! `aho-corasick`: one pass whatever the number of phrases.

use aho_corasick::AhoCorasick;

/// A list of phrases, made ready.
#[derive(Debug)]
pub(super) struct Phrases(Option<AhoCorasick>);

impl Phrases {
    /// Makes a list ready; done once for each table.
    pub(super) fn new<'a>(list: impl IntoIterator<Item = &'a str>) -> Self {
        Self(AhoCorasick::new(list).ok())
    }

    /// The number of the phrase that ends first in a text.
    pub(super) fn first(&self, text: &str) -> Option<usize> {
        self.all(text).next()
    }

    /// The numbers of the phrases that stand in a text, with repetitions, those inside of others too.
    pub(super) fn all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.0
            .iter()
            .flat_map(move |finder| finder.find_overlapping_iter(text))
            .map(|found| found.pattern().as_usize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_wherever_they_stand() {
        let phrases = Phrases::new(["he", "she", "вода"]);
        assert_eq!(phrases.all("ushers вода").collect::<Vec<_>>(), [1, 0, 2]);
        assert_eq!(phrases.first("none of it"), None);
    }
}
