//! Streams of a PDF, found by their keywords.
//!
//! In: a PDF, whole or broken. Out: [`Stream`]s with the dictionary before each, in file order. No cross-reference table
//! is followed, so a file cannot lead the scan in circles; what was replaced by a later save is found as well.
//!
//! Source: ISO 32000-1, 7.3.8 and 7.4.

use std::io::Read;

use memchr::memmem;

use crate::media::{Limits, provenance::bytes::from};

/// Bytes before the keyword in which its dictionary is looked for; dictionaries of pictures are some hundred bytes.
const MAX_DICTIONARY: usize = 4096;

/// A stream and its dictionary, as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::media) struct Stream<'a> {
    /// The number of its object.
    pub number: Option<u32>,
    /// The bytes between `obj` and `stream`.
    pub dictionary: &'a [u8],
    /// Its data, still packed.
    pub data: &'a [u8],
}

impl Stream<'_> {
    /// Whether its dictionary has a name, such as `/DCTDecode`.
    pub(in crate::media) fn has(&self, name: &[u8]) -> bool {
        memmem::find_iter(self.dictionary, name).any(|at| {
            let next = self.dictionary.get(at + name.len());
            !next.is_some_and(u8::is_ascii_alphanumeric)
        })
    }

    /// The bytes, unpacked; one more than `most` where there are more; `None` for a filter that is not read here.
    pub(in crate::media) fn unpacked(&self, most: usize) -> Option<Vec<u8>> {
        if self.has(b"/FlateDecode") || self.has(b"/Fl") {
            return Some(inflate(self.data, most));
        }
        let other = self.has(b"/Filter")
            && !self.has(b"/DCTDecode")
            && !self.has(b"/DCT")
            && !self.has(b"/JPXDecode");
        (!other).then(|| self.data.get(..=most).unwrap_or(self.data).to_vec())
    }
}

/// What a zlib stream unpacks to, as far as it is whole; one more than `most` bytes where there are more.
fn inflate(packed: &[u8], most: usize) -> Vec<u8> {
    let mut whole = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    // A broken end still leaves what came before it.
    let _ = flate2::read::ZlibDecoder::new(packed)
        .take(limit)
        .read_to_end(&mut whole);
    whole
}

/// The streams of a file, at most `limits.steps`.
pub(in crate::media) fn streams<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> impl Iterator<Item = Stream<'a>> {
    let mut at = 0;
    let mut steps = limits.steps;
    let finder = memmem::Finder::new(b"stream").into_owned();
    std::iter::from_fn(move || {
        loop {
            steps = steps.checked_sub(1)?;
            let before = at;
            let word = at + finder.find(from(bytes, at))?;
            at = word + b"stream".len();
            let Some(start) = data_start(bytes, word) else {
                continue;
            };
            let window = bytes.get(before.max(word.saturating_sub(MAX_DICTIONARY))..word)?;
            let Some((number, dictionary)) = dictionary(window) else {
                continue;
            };
            let end = data_end(bytes, start, dictionary);
            at = end;
            return Some(Stream {
                number,
                dictionary,
                data: bytes.get(start..end)?,
            });
        }
    })
}

/// Where data begins after the keyword at `word`; `None` where it is another word.
fn data_start(bytes: &[u8], word: usize) -> Option<usize> {
    let is_end = bytes.get(word.saturating_sub(3)..word) == Some(b"end");
    let after = from(bytes, word + b"stream".len());
    let line = match after {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => return None,
    };
    (!is_end).then_some(word + b"stream".len() + line)
}

/// The object's number and dictionary at the end of a window.
fn dictionary(window: &[u8]) -> Option<(Option<u32>, &[u8])> {
    let at = memmem::rfind(window, b"obj")?;
    let dictionary = from(window, at + 3);
    memmem::find(dictionary, b"<<")?;
    let head = window.get(..at).unwrap_or_default();
    let mut words = head
        .rsplit(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let number = words
        .nth(1)
        .and_then(|word| str::from_utf8(word).ok()?.parse().ok());
    Some((number, dictionary))
}

/// Where data ends: by its length where `endstream` follows that, else at the next such word or the end of the file.
fn data_end(bytes: &[u8], start: usize, dictionary: &[u8]) -> usize {
    let by_length = length(dictionary)
        .and_then(|length| start.checked_add(length))
        .filter(|&end| {
            let after = bytes
                .get(end..end.saturating_add(16).min(bytes.len()))
                .unwrap_or_default();
            after.trim_ascii_start().starts_with(b"endstream")
        });
    by_length.unwrap_or_else(|| {
        let rest = from(bytes, start);
        start + memmem::find(rest, b"endstream").unwrap_or(rest.len())
    })
}

/// A length that is written in the dictionary itself.
fn length(dictionary: &[u8]) -> Option<usize> {
    let at = memmem::find_iter(dictionary, b"/Length")
        .find(|at| dictionary.get(at + 7).is_some_and(u8::is_ascii_whitespace))?;
    let rest = from(dictionary, at + 7).trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // Two numbers and an R stand for another object, which holds the length.
    let after = from(rest, digits).trim_ascii_start();
    if after.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(bytes: &[u8]) -> Vec<Stream<'_>> {
        streams(bytes, &Limits::default()).collect()
    }

    #[test]
    fn streams_are_found_with_and_without_a_length() {
        let file = b"%PDF-1.7\n7 0 obj <</Length 3>>\nstream\nabc\nendstream endobj\n\
            8 0 obj <</Length 9 0 R /Filter/DCTDecode>> stream\r\ndef endstream";
        let read: Vec<_> = all(file).iter().map(|s| (s.number, s.data)).collect();
        assert_eq!(read, [(Some(7), &b"abc"[..]), (Some(8), b"def ")]);
        assert!(all(file)[1].has(b"/DCTDecode") && !all(file)[1].has(b"/DCT"));
    }

    #[test]
    fn a_wrong_length_is_not_believed() {
        let file = b"1 0 obj<</Length 4000000000 >>stream\nabcendstream\n2 0 obj<</Length 1 >>stream\nabcendstream";
        let read: Vec<_> = all(file).iter().map(|s| s.data).collect();
        assert_eq!(read, [b"abc", b"abc"]);
    }

    #[test]
    fn a_bomb_is_unpacked_to_the_limit_and_one_byte() {
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; 100_000]).unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(inflate(&packed, 9_999).len(), 10_000);
        assert_eq!(inflate(&packed, 100_000).len(), 100_000);
    }

    proptest! {
        #[test]
        fn any_words_are_taken_without_panic(words in prop::collection::vec(
            prop::sample::select(vec!["1 0 obj", "<<", ">>", "stream\n", "endstream", "/Length 5", "/Length 1 0 R", "x", "\r"]), 0..60,
        )) {
            let file = words.concat();
            let total: usize = all(file.as_bytes()).iter().map(|s| s.data.len()).sum();
            prop_assert!(total <= file.len());
        }
    }
}
