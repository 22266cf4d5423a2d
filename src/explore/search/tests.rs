//! Searches over small cases: what is found, what is told, and that nothing typed can break them.

use std::sync::OnceLock;

use proptest::{collection::vec, option, prelude::*};

use super::{
    Ask, Found, Has, Hits, Kind, MOST, Moment, Parsed, Query, Sort, Target, Term, Verdict, What,
    parse, words,
};
use crate::{
    case::{
        Case, Unwatched,
        media::AttachmentRow,
        rows::{AccountRow, MemberRow},
    },
    explore::index::{
        Index, IndexError, PAGE,
        tests::{message, part},
    },
};

const TEXTS: [(&str, &str); 8] = [
    (
        "The bridge",
        "Please mend the old bridge by the Café, it isn't safe.",
    ),
    (
        "Re: bridge",
        "The old road bridge cost 63,432 last year. See https://petition.example/sign?id=7",
    ),
    ("关于公园", "我们的公园需要更多的长椅"),
    ("Straße", "Die Straße über den Fluß ist gesperrt. ΟΔΟΣ"),
    ("", "gra\u{200B}in reserve, gr\u{430}in and the ministry"),
    ("Москва", "Дорога в Москву закрыта. Ёлка"),
    ("كتاب", "هذا كِتَاب جديد"),
    (
        "\"quoted\" OR NEAR(*)",
        "AND OR NOT NEAR subject : _every _c3 ED-58856",
    ),
];

/// A case of [`TEXTS`], of which the first two are campaign 3.
fn small() -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let mut messages: Vec<_> = (0..8)
        .zip(TEXTS)
        .map(|(key, (subject, _))| message(key, subject))
        .collect();
    messages[1].links = vec!["https://petition.example/sign?id=7".to_owned()];
    messages[1].media = vec!["ab".to_owned()];
    messages[2].language = Some("cmn".to_owned());
    messages[3].sent_at = None;
    messages[5].platform = "telegram".to_owned();
    let mut part = part(messages, &TEXTS.map(|(_, text)| text));
    part.attachments = vec![AttachmentRow {
        message: 1,
        media_type: "image/jpeg".to_owned(),
        ..AttachmentRow::default()
    }];
    case.commit_part(&part).unwrap();
    let mut run = case.begin_run("{}").unwrap();
    let member = |message, kind: &str| MemberRow {
        message,
        campaign: 3,
        verdict: "operated".to_owned(),
        kind: kind.to_owned(),
        ..MemberRow::default()
    };
    run.write(&[member(0, "near_duplicate"), member(1, "partial")])
        .unwrap();
    let accounts = (0..8).map(|account| AccountRow {
        account,
        platform: "mail".to_owned(),
        handle: format!("writer{account}@mail.post.example"),
        display_name: if account == 2 {
            "Zoë Smith".to_owned()
        } else {
            String::new()
        },
        domain: "mail.post.example".to_owned(),
        messages: 1,
        ..AccountRow::default()
    });
    run.write(&accounts.collect::<Vec<_>>()).unwrap();
    run.commit().unwrap();
    let index = Index::open(&case, &Unwatched).unwrap().unwrap();
    (dir, index)
}

fn shared() -> &'static Index {
    static SMALL: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();
    &SMALL.get_or_init(small).1
}

fn asked(index: &Index, query: &Query, sort: Sort, revealed: bool) -> Result<Hits, IndexError> {
    index.hits(&Ask {
        query,
        sort,
        page: 0,
        revealed,
    })
}

/// The keys of the hits of a line, least first.
fn found(line: &str, revealed: bool) -> Vec<u32> {
    let hits = asked(shared(), &parse(line).query, Sort::Newest, revealed).unwrap();
    let mut keys: Vec<u32> = hits.rows.iter().map(|row| row.key).collect();
    assert_eq!(
        hits.found,
        Found::Exactly(u32::try_from(keys.len()).unwrap())
    );
    keys.sort_unstable();
    keys
}

