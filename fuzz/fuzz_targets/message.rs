//! Message parsing: any bytes give a message.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::{
    archive::{RawBytes, RawRecord},
    key::SourceKey,
    message::{self, Limits},
    source::SourceRef,
};

fuzz_target!(|input: &[u8]| {
    let at = SourceRef {
        source: SourceKey(0),
        offset: 0,
        length: input.len() as u64,
    };
    let bytes = RawBytes::from(input.to_vec());
    let record = RawRecord {
        at,
        envelope: None,
        bytes,
        post: None,
        quoted: true,
        defects: Vec::new(),
    };
    let limits = Limits::default();
    let message = message::parse(&record, &limits);
    assert!(message.headers.len() <= limits.headers);
});
