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

/// A letter and a letter of another writer on the same matter, by language.
const LETTERS: [(&str, &str, &str); 7] = [
    (
        "sw",
        "Tunaomba serikali ya mtaa itengeneze barabara ya soko kabla ya mvua za masika. Madereva wanalazimika kupita pembeni na watoto wanavuka mto kwenda shule kila asubuhi.",
        "Barabara ya kwenda sokoni imeharibika tena. Mwaka jana tuliambiwa kwamba fedha zipo, lakini mpaka leo hakuna mtu aliyekuja kuangalia daraja wala mitaro ya maji.",
    ),
    (
        "ms",
        "Kami memohon pihak majlis membaiki jalan ke pasar sebelum musim hujan bermula. Pemandu terpaksa melalui tepi sungai dan anak-anak menyeberang jambatan usang setiap pagi.",
        "Jalan ke pasar rosak lagi. Tahun lalu kami diberitahu bahawa peruntukan sudah ada, tetapi sehingga hari ini tiada sesiapa datang memeriksa longkang atau lampu jalan.",
    ),
    (
        "en",
        "We ask the council to repair the road to the market before the rains begin. Drivers are forced along the river bank and children cross a rotten bridge every morning.",
        "The market road has broken up once more. Last year somebody promised us the money was there, yet nobody has come to look at the drains or the lamps since then.",
    ),
    (
        "fr",
        "Nous demandons à la mairie de réparer la route du marché avant la saison des pluies. Les chauffeurs longent la berge et les enfants traversent chaque matin un pont vermoulu.",
        "La route du marché s'est encore effondrée. L'an dernier on nous avait promis un budget, mais personne n'est venu voir les caniveaux ni les lampadaires depuis.",
    ),
    (
        "ar",
        "نطلب من المجلس إصلاح الطريق المؤدي إلى السوق قبل بداية موسم الأمطار. يضطر السائقون إلى المرور بمحاذاة النهر ويعبر الأطفال جسرا متهالكا كل صباح في طريقهم إلى المدرسة.",
        "تهدم طريق السوق مرة أخرى. قيل لنا في العام الماضي إن المال موجود، لكن لم يأت أحد حتى اليوم لينظر في المجاري أو في مصابيح الشارع القديمة.",
    ),
    (
        "ru",
        "Просим городской совет отремонтировать дорогу к рынку до начала дождей. Водители вынуждены ехать вдоль берега, а дети каждое утро переходят реку по гнилому мосту.",
        "Дорога у рынка опять провалилась. В прошлом году нам обещали, что деньги выделены, но никто так и не приехал посмотреть на сточные канавы и фонари.",
    ),
    (
        "zh",
        "我们请求市政府在雨季开始之前修好通往市场的道路。司机只能沿着河岸行驶，孩子们每天早晨都要走过一座腐朽的木桥去上学。",
        "市场旁边的路又塌了。去年有人告诉我们经费已经批准，可是直到今天也没有谁来检查排水沟和路灯。",
    ),
];

#[test]
fn copies_of_a_letter_are_one_group_in_every_script() {
    let mut texts: Vec<(String, Option<&str>)> = Vec::new();
    for (language, letter, other) in LETTERS {
        let copies = [
            letter.to_owned(),
            letter.to_uppercase(),
            format!("Amina Okoth 0712 345 678\n\n{letter}\n\nP. Lim"),
            letter
                .replacen(' ', "\u{200b} ", 5)
                .replacen('，', "，\u{200b}", 1),
            format!("{letter} 14/3/2021 https://example.org/{language}"),
        ];
        texts.extend(copies.map(|copy| (copy, Some(language))));
        texts.push((other.to_owned(), None));
    }
    let tokens: Vec<Vec<u32>> = texts
        .iter()
        .map(|(text, _)| crate::fingerprint::sketch(text).tokens)
        .collect();
    let names: Vec<usize> = (0..texts.len()).collect();
    let expected: BTreeSet<Vec<usize>> = LETTERS
        .iter()
        .map(|(language, ..)| {
            names
                .iter()
                .copied()
                .filter(|&name| texts[name].1 == Some(language))
                .collect()
        })
        .collect();
    assert_eq!(sets(&found(&tokens).0, &names), expected);
}
