//! Encoded words: `=?utf-8?Q?gr=C3=BCn?=` to `grün`, leniently and in linear time.
//!
//! In: an unfolded header value. Out: text. Neighbours of one character set are joined before they
//! are decoded, since mailers split characters across words; over-padded, unpadded and blank-ridden
//! base64 is read, and a word may touch other text.
//!
//! Source: RFC 2047 §2, §6.2; RFC 2231 §5 for the language after `*`.

use std::borrow::Cow;

use memchr::memmem;

use super::{charset, transfer};

/// The longest character set name that is believed.
const LABEL: usize = 64;

/// Decodes all encoded words of a header value; line ends and NUL become blanks.
#[must_use]
pub fn decode_words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut pending = Pending::default();
    let (mut at, mut end) = (0, 0);
    while let Some(start) = value
        .get(at..)
        .and_then(|rest| memmem::find(rest.as_bytes(), b"=?"))
        .map(|found| at + found)
    {
        let Some(word) = word_at(value, start, &mut end) else {
            pending.flush(&mut out);
            out.push_str(value.get(at..start + 2).unwrap_or_default());
            at = start + 2;
            continue;
        };
        let between = value.get(at..start).unwrap_or_default();
        if pending.is_empty() || !between.trim().is_empty() {
            pending.flush(&mut out);
            out.push_str(between);
        }
        pending.add(&word, &mut out);
        at = word.after;
    }
    pending.flush(&mut out);
    out.push_str(value.get(at..).unwrap_or_default());
    if out.contains(['\r', '\n', '\0']) {
        out.replace(['\r', '\n', '\0'], " ")
    } else {
        out
    }
}

/// One encoded word as it stands.
struct Word<'a> {
    label: &'a str,
    base64: bool,
    text: &'a str,
    after: usize,
}

/// The word that starts at `start`. `end` keeps the nearest `?=`, so that none is searched for twice.
fn word_at<'a>(value: &'a str, start: usize, end: &mut usize) -> Option<Word<'a>> {
    let rest = value.get(start + 2..)?;
    let label_end = rest.bytes().take(LABEL).position(|byte| byte == b'?')?;
    let label = rest.get(..label_end)?;
    if label.is_empty() || label.contains([' ', '=']) {
        return None;
    }
    let base64 = match rest.as_bytes().get(label_end + 1)? {
        b'B' | b'b' => true,
        b'Q' | b'q' => false,
        _ => return None,
    };
    if rest.as_bytes().get(label_end + 2) != Some(&b'?') {
        return None;
    }
    let text = start + 2 + label_end + 3;
    if *end < text {
        let found = value
            .get(text..)
            .and_then(|rest| memmem::find(rest.as_bytes(), b"?="));
        *end = found.map_or(usize::MAX, |found| text + found);
    }
    let words = value.get(text..*end)?;
    // Another word starts before this one ends: this one was cut off.
    if memmem::find(words.as_bytes(), b"=?").is_some() {
        return None;
    }
    let label = label.split('*').next().unwrap_or_default();
    Some(Word {
        label,
        base64,
        text: words,
        after: *end + 2,
    })
}

/// Bytes of neighbouring words of one character set.
#[derive(Default)]
struct Pending {
    label: String,
    bytes: Vec<u8>,
    words: usize,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.words == 0
    }

    fn add(&mut self, word: &Word<'_>, out: &mut String) {
        if !self.label.eq_ignore_ascii_case(word.label) {
            self.flush(out);
            word.label.clone_into(&mut self.label);
        }
        self.words += 1;
        if word.base64 {
            transfer::base64(word.text.as_bytes(), &mut |bytes| {
                self.bytes.extend_from_slice(bytes);
            });
        } else {
            let spaced: Cow<'_, str> = if word.text.contains('_') {
                word.text.replace('_', " ").into()
            } else {
                word.text.into()
            };
            transfer::q_word(spaced.as_bytes(), &mut self.bytes);
        }
    }

    fn flush(&mut self, out: &mut String) {
        if !self.bytes.is_empty() {
            out.push_str(
                &charset::decode(std::mem::take(&mut self.bytes).into(), &self.label).text,
            );
        }
        self.label.clear();
        self.words = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_decoded_as_the_rfc_says() {
        for (value, expected) in [
            ("plain", "plain"),
            ("=?utf-8?Q?gr=C3=BCn?= tea", "grün tea"),
            ("=?ISO-8859-1?q?a_b?=", "a b"),
            ("=?utf-8?B?w7w=?= =?utf-8?B?w7w=?=", "üü"),
            ("=?utf-8?Q?a?=   b", "a   b"),
            ("=?us-ascii*en?Q?hi?=", "hi"),
            ("=?iso-8859-1?Q?a?= =?utf-8?Q?b?=", "ab"),
        ] {
            assert_eq!(decode_words(value), expected, "{value}");
        }
    }

    #[test]
    fn faulty_words_are_decoded_leniently() {
        for (value, expected) in [
            ("=?UTF-8?B?aGk===?=", "hi"),
            ("=?UTF-8?B?aGk?=", "hi"),
            ("=?UTF-8?B?aG kh?=", "hi!"),
            ("=?utf-8?Q?a b?=", "a b"),
            ("=?utf-8?B?w?= =?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü"),
            ("=?x-nope?Q?=FC?=", "ü"),
            ("x=?utf-8?Q?y?=z", "xyz"),
            ("=?utf-8?Q?=41=?=", "A="),
            ("=?utf-8?B?abc =?utf-8?Q?def?=", "=?utf-8?B?abc def"),
            ("=?utf-8?B?", "=?utf-8?B?"),
            ("=?utf-8?Q?a=0D=0Ab?=", "a  b"),
        ] {
            assert_eq!(decode_words(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(value in "(=\\?|\\?=|\\?|utf-8|B|Q|[ =_a-z0-9ü]){0,40}") {
            let _ = decode_words(&value);
        }
    }
}
