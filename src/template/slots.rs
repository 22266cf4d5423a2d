//! Columns to stretches: which columns vary together and so are one slot.
//!
//! In: an alignment, its sequences and their weights. Out: ranges of columns, in order, that cover
//! all of them. The cut is the one of least description length: a stretch costs the listing of
//! its recurring values and the choosing among them by every member, a value of its own costs its words.
//! Columns whose values co-vary are cheaper as one; independent ones are cheaper apart, because
//! their combinations need not be listed.
//!
//! Source: J. Rissanen, "Modeling by shortest data description", 1978, used for text templates
//! by `InfoShield` (M.-C. Lee et al., 2021); we cut by an exact dynamic programme instead of greedily.

use std::ops::Range;

use super::columns::{Columns, Sequence};
use super::unit::is_form;

/// Bits that one word costs to write down: a vocabulary of a thousand words.
const WORD: f32 = 10.0;

/// Bits that one more alternative costs beyond its words.
const ALTERNATIVE: f32 = 5.0;

/// Bits that a slot costs by being there.
const SLOT: f32 = 6.0;

/// Columns that one slot may span.
const MAX_SPAN: usize = 40;

/// Distinct values below which a slot may always grow.
const MANY: usize = 12;

/// Fixed columns in a row that a slot may reach across, for alternatives that share words.
const MAX_BRIDGE: usize = 5;

/// Fixed columns in a row that a member must lack to count as having left the passage out.
const LEFT_OUT: usize = 4;

/// Members that must share a value for it to be an alternative, of so many members.
pub(super) fn recurs_from(members: u32) -> u32 {
    if members < 4 {
        1
    } else {
        (members / 25).max(2)
    }
}

/// What a sequence has in a column: nothing, a left-out passage, or the n-th symbol of the column.
const GAP: u16 = 0;
const MISSING: u16 = 1;

/// A column's contents, one a sequence.
struct Cells {
    ids: Vec<u16>,
    /// Nearly all members have the same here.
    fixed: bool,
    /// Most members have a value of one form here: a field, which no other column joins.
    typed: bool,
}

/// The stretches, what they cost, and for each sequence whether it left a column out with its whole passage.
pub(super) struct Stretches {
    /// Ranges of columns.
    pub(super) ranges: Vec<Range<usize>>,
    /// Bits of the cheapest description.
    pub(super) bits: f32,
    /// Per sequence and column.
    pub(super) missing: Vec<Vec<bool>>,
}

/// Cuts the columns into stretches.
pub(super) fn stretches(columns: &Columns, sequences: &[Sequence]) -> Stretches {
    let weights: Vec<u32> = sequences.iter().map(|s| s.weight).collect();
    let members = weights.iter().sum();
    let missing = missing(columns, &weights, members);
    let cells: Vec<Cells> = (0..columns.width)
        .map(|at| cells(columns, sequences, &missing, at, members))
        .collect();
    let (ranges, bits) = cut(&cells, &weights, members);
    Stretches {
        ranges,
        bits,
        missing,
    }
}

/// Marks runs of gaps that span several columns which most members have.
fn missing(columns: &Columns, weights: &[u32], members: u32) -> Vec<Vec<bool>> {
    let full: Vec<bool> = (0..columns.width)
        .map(|at| {
            let has = |row: &Vec<Option<u32>>| row.get(at).is_some_and(Option::is_some);
            let n: u32 = columns
                .cells
                .iter()
                .zip(weights)
                .filter(|(row, _)| has(row))
                .map(|(_, w)| w)
                .sum();
            n * 5 >= members * 4
        })
        .collect();
    let mut out = Vec::with_capacity(columns.cells.len());
    for row in &columns.cells {
        let mut marks = vec![false; columns.width];
        let mut from = 0;
        while from < row.len() {
            let run = row.iter().skip(from).take_while(|c| c.is_none()).count();
            let lacks = full.iter().skip(from).take(run).filter(|f| **f).count();
            if lacks >= LEFT_OUT {
                marks
                    .iter_mut()
                    .skip(from)
                    .take(run)
                    .for_each(|m| *m = true);
            }
            from += run + 1;
        }
        out.push(marks);
    }
    out
}

fn cells(
    columns: &Columns,
    sequences: &[Sequence],
    missing: &[Vec<bool>],
    at: usize,
    members: u32,
) -> Cells {
    let mut symbols: Vec<(u32, u32)> = Vec::new();
    let mut ids = Vec::with_capacity(sequences.len());
    let mut present = 0;
    for ((row, sequence), left_out) in columns.cells.iter().zip(sequences).zip(missing) {
        let unit = row.get(at).copied().flatten();
        let symbol = unit
            .and_then(|u| sequence.symbols.get(u as usize))
            .map(|s| s.word);
        let id = match symbol {
            Some(symbol) => {
                let known = symbols.iter().position(|(s, _)| *s == symbol);
                let place = known.unwrap_or(symbols.len());
                if known.is_none() {
                    symbols.push((symbol, 0));
                }
                if let Some((_, n)) = symbols.get_mut(place) {
                    *n += sequence.weight;
                }
                u16::try_from(place + 2).unwrap_or(u16::MAX)
            }
            None if left_out.get(at).copied().unwrap_or(false) => MISSING,
            None => GAP,
        };
        present += if id == MISSING { 0 } else { sequence.weight };
        ids.push(id);
    }
    let most = symbols.iter().map(|s| s.1).max().unwrap_or(0);
    let formed = symbols
        .iter()
        .filter(|s| is_form(s.0))
        .map(|s| s.1)
        .max()
        .unwrap_or(0);
    Cells {
        ids,
        fixed: most * 10 >= present * 9 && present * 2 > members,
        typed: formed * 5 >= present * 3,
    }
}

