//! Stretches to pieces: what each stretch of columns is, and the words to show for it.
//!
//! In: the sampled members' units, their alignment and its stretches. Out: pieces in order, slots
//! numbered from 1. The counts in them are of the alignment; reading the members by the finished
//! template counts anew.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::Columns;
use super::slots::{Stretches, recurs_from};
use super::unit::{Unit, slice};
use super::{Alternative, FieldKind, Piece};

/// So many alternatives are few even in a small group; in a large one each must be used four times
/// on average, or the set counts as open.
const FEW: usize = 6;

/// A sampled member.
pub(super) struct Sampled<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// Its units.
    pub(super) units: Vec<Unit>,
    /// Its sequence among the distinct ones.
    pub(super) sequence: usize,
}

/// What one member has in one stretch.
#[derive(Clone, PartialEq, Eq)]
enum Value {
    /// Units from first to last.
    Words(Range<usize>),
    /// Nothing.
    Empty,
    /// It left the whole passage out, which says nothing about this stretch.
    LeftOut,
}

/// What a stretch turned out to be.
enum Sort {
    Fixed(Vec<u32>),
    Choice(Vec<Vec<u32>>),
    Field(FieldKind, u32),
    Optional(Vec<u32>, u32),
    Free(u32),
    /// One member's addition: no part of the template.
    Own,
}

struct Stretch {
    values: Vec<Value>,
    sort: Sort,
}

/// Writes down the pieces; `samples` has the medoid first.
pub(super) fn pieces(samples: &[Sampled<'_>], columns: &Columns, cut: &Stretches) -> Vec<Piece> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for range in &cut.ranges {
        let values: Vec<Value> = samples
            .iter()
            .map(|s| value(s, columns, cut, range))
            .collect();
        let sort = sort(samples, &values);
        match (&sort, stretches.last_mut()) {
            (Sort::Own, _) => {}
            // Additions at one place are one slot, whatever the alignment made of their words.
            (
                Sort::Free(more),
                Some(Stretch {
                    sort: Sort::Free(n),
                    ..
                }),
            ) => *n = (*n).max(*more),
            _ => stretches.push(Stretch { values, sort }),
        }
    }
    assemble(samples, &stretches)
}

fn value(sample: &Sampled<'_>, columns: &Columns, cut: &Stretches, range: &Range<usize>) -> Value {
    let row = columns
        .cells
        .get(sample.sequence)
        .and_then(|r| r.get(range.clone()));
    let mut units = row
        .unwrap_or_default()
        .iter()
        .flatten()
        .map(|u| *u as usize);
    if let Some(first) = units.next() {
        return Value::Words(first..units.next_back().unwrap_or(first) + 1);
    }
    let marks = cut
        .missing
        .get(sample.sequence)
        .and_then(|m| m.get(range.clone()));
    if marks.is_some_and(|m| m.iter().all(|left_out| *left_out)) {
        Value::LeftOut
    } else {
        Value::Empty
    }
}

fn raws(sample: &Sampled<'_>, value: &Value) -> Option<Vec<u32>> {
    match value {
        Value::Words(range) => Some(
            sample
                .units
                .get(range.clone())?
                .iter()
                .map(|u| u.raw)
                .collect(),
        ),
        Value::Empty => Some(Vec::new()),
        Value::LeftOut => None,
    }
}

/// Sorts a stretch by how its values recur.
fn sort(samples: &[Sampled<'_>], values: &[Value]) -> Sort {
    let mut counts: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    for (sample, value) in samples.iter().zip(values) {
        if let Some(raws) = raws(sample, value) {
            *counts.entry(raws).or_default() += 1;
        }
    }
    let empty = counts.remove(&Vec::new()).unwrap_or(0);
    let present: u32 = counts.values().sum();
    let (members, distinct) = (
        present + empty,
        u32::try_from(counts.len()).unwrap_or(u32::MAX),
    );
    let mut ranked: Vec<(Vec<u32>, u32)> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let Some((top, most)) = ranked.first().cloned() else {
        return Sort::Own;
    };
    let recurs = recurs_from(members);
    let open = || {
        if present * 5 >= members * 4 {
            Sort::Field(FieldKind::Words, distinct)
        } else if present >= 2 {
            Sort::Free(present)
        } else {
            Sort::Own
        }
    };
    if distinct > 1
        && most * 10 < members * 9
        && present >= recurs
        && let Some(kind) = form(samples, values, present)
    {
        return Sort::Field(kind, distinct);
    }
    let alternatives: Vec<Vec<u32>> = ranked
        .iter()
        .filter(|r| r.1 >= recurs)
        .map(|r| r.0.clone())
        .collect();
    let covered: u32 = ranked.iter().map(|r| r.1).filter(|n| *n >= recurs).sum();
    let empties = if empty >= recurs { empty } else { 0 };
    match alternatives.len() {
        0 => open(),
        1 if most * 10 >= members * 9 || (empties == 0 && most * 5 >= members * 3) => {
            Sort::Fixed(top)
        }
        1 if empties > 0 && most * 2 >= present => Sort::Optional(top, most),
        1 => open(),
        n if (covered + empties) * 5 >= members * 3
            && n <= (members as usize / 4).max(FEW)
            && covered * 10 >= members =>
        {
            let mut all = alternatives;
            if empties > 0 {
                all.push(Vec::new());
            }
            Sort::Choice(all)
        }
        _ => open(),
    }
}

/// The form that four fifths of the values have.
fn form(samples: &[Sampled<'_>], values: &[Value], present: u32) -> Option<FieldKind> {
    let mut forms: BTreeMap<FieldKind, u32> = BTreeMap::new();
    for (sample, value) in samples.iter().zip(values) {
        let Value::Words(range) = value else { continue };
        let mut units = sample.units.get(range.clone()).unwrap_or_default().iter();
        if let (
            Some(Unit {
                form: Some(kind), ..
            }),
            None,
        ) = (units.next(), units.next())
        {
            *forms.entry(*kind).or_default() += 1;
        }
    }
    forms
        .into_iter()
        .find(|(_, n)| n * 5 >= present * 4)
        .map(|(kind, _)| kind)
}

/// Puts the pieces together with the spaces and marks between them.
fn assemble(samples: &[Sampled<'_>], stretches: &[Stretch]) -> Vec<Piece> {
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
