//! Content credentials: any bytes as the boxes of a PNG; what they say is declared, never a trace.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::media::{Format, Limits, Tier, provenance};

fuzz_target!(|input: &[u8]| {
    let length = u32::try_from(input.len())
        .expect("inputs are small")
        .to_be_bytes();
    let file = [&b"\x89PNG\r\n\x1a\n"[..], &length, b"caBX", input, &[0; 4]].concat();
    let limits = Limits::default();
    let read = provenance::read(&file, Format::Png, &limits);
    assert!(
        read.findings
            .iter()
            .all(|finding| [Tier::Declared, Tier::Fact].contains(&finding.tier))
    );
    assert!(
        read.facts
            .iter()
            .all(|fact| fact.value.len() <= limits.text)
    );
    assert_eq!(read, provenance::read(&file, Format::Png, &limits));
});
