//! Texts of a PNG, packed or not, unpacked within a budget.
//!
//! In: the content of a `tEXt`, `zTXt`, `iTXt` or `iCCP` chunk. Out: keyword and text, or the profile; `None` where it
//! is broken or would unpack to more than the budget.
//!
//! Source: PNG specification, third edition, 11.3.2.3 and 11.3.3.

use std::io::Read;

use super::bytes::{from, text, whole_text};

/// Bytes that all texts and profiles of one PNG may unpack to: a `ComfyUI` workflow is 5 to 500 KiB, a profile up to 3 MiB.
const MAX_UNPACKED: usize = 8 << 20;

/// Bytes of a keyword (the specification allows 79).
const MAX_KEY: usize = 79;

/// What may still be unpacked.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_UNPACKED)
    }
}

impl Budget {
    /// Unpacks a zlib stream; `None` when it is broken or the budget is spent.
    fn inflate(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        let mut whole = Vec::new();
        let limit = u64::try_from(self.0).ok()? + 1;
        let mut stream = flate2::read::ZlibDecoder::new(packed).take(limit);
        stream.read_to_end(&mut whole).ok()?;
        self.0 = self.0.checked_sub(whole.len())?;
        Some(whole)
    }
}

/// Keyword and text of a text chunk.
pub(super) fn read(name: &[u8], content: &[u8], budget: &mut Budget) -> Option<(String, String)> {
    let (key, rest) = keyword(content)?;
    let value = match name {
        b"tEXt" => whole_text(rest),
        b"zTXt" => whole_text(&budget.inflate(from(rest, 1))?),
        _ => international(rest, budget)?,
    };
    Some((key, value))
}

/// Compression flag and method, language tag, translated keyword, and then the text.
fn international(rest: &[u8], budget: &mut Budget) -> Option<String> {
    let (&flag, _) = rest.split_first()?;
    let rest = from(rest, 2);
    let language = memchr::memchr(0, rest)?;
    let rest = from(rest, language + 1);
    let translated = memchr::memchr(0, rest)?;
    let words = from(rest, translated + 1);
    Some(if flag == 1 {
        whole_text(&budget.inflate(words)?)
    } else {
        whole_text(words)
    })
}

/// The colour profile of an `iCCP` chunk.
pub(super) fn profile(content: &[u8], budget: &mut Budget) -> Option<Vec<u8>> {
    let (_, rest) = keyword(content)?;
    budget.inflate(from(rest, 1))
}

fn keyword(content: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memchr(0, content).filter(|&end| end <= MAX_KEY)?;
    Some((text(content), from(content, end + 1)))
}

/// The bytes of a raw profile: a name, a length, then digits of base 16 in lines.
pub(super) fn raw_profile(value: &str) -> Option<Vec<u8>> {
    let mut words = value.split_ascii_whitespace();
    let length: usize = words.by_ref().find_map(|word| word.parse().ok())?;
    let digits: Vec<u8> = words.flat_map(str::bytes).collect();
    let mut bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(&digits).ok()?;
    bytes.truncate(length);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn check(name: &[u8], content: &[u8], expected: Option<(&str, &str)>) {
        let read = read(name, content, &mut Budget::default());
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(read, expected, "{}", String::from_utf8_lossy(name));
    }

    #[test]
    fn the_three_kinds_of_text_are_read() {
        let squeezed = packed(b"a cat");
        check(b"tEXt", b"prompt\0a cat", Some(("prompt", "a cat")));
        check(
            b"zTXt",
            &[b"prompt\0\0", &squeezed[..]].concat(),
            Some(("prompt", "a cat")),
        );
        check(
            b"iTXt",
            b"prompt\0\0\0de\0Frage\0a cat",
            Some(("prompt", "a cat")),
        );
        check(
            b"iTXt",
            &[b"prompt\0\x01\0\0\0", &squeezed[..]].concat(),
            Some(("prompt", "a cat")),
        );
        check(b"tEXt", b"no end", None);
        check(b"zTXt", b"prompt\0\0broken", None);
    }

    #[test]
    fn a_text_that_unpacks_to_more_than_the_budget_is_refused() {
        let bomb = [b"prompt\0\0", &packed(&vec![b'a'; MAX_UNPACKED + 1])[..]].concat();
        assert!(bomb.len() < 20_000);
        check(b"zTXt", &bomb, None);
    }

    #[test]
    fn a_raw_profile_is_read_from_its_digits() {
        assert_eq!(
            raw_profile("\nexif\n      3\n4578\n69\n"),
            Some(b"Exi".to_vec())
        );
        assert_eq!(raw_profile("exif 3 zz"), None);
    }

    proptest! {
        #[test]
        fn any_content_is_taken_without_panic(content in prop::collection::vec(any::<u8>(), 0..400)) {
            for name in [b"tEXt", b"zTXt", b"iTXt"] {
                let _ = read(name, &content, &mut Budget::default());
            }
            let _ = profile(&content, &mut Budget::default());
            let _ = raw_profile(&String::from_utf8_lossy(&content));
        }

        #[test]
        fn what_is_packed_unpacks(value in "[ -~]{0,200}") {
            let chunk = [b"Comment\0\0", &packed(value.as_bytes())[..]].concat();
            prop_assert_eq!(
                read(b"zTXt", &chunk, &mut Budget::default()),
                Some(("Comment".to_owned(), value))
            );
        }
    }
}
