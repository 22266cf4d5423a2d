//! Letters from a seeded grammar: topics, sentence patterns, clauses and noun phrases.
//!
//! In: dice and a [`Scene`] (what stays the same within one letter). Out: text onto a `String`.
//! Two letters drawn apart share patterns and stock phrases, as letters do, and little else.

use super::{
    dice::Dice,
    names::{FIRST, LAST, PLACE_HEADS, PLACE_MIDDLES, PLACE_TAILS, STREETS},
    words::{
        ADJECTIVES, ADVERBS, ASIDE, CLAUSES, CLOSINGS, EFFECT, FEELINGS, GREETINGS, GROUPS,
        HISTORY, MONTHS, NOUNS, PHRASES, ROLES, SEASONS, STATE, STOCK, SUBJECTS, TIMES, TOPICS,
        Topic, VERBS, WEEKDAYS, WISH,
    },
};

/// Deeper than this no slot opens another one.
const DEPTH: u32 = 3;

/// What stays the same within one letter.
#[derive(Clone)]
pub(super) struct Scene {
    topic: Topic,
    thing: &'static str,
    /// The place that the letter is about.
    pub(super) place: String,
    /// The street that the letter is about.
    pub(super) street: &'static str,
}

impl Scene {
    /// A fresh scene.
    pub(super) fn new(dice: &mut Dice) -> Self {
        let topic = dice.pick(TOPICS);
        Self {
            topic,
            thing: dice.pick(topic.things),
            place: place(dice),
            street: dice.pick(STREETS),
        }
    }
}

/// What a sentence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    State,
    History,
    Effect,
    Aside,
    Wish,
}

impl Intent {
    /// How many patterns it has.
    pub(super) fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::State => STATE,
            Self::History => HISTORY,
            Self::Effect => EFFECT,
            Self::Aside => ASIDE,
            Self::Wish => WISH,
        }
    }
}

/// An invented place.
pub(super) fn place(dice: &mut Dice) -> String {
    let mut name = String::from(dice.pick(PLACE_HEADS));
    name.push_str(dice.pick(PLACE_MIDDLES));
    name.push_str(dice.pick(PLACE_TAILS));
    name
}

/// One sentence of this intent, capitalised, onto `out`.
pub(super) fn sentence(intent: Intent, scene: &Scene, dice: &mut Dice, out: &mut String) {
    let pattern = dice.pick(intent.patterns());
    fill_sentence(pattern, scene, dice, out);
}

/// A paragraph of `sentences` sentences in the middle of a letter.
pub(super) fn paragraph(sentences: u64, scene: &Scene, dice: &mut Dice, out: &mut String) {
    for k in 0..sentences {
        if k > 0 {
            out.push(' ');
        }
        let intent = dice.pick(&[
            Intent::History,
            Intent::Effect,
            Intent::Aside,
            Intent::Effect,
            Intent::History,
        ]);
        sentence(intent, scene, dice, out);
    }
}

/// The body of a letter of about `words` words: paragraphs between blank lines, no greeting.
pub(super) fn body(words: u64, scene: &Scene, dice: &mut Dice, out: &mut String) {
    let sentences = (words / 16).max(1);
    let goal = usize::try_from(words * 11 / 2).unwrap_or(usize::MAX) + out.len();
    if dice.percent(25) {
        out.push_str(dice.pick_early(STOCK));
        out.push(' ');
    }
    sentence(Intent::State, scene, dice, out);
    let mut in_paragraph = 1;
    for _ in 0..sentences * 2 {
        if out.len() >= goal {
            break;
        }
        if in_paragraph >= 2 && dice.percent(30) {
            out.push_str("\n\n");
            in_paragraph = 0;
        } else {
            out.push(' ');
        }
        paragraph(1, scene, dice, out);
        in_paragraph += 1;
    }
    if words > 40 || dice.percent(50) {
        out.push_str(if in_paragraph > 3 { "\n\n" } else { " " });
        sentence(Intent::Wish, scene, dice, out);
    }
    if dice.percent(45) {
        out.push(' ');
        out.push_str(dice.pick_early(STOCK));
    }
}

/// The line that opens a letter.
pub(super) fn greeting(scene: &Scene, dice: &mut Dice) -> String {
    let pattern = dice.pick_early(GREETINGS);
    let mut out = String::new();
    fill(pattern, scene, dice, DEPTH, &mut out);
    out
}

/// The line that ends a letter, above the name.
pub(super) fn closing(scene: &Scene, dice: &mut Dice) -> String {
    let pattern = dice.pick_early(CLOSINGS);
    let mut out = String::new();
    fill(pattern, scene, dice, DEPTH, &mut out);
    out
}

