//! A group's texts to the template they were written from, and each member's fillings.

mod align;
mod columns;
mod date;
mod forms;
mod grammar;
mod independence;
mod induce;
mod read;
mod region;
mod signs;
mod slots;
mod sort;
#[cfg(test)]
mod tests;
mod typo;
mod unit;

pub use forms::TemplateV1;
pub use induce::{SAMPLE, induce};
pub use read::{Parser, Place, Segment};

use crate::key::MessageKey;

/// What a field's values look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKind {
    /// A person's name, as it agrees with the sender's display name.
    Name,
    /// A number.
    Number,
    /// A date or time.
    Date,
    /// A word out of letters and digits.
    Code,
    /// A link.
    Link,
    /// A mail address or handle.
    Address,
    /// Words of no special form.
    Words,
}

/// One alternative of a choice with how many members use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Its words as most members write them; empty for "nothing here".
    pub text: String,
    /// Members that use it.
    pub members: u32,
}

/// One piece of a template, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words that all members share.
    Fixed(String),
    /// A small closed set of alternatives whose values recur.
    Choice {
        /// Number of the slot, from 1.
        slot: u16,
        /// Alternatives, most used first.
        alternatives: Vec<Alternative>,
    },
    /// An open set of values of one form.
    Field {
        /// Number of the slot, from 1.
        slot: u16,
        /// Form of its values.
        kind: FieldKind,
        /// Distinct values seen.
        distinct: u32,
    },
    /// Words that some members have and others don't.
    Optional {
        /// Number of the slot, from 1.
        slot: u16,
        /// The words.
        text: String,
        /// Members that have them.
        members: u32,
    },
    /// A place where members add words of their own.
    Free {
        /// Number of the slot, from 1.
        slot: u16,
        /// Members that add something.
        members: u32,
    },
}

/// What a group was written from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// Share of the members' tokens that fixed words and choices explain, 0..=1.
    pub coverage: f32,
    /// Facts that the template family of evidence weighs.
    pub signs: Signs,
}

/// What the fillings say about how the texts were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// Members that were aligned.
    pub members: u32,
    /// Choice slots.
    pub choices: u16,
    /// Field slots filled by nearly every member.
    pub fields: u16,
    /// Share of members' choice values that recur among members, 0..=1.
    pub recurring: f32,
    /// Pairs of choice slots tested for independence, and those of them found dependent (BH, q = .05).
    pub pairs_tested: u32,
    /// See `pairs_tested`.
    pub pairs_dependent: u32,
    /// Members with words of their own that occur in no other member (beyond fields), and tokens of them in all.
    pub members_with_own_words: u32,
    /// See `members_with_own_words`.
    pub own_words: u32,
    /// Members whose text is exactly the most common one, but for the sender's own name.
    pub exact: u32,
    /// Mean evenness of the choices, 0..=1: near 1 where alternatives are drawn at random, near 0
    /// where one of them is the original that most members keep.
    pub evenness: f32,
    /// Words that are a fixed word or an alternative misspelt, in no other member; not among `own_words`.
    pub typos: u32,
    /// Members with such words.
    pub members_with_typos: u32,
    /// Members whose text has words of mixed scripts or invisible characters.
    pub disguised: u32,
}

/// What one member put into one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// The message.
    pub message: MessageKey,
    /// The slot.
    pub slot: u16,
    /// The words as written.
    pub value: String,
}

/// A text of a group, as [`induce`] reads it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The message.
    pub message: MessageKey,
    /// Its own text.
    pub text: &'a str,
    /// Display name of its sender, so that a signature is known as a name field.
    pub sender: &'a str,
}

/// Parses one text by a template: what it puts into each slot.
///
/// For many texts make one [`Parser`].
#[must_use]
pub fn parse(template: &Template, member: Member<'_>) -> Vec<Filling> {
    Parser::new(template).parse(member)
}
