//! Counting words.
//!
//! In: a text. Out: how many words it has.
//!
//! Source: UAX #29, 4 (word boundaries) by the crate `unicode-segmentation`, with a short way for
//! runs of ASCII, by the same rules WB5 to WB13. Han, Thai, Lao, Khmer and Burmese letters have no
//! rule to join them there, so each counts as one.

use unicode_segmentation::UnicodeSegmentation;

/// How many words a text has.
pub(super) fn count(text: &str) -> u32 {
    let mut words = 0_usize;
    let mut rest = text;
    while !rest.is_empty() {
        // A piece ends at a space; no word goes over one.
        let end = rest
            .bytes()
            .position(|b| matches!(b, b' ' | b'\n' | b'\t'))
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        words += if piece.is_ascii() {
            ascii(piece.as_bytes())
        } else {
            piece.unicode_words().count()
        };
        rest = after.get(1..).unwrap_or_default();
    }
    u32::try_from(words).unwrap_or(u32::MAX)
}

/// The words of ASCII without spaces.
fn ascii(piece: &[u8]) -> usize {
    // Most pieces are one word with a mark behind it at most.
    let letters = piece.iter().position(|byte| !byte.is_ascii_alphabetic());
    match letters {
        None => return usize::from(!piece.is_empty()),
        Some(at)
            if at > 0 && at + 1 == piece.len() && piece.last().is_some_and(|&b| !is_word(b)) =>
        {
            return 1;
        }
        Some(_) => {}
    }
    let mut words = 0;
    let mut at = 0;
    while let Some(&first) = piece.get(at) {
        if !is_word(first) {
            at += 1;
            continue;
        }
        let mut counts = false;
        while let Some(&byte) = piece.get(at) {
            let (before, after) = (
                at.checked_sub(1).and_then(|b| piece.get(b)),
                piece.get(at + 1),
            );
            if is_word(byte) {
                counts |= byte != b'_';
            } else if !joins(before.copied(), byte, after.copied()) {
                break;
            }
            at += 1;
        }
        words += usize::from(counts);
    }
    words
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// WB6, WB7, WB11, WB12: a mark between two letters or two digits does not part them.
fn joins(before: Option<u8>, mark: u8, after: Option<u8>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match mark {
        b'.' | b'\'' => letters || digits,
        b':' => letters,
        b',' | b';' => digits,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scripts_without_spaces_count_their_letters() {
        for (text, expected) in [
            ("We don't pay 1,000.50 for it: e.g. this_one", 8),
            ("我们要水", 4),
            ("", 0),
            (" - ", 0),
            ("вода é жизнь", 3),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_agrees_with_the_crate(text in "([a-zA-Z0-9]|[ \n.,;:'_\"/@-]|é|水|ก){0,40}") {
            prop_assert_eq!(count(&text) as usize, text.unicode_words().count());
        }
    }
}