/// A subject line.
pub(super) fn subject(scene: &Scene, dice: &mut Dice) -> String {
    let pattern = dice.pick(SUBJECTS);
    let mut out = String::new();
    fill(pattern, scene, dice, 1, &mut out);
    capitalise(&mut out, 0);
    out
}

/// Fills one sentence pattern and capitalises its beginning.
pub(super) fn fill_sentence(pattern: &str, scene: &Scene, dice: &mut Dice, out: &mut String) {
    let start = out.len();
    fill(pattern, scene, dice, 0, out);
    capitalise(out, start);
}

/// Makes the letter at byte `start` a capital.
pub(super) fn capitalise(text: &mut String, start: usize) {
    if let Some(first) = text.get(start..).and_then(|rest| rest.chars().next())
        && first.is_ascii_lowercase()
    {
        text.replace_range(
            start..=start,
            first.to_ascii_uppercase().encode_utf8(&mut [0; 4]),
        );
    }
}

/// Writes `pattern` with each `{slot}` filled.
fn fill(pattern: &str, scene: &Scene, dice: &mut Dice, depth: u32, out: &mut String) {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        slot_value(slot, scene, dice, depth, out);
        rest = tail;
    }
    out.push_str(rest);
}

fn slot_value(slot: &str, scene: &Scene, dice: &mut Dice, depth: u32, out: &mut String) {
    let nested: Option<&[&str]> = match slot {
        "np" => Some(PHRASES),
        "clause" => Some(CLAUSES),
        "time" => Some(TIMES),
        "group" => Some(GROUPS),
        _ => None,
    };
    match nested {
        Some(_) if depth >= DEPTH => out.push_str("the work"),
        Some(table) => {
            let pattern = dice.pick(table);
            fill(pattern, scene, dice, depth + 1, out);
        }
        None => leaf(slot, scene, dice, out),
    }
}

fn leaf(slot: &str, scene: &Scene, dice: &mut Dice, out: &mut String) {
    let table: &[&str] = match slot {
        "adj" => ADJECTIVES,
        "noun" => NOUNS,
        "verb" => VERBS,
        "adv" => ADVERBS,
        "who" => ROLES,
        "part" => scene.topic.parts,
        "trouble" => scene.topic.troubles,
        "wish" => scene.topic.wishes,
        "feel" => FEELINGS,
        "weekday" => WEEKDAYS,
        "month" => MONTHS,
        "season" => SEASONS,
        "first" => &FIRST,
        "last" => &LAST,
        _ => return number_or_name(slot, scene, dice, out),
    };
    let word = dice.pick(table);
    if out.ends_with(" a ") && word.starts_with(['a', 'e', 'i', 'o']) {
        out.truncate(out.len() - 1);
        out.push_str("n ");
    }
    out.push_str(word);
}

fn number_or_name(slot: &str, scene: &Scene, dice: &mut Dice, out: &mut String) {
    match slot {
        "thing" => out.push_str(scene.thing),
        "place" => out.push_str(&scene.place),
        "street" => out.push_str(scene.street),
        "place2" => out.push_str(&place(dice)),
        "n" => push_number(out, dice.between(2, 48)),
        "big" => push_number(out, dice.between(6, 900) * dice.between(3, 11)),
        "day" => push_number(out, dice.between(4, 20)),
        "year" => push_number(out, dice.between(1974, 2024)),
        _ => {}
    }
}

/// Writes a number in decimal without the formatting machinery.
pub(super) fn push_number(out: &mut String, n: u64) {
    if n >= 10 {
        push_number(out, n / 10);
    }
    out.push(char::from(b'0' + u8::try_from(n % 10).unwrap_or(0)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;
    use std::collections::HashSet;

    fn letter(index: u64) -> String {
        let mut dice = Dice::of(3, Stream::Background, index);
        let scene = Scene::new(&mut dice);
        let mut out = String::new();
        body(120, &scene, &mut dice, &mut out);
        out
    }

    fn shingles(text: &str) -> HashSet<Vec<&str>> {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .windows(5)
            .map(<[&str]>::to_vec)
            .collect()
    }

    #[test]
    fn no_slot_stays_open_and_lengths_are_as_asked() {
        for index in 0..500 {
            let text = letter(index);
            assert!(!text.contains(['{', '}']), "{text}");
            let words = text.split_whitespace().count();
            assert!((60..260).contains(&words), "{words}: {text}");
        }
    }

    #[test]
    fn letters_drawn_apart_share_few_word_runs() {
        let letters: Vec<String> = (0..120).map(letter).collect();
        let sets: Vec<_> = letters.iter().map(|text| shingles(text)).collect();
        for (i, a) in sets.iter().enumerate() {
            for b in &sets[..i] {
                let both = a.intersection(b).count();
                assert!(
                    both * 5 < a.len().min(b.len()),
                    "{both} of {} and {}",
                    a.len(),
                    b.len()
                );
            }
        }
    }
}
