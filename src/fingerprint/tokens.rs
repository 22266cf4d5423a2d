//! A text to tokens.
//!
//! In: a text. Out: tokens in order, each with the hash of its normalised form, its class, its
//! byte span and its paragraph. Words follow UAX #29 in what matters for letters (apostrophes
//! inside a word, separators inside a number), but invisible characters never part a word; Han,
//! Kana, Thai, Lao, Khmer and Burmese go by character. Numbers, dates, codes, links and addresses
//! compare equal within their class, so that a mail-merge's values do not make texts unlike. Codes are masked among words
//! only: a text that has more digits than letters is made of codes, and they are its words.
//!
//! Cost: one pass; words of ASCII letters never leave a stack buffer.

use std::{cell::RefCell, ops::Range};

use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    memo::{Memo, is_apostrophe, short},
    normalise::is_invisible,
};

/// What a token is; all but words compare equal within their class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A word, or one character of a script without spaces.
    Word,
    /// A number, also with separators (`63,432`, `118.89`).
    Number,
    /// A date or time written with digits.
    Date,
    /// A word that mixes letters and digits (`ED-58856`).
    Code,
    /// A link.
    Link,
    /// A mail address or an `@handle`.
    Address,
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Hash of the normalised form; equal for all tokens of a masked class.
    pub hash: u32,
    /// Its class.
    pub class: Class,
    /// Byte range in the text it came from.
    pub span: Range<u32>,
    /// Number of the paragraph it stands in, from 0.
    pub block: u16,
}

/// Splits a text into normalised tokens. Text beyond 4 GiB is not read.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6);
    each(text, |token| out.push(token));
    out
}

/// Hands each token of `text` to `visit`.
pub(super) fn each(text: &str, visit: impl FnMut(Token)) {
    MEMO.with_borrow_mut(|memo| scan::<true>(text, memo, visit));
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// [`each`], with or without the short way for plain words.
fn scan<const SHORT: bool>(text: &str, memo: &mut Memo, mut visit: impl FnMut(Token)) {
    let latin = mostly_latin(text);
    let coded = has_more_digits_than_letters(text.as_bytes());
    let mut scan = Scan {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    let (mut block, mut any, mut breaks) = (0_u16, false, 0_u32);
    while let Some(&byte) = scan.bytes.get(scan.at) {
        let start = scan.at;
        let (class, hash) = if byte == b'\n' {
            breaks += 1;
            scan.at += 1;
            continue;
        } else if SHORT && byte == b' ' {
            scan.at += 1;
            continue;
        } else if SHORT && let Some(word) = scan.plain_word() {
            (Class::Word, hash_plain(word))
        } else {
            let Some(c) = scan.peek() else { break };
            let Some((range, class)) = scan.token(c) else {
                scan.at += c.len_utf8();
                continue;
            };
            let hash = match class {
                Class::Word => hash_word(text.get(range).unwrap_or_default(), latin, memo),
                Class::Code if coded => hash_word(text.get(range).unwrap_or_default(), latin, memo),
                masked => masked as u32,
            };
            (class, hash)
        };
        if breaks > 1 && any {
            block = block.saturating_add(1);
        }
        (any, breaks) = (true, 0);
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(scan.at)) else {
            return;
        };
        visit(Token {
            hash,
            class,
            span: start..end,
            block,
        });
    }
}

/// Whether digits outnumber letters; a byte beyond ASCII counts as a letter.
fn has_more_digits_than_letters(text: &[u8]) -> bool {
    let count = |is: fn(u8) -> bool| {
        text.iter()
            .map(|&byte| usize::from(is(byte)))
            .sum::<usize>()
    };
    count(|byte| byte.is_ascii_digit())
        > count(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

/// Whether Latin letters make up most of the letters.
fn mostly_latin(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let (mut latin, mut other) = (0_usize, 0_usize);
    for c in text.chars().take(4000).filter(|c| c.is_alphabetic()) {
        if (c as u32) < 0x250 {
            latin += 1;
        } else {
            other += 1;
        }
    }
    latin > 2 * other
}

/// Longest word, in bytes, that is normalised in a buffer on the stack.
const SMALL: usize = 48;

/// [`hash_word`] of at most [`SMALL`] ASCII letters.
fn hash_plain(word: &[u8]) -> u32 {
    let mut small = [0_u8; SMALL];
    for (slot, letter) in small.iter_mut().zip(word) {
        *slot = letter | 0x20;
    }
    short(xxh3_64(small.get(..word.len()).unwrap_or_default()))
}

fn hash_word(word: &str, latin: bool, memo: &mut Memo) -> u32 {
    let mut small = [0_u8; SMALL];
    let (true, Some(lower)) = (word.is_ascii(), small.get_mut(..word.len())) else {
        return memo.hash(word, latin);
    };
    let mut kept = 0;
    for byte in word.bytes().filter(|&b| b != b'\'') {
        if let Some(slot) = lower.get_mut(kept) {
            *slot = byte.to_ascii_lowercase();
        }
        kept += 1;
    }
    short(xxh3_64(lower.get(..kept).unwrap_or_default()))
}

/// Characters that are a token each.
const fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2FA1F}' | '\u{0E00}'..='\u{0EFF}' | '\u{1780}'..='\u{17FF}' | '\u{1000}'..='\u{109F}')
}

/// Ranges of nothing but letters: Latin, Cyrillic, Arabic, Kana, Han. The general tables are slow.
const fn is_common_letter(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{400}'..='\u{481}'
        | '\u{48A}'..='\u{52F}' | '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}')
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        is_common_letter(c) || c.is_alphanumeric() || is_combining_mark(c)
    }
}

