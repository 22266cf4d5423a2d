//! What one campaign's texts are drawn from: fixed words, choices and fields.
//!
//! In: a text and how much of it is spun, or a [`GrammarKind`] and how many places are to vary. Out: a
//! [`Grammar`], which draws texts and is the truth that a recovered template is held against.

use serde::Serialize;

use super::{
    dice::{BASE62, Dice, Stream},
    letter,
    names::{FIRST, LAST, STREETS},
    prose::{self, Scene, capitalise, place, push_number},
    words::{ADJECTIVES, ADVERBS, MONTHS, NOUNS, SEASONS, SYNONYMS, VERBS, WEEKDAYS},
};

/// Alternatives that a choice has beside the word it stands for, at most.
const OTHERS: u64 = 4;

/// Shorter words are left alone.
const SHORTEST: usize = 3;

/// Words of so many letters can always be replaced.
const LONG: usize = 4;

/// One piece of a grammar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Words that every text has.
    Fixed(String),
    /// One of these, each as likely as the others.
    Choice(Vec<String>),
    /// A value of its own in every text.
    Field(Value),
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// A person's name.
    Name,
    /// A number.
    Number,
    /// A town.
    Place,
    /// A street.
    Street,
    /// A file's reference.
    Code,
    /// A link.
    Link,
}

/// Pieces in order; drawn texts are their concatenation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Grammar(Vec<Part>);

/// How much of a grammar varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrammarKind {
    /// Three in ten of the replaceable words are choices.
    Light,
    /// Three in four are.
    Heavy,
    /// The words are fixed, and a form fills in names, numbers, places and links.
    Merge,
}

/// Share of replaceable words that are spun, in percent: light and heavy.
pub(super) const LIGHT: u64 = 30;
/// See [`LIGHT`].
pub(super) const HEAVY: u64 = 75;

impl Grammar {
    /// The grammar of this number under a seed, with about so many places that vary; a merge has as
    /// many as a form has.
    #[must_use]
    pub fn planted(seed: u64, number: u64, kind: GrammarKind, places: usize) -> Self {
        for words in (10_u64..).step_by(10) {
            let mut dice = Dice::of(seed, Stream::Sentence, number);
            let scene = Scene::new(&mut dice);
            let mut text = String::new();
            prose::body(words, &scene, &mut dice, &mut text);
            let grammar = match kind {
                GrammarKind::Light => Self::spun(&text, LIGHT, &mut dice),
                GrammarKind::Heavy => Self::spun(&text, HEAVY, &mut dice),
                GrammarKind::Merge => return Self::merged(&text, &mut dice),
            };
            if grammar.places() >= places {
                return grammar;
            }
        }
        Self::fixed("")
    }

    /// The texts of these numbers.
    #[must_use]
    pub fn texts(&self, seed: u64, numbers: std::ops::Range<u64>) -> Vec<String> {
        numbers
            .map(|number| self.draw(&mut Dice::of(seed, Stream::Member, number)))
            .collect()
    }

    /// Its pieces in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Places where texts differ.
    #[must_use]
    pub fn places(&self) -> usize {
        let varies = |part: &&Part| !matches!(part, Part::Fixed(_));
        self.0.iter().filter(varies).count()
    }

    /// Exactly this text.
    pub(super) fn fixed(text: &str) -> Self {
        Self(vec![Part::Fixed(text.to_owned())])
    }

