//! What a PDF says about how it was made: producer, dates, saves on top of each other, signatures.
//!
//! In: a PDF. Out: its XMP packets and content credentials as blocks, and facts. Text strings are found by the names
//! before them, also in packed object streams; all values that a file holds are told, older ones of earlier saves too.
//! In an encrypted file strings are not read.
//!
//! Source: ISO 32000-1, 7.3.4 (strings), 7.5.6 (incremental updates), 12.8.1 (`ByteRange`), 14.3.3 (information);
//! C2PA 2.1, A.4.

use std::borrow::Cow;

use memchr::memmem;

use crate::media::{Kind, Limits, Says, Tier, extract::streams::streams};

use super::{
    blocks::Blocks,
    bytes::{be16, from, utf16, whole_text},
    exif::normal_date,
    notes::{Notes, Topic},
    packet::Packet,
    xmp,
};

/// Packets of one file: one a page or picture is usual.
const MAX_PACKETS: usize = 200;

/// Bytes that object streams and metadata of one file may unpack to.
const MAX_UNPACKED: usize = 16 << 20;

/// Bytes of one string that are read.
const MAX_STRING: usize = 2000;

/// Values of one name that are told.
const MAX_VALUES: usize = 20;

/// The names of the information dictionary that are told.
const NAMES: [(&[u8], Topic); 5] = [
    (b"/Producer", Topic::Producer),
    (b"/Creator", Topic::Application),
    (b"/Author", Topic::Author),
    (b"/CreationDate", Topic::Created),
    (b"/ModDate", Topic::DocumentModified),
];

/// The blocks of a PDF.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let open = xmp::packets(bytes, MAX_PACKETS);
    blocks.xmp.extend(open.into_iter().map(Cow::Borrowed));
    if is_encrypted(bytes) {
        return blocks;
    }
    let mut room = MAX_UNPACKED;
    for stream in streams(bytes, limits) {
        let is_packet = stream.has(b"/Metadata") && stream.has(b"/FlateDecode");
        if !is_packet && !stream.has(b"/EmbeddedFile") {
            continue;
        }
        let Some(inside) = stream.unpacked(room) else {
            continue;
        };
        if inside.len() > room {
            blocks.trouble("streams that unpack to more than the limit");
            break;
        }
        room -= inside.len();
        if is_packet {
            blocks.xmp.push(Cow::Owned(inside));
        } else if inside.get(4..8) == Some(b"jumb") {
            blocks.jumbf.push(Cow::Owned(inside));
        }
    }
    blocks
}

fn is_encrypted(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"/Encrypt").is_some()
}

/// Tells what the file says of itself.
pub(super) fn read(bytes: &[u8], packet: &Packet, limits: &Limits, notes: &mut Notes) {
    saves(bytes, notes);
    signatures(bytes, notes);
    if is_encrypted(bytes) {
        notes.fact(Topic::Encrypted, "yes, so its own strings were not read");
        return;
    }
    let mut dates = (None, None);
    information(bytes, notes, &mut dates);
    let mut room = MAX_UNPACKED;
    for stream in streams(bytes, limits).filter(|stream| stream.has(b"/ObjStm")) {
        let Some(inside) = stream.unpacked(room) else {
            continue;
        };
        room = room.saturating_sub(inside.len());
        information(&inside, notes, &mut dates);
    }
    for (name, own, other) in [
        ("creation", &dates.0, &packet.created),
        ("change", &dates.1, &packet.modified),
    ] {
        if let (Some(own), Some(other)) = (own, other)
            && own.get(..10) != other.get(..10)
        {
            notes.fact(
                Topic::DatesDiffer,
                &format!("{name}: {own}, and {other} in XMP"),
            );
        }
    }
}

/// Creation and change, the last ones that a file holds.
type Dates = (Option<String>, Option<String>);

fn information(bytes: &[u8], notes: &mut Notes, dates: &mut Dates) {
    for (name, topic) in NAMES {
        for at in memmem::find_iter(bytes, name).take(MAX_VALUES) {
            let Some(said) = string(from(bytes, at + name.len())) else {
                continue;
            };
            match topic {
                Topic::Created => {
                    dates.0 = date(&said);
                    notes.fact(topic, dates.0.as_deref().unwrap_or(&said));
                }
                Topic::DocumentModified => {
                    dates.1 = date(&said);
                    notes.fact(topic, dates.1.as_deref().unwrap_or(&said));
                }
                _ => notes.fact(topic, &said),
            }
        }
    }
}

/// A string object, in brackets or in digits; `None` where no string follows.
fn string(bytes: &[u8]) -> Option<String> {
    let rest = bytes.trim_ascii_start();
    let raw = match rest.first()? {
        b'(' => literal(from(rest, 1)),
        b'<' if rest.get(1) != Some(&b'<') => {
            let end = rest
                .iter()
                .take(2 * MAX_STRING)
                .position(|&byte| byte == b'>')?;
            let digits: Vec<u8> = rest
                .get(1..end)?
                .iter()
                .copied()
                .filter(|b| !b.is_ascii_whitespace())
                .collect();
            data_encoding::HEXUPPER_PERMISSIVE.decode(&digits).ok()?
        }
        _ => return None,
    };
    Some(match raw.get(..3) {
        Some([0xfe, 0xff, _]) => utf16(from(&raw, 2), be16),
        Some([0xef, 0xbb, 0xbf]) => whole_text(from(&raw, 3)),
        _ => whole_text(&raw),
    })
}

