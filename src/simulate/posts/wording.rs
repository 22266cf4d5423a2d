//! What posts say: five to forty-five words of the letters' language, on a topic.
//!
//! In: a language, a topic and dice. Out: text onto a `String`, without tags, links or mentions.

use super::{
    super::{
        dice::{Dice, Stream},
        foreign::{self, Language},
        names::STREETS,
        noise,
        prose::{self, Intent, Scene, capitalise},
        words::TOPICS,
    },
    draws::{log_normal, zipf},
    phrases::{ANY_TAGS, COINED_HEADS, COINED_TAILS, SIGNS, TAGS, manner},
};

/// Topics of the letters and so of the posts.
pub(super) const TOPIC_COUNT: u8 = 12;

/// Fewest and most words of a post.
const FEWEST: u32 = 5;
const MOST: u32 = 45;

/// English sentences as posts have them: little but content.
const PLAIN: [&str; 8] = [
    "{clause}.",
    "{clause}, and {clause}.",
    "{clause}; {clause}.",
    "{time} {clause}.",
    "{np}: {clause}.",
    "In {place}, {clause}.",
    "On {street}, {clause}.",
    "According to {who}, {clause}.",
];

/// Scenes of every topic; a post takes one and sets it in a place of its own.
pub(super) struct Wording {
    scenes: Vec<Vec<Scene>>,
}

impl Wording {
    /// Gathers scenes until there are some of every topic.
    pub(super) fn new(seed: u64) -> Self {
        let mut scenes: Vec<Vec<Scene>> = vec![Vec::new(); TOPICS.len()];
        let mut dice = Dice::of(seed, Stream::Sentence, u64::MAX);
        for _ in 0..1024 {
            let scene = Scene::new(&mut dice);
            let mut part = String::new();
            // The scene keeps its topic to itself; one of its words tells it.
            prose::fill_sentence("{part}", &scene, &mut dice, &mut part);
            let known = |word: &&'static str| word.eq_ignore_ascii_case(&part);
            let topic = TOPICS
                .iter()
                .position(|topic| topic.parts.iter().any(known));
            if let Some(shelf) = topic.and_then(|topic| scenes.get_mut(topic)) {
                shelf.push(scene);
            }
        }
        Self { scenes }
    }

    /// A scene of the topic in a place of its own.
    fn scene(&self, topic: u8, dice: &mut Dice) -> Scene {
        let of_topic = self.scenes.get(usize::from(topic));
        let known = of_topic.map_or(0, |scenes| scenes.len() as u64);
        let at = usize::try_from(dice.below(known)).unwrap_or(0);
        let found = of_topic.and_then(|scenes| scenes.get(at));
        let mut scene = found.map_or_else(|| Scene::new(dice), Scene::clone);
        scene.place = prose::place(dice);
        scene.street = dice.pick(STREETS);
        scene
    }

    /// A post's words.
    pub(super) fn post(&self, language: Language, topic: u8, dice: &mut Dice, out: &mut String) {
        let goal = log_normal(15, 0.8, dice).clamp(FEWEST, 40);
        self.words(language, topic, goal, dice, out);
        match dice.below(100) {
            0..12 => {
                out.push(' ');
                out.push_str(sign(dice));
            }
            12..16 => lower_first(out),
            _ => {}
        }
    }

    /// About `goal` words, at least [`FEWEST`] and at most [`MOST`].
    pub(super) fn words(
        &self,
        language: Language,
        topic: u8,
        goal: u32,
        dice: &mut Dice,
        out: &mut String,
    ) {
        let scene = self.scene(topic, dice);
        let start = out.len();
        let mut written = 0;
        // Other languages have fewer sentences: an opener or an ending makes posts differ.
        let (before, behind) = if language == Language::English {
            (dice.percent(22), dice.percent(15))
        } else {
            let before = dice.percent(60);
            (before, !before || dice.percent(25))
        };
        // Room for the ending and for a sign.
        let most = if behind { MOST - 8 } else { MOST - 1 };
        if before {
            open(language, dice, out);
            written = count(out, start);
        }
        for _ in 0..12 {
            let from = out.len();
            if from > start {
                out.push(' ');
            }
            sentence(language, &scene, dice, out);
            let more = count(out, from);
            if written + more > most {
                out.truncate(from);
                continue;
            }
            written += more;
            if written >= goal.max(FEWEST) {
                break;
            }
        }
        if behind {
            out.push(' ');
            let ending = dice.pick(manner(language).endings);
            foreign::fill(ending, foreign::phrases(language), dice, out);
        }
    }

