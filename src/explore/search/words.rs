//! A text to the words that are searched for; the same law for texts and for queries.
//!
//! In: a text. Out: its words in order, folded so that what a reader takes for the same word is one:
//! lower case, accents off (`Café` is `cafe`), compatibility forms plain (NFKC), apostrophes and
//! invisible characters out, Arabic and Hebrew vowel marks off, Latin words disguised with Cyrillic or
//! Greek letters plain again. Where words begin and end is [`crate::fingerprint::tokens`]' law: Han, Kana, Thai, Lao,
//! Khmer and Burmese go by character. Links, addresses, codes and numbers are cut at everything that is no letter
//! or digit, so that a part of them is found too.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::fingerprint::{Class, is_invisible, latin_twin, tokens};

/// Bytes of a word that are kept; longer ones are cut, in texts and queries alike.
pub const LONGEST: usize = 64;

/// The words of a text, parted by single spaces.
#[must_use]
pub fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each(text, |word| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}

/// The words of a text.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each(text, |word| out.push(word.to_owned()));
    out
}

/// Hands each word of a text to `visit`.
pub fn each(text: &str, mut visit: impl FnMut(&str)) {
    located(text, |_, word| visit(word));
}

/// Hands each word of a text to `visit`, with the byte range of the token that it came from.
pub fn located(text: &str, mut visit: impl FnMut(std::ops::Range<usize>, &str)) {
    let mut buffer = String::new();
    for token in tokens(text) {
        let span = token.span.start as usize..token.span.end as usize;
        let Some(raw) = text.get(span.clone()) else {
            continue;
        };
        let inside = matches!(token.class, Class::Link | Class::Address);
        for piece in raw.split(parts).filter(|piece| !piece.is_empty()) {
            if inside && !piece.is_ascii() {
                for part in tokens(piece) {
                    let range = part.span.start as usize..part.span.end as usize;
                    fold(piece.get(range).unwrap_or_default(), &mut buffer);
                    emit(&buffer, |word| visit(span.clone(), word));
                }
            } else {
                fold(piece, &mut buffer);
                emit(&buffer, |word| visit(span.clone(), word));
            }
        }
    }
}

fn emit(word: &str, visit: impl FnOnce(&str)) {
    let word = word
        .get(..word.floor_char_boundary(LONGEST))
        .unwrap_or(word);
    if !word.is_empty() {
        visit(word);
    }
}

/// Whether a character parts two words inside a token.
fn parts(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && c != '\'';
    }
    !(c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c) || is_apostrophe(c))
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

/// Letters that take accents which many writers leave out: Latin, Greek, Cyrillic. (A Kana letter's marks
/// make another letter of it, and so does the breve of Cyrillic й.)
const fn takes_accents(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}')
        && !matches!(c, 'й' | 'Й')
}

const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Marks that Arabic and Hebrew writers add or leave out without changing the word.
const fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0591}'..='\u{05C7}')
}

/// Latin letters that Unicode does not take apart, as they are written without them.
const fn plain_spelling(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// Puts the folded form of one word into `out`.
fn fold(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(
            word.chars()
                .filter(|&c| c != '\'')
                .map(|c| c.to_ascii_lowercase()),
        );
        return;
    }
    let shown = || {
        let visible = word.chars().filter(|&c| !is_invisible(c)).nfkc();
        visible.filter(|&c| {
            (c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c) && !is_vowel_mark(c)
        })
    };
    let latin = shown().any(is_latin);
    let mut accented = false;
    for c in shown() {
        if accented && is_combining_mark(c) {
            continue;
        }
        accented = takes_accents(c);
        if !accented {
            out.extend(c.to_lowercase());
            continue;
        }
        let twin = if latin && !c.is_ascii() && c >= '\u{370}' {
            latin_twin(c)
        } else {
            None
        };
        for base in twin.unwrap_or(c).nfd().filter(|&c| !is_combining_mark(c)) {
            for small in base.to_lowercase().filter(|&c| !is_combining_mark(c)) {
                match plain_spelling(small) {
                    Some(spelling) => out.push_str(spelling),
                    None => out.push(small),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_folded_to_what_a_reader_takes_for_the_same() {
        for (text, expected) in [
            ("Don't re-open the CAFÉ", "dont re open the cafe"),
            ("cafe\u{301} nai\u{308}ve", "cafe naive"),
            ("ＧＲＡＩＮ ﬁsh", "grain fish"),
            ("gr\u{430}in gra\u{200B}in", "grain grain"),
            ("Łódź Ærø Straße İstanbul", "lodz aero strasse istanbul"),
            ("Москва Ёлка мой", "москва елка мой"),
            ("ὈΔΌΣ ὁδός", "οδοσ οδοσ"),
            ("我们的公园 park", "我 们 的 公 园 park"),
            ("がか", "が か"),
            ("كِتَاب كتاب", "كتاب كتاب"),
            ("한국은", "한국은"),
            ("63,432 12/9/20 ED-58856", "63 432 12 9 20 ed 58856"),
            ("https://a.example/x?y=公园", "https a example x y 公 园"),
            ("me_too@b.example @kim_lee", "me too b example kim lee"),
            ("a\0b \" ' _ -", "a b"),
        ] {
            assert_eq!(spaced(text), expected, "{text}");
        }
    }

    #[test]
    fn a_long_word_is_cut_in_texts_and_queries_alike() {
        let long = "é".repeat(500) + &"园".repeat(3);
        assert_eq!(words(&long).first().map(String::len), Some(LONGEST));
        let odd = "и".repeat(31) + "a" + &"и".repeat(31);
        assert!(words(&odd).iter().all(|word| word.len() <= LONGEST));
    }

    proptest! {
        #[test]
        fn words_hold_nothing_that_means_something_to_the_index(text in any::<String>()) {
            for word in words(&text) {
                let plain = word.chars().all(|c| !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit());
                prop_assert!(plain && !word.is_empty(), "{:?}", word);
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[a-zA-ZÀ-ž0-9 .,'а-яА-Я\u{4E00}-\u{4E10}]{0,40}") {
            let once = spaced(&text);
            prop_assert_eq!(spaced(&once), once);
        }
    }
}
