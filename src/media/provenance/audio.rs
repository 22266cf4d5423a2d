//! What a sound file says about the program that wrote it.
//!
//! In: WAV or AVI, MP3, Ogg, FLAC. Out: encoder, length, comments as facts.
//!
//! Source: RIFF `INFO`; ID3v2.4 (`TSSE`, `TENC`); the LAME tag; RFC 7845 and Vorbis I section 5 (comments); RFC 9639 (FLAC).

use crate::media::{Format, Kind, Limits, Says, Tier};

use super::{
    blocks::Text,
    bytes::{be16, be32, from, le16, le32, part, place, text, utf16, whole_text},
    notes::{Notes, Topic},
    riff,
};

/// Bytes from the start in which headers of Ogg and MP3 are looked for.
const HEAD: usize = 64 << 10;

/// Comments and frames that are walked.
const MAX_STEPS: usize = 500;

/// Programs that write films and sounds anew, as their names begin in lower case.
const WRITERS: [(&str, &str); 9] = [
    ("lavf", "FFmpeg"),
    ("lavc", "FFmpeg"),
    ("handbrake", "HandBrake"),
    ("adobe premiere", "Adobe Premiere"),
    ("adobe audition", "Adobe Audition"),
    ("audacity", "Audacity"),
    ("davinci", "DaVinci Resolve"),
    ("capcut", "CapCut"),
    ("imovie", "iMovie"),
];

/// An encoder's name; one that writes films anew is a finding too.
pub(super) fn encoder(said: &str, notes: &mut Notes) {
    let lower = said.trim().to_lowercase();
    let known = WRITERS.iter().find(|(name, _)| lower.starts_with(name));
    notes.fact(Topic::Encoder, said);
    if let Some((_, program)) = known {
        let text = format!("was written by {program}, which re-packs or re-encodes");
        let caveat = "networks, messengers and converters use the same programs";
        notes.finding(Kind::Container, Tier::Fact, Says::Processed, &text, caveat);
    }
}

/// Tells what the file says.
pub(super) fn read(
    bytes: &[u8],
    format: Format,
    texts: &[Text],
    limits: &Limits,
    notes: &mut Notes,
) {
    match format {
        Format::Riff => wave(bytes, texts, limits, notes),
        Format::Mp3 => mp3(bytes, notes),
        Format::Ogg => ogg(bytes, notes),
        Format::Flac => flac(bytes, notes),
        _ => {}
    }
}

fn wave(bytes: &[u8], texts: &[Text], limits: &Limits, notes: &mut Notes) {
    for text in texts {
        match text.key.as_str() {
            "ISFT" => encoder(&text.value, notes),
            "ICMT" => notes.fact(Topic::Comment, &text.value),
            "IART" => notes.fact(Topic::Author, &text.value),
            "ICRD" => notes.fact(Topic::Created, &text.value),
            _ => {}
        }
    }
    let (mut rate, mut length) = (None, None);
    for (name, content) in riff::chunks(bytes, 12).take(limits.steps) {
        match name {
            b"fmt " => rate = le32(content, 8).filter(|&rate| rate > 0),
            b"data" => length = Some(content.len()),
            _ => {}
        }
    }
    if let (Some(rate), Some(length)) = (rate, length) {
        notes.fact(
            Topic::Duration,
            &format!("{:.1} s", length as f64 / f64::from(rate)),
        );
    }
}

/// Text frames of `ID3v2`, and the name that LAME writes into the first frame of sound.
fn mp3(bytes: &[u8], notes: &mut Notes) {
    let mut sound = 0;
    if bytes.starts_with(b"ID3") {
        let version = bytes.get(3).copied().unwrap_or(0);
        let length = be32(bytes, 6).map_or(0, seven_bits);
        let tag = part(bytes, 10, length).unwrap_or_else(|| from(bytes, 10));
        frames(tag, version, notes);
        sound = 10 + length;
    }
    let start = from(bytes, sound);
    let start = start.get(..2048.min(start.len())).unwrap_or_default();
    if let Some(name) = memchr::memmem::find(start, b"LAME").and_then(|at| part(start, at, 9)) {
        let is_name = |byte: &u8| byte.is_ascii_graphic();
        let name: Vec<u8> = name.iter().copied().take_while(is_name).collect();
        encoder(&whole_text(&name), notes);
    }
}

fn frames(tag: &[u8], version: u8, notes: &mut Notes) {
    let mut at = 0;
    for _ in 0..MAX_STEPS {
        let (Some(name), Some(length)) = (part(tag, at, 4), be32(tag, at + 4)) else {
            return;
        };
        let length = if version >= 4 {
            seven_bits(length)
        } else {
            place(length)
        };
        let Some(content) = part(tag, at + 10, length) else {
            return;
        };
        match name {
            b"TSSE" | b"TENC" => encoder(&coded(content), notes),
            b"TPE1" => notes.fact(Topic::Author, &coded(content)),
            b"TDRC" | b"TYER" => notes.fact(Topic::Created, &coded(content)),
            _ => {}
        }
        at += 10 + length;
    }
}

