//! Templates against known grammars: letters are drawn from a seeded generator, and what is found
//! is held against what was planted.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::FieldKind::{Address, Code, Date, Link, Name, Number};
use super::*;
use crate::fingerprint::tokens;

/// A spintax of twelve slots with two to four alternatives, several words in many of them.
const SPINTAX: &[&[&str]] = &[
    &["Dear Minister", "Honourable Minister", "To the Minister"],
    &[", "],
    &["I write", "I am writing today", "This letter comes to you"],
    &[" about the bridge over the river. "],
    &["It was closed", "They shut it", "The council closed it"],
    &[" in March and "],
    &["nobody", "no one at all"],
    &[" told us why. "],
    &["Our children", "The pupils", "Boys and girls of our ward"],
    &[" now walk "],
    &["two hours", "seven miles", "a very long way"],
    &[" to school, and "],
    &["traders", "market women", "farmers", "shopkeepers"],
    &[" lose "],
    &["half their income", "most of what they earn"],
    &[" each week. We ask you to "],
    &["publish", "release", "print"],
    &[" the engineers' report, to "],
    &["name a date", "set a firm day"],
    &[" for the repair, and to visit "],
    &["before the rains", "this month", "without delay"],
    &[" so that you see it yourself. "],
    &[
        "Thank you",
        "With thanks",
        "We remain hopeful",
        "Respectfully",
    ],
];

fn spin(dice: &mut Pcg64, grammar: &[&[&str]]) -> String {
    grammar
        .iter()
        .filter_map(|ways| ways.get(dice.random_range(0..ways.len())))
        .copied()
        .collect()
}

fn group(texts: &[(String, String)]) -> Vec<Member<'_>> {
    let keyed = texts.iter().zip(0..);
    keyed
        .map(|((text, sender), n)| Member {
            message: MessageKey(n),
            text,
            sender,
        })
        .collect()
}

fn unsigned(texts: impl Iterator<Item = String>) -> Vec<(String, String)> {
    texts.map(|text| (text, String::new())).collect()
}

fn hashes(text: &str) -> Vec<u32> {
    tokens(text).into_iter().map(|t| t.hash).collect()
}

/// Alternatives of all choices, as sets of token sequences.
fn found(template: &Template) -> Vec<BTreeSet<Vec<u32>>> {
    let choices = template.pieces.iter().filter_map(|piece| match piece {
        Piece::Choice { alternatives, .. } => Some(alternatives),
        _ => None,
    });
    choices
        .map(|all| all.iter().map(|a| hashes(&a.text)).collect())
        .collect()
}

/// Alternatives of all true slots without the words that all of a slot's alternatives start with:
/// an aligner rightly calls those fixed.
fn planted(grammar: &[&[&str]]) -> Vec<BTreeSet<Vec<u32>>> {
    grammar
        .iter()
        .filter(|w| w.len() > 1)
        .map(|ways| ways.iter().map(|w| hashes(w)).collect())
        .collect()
}

