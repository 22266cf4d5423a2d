//! The template family: how the texts were made.
//!
//! For one hand: choices whose alternatives recur and are drawn independently of one another
//! (spintax), words disguised from filters. For many people: additions, typos and paragraphs of
//! one's own.

use super::{Evidence, Family, weigh::Sight};
use crate::template::Signs;

/// The most that words of one's own weigh: a language model writes them for each letter. Alone they do
/// not speak strongly against one hand; with slips of the pen they do. Decibans.
const OWN_WORDS: f64 = 7.0;
/// Fewer members than this show no pattern.
const LEAST: u32 = 5;

pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    let Some(signs) = sight.signs.filter(|signs| signs.members >= LEAST) else {
        return Vec::new();
    };
    [
        choices(sight, signs),
        own_words(sight, signs),
        typos(sight, signs),
        disguised(sight, signs),
        exact(sight, signs),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn evidence(
    sight: &Sight<'_>,
    rule: &'static str,
    weight: f64,
    text: String,
    caveat: &str,
) -> Evidence {
    sight.observe((Family::Template, rule), weight, text, caveat, |_| true)
}

/// Spintax: several choices, values that recur, drawn without regard to each other.
fn choices(sight: &Sight<'_>, signs: &Signs) -> Option<Evidence> {
    if signs.choices < 2 {
        return None;
    }
    let dependent = f64::from(signs.pairs_dependent) / f64::from(signs.pairs_tested.max(1));
    let recurring = f64::from(signs.recurring);
    // Each further choice that recurs makes chance agreement among people less likely; choices that
    // hang together look like versions of a letter that people passed on.
    // One alternative that most members keep is the original of a letter that some people changed.
    let even = (2.0 * f64::from(signs.evenness) - 1.0).clamp(0.0, 1.0);
    let strength = f64::from(signs.choices.min(8))
        * 2.5
        * (2.0 * recurring - 1.0).max(0.0)
        * (1.0 - dependent)
        * even;
    let weight = strength.clamp(0.0, 20.0);
    let text = format!(
        "the text has {} places where few alternatives recur; {:.0} % of the values there are used by several senders, and {} of {} pairs of places depend on each other",
        signs.choices,
        100.0 * recurring,
        signs.pairs_dependent,
        signs.pairs_tested,
    );
    (weight >= 0.5).then(|| evidence(sight, "template.independent_choices", weight, text,
        "A page that offers sentences to pick from makes such texts with real people's consent."))
}

/// Additions that occur once.
fn own_words(sight: &Sight<'_>, signs: &Signs) -> Option<Evidence> {
    let share = f64::from(signs.members_with_own_words) / f64::from(signs.members);
    let each = f64::from(signs.own_words) / f64::from(signs.members_with_own_words.max(1));
    let weight = match share {
        s if s >= 0.05 && each >= 3.0 => -(4.0 + 16.0 * s).min(OWN_WORDS),
        s if s >= 0.05 => -(1.0 + 6.0 * s),
        _ => return None,
    };
    let text = format!(
        "{} of {} sampled members hold words of their own that occur in no other, {each:.0} words each in the middle",
        signs.members_with_own_words, signs.members
    );
    Some(evidence(
        sight,
        "template.own_words",
        weight,
        text,
        "A language model can write an addition for each letter.",
    ))
}

/// Slips of the pen that occur once.
fn typos(sight: &Sight<'_>, signs: &Signs) -> Option<Evidence> {
    let share = f64::from(signs.members_with_typos) / f64::from(signs.members);
    let weight = if share >= 0.03 {
        -(2.0 + 20.0 * share).min(8.0)
    } else {
        return None;
    };
    let text = format!(
        "{} of {} sampled members hold a slip of the pen of their own",
        signs.members_with_typos, signs.members
    );
    Some(evidence(
        sight,
        "template.own_typos",
        weight,
        text,
        "A program can scatter typos to pass filters.",
    ))
}

/// Lookalike letters and invisible characters inside words.
fn disguised(sight: &Sight<'_>, signs: &Signs) -> Option<Evidence> {
    let share = f64::from(signs.disguised) / f64::from(signs.members);
    let weight = match share {
        s if s >= 0.2 => 10.0,
        s if s >= 0.05 => 6.0,
        _ => return None,
    };
    let text = format!(
        "{} of {} sampled members hold letters of another script that look alike, or invisible characters, inside words",
        signs.disguised, signs.members
    );
    Some(evidence(
        sight,
        "template.disguised_words",
        weight,
        text,
        "Some keyboards, fonts and copying from PDF leave such characters behind; then all copies have the same ones.",
    ))
}

/// Letters without any variation: what a copied form letter looks like as well as what a script sends.
fn exact(sight: &Sight<'_>, signs: &Signs) -> Option<Evidence> {
    let share = f64::from(signs.exact) / f64::from(signs.members);
    if share < 0.9 || signs.members < 10 {
        return None;
    }
    let text = format!(
        "{} of {} sampled texts are equal to the letter, greeting and ending included",
        signs.exact, signs.members
    );
    Some(evidence(
        sight,
        "template.equal_texts",
        2.0,
        text,
        "A page with a fixed letter sends it unchanged for everybody.",
    ))
}
