//! A text to tokens, for inducing and parsing.
//!
//! In: own text. Out: at most [`MAX_TOKENS`] tokens with spans into that text, in order.
//! Words are those of UAX 29, in lower case.

use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use crate::fingerprint::{Class, MAX_TOKENS, Token};

/// Splits a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6);
    let mut block = 0u16;
    for (at, chunk) in chunks(text, &mut block) {
        if out.len() >= MAX_TOKENS {
            break;
        }
        let trimmed = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        let start = at + (trimmed.as_ptr() as usize - chunk.as_ptr() as usize);
        if let Some(class) = masked(trimmed) {
            push(&mut out, trimmed, start, class);
        } else {
            for (offset, word) in chunk.unicode_word_indices() {
                push(&mut out, word, at + offset, masked(word).unwrap_or(Class::Word));
            }
        }
    }
    out.truncate(MAX_TOKENS);
    out
}

fn chunks<'t>(text: &'t str, _block: &mut u16) -> impl Iterator<Item = (usize, &'t str)> {
    text.split_whitespace().map(move |chunk| (chunk.as_ptr() as usize - text.as_ptr() as usize, chunk))
}

fn push(out: &mut Vec<Token>, raw: &str, start: usize, class: Class) {
    let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(start + raw.len())) else {
        return;
    };
    let hash = match class {
        Class::Word if raw.is_ascii() => xxh3_64(raw.to_ascii_lowercase().as_bytes()),
        Class::Word => xxh3_64(raw.to_lowercase().as_bytes()),
        other => xxh3_64(&[other as u8]),
    };
    #[allow(clippy::cast_possible_truncation, reason = "the low half of a good hash is a good hash")]
    out.push(Token { hash: hash as u32, class, span: from..to, block: 0 });
}

fn masked(word: &str) -> Option<Class> {
    let lower = |prefix: &str| {
        word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if lower("http://") || lower("https://") || lower("www.") {
        return Some(Class::Link);
    }
    if word.contains('@') && word.contains('.') {
        return Some(Class::Address);
    }
    if !word.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if word.contains(char::is_alphabetic) {
        let plain = word.chars().all(|c| c.is_alphanumeric() || c == '-');
        return plain.then_some(Class::Code);
    }
    Some(if word.contains(['/', ':', '-']) { Class::Date } else { Class::Number })
}