    /// A headline: one sentence without its full stop, 5 to 24 words.
    pub(super) fn headline(&self, language: Language, topic: u8, dice: &mut Dice) -> String {
        let scene = self.scene(topic, dice);
        let mut out = String::new();
        for _ in 0..12 {
            out.clear();
            sentence(language, &scene, dice, &mut out);
            if (7..=24).contains(&count(&out, 0)) {
                break;
            }
        }
        out.truncate(out.trim_end_matches('.').len());
        out
    }
}

fn sentence(language: Language, scene: &Scene, dice: &mut Dice, out: &mut String) {
    let start = out.len();
    if language == Language::English {
        if dice.percent(30) {
            let intent = dice.pick(&[Intent::History, Intent::Effect, Intent::Aside]);
            prose::sentence(intent, scene, dice, out);
        } else {
            prose::fill_sentence(dice.pick(&PLAIN), scene, dice, out);
        }
        return;
    }
    let from = foreign::phrases(language);
    let own = manner(language).sentences;
    let table = if dice.percent(50) {
        own
    } else {
        from.sentences
    };
    let pattern = dice.pick(table);
    foreign::fill(pattern, from, dice, out);
    capitalise(out, start);
}

fn open(language: Language, dice: &mut Dice, out: &mut String) {
    let opener = dice.pick(manner(language).openers);
    foreign::fill(opener, foreign::phrases(language), dice, out);
}

/// A phrase that everybody uses; early ones more often.
pub(super) fn stock(language: Language, dice: &mut Dice) -> &'static str {
    let all = manner(language).stock;
    let rank = zipf(u32::try_from(all.len()).unwrap_or(1), dice);
    usize::try_from(rank)
        .ok()
        .and_then(|at| all.get(at))
        .copied()
        .unwrap_or("")
}

/// A tag of the topic, or of none.
pub(super) fn tag(topic: u8, dice: &mut Dice) -> &'static str {
    let all = if dice.percent(15) {
        ANY_TAGS
    } else {
        TAGS.get(usize::from(topic)).copied().unwrap_or(ANY_TAGS)
    };
    let rank = zipf(u32::try_from(all.len()).unwrap_or(1), dice);
    usize::try_from(rank)
        .ok()
        .and_then(|at| all.get(at))
        .copied()
        .unwrap_or("")
}

/// A tag that nobody has used before.
pub(super) fn coined_tag(dice: &mut Dice) -> String {
    let place = prose::place(dice);
    if dice.percent(60) {
        format!("{}{place}", dice.pick(COINED_HEADS))
    } else {
        format!("{place}{}", dice.pick(COINED_TAILS))
    }
}

/// A sign at the end of a post.
pub(super) fn sign(dice: &mut Dice) -> &'static str {
    dice.pick_early(SIGNS)
}

/// The text with one to three small edits: what an operator does so that no two posts are equal.
pub(super) fn edited(text: &str, topic: u8, dice: &mut Dice) -> String {
    let mut out = text.to_owned();
    for _ in 0..dice.between(1, 3) {
        match dice.below(7) {
            0 => {
                out.push(' ');
                out.push_str(sign(dice));
            }
            1 => out = format!("{} {out}", sign(dice)),
            2 => {
                out.push_str(" #");
                out.push_str(tag(topic, dice));
            }
            3 => out = without_a_word(&out, dice),
            4 => out = out.replacen(". ", dice.pick(&["! ", "… ", " - ", ".. "]), 1),
            5 => lower_first(&mut out),
            _ => out = noise::slips(&out, dice),
        }
    }
    out
}

