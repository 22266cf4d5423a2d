//! Texts alone, with the truth about which were made from one: a corpus for measuring.
//!
//! In: a [`TextRecipe`]. Out: JSON Lines `{"id", "text"}`, truth lines `{"id", "campaign", "kind"}`
//! and a line a campaign with the grammar that it was drawn from. The same recipe gives the same
//! bytes. Memory: the plan and four bytes a planted text.
//!
//! Sizes of campaigns and lengths of texts have heavy tails. The background is letters of their
//! own, in seven languages, with the stock phrases that letters have; one in a hundred is nothing
//! but stock phrases.

use std::io::{self, Write};

use serde::Serialize;

use super::{
    archive::Totals,
    dice::{Dice, Stream},
    foreign::{self, Language},
    grammar::{Grammar, HEAVY, LIGHT},
    noise,
    prose::{self, Intent, Scene},
    recipe::RecipeError,
    words::STOCK,
};

/// What a corpus is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRecipe {
    /// Texts in all.
    pub texts: u64,
    /// The seed.
    pub seed: u64,
    /// Texts of their own in percent of all.
    pub background_share: u64,
}

/// How a campaign's texts come from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Exact,
    Merge,
    SpinLight,
    SpinHeavy,
    Noise,
    Embed,
}

const KINDS: [Kind; 6] = [
    Kind::Exact,
    Kind::Merge,
    Kind::SpinLight,
    Kind::SpinHeavy,
    Kind::Noise,
    Kind::Embed,
];

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Merge => "merge",
            Self::SpinLight => "spin-light",
            Self::SpinHeavy => "spin-heavy",
            Self::Noise => "noise",
            Self::Embed => "embed",
        }
    }
}

/// Smallest campaign.
const LEAST: u64 = 5;

struct Campaign {
    number: u64,
    kind: Kind,
    size: u64,
    grammar: Grammar,
}

#[derive(Serialize)]
struct TextLine<'a> {
    id: u64,
    text: &'a str,
}

#[derive(Serialize)]
struct TruthLine<'a> {
    id: u64,
    campaign: Option<&'a str>,
    kind: &'a str,
}

#[derive(Serialize)]
struct GrammarLine<'a> {
    campaign: &'a str,
    kind: &'a str,
    texts: u64,
    parts: &'a Grammar,
}

/// Where a corpus is written to.
pub struct TextSinks<'a> {
    /// The texts.
    pub texts: &'a mut dyn Write,
    /// Which campaign each belongs to.
    pub truth: &'a mut dyn Write,
    /// What each campaign was drawn from.
    pub grammars: &'a mut dyn Write,
}

/// Writes a corpus; cost is linear in the texts.
///
/// # Errors
/// `InvalidInput` for a recipe that does not hold; else whatever the writers report.
pub fn write_texts(recipe: &TextRecipe, to: &mut TextSinks<'_>) -> io::Result<Totals> {
    let invalid = |cause| Err(io::Error::new(io::ErrorKind::InvalidInput, cause));
    if recipe.texts == 0 {
        return invalid(RecipeError::Messages(0));
    }
    if recipe.background_share > 100 {
        return invalid(RecipeError::BackgroundShare(recipe.background_share));
    }
    let plan = plan(recipe);
    let names: Vec<String> = plan
        .iter()
        .map(|one| format!("{}-{}", one.kind.word(), one.number))
        .collect();
    for (campaign, name) in plan.iter().zip(&names) {
        let line = GrammarLine {
            campaign: name,
            kind: campaign.kind.word(),
            texts: campaign.size,
            parts: &campaign.grammar,
        };
        json_line(to.grammars, &line)?;
    }
    let mut queue = queue(recipe, &plan);
    let mut totals = Totals {
        planted: queue.len() as u64,
        campaigns: plan.len() as u64,
        ..Totals::default()
    };
    let mut order = Dice::of(recipe.seed, Stream::Clock, 1);
    for id in 0..recipe.texts {
        let mut dice = Dice::of(recipe.seed, Stream::Background, id);
        let planted = order.below(recipe.texts - id) < queue.len() as u64;
        let at = if planted { queue.pop() } else { None };
        let found = at.and_then(|at| Some((plan.get(at as usize)?, names.get(at as usize)?)));
        let (text, campaign, kind) = match found {
            Some((campaign, name)) => (
                campaign.text(&mut dice),
                Some(name.as_str()),
                campaign.kind.word(),
            ),
            None => (background(&mut dice), None, "background"),
        };
        json_line(to.texts, &TextLine { id, text: &text })?;
        json_line(to.truth, &TruthLine { id, campaign, kind })?;
        totals.messages += 1;
        totals.bytes += text.len() as u64;
    }
    Ok(totals)
}

