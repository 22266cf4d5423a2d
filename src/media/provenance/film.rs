//! What a film, or a still picture in the same container, says about how it was written.
//!
//! In: an ISO base media file. Out: brands, tracks, dates, encoder, edit lists as facts; a re-muxing program as a finding
//! no stronger than a fact.
//!
//! Source: ISO/IEC 14496-12, 4.3, 8.2.2, 8.4.3, 8.6.6; `QuickTime` file format, user data and metadata items.

use jiff::Timestamp;

use crate::media::Limits;

use super::{
    audio,
    bytes::{be16, be32, be64, from, part, place, text, whole_text},
    exif::normal_date,
    iso_boxes::{IsoBox, walk},
    notes::{Notes, Topic},
};

/// Seconds from 1904, where the container's clock begins, to 1970.
const EPOCH: i64 = 2_082_844_800;

/// Tells what the boxes say.
pub(super) fn read(bytes: &[u8], limits: &Limits, notes: &mut Notes) {
    let (mut tracks, mut lists) = (Vec::new(), 0_usize);
    for (path, found) in walk(bytes, limits).boxes {
        match (&found.name, path.last()) {
            (b"ftyp", None) => brands(found.content, notes),
            (b"mvhd", _) => head(found.content, notes),
            (b"hdlr", Some(b"mdia")) => {
                tracks.push(text(found.content.get(8..12).unwrap_or_default()));
            }
            (b"elst", _) => {
                lists += usize::from(be32(found.content, 4).is_some_and(|count| count > 1));
            }
            (b"data", Some(item)) => item_of(*item, from(found.content, 8), notes),
            (name, Some(b"udta")) => user_data(*name, found, notes),
            _ => {}
        }
    }
    tracks.sort_unstable();
    notes.fact(Topic::Tracks, &tracks.join(", "));
    if lists > 0 {
        notes.fact(
            Topic::EditLists,
            &format!("{lists} with more than one piece"),
        );
    }
}

fn brands(content: &[u8], notes: &mut Notes) {
    let brands = content
        .chunks(4)
        .enumerate()
        .filter(|(index, _)| *index != 1);
    let brands: Vec<String> = brands
        .take(20)
        .map(|(_, brand)| text(brand).trim().to_owned())
        .collect();
    notes.fact(Topic::Brands, &brands.join(" "));
}

/// Dates and duration of the film.
fn head(content: &[u8], notes: &mut Notes) {
    let is_long = content.first() == Some(&1);
    let (created, modified, scale, duration) = if is_long {
        (
            be64(content, 4),
            be64(content, 12),
            be32(content, 20),
            be64(content, 24),
        )
    } else {
        let number = |at| be32(content, at).map(u64::from);
        (number(4), number(8), be32(content, 12), number(16))
    };
    for (topic, seconds) in [
        (Topic::Created, created),
        (Topic::DocumentModified, modified),
    ] {
        notes.fact(topic, &seconds.and_then(date).unwrap_or_default());
    }
    if let (Some(scale @ 1..), Some(duration)) = (scale, duration)
        && duration > 0
        && duration < u64::from(u32::MAX)
    {
        notes.fact(
            Topic::Duration,
            &format!("{:.1} s", duration as f64 / f64::from(scale)),
        );
    }
}

/// A date of the container; many programs leave it at zero.
fn date(seconds: u64) -> Option<String> {
    let seconds = i64::try_from(seconds).ok().filter(|&seconds| seconds > 0)?;
    let moment = Timestamp::from_second(seconds.checked_sub(EPOCH)?).ok()?;
    normal_date(&moment.to_string())
}

fn user_data(name: [u8; 4], found: IsoBox<'_>, notes: &mut Notes) {
    let [first, rest @ ..] = name;
    if first != 0xa9 {
        return;
    }
    // A length and a language stand before the text.
    let length = be16(found.content, 0).map_or(0, usize::from);
    let said = part(found.content, 4, length)
        .map(whole_text)
        .unwrap_or_default();
    told(rest, &said, notes);
}

