//! Normalisation and tokens: any text gives ordered tokens, and the same ones when its case changes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::fingerprint::{sketch, tokens};

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let all = tokens(&text);
    let mut end = 0;
    for token in &all {
        assert!(token.span.start >= end && token.span.start < token.span.end);
        assert!(
            text.get(token.span.start as usize..token.span.end as usize)
                .is_some()
        );
        end = token.span.end;
    }
    assert_eq!(sketch(&text), sketch(&text));
    if text.is_ascii() {
        assert_eq!(sketch(&text), sketch(&text.to_ascii_lowercase()));
    }
});
