//! Text extraction: any body, read as HTML and as plain text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::{
    message::{Body, BodyKind, Message},
    text,
};

fuzz_target!(|input: &[u8]| {
    let body = String::from_utf8_lossy(input);
    for kind in [BodyKind::Html, BodyKind::Plain] {
        let bodies = vec![Body {
            kind,
            text: body.clone().into_owned(),
            alternative: None,
        }];
        let text = text::own(&Message {
            bodies,
            ..Message::default()
        });
        assert!(
            text.pictures
                .iter()
                .all(|picture| !picture.starts_with("data:") || picture.len() <= 64)
        );
    }
});
