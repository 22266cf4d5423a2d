//! Readings to signs: what the fillings say about how the texts were made.
//!
//! In: a template and its sampled members as read by it. Out: the template's counts and [`Signs`].
//!
//! A generator draws every difference from lists, so values recur, no alternative is the original,
//! and nothing is misspelt. People start from one text: most places keep its words, and what differs occurs once.
//! A rare value of an evenly used choice is therefore taken for a rare alternative, and one
//! beside fixed words, in a free place or in a choice that one alternative rules for words of one's own.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::read::{Place, Reading, written};
use super::unit::Unit;
use super::{FieldKind, Member, Piece, Signs, Template, independence, typo, unit};
use crate::fingerprint;

/// A choice that one alternative fills to this share has an original, from which people stray.
const RULED: f32 = 0.7;

/// Members, by what they share.
type Counts = HashMap<u64, u32, FixedState>;

/// Counts the readings into the template.
pub(super) fn count(template: &mut Template, members: &[Member<'_>], readings: &[Reading]) {
    let keys: Vec<Vec<Vec<u32>>> = template.pieces.iter().map(alternatives).collect();
    let slots: Vec<Option<u16>> = template.pieces.iter().map(slot).collect();
    let mut tally = Tally::new(readings);
    let mut choices: Vec<Vec<Option<u16>>> = Vec::new();
    let mut variables: Vec<Words<'_>> = Vec::new();
    for ((piece, keys), slot) in template.pieces.iter_mut().zip(&keys).zip(&slots) {
        let Some(slot) = *slot else { continue };
        let values: Vec<Option<&[Unit]>> = readings.iter().map(|r| filling(r, slot)).collect();
        let present: Vec<&[Unit]> = values
            .iter()
            .flatten()
            .copied()
            .filter(|v| !v.is_empty())
            .collect();
        let filled = u32::try_from(present.len()).unwrap_or(u32::MAX);
        match piece {
            Piece::Choice { alternatives, .. } => {
                let taken = tally.choice(members, &values, alternatives, keys);
                alternatives.sort_by_key(|a| std::cmp::Reverse(a.members));
                let words: Words<'_> = taken.iter().map(|t| keys.get(usize::from((*t)?))).collect();
                // One variable used twice is one choice, not two that depend on each other.
                if !variables.iter().any(|known| same(known, &words)) {
                    variables.push(words);
                    choices.push(taken);
                }
            }
            Piece::Field { distinct, .. } => {
                let mut raws: Vec<Vec<u32>> = present
                    .iter()
                    .map(|v| v.iter().map(|u| u.raw).collect())
                    .collect();
                raws.sort_unstable();
                raws.dedup();
                *distinct = u32::try_from(raws.len()).unwrap_or(u32::MAX);
                tally.signs.fields += u16::from(filled * 10 >= tally.signs.members * 9);
            }
            Piece::Optional { members, .. } => {
                *members = filled;
                let known = keys.first().map_or(0, Vec::len);
                tally.known += present.iter().filter(|v| v.len() == known).count() * known;
            }
            Piece::Free { members, .. } => {
                *members = filled;
                tally.beside(&values, readings);
            }
            Piece::Fixed(_) => {}
        }
    }
    tally.fixed(members, readings);
    template.coverage = tally.known as f32 / tally.units.max(1) as f32;
    template.signs = tally.finish(members, readings, &choices);
}

/// What each member chose at one place, as words.
type Words<'k> = Vec<Option<&'k Vec<u32>>>;

/// Whether two places hold the same words in nearly all members that have both.
fn same(one: &Words<'_>, other: &Words<'_>) -> bool {
    let both = || {
        one.iter()
            .zip(other)
            .filter(|(a, b)| a.is_some() && b.is_some())
    };
    let equal = both().filter(|(a, b)| a == b).count();
    equal > 0 && equal * 20 >= both().count() * 19
}

fn slot(piece: &Piece) -> Option<u16> {
    match piece {
        Piece::Fixed(_) => None,
        Piece::Choice { slot, .. }
        | Piece::Field { slot, .. }
        | Piece::Optional { slot, .. }
        | Piece::Free { slot, .. } => Some(*slot),
    }
}

fn alternatives(piece: &Piece) -> Vec<Vec<u32>> {
    let symbols = |text: &str| unit::units_of(text).iter().map(|u| u.symbol).collect();
    match piece {
        Piece::Choice { alternatives, .. } => {
            alternatives.iter().map(|a| symbols(&a.text)).collect()
        }
        Piece::Optional { text, .. } => vec![symbols(text)],
        _ => Vec::new(),
    }
}

/// What a member put into a slot; `None` when it left the place out.
fn filling(reading: &Reading, slot: u16) -> Option<&[Unit]> {
    let part = reading
        .parts
        .iter()
        .find(|(place, _)| *place == Place::Slot(slot))?;
    reading.units.get(part.1.clone())
}

/// Sums under way.
struct Tally {
    signs: Signs,
    units: usize,
    known: usize,
    values: u32,
    recurring: u32,
    evenness: Vec<f32>,
    own: Vec<u32>,
    typos: Vec<u32>,
    words: Counts,
    pairs: Counts,
}

impl Tally {
    fn new(readings: &[Reading]) -> Self {
        let members = u32::try_from(readings.len()).unwrap_or(u32::MAX);
        let mut words = Counts::default();
        let mut pairs = Counts::default();
        for reading in readings {
            let own: Vec<u32> = reading.units.iter().map(|u| u.symbol).collect();
            let mut seen: Vec<u64> = own.iter().map(|s| u64::from(*s)).collect();
            let mut seen_pairs: Vec<u64> = own
                .iter()
                .zip(own.iter().skip(1))
                .map(|(a, b)| pair(*a, *b))
                .collect();
            for (seen, into) in [(&mut seen, &mut words), (&mut seen_pairs, &mut pairs)] {
                seen.sort_unstable();
                seen.dedup();
                for key in seen {
                    *into.entry(*key).or_default() += 1;
                }
            }
        }
        Self {
            signs: Signs {
                members,
                ..Signs::default()
            },
            units: readings.iter().map(|r| r.units.len()).sum(),
            known: 0,
            values: 0,
            recurring: 0,
            evenness: Vec::new(),
            own: vec![0; readings.len()],
            typos: vec![0; readings.len()],
            words,
            pairs,
        }
    }

    /// Which alternative each member took; counts them.
    fn choice(
        &mut self,
        members: &[Member<'_>],
        values: &[Option<&[Unit]>],
        alternatives: &mut [super::Alternative],
        keys: &[Vec<u32>],
    ) -> Vec<Option<u16>> {
        self.signs.choices += 1;
        let mut taken = Vec::with_capacity(values.len());
        for value in values {
            let index = value.and_then(|v| {
                keys.iter().position(|k| {
                    k.len() == v.len() && k.iter().zip(v).all(|(s, u)| *s == u.symbol)
                })
            });
            if let Some(alternative) = index.and_then(|i| alternatives.get_mut(i)) {
                alternative.members += 1;
                self.known += value.map_or(0, <[Unit]>::len);
            }
            taken.push(index.and_then(|i| u16::try_from(i).ok()));
        }
        let filled: u32 = values
            .iter()
            .flatten()
            .count()
            .try_into()
            .unwrap_or(u32::MAX);
        self.values += filled;
        self.recurring += alternatives
            .iter()
            .map(|a| a.members)
            .filter(|n| *n >= 2)
            .sum::<u32>();
        let shares: Vec<f32> = alternatives
            .iter()
            .map(|a| a.members as f32 / filled.max(1) as f32)
            .collect();
        self.evenness.push(evenness(&shares));
        let ruled = shares.iter().any(|s| *s >= RULED);
        for (at, (value, index)) in values.iter().zip(&taken).enumerate() {
            let (Some(value), None, Some(member)) = (value, index, members.get(at)) else {
                continue;
            };
            match value {
                [one]
                    if one.form.is_none() && self.once(one.symbol) && {
                        let word = one.text(member.text);
                        alternatives.iter().any(|a| typo::of(&a.text, word))
                    } =>
                {
                    add(&mut self.typos, at, 1);
                }
                value if ruled => {
                    let own = value
                        .iter()
                        .filter(|u| u.form.is_none() && self.once(u.symbol))
                        .count();
                    add(&mut self.own, at, own);
                }
                _ => {}
            }
        }
        taken
    }

    /// Additions in a free place.
    fn beside(&mut self, values: &[Option<&[Unit]>], readings: &[Reading]) {
        for (at, (value, _)) in values.iter().zip(readings).enumerate() {
            let own = self.novel(value.unwrap_or_default());
            add(&mut self.own, at, own);
        }
    }

    /// Fixed words, misspelt ones, and additions where the template has nothing.
    fn fixed(&mut self, members: &[Member<'_>], readings: &[Reading]) {
        for (at, (reading, member)) in readings.iter().zip(members).enumerate() {
            for (place, range) in &reading.parts {
                let units = reading.units.get(range.clone()).unwrap_or_default();
                match place {
                    Place::Fixed => self.known += units.len(),
                    Place::Typo => {
                        let once = units.iter().filter(|u| self.once(u.symbol)).count();
                        add(&mut self.typos, at, once);
                    }
                    Place::Own if !written(member.text, &reading.units, range).is_empty() => {
                        let own = self.novel(units);
                        add(&mut self.own, at, own);
                    }
                    Place::Own | Place::Slot(_) => {}
                }
            }
        }
    }

    fn once(&self, symbol: u32) -> bool {
        self.words.get(&u64::from(symbol)).is_some_and(|n| *n == 1)
    }

    /// Words that no other member has, or has in no such neighbourhood. Values of a form and the
    /// sender's name are nobody's own words.
    fn novel(&self, units: &[Unit]) -> usize {
        let fresh = |a: Option<&Unit>, b: Option<&Unit>| match (a, b) {
            (Some(a), Some(b)) => self
                .pairs
                .get(&pair(a.symbol, b.symbol))
                .is_none_or(|n| *n == 1),
            _ => true,
        };
        let mut count = 0;
        for (at, unit) in units.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|i| units.get(i));
            let after = units.get(at + 1);
            let alone = before.is_none() && after.is_none();
            let novel = self.once(unit.symbol)
                || (!alone && fresh(before, Some(unit)) && fresh(Some(unit), after));
            count += usize::from(unit.form.is_none() && novel);
        }
        count
    }

    fn finish(
        mut self,
        members: &[Member<'_>],
        readings: &[Reading],
        choices: &[Vec<Option<u16>>],
    ) -> Signs {
        let total = |counts: &[u32]| counts.iter().sum();
        let some = |counts: &[u32]| {
            u32::try_from(counts.iter().filter(|n| **n > 0).count()).unwrap_or(u32::MAX)
        };
        (self.signs.own_words, self.signs.members_with_own_words) =
            (total(&self.own), some(&self.own));
        (self.signs.typos, self.signs.members_with_typos) = (total(&self.typos), some(&self.typos));
        self.signs.recurring = if self.values == 0 {
            0.0
        } else {
            self.recurring as f32 / self.values as f32
        };
        self.signs.evenness =
            self.evenness.iter().fold(0.0, |a, b| a + b) / self.evenness.len().max(1) as f32;
        (self.signs.pairs_tested, self.signs.pairs_dependent) = independence::pairs(choices);
        let hidden = members
            .iter()
            .filter(|m| fingerprint::disguised(m.text))
            .count();
        self.signs.disguised = u32::try_from(hidden).unwrap_or(u32::MAX);
        self.signs.exact = exact(readings);
        self.signs
    }
}

fn add(counts: &mut [u32], at: usize, more: usize) {
    if let Some(count) = counts.get_mut(at) {
        *count += u32::try_from(more).unwrap_or(0);
    }
}

fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Entropy of the shares as a part of what it could be: 1 when all are used alike.
fn evenness(shares: &[f32]) -> f32 {
    let entropy: f32 = shares
        .iter()
        .filter(|s| **s > 0.0)
        .map(|s| -s * s.log2())
        .sum();
    if shares.len() < 2 {
        0.0
    } else {
        (entropy / (shares.len() as f32).log2()).clamp(0.0, 1.0)
    }
}

/// Members whose text is the most common one, but for the sender's own name.
fn exact(readings: &[Reading]) -> u32 {
    let mut counts: HashMap<Vec<u32>, u32, FixedState> = HashMap::default();
    for reading in readings {
        let name = |u: &Unit| u.form == Some(FieldKind::Name);
        let text = reading
            .units
            .iter()
            .map(|u| if name(u) { u.symbol } else { u.raw })
            .collect();
        *counts.entry(text).or_default() += 1;
    }
    counts.into_values().max().unwrap_or(0)
}
