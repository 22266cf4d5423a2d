//! Members to a template, through all steps of the room.
//!
//! In: a group's members, its medoid first. Out: [`Template`]. At most [`SAMPLE`] members are
//! aligned; the rest are parsed by whoever needs their fillings.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::align::Symbol;
use super::columns::{Columns, REFINED, Sequence, by_likeness, columns};
use super::grammar::pieces;
use super::read::{Parser, Reading};
use super::slots::{Stretches, stretches};
use super::sort::{Sampled, sorted};
use super::unit::{Unit, units};
use super::{Member, Template, signs};

/// Members aligned at most: enough to see an alternative of one in ten about six times.
pub const SAMPLE: usize = 64;

/// Induces the template of a group from at most [`SAMPLE`] of its members, the medoid first.
///
/// The order of the other members does not matter. Cost: linear in the sampled texts as
/// long as they are near duplicates; at worst a few million steps a member.
#[must_use]
pub fn induce(members: &[Member<'_>]) -> Template {
    let chosen = sample(members);
    let mut sequences: Vec<Sequence> = Vec::new();
    let mut known: HashMap<Vec<Symbol>, usize, FixedState> = HashMap::default();
    let mut samples = Vec::with_capacity(chosen.len());
    for member in &chosen {
        let units = units(*member);
        let symbols: Vec<Symbol> = units.iter().map(Unit::to_align).collect();
        let sequence = *known.entry(symbols).or_insert_with_key(|symbols| {
            sequences.push(Sequence {
                symbols: symbols.clone(),
                weight: 0,
            });
            sequences.len() - 1
        });
        if let Some(sequence) = sequences.get_mut(sequence) {
            sequence.weight += 1;
        }
        samples.push(Sampled {
            text: member.text,
            units,
            sequence,
        });
    }
    let (columns, cut) = best_alignment(&sequences);
    let stretches = sorted(&samples, &columns, &cut);
    let mut template = Template {
        pieces: pieces(&samples, &stretches),
        ..Template::default()
    };
    let parser = Parser::new(&template);
    let readings: Vec<Reading> = samples
        .into_iter()
        .map(|s| parser.read_units(s.text, s.units))
        .collect();
    signs::count(&mut template, &chosen, &readings);
    template
}

/// Bits a column that the description of a letter with few slots needs, its words included.
const PLAIN: f32 = 24.0;

/// Aligns from several starts and keeps the alignment of the shortest description.
///
/// A progressive alignment may run into a dead end that no refinement leaves: half of the letters
/// agree on one place for a phrase, half on another. From the longest letter, or from the one least
/// like the medoid, it takes another road. Where few words vary there is no dead end to run into,
/// and one alignment is all.
fn best_alignment(sequences: &[Sequence]) -> (Columns, Stretches) {
    let columns = columns(sequences, 0);
    let cut = stretches(&columns, sequences);
    let mut best = (columns, cut);
    let symbols: usize = sequences.iter().map(|s| s.symbols.len()).sum();
    let plain = best.1.bits < PLAIN * best.0.width as f32;
    if plain || sequences.len() <= 2 || symbols > REFINED {
        return best;
    }
    let longest = (0..sequences.len()).max_by_key(|&at| {
        (
            sequences.get(at).map_or(0, |s| s.symbols.len()),
            std::cmp::Reverse(at),
        )
    });
    let farthest = by_likeness(sequences, 0).last().copied();
    let mut tried = vec![0];
    for start in [longest, farthest].into_iter().flatten() {
        if tried.contains(&start) {
            continue;
        }
        tried.push(start);
        let columns = super::columns::columns(sequences, start);
        let cut = stretches(&columns, sequences);
        if cut.bits < best.1.bits {
            best = (columns, cut);
        }
    }
    best
}

/// The medoid and, of the others in the order of their messages, as many as fit, evenly spread.
fn sample<'a>(members: &[Member<'a>]) -> Vec<Member<'a>> {
    let Some((medoid, others)) = members.split_first() else {
        return Vec::new();
    };
    let mut others: Vec<&Member<'a>> = others.iter().collect();
    others.sort_unstable_by_key(|m| (m.message, m.text));
    let take = others.len().min(SAMPLE - 1);
    let spread = (0..take).filter_map(|i| others.get(i * others.len() / take.max(1)));
    std::iter::once(*medoid)
        .chain(spread.map(|m| **m))
        .collect()
}
