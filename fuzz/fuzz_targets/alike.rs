//! Aligning: texts (parted by zero bytes) to groups, passages, and a template that reads each of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::{
    fingerprint::sketch,
    key::MessageKey,
    neardup::{Corpus, group, passages},
    template::{Member, Parser, induce},
};

fuzz_target!(|input: &[u8]| {
    let texts: Vec<String> = input
        .split(|&byte| byte == 0)
        .take(32)
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect();
    let mut corpus = Corpus::default();
    for text in &texts {
        corpus.add(&sketch(text).tokens);
    }
    corpus.seal();
    let groups = group(&corpus);
    for member in &groups.members {
        assert!(member.message.index() < texts.len());
        assert!((0.0..=1.0).contains(&member.similarity.get()));
    }
    for passage in passages(&corpus, &groups, 2) {
        assert!(passage.span.0 < passage.span.1);
    }
    let members: Vec<Member<'_>> = texts
        .iter()
        .zip(0..)
        .map(|(text, key)| Member {
            message: MessageKey(key),
            text,
            sender: "",
        })
        .collect();
    let template = induce(&members);
    let parser = Parser::new(&template);
    for &member in &members {
        let segments = parser.segments(member);
        assert!(segments.is_sorted_by(|a, b| a.span.end <= b.span.start));
    }
});
