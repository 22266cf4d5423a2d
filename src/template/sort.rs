//! What each stretch of columns is, by how its values recur among the members.
//!
//! In: the sampled members' units, their alignment and its stretches. Out: [`Stretch`]es with their
//! [`Sort`], in order. A value recurs when [`recurs_from`] members share it; a place that recurring
//! values fill is a choice, one whose values all have a form a field, and one that is different
//! with nearly everybody open.

use std::collections::BTreeMap;
use std::ops::Range;

use super::FieldKind;
use super::columns::Columns;
use super::slots::{Stretches, recurs_from};
use super::unit::Unit;

/// So many alternatives are few even in a small group; in a large one each must be used four times
/// on average, or the set counts as open.
const FEW: usize = 6;

/// Words of the longest open field on average; beyond, members write freely.
const FIELD_WORDS: usize = 4;

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
pub(super) enum Value {
    /// Units from first to last.
    Words(Range<usize>),
    /// Nothing.
    Empty,
    /// It left the whole passage out, which says nothing about this stretch.
    LeftOut,
}

impl Value {
    fn words(&self) -> Option<Range<usize>> {
        match self {
            Self::Words(range) => Some(range.clone()),
            Self::Empty | Self::LeftOut => None,
        }
    }
}

/// What a stretch turned out to be.
pub(super) enum Sort {
    Fixed(Vec<u32>),
    Choice(Vec<Vec<u32>>),
    Field(FieldKind, u32),
    Optional(Vec<u32>, u32),
    Free(u32),
    /// One member's addition: no part of the template.
    Own,
}

/// A stretch of columns and what it is.
pub(super) struct Stretch {
    pub(super) values: Vec<Value>,
    pub(super) sort: Sort,
}

/// Sorts all stretches; `samples` has the medoid first.
pub(super) fn sorted(samples: &[Sampled<'_>], columns: &Columns, cut: &Stretches) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut run: Vec<Stretch> = Vec::new();
    for range in &cut.ranges {
        let values: Vec<Value> = samples
            .iter()
            .map(|s| value(s, columns, cut, range))
            .collect();
        let sort = sort(samples, &values);
        match sort {
            Sort::Own => {}
            Sort::Fixed(_) => {
                out.append(&mut joined(samples, std::mem::take(&mut run)));
                out.push(Stretch { values, sort });
            }
            _ => run.push(Stretch { values, sort }),
        }
    }
    out.append(&mut joined(samples, run));
    out
}

/// Joins open stretches that no fixed word parts: what members write freely is one slot, whatever
/// the alignment made of its words.
fn joined(samples: &[Sampled<'_>], mut run: Vec<Stretch>) -> Vec<Stretch> {
    let open = |s: &Stretch| matches!(s.sort, Sort::Free(_) | Sort::Field(FieldKind::Words, _));
    let count = run.iter().filter(|s| open(s)).count();
    let (Some(first), Some(last)) = (run.iter().position(open), run.iter().rposition(open)) else {
        return run;
    };
    if count < 2 || count * 2 < last + 1 - first {
        return run;
    }
    let after = run.split_off(last + 1);
    let middle = run.split_off(first);
    let mut values: Vec<Value> = Vec::with_capacity(samples.len());
    for member in 0..samples.len() {
        let mut parts = middle
            .iter()
            .filter_map(|s| s.values.get(member))
            .filter_map(Value::words);
        values.push(match parts.next() {
            Some(head) => Value::Words(head.start..parts.next_back().map_or(head.end, |p| p.end)),
            None => middle
                .first()
                .and_then(|s| s.values.get(member))
                .cloned()
                .unwrap_or(Value::Empty),
        });
    }
    let present: Vec<usize> = values
        .iter()
        .filter_map(Value::words)
        .map(|words| words.len())
        .collect();
    let left_out = values.iter().filter(|v| **v == Value::LeftOut).count();
    let filled = present.len() * 5 >= (values.len() - left_out) * 4;
    let members = u32::try_from(present.len()).unwrap_or(u32::MAX);
    let brief = present.iter().sum::<usize>() <= present.len() * FIELD_WORDS;
    let sort = if filled && brief {
        Sort::Field(FieldKind::Words, members)
    } else {
        Sort::Free(members)
    };
    run.push(Stretch { values, sort });
    run.extend(after);
    run
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

/// A value as written but for case; `None` for one left out.
pub(super) fn raws(sample: &Sampled<'_>, value: &Value) -> Option<Vec<u32>> {
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
        1 if most * 10 >= members * 9 || (empties == 0 && most * 5 >= members * 3) => {
            Sort::Fixed(top)
        }
        1 if empties > 0 && most * 2 >= present => Sort::Optional(top, most),
        n if n > 1
            && (covered + empties) * 5 >= members * 3
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
