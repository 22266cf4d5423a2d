//! Any text by a template: which of its words are fixed, which fill a slot, which are its own.
//!
//! In: a template and a member's text. Out: [`Segment`]s that cover the text's units in order.
//! First the text is aligned to the fixed words and, so far as known, to the slots' values; then
//! what lies between two fixed words that matched is shared out among the slots between
//! them by least cost. Near linear: both steps work on parts of bounded size.

use std::ops::Range;

use super::align::Symbol;
use super::unit::{Unit, form_symbol, slice, units, units_of};
use super::{FieldKind, Filling, Member, Piece, Template, align, region};

/// Where a stretch of a text belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Words that the template has at this place.
    Fixed,
    /// A fixed word with one or two letters wrong.
    Typo,
    /// The filling of the slot of this number.
    Slot(u16),
    /// Words that the template knows nothing of.
    Own,
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it belongs.
    pub place: Place,
    /// Bytes of the text, from its first word to its last.
    pub span: Range<u32>,
}

/// A member's text taken apart; ranges are of units.
pub(super) struct Reading {
    pub(super) units: Vec<Unit>,
    pub(super) parts: Vec<(Place, Range<usize>)>,
}

/// What a slot expects.
pub(super) enum Want {
    OneOf(Vec<Vec<u32>>),
    Form(FieldKind),
    Words,
    Optional(Vec<u32>),
    Free,
}

/// One element of the skeleton.
pub(super) enum Element {
    Fixed { symbol: u32, word: String },
    Slot { slot: u16, want: Want },
}

/// A template made ready for parsing many texts.
pub struct Parser {
    elements: Vec<Element>,
    profile: align::Profile,
    /// For each column the element it stands for.
    element_of: Vec<usize>,
}

/// Cells of the largest region that is shared out by cost; beyond, its words are the member's own.
const MAX_CELLS: usize = 16_384;

impl Parser {
    /// Prepares a template.
    #[must_use]
    pub fn new(template: &Template) -> Self {
        let mut elements = Vec::new();
        for piece in &template.pieces {
            match piece {
                Piece::Fixed(text) => {
                    let fixed = |u: Unit| Element::Fixed {
                        symbol: u.symbol,
                        word: u.text(text).to_lowercase(),
                    };
                    elements.extend(units_of(text).into_iter().map(fixed));
                }
                Piece::Choice { slot, alternatives } => {
                    let all = alternatives.iter().map(|a| symbols(&a.text)).collect();
                    elements.push(Element::Slot {
                        slot: *slot,
                        want: Want::OneOf(all),
                    });
                }
                Piece::Field {
                    slot,
                    kind: FieldKind::Words,
                    ..
                } => {
                    elements.push(Element::Slot {
                        slot: *slot,
                        want: Want::Words,
                    });
                }
                Piece::Field { slot, kind, .. } => {
                    elements.push(Element::Slot {
                        slot: *slot,
                        want: Want::Form(*kind),
                    });
                }
                Piece::Optional { slot, text, .. } => {
                    let want = Want::Optional(symbols(text));
                    elements.push(Element::Slot { slot: *slot, want });
                }
                Piece::Free { slot, .. } => {
                    elements.push(Element::Slot {
                        slot: *slot,
                        want: Want::Free,
                    });
                }
            }
        }
        let mut profile = align::Profile::default();
        let mut element_of = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            for (column, scores) in element_columns(element) {
                profile.push(column, scores);
                element_of.push(at);
            }
        }
        Self {
            elements,
            profile,
            element_of,
        }
    }

    /// What a member puts into each slot; a choice of nothing is an empty value, an empty
    /// optional or free slot is left out.
    #[must_use]
    pub fn parse(&self, member: Member<'_>) -> Vec<Filling> {
        let reading = self.read(member);
        let mut out = Vec::new();
        for (place, range) in &reading.parts {
            let Place::Slot(slot) = *place else { continue };
            if range.is_empty() && !self.may_be_empty(slot) {
                continue;
            }
            let value = written(member.text, &reading.units, range).to_owned();
            out.push(Filling {
                message: member.message,
                slot,
                value,
            });
        }
        out
    }

    /// The stretches of a member's text, in order; they cover all of its words.
    #[must_use]
    pub fn segments(&self, member: Member<'_>) -> Vec<Segment> {
        let reading = self.read(member);
        let span = |range: &Range<usize>| {
            let first = reading.units.get(range.start)?.span.start;
            Some(first..reading.units.get(range.end.checked_sub(1)?)?.span.end)
        };
        let filled = reading.parts.iter().filter(|(_, range)| !range.is_empty());
        filled
            .filter_map(|(place, range)| {
                Some(Segment {
                    place: *place,
                    span: span(range)?,
                })
            })
            .collect()
    }

    /// Whether the template could have made this text: all fixed words are there, every choice is a
    /// known alternative, every field has its form, and nothing else stands in it.
    #[must_use]
    pub fn accepts(&self, member: Member<'_>) -> bool {
        let reading = self.read(member);
        let mut fixed = 0;
        let mut filled: Vec<u16> = Vec::new();
        for (place, range) in &reading.parts {
            match *place {
                Place::Fixed => fixed += range.len(),
                Place::Slot(slot) => {
                    let units = reading.units.get(range.clone()).unwrap_or_default();
                    if !self.is_known(slot, units) {
                        return false;
                    }
                    filled.push(slot);
                }
                Place::Typo | Place::Own => return false,
            }
        }
        self.elements.iter().all(|element| match element {
            Element::Fixed { .. } => {
                fixed = fixed.wrapping_sub(1);
                fixed != usize::MAX
            }
            Element::Slot { slot, want } => {
                filled.contains(slot) || matches!(want, Want::Optional(_) | Want::Free)
            }
        })
    }

    /// Whether a slot's filling is one that the template knows of.
    fn is_known(&self, wanted: u16, units: &[Unit]) -> bool {
        let is = |symbols: &Vec<u32>| units.iter().map(|u| u.symbol).eq(symbols.iter().copied());
        self.elements.iter().any(|element| match element {
            Element::Slot { slot, want } if *slot == wanted => match want {
                Want::OneOf(all) => all.iter().any(is),
                Want::Optional(words) => is(words),
                Want::Form(kind) => matches!(units, [unit] if unit.form == Some(*kind)),
                Want::Words => !units.is_empty(),
                Want::Free => true,
            },
            _ => false,
        })
    }

    fn may_be_empty(&self, wanted: u16) -> bool {
        self.elements.iter().any(|e| match e {
            Element::Slot {
                slot,
                want: Want::OneOf(all),
            } => *slot == wanted && all.iter().any(Vec::is_empty),
            _ => false,
        })
    }

    fn read(&self, member: Member<'_>) -> Reading {
        self.read_units(member.text, units(member))
    }

    /// Takes apart a text whose units are known already.
    pub(super) fn read_units(&self, text: &str, units: Vec<Unit>) -> Reading {
        let symbols: Vec<Symbol> = units.iter().map(Unit::to_align).collect();
        let placed = align::align(&symbols, &self.profile);
        let mut parts = Parts::default();
        let mut from = (0, 0);
        for (at, place) in placed.iter().enumerate() {
            let Some(element) = place.and_then(|column| self.element_of.get(column)) else {
                continue;
            };
            let matches = match self.elements.get(*element) {
                Some(Element::Fixed { symbol, .. }) => {
                    symbols.get(at).is_some_and(|s| s.word == *symbol)
                }
                _ => false,
            };
            if matches {
                self.region(text, &units, from.0..at, from.1..*element, &mut parts);
                parts.push(Place::Fixed, at..at + 1);
                from = (at + 1, element + 1);
            }
        }
        let rest = (from.0..units.len(), from.1..self.elements.len());
        self.region(text, &units, rest.0, rest.1, &mut parts);
        Reading {
            units,
            parts: parts.0,
        }
    }

    /// Shares the units between two matched fixed words out among the elements between them.
    fn region(
        &self,
        text: &str,
        all: &[Unit],
        range: Range<usize>,
        elements: Range<usize>,
        parts: &mut Parts,
    ) {
        let units = all.get(range.clone()).unwrap_or_default();
        let elements = self.elements.get(elements).unwrap_or_default();
        if elements.is_empty() || (units.len() + 1) * (elements.len() + 1) > MAX_CELLS {
            if !units.is_empty() {
                parts.push(Place::Own, range);
            }
            return;
        }
        for (place, taken) in region::share(elements, text, units) {
            parts.push(place, range.start + taken.start..range.start + taken.end);
        }
    }
}

