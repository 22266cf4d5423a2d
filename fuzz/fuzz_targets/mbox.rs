//! The mbox splitter: any bytes behind a first `From ` line, as a file and, packed, as a stream.
//!
//! Both must give the same messages, in order, none reaching beyond the bytes.

#![no_main]

use std::{fs, ops::ControlFlow, path::Path};

use libfuzzer_sys::fuzz_target;
use refrain::archive::{self, Event, Limits, Resume};

/// A tar of one member whose name and checksum are in order.
fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 512];
    block[0] = b'a';
    block[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    block[148..156].fill(b' ');
    block[156] = b'0';
    let sum: u32 = block.iter().copied().map(u32::from).sum();
    block[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
    block[154] = 0;
    let padding = vec![0; (512 - bytes.len() % 512) % 512 + 1024];
    [&block[..], bytes, &padding].concat()
}

fn records(path: &Path, limits: &Limits) -> Vec<(u64, u64, Vec<u8>)> {
    let mut found = Vec::new();
    let mut visit = |event: Event| {
        if let Event::Record(record) = event {
            found.push((
                record.at.offset,
                record.at.length,
                record.content().into_owned(),
            ));
        }
        ControlFlow::Continue(())
    };
    archive::read(&[path.to_owned()], limits, &Resume::default(), &mut visit)
        .expect("the file is there");
    found
}

fuzz_target!(|input: &[u8]| {
    let mbox = [b"From a\nB: c\n", input].concat();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (plain, packed) = (folder.path().join("plain"), folder.path().join("packed"));
    fs::write(&plain, &mbox).expect("room for the file");
    fs::write(&packed, tar(&mbox)).expect("room for the file");
    let limits = Limits {
        message: 512,
        ..Limits::default()
    };
    let found = records(&plain, &limits);
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0].0 + pair[0].1 <= pair[1].0)
    );
    assert!(
        found
            .iter()
            .all(|(offset, length, _)| offset + length <= mbox.len() as u64)
    );
    assert_eq!(found, records(&packed, &limits));
});
