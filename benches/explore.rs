//! The explorer's index: building it, a page of a campaign, and searches for common and rare words.
//!
//! The case is made up: 20,000 letters of 120 words each, half of them one campaign; the common word is in every letter.

use std::sync::OnceLock;

use divan::{Bencher, counter::ItemsCount};
use refrain::{
    case::{
        Case, Part, Unwatched,
        rows::{GroupRow, MemberRow, MessageRow, TextRow},
    },
    explore::{
        index::{Index, Order},
        search::{Ask, Sort, parse},
    },
};

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MESSAGES: u32 = 20_000;

fn main() {
    divan::main();
}

/// A part of letters whose words follow Zipf's law: word 1 is in every letter, word 5,000 in few.
fn part() -> Part {
    let mut state = 1_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    let mut part = Part::default();
    for message in 0..MESSAGES {
        let words = (0..120).map(|_| format!("w{:.0}", 5_000_f64.powf(next())));
        let text: Vec<String> = words.collect();
        part.messages.push(MessageRow {
            message,
            platform: "mail".to_owned(),
            sent_at: Some(1_700_000_000 + i64::from(message) * 60),
            subject: "On the water bill".to_owned(),
            ..MessageRow::default()
        });
        part.texts.push(TextRow {
            message,
            own_text: text.join(" "),
            quoted_text: String::new(),
        });
    }
    part
}

fn case() -> &'static (tempfile::TempDir, Case) {
    static MADE: OnceLock<(tempfile::TempDir, Case)> = OnceLock::new();
    MADE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("the temporary folder can be written");
        let case = Case::create_or_open(dir.path()).expect("a new folder takes a case");
        case.commit_part(&part()).expect("the part follows");
        let mut run = case.begin_run("{}").expect("the case is open for writing");
        let half = || (0..MESSAGES).step_by(2);
        let members = half().map(|message| MemberRow {
            message,
            campaign: 0,
            verdict: "operated".to_owned(),
            group: Some(0),
            kind: "near_duplicate".to_owned(),
            ..MemberRow::default()
        });
        run.write(&members.collect::<Vec<_>>())
            .expect("the folder can be written");
        let groups = half().map(|message| GroupRow {
            message,
            group: 0,
            similarity: 0.5,
        });
        run.write(&groups.collect::<Vec<_>>())
            .expect("the folder can be written");
        run.commit().expect("the folder can be written");
        (dir, case)
    })
}

fn index() -> &'static Index {
    static BUILT: OnceLock<Index> = OnceLock::new();
    BUILT.get_or_init(|| {
        Index::open(&case().1, &Unwatched)
            .expect("the case can be read")
            .expect("nobody stops it")
    })
}

#[divan::bench(sample_count = 5)]
fn build(bencher: Bencher<'_, '_>) {
    let (dir, case) = case();
    bencher
        .counter(ItemsCount::new(MESSAGES))
        .with_inputs(|| std::fs::remove_file(dir.path().join("explore.db")).is_ok())
        .bench_local_values(|_| Index::open(case, &Unwatched).is_ok());
}

#[divan::bench(args = [0, 199])]
fn page_of_a_campaign(bencher: Bencher<'_, '_>, page: u32) {
    let index = index();
    bencher.bench_local(|| index.messages_of(0, Order::LeastAlike, page).is_ok());
}

#[divan::bench(args = ["w1", "w1 -w2", "w1 verdict:operated", "w1 after:2023-11-20 before:2023-11-22", "w1 w2", "\"w1 w2\"", "w4999", "\"w3 w3 w3\""])]
fn search(bencher: Bencher<'_, '_>, line: &str) {
    let (index, query) = (index(), parse(line).query);
    let ask = Ask {
        query: &query,
        sort: Sort::Newest,
        page: 0,
        revealed: false,
    };
    bencher.bench_local(|| index.hits(&ask).is_ok());
}
