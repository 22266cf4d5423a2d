//! Where a file says that it comes from: what was written beside its pixels.
//!
//! In: the bytes of one file. Out: [`Provenance`]: facts in a fixed order, and findings no stronger than what the file
//! declares: all of it is text that anybody can write, and most networks strip it, so that absence means nothing.
//! Nothing is fetched, nothing is verified, and coordinates are never told, only that there are some.

mod audio;
mod binding;
mod blocks;
pub(super) mod bytes;
mod c2pa;
mod cbor;
mod comfy;
mod consistency;
mod credentials;
mod der;
mod exif;
mod film;
mod generator;
mod gif;
mod heif;
mod icc;
mod ifd;
mod iptc;
mod iso_boxes;
mod jpeg;
mod jumbf;
mod notes;
mod office;
mod packet;
mod pdf;
mod png;
mod png_text;
mod riff;
mod software;
mod source_type;
mod xmp;

#[cfg(test)]
mod tests;

pub use notes::Fact;

use blocks::{Blocks, Text};
use exif::Camera;
use notes::{Notes, Topic};
use packet::Packet;

use super::{Finding, Format, Limits};

/// What one file says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// Facts, in a fixed order.
    pub facts: Vec<Fact>,
    /// Findings, the strongest first.
    pub findings: Vec<Finding>,
}

/// Reads what a file says about itself. Linear in its size; never panics.
#[must_use]
pub fn read(bytes: &[u8], format: Format, limits: &Limits) -> Provenance {
    let mut notes = Notes::new(limits.text);
    if bytes.len() > limits.bytes {
        notes.fact(
            Topic::NotRead,
            &format!("{} bytes are more than the limit", bytes.len()),
        );
    } else {
        read_within(bytes, format, limits, &mut notes);
    }
    let (facts, findings) = notes.give();
    Provenance { facts, findings }
}

fn read_within(bytes: &[u8], format: Format, limits: &Limits, notes: &mut Notes) {
    let mut blocks = blocks::of(bytes, format, limits);
    if format == Format::IsoMedia {
        blocks.size = film::size(bytes, limits);
    }
    if let Some((columns, rows)) = blocks.size {
        notes.fact(Topic::Size, &format!("{columns} × {rows}"));
    }
    let mut texts = std::mem::take(&mut blocks.texts);
    let (camera, packet) = metadata(&blocks, limits, notes, &mut texts);
    consistency::tell(&camera, &packet, blocks.size, notes);
    match format {
        Format::Pdf => pdf::read(bytes, &packet, limits, notes),
        Format::Zip => office::read(bytes, notes),
        Format::IsoMedia | Format::Avif | Format::Heic => film::read(bytes, limits, notes),
        _ => audio::read(bytes, format, &texts, limits, notes),
    }
    own_texts(&texts, notes);
    generator::read(&texts, notes);
    credentials::read(bytes, &blocks.jumbf, notes);
    for trouble in &blocks.troubles {
        notes.fact(Topic::NotRead, trouble);
    }
}

/// EXIF, XMP, IPTC and ICC. Of several blocks of one kind the first that says something counts in comparisons.
fn metadata(
    blocks: &Blocks<'_>,
    limits: &Limits,
    notes: &mut Notes,
    texts: &mut Vec<Text>,
) -> (Camera, Packet) {
    let mut camera = Camera::default();
    for block in blocks.exif.iter().take(limits.parts) {
        let read = exif::read(block, limits, notes, texts);
        if camera == Camera::default() {
            camera = read;
        }
    }
    let mut packet = Packet::default();
    for block in blocks.xmp.iter().take(limits.parts) {
        let read = packet::read(&xmp::properties(block), notes, texts);
        if packet == Packet::default() {
            packet = read;
        }
        texts.truncate(limits.steps);
    }
    for block in &blocks.iptc {
        iptc::read(block, notes, texts);
    }
    for block in &blocks.icc {
        notes.fact(Topic::IccProfile, &icc::name(block).unwrap_or_default());
    }
    (camera, packet)
}

/// Fields of the container itself that say something to a reader.
fn own_texts(texts: &[Text], notes: &mut Notes) {
    for text in texts
        .iter()
        .filter(|text| matches!(text.carrier, "PNG text" | "JPEG comment" | "GIF comment"))
    {
        let topic = match text.key.as_str() {
            "Software" => Topic::Software,
            "Author" => Topic::Author,
            "Copyright" => Topic::Copyright,
            "Description" => Topic::Description,
            "comment" | "Comment" => Topic::Comment,
            _ => continue,
        };
        notes.fact(topic, &text.value);
    }
}
