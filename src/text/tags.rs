//! Hashtags.
//!
//! In: a text. Out: its hashtags in lower case without the sign, in their order, each once.
//!
//! Source: UAX #31, 2.6 (hashtag identifiers): a sign, then letters, marks, digits and `_`. A tag has
//! at least one letter, and the sign does not stand inside of a word or a link.

use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

/// Most hashtags that are kept of one text.
const MOST: usize = 500;

/// The hashtags of a text.
pub(super) fn find(text: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut seen = HashSet::new();
    let signs = memchr::memchr2_iter(b'#', 0xEF, text.as_bytes());
    let mut free = 0;
    for at in signs {
        let Some(rest) = text.get(at..).filter(|_| at >= free) else {
            continue;
        };
        let Some(rest) = rest.strip_prefix(['#', '\u{ff03}']) else {
            continue;
        };
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        if before.is_some_and(|c| is_part(c) || matches!(c, '&' | '/' | '#' | '=' | '?')) {
            continue;
        }
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        free = text.len() - rest.len() + end;
        let tag = rest.get(..end).unwrap_or_default();
        if tag.chars().any(char::is_alphabetic) && tag.len() <= 200 && tags.len() < MOST {
            let tag = tag.to_lowercase();
            if seen.insert(tag.clone()) {
                tags.push(tag);
            }
        }
    }
    tags
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_after_a_sign() {
        for (text, expected) in [
            ("#Water now, #water! #Maji_2026", vec!["water", "maji_2026"]),
            ("no. #1, a#b, http://x/#frag &#169; ##", vec![]),
            ("＃水 #हिन्दी (#Été)", vec!["水", "हिन्दी", "été"]),
            ("#a#b", vec!["a"]),
            ("", vec![]),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }
}