#[test]
fn words_and_phrases_are_found_as_a_reader_takes_them() {
    for (line, keys) in [
        ("bridge", vec![0, 1]),
        ("BRIDGE old", vec![0, 1]),
        ("\"old bridge\"", vec![0]),
        ("\u{201C}old bridge\u{201D}", vec![0]),
        ("bridge -road", vec![0]),
        ("-bridge", vec![2, 3, 4, 5, 6, 7]),
        ("bridge -\"old bridge\"", vec![1]),
        ("cafe", vec![0]),
        ("CAFÉ", vec![0]),
        ("isn't", vec![0]),
        ("isn\u{2019}t", vec![0]),
        ("63,432", vec![1]),
        ("63432", vec![]),
        ("petition.example", vec![1]),
        ("公园", vec![2]),
        ("园公", vec![]),
        ("公园 长椅", vec![2]),
        ("strasse", vec![3]),
        ("uber fluss", vec![3]),
        ("οδος", vec![3]),
        ("grain", vec![4]),
        ("\"grain and\"", vec![4]),
        ("москву", vec![5]),
        ("елка", vec![5]),
        ("كتاب", vec![6]),
        ("58856", vec![7]),
        ("ed-58856", vec![7]),
        ("missing", vec![]),
    ] {
        assert_eq!(found(line, false), keys, "{line}");
    }
}

#[test]
fn fields_are_found() {
    for (line, keys) in [
        ("subject:bridge", vec![0, 1]),
        ("subject:\"the bridge\"", vec![0]),
        ("subject:old", vec![]),
        ("url:petition.example", vec![1]),
        ("url:PETIT", vec![1]),
        ("url:https://petition.example/sign?id=7", vec![1]),
        ("url:https://petition.example/other", vec![]),
        ("url:elsewhere.example", vec![]),
        ("-url:elsewhere.example bridge", vec![0, 1]),
        ("has:image", vec![1]),
        ("has:links", vec![1]),
        ("has:file -has:image", vec![]),
        ("campaign:c3", vec![0, 1]),
        ("campaign:3 -kind:partial", vec![0]),
        ("kind:near-duplicate", vec![0]),
        ("campaign:c4", vec![]),
        ("is:alone old", vec![]),
        ("campaign:none lang:eng platform:mail", vec![3, 4, 6, 7]),
        ("verdict:operated", vec![0, 1]),
        ("verdict:form_letter", vec![]),
        ("lang:CMN", vec![2]),
        ("platform:telegram", vec![5]),
        ("after:2025-01-06T04:00 before:2025-01-06T07", vec![4, 5, 6]),
        ("before:2025-01-06T02:00", vec![0, 1]),
        ("after:2026", vec![]),
        ("before:2026 after:2025", vec![0, 1, 2, 4, 5, 6, 7]),
        ("after:2026 before:2025", vec![]),
        ("bridge after:2025-01-06T01:00", vec![1]),
        ("_every", vec![7]),
        ("_c3", vec![7]),
        ("", vec![0, 1, 2, 3, 4, 5, 6, 7]),
    ] {
        assert_eq!(found(line, false), keys, "{line}");
    }
}

#[test]
fn senders_are_found_by_name_only_with_the_key() {
    let pseudonym = shared().account(2).unwrap().unwrap().pseudonym;
    let by_pseudonym = format!("from:{pseudonym}");
    for (line, masked, revealed) in [
        (by_pseudonym.as_str(), vec![2], vec![2]),
        ("from:a2", vec![2], vec![2]),
        ("from:post.example bridge", vec![0, 1], vec![0, 1]),
        ("from:@mail.post.example bridge", vec![0, 1], vec![0, 1]),
        ("from:ost.example", vec![], vec![]),
        ("from:writer2@mail.post.example", vec![], vec![2]),
        ("from:writer2", vec![], vec![2]),
        ("from:zoe", vec![], vec![2]),
        ("from:\"zoe smith\"", vec![], vec![2]),
        ("from:\"smith zoe\"", vec![], vec![]),
        ("zoe", vec![], vec![]),
    ] {
        assert_eq!(found(line, false), masked, "{line} without the key");
        assert_eq!(found(line, true), revealed, "{line} with the key");
    }
    let told = |line| {
        asked(shared(), &parse(line).query, Sort::Newest, false)
            .unwrap()
            .notes
    };
    assert!(told("from:zoe").concat().contains("without the case's key"));
    assert_eq!(told("from:post.example"), [""; 0]);
}

#[test]
fn hits_stand_newest_first_or_as_asked() {
    let keys = |line: &str, sort| {
        let hits = asked(shared(), &parse(line).query, sort, false).unwrap();
        hits.rows.iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(keys("bridge", Sort::Newest), [1, 0]);
    assert_eq!(keys("bridge", Sort::Oldest), [0, 1]);
    assert_eq!(
        keys("", Sort::Newest),
        [7, 6, 5, 4, 2, 1, 0, 3],
        "without a time comes last"
    );
    assert_eq!(keys("", Sort::Oldest), [3, 0, 1, 2, 4, 5, 6, 7]);
    // The second of "the bridge" names it in its subject and its shorter text.
    assert_eq!(keys("the", Sort::Relevance).first(), Some(&0));
    for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
        assert_eq!(Sort::from_word(sort.word()), sort);
    }
}

