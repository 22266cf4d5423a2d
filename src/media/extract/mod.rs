//! Files inside a file: pictures in documents and archives, and in the HTML of a mail.
//!
//! In: the bytes of a PDF or zip, or HTML. Out: [`Part`]s of a known format, in file order, also from containers inside
//! containers, under limits of number, bytes, depth and ratio; and in words what could not be taken out.

mod data_uri;
mod kept;
mod pdf;
pub(super) mod streams;
mod zipped;

#[cfg(test)]
mod tests;

pub use data_uri::data_uris;

use kept::Kept;

use super::{Format, Limits};

/// A file that was inside another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stood: the member's name, or `object-7.jpeg`; behind the container's own name and a slash, if deeper.
    pub name: String,
    /// The bytes as stored.
    pub bytes: Vec<u8>,
}

/// What was taken out of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The parts; a container inside is a part itself, and what it holds follows it.
    pub parts: Vec<Part>,
    /// What could not be taken out, and which limits were hit, in words.
    pub troubles: Vec<String>,
}

/// Takes the files of known formats out of a PDF or zip; nothing for other formats.
#[must_use]
pub fn parts(bytes: &[u8], format: Format, limits: &Limits) -> Extracted {
    let mut kept = Kept::new(limits);
    take(bytes, format, limits, limits.depth, &mut kept);
    kept.done()
}

fn take(bytes: &[u8], format: Format, limits: &Limits, depth: usize, kept: &mut Kept) {
    if !matches!(format, Format::Pdf | Format::Zip) {
        return;
    }
    let Some(depth) = depth.checked_sub(1) else {
        kept.trouble("containers inside containers, deeper than the limit");
        return;
    };
    let first = kept.parts().len();
    if format == Format::Pdf {
        pdf::parts(bytes, limits, kept);
    } else {
        zipped::parts(bytes, limits, kept);
    }
    for index in first..kept.parts().len() {
        let Some(part) = kept.parts().get(index) else {
            return;
        };
        let Some(inner @ (Format::Pdf | Format::Zip)) = Format::of(&part.bytes) else {
            continue;
        };
        let (folder, bytes) = (part.name.clone(), part.bytes.clone());
        let before = kept.parts().len();
        take(&bytes, inner, limits, depth, kept);
        kept.put_under(before, &folder);
    }
}
