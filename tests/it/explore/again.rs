//! Cases without anything, without a run, and with more than before.

use std::{fs, path::Path};

use refrain::{
    case::{Case, Inputs, Unwatched, ingest::ingest},
    simulate::{Level, Recipe, write},
};

use super::{
    cases,
    open::{Explorer, Visitor},
};

/// All kinds of pages that are there without a campaign.
const PAGES: [&str; 9] = [
    "/",
    "/campaigns",
    "/clusters",
    "/search",
    "/search?q=ferry",
    "/compare",
    "/report",
    "/audit",
    "/help",
];

/// Letters of a town, as many as wanted: the first of more are the same.
fn letters(messages: u64) -> Vec<u8> {
    let recipe = Recipe {
        messages,
        seed: 31,
        level: Level::Easy,
        ..Recipe::default()
    };
    let mut archive = Vec::new();
    write(&recipe, &mut archive, &mut Vec::new()).unwrap();
    archive
}

fn found(visitor: &Visitor, query: &str) -> u64 {
    let found = visitor.json(&format!("/search.json?q={query}"));
    found["found"].as_u64().unwrap()
}

/// Every page answers, and these say what to do.
fn say(visitor: &Visitor, words: &[(&str, &str)]) {
    for path in PAGES.iter().chain(&["/report?build=1", "/report/view"]) {
        let answer = visitor.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    for stem in ["/overview", "/campaigns", "/search", "/audit"] {
        visitor.json(&format!("{stem}.json"));
    }
    for stem in ["/campaigns", "/search", "/audit", "/clusters"] {
        assert!(
            visitor.text(&format!("{stem}.csv")).lines().count() >= 1,
            "{stem}"
        );
    }
    for (path, words) in words {
        let text = visitor.text(path);
        assert!(text.contains(words), "{path}: {words}\n{text}");
    }
    for path in [
        "/campaigns/c0",
        "/messages/m999999",
        "/accounts/a999999",
        "/media/p0",
        "/campaigns/c0/graph",
    ] {
        assert_eq!(visitor.get(path).status, 404, "{path}");
    }
}

#[test]
fn an_empty_case_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, case) = (
        folder.path().join("empty.mbox"),
        folder.path().join("empty.case"),
    );
    fs::write(&archive, "").unwrap();
    cases::scan(&archive, &case);
    for explorer in [Explorer::start(&case, &[]), Explorer::revealed(&case)] {
        let visitor = explorer.visitor();
        say(
            &visitor,
            &[
                ("/search", "Give an archive to refrain scan first"),
                ("/campaigns", "No text is repeated by enough messages"),
                ("/report", "This case has no campaigns"),
            ],
        );
        assert_eq!(found(&visitor, ""), 0);
    }
}

#[test]
fn a_case_that_was_only_read_can_be_searched_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, dir) = (folder.path().join("in.mbox"), folder.path().join("in.case"));
    fs::write(&archive, letters(300)).unwrap();
    let inputs = Inputs {
        paths: vec![archive.clone()],
        ..Inputs::default()
    };
    let case = Case::create_or_open(&dir).unwrap();
    let read = ingest(&case, &inputs, &Unwatched).unwrap();
    drop(case);
    let explorer = Explorer::start(&dir, &[]);
    let visitor = explorer.visitor();
    let missing = "This case is not analysed yet. Run refrain scan";
    say(&visitor, &PAGES.map(|path| (path, missing)));
    say(&visitor, &[("/", "Nothing is analysed yet")]);
    assert_eq!(found(&visitor, ""), read.messages);
    assert!(read.messages > 250);
    assert!(
        visitor
            .text("/messages/m0")
            .contains("What the writer wrote")
    );
    drop(explorer);
    cases::scan(&archive, &dir);
    let visitor = Explorer::start(&dir, &[]);
    let visitor = visitor.visitor();
    assert!(!visitor.text("/").contains(missing));
    assert!(visitor.text("/").contains("Look at these first"));
}

#[test]
fn a_second_scan_is_seen_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, case) = (
        folder.path().join("one.mbox"),
        folder.path().join("two.mbox"),
        folder.path().join("in.case"),
    );
    fs::write(&one, letters(300)).unwrap();
    let more = "From x@y.example Mon Mar  2 10:00:00 2026\nMessage-ID: <new@t.example>\nFrom: New Writer <new@elsewhere.example>\n\
        Date: Mon, 2 Mar 2026 10:00:00 +0000\nTo: desk@town.example\nSubject: Xylophones\n\nWhy has the band no xylophone any more?\n\n";
    fs::write(&two, more).unwrap();
    cases::scan(&one, &case);
    let before = numbers(&case);
    assert_eq!(
        numbers(&case),
        before,
        "the index is read again as it was made"
    );
    cases::scan(&two, &case);
    let after = numbers(&case);
    assert_eq!((after.0, after.1, before.1), (before.0 + 1, 1, 0));
    assert_eq!((after.2, after.3), (before.2 + 1, before.3 + 1));
}

/// Messages that search knows, those with a word, messages and accounts as the overview tells them.
fn numbers(case: &Path) -> (u64, u64, u64, u64) {
    let explorer = Explorer::start(case, &[]);
    let visitor = explorer.visitor();
    let totals = &visitor.json("/overview.json")["totals"];
    let sum = totals["in_campaigns"].as_u64().unwrap() + totals["alone"].as_u64().unwrap();
    (
        found(&visitor, ""),
        found(&visitor, "xylophone"),
        sum,
        totals["accounts"].as_u64().unwrap(),
    )
}
