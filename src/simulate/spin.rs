//! What one operator's letters say: copies, merged fields, exchanged words and sentences.
//!
//! In: a campaign and the dice of one mail. Out: subject and text of that mail.

use super::{
    dice::{BASE62, Dice, HEX, Stream},
    forms,
    letter::{self, Letter},
    names::STREETS,
    person::{Person, World},
    plan::{Campaign, Kind},
    prose::{self, Intent, Scene, push_number},
    words::SYNONYMS,
};

/// Alternatives of one spun sentence.
const ALTERNATIVES: u64 = 4;

/// Subject and text of one mail of the campaign.
pub(super) fn text(world: &World, campaign: &Campaign, person: &Person, dice: &mut Dice) -> Letter {
    if campaign.kind == Kind::MixedMachine {
        return amplified(world, campaign, person, dice);
    }
    let mut fixed = Dice::of(world.seed, Stream::Campaign, campaign.number);
    let mut scene = Scene::new(&mut fixed);
    if campaign.kind == Kind::Partial {
        return partial(person, &scene, &mut fixed, dice);
    }
    if campaign.kind == Kind::Merge {
        scene.place = prose::place(dice);
        scene.street = dice.pick(STREETS);
    }
    let subject = prose::subject(&scene, &mut fixed);
    let mut text = prose::greeting(&scene, &mut fixed);
    let closing = prose::closing(&scene, &mut fixed);
    let link = fixed.percent(40);
    text.push_str("\n\n");
    let words = fixed.between(70, 210);
    match campaign.kind {
        Kind::SpinLight => text.push_str(&spin_words(
            &spun(world, campaign, words / 18 + 2, 40, &scene, dice),
            35,
            dice,
        )),
        Kind::SpinHeavy => text.push_str(&spin_words(
            &spun(world, campaign, words / 18 + 3, 100, &scene, dice),
            60,
            dice,
        )),
        _ => prose::body(words, &scene, &mut fixed, &mut text),
    }
    if campaign.kind == Kind::Merge {
        merged_fields(&scene, dice, &mut text);
    }
    if link && campaign.kind != Kind::Exact {
        text.push_str("\n\nhttps://");
        text.push_str(&fixed.word(&HEX[10..], 9));
        text.push_str(".example/");
        dice.letters(BASE62, 8, &mut text);
    }
    text.push_str("\n\n");
    text.push_str(&closing);
    text.push('\n');
    text.push_str(&person.name());
    text.push('\n');
    Letter { subject, text }
}

/// The letter of a call that people follow, as a machine sends it: as it stands, or with some
/// words exchanged.
fn amplified(world: &World, campaign: &Campaign, person: &Person, dice: &mut Dice) -> Letter {
    let call = forms::fixed(world, campaign);
    let mut of_operator = Dice::of(world.seed ^ 0x13, Stream::Campaign, campaign.number);
    let exchanged = of_operator.pick(&[0, 0, 12, 25]);
    let body = spin_words(&call.body, exchanged, dice);
    let name = person.name();
    Letter {
        text: format!("{}\n\n{body}\n\n{}\n{name}\n", call.greeting, call.closing),
        subject: call.subject,
    }
}

/// The fields that a mail merge fills in.
fn merged_fields(scene: &Scene, dice: &mut Dice, text: &mut String) {
    text.push_str("\n\nI have lived at ");
    text.push_str(scene.street);
    text.push(' ');
    push_number(text, dice.between(1, 180));
    text.push_str(" in ");
    text.push_str(&scene.place);
    text.push_str(" for ");
    push_number(text, dice.between(2, 60));
    text.push_str(" years. The reference of my file is ");
    letter::code(dice, text);
    text.push('.');
}

/// A letter of its own around the campaign's paragraph.
fn partial(person: &Person, scene: &Scene, fixed: &mut Dice, dice: &mut Dice) -> Letter {
    let mut paragraph = String::new();
    let sentences = fixed.between(3, 5);
    prose::paragraph(sentences, scene, fixed, &mut paragraph);
    paragraph.push(' ');
    prose::sentence(Intent::Wish, scene, fixed, &mut paragraph);
    let mut own = letter::own(person, None, dice);
    let breaks: Vec<usize> = own.text.match_indices("\n\n").map(|(at, _)| at).collect();
    let at = dice.pick(
        breaks
            .get(..breaks.len().saturating_sub(1).max(1))
            .unwrap_or(&[0]),
    );
    own.text.insert_str(at, &format!("\n\n{paragraph}"));
    own
}

/// Sentences of which `share` percent have alternatives; each alternative is always the same text.
fn spun(
    world: &World,
    campaign: &Campaign,
    sentences: u64,
    share: u64,
    scene: &Scene,
    dice: &mut Dice,
) -> String {
    let mut out = String::new();
    for k in 0..sentences {
        let mut of_slot = Dice::of(world.seed, Stream::Sentence, campaign.number * 64 + k);
        let intent = match k {
            0 => Intent::State,
            _ if k + 1 == sentences => Intent::Wish,
            _ => of_slot.pick(&[
                Intent::History,
                Intent::Effect,
                Intent::Effect,
                Intent::Aside,
            ]),
        };
        let alternatives = if of_slot.percent(share) {
            of_slot.between(2, ALTERNATIVES)
        } else {
            1
        };
        let choice = dice.below(alternatives);
        let mut of_choice = Dice::of(
            world.seed ^ 5,
            Stream::Sentence,
            (campaign.number * 64 + k) * 8 + choice,
        );
        if k > 0 {
            out.push_str(if k % 4 == 3 { "\n\n" } else { " " });
        }
        prose::sentence(intent, scene, &mut of_choice, &mut out);
    }
    out
}

/// Exchanges words for their synonyms with this chance in a hundred.
fn spin_words(text: &str, chance: u64, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for (k, word) in text.split(' ').enumerate() {
        if k > 0 {
            out.push(' ');
        }
        let core = word.trim_end_matches([',', '.', ';', ':', '?']);
        let row = SYNONYMS.iter().find(|row| row.contains(&core));
        match row {
            Some(row) if dice.percent(chance) => {
                out.push_str(dice.pick(row));
                out.push_str(word.get(core.len()..).unwrap_or_default());
            }
            _ => out.push_str(word),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::simulate::{
        plan,
        recipe::{Kinds, Recipe},
    };

    #[test]
    fn a_machine_that_amplifies_a_call_sends_the_call() {
        for seed in 1..8 {
            let recipe = Recipe {
                seed,
                kinds: Kinds::Full,
                ..Recipe::default()
            };
            let plan = plan::campaigns(&recipe);
            let world = World::new(seed, recipe.messages);
            for campaign in plan.iter().filter(|one| one.kind == Kind::MixedMachine) {
                let mut dice = Dice::of(seed, Stream::Background, 1);
                let letter = text(&world, campaign, &world.person(5), &mut dice);
                let call = forms::fixed(&world, campaign);
                let sent: BTreeSet<&str> = letter.text.split_whitespace().collect();
                let words: Vec<&str> = call.body.split_whitespace().collect();
                let kept = words.iter().filter(|word| sent.contains(*word)).count();
                assert!(kept * 10 >= words.len() * 8, "{kept} of {}", words.len());
            }
        }
    }
}