#[test]
fn more_than_ten_thousand_hits_are_not_counted_further() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    let count = MOST + 5;
    let messages = (0..count).map(|key| message(key, "")).collect();
    case.commit_part(&part(messages, &vec!["the same"; count as usize]))
        .unwrap();
    let index = Index::open(&case, &Unwatched).unwrap().unwrap();
    let ask = |line: &str, sort, page| {
        let query = parse(line).query;
        index
            .hits(&Ask {
                query: &query,
                sort,
                page,
                revealed: false,
            })
            .unwrap()
    };
    let first = ask("same", Sort::Newest, 0);
    assert_eq!(
        (first.found, first.pages),
        (Found::MoreThan(MOST), MOST / PAGE)
    );
    assert_eq!(first.rows.first().map(|row| row.key), Some(count - 1));
    let last = ask("same", Sort::Newest, 9_999);
    assert_eq!(
        (last.page, last.rows.len()),
        (MOST / PAGE - 1, PAGE as usize)
    );
    let weighed = ask("same", Sort::Relevance, 0);
    assert_eq!((weighed.sort, weighed.notes.len()), (Sort::Newest, 1));
    let all = ask("", Sort::Oldest, 9_999);
    assert_eq!(
        (all.found, all.rows.len(), all.page),
        (Found::Exactly(count), 5, MOST / PAGE)
    );
}

#[test]
fn what_is_not_understood_is_told_in_a_sentence() {
    for (line, canonical, told) in [
        ("colour:red", "\"colour:red\"", "“colour:” is not known"),
        ("from:", "", "holds no letter or digit"),
        ("!!! bridge", "bridge", "“!!!” holds no letter or digit"),
        ("has:heart", "", "has: takes image, link or file"),
        (
            "campaign:best",
            "",
            "campaign: takes a number such as c3, or none",
        ),
        ("verdict:fake", "", "verdict: takes operated"),
        ("is:here", "", "is: takes alone"),
        ("account:b7", "", "account: takes numbers such as a5"),
        ("kind:x", "", "kind: takes near_duplicate"),
        ("lang:a/b", "", "lang: takes a language code"),
        ("after:soon", "", "after: takes a day"),
        ("-after:2025-01-01", "", "use before: instead"),
    ] {
        let Parsed { query, notes, .. } = parse(line);
        assert_eq!(query.to_string(), canonical, "{line}");
        assert!(
            notes.len() == 1 && notes[0].contains(told),
            "{line}: {notes:?}"
        );
    }
    for line in [
        "12:30 https://a.example/x a:b:c",
        "bridge",
        "",
        "FROM:a.example",
    ] {
        assert_eq!(
            parse(line).notes.len(),
            usize::from(line.contains("a:b")),
            "{line}"
        );
    }
    assert_eq!(parse(&"word ".repeat(9_000)).notes.len(), 2);
    assert_eq!(parse(&"word ".repeat(9_000)).query.terms.len(), 40);
}

#[test]
fn the_name_of_a_thing_leads_there() {
    for (line, target) in [
        ("c3", Some(Target::Campaign(3))),
        (" M7 ", Some(Target::Message(7))),
        ("a5", Some(Target::Account(5))),
        ("p2", Some(Target::File(2))),
        (
            "<1@mail.example>",
            Some(Target::External("1@mail.example".to_owned())),
        ),
        (
            "1@mail.example",
            Some(Target::External("1@mail.example".to_owned())),
        ),
        (
            "c99999999999",
            Some(Target::External("c99999999999".to_owned())),
        ),
        ("\"c3\"", None),
        ("-c3", None),
        ("c3 bridge", None),
        ("bridge", None),
        ("after:2025", None),
    ] {
        assert_eq!(parse(line).target, target, "{line}");
    }
    let arrive = |line: &str| shared().arrive(&parse(line).target.unwrap()).unwrap();
    assert_eq!(arrive("<1@mail.example>"), Some(Target::Message(1)));
    assert_eq!(arrive("9@mail.example"), None);
    assert_eq!(arrive("c3"), Some(Target::Campaign(3)));
    assert_eq!(
        (arrive("c4"), arrive("m8"), arrive("a8")),
        (None, None, None)
    );
}