    /// A choice at `share` percent of the words that something can stand for.
    pub(super) fn spun(text: &str, share: u64, dice: &mut Dice) -> Self {
        let mut parts = Vec::new();
        let mut fixed = String::new();
        for piece in text.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
            let choice = others(word).filter(|_| dice.percent(share));
            match choice {
                Some(pool) => {
                    if !fixed.is_empty() {
                        parts.push(Part::Fixed(std::mem::take(&mut fixed)));
                    }
                    parts.push(Part::Choice(alternatives(word, &pool, dice)));
                    fixed.push_str(piece.get(word.len()..).unwrap_or_default());
                }
                None => fixed.push_str(piece),
            }
        }
        parts.push(Part::Fixed(fixed));
        Self(parts)
    }

    /// A mail merge: a greeting, this text, and what a form fills in.
    pub(super) fn merged(text: &str, dice: &mut Dice) -> Self {
        let mut parts = Vec::new();
        let mut fixed = String::new();
        if dice.percent(70) {
            fixed.push_str(dice.pick(&["Dear ", "To ", "Hello "]));
            parts.push(Part::Fixed(std::mem::take(&mut fixed)));
            parts.push(Part::Field(Value::Name));
            fixed.push_str(", ");
        }
        fixed.push_str(text);
        let lines: [&[(&str, Value)]; 4] = [
            &[(" I live in ", Value::Place), (" at ", Value::Street)],
            &[(" I have waited for ", Value::Number)],
            &[(" My reference is ", Value::Code)],
            &[(" See ", Value::Link)],
        ];
        let first = dice.below(lines.len() as u64);
        for (at, line) in (0..).zip(lines) {
            if at != first && dice.percent(50) {
                continue;
            }
            for &(before, value) in line {
                fixed.push_str(before);
                parts.push(Part::Fixed(std::mem::take(&mut fixed)));
                parts.push(Part::Field(value));
            }
            fixed.push_str(if at == 1 { " weeks now." } else { "." });
        }
        parts.push(Part::Fixed(fixed));
        Self(parts)
    }

    /// One text.
    pub(super) fn draw(&self, dice: &mut Dice) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Fixed(text) => out.push_str(text),
                Part::Choice(all) => {
                    let at = usize::try_from(dice.below(all.len() as u64)).unwrap_or(0);
                    out.push_str(all.get(at).map_or("", String::as_str));
                }
                Part::Field(value) => fill(*value, dice, &mut out),
            }
        }
        out
    }
}

fn fill(value: Value, dice: &mut Dice, out: &mut String) {
    match value {
        Value::Name => {
            out.push_str(dice.pick(&FIRST));
            out.push(' ');
            out.push_str(dice.pick(&LAST));
        }
        Value::Number => push_number(out, dice.between(2, 90)),
        Value::Place => out.push_str(&place(dice)),
        Value::Street => out.push_str(dice.pick(STREETS)),
        Value::Code => letter::code(dice, out),
        Value::Link => {
            out.push_str("https://go.example/");
            dice.letters(BASE62, 8, out);
        }
    }
}

/// Words that can stand where `word` stands. A longer word of no list takes those of one list: what
/// a bad thesaurus offers makes little sense, and spintax is made with bad ones.
fn others(word: &str) -> Option<Vec<&'static str>> {
    if word.len() < SHORTEST {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let lists = [NOUNS, ADJECTIVES, VERBS, ADVERBS, SEASONS, WEEKDAYS, MONTHS];
    let any = [NOUNS, ADJECTIVES, VERBS];
    let is_listed =
        |list: &&[&'static str]| list.iter().any(|known| known.eq_ignore_ascii_case(&lower));
    let listed = SYNONYMS.iter().copied().chain(lists).find(is_listed);
    let letters: usize = lower.bytes().map(usize::from).sum();
    let list = listed.or_else(|| {
        (lower.len() >= LONG)
            .then(|| any.get(letters % any.len()).copied())
            .flatten()
    })?;
    let other = |known: &&str| !known.eq_ignore_ascii_case(&lower);
    Some(list.iter().copied().filter(other).collect())
}

/// The word itself and one to four others, written as the word is.
fn alternatives(word: &str, pool: &[&'static str], dice: &mut Dice) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    let wanted = usize::try_from(dice.between(1, OTHERS)).unwrap_or(1);
    for _ in 0..3 * OTHERS {
        if all.len() > wanted.min(pool.len()) {
            break;
        }
        let mut other = dice.pick(pool).to_owned();
        if word.starts_with(|c: char| c.is_ascii_uppercase()) {
            capitalise(&mut other, 0);
        }
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;

    const TEXT: &str = "The quiet notice was painted before winter, and our neighbour carried it.";

    #[test]
    fn a_spun_text_draws_only_known_alternatives() {
        let mut dice = Dice::of(1, Stream::Campaign, 1);
        let grammar = Grammar::spun(TEXT, 100, &mut dice);
        assert!(grammar.places() >= 5, "{grammar:?}");
        let drawn: std::collections::HashSet<String> =
            (0..50).map(|_| grammar.draw(&mut dice)).collect();
        assert!(drawn.len() > 40);
        assert!(
            drawn
                .iter()
                .all(|text| text.starts_with("The ") && text.ends_with('.'))
        );
    }

    #[test]
    fn what_is_not_spun_is_the_text_itself() {
        let mut dice = Dice::of(1, Stream::Campaign, 2);
        assert_eq!(Grammar::spun(TEXT, 0, &mut dice).draw(&mut dice), TEXT);
        assert_eq!(Grammar::fixed(TEXT).draw(&mut dice), TEXT);
        let merged = Grammar::merged(TEXT, &mut dice);
        assert!(merged.places() > 0 && merged.draw(&mut dice).contains(TEXT));
    }
}
