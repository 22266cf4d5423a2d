//! Throughput of the archive room: splitting a generated mbox at hand, from a file (with its
//! SHA-256) and from gzip.
//!
//! Each message has 2.6 kB, as in common mail corpora; the text comes from a fixed seed.

use std::{fs, io::Write, ops::ControlFlow, path::PathBuf};

use divan::{Bencher, counter::BytesCount};
use refrain::{
    archive::{self, Event, Limits, RawBytes, Resume},
    key::SourceKey,
};

fn main() {
    divan::main();
}

/// An mbox of so many messages, with a quoted line in every tenth.
fn mbox(messages: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let mut state = 42_u64;
    for number in 0..messages {
        out.extend(format!("From a{number}@example.org Thu Jan  1 00:00:00 2026\n").bytes());
        for name in [
            "Received",
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "X-Spam-Status",
        ] {
            out.extend(
                format!("{name}: value {number} of a header that is as long as most are\n").bytes(),
            );
        }
        for line in 0..34 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let quoted = if line == 5 && number % 10 == 0 {
                "\n>From here on"
            } else {
                ""
            };
            out.extend(
                format!("{quoted}\n{state:020} words that fill a line of text {line:02}").bytes(),
            );
        }
        out.extend(b"\n\n");
    }
    out
}

fn read(path: &PathBuf) -> u64 {
    let mut records = 0;
    let mut visit = |event: Event| {
        records += u64::from(matches!(event, Event::Record(_)));
        ControlFlow::Continue(())
    };
    archive::read(
        std::slice::from_ref(path),
        &Limits::default(),
        &Resume::default(),
        &mut visit,
    )
    .expect("the file was written just now");
    records
}

/// Digest and split of an mbox on disk.
#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn read_mbox(bencher: Bencher<'_, '_>, messages: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.mbox");
    let bytes = mbox(messages);
    fs::write(&path, &bytes).expect("room for the file");
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| assert_eq!(read(&path), messages));
}

/// The same out of gzip, split as it is decompressed.
#[divan::bench(args = [1_000, 100_000], sample_count = 5)]
fn read_mbox_gz(bencher: Bencher<'_, '_>, messages: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.mbox.gz");
    let bytes = mbox(messages);
    let file = fs::File::create(&path).expect("room for the file");
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    encoder
        .write_all(&bytes)
        .and_then(|()| encoder.finish().map(drop))
        .expect("room for the file");
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench(|| assert_eq!(read(&path), messages));
}

/// The splitter alone, on bytes at hand.
#[divan::bench(args = [1_000, 100_000], sample_count = 20)]
fn split_mbox(bencher: Bencher<'_, '_>, messages: u64) {
    let bytes = RawBytes::from(mbox(messages));
    let limits = Limits::default();
    let count = BytesCount::new(bytes.as_ref().len());
    bencher.counter(count).bench(|| {
        let records = archive::split_mbox(SourceKey(0), bytes.clone(), &limits);
        assert_eq!(records.count() as u64, messages);
    });
}

/// Undoing the quoting of every message; one in ten has a quoted line.
#[divan::bench(args = [1_000, 100_000], sample_count = 10)]
fn content(bencher: Bencher<'_, '_>, messages: u64) {
    let bytes = RawBytes::from(mbox(messages));
    let records: Vec<_> =
        archive::split_mbox(SourceKey(0), bytes.clone(), &Limits::default()).collect();
    let count = BytesCount::new(bytes.as_ref().len());
    bencher.counter(count).bench(|| {
        records
            .iter()
            .map(|record| record.content().len())
            .sum::<usize>()
    });
}
