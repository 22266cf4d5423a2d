//! How a JPEG file is built: its segments in order, tables, sampling, and what stands behind its end.
//!
//! In: any bytes. Out: [`Structure`], offsets and lengths in bytes. The walk is linear in the file, keeps at most
//! [`Limits::steps`] segments, and stops at the first end-of-image marker of the outermost picture: pictures inside
//! segments (thumbnails) are skipped with their segment.
//!
//! Source: ISO/IEC 10918-1 (ITU-T T.81), annexes B and K; JFIF 1.02; EXIF 2.32 for the thumbnail.

use std::ops::Range;

use super::super::Limits;
use super::cosine::ZIGZAG;

/// Why a file has no structure for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJpeg {
    /// Does not start as a JPEG does.
    #[error("does not start as a JPEG does")]
    Start,
    /// No frame header came before the end.
    #[error("a JPEG without a frame header")]
    NoFrame,
}

/// One marker with its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The marker's second byte.
    pub marker: u8,
    /// Where its payload starts, behind marker and length.
    pub offset: usize,
    /// Bytes of payload.
    pub length: usize,
}

/// How the frame is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// Baseline sequential.
    Baseline,
    /// Extended sequential.
    Extended,
    /// Progressive.
    Progressive,
    /// Lossless, hierarchical or arithmetic coding.
    Rare,
}

/// Which code tables are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Huffman {
    /// Those of annex K, which most encoders use unless told to optimise.
    Standard,
    /// Made for this picture.
    Optimised,
    /// None in the file (a motion JPEG frame, or arithmetic coding).
    Absent,
}

/// One colour component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its identifier.
    pub id: u8,
    /// Horizontal sampling factor.
    pub horizontal: u8,
    /// Vertical sampling factor.
    pub vertical: u8,
    /// Slot of its quantisation table.
    pub table: u8,
}

/// One quantisation table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its slot, 0 to 3.
    pub slot: u8,
    /// Whether its steps are stored in 16 bits.
    pub wide: bool,
    /// Steps in zigzag order.
    pub steps: [u16; 64],
}

impl Table {
    /// Steps row by row, as books print them.
    #[must_use]
    pub fn rows(&self) -> [u16; 64] {
        let mut rows = [0; 64];
        for (&place, &step) in ZIGZAG.iter().zip(&self.steps) {
            rows[place] = step;
        }
        rows
    }
}

/// How one JPEG file is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Columns of pixels.
    pub width: u16,
    /// Rows of pixels; 0 where a later segment would say.
    pub height: u16,
    /// Bits of a sample.
    pub precision: u8,
    /// How the frame is coded.
    pub process: Process,
    /// Colour components in order.
    pub components: Vec<Component>,
    /// Quantisation tables in order of definition.
    pub tables: Vec<Table>,
    /// Code tables.
    pub huffman: Huffman,
    /// Blocks between restart markers; 0 for none.
    pub restart_interval: u16,
    /// Scans.
    pub scans: usize,
    /// Segments in order, restart markers and entropy-coded bytes left out.
    pub segments: Vec<Segment>,
    /// Whether an end-of-image marker was met.
    pub ended: bool,
    /// Whether the walk gave up at the limit of segments.
    pub cut: bool,
    /// Bytes behind the end of the image.
    pub trailing: Range<usize>,
    /// The EXIF thumbnail's bytes.
    pub thumbnail: Option<Range<usize>>,
}

impl Structure {
    /// The table that a component uses, the last definition of its slot.
    #[must_use]
    pub fn table_of(&self, component: usize) -> Option<&Table> {
        let slot = self.components.get(component)?.table;
        self.tables.iter().rev().find(|table| table.slot == slot)
    }