/// The text that fixed words and fillings give back.
fn reassemble(template: &Template, fillings: &[Filling]) -> String {
    let mut out = String::new();
    for piece in &template.pieces {
        let slot = match piece {
            Piece::Fixed(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Choice { slot, .. }
            | Piece::Field { slot, .. }
            | Piece::Optional { slot, .. }
            | Piece::Free { slot, .. } => *slot,
        };
        for filling in fillings.iter().filter(|f| f.slot == slot) {
            out.push_str(&filling.value);
        }
    }
    out
}

#[test]
fn spintax_is_recovered_and_parses_letters_never_seen() {
    for seed in 0..4 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let texts = unsigned((0..164).map(|_| spin(&mut dice, SPINTAX)));
        let members = group(&texts);
        let (seen, unseen) = members.split_at(64);
        let template = induce(seen);
        let (truth, found) = (planted(SPINTAX), found(&template));
        let whole = truth.iter().filter(|slot| found.contains(slot)).count();
        assert!(
            whole >= 11,
            "seed {seed}: {whole} of 12 slots in {}",
            template.pattern()
        );
        assert!(found.len() <= 13, "seed {seed}: {}", template.pattern());

        let parser = Parser::new(&template);
        let parsed = unseen.iter().filter(|m| {
            hashes(&reassemble(&template, &parser.parse(**m))) == hashes(m.text)
                && parser.segments(**m).iter().all(|s| s.place != Place::Own)
        });
        let parsed = parsed.count();
        assert!(parsed >= 97, "seed {seed}: {parsed} of 100 parse");

        let signs = &template.signs;
        assert!(signs.recurring > 0.99 && signs.evenness > 0.9, "{signs:?}");
        assert_eq!((signs.own_words, signs.typos), (0, 0), "{signs:?}");
        assert!(
            signs.pairs_tested > 50 && signs.pairs_dependent * 20 <= signs.pairs_tested,
            "{signs:?}"
        );
        assert!(template.coverage > 0.99);
    }
}

#[test]
fn a_small_group_of_spins_still_shows_its_choices() {
    let mut dice = Pcg64::seed_from_u64(3);
    let texts = unsigned((0..16).map(|_| spin(&mut dice, SPINTAX)));
    let template = induce(&group(&texts));
    let whole = found(&template)
        .iter()
        .filter(|slot| planted(SPINTAX).contains(slot))
        .count();
    assert!(whole >= 8, "{whole} of 12: {}", template.pattern());
}

const NAMES: [&str; 8] = [
    "Amina Okello",
    "José Pereira",
    "Li Wei",
    "Grace Wanjiru",
    "Tom Dahl",
    "Siti Rahman",
    "Ivan Petrov",
    "Zoë Faure",
];