/// Whether a character belongs to the one before it.
fn is_attached(c: char) -> bool {
    !is_common_letter(c) && !c.is_ascii() && (is_combining_mark(c) || is_invisible(c))
}

/// A reading position in a text.
struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&b) if b.is_ascii() => Some(b as char),
            Some(_) => self.text.get(at..).and_then(|rest| rest.chars().next()),
            None => None,
        }
    }

    fn peek(&self) -> Option<char> {
        self.char_at(self.at)
    }

    /// Reads the ASCII letters that start here, if they are a word whatever comes next, and moves
    /// behind them: the usual case in ASCII text.
    fn plain_word(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest
            .iter()
            .position(|byte| !byte.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if length == 0 || length > SMALL {
            return None;
        }
        let word = rest.get(..length)?;
        let is = |other: &[u8]| word.eq_ignore_ascii_case(other);
        let ends = match rest.get(length) {
            None
            | Some(
                b' ' | b'\n' | b'\r' | b'\t' | b',' | b'!' | b'?' | b';' | b'"' | b'(' | b')'
                | b'/',
            ) => true,
            Some(b'.') => !is(b"www"),
            Some(b':') => !is(b"http") && !is(b"https") && !is(b"ftp"),
            Some(b'-') => rest
                .get(length + 1)
                .is_none_or(|next| !next.is_ascii_digit()),
            // A digit, an apostrophe, an `@`, a character that may be invisible.
            Some(_) => false,
        };
        if !ends {
            return None;
        }
        self.at += length;
        Some(word)
    }

    /// Reads the token that starts here with `first`, if one does, and moves behind it.
    fn token(&mut self, first: char) -> Option<(Range<usize>, Class)> {
        let start = self.at;
        if first == '@' {
            self.at += 1;
            if self.peek().is_some_and(is_word) {
                self.run();
                return Some((start..self.at, Class::Address));
            }
            self.at = start;
            return None;
        }
        if !is_word(first) {
            return None;
        }
        if self.starts_link() {
            self.skip_to_space();
            return Some((start..self.at, Class::Link));
        }
        if stands_alone(first) {
            self.at += first.len_utf8();
            while let Some(mark) = self.peek().filter(|&c| is_attached(c)) {
                self.at += mark.len_utf8();
            }
            return Some((start..self.at, Class::Word));
        }
        let shape = self.run();
        if self.peek() == Some('@') && self.char_at(self.at + 1).is_some_and(is_word) {
            self.skip_to_space();
            return Some((start..self.at, Class::Address));
        }
        Some((start..self.at, shape.class()))
    }

    fn starts_link(&self) -> bool {
        let Some(head) = self.bytes.get(self.at..(self.at + 8).min(self.bytes.len())) else {
            return false;
        };
        let starts = |prefix: &[u8]| {
            head.get(..prefix.len())
                .is_some_and(|h| h.eq_ignore_ascii_case(prefix))
        };
        matches!(head.first(), Some(b'h' | b'H' | b'w' | b'W' | b'f' | b'F'))
            && (starts(b"http://") || starts(b"https://") || starts(b"www.") || starts(b"ftp://"))
    }

    fn skip_to_space(&mut self) {
        while let Some(c) = self
            .peek()
            .filter(|&c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"'))
        {
            self.at += c.len_utf8();
        }
        // Punctuation behind a link or address belongs to the sentence.
        while let Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'\'') =
            self.bytes.get(self.at.wrapping_sub(1))
        {
            self.at -= 1;
        }
    }

    /// Reads a run of word characters with what may stand inside one.
    fn run(&mut self) -> Shape {
        let mut shape = Shape::default();
        let mut end = self.at;
        while let Some(c) = self.char_at(end) {
            if is_word(c) && !(stands_alone(c) && shape.any()) {
                shape.see(c);
                end += c.len_utf8();
                continue;
            }
            let behind = end + c.len_utf8();
            let Some(next) = self.char_at(behind) else {
                break;
            };
            let digits = shape.last_digit && next.is_ascii_digit();
            let inside = (is_apostrophe(c) && next.is_alphabetic() && !shape.last_digit)
                || (is_invisible(c) && (is_word(next) || is_invisible(next)))
                || (matches!(c, '.' | ',' | ':' | '/') && digits)
                || (c == '_' && is_word(next))
                || (c == '-' && is_word(next) && (shape.last_digit || next.is_ascii_digit()));
            if !inside {
                break;
            }
            shape.separators += u32::from(matches!(c, '/' | '-' | ':') && digits);
            end = behind;
        }
        self.at = end;
        shape
    }
}

