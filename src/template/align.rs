//! One sequence of symbols to the columns of a profile.
//!
//! In: symbols, and columns with a score for each symbol seen there. Out: for every symbol the
//! column it stands in, or `None` for an insertion; columns ascend.
//!
//! Source: O. Gotoh, "An improved algorithm for matching biological sequences", 1982 (affine
//! gaps); anchors are patience diff's (B. Cohen): symbols that occur once on either side, in their
//! longest increasing run. We differ in cutting what lies between anchors into parts of at most
//! [`MAX_SIDE`] by [`MAX_SIDE`], so that time and memory stay linear in hostile texts.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

/// Longest side of one dynamic programme, in symbols; 64 KiB of trace.
const MAX_SIDE: usize = 256;

/// Score of starting and of continuing an insertion; a match of a rare word gives 32.
const INSERT: (i32, i32) = (-14, -5);

/// Far below any score that can be reached, far above overflow.
const NEVER: i32 = -1_000_000_000;

/// What is aligned: a word, and whether a sentence starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Symbol {
    /// Equal for words that match.
    pub(super) word: u32,
    /// Whether a sentence or paragraph starts here.
    pub(super) opens: bool,
}

/// One column as the aligner sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// Where the scores of the symbols seen here stand; [`Profile::push`] sets it.
    pub(super) scores: Range<usize>,
    /// Score of any other symbol.
    pub(super) mismatch: i32,
    /// Score of starting and of continuing to leave columns out.
    pub(super) skip: (i32, i32),
    /// Score on top for a symbol that opens a sentence, and for one that does not.
    pub(super) opening: (i32, i32),
    /// The symbol that most members have here, when one does.
    pub(super) main: Option<u32>,
}

/// Columns in order with their scores.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    columns: Vec<Column>,
    scores: Vec<(u32, i32)>,
    /// Where each main symbol stands; `None` for one that stands in several places.
    mains: HashMap<u32, Option<usize>, FixedState>,
}

impl Profile {
    /// Takes all columns out and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.columns.clear();
        self.scores.clear();
        self.mains.clear();
    }

    /// Appends a column with the score of each symbol seen there.
    pub(super) fn push(
        &mut self,
        mut column: Column,
        scores: impl IntoIterator<Item = (u32, i32)>,
    ) {
        let from = self.scores.len();
        self.scores.extend(scores);
        column.scores = from..self.scores.len();
        if let Some(main) = column.main {
            meet(&mut self.mains, main, self.columns.len());
        }
        self.columns.push(column);
    }

    fn score(&self, column: &Column, symbol: Symbol) -> i32 {
        let scores = self.scores.get(column.scores.clone()).unwrap_or_default();
        let known = scores.iter().find(|(s, _)| *s == symbol.word);
        let place = if symbol.opens {
            column.opening.0
        } else {
            column.opening.1
        };
        place + known.map_or(column.mismatch, |(_, score)| *score)
    }
}

/// Aligns symbols to columns.
pub(super) fn align(symbols: &[Symbol], profile: &Profile) -> Vec<Option<usize>> {
    let mut placed = vec![None; symbols.len()];
    let mut table = Table::default();
    let mut from = (0, 0);
    let ends = anchors(symbols, profile);
    for &(symbol, column) in ends.iter().chain([&(symbols.len(), profile.columns.len())]) {
        between(
            symbols,
            profile,
            from,
            (symbol, column),
            &mut table,
            &mut placed,
        );
        if let Some(place) = placed.get_mut(symbol) {
            *place = Some(column);
        }
        from = (symbol + 1, column + 1);
    }
    placed
}

/// Pairs (symbol, column) that occur once on either side, in their longest increasing run.
fn anchors(symbols: &[Symbol], profile: &Profile) -> Vec<(usize, usize)> {
    let mut own = HashMap::with_capacity_and_hasher(symbols.len(), FixedState::default());
    for (at, symbol) in symbols.iter().enumerate() {
        if profile.mains.get(&symbol.word).is_some_and(Option::is_some) {
            meet(&mut own, symbol.word, at);
        }
    }
    let pairs: Vec<(usize, usize)> = symbols
        .iter()
        .enumerate()
        .filter(|(at, symbol)| own.get(&symbol.word) == Some(&Some(*at)))
        .filter_map(|(at, symbol)| Some((at, (*profile.mains.get(&symbol.word)?)?)))
        .collect();
    longest_increasing(&pairs)
}

/// Notes that a symbol stands here; one that stands in several places has no place of its own.
fn meet(places: &mut HashMap<u32, Option<usize>, FixedState>, symbol: u32, at: usize) {
    places
        .entry(symbol)
        .and_modify(|place| *place = None)
        .or_insert(Some(at));
}

/// The longest run of pairs that ascends in both; the pairs ascend in the first already.
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut piles: Vec<usize> = Vec::new();
    let mut back: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let column = |i: &usize| pairs.get(*i).map_or(0, |p| p.1);
    for (at, pair) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| column(top) < pair.1);
        back.push(pile.checked_sub(1).and_then(|p| piles.get(p).copied()));
        match piles.get_mut(pile) {
            Some(top) => *top = at,
            None => piles.push(at),
        }
    }
    let mut run = Vec::with_capacity(piles.len());
    let mut next = piles.last().copied();
    while let Some(at) = next {
        run.extend(pairs.get(at));
        next = back.get(at).copied().flatten();
    }
    run.reverse();
    run
}

