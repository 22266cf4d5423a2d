//! Short letters in French, Swahili, Malay, German, Spanish and Arabic.
//!
//! In: dice and a language. Out: subject, greeting, sentences and ending in that language.
//! The same slots in every language: `{p}` place, `{s}` street, `{n}` number, `{o}` object, `{a}`
//! person, `{t}` time.

use super::{
    dice::Dice,
    names::{FIRST, STREETS},
    phrases::{ARABIC, FRENCH, GERMAN, MALAY, Phrases, SPANISH, SWAHILI},
    prose::{capitalise, place, push_number},
};

/// Languages of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    French,
    Swahili,
    Malay,
    German,
    Spanish,
    Arabic,
}

/// The phrases of a language; English has its own grammar and is given French ones here.
pub(super) const fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::English | Language::French => &FRENCH,
        Language::Swahili => &SWAHILI,
        Language::Malay => &MALAY,
        Language::German => &GERMAN,
        Language::Spanish => &SPANISH,
        Language::Arabic => &ARABIC,
    }
}

/// One pattern with its slots filled.
pub(super) fn fill(pattern: &str, from: &Phrases, dice: &mut Dice, out: &mut String) {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        match slot {
            "p" => out.push_str(&place(dice)),
            "s" => out.push_str(dice.pick(STREETS)),
            "n" => push_number(out, dice.between(2, 90)),
            "o" => out.push_str(dice.pick(from.objects)),
            "a" if dice.percent(30) => out.push_str(dice.pick(&FIRST)),
            "a" => out.push_str(dice.pick(from.persons)),
            "t" => {
                let time = dice.pick(from.times);
                fill(time, from, dice, out);
            }
            _ => {}
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// `count` sentences in two or more paragraphs.
pub(super) fn body(count: u64, from: &Phrases, dice: &mut Dice, out: &mut String) {
    for k in 0..count {
        if k > 0 {
            out.push_str(if k % 4 == 3 { "\n\n" } else { " " });
        }
        let pattern = dice.pick(from.sentences);
        let start = out.len();
        fill(pattern, from, dice, out);
        capitalise(out, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;

    #[test]
    fn every_language_fills_all_its_slots() {
        use Language::{Arabic, French, German, Malay, Spanish, Swahili};
        for language in [French, Swahili, Malay, German, Spanish, Arabic] {
            let mut dice = Dice::of(5, Stream::Background, 0);
            let mut out = String::new();
            body(200, phrases(language), &mut dice, &mut out);
            assert!(!out.contains(['{', '}']), "{language:?}: {out}");
            assert!(out.split_whitespace().count() > 1500);
        }
    }
}
