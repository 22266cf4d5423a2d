//! Sequences to columns: a progressive profile, refined by aligning each sequence anew.
//!
//! In: distinct symbol sequences with how many members have each, the medoid's first.
//! Out: [`Columns`]: for every sequence and column the unit that stands there.
//!
//! Source: the star and progressive alignments of molecular biology with one round of iterative
//! refinement (G. Barton, M. Sternberg, 1987). Columns count symbols, so that any alternative seen so
//! far attracts its like, which a comparison with the medoid alone would not.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::align::{self, Symbol};

/// Times that each sequence is taken out and aligned anew; more rounds changed nothing in our tests.
const ROUNDS: usize = 1;

/// Symbols of all sequences up to which an alignment is refined, and tried from several starts.
pub(super) const REFINED: usize = 64 * 1024;

/// Columns kept at most; what would need more stays outside all columns.
const MAX_COLUMNS: usize = 12_288;

/// One distinct sequence.
pub(super) struct Sequence {
    /// Its symbols.
    pub(super) symbols: Vec<Symbol>,
    /// Members that have it.
    pub(super) weight: u32,
}

/// The alignment of all sequences.
pub(super) struct Columns {
    /// Number of columns.
    pub(super) width: usize,
    /// Per sequence and column, the index of the unit that stands there.
    pub(super) cells: Vec<Vec<Option<u32>>>,
}

/// Aligns all sequences, growing from the one at `start`.
pub(super) fn columns(sequences: &[Sequence], start: usize) -> Columns {
    let mut profile = Profile::new(sequences);
    let order = by_likeness(sequences, start);
    for &index in &order {
        profile.add(index, sequences);
    }
    let symbols: usize = sequences.iter().map(|s| s.symbols.len()).sum();
    if sequences.len() > 2 && symbols <= REFINED {
        for _ in 0..ROUNDS {
            for &index in &order {
                profile.remove(index, sequences);
                profile.add(index, sequences);
            }
        }
    }
    profile.finish(sequences)
}

/// Sequences by how much they share with the first, so that the profile grows from what is sure.
pub(super) fn by_likeness(sequences: &[Sequence], start: usize) -> Vec<usize> {
    let medoid = sequences
        .get(start)
        .map(|s| s.symbols.as_slice())
        .unwrap_or_default();
    let mut bag: Vec<u32> = medoid.iter().map(|s| s.word).collect();
    bag.sort_unstable();
    let mut ranked: Vec<(bool, u32, usize)> = sequences
        .iter()
        .enumerate()
        .map(|(at, sequence)| {
            let shared = sequence
                .symbols
                .iter()
                .filter(|s| bag.binary_search(&s.word).is_ok())
                .count();
            let share = shared * 1000 / (sequence.symbols.len() + bag.len()).max(1);
            (
                at != start,
                1000 - u32::try_from(share).unwrap_or(0).min(1000),
                at,
            )
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, at)| at).collect()
}

/// A symbol seen in a column.
struct Seen {
    word: u32,
    members: u32,
    /// Whether letters have it more than once, so that it says little about its place.
    common: bool,
}

/// What stands in one column so far.
#[derive(Default)]
struct Counts {
    symbols: Vec<Seen>,
    total: u32,
    opens: u32,
}

impl Counts {
    fn add(&mut self, symbol: Symbol, weight: u32, common: &Common) {
        self.total += weight;
        self.opens += if symbol.opens { weight } else { 0 };
        match self.symbols.iter_mut().find(|s| s.word == symbol.word) {
            Some(seen) => seen.members += weight,
            None => self.symbols.push(Seen {
                word: symbol.word,
                members: weight,
                common: common.contains(&symbol.word),
            }),
        }
    }

    fn remove(&mut self, symbol: Symbol, weight: u32) {
        self.total = self.total.saturating_sub(weight);
        self.opens = self
            .opens
            .saturating_sub(if symbol.opens { weight } else { 0 });
        if let Some(seen) = self.symbols.iter_mut().find(|s| s.word == symbol.word) {
            seen.members = seen.members.saturating_sub(weight);
        }
        self.symbols.retain(|s| s.members > 0);
    }
}

struct Profile {
    counts: Vec<Counts>,
    order: Vec<usize>,
    paths: Vec<Vec<Option<usize>>>,
    members: u32,
    common: Common,
    view: align::Profile,
}

/// Words that letters have more than once on average.
type Common = HashSet<u32, FixedState>;