fn json_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Campaigns until the planted share is used up.
fn plan(recipe: &TextRecipe) -> Vec<Campaign> {
    let mut left = recipe.texts - recipe.texts * recipe.background_share / 100;
    let most = (recipe.texts / 50).max(4 * LEAST);
    let mut plan = Vec::new();
    for number in 0.. {
        if left < LEAST {
            break;
        }
        let mut dice = Dice::of(recipe.seed, Stream::Campaign, number);
        let kind = dice.pick(&KINDS);
        // Pareto, index 1: the chance of a size above n is LEAST / n.
        let size = (LEAST * 10_000 / dice.between(1, 10_000)).clamp(LEAST, most);
        let size = if left - size.min(left) < LEAST {
            left
        } else {
            size
        };
        left -= size;
        plan.push(Campaign {
            number,
            kind,
            size,
            grammar: grammar(kind, &mut dice),
        });
    }
    plan
}

/// The campaign of each planted text, shuffled (Fisher and Yates).
fn queue(recipe: &TextRecipe, plan: &[Campaign]) -> Vec<u32> {
    let mut queue: Vec<u32> = Vec::new();
    for (at, campaign) in (0..).zip(plan) {
        queue.extend((0..campaign.size).map(|_| at));
    }
    let mut dice = Dice::of(recipe.seed, Stream::Scramble, 1);
    for last in (1..queue.len()).rev() {
        let other = usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0);
        queue.swap(last, other);
    }
    queue
}

fn grammar(kind: Kind, dice: &mut Dice) -> Grammar {
    let words = match kind {
        // A paragraph inside a letter is a paragraph.
        Kind::Embed => dice.between(30, 80),
        Kind::Exact => words(dice),
        _ => words(dice).max(18),
    };
    let text = prose_of(words, dice);
    match kind {
        Kind::Exact | Kind::Noise | Kind::Embed => Grammar::fixed(&text),
        Kind::Merge => Grammar::merged(&text, dice),
        Kind::SpinLight => Grammar::spun(&text, LIGHT, dice),
        Kind::SpinHeavy => Grammar::spun(&text, HEAVY, dice),
    }
}

/// How long a text is, in words: mostly a post, now and then a letter, rarely a treatise.
fn words(dice: &mut Dice) -> u64 {
    match dice.below(2000) {
        0..1200 => dice.between(8, 30),
        1200..1760 => dice.between(30, 60),
        1760..1960 => dice.between(60, 120),
        1960..1999 => dice.between(120, 400),
        _ => dice.between(400, 5000),
    }
}

/// Sentences with no words of their own but the joints.
const PLAIN: [&str; 5] = [
    "{clause}.",
    "{clause}, and {clause}.",
    "{clause}; {clause}.",
    "{time} {clause}.",
    "{np}: {clause}.",
];

/// About so many words of a letter, cut behind a sentence; one in four begins with a stock
/// phrase, and as many end with one.
fn prose_of(words: u64, dice: &mut Dice) -> String {
    let scene = Scene::new(dice);
    let mut text = String::new();
    if dice.percent(25) {
        text.push_str(dice.pick_early(STOCK));
        text.push(' ');
    }
    if words > 60 {
        prose::body(words, &scene, dice, &mut text);
    } else {
        // A post says less by form and more by content than a letter does.
        while text.split(' ').count() as u64 <= words {
            match dice.below(10) {
                0 => prose::sentence(Intent::State, &scene, dice, &mut text),
                1..4 => {
                    let intent = dice.pick(&[Intent::History, Intent::Effect, Intent::Aside]);
                    prose::sentence(intent, &scene, dice, &mut text);
                }
                _ => prose::fill_sentence(dice.pick(&PLAIN), &scene, dice, &mut text),
            }
            text.push(' ');
        }
        text.truncate(text.trim_end().len());
    }
    let mut text = cut(text, words);
    if dice.percent(25) {
        text.push(' ');
        text.push_str(dice.pick_early(STOCK));
    }
    text
}

/// Cuts behind the sentence in which the last of so many words stands.
fn cut(mut text: String, words: u64) -> String {
    let mut seen = 0;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        seen += u64::from(c == ' ');
        if seen >= words && matches!(c, '.' | '?' | '!') {
            end = at + c.len_utf8();
            break;
        }
    }
    text.truncate(end);
    text
}

