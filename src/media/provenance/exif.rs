//! What EXIF says: camera, dates, software, size.
//!
//! In: a TIFF structure. Out: facts; [`Camera`] for what other rules compare; texts in which generators leave marks.
//! Of the place only its presence is told, never the coordinates. Serial numbers and names are marked personal.
//!
//! Source: EXIF 2.32 (CIPA DC-008-2019).

use crate::media::Limits;

use super::{
    blocks::Text,
    ifd::{Directory, Entry, entries},
    notes::{Notes, Topic},
};

/// What EXIF says that is held against other parts of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Camera {
    /// Maker and model, where both are there.
    pub name: Option<String>,
    /// When the picture was taken, as written.
    pub taken: Option<String>,
    /// When the file was changed last, as written.
    pub modified: Option<String>,
    /// The program that wrote the file, or the camera's own version.
    pub software: Option<String>,
    /// Columns and rows.
    pub size: Option<(u32, u32)>,
    /// Whether there is exposure time or aperture.
    pub exposure: bool,
    /// Whether the maker's own block is there.
    pub maker_note: bool,
}

/// Reads one structure.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    notes: &mut Notes,
    texts: &mut Vec<Text>,
) -> Camera {
    let mut camera = Camera::default();
    let (mut make, mut model) = (None, None);
    let (mut columns, mut rows) = (None, None);
    for entry in entries(bytes, limits) {
        if entry.directory == Directory::Gps {
            // Version alone (tag 0) says nothing: many cameras write it without a place.
            if matches!(entry.tag, 2 | 4) {
                notes.fact(Topic::Gps, "present");
            }
            continue;
        }
        match entry.tag {
            0x010f => make = simple(&entry, Topic::Make, notes),
            0x0110 => model = simple(&entry, Topic::Model, notes),
            0x0131 => camera.software = simple(&entry, Topic::Software, notes),
            0x0132 => camera.modified = date(&entry, Topic::Modified, notes),
            0x9003 => camera.taken = date(&entry, Topic::Taken, notes),
            0xa002 => columns = entry.number(),
            0xa003 => rows = entry.number(),
            0x829a | 0x829d => {
                camera.exposure |= entry.fraction().is_some_and(|(n, d)| n > 0 && d > 0);
            }
            0x927c => camera.maker_note = !entry.value.is_empty(),
            _ => small(&entry, notes),
        }
        collect(&entry, texts);
    }
    camera.size = columns.zip(rows);
    if let (Some(make), Some(model)) = (make, model) {
        camera.name = Some(join(&make, &model));
    }
    tell(&camera, notes);
    camera
}

/// Facts that nothing is held against.
fn small(entry: &Entry<'_>, notes: &mut Notes) {
    match entry.tag {
        0x010e => notes.fact(Topic::Description, &entry.text()),
        0x0112 => {
            if let Some(number) = entry.number().filter(|number| (1..=8).contains(number)) {
                notes.fact(Topic::Orientation, &number.to_string());
            }
        }
        0x013b => notes.fact(Topic::Author, &entry.text()),
        0x8298 => notes.fact(Topic::Copyright, &entry.text()),
        0xa001 => notes.fact(
            Topic::ColourSpace,
            match entry.number() {
                Some(1) => "sRGB",
                Some(2) => "Adobe RGB",
                Some(0xffff) => "uncalibrated",
                _ => "",
            },
        ),
        0x9286 => notes.fact(Topic::Comment, &entry.marked_text()),
        0xa430 => notes.fact(Topic::Owner, &entry.text()),
        0xa431 | 0xa435 => notes.fact(Topic::Serial, &entry.text()),
        0xa434 => notes.fact(Topic::Lens, &entry.text()),
        _ => {}
    }
}

fn simple(entry: &Entry<'_>, topic: Topic, notes: &mut Notes) -> Option<String> {
    let said = entry.text();
    notes.fact(topic, &said);
    (!said.is_empty()).then_some(said)
}

fn date(entry: &Entry<'_>, topic: Topic, notes: &mut Notes) -> Option<String> {
    let said = normal_date(&entry.text())?;
    notes.fact(topic, &said);
    Some(said)
}

/// A date of EXIF or XMP as `2020-01-02 03:04:05`, its offset dropped; `None` for an empty one.
pub(super) fn normal_date(said: &str) -> Option<String> {
    let mut date: String = said.trim().chars().take(19).collect();
    let digits = date.chars().filter(char::is_ascii_digit).count();
    if digits < 8 || date.starts_with("0000") {
        return None;
    }
    for (place, mark) in [(4, "-"), (7, "-"), (10, " ")] {
        if date
            .get(place..=place)
            .is_some_and(|c| matches!(c, ":" | "-" | "T" | " " | "/"))
        {
            date.replace_range(place..=place, mark);
        }
    }
    Some(date)
}

/// Maker and model; the maker is not said twice.
fn join(make: &str, model: &str) -> String {
    let first = make.split_whitespace().next().unwrap_or_default();
    if model.to_lowercase().starts_with(&first.to_lowercase()) {
        model.to_owned()
    } else {
        format!("{make} {model}")
    }
}

/// Texts in which programs that have no field of their own leave what they know.
fn collect(entry: &Entry<'_>, texts: &mut Vec<Text>) {
    let (key, value) = match entry.tag {
        0x010e => ("ImageDescription", entry.text()),
        0x010f => ("Make", entry.text()),
        0x0110 => ("Model", entry.text()),
        0x0131 => ("Software", entry.text()),
        0x013b => ("Artist", entry.text()),
        0x9286 => ("UserComment", entry.marked_text()),
        _ => return,
    };
    texts.push(Text {
        carrier: "EXIF",
        key: key.to_owned(),
        value,
    });
}

fn tell(camera: &Camera, notes: &mut Notes) {
    if let Some((columns, rows)) = camera.size {
        notes.fact(Topic::ExifSize, &format!("{columns} × {rows}"));
    }
    if camera.exposure {
        notes.fact(Topic::Exposure, "present");
    }
    if camera.maker_note {
        notes.fact(Topic::MakerNote, "present");
    } else if camera.name.is_some() && camera.exposure {
        notes.fact(Topic::MakerNote, "absent");
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ifd::tests::structure, *};

    #[test]
    fn a_camera_is_read_and_its_place_not_told() {
        let bytes = structure(
            &[
                (0x010f, b"NIKON CORPORATION\0"),
                (0x0110, b"NIKON D90\0"),
                (0x0131, b"Ver.1.00 \0"),
            ],
            &[
                (0x9003, b"2013:01:03 17:59:07\0"),
                (0x927c, b"Nikon\0maker"),
            ],
        );
        let mut notes = Notes::new(100);
        let camera = read(&bytes, &Limits::default(), &mut notes, &mut Vec::new());
        assert_eq!(camera.name.as_deref(), Some("NIKON D90"));
        assert_eq!(camera.taken.as_deref(), Some("2013-01-03 17:59:07"));
        assert!(camera.maker_note && !camera.exposure);
    }

    #[test]
    fn dates_come_in_one_form() {
        let table = [
            ("2013:01:03 17:59:07", Some("2013-01-03 17:59:07")),
            ("2013-01-03T17:59:07+02:00", Some("2013-01-03 17:59:07")),
            ("2013-01-03", Some("2013-01-03")),
            ("    :  :     :  :  ", None),
            ("0000:00:00 00:00:00", None),
            ("ÄÖÜ", None),
        ];
        for (said, expected) in table {
            assert_eq!(normal_date(said).as_deref(), expected, "{said}");
        }
    }
}