/// A text with its coding in the first byte.
fn coded(content: &[u8]) -> String {
    let words = from(content, 1);
    match (content.first(), words.get(..2)) {
        (Some(1), Some([0xff, 0xfe])) => utf16(from(words, 2), le16),
        (Some(1), _) => utf16(from(words, 2), be16),
        (Some(2), _) => utf16(words, be16),
        _ => text(words),
    }
}

/// A number of four bytes of which each has seven bits.
fn seven_bits(number: u32) -> usize {
    place(
        number
            .to_be_bytes()
            .into_iter()
            .fold(0_u32, |sum, byte| sum << 7 | u32::from(byte & 0x7f)),
    )
}

/// The comment header of Vorbis or Opus, where it stands in the first pages.
fn ogg(bytes: &[u8], notes: &mut Notes) {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    for mark in [&b"\x03vorbis"[..], b"OpusTags"] {
        if let Some(at) = memchr::memmem::find(head, mark) {
            comments(from(head, at + mark.len()), notes);
        }
    }
}

fn flac(bytes: &[u8], notes: &mut Notes) {
    let mut at = 4;
    for _ in 0..MAX_STEPS {
        let Some(head) = be32(bytes, at) else { return };
        let length = place(head & 0x00ff_ffff);
        let content = part(bytes, at + 4, length).unwrap_or_else(|| from(bytes, at + 4));
        match head >> 24 & 0x7f {
            0 => {
                // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
                let high = be32(content, 10).unwrap_or(0);
                let samples =
                    be32(content, 14).map(|low| u64::from(high & 0xf) << 32 | u64::from(low));
                let rate = high >> 12;
                if let Some(samples) = samples.filter(|&samples| samples > 0 && rate > 0) {
                    notes.fact(
                        Topic::Duration,
                        &format!("{:.1} s", samples as f64 / f64::from(rate)),
                    );
                }
            }
            4 => comments(content, notes),
            _ => {}
        }
        if head >> 31 == 1 {
            return;
        }
        at += 4 + length;
    }
}

/// The writer's name and then comments of the form `NAME=value`.
fn comments(bytes: &[u8], notes: &mut Notes) {
    let mut at = 0;
    let mut said = |after_count: usize| {
        let start = at + after_count;
        let words = part(bytes, start + 4, place(le32(bytes, start)?))?;
        at = start + 4 + words.len();
        Some(whole_text(words))
    };
    let Some(writer) = said(0) else { return };
    encoder(&writer, notes);
    // The number of comments stands before the first of them; the walk ends with the bytes.
    for index in 0..MAX_STEPS {
        let Some(comment) = said(if index == 0 { 4 } else { 0 }) else {
            return;
        };
        let Some((name, value)) = comment.split_once('=') else {
            continue;
        };
        match name.to_ascii_uppercase().as_str() {
            "ENCODER" | "ENCODED-BY" => encoder(value, notes),
            "ARTIST" => notes.fact(Topic::Author, value),
            "DATE" => notes.fact(Topic::Created, value),
            "COMMENT" => notes.fact(Topic::Comment, value),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts(bytes: &[u8]) -> Vec<String> {
        let mut notes = Notes::new(100);
        let (format, limits) = (Format::of(bytes).unwrap(), Limits::default());
        let texts = riff::blocks(bytes, &limits).texts;
        read(bytes, format, &texts, &limits, &mut notes);
        notes
            .give()
            .0
            .iter()
            .map(|f| format!("{}: {}", f.name, f.value))
            .collect()
    }

    #[test]
    fn writers_of_all_four_kinds_are_told() {
        let wave = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x10\0\0\0\x10\0\0\0\x01\0\x08\0data\x08\0\0\0abcdefghLIST\x12\0\0\0INFOISFT\x05\0\0\0Lavf\0\0";
        assert_eq!(facts(wave), ["encoder: Lavf", "duration: 0.5 s"]);
        let mp3 = b"ID3\x04\0\0\0\0\0\x10TSSE\0\0\0\x06\0\0\x03Lavf5\xff\xfbxxLAME3.100\0";
        assert_eq!(facts(mp3), ["encoder: Lavf5", "encoder: LAME3.100"]);
        let ogg = b"OggS\0\x03vorbis\x04\0\0\0Xiph\x01\0\0\0\x0b\0\0\0ENCODER=Foo";
        assert_eq!(facts(ogg), ["encoder: Xiph", "encoder: Foo"]);
        let flac = b"fLaC\x84\0\0\x08\x04\0\0\0reff";
        assert_eq!(facts(flac), ["encoder: reff"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(tail in prop::collection::vec(any::<u8>(), 0..200)) {
            for head in [&b"RIFF\0\0\0\0WAVE"[..], b"ID3", b"OggS\x03vorbis", b"fLaC"] {
                let _ = facts(&[head, &tail].concat());
            }
        }
    }
}
