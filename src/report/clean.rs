//! Text from mail made safe to look at: hidden characters shown, terminals left alone, personal
//! names masked.
//!
//! In: any string out of a message. Out: a string with the same words and no power.
//! Source: Unicode Standard Annex #9 (bidirectional controls), CVE-2021-42574 ("Trojan Source").

use std::{fmt::Write as _, ops::Range};

/// Whether a character can change how other characters look, or is invisible itself. The joiners
/// U+200C and U+200D stay, since Persian, Hindi and emoji need them.
#[must_use]
pub const fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}'
        | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Shows deceptive characters as `⟨U+202E⟩`; line ends and tabs stay.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        if is_deceptive(character) {
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// One line for a terminal: deceptive characters off, white space folded to single spaces.
#[must_use]
pub fn line(text: &str) -> String {
    let bare: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_deceptive(*c))
        .collect();
    bare.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Several lines for a terminal: as [`line()`], but line ends stay.
#[must_use]
pub fn lines(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// At most `limit` characters, with `…` where something was cut.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// At most `limit` words, with the number of words that were cut.
#[must_use]
pub fn first_words(text: &str, limit: usize) -> (&str, usize) {
    let mut seen = 0;
    let mut inside = false;
    let mut end = text.len();
    for (at, character) in text.char_indices() {
        if character.is_whitespace() {
            inside = false;
        } else if !inside {
            inside = true;
            seen += 1;
            if seen == limit + 1 {
                end = at;
            }
        }
    }
    (
        text.get(..end).unwrap_or(text).trim_end(),
        seen.saturating_sub(limit),
    )
}

/// Takes mail addresses, the given names and a name signed at the end out of a text: `[address]`,
/// `[name]`.
#[must_use]
pub fn mask(text: &str, names: &[&str]) -> String {
    let mut out = mask_addresses(text);
    for name in names {
        let name = name.trim();
        if name.chars().count() >= 3 && name.chars().any(char::is_alphabetic) {
            out = replace_words(&out, name, "[name]");
        }
    }
    match signed_name(&out) {
        Some(span) => {
            out.replace_range(span, "[name]");
            out
        }
        None => out,
    }
}

/// Replaces what stands as words of its own; inside other words it stays.
fn replace_words(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, tail) = rest.split_at(at);
        let after = tail.get(from.len()..).unwrap_or_default();
        let inside = before
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
            || after.chars().next().is_some_and(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(if inside { from } else { to });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Lines from the end among which a name may be signed.
const CLOSING_LINES: usize = 6;

/// Where a text is signed: a line that looks like a name, below a line that closes with a comma.
fn signed_name(text: &str) -> Option<Range<usize>> {
    let start_of = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
    let mut lines = text
        .lines()
        .rev()
        .filter(|line| !line.trim().is_empty())
        .take(CLOSING_LINES)
        .peekable();
    while let Some(line) = lines.next() {
        let closing = lines.peek().is_some_and(|before| {
            before.trim_end().ends_with(',') && before.split_whitespace().count() <= 4
        });
        let name = line.trim();
        if closing && is_like_a_name(name) {
            let start = start_of(name);
            return Some(start..start + name.len());
        }
    }
    None
}

/// Whether words look like a person's name: two to four words of letters, the first and the last with a capital.
#[must_use]
pub fn is_like_a_name(words: &str) -> bool {
    let is_part = |word: &str| {
        word.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
            && word.chars().any(char::is_alphabetic)
    };
    let capital = |word: Option<&str>| {
        word.and_then(|word| word.chars().next())
            .is_some_and(char::is_uppercase)
    };
    let mut parts = words.split_whitespace();
    (2..=4).contains(&parts.clone().count())
        && parts.clone().all(is_part)
        && capital(parts.next())
        && capital(parts.next_back())
}

fn mask_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !is_address_part(c)) {
        let (word, rest) = piece
            .char_indices()
            .next_back()
            .map_or((piece, ""), |(at, last)| {
                if is_address_part(last) {
                    (piece, "")
                } else {
                    piece.split_at(at)
                }
            });
        let bare = word.trim_end_matches('.');
        let is_address = bare
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
        if is_address {
            out.push_str("[address]");
            out.push_str(word.get(bare.len()..).unwrap_or_default());
        } else {
            out.push_str(word);
        }
        out.push_str(rest);
    }
    out
}

fn is_address_part(character: char) -> bool {
    character.is_alphanumeric() || "@.!#$%&'*+-/=?^_`{|}~".contains(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reader_sees_what_turns_text_around() {
        assert_eq!(
            visible("a\u{202e}b\u{1b}[31m\r\nc"),
            "a⟨U+202E⟩b⟨U+001B⟩[31m\nc"
        );
        assert_eq!(line("a\u{202e}b \u{1b}[31m\r\n\tc"), "ab [31m c");
    }

    #[test]
    fn addresses_and_names_are_masked_and_sentences_stay() {
        assert_eq!(
            mask(
                "Write to ann.lee@example.org. Yours, Ann Lee",
                &["Ann Lee", "x"]
            ),
            "Write to [address]. Yours, [name]"
        );
        assert_eq!(mask("meet @ noon, 5@home", &[]), "meet @ noon, 5@home");
        assert_eq!(
            mask("http://www.askbjoern.example/ ask ask.", &["ask"]),
            "http://www.askbjoern.example/ [name] [name]."
        );
    }

    #[test]
    fn a_signed_name_is_masked_whoever_sent_the_letter() {
        assert_eq!(
            mask(
                "Stop it.\n\nYours faithfully,\nTesani Moruwe\nhttps://a.example/x\n",
                &[]
            ),
            "Stop it.\n\nYours faithfully,\n[name]\nhttps://a.example/x\n"
        );
        let plain = "Dear all,\nThe silos have stood open since the rains.";
        assert_eq!(mask(plain, &[]), plain);
        assert!(is_like_a_name("Anna van der Berg") && is_like_a_name("J. O’Neil"));
        assert!(!is_like_a_name("was built") && !is_like_a_name("Kitalo"));
    }

    #[test]
    fn cutting_counts_what_is_gone() {
        assert_eq!(first_words("one two  three four", 2), ("one two", 2));
        assert_eq!(first_words("one", 2), ("one", 0));
        assert_eq!(shorten("abcdef", 4), "abc…");
    }

    proptest! {
        #[test]
        fn nothing_deceptive_is_left_of_any_text(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(is_deceptive));
            prop_assert!(!line(&text).chars().any(is_deceptive));
            let (_, _) = first_words(&text, 3);
            let _ = mask(&text, &["abc"]);
        }
    }
}
