//! How a JPEG is built, who wrote it, and its coefficients: any bytes behind the first two.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::media::{Limits, jpeg};

fuzz_target!(|input: &[u8]| {
    let limits = Limits {
        pixels: 1 << 20,
        memory: 32 << 20,
        steps: 1000,
        ..Limits::default()
    };
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(input);
    if let Ok(structure) = jpeg::structure(&bytes, &limits) {
        assert!(structure.segments.len() <= limits.steps);
        assert!(structure.trailing.end <= bytes.len());
        assert!(structure.thumbnail.as_ref().is_none_or(|inside| inside.end <= bytes.len()));
        let _ = jpeg::writer(&structure);
        let _ = jpeg::coefficients(&bytes, &limits);
    }
});
