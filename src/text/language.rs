//! The language of a text.
//!
//! In: a text. Out: an ISO 639-3 code, from its first [`READ`] bytes. Swahili is `swa`, Malay `msa`.
//!
//! Source: closed-class words decide where they can, as in N. Ingle, "A language identification
//! table", 1976; they are quick, and they tell the languages apart that the trigrams of the crate
//! `whatlang` do not know (Swahili, Malay). It decides the rest.

mod words;

use unicode_normalization::char::is_combining_mark;

use self::words::{LANGUAGES, WORDS};

/// Bytes that are read. Letters say what they are in their first two sentences.
pub(super) const READ: usize = 400;

/// Points of a word that one language alone has; a word of several gives [`SHARED`] to each.
const ALONE: u32 = 3;
const SHARED: u32 = 1;

/// Fewest points that decide.
const ENOUGH: u32 = 4;

/// Fewest letters that `whatlang` is asked about; below, it guesses.
const FEWEST: usize = 12;

/// The language, if it can be told.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or(text);
    if let Some(code) = by_words(head) {
        return Some(code);
    }
    if head
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(FEWEST)
        .count()
        < FEWEST
        && head.is_ascii()
    {
        return None;
    }
    let info = whatlang::detect(head)?;
    info.is_reliable().then(|| info.lang().code())
}

fn by_words(head: &str) -> Option<&'static str> {
    let mut points = [0_u32; LANGUAGES.len()];
    let mut word = String::with_capacity(16);
    for part in head.split(|c: char| !is_part(c)) {
        // Links and long compounds are no closed-class words.
        if part.is_empty() || part.len() > 32 {
            continue;
        }
        word.clear();
        word.extend(part.chars().flat_map(char::to_lowercase));
        let Ok(at) = WORDS.binary_search_by(|(known, _)| (*known).cmp(word.as_str())) else {
            continue;
        };
        let mask = WORDS.get(at).map_or(0, |(_, mask)| *mask);
        let gain = if mask.is_power_of_two() {
            ALONE
        } else {
            SHARED
        };
        for (bit, point) in points.iter_mut().enumerate() {
            *point += gain * (mask >> bit & 1);
        }
    }
    let best = points
        .iter()
        .enumerate()
        .max_by_key(|(at, points)| (**points, std::cmp::Reverse(*at)))?;
    let second = points
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != best.0)
        .map(|(_, points)| *points)
        .max()?;
    let clear = *best.1 >= ENOUGH && *best.1 > second + second / 4;
    LANGUAGES.get(best.0).copied().filter(|_| clear)
}

fn is_part(c: char) -> bool {
    c.is_alphabetic() || c == '\'' || !c.is_ascii() && is_combining_mark(c)
}

#[cfg(test)]
mod tests;
