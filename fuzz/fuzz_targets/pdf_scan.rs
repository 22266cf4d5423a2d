//! The scan of a PDF: any bytes; the parts keep to the limits, and the document's history does not panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::media::{Format, Limits, extract, provenance};

fuzz_target!(|input: &[u8]| {
    let limits = Limits {
        bytes: 1 << 16,
        memory: 1 << 18,
        parts: 10,
        ..Limits::default()
    };
    let extracted = extract::parts(input, Format::Pdf, &limits);
    assert!(extracted.parts.len() <= limits.parts);
    let total: usize = extracted.parts.iter().map(|part| part.bytes.len()).sum();
    assert!(total as u64 <= limits.memory);
    assert!(
        extracted
            .parts
            .iter()
            .all(|part| part.bytes.len() <= limits.bytes)
    );
    let read = provenance::read(input, Format::Pdf, &limits);
    assert!(
        read.facts
            .iter()
            .all(|fact| fact.value.len() <= limits.text)
    );
});