/// The bytes of a string in brackets, escapes resolved, up to the bracket that closes it.
fn literal(bytes: &[u8]) -> Vec<u8> {
    let mut said = Vec::new();
    let mut depth = 0_usize;
    let mut rest = bytes
        .get(..MAX_STRING)
        .unwrap_or(bytes)
        .iter()
        .copied()
        .peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'(' => depth += 1,
            b'\\' => {
                match rest.next() {
                    Some(b'n') => said.push(b'\n'),
                    Some(b'r') => said.push(b'\r'),
                    Some(b't') => said.push(b'\t'),
                    Some(digit @ b'0'..=b'7') => {
                        let mut value = u32::from(digit - b'0');
                        for _ in 0..2 {
                            if let Some(digit) = rest.next_if(|b| matches!(b, b'0'..=b'7')) {
                                value = value * 8 + u32::from(digit - b'0');
                            }
                        }
                        said.extend(u8::try_from(value & 0xff));
                    }
                    Some(b'\n' | b'\r') | None => {}
                    Some(other) => said.push(other),
                }
                continue;
            }
            _ => {}
        }
        said.push(byte);
    }
    said
}

/// A date `D:20200102030405+01'00'` in the form of all dates here.
fn date(said: &str) -> Option<String> {
    let digits = said.trim_start_matches("D:");
    let piece = |from: usize, to: usize| {
        digits
            .get(from..to)
            .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))
    };
    let day = format!(
        "{}-{}-{}",
        piece(0, 4)?,
        piece(4, 6).unwrap_or("01"),
        piece(6, 8).unwrap_or("01")
    );
    let time = piece(8, 10).zip(piece(10, 12)).zip(piece(12, 14));
    normal_date(&time.map_or_else(|| day.clone(), |((h, m), s)| format!("{day} {h}:{m}:{s}")))
}

/// How often the file was saved on top of what was there.
fn saves(bytes: &[u8], notes: &mut Notes) {
    let ends = memmem::find_iter(bytes, b"startxref").count();
    // A linearised file has two tables from its first save.
    let head = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let first = 1 + usize::from(memmem::find(head, b"/Linearized").is_some());
    let updates = ends.saturating_sub(first);
    if updates > 0 {
        notes.fact(Topic::Updates, &updates.to_string());
        let text = format!(
            "the PDF was saved {updates} times on top of an earlier version, which it still holds"
        );
        let caveat = "filling in a form, a comment and a signature are saved this way too";
        notes.finding(
            Kind::DocumentHistory,
            Tier::Fact,
            Says::Processed,
            &text,
            caveat,
        );
    }
}

/// Signature fields, and whether the last one covers the file to its end.
fn signatures(bytes: &[u8], notes: &mut Notes) {
    let ranges = memmem::find_iter(bytes, b"/ByteRange").take(MAX_VALUES);
    let ends: Vec<usize> = ranges
        .filter_map(|at| range_end(from(bytes, at + 10)))
        .collect();
    if let Some(&last) = ends.iter().max() {
        let rest = from(bytes, last).trim_ascii();
        let words = if rest.is_empty() {
            format!("{}, up to the end of the file (not verified)", ends.len())
        } else {
            format!(
                "{}, with {} bytes after the last signed one (not verified)",
                ends.len(),
                rest.len()
            )
        };
        notes.fact(Topic::Signed, &words);
    }
}

/// The end of the last of the two ranges in `[a b c d]`.
fn range_end(bytes: &[u8]) -> Option<usize> {
    let words = bytes.get(..100.min(bytes.len()))?;
    let words = words.trim_ascii_start().strip_prefix(b"[")?;
    let words = str::from_utf8(words.split(|&byte| byte == b']').next()?).ok()?;
    let numbers: Vec<usize> = words
        .split_ascii_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, start, length] => start.checked_add(length),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts(file: &[u8]) -> Vec<String> {
        let mut notes = Notes::new(100);
        read(file, &Packet::default(), &Limits::default(), &mut notes);
        notes
            .give()
            .0
            .iter()
            .map(|f| format!("{}: {}", f.name, f.value))
            .collect()
    }

    #[test]
    fn strings_of_all_forms_are_read() {
        let table: [(&[u8], Option<&str>); 8] = [
            (b"(a (b) c) d", Some("a (b) c")),
            (b" (a\\)\\050\\\\)", Some("a)(\\")),
            (b"(\xfe\xff\0A\0B)", Some("AB")),
            (b"<FEFF 0041>", Some("A")),
            (b"<41 42>", Some("AB")),
            (b"<</X 1>>", None),
            (b" 7 0 R", None),
            (b"(never closed", Some("never closed")),
        ];
        for (bytes, expected) in table {
            assert_eq!(
                string(bytes).as_deref(),
                expected,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn saves_dates_and_signatures_are_told() {
        let file = b"%PDF-1.4\n1 0 obj<</Producer(One)/CreationDate(D:20200102030405Z)>>endobj startxref 9 %%EOF\n\
            1 0 obj<</Producer(Two)/ByteRange [0 10 20 30]>>endobj startxref 99 %%EOF";
        let said = facts(file);
        assert_eq!(said[..2], ["producer: One", "producer: Two"]);
        assert_eq!(
            said[2..4],
            ["created: 2020-01-02 03:04:05", "incremental_updates: 1"]
        );
        assert!(said[4].starts_with("signature_fields: 1, with"));
    }

    #[test]
    fn an_encrypted_file_is_not_guessed_at() {
        assert_eq!(
            facts(b"%PDF-1.4 /Encrypt 3 0 R /Producer(\x01\x02)").len(),
            1
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in "[a-d()<>/\\\\0-9 ]{0,60}") {
            let _ = facts(format!("%PDF-/Producer{bytes}/ByteRange{bytes}/ModDate({bytes})").as_bytes());
        }
    }
}
