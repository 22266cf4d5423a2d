//! One member's text as the aligner sees it: units with a symbol to match by.
//!
//! In: a text and its sender's display name. Out: [`Unit`]s in order. A unit is one token, or the
//! whole run of tokens that spells the sender's name, so that a signature is one unit of one form.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use xxhash_rust::xxh3::xxh3_64;

use super::align::Symbol;
use super::{FieldKind, Member, date};
use crate::fingerprint::{self, Class, MAX_TOKENS, Token};

/// The symbol that all values of one form share.
pub(super) const fn form_symbol(kind: FieldKind) -> u32 {
    // Any fixed numbers will do: a word's hash meets one of them once in half a billion words.
    0x6e61_6d65 ^ ((kind as u32) << 24)
}

/// Whether a symbol stands for values of a form.
pub(super) const fn is_form(symbol: u32) -> bool {
    (symbol ^ form_symbol(FieldKind::Name)) >> 24 <= FieldKind::Words as u32
        && (symbol ^ form_symbol(FieldKind::Name)).trailing_zeros() >= 24
}

/// One thing to align.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Equal for units that may stand for each other: one word, or any value of one form.
    pub(super) symbol: u32,
    /// Equal for units that are the same as written, but for case.
    pub(super) raw: u32,
    /// The form, when its values are of a form.
    pub(super) form: Option<FieldKind>,
    /// Whether a sentence or paragraph starts here.
    pub(super) opens: bool,
    /// Byte range in the text.
    pub(super) span: Range<u32>,
}

impl Unit {
    /// The unit as the aligner takes it.
    pub(super) fn to_align(&self) -> Symbol {
        Symbol {
            word: self.symbol,
            opens: self.opens,
        }
    }

    /// The unit as written.
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        slice(text, self.span.start, self.span.end)
    }
}

/// The bytes between two offsets; empty when they are none of this text's.
pub(super) fn slice(text: &str, from: u32, to: u32) -> &str {
    text.get(from as usize..to as usize).unwrap_or_default()
}

/// Reads a member's text.
pub(super) fn units(member: Member<'_>) -> Vec<Unit> {
    read(member.text, &SenderName::new(member.sender))
}

/// Reads a text that has no sender, such as a piece of a template.
pub(super) fn units_of(text: &str) -> Vec<Unit> {
    read(text, &SenderName::new(""))
}

fn read(text: &str, name: &SenderName) -> Vec<Unit> {
    let tokens = tokens(text);
    let mut out: Vec<Unit> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = out.last().map_or(0, |u| u.span.end);
        let opens = out.is_empty() || ends(slice(text, before, token.span.start));
        let (length, form) = match (name.run(text, &tokens, at), date::run(text, &tokens, at)) {
            (0, 0) => (1, form(token.class)),
            (0, days) => (days, Some(FieldKind::Date)),
            (names, _) => (names, Some(FieldKind::Name)),
        };
        let last = tokens.get(at + length - 1).unwrap_or(token);
        let span = token.span.start..last.span.end;
        let (symbol, raw) = match form {
            None => (token.hash, token.hash),
            Some(kind) => (
                form_symbol(kind),
                hash(&fold(slice(text, span.start, span.end))),
            ),
        };
        out.push(Unit {
            symbol,
            raw,
            form,
            opens,
            span,
        });
        at += length;
    }
    out
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = fingerprint::tokens(text);
    tokens.truncate(MAX_TOKENS);
    tokens
}

/// Whether a sentence or paragraph ends in what stands between two words.
fn ends(between: &str) -> bool {
    let mut lines = 0;
    between.chars().any(|c| {
        lines += u32::from(c == '\n');
        lines == 2 || matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।')
    })
}

const fn form(class: Class) -> Option<FieldKind> {
    match class {
        Class::Word => None,
        Class::Number => Some(FieldKind::Number),
        Class::Date => Some(FieldKind::Date),
        Class::Code => Some(FieldKind::Code),
        Class::Link => Some(FieldKind::Link),
        Class::Address => Some(FieldKind::Address),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "the low half of a good hash is a good hash"
)]
fn hash(text: &str) -> u32 {
    xxh3_64(text.as_bytes()) as u32
}

/// Lower case without diacritics, so that `José` agrees with `Jose`.
fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a display name.
struct SenderName {
    words: Vec<String>,
    hashes: Vec<u32>,
    initials: Vec<char>,
}

impl SenderName {
    fn new(display: &str) -> Self {
        let parts = tokens(display);
        let parts = || parts.iter().filter(|t| t.class == Class::Word).take(8);
        let words: Vec<String> = parts()
            .map(|t| fold(slice(display, t.span.start, t.span.end)))
            .collect();
        let hashes = parts().map(|t| t.hash).collect();
        let initials = words.iter().filter_map(|w| w.chars().next()).collect();
        Self {
            words,
            hashes,
            initials,
        }
    }

    /// Tokens from `at` on that spell the name; 0 when they don't.
    ///
    /// A full name counts anywhere, a part of it only alone on its line: `may` and `will` are
    /// names too.
    fn run(&self, text: &str, tokens: &[Token], at: usize) -> usize {
        let mut named = 0;
        let mut length = 0;
        for token in tokens.iter().skip(at).take(self.words.len()) {
            let raw = slice(text, token.span.start, token.span.end);
            if self.spells(token, raw) {
                named += 1;
            } else if !self.starts(raw) {
                break;
            }
            length += 1;
        }
        let alone = || {
            let before = at
                .checked_sub(1)
                .and_then(|i| tokens.get(i))
                .map_or(0, |t| t.span.end);
            let after = tokens.get(at + length).map_or(u32::MAX, |t| t.span.start);
            let first = tokens.get(at).map_or(0, |t| t.span.start);
            let last = tokens.get(at + length - 1).map_or(0, |t| t.span.end);
            (at == 0 || slice(text, before, first).contains('\n'))
                && (after == u32::MAX || slice(text, last, after).contains('\n'))
        };
        let counts = named >= 1 && (length >= 2 || alone());
        if counts { length } else { 0 }
    }

    fn spells(&self, token: &Token, raw: &str) -> bool {
        if self.hashes.contains(&token.hash) {
            return true;
        }
        // Most tokens fail on their first character, without an allocation.
        let Some(first) = raw.chars().next() else {
            return false;
        };
        if first.is_ascii() && !self.initials.contains(&first.to_ascii_lowercase()) {
            return false;
        }
        let folded = fold(raw);
        self.words.contains(&folded)
    }

    fn starts(&self, raw: &str) -> bool {
        let mut chars = raw.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => {
                only.is_uppercase() && only.to_lowercase().any(|c| self.initials.contains(&c))
            }
            _ => false,
        }
    }
}
