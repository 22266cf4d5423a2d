//! The case's store: rows a second written and read, by the shape of a mail archive.

use divan::{Bencher, counter::ItemsCount};
use refrain::case::{
    Case, Part,
    rows::{MessageRow, SketchRow, TextRow, TraceRow},
};

fn main() {
    divan::main();
}

const WORDS: [&str; 16] = [
    "road", "school", "the", "of", "minister", "please", "water", "we", "ask", "that", "bill",
    "not", "village", "a", "pass", "letter",
];

/// A part of letters of 200 words each from a fixed generator.
fn part(count: u32) -> Part {
    let mut state = 1_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap_or_default()
    };
    let mut part = Part::default();
    for message in 0..count {
        let tokens: Vec<u32> = (0..200).map(|_| next()).collect();
        let own_text: Vec<&str> = tokens
            .iter()
            .map(|token| WORDS[*token as usize % WORDS.len()])
            .collect();
        part.messages.push(MessageRow {
            message,
            external_id: Some(format!("{:08x}.{message}@example.org", next())),
            platform: "mail".to_owned(),
            digest: {
                let parts: Vec<String> =
                    tokens.iter().take(8).map(|t| format!("{t:08x}")).collect();
                parts.concat()
            },
            offset: u64::from(message) * 4000,
            length: 4000,
            account: Some(next() % 1000),
            display_name: format!("Name {}", next() % 1000),
            sent_at: Some(1_700_000_000 + i64::from(next() % 1_000_000)),
            subject: "On the water bill".to_owned(),
            recipients: vec!["office@example.gov".to_owned()],
            ..MessageRow::default()
        });
        part.texts.push(TextRow {
            message,
            own_text: own_text.join(" "),
            quoted_text: String::new(),
        });
        part.traces.push(TraceRow {
            message,
            relay_ip: Some(format!("192.0.2.{}", next() % 256)),
            client: Some("Thunderbird".to_owned()),
            ..TraceRow::default()
        });
        part.sketches.push(SketchRow {
            message,
            digest: u128::from(next()),
            tokens,
            blocks: vec![0, 50, 100],
        });
    }
    part
}

fn stored(count: u32) -> (tempfile::TempDir, Case) {
    let dir = tempfile::tempdir().expect("the temporary folder can be written");
    let case = Case::create_or_open(dir.path()).expect("a new folder takes a case");
    case.commit_part(&part(count)).expect("the part follows");
    (dir, case)
}

#[divan::bench(args = [1_000, 20_000])]
fn commit_part(bencher: Bencher<'_, '_>, count: u32) {
    let part = part(count);
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| {
            let dir = tempfile::tempdir().expect("the temporary folder can be written");
            let case = Case::create_or_open(dir.path()).expect("a new folder takes a case");
            (dir, case)
        })
        .bench_refs(|(_, case)| case.commit_part(&part));
}

#[divan::bench(args = [20_000])]
fn read_sketch_columns(bencher: Bencher<'_, '_>, count: u32) {
    let (_dir, case) = stored(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| case.parts().map(|parts| parts[0].sketches()));
}

#[divan::bench(args = [20_000])]
fn read_text_columns(bencher: Bencher<'_, '_>, count: u32) {
    let (_dir, case) = stored(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| case.parts().map(|parts| parts[0].own_texts()));
}

#[divan::bench(args = [20_000])]
fn read_message_rows(bencher: Bencher<'_, '_>, count: u32) {
    let (_dir, case) = stored(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| case.parts().map(|parts| parts[0].messages()));
}

#[divan::bench(args = [20_000])]
fn read_one_message_by_key(bencher: Bencher<'_, '_>, count: u32) {
    let (_dir, case) = stored(count);
    bencher.bench_local(|| case.messages(&[count / 2]));
}
