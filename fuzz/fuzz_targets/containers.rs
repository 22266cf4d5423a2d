//! Containers: any bytes; every source that is opened is closed, and no limit is passed.

#![no_main]

use std::{fs, ops::ControlFlow};

use libfuzzer_sys::fuzz_target;
use refrain::archive::{self, Event, Limits, Resume};

fuzz_target!(|input: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("input");
    fs::write(&path, input).expect("room for the file");
    let limits = Limits {
        message: 1 << 16,
        expanded: 1 << 20,
        entries: 100,
        ..Limits::default()
    };
    let (mut opened, mut closed) = (0_u32, 0_u32);
    let mut visit = |event: Event| {
        match event {
            Event::Opened(_) => opened += 1,
            Event::Closed { .. } => closed += 1,
            Event::Record(record) => assert!(record.bytes.as_ref().len() as u64 <= limits.message),
            Event::Defect(..) | Event::Unchanged { .. } => {}
        }
        ControlFlow::Continue(())
    };
    archive::read(&[path], &limits, &Resume::default(), &mut visit).expect("the file is there");
    assert_eq!(opened, closed);
});