    /// Chroma sampling in the usual notation, of luma against the second component: "4:2:0", "4:4:4", "grey".
    #[must_use]
    pub fn sampling(&self) -> &'static str {
        let ratio = |a: u8, b: u8| a.checked_div(b).unwrap_or(0);
        match (self.components.first(), self.components.get(1)) {
            (Some(_), None) => "grey",
            (Some(luma), Some(chroma)) => match (
                ratio(luma.horizontal, chroma.horizontal),
                ratio(luma.vertical, chroma.vertical),
            ) {
                (1, 1) => "4:4:4",
                (2, 1) => "4:2:2",
                (1, 2) => "4:4:0",
                (2, 2) => "4:2:0",
                (4, 1) => "4:1:1",
                _ => "other",
            },
            _ => "none",
        }
    }

    /// Markers in order, two hexadecimal digits each, runs of one marker once: what tells encoders apart.
    #[must_use]
    pub fn order(&self) -> String {
        let mut markers: Vec<u8> = self.segments.iter().map(|segment| segment.marker).collect();
        markers.dedup();
        let words: Vec<String> = markers
            .iter()
            .map(|marker| format!("{marker:02x}"))
            .collect();
        words.join(" ")
    }
}

/// Walks a file.
///
/// # Errors
/// [`NotJpeg`] where there is no JPEG frame; a broken or cut file gives what was read until then.
pub fn structure(bytes: &[u8], limits: &Limits) -> Result<Structure, NotJpeg> {
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return Err(NotJpeg::Start);
    }
    let mut walk = Walk::default();
    let mut at = 2;
    while let Some((marker, next)) = next_marker(bytes, at) {
        if walk.segments.len() >= limits.steps {
            walk.cut = true;
            break;
        }
        at = next;
        match marker {
            0xd9 => {
                walk.end = Some(at);
                break;
            }
            // Restart markers, and those without a length, are no segments.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(payload) = payload(bytes, at) else {
                    break;
                };
                walk.segments.push(Segment {
                    marker,
                    offset: payload.start,
                    length: payload.len(),
                });
                at = payload.end;
                walk.read(
                    marker,
                    payload.start,
                    bytes.get(payload).unwrap_or_default(),
                );
            }
        }
    }
    walk.structure(bytes)
}

/// The next marker at or behind a place, and the place behind it; stuffed zeros and fill bytes are passed over.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match bytes.get(at + 1)? {
            0x00 => at += 2,
            0xff => at += 1,
            &marker => return Some((marker, at + 2)),
        }
    }
}

/// A segment's payload, from the place of its length.
fn payload(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let payload = at + 2..at.checked_add(length)?;
    (length >= 2 && payload.end <= bytes.len()).then_some(payload)
}

/// What the walk has met so far.
#[derive(Default)]
struct Walk {
    segments: Vec<Segment>,
    frame: Option<Frame>,
    tables: Vec<Table>,
    restart_interval: u16,
    codes: usize,
    standard_codes: usize,
    scans: usize,
    thumbnail: Option<Range<usize>>,
    cut: bool,
    end: Option<usize>,
}

struct Frame {
    process: Process,
    precision: u8,
    height: u16,
    width: u16,
    components: Vec<Component>,
}

/// Definitions of quantisation tables that are kept: a well-formed file has no more than four a scan.
const TABLES: usize = 64;

impl Walk {
    fn read(&mut self, marker: u8, offset: usize, payload: &[u8]) {
        match marker {
            0xc4 => self.read_codes(payload),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf if self.frame.is_none() => {
                self.frame = frame(marker, payload);
            }
            0xda => self.scans += 1,
            0xdb => self.read_tables(payload),
            0xdd => {
                if let Some(&interval) = payload.first_chunk() {
                    self.restart_interval = u16::from_be_bytes(interval);
                }
            }
            0xe1 if self.thumbnail.is_none() => {
                self.thumbnail =
                    thumbnail(payload).map(|inside| offset + inside.start..offset + inside.end);
            }
            _ => {}
        }
    }

    fn read_tables(&mut self, mut payload: &[u8]) {
        while let Some((&head, rest)) = payload.split_first() {
            let wide = head >> 4 != 0;
            let size = if wide { 128 } else { 64 };
            let Some((values, left)) = rest.split_at_checked(size) else {
                return;
            };
            payload = left;
            let mut steps = [0; 64];
            for (at, step) in steps.iter_mut().enumerate() {
                *step = if wide {
                    u16::from_be_bytes([values[2 * at], values[2 * at + 1]])
                } else {
                    u16::from(values[at])
                };
            }
            if self.tables.len() < TABLES {
                self.tables.push(Table {
                    slot: head & 15,
                    wide,
                    steps,
                });
            }
        }
    }

