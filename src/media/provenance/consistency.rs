//! EXIF, XMP and the file itself held against each other.
//!
//! In: what each of them says. Out: facts about where they differ, and findings no stronger than a fact: a picture that
//! was cropped, sent or developed differs in all of these ways.

use crate::media::{Kind, Says, Tier};

use super::{
    exif::Camera,
    notes::{Notes, Topic},
    packet::Packet,
    software,
};

/// Why a program's name means nothing bad.
const USUAL: &str = "nearly every published photograph goes through such a program";

/// Why a camera's name proves nothing.
const COPIED: &str =
    "EXIF is text that anybody can write, and editors keep it when they change a picture";

/// Compares, and tells what a reader should know.
pub(super) fn tell(camera: &Camera, packet: &Packet, size: Option<(u32, u32)>, notes: &mut Notes) {
    if let Some(words) = size_differs(camera.size, size) {
        notes.fact(Topic::SizeDiffers, &words);
    }
    let modified = camera.modified.as_ref().max(packet.modified.as_ref());
    if let (Some(taken), Some(modified)) = (&camera.taken, modified)
        && modified > taken
    {
        notes.fact(
            Topic::ModifiedLater,
            &format!("taken {taken}, modified {modified}"),
        );
    }
    if let (Some(exif), Some(xmp)) = (&camera.software, &packet.tool)
        && !exif.eq_ignore_ascii_case(xmp)
    {
        notes.fact(
            Topic::SoftwareDiffers,
            &format!("EXIF says {exif}, XMP says {xmp}"),
        );
    }
    processed(camera, packet, notes);
    if let Some(name) = camera.name.as_ref().filter(|_| camera.exposure) {
        let text = format!("EXIF names the camera {name}, with its exposure");
        notes.finding(Kind::Metadata, Tier::Fact, Says::Captured, &text, COPIED);
    }
}

fn processed(camera: &Camera, packet: &Packet, notes: &mut Notes) {
    let named = camera
        .software
        .iter()
        .chain(&packet.tool)
        .chain(&packet.agents);
    let mut seen = Vec::new();
    for said in named {
        let Some((program, purpose)) = software::known(said) else {
            continue;
        };
        if !seen.contains(&program) {
            seen.push(program);
            let text = format!("was processed by {program}, {}", purpose.words());
            notes.finding(Kind::Metadata, Tier::Fact, Says::Processed, &text, USUAL);
        }
    }
}

/// In words, where EXIF has another size than the file; a picture that was turned has the same.
fn size_differs(exif: Option<(u32, u32)>, file: Option<(u32, u32)>) -> Option<String> {
    let ((columns, rows), file) = (exif.filter(|&(c, r)| c > 0 && r > 0)?, file?);
    if file == (columns, rows) || file == (rows, columns) {
        return None;
    }
    let kind = if is_scaled((columns, rows), file) || is_scaled((rows, columns), file) {
        "the same shape, so scaled"
    } else {
        "another shape, so cropped or set into another"
    };
    Some(format!(
        "EXIF says {columns} × {rows}, the file has {} × {}: {kind}",
        file.0, file.1
    ))
}

/// Whether two sizes have one shape, where the file's sides may be a pixel off by rounding.
fn is_scaled((columns, rows): (u32, u32), file: (u32, u32)) -> bool {
    let across = u64::from(file.0) * u64::from(rows);
    let along = u64::from(file.1) * u64::from(columns);
    across.abs_diff(along) <= u64::from(columns.max(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_size_are_told_apart() {
        let table = [
            (Some((40, 30)), Some((40, 30)), None),
            (Some((40, 30)), Some((30, 40)), None),
            (Some((40, 30)), Some((20, 15)), Some("scaled")),
            (Some((2048, 1536)), Some((683, 512)), Some("scaled")),
            (Some((1200, 1600)), Some((149, 112)), Some("scaled")),
            (Some((40, 30)), Some((20, 20)), Some("cropped")),
            (Some((0, 0)), Some((20, 20)), None),
            (None, Some((20, 20)), None),
        ];
        for (exif, file, expected) in table {
            let words = size_differs(exif, file);
            assert_eq!(words.is_some(), expected.is_some(), "{words:?}");
            assert!(
                words
                    .unwrap_or_default()
                    .contains(expected.unwrap_or_default())
            );
        }
    }

    #[test]
    fn an_editor_is_a_fact_and_never_an_accusation() {
        let camera = Camera {
            name: Some("NIKON D90".to_owned()),
            taken: Some("2013-01-03 17:59:07".to_owned()),
            modified: Some("2014-01-03 17:59:07".to_owned()),
            software: Some("Adobe Photoshop CS6".to_owned()),
            exposure: true,
            ..Camera::default()
        };
        let mut notes = Notes::new(200);
        tell(&camera, &Packet::default(), None, &mut notes);
        let (facts, findings) = notes.give();
        assert_eq!(facts.first().map(|f| f.name), Some("modified_after_taken"));
        let said: Vec<_> = findings.iter().map(|f| (f.tier, f.says)).collect();
        assert_eq!(
            said,
            [(Tier::Fact, Says::Processed), (Tier::Fact, Says::Captured)]
        );
    }
}
