//! The language of a text.
//!
//! In: a text. Out: an ISO 639-3 code, from its first [`READ`] bytes. Swahili is `swa`, Malay `msa`.
//!
//! Source: closed-class words decide where they can, as in N. Ingle, "A language identification
//! table", 1976; they are quick, and they tell the languages apart that the trigrams of the crate
//! `whatlang` do not know (Swahili, Malay). It decides the rest.

mod words;

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use xxhash_rust::xxh3::xxh3_64;

use self::words::{LANGUAGES, WORDS};

/// Bytes that are read. Letters say what they are in their first two sentences.
pub(super) const READ: usize = 400;

/// Bytes of the longest word that is looked up.
const LONGEST: usize = 32;

/// Points of a word that one language alone has; a word of several gives [`SHARED`] to each.
const ALONE: u32 = 3;
const SHARED: u32 = 1;

/// Fewest points that decide.
const ENOUGH: u32 = 4;

/// Fewest letters that `whatlang` is asked about; below, and among more digits than letters, it guesses.
const FEWEST: usize = 12;

/// The language, if it can be told.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or(text);
    if let Some(code) = by_words(head) {
        return Some(code);
    }
    let letters = head.chars().filter(|c| c.is_alphabetic()).count();
    let digits = head.bytes().filter(u8::is_ascii_digit).count();
    if (letters < FEWEST && head.is_ascii()) || letters < digits {
        return None;
    }
    let info = whatlang::detect(head)?;
    info.is_reliable().then(|| info.lang().code())
}

/// [`WORDS`] by the hash of the word: mask 0 is an empty slot. Hashes are of 64 bits, so that no
/// other word is taken for one of these few hundred.
static BY_HASH: LazyLock<[(u64, u32); SLOTS]> = LazyLock::new(|| {
    let mut slots = [(0, 0); SLOTS];
    for &(word, mask) in &WORDS {
        let hash = xxh3_64(word.as_bytes());
        let free = probe(hash).find(|&at| slots.get(at).is_some_and(|slot| slot.1 == 0));
        if let Some(slot) = free.and_then(|at| slots.get_mut(at)) {
            *slot = (hash, mask);
        }
    }
    slots
});

/// Slots of [`BY_HASH`]: five for each word.
const SLOTS: usize = 4096;

/// Where a hash can stand, one slot after another.
fn probe(hash: u64) -> impl Iterator<Item = usize> {
    let first = usize::try_from(hash % SLOTS as u64).unwrap_or(0);
    (first..SLOTS).chain(0..first)
}

/// The languages that have a word, a bit each.
fn mask(word: &[u8]) -> u32 {
    let hash = xxh3_64(word);
    probe(hash)
        .filter_map(|at| BY_HASH.get(at))
        .take_while(|slot| slot.1 != 0)
        .find(|slot| slot.0 == hash)
        .map_or(0, |slot| slot.1)
}

fn by_words(head: &str) -> Option<&'static str> {
    let mut points = [0_u32; LANGUAGES.len()];
    let mut word = String::with_capacity(LONGEST);
    for part in head.split(|c: char| !is_part(c)) {
        // Links and long compounds are no closed-class words.
        if part.is_empty() || part.len() > LONGEST {
            continue;
        }
        word.clear();
        if part.is_ascii() {
            word.push_str(part);
            word.make_ascii_lowercase();
        } else {
            word.extend(part.chars().flat_map(char::to_lowercase));
        }
        let mut mask = mask(word.as_bytes());
        let gain = if mask.is_power_of_two() {
            ALONE
        } else {
            SHARED
        };
        while mask != 0 {
            if let Some(points) = points.get_mut(mask.trailing_zeros() as usize) {
                *points += gain;
            }
            mask &= mask - 1;
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