/// Drops one word, never the first.
fn without_a_word(text: &str, dice: &mut Dice) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < 8 {
        return text.to_owned();
    }
    let gone = usize::try_from(dice.between(1, words.len() as u64 - 1)).unwrap_or(1);
    let kept = words.iter().enumerate().filter(|&(at, _)| at != gone);
    kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

fn lower_first(text: &mut String) {
    if let Some(first) = text.chars().next().filter(char::is_ascii_uppercase) {
        let mut small = [0; 4];
        text.replace_range(0..1, first.to_ascii_lowercase().encode_utf8(&mut small));
    }
}

fn count(text: &str, from: usize) -> u32 {
    let words = text
        .get(from..)
        .unwrap_or_default()
        .split_whitespace()
        .count();
    u32::try_from(words).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const ALL: [Language; 7] = [
        Language::English,
        Language::French,
        Language::Swahili,
        Language::Malay,
        Language::German,
        Language::Spanish,
        Language::Arabic,
    ];

    fn posts(language: Language, number: u64) -> Vec<String> {
        let wording = Wording::new(1);
        (0..number)
            .map(|index| {
                let mut dice = Dice::of(9, Stream::Background, index);
                let mut out = String::new();
                wording.post(
                    language,
                    u8::try_from(index % 12).unwrap(),
                    &mut dice,
                    &mut out,
                );
                out
            })
            .collect()
    }

    #[test]
    fn posts_have_five_to_forty_five_words_and_no_open_slot() {
        for language in ALL {
            for text in posts(language, 2000) {
                assert!(!text.contains(['{', '}']), "{text}");
                let words = text.split_whitespace().count();
                assert!((5..=45).contains(&words), "{language:?} {words}: {text}");
            }
        }
    }

    /// Many accounts write alike by stock phrases alone, not because our tables are small.
    #[test]
    fn posts_drawn_apart_are_hardly_ever_equal() {
        for language in ALL {
            let all = posts(language, 4000);
            let distinct: HashSet<&String> = all.iter().collect();
            assert!(distinct.len() >= 3990, "{language:?}: {}", distinct.len());
        }
    }

    /// Sentences begin with a capital, so what stands before one must have ended.
    #[test]
    fn an_opener_ends_before_the_sentence_begins() {
        for language in ALL {
            for opener in manner(language).openers {
                assert!(opener.ends_with([':', '!', '.']), "{opener}");
            }
        }
    }

    #[test]
    fn a_post_speaks_of_its_topic() {
        let wording = Wording::new(1);
        assert!(wording.scenes.iter().all(|scenes| scenes.len() > 20));
        assert_eq!(
            (wording.scenes.len(), TAGS.len()),
            (usize::from(TOPIC_COUNT), TOPICS.len())
        );
        let mut dice = Dice::of(2, Stream::Background, 1);
        for topic in 0..TOPIC_COUNT {
            let scene = wording.scene(topic, &mut dice);
            let mut thing = String::new();
            prose::fill_sentence("{thing}", &scene, &mut dice, &mut thing);
            let things = TOPICS[usize::from(topic)].things;
            assert!(
                things
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(&thing)),
                "{topic}: {thing}"
            );
        }
    }

    #[test]
    fn an_edit_leaves_most_of_a_text_as_it_was() {
        let mut text = String::new();
        let mut dice = Dice::of(4, Stream::Member, 1000);
        Wording::new(1).words(Language::English, 3, 24, &mut dice, &mut text);
        for index in 0..100 {
            let mut dice = Dice::of(4, Stream::Member, index);
            let changed = edited(&text, 3, &mut dice);
            assert!(
                strsim::normalized_levenshtein(&text, &changed) > 0.6,
                "{text}\n{changed}"
            );
        }
    }
}
