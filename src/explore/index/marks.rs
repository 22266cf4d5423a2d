//! The facts of a message as words of the text index: one kind of posting list for words and filters alike.
//!
//! In: a fact. Out: a mark: `_`, a letter for the kind of fact, and its value. Words of texts hold no `_`, so that no text
//! can pass for a mark.

use xxhash_rust::xxh3::xxh3_64;

/// Every message.
pub(in super::super) const EVERY: &str = "_every";
/// Messages of no campaign.
pub(in super::super) const ALONE: &str = "_alone";
/// Parts names that are no phrase together.
pub(super) const GAP: &str = "_";

/// Bytes of a value that are kept.
const LONGEST: usize = 128;

/// What a mark tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Mark {
    /// A campaign's number.
    Campaign,
    /// An account's number.
    Account,
    /// A domain of the sender, or one above it.
    Domain,
    /// A word of the sender's handle or display name.
    Name,
    /// The campaign's verdict.
    Verdict,
    /// How the message belongs to its campaign.
    Kind,
    /// Language.
    Language,
    /// Platform.
    Platform,
    /// `image`, `link`, `file`.
    Has,
    /// A host's number.
    Host,
    /// A link, as its hash.
    Link,
}

impl Mark {
    const fn letter(self) -> char {
        match self {
            Self::Campaign => 'c',
            Self::Account => 'a',
            Self::Domain => 'd',
            Self::Name => 'n',
            Self::Verdict => 'v',
            Self::Kind => 'k',
            Self::Language => 'l',
            Self::Platform => 'p',
            Self::Has => 'i',
            Self::Host => 'h',
            Self::Link => 'u',
        }
    }

    /// The mark of a value. Characters that no mark holds become `_`.
    pub(in super::super) fn of(self, value: &str) -> String {
        let kept = value
            .get(..value.floor_char_boundary(LONGEST))
            .unwrap_or(value);
        let plain = kept.chars().flat_map(char::to_lowercase).map(|c| {
            let fits = c.is_alphanumeric() || matches!(c, '.' | '-');
            if fits { c } else { '_' }
        });
        ['_', self.letter()].into_iter().chain(plain).collect()
    }

    /// The mark of a number.
    pub(in super::super) fn number(self, number: u32) -> String {
        format!("_{}{number}", self.letter())
    }

    /// The mark of a text of any length.
    pub(in super::super) fn hashed(self, text: &str) -> String {
        format!("_{}{:x}", self.letter(), xxh3_64(text.as_bytes()))
    }
}

/// A domain and those above it, as far as they have a dot.
pub(super) fn domains(domain: &str) -> impl Iterator<Item = &str> {
    /// Labels of a domain that are looked at: RFC 1035's 255 bytes hold no more than 127.
    const DEEPEST: usize = 127;
    let above = std::iter::successors(Some(domain), |name| {
        name.split_once('.').map(|(_, rest)| rest)
    });
    above
        .take(DEEPEST)
        .enumerate()
        .filter(|(depth, name)| !name.is_empty() && (*depth == 0 || name.contains('.')))
        .map(|(_, name)| name)
}

/// The number that an external id is found by.
pub(in super::super) fn external(id: &str) -> i64 {
    xxh3_64(id.as_bytes()).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_what_the_index_keeps_together() {
        for (mark, value, expected) in [
            (Mark::Language, "eng", "_leng"),
            (Mark::Platform, "X Y\"", "_px_y_"),
            (Mark::Domain, "mail.Example.ORG", "_dmail.example.org"),
            (Mark::Domain, "münchen.example", "_dmünchen.example"),
        ] {
            assert_eq!(mark.of(value), expected);
        }
        assert_eq!(Mark::Account.number(7), "_a7");
    }

    #[test]
    fn a_domain_is_found_by_those_above_it() {
        let all = |name| domains(name).collect::<Vec<_>>();
        assert_eq!(all("a.b.example"), ["a.b.example", "b.example"]);
        assert_eq!(all("localhost"), ["localhost"]);
        assert_eq!(all(""), [""; 0]);
    }
}