    fn read_codes(&mut self, mut payload: &[u8]) {
        while let Some((head, rest)) = payload.split_first_chunk::<17>() {
            let (class, counts) = (head[0] >> 4, &head[1..]);
            let codes: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let Some((_, left)) = rest.split_at_checked(codes) else {
                return;
            };
            payload = left;
            self.codes += 1;
            let known = if class == 0 {
                &STANDARD_DC
            } else {
                &STANDARD_AC
            };
            self.standard_codes += usize::from(known.iter().any(|standard| standard == counts));
        }
    }

    fn structure(self, bytes: &[u8]) -> Result<Structure, NotJpeg> {
        let frame = self.frame.ok_or(NotJpeg::NoFrame)?;
        Ok(Structure {
            width: frame.width,
            height: frame.height,
            precision: frame.precision,
            process: frame.process,
            components: frame.components,
            tables: self.tables,
            huffman: match (self.codes, self.standard_codes) {
                (0, _) => Huffman::Absent,
                (all, standard) if all == standard => Huffman::Standard,
                _ => Huffman::Optimised,
            },
            restart_interval: self.restart_interval,
            scans: self.scans,
            segments: self.segments,
            ended: self.end.is_some(),
            cut: self.cut,
            trailing: self.end.unwrap_or(bytes.len())..bytes.len(),
            thumbnail: self.thumbnail,
        })
    }
}

fn frame(marker: u8, payload: &[u8]) -> Option<Frame> {
    let (&[precision, y1, y2, x1, x2, count], rest) = payload.split_first_chunk()?;
    let components = rest
        .as_chunks::<3>()
        .0
        .iter()
        .take(usize::from(count))
        .map(|&[id, factors, table]| Component {
            id,
            horizontal: factors >> 4,
            vertical: factors & 15,
            table,
        })
        .collect();
    Some(Frame {
        process: match marker {
            0xc0 => Process::Baseline,
            0xc1 => Process::Extended,
            0xc2 => Process::Progressive,
            _ => Process::Rare,
        },
        precision,
        height: u16::from_be_bytes([y1, y2]),
        width: u16::from_be_bytes([x1, x2]),
        components,
    })
}

/// Where the thumbnail of an EXIF segment stands in the segment's payload: what the second directory of its TIFF structure
/// names (EXIF 2.32, section 4.5.2). Two directories are read and no pointer is followed besides.
fn thumbnail(payload: &[u8]) -> Option<Range<usize>> {
    const HEAD: &[u8] = b"Exif\0\0";
    /// `JPEGInterchangeFormat` and its length.
    const PLACE: [u16; 2] = [0x0201, 0x0202];
    let tiff = payload.strip_prefix(HEAD)?;
    let little = tiff.starts_with(b"II");
    let two = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let four = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<4>()?;
        let number = if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        usize::try_from(number).ok()
    };
    let first = four(4)?;
    let second = four(first.checked_add(2 + 12 * usize::from(two(first)?))?)?;
    let entries = (0..usize::from(two(second)?)).map(|entry| second + 2 + 12 * entry);
    let mut found = [None, None];
    for at in entries {
        let tag = two(at)?;
        for (slot, wanted) in found.iter_mut().zip(PLACE) {
            if tag == wanted {
                *slot = four(at + 8);
            }
        }
    }
    let [Some(start), Some(length)] = found else {
        return None;
    };
    let inside = start..start.checked_add(length)?;
    tiff.get(inside.clone())?
        .starts_with(&[0xff, 0xd8])
        .then_some(())?;
    Some(HEAD.len() + inside.start..HEAD.len() + inside.end)
}