impl Profile {
    fn new(sequences: &[Sequence]) -> Self {
        let mut seen: HashMap<u32, u32, FixedState> = HashMap::default();
        let mut members = 0;
        for sequence in sequences {
            members += sequence.weight;
            for symbol in &sequence.symbols {
                *seen.entry(symbol.word).or_default() += sequence.weight;
            }
        }
        let common = seen
            .into_iter()
            .filter(|(_, n)| *n > members + members / 4)
            .map(|(word, _)| word)
            .collect();
        Self {
            counts: Vec::new(),
            order: Vec::new(),
            paths: vec![Vec::new(); sequences.len()],
            members: 0,
            common,
            view: align::Profile::default(),
        }
    }

    fn add(&mut self, index: usize, sequences: &[Sequence]) {
        let Some(sequence) = sequences.get(index) else {
            return;
        };
        self.look();
        let placed = align::align(&sequence.symbols, &self.view);
        let mut order = Vec::with_capacity(self.order.len() + 8);
        let mut path = Vec::with_capacity(placed.len());
        let mut next = 0;
        for (&symbol, place) in sequence.symbols.iter().zip(placed) {
            let id = match place {
                Some(at) => {
                    order.extend(self.order.iter().skip(next).take(at + 1 - next));
                    next = at + 1;
                    self.order.get(at).copied()
                }
                None if self.order.len() + order.len() < MAX_COLUMNS => {
                    self.counts.push(Counts::default());
                    order.push(self.counts.len() - 1);
                    Some(self.counts.len() - 1)
                }
                None => None,
            };
            if let Some(counts) = id.and_then(|id| self.counts.get_mut(id)) {
                counts.add(symbol, sequence.weight, &self.common);
            }
            path.push(id);
        }
        order.extend(self.order.iter().skip(next));
        self.order = order;
        self.members += sequence.weight;
        if let Some(slot) = self.paths.get_mut(index) {
            *slot = path;
        }
    }

    fn remove(&mut self, index: usize, sequences: &[Sequence]) {
        let (Some(sequence), Some(path)) = (sequences.get(index), self.paths.get(index)) else {
            return;
        };
        for (&symbol, id) in sequence.symbols.iter().zip(path) {
            let Some(counts) = id.and_then(|id| self.counts.get_mut(id)) else {
                continue;
            };
            counts.remove(symbol, sequence.weight);
        }
        self.members = self.members.saturating_sub(sequence.weight);
        let counts = &self.counts;
        self.order
            .retain(|&id| counts.get(id).is_some_and(|c| c.total > 0));
    }

    /// Scores all columns anew: a match is worth 32, more than half of it even for a rare
    /// alternative, and half for words that stand in many places; a mismatch -9, an empty column
    /// next to nothing.
    fn look(&mut self) {
        let of = |n: u32, whole: u32, worth: i32| {
            let share = i64::from(n) * i64::from(worth) / i64::from(whole.max(1));
            i32::try_from(share).unwrap_or(0)
        };
        let all = self.members;
        self.view.clear();
        for counts in self.order.iter().filter_map(|&id| self.counts.get(id)) {
            let gaps = of(all.saturating_sub(counts.total), all, -6);
            let scores = counts.symbols.iter().map(|seen| {
                let worth = 18 + of(seen.members, counts.total, 14);
                (
                    seen.word,
                    gaps + if seen.common { worth / 2 } else { worth },
                )
            });
            let skip = of(counts.total, all, -6);
            // Leaving out what half the members lack anyway is no event of its own.
            let event = of((2 * counts.total).saturating_sub(all), all, -6);
            let opens = of(counts.opens, counts.total, 16);
            let main = counts.symbols.iter().find(|s| s.members * 2 > all);
            let column = align::Column {
                mismatch: gaps + of(counts.total, all, -9),
                skip: (skip - 1 + event, skip),
                // Sentences start with sentences: worth half a match either way.
                opening: (opens - 8, -opens),
                main: main.map(|s| s.word),
                ..align::Column::default()
            };
            self.view.push(column, scores);
        }
    }

    fn finish(self, sequences: &[Sequence]) -> Columns {
        let mut place = vec![None; self.counts.len()];
        for (at, &id) in self.order.iter().enumerate() {
            if let Some(slot) = place.get_mut(id) {
                *slot = Some(at);
            }
        }
        let mut cells = vec![vec![None; self.order.len()]; sequences.len()];
        for (row, path) in cells.iter_mut().zip(&self.paths) {
            for (unit, id) in path.iter().enumerate() {
                let at = id.and_then(|id| place.get(id).copied().flatten());
                if let Some(cell) = at.and_then(|at| row.get_mut(at)) {
                    *cell = u32::try_from(unit).ok();
                }
            }
        }
        Columns {
            width: self.order.len(),
            cells,
        }
    }
}