impl Campaign {
    fn text(&self, dice: &mut Dice) -> String {
        let text = self.grammar.draw(dice);
        match self.kind {
            Kind::Noise if dice.percent(20) => noise::slips(&noise::slips(&text, dice), dice),
            Kind::Noise => noise::disguise(&text, dice),
            Kind::Embed => embed(&text, dice),
            _ => text,
        }
    }
}

/// An own letter around the paragraph, which is 35 to 60 percent of it.
fn embed(paragraph: &str, dice: &mut Dice) -> String {
    let words = paragraph.split(' ').count() as u64;
    let own = prose_of(
        (words * 100 / dice.between(35, 60)).saturating_sub(words),
        dice,
    );
    let breaks: Vec<usize> = own.match_indices(". ").map(|(at, _)| at + 1).collect();
    let at = if breaks.is_empty() {
        own.len()
    } else {
        dice.pick(&breaks)
    };
    let (before, after) = own.split_at(at);
    let between = dice.pick(&[" ", "\n\n"]);
    format!(
        "{before}{between}{paragraph}{between}{}",
        after.trim_start()
    )
}

fn background(dice: &mut Dice) -> String {
    match dice.below(100) {
        0 => {
            let mut text = dice.pick_early(STOCK).to_owned();
            text.push(' ');
            text.push_str(dice.pick_early(STOCK));
            text
        }
        1..13 => {
            let language = dice.pick(&[
                Language::French,
                Language::Swahili,
                Language::Malay,
                Language::German,
                Language::Spanish,
                Language::Arabic,
            ]);
            foreign_text(language, dice)
        }
        _ => {
            let words = words(dice);
            prose_of(words, dice)
        }
    }
}

/// Words of a language in no order, at times with a whole sentence among them: the language's
/// few sentences alone would make its texts alike.
fn foreign_text(language: Language, dice: &mut Dice) -> String {
    let from = foreign::phrases(language);
    let is_word = |word: &&str| !word.contains(['{', '}']);
    let vocabulary: Vec<&str> = from
        .sentences
        .iter()
        .chain(from.objects)
        .chain(from.persons)
        .chain(from.times)
        .flat_map(|text| text.split(' '))
        .filter(is_word)
        .collect();
    let mut text = String::new();
    for _ in 0..words(dice) {
        text.push_str(dice.pick(&vocabulary));
        text.push(' ');
    }
    if dice.percent(30) {
        foreign::fill(dice.pick(from.sentences), from, dice, &mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn corpus(recipe: &TextRecipe) -> (String, String, String) {
        let (mut texts, mut truth, mut grammars) = (Vec::new(), Vec::new(), Vec::new());
        let mut sinks = TextSinks {
            texts: &mut texts,
            truth: &mut truth,
            grammars: &mut grammars,
        };
        write_texts(recipe, &mut sinks).unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(texts), text(truth), text(grammars))
    }

    #[test]
    fn the_truth_names_every_text_and_campaigns_have_their_sizes() {
        let recipe = TextRecipe {
            texts: 3000,
            seed: 5,
            background_share: 70,
        };
        let (texts, truth, grammars) = corpus(&recipe);
        assert_eq!(
            corpus(&recipe),
            (texts.clone(), truth.clone(), grammars.clone())
        );
        assert_eq!((texts.lines().count(), truth.lines().count()), (3000, 3000));
        let mut sizes: HashMap<String, u64> = HashMap::new();
        for line in truth.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            if let Some(name) = value["campaign"].as_str() {
                *sizes.entry(name.to_owned()).or_default() += 1;
            }
        }
        assert_eq!(sizes.values().sum::<u64>(), 900);
        for line in grammars.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let name = value["campaign"].as_str().unwrap();
            assert_eq!(sizes.get(name).copied(), value["texts"].as_u64(), "{name}");
        }
    }

    #[test]
    fn an_embedded_paragraph_is_a_part_of_its_letter() {
        let mut dice = Dice::of(1, Stream::Member, 1);
        let paragraph = prose_of(50, &mut dice);
        for _ in 0..20 {
            let text = embed(&paragraph, &mut dice);
            let share = paragraph.len() as f64 / text.len() as f64;
            assert!(
                text.contains(&paragraph) && (0.2..0.8).contains(&share),
                "{share}"
            );
        }
    }
}