fn item_of(name: [u8; 4], value: &[u8], notes: &mut Notes) {
    let [first, rest @ ..] = name;
    if first == 0xa9 {
        told(rest, &whole_text(value), notes);
    }
}

fn told(name: [u8; 3], said: &str, notes: &mut Notes) {
    match &name {
        b"too" | b"enc" | b"swr" => audio::encoder(said, notes),
        b"mak" => notes.fact(Topic::Make, said),
        b"mod" => notes.fact(Topic::Model, said),
        b"xyz" => notes.fact(Topic::Gps, "present"),
        b"day" => notes.fact(Topic::Taken, said),
        b"ART" | b"aut" => notes.fact(Topic::Author, said),
        b"cmt" | b"des" => notes.fact(Topic::Comment, said),
        _ => {}
    }
}

/// Columns and rows of the first track that has them, in whole pixels.
pub(super) fn size(bytes: &[u8], limits: &Limits) -> Option<(u32, u32)> {
    walk(bytes, limits).boxes.iter().find_map(|(_, found)| {
        if &found.name != b"tkhd" {
            return None;
        }
        let at = if found.content.first() == Some(&1) {
            88
        } else {
            76
        };
        let side = |at| be32(found.content, place(at)).map(|fixed| fixed >> 16);
        side(at)
            .zip(side(at + 4))
            .filter(|&(columns, rows)| columns > 0 && rows > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::iso_boxes::tests::boxed, *};

    fn facts(file: &[u8]) -> Vec<String> {
        let mut notes = Notes::new(100);
        read(file, &Limits::default(), &mut notes);
        notes
            .give()
            .0
            .iter()
            .map(|f| format!("{}: {}", f.name, f.value))
            .collect()
    }

    #[test]
    fn brands_dates_tracks_and_encoder_are_told() {
        let seconds = 3_660_000_000_u32.to_be_bytes();
        let head = boxed(
            b"mvhd",
            &[
                &[0; 4][..],
                &seconds,
                &seconds,
                &1000_u32.to_be_bytes(),
                &2500_u32.to_be_bytes(),
            ]
            .concat(),
        );
        let handler = boxed(
            b"hdlr",
            &[&[0; 8][..], b"vide", &[0; 12], b"VideoHandler\0"].concat(),
        );
        let edits = boxed(b"edts", &boxed(b"elst", &[0, 0, 0, 0, 0, 0, 0, 2]));
        let track = boxed(b"trak", &[edits, boxed(b"mdia", &handler)].concat());
        let program = boxed(
            b"\xa9too",
            &boxed(b"data", b"\0\0\0\x01\0\0\0\0Lavf58.76.100"),
        );
        let tags = boxed(
            b"meta",
            &[
                &[0; 4][..],
                &boxed(b"hdlr", &[0; 25]),
                &boxed(b"ilst", &program),
            ]
            .concat(),
        );
        let movie = boxed(b"moov", &[head, track, boxed(b"udta", &tags)].concat());
        let file = [boxed(b"ftyp", b"isom\0\0\x02\0isomavc1"), movie].concat();
        assert_eq!(
            facts(&file),
            [
                "created: 2019-12-24 02:40:00",
                "document_modified: 2019-12-24 02:40:00",
                "brands: isom isom avc1",
                "encoder: Lavf58.76.100",
                "tracks: vide",
                "edit_lists: 1 with more than one piece",
                "duration: 2.5 s",
            ]
        );
    }

    #[test]
    fn the_place_of_a_film_is_not_told() {
        let place = boxed(b"\xa9xyz", b"\0\x06\x15\xc7+48.8/");
        let film = boxed(b"moov", &boxed(b"udta", &place));
        assert_eq!(facts(&film), ["gps: present"]);
    }
}
