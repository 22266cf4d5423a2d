//! The name of a colour profile.
//!
//! In: an ICC profile. Out: its description, such as "sRGB IEC61966-2.1" or "Display P3".
//!
//! Source: ICC.1:2022, 7.3 and 10.15 (`mluc`); ICC.1:2001-04, 6.5.17 (`desc`).

use super::bytes::{be16, be32, from, part, place, text, utf16};

/// Where the tag table stands, after the header.
const TABLE: usize = 128;

/// Tags that are looked at (profiles have fewer than 30).
const MAX_TAGS: u32 = 200;

/// The description of a profile; `None` where it has none.
pub(super) fn name(profile: &[u8]) -> Option<String> {
    let count = be32(profile, TABLE)?.min(MAX_TAGS);
    let entry = (0..place(count))
        .map(|index| TABLE + 4 + 12 * index)
        .find(|&at| part(profile, at, 4) == Some(b"desc"))?;
    let value = part(
        profile,
        place(be32(profile, entry + 4)?),
        place(be32(profile, entry + 8)?),
    )?;
    match value.get(..4)? {
        b"desc" => part(value, 12, place(be32(value, 8)?)).map(text),
        b"mluc" => {
            // The first of the languages; its length and place stand after the code of language and country.
            let length = place(be32(value, 20)?);
            let words = part(value, place(be32(value, 24)?), length)?;
            Some(utf16(words, be16))
        }
        b"text" => Some(text(from(value, 8))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap().to_be_bytes();
        let tags = [&[0, 0, 0, 1], &b"desc"[..], &[0, 0, 0, 144], &length].concat();
        [&[0; TABLE][..], &tags, value].concat()
    }

    #[test]
    fn names_of_both_versions_are_read() {
        let old = b"desc\0\0\0\0\0\0\0\x05sRGB\0";
        let new = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x04\0\0\0\x1c\0P\x003";
        assert_eq!(name(&profile(old)).as_deref(), Some("sRGB"));
        assert_eq!(name(&profile(new)).as_deref(), Some("P3"));
        assert_eq!(name(&profile(b"desc\0\0\0\0\xff\xff\xff\xff")), None);
        assert_eq!(name(b"short"), None);
    }
}