/// Places the symbols at either end that are what most members have there; gives what is left.
fn ends_agree(
    symbols: &[Symbol],
    profile: &Profile,
    mut from: (usize, usize),
    mut to: (usize, usize),
    placed: &mut [Option<usize>],
) -> ((usize, usize), (usize, usize)) {
    let agree =
        |symbol: usize, column: usize| match (symbols.get(symbol), profile.columns.get(column)) {
            (Some(symbol), Some(column)) => column.main == Some(symbol.word),
            _ => false,
        };
    let mut place = |symbol: usize, column| {
        if let Some(place) = placed.get_mut(symbol) {
            *place = Some(column);
        }
    };
    while from.0 < to.0 && from.1 < to.1 && agree(from.0, from.1) {
        place(from.0, from.1);
        from = (from.0 + 1, from.1 + 1);
    }
    while from.0 < to.0 && from.1 < to.1 && agree(to.0 - 1, to.1 - 1) {
        to = (to.0 - 1, to.1 - 1);
        place(to.0, to.1);
    }
    (from, to)
}

/// Aligns what lies between two anchors, in parts of bounded size.
fn between(
    symbols: &[Symbol],
    profile: &Profile,
    from: (usize, usize),
    to: (usize, usize),
    table: &mut Table,
    placed: &mut [Option<usize>],
) {
    let (from, to) = ends_agree(symbols, profile, from, to, placed);
    let (rows, width) = (to.0.saturating_sub(from.0), to.1.saturating_sub(from.1));
    if rows == 0 || width == 0 {
        return;
    }
    let parts = rows.max(width).div_ceil(MAX_SIDE);
    for part in 0..parts {
        let row = (
            from.0 + rows * part / parts,
            from.0 + rows * (part + 1) / parts,
        );
        let col = (
            from.1 + width * part / parts,
            from.1 + width * (part + 1) / parts,
        );
        let (Some(part_symbols), Some(part_columns), Some(part_placed)) = (
            symbols.get(row.0..row.1),
            profile.columns.get(col.0..col.1),
            placed.get_mut(row.0..row.1),
        ) else {
            continue;
        };
        table.fill(part_symbols, part_columns, profile);
        table.trace(part_symbols.len(), part_columns.len(), col.0, part_placed);
    }
}

/// Where a cell's best score came from: a pair, an insertion, or a column left out.
const PAIR: u8 = 0;
const INSERTED: u8 = 1;
const SKIPPED: u8 = 2;

/// The dynamic programme: two rows of scores, and for each cell the three origins.
#[derive(Default)]
struct Table {
    above: Vec<[i32; 3]>,
    here: Vec<[i32; 3]>,
    origins: Vec<[u8; 3]>,
}

impl Table {
    fn fill(&mut self, symbols: &[Symbol], columns: &[Column], profile: &Profile) {
        self.origins.clear();
        self.above.clear();
        let mut corner = [0, NEVER, NEVER];
        self.above.push(corner);
        self.origins.push([PAIR; 3]);
        for column in columns {
            let (score, origin) = skipped(&corner, column);
            corner = [NEVER, NEVER, score];
            self.above.push(corner);
            self.origins.push([PAIR, PAIR, origin]);
        }
        for &symbol in symbols {
            self.here.clear();
            let first = self.above.first().copied().unwrap_or([NEVER; 3]);
            let (score, origin) = inserted(&first);
            let mut left = [NEVER, score, NEVER];
            self.here.push(left);
            self.origins.push([PAIR, origin, PAIR]);
            let mut diagonal = first;
            for (column, over) in columns.iter().zip(self.above.iter().skip(1)) {
                let (before, pair_origin) = best(diagonal);
                let (insert, insert_origin) = inserted(over);
                let (skip, skip_origin) = skipped(&left, column);
                left = [before + profile.score(column, symbol), insert, skip];
                self.here.push(left);
                self.origins.push([pair_origin, insert_origin, skip_origin]);
                diagonal = *over;
            }
            std::mem::swap(&mut self.above, &mut self.here);
        }
    }

    /// Walks back from the last cell.
    fn trace(&self, rows: usize, width: usize, first: usize, placed: &mut [Option<usize>]) {
        let (mut row, mut col) = (rows, width);
        let mut state = best(self.above.last().copied().unwrap_or_default()).1;
        while row > 0 || col > 0 {
            let Some(origin) = self.origins.get(row * (width + 1) + col) else {
                return;
            };
            let before = origin.get(usize::from(state)).copied().unwrap_or(PAIR);
            match state {
                PAIR => {
                    (row, col) = (row.saturating_sub(1), col.saturating_sub(1));
                    if let Some(place) = placed.get_mut(row) {
                        *place = Some(first + col);
                    }
                }
                INSERTED => row = row.saturating_sub(1),
                _ => col = col.saturating_sub(1),
            }
            state = before;
        }
    }
}

/// The best of a cell's three scores and which it is; a pair wins a tie.
fn best([pair, insert, skip]: [i32; 3]) -> (i32, u8) {
    if pair >= insert && pair >= skip {
        (pair, PAIR)
    } else if insert >= skip {
        (insert, INSERTED)
    } else {
        (skip, SKIPPED)
    }
}

fn inserted(&[pair, insert, skip]: &[i32; 3]) -> (i32, u8) {
    let (start, go_on) = INSERT;
    best_of(pair + start, insert + go_on, skip + start)
}

fn skipped(&[pair, insert, skip]: &[i32; 3], column: &Column) -> (i32, u8) {
    let (start, go_on) = column.skip;
    best_of(pair + start, insert + start, skip + go_on)
}

fn best_of(pair: i32, insert: i32, skip: i32) -> (i32, u8) {
    let (score, origin) = best([pair, insert, skip]);
    (score.max(NEVER), origin)
}