/// Parts in order; neighbours of one place become one part.
#[derive(Default)]
struct Parts(Vec<(Place, Range<usize>)>);

impl Parts {
    fn push(&mut self, place: Place, range: Range<usize>) {
        match self.0.last_mut() {
            Some((last, before)) if *last == place && before.end == range.start => {
                before.end = range.end;
            }
            _ => self.0.push((place, range)),
        }
    }
}

/// A range of units as written.
pub(super) fn written<'t>(text: &'t str, units: &[Unit], range: &Range<usize>) -> &'t str {
    match units.get(range.clone()) {
        Some([only]) => only.text(text),
        Some([first, .., last]) => slice(text, first.span.start, last.span.end),
        _ => "",
    }
}

fn symbols(text: &str) -> Vec<u32> {
    units_of(text).iter().map(|u| u.symbol).collect()
}

/// The columns that an element stands for in the alignment, each with its symbols' scores.
fn element_columns(element: &Element) -> Vec<(align::Column, Vec<(u32, i32)>)> {
    let column = |mismatch, skip, main| align::Column {
        mismatch,
        skip,
        main,
        ..align::Column::default()
    };
    let slot = |scores: Vec<(u32, i32)>| (column(-4, (-3, -2), None), scores);
    match element {
        Element::Fixed { symbol, .. } => {
            vec![(column(-24, (-8, -5), Some(*symbol)), vec![(*symbol, 32)])]
        }
        Element::Slot {
            want: Want::OneOf(all),
            ..
        } => {
            let longest = all.iter().map(Vec::len).max().unwrap_or(0);
            let at = |k: usize| {
                all.iter()
                    .filter_map(move |a| a.get(k))
                    .map(|s| (*s, 14))
                    .collect()
            };
            (0..longest).map(|k| slot(at(k))).collect()
        }
        Element::Slot {
            want: Want::Optional(words),
            ..
        } => words.iter().map(|s| slot(vec![(*s, 14)])).collect(),
        Element::Slot {
            want: Want::Form(kind),
            ..
        } => vec![slot(vec![(form_symbol(*kind), 20)])],
        Element::Slot {
            want: Want::Words, ..
        } => vec![slot(Vec::new())],
        Element::Slot {
            want: Want::Free, ..
        } => Vec::new(),
    }
}