#[test]
fn searched_words_are_marked_in_a_text() {
    let marked = |line: &str, text: &str| {
        let spans = parse(line).query.highlights(text);
        spans
            .into_iter()
            .map(|span| text[span].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        marked("cafe bridge", "The Bridge, at the CAFÉ."),
        ["Bridge", "CAFÉ"]
    );
    assert_eq!(
        marked("\"old bridge\"", "old bridge, old road"),
        ["old", "bridge"]
    );
    assert_eq!(marked("公园", "我们的公园"), ["公", "园"]);
    assert_eq!(marked("-bridge from:x", "bridge x"), [""; 0]);
    assert_eq!(
        marked("petition", "see https://petition.example/x now"),
        ["https://petition.example/x"]
    );
}

/// Words that meet often.
fn few_words() -> impl Strategy<Value = String> {
    vec("[abcÉ]", 0..7).prop_map(|words| words.join(" "))
}

/// What a query of words finds, word for word.
fn holds(query: &Query, subject: &str, body: &str) -> bool {
    let texts = [words::words(subject), words::words(body)];
    query.terms.iter().all(|term| {
        let What::Words(text) = &term.what else {
            return true;
        };
        let wanted = words::words(text);
        texts
            .iter()
            .any(|text| text.windows(wanted.len()).any(|here| here == wanted))
            != term.not
    })
}

fn what() -> impl Strategy<Value = What> {
    let text = || any::<String>().prop_filter_map("nothing to search for", |raw| What::text(&raw));
    prop_oneof![
        text().prop_map(What::Words),
        text().prop_map(What::Subject),
        text().prop_map(What::From),
        text().prop_map(What::Url),
        proptest::sample::select(Has::ALL.to_vec()).prop_map(What::Has),
        any::<u32>().prop_map(What::Campaign),
        proptest::collection::btree_set(any::<u32>(), 1..9)
            .prop_map(|numbers| What::Accounts(numbers.into_iter().collect())),
        Just(What::Alone),
        proptest::sample::select(Verdict::ALL.to_vec()).prop_map(What::Verdict),
        proptest::sample::select(Kind::ALL.to_vec()).prop_map(What::Kind),
        "[a-z]{3}".prop_map(What::Language),
        "[a-z_0-9]{1,9}".prop_map(What::Platform),
    ]
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    option::of(
        (-62_135_596_800_i64..253_402_300_800).prop_map(|second| Moment::of(second).unwrap()),
    )
}

prop_compose! {
    fn query()(terms in vec((any::<bool>(), what()), 0..5), after in moment(), before in moment()) -> Query {
        let terms = terms.into_iter().map(|(not, what)| Term { not, what }).collect();
        Query { terms, after, before }
    }
}

proptest! {
    #[test]
    fn a_query_is_read_back_as_it_was_written(query in query()) {
        let parsed = parse(&query.to_string());
        prop_assert_eq!((parsed.query, parsed.notes), (query, Vec::new()));
    }

    #[test]
    fn whatever_is_typed_becomes_one_canonical_line(line in any::<String>()) {
        let query = parse(&line).query;
        prop_assert_eq!(parse(&query.to_string()).query, query);
    }

    #[test]
    fn nothing_typed_breaks_a_search(
        line in prop_oneof![any::<String>(), "([-a-c:\"()*^+{}é园_. ]|from:|url:|subject:|NEAR|AND|OR|NOT){0,24}"],
        sort in proptest::sample::select(vec![Sort::Newest, Sort::Oldest, Sort::Relevance]),
        revealed: bool,
    ) {
        let query = parse(&line).query;
        prop_assert!(asked(shared(), &query, sort, revealed).is_ok());
        for span in query.highlights(&line) {
            prop_assert!(line.get(span).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_search_finds_what_reading_every_text_finds(
        texts in vec((few_words(), few_words()), 1..12),
        lines in vec("(-?[abcé] |-?\"[abcé] [abcé]\" ){1,3}", 1..6),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(dir.path()).unwrap();
        let messages = (0..).zip(&texts).map(|(key, (subject, _))| message(key, subject)).collect();
        let bodies: Vec<&str> = texts.iter().map(|(_, body)| body.as_str()).collect();
        case.commit_part(&part(messages, &bodies)).unwrap();
        let index = Index::open(&case, &Unwatched).unwrap().unwrap();
        for line in lines {
            let query = parse(&line).query;
            let hits = asked(&index, &query, Sort::Oldest, false).unwrap();
            let keys: Vec<u32> = hits.rows.iter().map(|row| row.key).collect();
            let read = (0..).zip(&texts).filter(|(_, (subject, body))| holds(&query, subject, body));
            prop_assert_eq!(keys, read.map(|(key, _)| key).collect::<Vec<u32>>(), "{}", line);
        }
    }
}