/// Codes of each length in the tables K.3 and K.4 of annex K.
const STANDARD_DC: [[u8; 16]; 2] = [
    [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
];

/// Codes of each length in the tables K.5 and K.6 of annex K.
const STANDARD_AC: [[u8; 16]; 2] = [
    [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A small picture as the encoder of the `image` crate writes it.
    fn small() -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(40, 24, |x, y| {
            image::Rgb([(x * 6) as u8, (y * 9) as u8, 90])
        });
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
            .encode_image(&pixels)
            .unwrap();
        bytes
    }

    /// An EXIF segment whose second directory holds a thumbnail of four bytes.
    fn exif() -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\0\0\0\0\x0e".to_vec();
        tiff.extend(
            b"\0\x02\x02\x01\0\x04\0\0\0\x01\0\0\0\x2c\x02\x02\0\x04\0\0\0\x01\0\0\0\x04\0\0\0\0",
        );
        tiff.extend([0xff, 0xd8, 0xff, 0xd9]);
        let mut segment = vec![0xff, 0xe1];
        segment.extend((tiff.len() as u16 + 8).to_be_bytes());
        segment.extend(b"Exif\0\0");
        segment.extend(tiff);
        segment
    }

    fn walk(bytes: &[u8]) -> Result<Structure, NotJpeg> {
        structure(bytes, &Limits::default())
    }

    #[test]
    fn a_small_picture_is_read_whole() {
        let found = walk(&small()).unwrap();
        assert_eq!((found.width, found.height, found.scans), (40, 24, 1));
        assert_eq!(
            (found.process, found.huffman),
            (Process::Baseline, Huffman::Standard)
        );
        assert!(found.ended && found.trailing.is_empty() && found.thumbnail.is_none());
        assert_eq!(found.components.len(), 3);
        assert_eq!(found.table_of(0).unwrap().rows()[..4], [3, 2, 2, 3]);
    }

    #[test]
    fn bytes_behind_the_end_are_told() {
        let mut bytes = small();
        let end = bytes.len();
        bytes.extend(b"more");
        assert_eq!(walk(&bytes).unwrap().trailing, end..end + 4);
    }

    #[test]
    fn a_thumbnail_is_found_and_its_end_is_not_taken_for_the_picture_s() {
        let mut bytes = small();
        bytes.splice(2..2, exif());
        let found = walk(&bytes).unwrap();
        assert_eq!(
            bytes[found.thumbnail.clone().unwrap()],
            [0xff, 0xd8, 0xff, 0xd9]
        );
        assert_eq!(found.width, 40);
        assert!(found.order().starts_with("e1 "));
    }

    #[test]
    fn a_cut_file_has_a_structure_but_no_end() {
        let bytes = small();
        let found = walk(&bytes[..bytes.len() - 20]).unwrap();
        assert!(!found.ended);
        assert_eq!(walk(b"\xff\xd8\xff\xd9"), Err(NotJpeg::NoFrame));
        assert_eq!(walk(b"PNG"), Err(NotJpeg::Start));
    }

    #[test]
    fn segments_beyond_the_limit_are_not_kept() {
        let mut bytes = small();
        bytes.splice(2..2, b"\xff\xfe\0\x02".repeat(50));
        let found = structure(
            &bytes,
            &Limits {
                steps: 60,
                ..Limits::default()
            },
        )
        .unwrap();
        assert!(!found.cut);
        let found = structure(
            &bytes,
            &Limits {
                steps: 55,
                ..Limits::default()
            },
        );
        assert!(found.is_ok_and(|found| found.cut && found.segments.len() == 55));
    }

    proptest! {
        #[test]
        fn any_bytes_are_walked(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut bytes = vec![0xff, 0xd8];
            bytes.extend(tail);
            if let Ok(found) = walk(&bytes) {
                for segment in &found.segments {
                    prop_assert!(segment.offset + segment.length <= bytes.len());
                }
            }
        }

        #[test]
        fn a_picture_with_changed_bytes_is_walked(at in 2_usize..800, value in any::<u8>()) {
            let mut bytes = small();
            let at = at % bytes.len();
            bytes[at] = value;
            let _ = walk(&bytes);
        }
    }
}
