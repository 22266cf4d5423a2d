//! Pictures and attached files in a PDF.
//!
//! In: a PDF. Out: pictures that are stored as JPEG or JPEG 2000, and attached files of a known format. Pictures that
//! are stored as bare pixels are counted and left.

use crate::media::{Format, Limits};

use super::{
    Part,
    kept::Kept,
    streams::{Stream, streams},
};

/// Bytes of the JPEG 2000 signature box, and the code stream's own beginning.
const JPEG_2000: [&[u8]; 2] = [b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"];

/// Takes out what a PDF holds.
pub(super) fn parts(bytes: &[u8], limits: &Limits, kept: &mut Kept) {
    if memchr::memmem::find(bytes, b"/Encrypt").is_some() {
        kept.trouble("the PDF is encrypted: its pictures are not read");
        return;
    }
    let mut bare = 0_usize;
    for stream in streams(bytes, limits) {
        let picture = is_picture(&stream);
        if !picture && !stream.has(b"/EmbeddedFile") {
            let is_image = stream.has(b"/Image") && stream.has(b"/Subtype");
            bare += usize::from(is_image);
            continue;
        }
        let Some(inside) = stream.unpacked(kept.room()) else {
            kept.trouble("a stream of the PDF is packed in a way that is not read here");
            continue;
        };
        let Some(ending) = ending(&inside) else {
            continue;
        };
        let number = stream
            .number
            .map_or_else(|| "unnumbered".to_owned(), |n| n.to_string());
        kept.keep(Part {
            name: format!("object-{number}.{ending}"),
            bytes: inside,
        });
        if kept.is_full() {
            return;
        }
    }
    if bare > 0 {
        kept.trouble(&format!(
            "{bare} pictures of the PDF are stored as bare pixels and were not taken out"
        ));
    }
}

fn is_picture(stream: &Stream<'_>) -> bool {
    [&b"/DCTDecode"[..], b"/DCT", b"/JPXDecode"]
        .iter()
        .any(|name| stream.has(name))
}

/// A known format's name, or that of JPEG 2000, which is not looked into further.
fn ending(bytes: &[u8]) -> Option<&'static str> {
    let is_new = JPEG_2000.iter().any(|mark| bytes.starts_with(mark));
    Format::of(bytes)
        .map(Format::name)
        .or(is_new.then_some("jpeg2000"))
}

#[cfg(test)]
mod tests {
    use super::{super::Extracted, *};

    #[test]
    fn pictures_are_taken_and_bare_pixels_counted() {
        let file = b"%PDF-1.4\n1 0 obj<</Subtype/Image/Filter/DCTDecode/Length 5 >>stream\n\xff\xd8\xff\xe0\x01\nendstream\n\
            2 0 obj<</Subtype/Image/Filter/FlateDecode/Length 1 >>stream\nx\nendstream\n\
            3 0 obj<</Type/EmbeddedFile/Length 6 >>stream\nGIF89a\nendstream\n\
            4 0 obj<</Length 6 >>stream\nGIF89a\nendstream";
        let mut kept = Kept::new(&Limits::default());
        parts(file, &Limits::default(), &mut kept);
        let Extracted { parts, troubles } = kept.done();
        let names: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_str(), part.bytes.len()))
            .collect();
        assert_eq!(names, [("object-1.jpeg", 5), ("object-3.gif", 6)]);
        assert_eq!(troubles.len(), 1);
    }
}