#[test]
fn merge_fields_are_found_with_their_kinds() {
    let mut dice = Pcg64::seed_from_u64(11);
    let texts: Vec<(String, String)> = (0..60)
        .map(|_| {
            let name = NAMES[dice.random_range(0..8)].to_owned();
            let text = format!(
                "Dear Sir,\n\nOn {}/{}/2025 I sent form ED-{} with {} signatures to your office. Read it at \
                 https://forms.example/{} and answer to me{}@post.example, please.\n\nYours,\n{}\n",
                dice.random_range(1..29), dice.random_range(1..13), dice.random_range(10_000..99_999),
                dice.random_range(20..9000), dice.random_range(1000..9999), dice.random_range(10..99),
                if dice.random_range(0..2) == 0 { name.clone() } else { name.replace('é', "e") },
            );
            (text, name)
        })
        .collect();
    let template = induce(&group(&texts));
    let kinds: Vec<FieldKind> = template
        .pieces
        .iter()
        .filter_map(|p| {
            if let Piece::Field { kind, .. } = p {
                Some(*kind)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        kinds,
        [Date, Code, Number, Link, Address, Name],
        "{}",
        template.pattern()
    );
    assert_eq!(
        (
            template.signs.choices,
            template.signs.fields,
            template.signs.own_words
        ),
        (0, 6, 0)
    );
}

#[test]
fn one_variable_used_twice_is_no_dependence() {
    let mut dice = Pcg64::seed_from_u64(2);
    let texts = unsigned((0..64).map(|_| {
        let town = ["Voiwa", "Nakoro", "Eldana"][dice.random_range(0..3)];
        let day = ["Monday", "Friday"][dice.random_range(0..2)];
        format!("The bridge at {town} closed on {day} and nobody told us why. We live in {town}.")
    }));
    let signs = induce(&group(&texts)).signs;
    assert_eq!(
        (signs.choices, signs.pairs_tested, signs.pairs_dependent),
        (3, 1, 0)
    );
}

const LETTER: &str = "I support the petition of the market women. Please restore the covered stalls on Station \
    Road before the rains. The traders pay their daily fee for a roof that was taken down in May.";

/// A form letter as people send it: a sentence of their own, misspelt words, a sentence left out.
/// Returns the text, whether it has own words, and whether it has a typo.
fn person(dice: &mut Pcg64, number: usize) -> (String, bool, bool) {
    let mut words: Vec<String> = LETTER.split(' ').map(str::to_owned).collect();
    let typo = dice.random_range(0..3) == 0;
    if typo {
        let at = (0..words.len())
            .filter(|i| words[*i].len() >= 7)
            .nth(number % 6)
            .unwrap_or(3);
        words[at].insert(
            dice.random_range(1..6),
            char::from(dice.random_range(b'a'..=b'z')),
        );
    }
    let mut text = words.join(" ");
    if dice.random_range(0..6) == 0 && !typo {
        text = text.replace(
            "Please restore the covered stalls on Station Road before the rains. ",
            "",
        );
    }
    let mut own = dice.random_range(0..2) == 0;
    if own {
        let mut word = || -> String {
            (0..7)
                .map(|_| char::from(dice.random_range(b'a'..=b'z')))
                .collect()
        };
        let line = format!("My {} {} stood there since {}. ", word(), word(), word());
        text = match number % 3 {
            0 => line + &text,
            1 => format!("{text} {line}"),
            // A misspelt anchor takes no line.
            _ if !text.contains("The traders") => {
                own = false;
                text
            }
            _ => text.replace("The traders", &format!("{line}The traders")),
        };
    }
    (text, own, typo)
}

#[test]
fn people_show_by_words_and_typos_of_their_own() {
    for seed in 0..4 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let letters: Vec<_> = (0..64).map(|n| person(&mut dice, n)).collect();
        let mut texts = unsigned(letters.iter().map(|l| l.0.clone()));
        texts.insert(0, (LETTER.to_owned(), String::new()));
        texts.pop();
        let letters = &letters[..63];
        let template = induce(&group(&texts));
        let signs = &template.signs;
        let own: u32 = letters.iter().map(|l| u32::from(l.1)).sum();
        let typos: u32 = letters.iter().map(|l| u32::from(l.2)).sum();
        assert!(
            signs.members_with_own_words * 10 >= own * 9 && signs.members_with_own_words <= own + 1,
            "{own} {signs:?}"
        );
        assert!(
            signs.members_with_typos * 10 >= typos * 8 && signs.members_with_typos <= typos,
            "{typos} {signs:?}"
        );
        assert!(
            signs.choices <= 1 && signs.pairs_dependent == 0,
            "{}",
            template.pattern()
        );
        assert!(signs.own_words >= own * 3, "{signs:?}");
    }
}

#[test]
fn exact_copies_are_one_fixed_piece() {
    let texts = unsigned((0..30).map(|_| LETTER.to_owned()));
    let template = induce(&group(&texts));
    assert_eq!(template.pieces, [Piece::Fixed(LETTER.to_owned())]);
    assert_eq!((template.signs.exact, template.coverage), (30, 1.0));
}

#[test]
fn a_link_that_some_append_is_optional() {
    let texts = unsigned((0..40).map(|n| {
        if n % 3 == 0 {
            format!("{LETTER}\n\nhttps://stalls.example/sign")
        } else {
            LETTER.to_owned()
        }
    }));
    let template = induce(&group(&texts));
    let last = template.pieces.last();
    let expected = Piece::Optional {
        slot: 1,
        text: "https://stalls.example/sign".to_owned(),
        members: 14,
    };
    assert_eq!(last, Some(&expected), "{}", template.pattern());
}

#[test]
fn invisible_letters_are_counted_and_change_nothing_else() {
    let texts = unsigned((0..20).map(|n| {
        if n % 4 == 1 {
            LETTER
                .replace("petition", "pet\u{200b}ition")
                .replace("roof", "r\u{43e}of")
        } else {
            LETTER.to_owned()
        }
    }));
    let template = induce(&group(&texts));
    assert_eq!(
        (template.pieces.len(), template.signs.disguised),
        (1, 5),
        "{}",
        template.pattern()
    );
}

/// Three slots in each of six languages.
const LANGUAGES: &[&[&[&str]]] = &[
    &[
        &["Madame la ministre", "Chère ministre"],
        &[", l’école de notre village "],
        &["n’a plus de toit", "est fermée"],
        &[" depuis mars. Nous vous demandons de "],
        &["réparer", "rouvrir", "rebâtir"],
        &[" les classes avant la rentrée."],
    ],
    &[
        &["Mheshimiwa", "Ndugu waziri"],
        &[" tunaomba barabara ya kijiji "],
        &["ijengwe", "itengenezwe upya"],
        &[" kabla ya mvua, kwa sababu wakulima "],
        &["wanapoteza mazao", "hawafiki sokoni"],
        &[" kila mwaka."],
    ],
    &[
        &["Yang Berhormat", "Tuan menteri"],
        &[" kami penduduk kampung meminta jambatan "],
        &["dibaiki", "dibina semula"],
        &[" sebelum musim hujan kerana anak-anak "],
        &["tidak dapat", "sukar"],
        &[" pergi ke sekolah."],
    ],
    &[
        &["معالي الوزير", "سيدي الوزير"],
        &[" نطلب من وزارتكم إصلاح الطريق "],
        &["قبل الشتاء", "هذا الشهر"],
        &[" لأن المزارعين في قريتنا "],
        &["يخسرون", "يفقدون"],
        &[" محاصيلهم كل عام"],
    ],
    &[
        &["Уважаемый министр", "Господин министр"],
        &[", мост через нашу реку закрыт "],
        &["с марта", "уже полгода"],
        &[", и дети каждый день "],
        &["ходят пешком", "идут в обход"],
        &[" десять километров до школы."],
    ],
    &[
        &["尊敬的部长", "部长您好"],
        &["，我们村的桥从三月起就关闭了，孩子们"],
        &["每天走", "天天要绕"],
        &["十公里去上学，请您"],
        &["尽快", "马上"],
        &["派人修理。"],
    ],
];

#[test]
fn every_language_gives_up_its_choices() {
    for (grammar, seed) in LANGUAGES.iter().zip(0..) {
        let mut dice = Pcg64::seed_from_u64(seed);
        let texts = unsigned((0..48).map(|_| spin(&mut dice, grammar)));
        let template = induce(&group(&texts));
        assert_eq!(template.signs.choices, 3, "{}", template.pattern());
        assert!(
            template.signs.recurring > 0.99 && template.coverage > 0.99,
            "{}",
            template.pattern()
        );
        assert!(
            found(&template)
                .iter()
                .all(|c| c.len() >= 2 && c.len() <= 3)
        );
    }
}

#[test]
fn the_order_of_the_others_does_not_matter() {
    let mut dice = Pcg64::seed_from_u64(5);
    let texts = unsigned((0..90).map(|_| spin(&mut dice, SPINTAX)));
    let mut members = group(&texts);
    let template = induce(&members);
    members[1..].reverse();
    assert_eq!(induce(&members), template);
}

#[test]
fn no_members_give_an_empty_template() {
    assert_eq!(induce(&[]), Template::default());
    let nobody = Member {
        message: MessageKey(0),
        text: "Some words",
        sender: "",
    };
    assert_eq!(parse(&Template::default(), nobody), []);
}

#[test]
fn hostile_repetition_stays_within_its_bounds() {
    let texts =
        unsigned((0..6_usize).map(|n| "a b ".repeat(1500 + n * 13) + &"a a c ".repeat(n * 40)));
    let members = group(&texts);
    let template = induce(&members);
    assert_eq!(template.signs.members, 6);
    assert!(!parse(&template, members[3]).is_empty() || template.signs.choices == 0);
}

#[test]
fn a_template_reads_the_same_in_all_its_forms() {
    let texts: Vec<(String, String)> = (0..24)
        .map(|n| {
            let name = NAMES[n % 8];
            let thing = ["roof", "wall", "well"][n * 5 % 3];
            let more = if n % 4 < 2 { " at once" } else { "" };
            (format!("Please mend the {thing} of school number {} in our village{more}.\n\nYours,\n{name}", 100 + n), name.to_owned())
        })
        .collect();
    let template = induce(&group(&texts));
    insta::assert_snapshot!(template.pattern(), @"Please mend the [1: wall|well|roof] of school number {2: number} in our village (3: at once)?. Yours, {4: name}");
    insta::assert_snapshot!(template.spintax(), @"Please mend the {wall|well|roof} of school number {{number}} in our village {at once|}. Yours, {{name}}");
    insta::assert_snapshot!(template.to_json(), @r##"{"schema":"refrain/template/1","pieces":[{"sort":"fixed","text":"Please mend the "},{"sort":"choice","slot":1,"entropy":1.585,"alternatives":[{"text":"wall","members":8},{"text":"well","members":8},{"text":"roof","members":8}]},{"sort":"fixed","text":" of school number "},{"sort":"field","slot":2,"kind":"number","distinct":24},{"sort":"fixed","text":" in our village "},{"sort":"optional","slot":3,"text":"at once","members":12},{"sort":"fixed","text":".\n\nYours,\n"},{"sort":"field","slot":4,"kind":"name","distinct":8}],"spintax":"Please mend the {wall|well|roof} of school number {{number}} in our village {at once|}. Yours, {{name}}","regex":"(?i)^\\s*Please\\s+mend\\s+the\\s*(?:wall|well|roof)\\s*of\\s+school\\s+number\\s*\\d[\\d.,:/-]*\\s*in\\s+our\\s+village\\s*(?:at\\s+once)?\\.\\s+Yours,\\s*\\S+(?:\\s+\\S+){0,11}?\\s*$","coverage":0.85714287,"signs":{"members":24,"choices":1,"fields":2,"recurring":1.0,"evenness":1.0,"pairs_tested":0,"pairs_dependent":0,"members_with_own_words":0,"own_words":0,"members_with_typos":0,"typos":0,"exact":1,"disguised":0}}"##);
}

fn cover(template: &Template, member: Member<'_>) -> Result<(), TestCaseError> {
    let segments = Parser::new(template).segments(member);
    let pieces: Vec<&str> = segments
        .iter()
        .filter_map(|s| member.text.get(s.span.start as usize..s.span.end as usize))
        .collect();
    prop_assert_eq!(pieces.len(), segments.len());
    prop_assert!(segments.is_sorted_by(|a, b| a.span.end <= b.span.start));
    let expected = tokens(member.text);
    let covered = expected.iter().filter(|t| {
        segments
            .iter()
            .any(|s| s.span.start <= t.span.start && t.span.end <= s.span.end)
    });
    prop_assert_eq!(
        covered.count(),
        expected.len().min(crate::fingerprint::MAX_TOKENS)
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_texts_are_taken_apart_without_loss(texts in prop::collection::vec(("\\PC{0,60}", "\\PC{0,12}"), 1..9)) {
        let members = group(&texts);
        let template = induce(&members);
        for member in members {
            cover(&template, member)?;
        }
        prop_assert!(template.coverage >= 0.0 && template.coverage <= 1.0);
        prop_assert!(!template.to_json().is_empty());
    }

    #[test]
    fn likely_texts_are_taken_apart_without_loss(
        texts in prop::collection::vec(("([abc]{1,2}[ .,\n]|7 |http://x.y |Ann Lee\n){0,40}", "(Ann Lee|b c|)"), 1..20),
    ) {
        let members = group(&texts);
        let template = induce(&members);
        for member in members {
            cover(&template, member)?;
        }
    }
}