/// The cheapest cut, by dynamic programming over where the last stretch starts.
fn cut(cells: &[Cells], weights: &[u32], members: u32) -> (Vec<Range<usize>>, f32) {
    let mut best: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); cells.len() + 1];
    if let Some(start) = best.first_mut() {
        start.0 = 0.0;
    }
    let mut coder = Coder::new(weights, members);
    for from in 0..cells.len() {
        let so_far = best.get(from).map_or(0.0, |b| b.0);
        coder.start();
        let mut bridge = 0;
        for (length, column) in cells.iter().skip(from).take(MAX_SPAN).enumerate() {
            let alone = cells.get(from).is_some_and(|c| c.fixed || c.typed);
            if length > 0 && (alone || column.typed) {
                break;
            }
            coder.extend(&column.ids);
            bridge = if column.fixed { bridge + 1 } else { 0 };
            if bridge > MAX_BRIDGE {
                break;
            }
            if length > 0 && column.fixed {
                continue;
            }
            let cost = so_far + coder.cost();
            if let Some(end) = best.get_mut(from + length + 1)
                && cost < end.0 - 1e-3
            {
                *end = (cost, from);
            }
            // Where most letters differ, more columns only add combinations to list.
            if coder.values.len() > (weights.len() / 2).max(MANY) {
                break;
            }
        }
    }
    let mut ranges = Vec::new();
    let mut end = cells.len();
    while end > 0 {
        let from = best.get(end).map_or(0, |b| b.1).min(end - 1);
        ranges.push(from..end);
        end = from;
    }
    ranges.reverse();
    (ranges, best.last().map_or(0.0, |b| b.0))
}

/// One distinct value of the stretch under way.
#[derive(Clone, Copy, Default)]
struct Value {
    members: u32,
    words: u16,
    missing: bool,
}

/// Keeps the distinct values of a stretch while it grows by columns.
struct Coder<'w> {
    weights: &'w [u32],
    recurs: u32,
    of: Vec<u16>,
    values: Vec<Value>,
    next: Vec<Value>,
    seen: Vec<(u16, u16, u16)>,
}

impl<'w> Coder<'w> {
    fn new(weights: &'w [u32], members: u32) -> Self {
        let recurs = recurs_from(members);
        Self {
            weights,
            recurs,
            of: Vec::new(),
            values: Vec::new(),
            next: Vec::new(),
            seen: Vec::new(),
        }
    }

    fn start(&mut self) {
        self.of.clear();
        self.of.resize(self.weights.len(), 0);
        self.values.clear();
        let members = self.weights.iter().sum();
        self.values.push(Value {
            members,
            words: 0,
            missing: true,
        });
    }

    /// Splits the values by what stands in one more column.
    fn extend(&mut self, ids: &[u16]) {
        self.next.clear();
        self.seen.clear();
        for ((of, &id), &weight) in self.of.iter_mut().zip(ids).zip(self.weights) {
            let known = self
                .seen
                .iter()
                .find(|(a, b, _)| a == of && *b == id)
                .map(|s| s.2);
            let class = known.unwrap_or_else(|| {
                let before = self
                    .values
                    .get(usize::from(*of))
                    .copied()
                    .unwrap_or_default();
                let class = u16::try_from(self.next.len()).unwrap_or(u16::MAX);
                self.next.push(Value {
                    members: 0,
                    words: before.words + u16::from(id > MISSING),
                    missing: before.missing && id == MISSING,
                });
                self.seen.push((*of, id, class));
                class
            });
            if let Some(value) = self.next.get_mut(usize::from(class)) {
                value.members += weight;
            }
            *of = class;
        }
        std::mem::swap(&mut self.values, &mut self.next);
    }

    /// Bits for listing the recurring values, for choosing among them, and for all other values.
    fn cost(&self) -> f32 {
        let counted = || self.values.iter().filter(|v| !v.missing);
        let members: u32 = counted().map(|v| v.members).sum();
        let alone: u32 = counted()
            .map(|v| v.members)
            .filter(|n| *n < self.recurs)
            .sum();
        let choosing = |n: u32| (members as f32 / n.max(1) as f32).log2();
        let mut bits = 0.0;
        let mut kinds = 0;
        for value in counted() {
            let words = f32::from(value.words) * WORD;
            let n = value.members as f32;
            if value.members >= self.recurs {
                kinds += 1;
                bits += words + n * choosing(value.members);
                bits += if value.words > 0 { ALTERNATIVE } else { 1.0 };
            } else {
                bits += n * (words + ALTERNATIVE + choosing(alone));
            }
        }
        bits + if kinds > 1 || alone > 0 { SLOT } else { 0.0 }
    }
}