/// What was seen in a run.
#[derive(Default)]
struct Shape {
    letters: bool,
    digits: u32,
    last_digit: bool,
    separators: u32,
}

impl Shape {
    const fn any(&self) -> bool {
        self.letters || self.digits > 0
    }

    fn see(&mut self, c: char) {
        self.last_digit = c.is_ascii_digit();
        if self.last_digit || (!is_common_letter(c) && c.is_numeric()) {
            self.digits += 1;
        } else {
            self.letters = true;
        }
    }

    const fn class(&self) -> Class {
        match (self.letters, self.digits, self.separators) {
            (false, 1.., 0) => Class::Number,
            (false, 1.., _) => Class::Date,
            (true, 2.., _) => Class::Code,
            _ => Class::Word,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(text: &str) -> Vec<(&str, Class)> {
        tokens(text)
            .into_iter()
            .map(|t| (&text[t.span.start as usize..t.span.end as usize], t.class))
            .collect()
    }

    #[test]
    fn tokens_are_what_a_reader_counts() {
        use Class::{Address, Code, Date, Link, Number, Word};
        assert_eq!(
            seen(
                "Don't pay 63,432 by 12/9/20: see https://a.example/x?y=1, ED-58856 or me@b.example. @kim re-open"
            ),
            [
                ("Don't", Word),
                ("pay", Word),
                ("63,432", Number),
                ("by", Word),
                ("12/9/20", Date),
                ("see", Word),
                ("https://a.example/x?y=1", Link),
                ("ED-58856", Code),
                ("or", Word),
                ("me@b.example", Address),
                ("@kim", Address),
                ("re", Word),
                ("open", Word),
            ]
        );
    }

    #[test]
    fn codes_are_masked_among_words_and_are_the_words_of_what_has_no_others() {
        let hashes = |text: &str| tokens(text).iter().map(|t| t.hash).collect::<Vec<_>>();
        assert_eq!(
            hashes("your code is ED-58856"),
            hashes("your code is AB-99121")
        );
        assert_ne!(hashes("w00017 w02345"), hashes("w00017 w04711"));
        assert_eq!(hashes("W00017 w02345"), hashes("w00017 W02345"));
    }

    #[test]
    fn what_a_word_hashes_to_does_not_depend_on_the_words_before() {
        let hash = |text: &str| tokens(text).last().map(|token| token.hash);
        let word = "\u{430}1";
        let (russian, latin) = (format!("Москва {word}"), format!("Moscow {word}"));
        let before = (hash(&russian), hash(&latin));
        for other in 0..10 {
            let _ = (
                hash(&format!("Москва \u{430}{other}")),
                hash(&format!("Moscow \u{430}{other}")),
            );
            assert_eq!((hash(&russian), hash(&latin)), before);
        }
    }

    #[test]
    fn common_letters_are_letters_and_nothing_else() {
        for c in ('\u{80}'..='\u{FFFF}').filter(|&c| is_common_letter(c)) {
            assert!(c.is_alphabetic() && !c.is_numeric(), "{c:?}");
            assert!(!is_combining_mark(c) && !is_invisible(c), "{c:?}");
        }
    }

    #[test]
    fn scripts_without_spaces_go_by_character() {
        assert_eq!(seen("道路要修").len(), 4);
        assert_eq!(seen("Barabara ya 道路").len(), 4);
    }

    #[test]
    fn disguise_and_case_change_no_hash() {
        let hashes = |text: &str| tokens(text).into_iter().map(|t| t.hash).collect::<Vec<_>>();
        let plain = hashes("The grain reserve isn't full");
        for other in [
            "THE gr\u{430}in re\u{200B}serve isn\u{2019}t FULL",
            "the ＧＲＡＩＮ reserve, isn't full!",
        ] {
            assert_eq!(hashes(other), plain, "{other}");
        }
    }

    #[test]
    fn paragraphs_are_counted_by_empty_lines() {
        let blocks: Vec<u16> = tokens("one\n\n\ntwo\nstill two\n\nthree")
            .iter()
            .map(|t| t.block)
            .collect();
        assert_eq!(blocks, [0, 1, 1, 1, 2]);
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same_tokens(
            text in "(www[.]|https?:|ftp:/|[a-zA-Z]{1,3}|[ \n.,:;'_@/!?()\"-]|[0-9]|\u{e9}|\u{200b}|\u{430}|\u{6c34}|\u{ad}|\t|\r|#|[*]){0,40}",
        ) {
            let mut slow = Vec::new();
            scan::<false>(&text, &mut Memo::default(), |token| slow.push(token));
            prop_assert_eq!(tokens(&text), slow);
        }

        #[test]
        fn any_text_gives_ordered_spans_on_character_bounds(text in "\\PC*|[ a-z0-9@.:/'\u{430}\u{200b}\n-]*") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.span.start >= last && token.span.start < token.span.end);
                prop_assert!(text.get(token.span.start as usize..token.span.end as usize).is_some());
                last = token.span.end;
            }
        }
    }
}
