//! Template grammars against the truth: how much of a planted grammar is recovered from its texts.
//!
//! In: nothing; `cargo bench --bench grammar -- SEED GRAMMARS PLACES SAMPLES` sets others than 1 20 30 200.
//! Out: a Markdown table by kind of grammar, and two recovered grammars beside the true ones. A place
//! of a true grammar counts as recovered when the template has a choice, in the same order, with two
//! or more of its alternatives; an alternative when it is among those. Unseen texts of the grammar
//! parse when [`Parser::accepts`] takes them; so does other text by mistake.
#![allow(
    clippy::print_stdout,
    reason = "a bench talks to the person who runs it"
)]

use std::env;

use refrain::{
    fingerprint::tokens,
    key::MessageKey,
    simulate::{Grammar, GrammarKind, Part},
    template::{Member, Parser, Piece, Template, induce},
};

/// Unseen texts of each grammar, and texts of others.
const UNSEEN: u64 = 1000;

/// What is recovered of one kind.
#[derive(Default)]
struct Recovered {
    places: [usize; 2],
    alternatives: [usize; 2],
    unseen: [usize; 2],
    others: [usize; 2],
}

fn main() {
    let numbers: Vec<u64> = env::args().filter_map(|a| a.parse().ok()).collect();
    let get = |at: usize, usual| numbers.get(at).copied().unwrap_or(usual);
    let (seed, grammars) = (get(0, 1), get(1, 20));
    let places = usize::try_from(get(2, 30)).unwrap_or(30);
    let samples = get(3, 200);
    println!(
        "{grammars} grammars a kind, about {places} places, {samples} texts each, seed {seed}\n\n\
         | grammar | places recovered | alternatives recovered | unseen texts parsed | other texts parsed |\n|---|---|---|---|---|"
    );
    let mut shown = String::new();
    for (name, kind) in [
        ("light spintax", GrammarKind::Light),
        ("heavy spintax", GrammarKind::Heavy),
        ("mail merge", GrammarKind::Merge),
    ] {
        let mut sum = Recovered::default();
        for number in 0..grammars {
            let truth = Grammar::planted(seed, number, kind, places);
            let other = Grammar::planted(seed, number + grammars, kind, places);
            let template = recover(&truth.texts(seed, 0..samples));
            sum.add(&truth, &template);
            let parser = Parser::new(&template);
            let unseen = truth.texts(seed, samples..samples + UNSEEN);
            let others = other.texts(seed, 0..UNSEEN);
            count(&mut sum.unseen, &parser, &unseen);
            count(&mut sum.others, &parser, &others);
            if number == 0 && kind != GrammarKind::Light {
                let (planted, found) = (written(&truth), template.spintax());
                shown.extend([
                    "\n",
                    name,
                    ", true:\n    ",
                    &planted,
                    "\n",
                    name,
                    ", recovered:\n    ",
                    &found,
                    "\n",
                ]);
            }
        }
        let share = |[part, whole]: [usize; 2]| match whole {
            0 => "–".to_owned(),
            _ => format!("{:.2} % of {whole}", 100.0 * part as f64 / whole as f64),
        };
        println!(
            "| {name} | {} | {} | {} | {} |",
            share(sum.places),
            share(sum.alternatives),
            share(sum.unseen),
            share(sum.others)
        );
    }
    println!("{shown}");
}

fn recover(texts: &[String]) -> Template {
    let members: Vec<Member<'_>> = texts
        .iter()
        .zip(0..)
        .map(|(text, key)| member(text, key))
        .collect();
    induce(&members)
}

fn member(text: &str, key: u32) -> Member<'_> {
    Member {
        message: MessageKey(key),
        text,
        sender: "",
    }
}

fn count(sum: &mut [usize; 2], parser: &Parser, texts: &[String]) {
    sum[0] += texts
        .iter()
        .filter(|text| parser.accepts(member(text, 0)))
        .count();
    sum[1] += texts.len();
}

fn words(text: &str) -> Vec<u32> {
    tokens(text).iter().map(|token| token.hash).collect()
}

impl Recovered {
    /// Pairs the true choices with the template's in their order, so that most alternatives agree.
    fn add(&mut self, truth: &Grammar, template: &Template) {
        let planted: Vec<Vec<Vec<u32>>> = truth
            .parts()
            .iter()
            .filter_map(|part| match part {
                Part::Choice(all) => Some(all.iter().map(|text| words(text)).collect()),
                _ => None,
            })
            .collect();
        let found: Vec<Vec<Vec<u32>>> = template
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Choice { alternatives, .. } => {
                    Some(alternatives.iter().map(|a| words(&a.text)).collect())
                }
                Piece::Optional { text, .. } => Some(vec![words(text), Vec::new()]),
                _ => None,
            })
            .collect();
        let common = |a: &Vec<Vec<u32>>, b: &Vec<Vec<u32>>| {
            let both = a.iter().filter(|one| b.contains(one)).count();
            if both > 1 { both } else { 0 }
        };
        // Best (alternatives, places) of the first i true and the first j found choices.
        let mut best = vec![vec![(0, 0); found.len() + 1]; planted.len() + 1];
        for (i, a) in planted.iter().enumerate() {
            for (j, b) in found.iter().enumerate() {
                let both = common(a, b);
                let (alternatives, places) = best[i][j];
                let paired = (alternatives + both, places + usize::from(both > 0));
                best[i + 1][j + 1] = paired.max(best[i][j + 1]).max(best[i + 1][j]);
            }
        }
        let (alternatives, places) = best[planted.len()][found.len()];
        self.places[0] += places;
        self.places[1] += planted.len();
        self.alternatives[0] += alternatives;
        self.alternatives[1] += planted.iter().map(Vec::len).sum::<usize>();
    }
}

/// A grammar as spintax.
fn written(grammar: &Grammar) -> String {
    let parts = grammar.parts().iter().map(|part| match part {
        Part::Fixed(text) => text.clone(),
        Part::Choice(all) => format!("{{{}}}", all.join("|")),
        Part::Field(value) => format!("{{{{{value:?}}}}}").to_lowercase(),
    });
    let text: String = parts.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
