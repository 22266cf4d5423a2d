//! IPTC-IIM records, as news agencies, Photoshop and Facebook write them.
//!
//! In: Photoshop resources, or the records themselves. Out: facts, and texts in which generators leave marks.
//!
//! Source: IPTC-NAA information interchange model 4.2, 1.5 and 6; Photoshop file formats specification, image resources.

use super::{
    blocks::Text,
    bytes::{be16, be32, from, part, place, whole_text},
    notes::{Notes, Topic},
};

/// The Photoshop resource that holds IPTC-IIM.
const RESOURCE: u16 = 0x0404;

/// Resources or data sets that are walked in one block.
const MAX_STEPS: usize = 10_000;

/// How the special instructions of a picture begin that Facebook or Instagram re-encoded.
const FACEBOOK: &str = "FBMD";

/// The IPTC records among Photoshop's resources.
pub(super) fn in_resources(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    for _ in 0..MAX_STEPS {
        if part(bytes, at, 4)? != b"8BIM" {
            return None;
        }
        let number = be16(bytes, at + 4)?;
        // A name with its length before it, padded to an even number of bytes.
        let name = usize::from(*bytes.get(at + 6)?) + 1;
        let start = at + 6 + name + name % 2;
        let length = place(be32(bytes, start)?);
        let content = part(bytes, start + 4, length).unwrap_or_else(|| from(bytes, start + 4));
        if number == RESOURCE {
            return Some(content);
        }
        at = start
            .checked_add(4)?
            .checked_add(length)?
            .checked_add(length % 2)?;
    }
    None
}

/// Data sets of the application record: number and value.
fn data_sets(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            if *bytes.get(at)? != 0x1c {
                return None;
            }
            let (record, number) = (*bytes.get(at + 1)?, *bytes.get(at + 2)?);
            // A length with its highest bit set is the length of a longer length, which no text needs.
            let length = usize::from(be16(bytes, at + 3).filter(|length| length & 0x8000 == 0)?);
            let value = part(bytes, at + 5, length)?;
            at += 5 + length;
            if record == 2 {
                return Some((number, value));
            }
        }
    })
}

/// Reads one block of records.
pub(super) fn read(bytes: &[u8], notes: &mut Notes, texts: &mut Vec<Text>) {
    for (number, value) in data_sets(bytes).take(MAX_STEPS) {
        let value = whole_text(value);
        let key = match number {
            40 => {
                if value.starts_with(FACEBOOK) {
                    notes.fact(
                        Topic::Network,
                        "Facebook or Instagram (FBMD mark in the instructions)",
                    );
                }
                continue;
            }
            65 => {
                notes.fact(Topic::Software, &value);
                "Originating program"
            }
            80 | 85 => {
                notes.fact(Topic::Author, &value);
                continue;
            }
            110 => {
                notes.fact(Topic::Credit, &value);
                "Credit"
            }
            115 => "Source",
            116 => {
                notes.fact(Topic::Copyright, &value);
                continue;
            }
            120 => {
                notes.fact(Topic::Description, &value);
                "Caption"
            }
            _ => continue,
        };
        texts.push(Text {
            carrier: "IPTC",
            key: key.to_owned(),
            value,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_set(number: u8, value: &str) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        [&[0x1c, 2, number], &length[..], value.as_bytes()].concat()
    }

    #[test]
    fn records_among_resources_are_found_and_read() {
        let records = [
            data_set(110, "Made with Google AI"),
            data_set(40, "FBMD01000a"),
        ]
        .concat();
        let length = u32::try_from(records.len()).unwrap().to_be_bytes();
        let resources = [
            &b"8BIM\x03\xed\0\0\0\0\0\x03abc\0"[..],
            b"8BIM\x04\x04\x03abc",
            &length,
            &records,
        ];
        let (mut notes, mut texts) = (Notes::new(100), Vec::new());
        read(
            in_resources(&resources.concat()).unwrap(),
            &mut notes,
            &mut texts,
        );
        let facts: Vec<_> = notes.give().0.into_iter().map(|fact| fact.name).collect();
        assert_eq!(facts, ["credit", "network_mark"]);
        assert_eq!(
            texts.first().map(|t| t.value.as_str()),
            Some("Made with Google AI")
        );
    }

    #[test]
    fn a_length_past_the_end_stops_the_walk() {
        assert_eq!(in_resources(b"8BIM\x03\xed\0\0\xff\xff\xff\xff"), None);
        assert_eq!(data_sets(&[0x1c, 2, 110, 0x7f, 0xff, 1]).count(), 0);
    }
}
