//! Sorted stretches to pieces, with the words, spaces and marks to show for them.
//!
//! In: the sampled members and the sorted stretches of their alignment. Out: pieces in order, slots
//! numbered from 1. The counts in them are of the alignment; reading the members by the finished
//! template counts anew.

use std::ops::Range;

use super::sort::{Sampled, Sort, Stretch, Value, raws};
use super::unit::slice;
use super::{Alternative, Piece};

/// Writes down the pieces with the spaces and marks between them; `samples` has the medoid first.
pub(super) fn pieces(samples: &[Sampled<'_>], stretches: &[Stretch]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut slot = 0;
    for (at, stretch) in stretches.iter().enumerate() {
        let before = match at.checked_sub(1).and_then(|i| stretches.get(i)) {
            Some(left) => gap(samples, left, stretch),
            None => lead(samples, stretch),
        };
        push_fixed(&mut pieces, before);
        if let Sort::Fixed(raws) = &stretch.sort {
            push_fixed(&mut pieces, &words(samples, stretch, raws));
            continue;
        }
        slot += 1;
        pieces.push(piece(samples, stretch, slot));
    }
    if let Some(last) = stretches.last() {
        push_fixed(&mut pieces, tail(samples, last));
    }
    pieces
}

fn piece(samples: &[Sampled<'_>], stretch: &Stretch, slot: u16) -> Piece {
    match &stretch.sort {
        Sort::Choice(all) => {
            let alternatives = all
                .iter()
                .map(|raws| Alternative {
                    text: words(samples, stretch, raws),
                    members: 0,
                })
                .collect();
            Piece::Choice { slot, alternatives }
        }
        Sort::Field(kind, distinct) => Piece::Field {
            slot,
            kind: *kind,
            distinct: *distinct,
        },
        Sort::Optional(raws, members) => Piece::Optional {
            slot,
            text: words(samples, stretch, raws),
            members: *members,
        },
        Sort::Free(members) => Piece::Free {
            slot,
            members: *members,
        },
        Sort::Fixed(_) | Sort::Own => Piece::Fixed(String::new()),
    }
}

fn push_fixed(pieces: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Fixed(before)) => before.push_str(text),
        _ => pieces.push(Piece::Fixed(text.to_owned())),
    }
}

/// A value as most members write it; the first member's way wins a tie.
fn words(samples: &[Sampled<'_>], stretch: &Stretch, wanted: &[u32]) -> String {
    let mut ways: Vec<(&str, u32)> = Vec::new();
    for (sample, value) in samples.iter().zip(&stretch.values) {
        let Value::Words(range) = value else { continue };
        if raws(sample, value).is_none_or(|r| r != wanted) {
            continue;
        }
        let written = written(sample, range);
        match ways.iter_mut().find(|(way, _)| *way == written) {
            Some((_, n)) => *n += 1,
            None => ways.push((written, 1)),
        }
    }
    let mut best = ("", 0);
    for (way, n) in ways {
        if n > best.1 {
            best = (way, n);
        }
    }
    best.0.to_owned()
}

fn written<'a>(sample: &Sampled<'a>, range: &Range<usize>) -> &'a str {
    let first = sample.units.get(range.start).map_or(0, |u| u.span.start);
    let last = range
        .end
        .checked_sub(1)
        .and_then(|i| sample.units.get(i))
        .map_or(0, |u| u.span.end);
    slice(sample.text, first, last)
}

/// What stands between two stretches in the first member that has both side by side.
fn gap<'a>(samples: &[Sampled<'a>], left: &Stretch, right: &Stretch) -> &'a str {
    for (sample, pair) in samples.iter().zip(left.values.iter().zip(&right.values)) {
        let (Value::Words(a), Value::Words(b)) = pair else {
            continue;
        };
        if a.end != b.start || !usual(sample, left, a) || !usual(sample, right, b) {
            continue;
        }
        let from = sample
            .units
            .get(a.end.wrapping_sub(1))
            .map_or(0, |u| u.span.end);
        let to = sample.units.get(b.start).map_or(0, |u| u.span.start);
        return slice(sample.text, from, to);
    }
    " "
}

/// Whether a fixed stretch reads here as it does in the template.
fn usual(sample: &Sampled<'_>, stretch: &Stretch, range: &Range<usize>) -> bool {
    match &stretch.sort {
        Sort::Fixed(wanted) => {
            raws(sample, &Value::Words(range.clone())).is_some_and(|r| r == *wanted)
        }
        _ => true,
    }
}

/// What the medoid has before its first word, when that word is the template's first.
fn lead<'a>(samples: &[Sampled<'a>], first: &Stretch) -> &'a str {
    match (samples.first(), first.values.first()) {
        (Some(medoid), Some(Value::Words(range))) if range.start == 0 => {
            let end = medoid.units.first().map_or(0, |u| u.span.start);
            slice(medoid.text, 0, end).trim_start()
        }
        _ => "",
    }
}

/// What the medoid has after its last word, when that word is the template's last.
fn tail<'a>(samples: &[Sampled<'a>], last: &Stretch) -> &'a str {
    match (samples.first(), last.values.first()) {
        (Some(medoid), Some(Value::Words(range))) if range.end == medoid.units.len() => {
            let from = medoid.units.last().map_or(0, |u| u.span.end);
            medoid
                .text
                .get(from as usize..)
                .unwrap_or_default()
                .trim_end()
        }
        _ => "",
    }
}
