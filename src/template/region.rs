//! The words between two matched fixed words, shared out among what the template has there.
//!
//! In: elements of the skeleton (slots, and fixed words that found no match) and a member's units.
//! Out: parts that cover the units in order. Cheapest assignment by dynamic programming over
//! (element, unit); a known alternative costs nothing, a foreign value in a choice less than
//! leaving the choice empty with foreign words beside it.

use std::ops::Range;

use super::read::{Element, Place, Want};
use super::typo;
use super::unit::Unit;

/// Cost of a word that no element takes, and of one in a free slot.
const OWN_WORD: u32 = 10;
const FREE_WORD: u32 = 3;

/// Cost of a fixed word or a choice that is not there, and of a fixed word misspelt.
const ABSENT: u32 = 8;
const MISSPELT: u32 = 3;

/// Cost of a value that a slot does not know, and of each of its words.
const FOREIGN: (u32, u32) = (5, 4);

/// Words that an open field takes at most.
const MAX_FIELD: usize = 12;

/// How a cell was reached.
#[derive(Clone, Copy)]
enum Step {
    Start,
    Own,
    Take(usize),
}

/// Shares units out among elements.
pub(super) fn share(
    elements: &[Element],
    text: &str,
    units: &[Unit],
) -> Vec<(Place, Range<usize>)> {
    let width = units.len() + 1;
    let mut cells = vec![(u32::MAX, Step::Start); width * (elements.len() + 1)];
    if let Some(start) = cells.first_mut() {
        start.0 = 0;
    }
    let mut offers = Vec::new();
    for row in 0..=elements.len() {
        let word = if free_before(elements, row).is_some() {
            FREE_WORD
        } else {
            OWN_WORD
        };
        for at in 0..width {
            let so_far = cells.get(row * width + at).map_or(u32::MAX, |c| c.0);
            if so_far == u32::MAX {
                continue;
            }
            if at < units.len() {
                reach(&mut cells, row * width + at + 1, so_far + word, Step::Own);
            }
            if let Some(element) = elements.get(row) {
                offers.clear();
                offer(
                    element,
                    text,
                    units.get(at..).unwrap_or_default(),
                    &mut offers,
                );
                for &(length, cost) in &offers {
                    let to = (row + 1) * width + at + length;
                    reach(&mut cells, to, so_far + cost, Step::Take(length));
                }
            }
        }
    }
    walk(elements, units.len(), &cells)
}

fn reach(cells: &mut [(u32, Step)], to: usize, cost: u32, step: Step) {
    if let Some(cell) = cells.get_mut(to)
        && cost < cell.0
    {
        *cell = (cost, step);
    }
}

/// Walks the cheapest way back.
fn walk(elements: &[Element], units: usize, cells: &[(u32, Step)]) -> Vec<(Place, Range<usize>)> {
    let (mut row, mut at) = (elements.len(), units);
    let mut parts = Vec::new();
    while let Some((_, step)) = cells.get(row * (units + 1) + at) {
        match *step {
            Step::Start => break,
            Step::Own => {
                at = at.saturating_sub(1);
                let place = free_before(elements, row).map_or(Place::Own, Place::Slot);
                parts.push((place, at..at + 1));
            }
            Step::Take(length) => {
                let range = at.saturating_sub(length)..at;
                row = row.saturating_sub(1);
                at = range.start;
                match elements.get(row) {
                    Some(Element::Fixed { .. }) if length > 0 => parts.push((Place::Typo, range)),
                    Some(Element::Slot {
                        slot,
                        want: Want::OneOf(_),
                    }) => {
                        parts.push((Place::Slot(*slot), range));
                    }
                    Some(Element::Slot { slot, .. }) if length > 0 => {
                        parts.push((Place::Slot(*slot), range));
                    }
                    _ => {}
                }
            }
        }
    }
    parts.reverse();
    parts
}

/// The free slot that ends just before this row.
fn free_before(elements: &[Element], row: usize) -> Option<u16> {
    match elements.get(row.checked_sub(1)?)? {
        Element::Slot {
            slot,
            want: Want::Free,
        } => Some(*slot),
        _ => None,
    }
}

/// What an element may take of the units that follow: (units, cost).
fn offer(element: &Element, text: &str, units: &[Unit], out: &mut Vec<(usize, u32)>) {
    match element {
        Element::Fixed { word, .. } => {
            out.push((0, ABSENT));
            if let Some(unit) = units.first()
                && unit.form.is_none()
                && typo::of(word, unit.text(text))
            {
                out.push((1, MISSPELT));
            }
        }
        Element::Slot {
            want: Want::OneOf(all),
            ..
        } => {
            let longest = all.iter().map(Vec::len).max().unwrap_or(0);
            out.push((0, ABSENT));
            foreign(units, longest + 2, out);
            out.extend(
                all.iter()
                    .filter(|a| starts(units, a))
                    .map(|a| (a.len(), 0)),
            );
        }
        Element::Slot {
            want: Want::Form(kind),
            ..
        } => {
            out.push((0, ABSENT));
            foreign(units, 3, out);
            if units.first().is_some_and(|u| u.form == Some(*kind)) {
                out.push((1, 0));
            }
        }
        Element::Slot {
            want: Want::Words, ..
        } => {
            out.push((0, ABSENT));
            out.extend(
                (1..)
                    .zip(units.iter().take(MAX_FIELD))
                    .map(|(n, _)| (n, length(n) * 2)),
            );
        }
        Element::Slot {
            want: Want::Optional(words),
            ..
        } => {
            out.push((0, 1));
            foreign(units, words.len() + 1, out);
            if starts(units, words) {
                out.push((words.len(), 0));
            }
        }
        Element::Slot {
            want: Want::Free, ..
        } => out.push((0, 0)),
    }
}

fn foreign(units: &[Unit], most: usize, out: &mut Vec<(usize, u32)>) {
    let (value, word) = FOREIGN;
    out.extend(
        (1..)
            .zip(units.iter().take(most))
            .map(|(n, _)| (n, value + word * length(n))),
    );
}

fn length(units: usize) -> u32 {
    u32::try_from(units).unwrap_or(u32::MAX >> 8)
}

fn starts(units: &[Unit], symbols: &[u32]) -> bool {
    units.len() >= symbols.len() && units.iter().zip(symbols).all(|(u, s)| u.symbol == *s)
}
