//! Texts of a PNG: any bytes as a plain, a packed and an international text, and as a colour profile.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::media::{Format, Limits, provenance};

fuzz_target!(|input: &[u8]| {
    let length = u32::try_from(input.len())
        .expect("inputs are small")
        .to_be_bytes();
    let limits = Limits::default();
    for name in [b"tEXt", b"zTXt", b"iTXt", b"iCCP"] {
        let file = [&b"\x89PNG\r\n\x1a\n"[..], &length, name, input, &[0; 4]].concat();
        let read = provenance::read(&file, Format::Png, &limits);
        assert!(
            read.facts
                .iter()
                .all(|fact| fact.value.len() <= limits.text)
        );
        assert_eq!(read, provenance::read(&file, Format::Png, &limits));
    }
});
