//! The class of program that wrote a JPEG last, by its quantisation tables.
//!
//! In: a file's [`Structure`]. Out: [`Writer`]. Tables of the annex K family name no program: Pillow, GIMP, most
//! libraries, networks and 116 of 283 camera files seen have them. Others are looked up in a table of ours, from files
//! and presets seen; a camera's tables there mean "written by an encoder like that of", no more. Facts only.

use sha2::{Digest, Sha256};

use super::super::{Finding, Kind, Says, Tier};
use super::quality::{Base, quality};
use super::structure::Structure;

/// Digest, class and name; made by the recipe `jpeg_writers.py`.
const KNOWN: &str = include_str!("../../../data/reference/jpeg-writers.csv");

/// Digits of a digest in the table.
const DIGITS: usize = 16;

/// Who wrote a file last, as far as its tables tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A library with the tables of annex K at this setting of luma and of chroma.
    Standard {
        /// Setting of luma, 1 to 100.
        luma: u8,
        /// Setting of chroma; that of luma in a grey picture.
        chroma: u8,
    },
    /// Photoshop or a program with its tables; the preset's name.
    Photoshop(&'static str),
    /// An encoder like that of these camera makers.
    Camera(&'static str),
    /// Tables that are not known; the nearest setting.
    Unknown(u8),
}

/// The writer of a file; `None` where it has no tables.
#[must_use]
pub fn writer(structure: &Structure) -> Option<Writer> {
    let luma = structure.table_of(0)?.rows();
    let chroma = structure.table_of(1).map(super::Table::rows);
    let of_luma = quality(Base::Luma, &luma);
    let of_chroma = chroma.map_or(of_luma, |table| quality(Base::Chroma, &table));
    if of_luma.exact && of_chroma.exact {
        return Some(Writer::Standard {
            luma: of_luma.setting,
            chroma: of_chroma.setting,
        });
    }
    let digest = digest(&luma, &chroma.unwrap_or(luma));
    let known = KNOWN.lines().find_map(|line| {
        let mut fields = line.splitn(3, ',');
        (fields.next()? == digest).then_some((fields.next()?, fields.next()?))
    });
    Some(match known {
        Some(("photoshop", name)) => Writer::Photoshop(name),
        Some((_, name)) => Writer::Camera(name),
        None => Writer::Unknown(of_luma.setting),
    })
}

/// What the writer is, as a fact; `make` is the camera maker that the EXIF data name, if any.
#[must_use]
pub fn writer_finding(writer: &Writer, make: Option<&str>) -> Finding {
    let tables = match writer {
        Writer::Standard { luma, chroma } if luma == chroma => {
            format!(
                "Its quantisation tables are the standard ones at quality {luma}, which most programs and many cameras use."
            )
        }
        Writer::Standard { luma, chroma } => format!(
            "Its quantisation tables are the standard ones at quality {luma} (colour: {chroma})."
        ),
        Writer::Photoshop(name) => {
            format!("Its quantisation tables are those of {name}.")
        }
        Writer::Camera(name) => {
            format!("Its quantisation tables are like those of cameras of {name}.")
        }
        Writer::Unknown(setting) => {
            format!("Its quantisation tables are of no known writer, about quality {setting}.")
        }
    };
    let text = match (writer, make) {
        (Writer::Photoshop(_), Some(make)) => format!(
            "{tables} The EXIF data name a camera of {make}: the file was saved again after it left the camera."
        ),
        _ => tables,
    };
    Finding {
        kind: Kind::LastWriter,
        tier: Tier::Fact,
        says: match writer {
            Writer::Photoshop(_) => Says::Processed,
            _ => Says::Nothing,
        },
        text,
        caveat: String::new(),
        weight: 0.0,
        region: None,
        mask: None,
    }
}

fn digest(luma: &[u16; 64], chroma: &[u16; 64]) -> String {
    let mut hash = Sha256::new();
    for step in luma.iter().chain(chroma) {
        hash.update(step.to_be_bytes());
    }
    let mut digits = String::with_capacity(DIGITS);
    for byte in hash.finalize().iter().take(DIGITS / 2) {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(u32::from(half), 16));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::jpeg::{Component, Huffman, Process, Table, ZIGZAG};

    /// A structure with these tables, row by row.
    fn with_tables(luma: [u16; 64], chroma: [u16; 64]) -> Structure {
        let table = |slot: u8, rows: [u16; 64]| Table {
            slot,
            wide: false,
            steps: ZIGZAG.map(|place| rows[place]),
        };
        let component = |id: u8, table: u8| Component {
            id,
            horizontal: 1,
            vertical: 1,
            table,
        };
        Structure {
            width: 8,
            height: 8,
            precision: 8,
            process: Process::Baseline,
            components: vec![component(1, 0), component(2, 1), component(3, 1)],
            tables: vec![table(0, luma), table(1, chroma)],
            huffman: Huffman::Standard,
            restart_interval: 0,
            scans: 1,
            segments: Vec::new(),
            ended: true,
            cut: false,
            trailing: 0..0,
            thumbnail: None,
        }
    }

    #[test]
    fn standard_tables_name_a_setting_and_no_program() {
        use crate::media::jpeg::quality::standard;
        let structure = with_tables(standard(Base::Luma, 85), standard(Base::Chroma, 85));
        let writer = writer(&structure).unwrap();
        assert_eq!(
            writer,
            Writer::Standard {
                luma: 85,
                chroma: 85
            }
        );
        assert_eq!(writer_finding(&writer, Some("Canon")).says, Says::Nothing);
    }

    #[test]
    fn tables_that_nobody_has_are_unknown() {
        let structure = with_tables([7; 64], [9; 64]);
        assert!(matches!(writer(&structure), Some(Writer::Unknown(_))));
    }

    #[test]
    fn every_row_of_the_reference_table_is_whole_and_named_once() {
        let digests: Vec<&str> = KNOWN
            .lines()
            .skip(1)
            .map(|line| {
                let fields: Vec<&str> = line.splitn(3, ',').collect();
                assert_eq!(fields.len(), 3, "{line}");
                assert_eq!(fields[0].len(), DIGITS, "{line}");
                assert!(["photoshop", "camera"].contains(&fields[1]), "{line}");
                fields[0]
            })
            .collect();
        let mut once = digests.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), digests.len());
    }

    #[test]
    fn photoshop_on_a_camera_s_picture_is_a_fact_and_no_more() {
        let found = writer_finding(&Writer::Photoshop("Photoshop high"), Some("NIKON"));
        assert_eq!((found.tier, found.says), (Tier::Fact, Says::Processed));
        assert!(found.text.contains("NIKON"));
    }

    /// The digest of the recipe, computed there for two tables of ones.
    #[test]
    fn the_digest_is_that_of_the_recipe() {
        assert_eq!(digest(&[1; 64], &[1; 64]), "014db61ba22eeeee");
    }
}
