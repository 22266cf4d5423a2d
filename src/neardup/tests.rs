//! What holds for groups and passages of any texts.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Corpus, Groups, Passage, group, passages};
use crate::key::MessageKey;

/// A letter as numbers: one of a few base texts with some words exchanged, cut and added.
fn letter() -> impl Strategy<Value = Vec<u32>> {
    let exchanged = prop::collection::vec((0_usize..40, 0_u32..4), 0..8);
    let added = prop::collection::vec(0_u32..400, 0..30);
    (0_u32..5, 12_usize..40, exchanged, added).prop_map(|(base, length, exchanged, added)| {
        let mut words: Vec<u32> = (0..40).map(|at| 10_000 + 100 * base + at).collect();
        for (at, other) in exchanged {
            if let Some(word) = words.get_mut(at) {
                *word = 20_000 + 1_000 * base + 10 * u32::try_from(at).unwrap() + other;
            }
        }
        words.truncate(length);
        words.extend(added);
        words
    })
}

fn found(letters: &[Vec<u32>]) -> (Groups, Vec<Passage>) {
    let mut corpus = Corpus::default();
    for letter in letters {
        corpus.add(letter);
    }
    corpus.seal();
    let groups = group(&corpus);
    let passages = passages(&corpus, &groups, 3);
    (groups, passages)
}

/// Groups as sets of messages, by what each message was called before.
fn sets(groups: &Groups, names: &[usize]) -> BTreeSet<Vec<usize>> {
    let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for member in &groups.members {
        let set = sets.entry(member.group.0).or_default();
        set.push(names[member.message.index()]);
    }
    sets.into_values()
        .map(|mut set| {
            set.sort_unstable();
            set
        })
        .collect()
}

proptest! {
    #[test]
    fn the_order_of_arrival_changes_no_group(
        letters in prop::collection::vec(letter(), 1..60), turn in 0_usize..60,
    ) {
        let names: Vec<usize> = (0..letters.len()).collect();
        let before = sets(&found(&letters).0, &names);
        let mut turned = names;
        turned.rotate_left(turn % letters.len());
        turned.reverse();
        let other: Vec<Vec<u32>> = turned.iter().map(|&at| letters[at].clone()).collect();
        prop_assert_eq!(sets(&found(&other).0, &turned), before);
    }

    #[test]
    fn a_message_is_in_one_group_and_like_its_medoid(letters in prop::collection::vec(letter(), 1..60)) {
        let (groups, passages) = found(&letters);
        let mut last = None;
        let mut sizes = vec![0; groups.medoids.len()];
        for member in &groups.members {
            prop_assert!(Some(member.message) > last, "in message order, each once");
            last = Some(member.message);
            sizes[member.group.index()] += 1;
            let least = super::groups::least_likeness();
            prop_assert!(member.similarity.get() >= least && member.similarity.get() <= 1.0);
        }
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b) && sizes.iter().all(|&size| size > 1));
        for (at, medoid) in (0_u32..).zip(&groups.medoids) {
            let member = groups.members.iter().find(|m| m.message == *medoid).unwrap();
            prop_assert_eq!((member.group.0, member.similarity.get()), (at, 1.0));
        }
        for passage in &passages {
            let length = letters[passage.model.index()].len();
            prop_assert!(passage.span.0 < passage.span.1 && passage.span.1 as usize <= length);
            prop_assert!(passage.messages.is_sorted_by(|a, b| a < b));
            prop_assert!(passage.messages.iter().all(|m| m.index() < letters.len()));
        }
    }
}

/// Letters of forty words of their own around one paragraph of thirty.
fn around(paragraph: &[u32], letter: u32) -> Vec<u32> {
    let own = |half: u32| 100_000 + 100 * letter + 20 * half..100_020 + 100 * letter + 20 * half;
    own(0)
        .chain(paragraph.iter().copied())
        .chain(own(1))
        .collect()
}

#[test]
fn a_copied_paragraph_is_a_passage_and_no_group() {
    let paragraph: Vec<u32> = (500..540).collect();
    let mut letters: Vec<Vec<u32>> = (0..12).map(|n| around(&paragraph, n)).collect();
    letters.extend((0..400).map(|n| (1_000_000 + n * 100..1_000_060 + n * 100).collect()));
    let (groups, passages) = found(&letters);
    assert_eq!(groups.members, []);
    assert_eq!(passages.len(), 1, "{passages:?}");
    let holders: Vec<MessageKey> = (0..12).map(MessageKey).collect();
    assert_eq!(passages[0].messages, holders);
    let (from, to) = passages[0].span;
    assert!(from <= 26 && to >= 54, "{from} to {to} of 20 to 60");
}

#[test]
fn one_of_a_pair_can_hold_a_passage_that_the_other_does_not() {
    let paragraph: Vec<u32> = (500..540).collect();
    let mut letters: Vec<Vec<u32>> = (0..12).map(|n| around(&paragraph, n)).collect();
    // The last letter's own words come from a longer letter that somebody else wrote.
    letters.push((101_100..101_140).chain(700..712).collect());
    letters.extend((0..400).map(|n| (1_000_000 + n * 100..1_000_060 + n * 100).collect()));
    let (_, passages) = found(&letters);
    assert_eq!(passages.len(), 1, "{passages:?}");
    assert!(passages[0].messages.contains(&MessageKey(11)));
    assert!(!passages[0].messages.contains(&MessageKey(12)));
}
