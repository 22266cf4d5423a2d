//! What the properties of an XMP packet say.
//!
//! In: [`Property`]s. Out: facts; source types as findings; [`Packet`] for what other rules compare.
//!
//! Source: XMP specification part 2; IPTC photo metadata 2023.1; Camera Raw schema.

use crate::media::{Kind, Says, Tier};

use super::{
    blocks::Text,
    exif::normal_date,
    notes::{Notes, Topic},
    source_type,
    xmp::Property,
};

/// Steps of a history that are named; the rest is counted.
const MAX_STEPS: usize = 20;

/// What a packet says that is held against other parts of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packet {
    /// The program that made the file.
    pub tool: Option<String>,
    /// The programs of the history.
    pub agents: Vec<String>,
    /// When the file was made, as written.
    pub created: Option<String>,
    /// When it was changed last, as written.
    pub modified: Option<String>,
}

/// Reads the properties of one packet.
pub(super) fn read(properties: &[Property], notes: &mut Notes, texts: &mut Vec<Text>) -> Packet {
    let mut packet = Packet::default();
    let (mut steps, mut ancestors, mut is_raw) = (Vec::new(), 0_usize, false);
    for Property { of, name, value } in properties {
        match (of.as_str(), name.as_str()) {
            ("xmpMM:History", "stEvt:action") => steps.push(value.as_str()),
            ("xmpMM:History", "stEvt:softwareAgent") => {
                if !packet.agents.contains(value) && packet.agents.len() < MAX_STEPS {
                    packet.agents.push(value.clone());
                }
            }
            ("photoshop:DocumentAncestors", _) => ancestors += usize::from(!value.is_empty()),
            ("xmpMM:DerivedFrom", _) => notes.fact(Topic::DerivedFrom, "yes"),
            ("xmp:CreatorTool", _) => {
                notes.fact(Topic::CreatorTool, value);
                packet.tool = Some(value.clone());
            }
            ("xmp:CreateDate", _) => packet.created = normal_date(value),
            ("xmp:ModifyDate", _) => packet.modified = normal_date(value),
            _ if name.ends_with(":DigitalSourceType") || name.ends_with(":digitalSourceType") => {
                declared(value, notes);
            }
            _ => {
                is_raw |= of.starts_with("crs:");
                simple(of, value, notes);
            }
        }
        if of == name || name == "stEvt:softwareAgent" {
            texts.push(Text {
                carrier: "XMP",
                key: name.clone(),
                value: value.clone(),
            });
        }
    }
    if is_raw {
        notes.fact(Topic::RawSettings, "present");
    }
    if ancestors > 0 {
        notes.fact(Topic::Ancestors, &ancestors.to_string());
    }
    history(&steps, &packet.agents, notes);
    packet
}

fn simple(of: &str, value: &str, notes: &mut Notes) {
    let topic = match of {
        "tiff:Make" => Topic::Make,
        "tiff:Model" => Topic::Model,
        "aux:Lens" | "exifEX:LensModel" => Topic::Lens,
        "aux:SerialNumber" | "exifEX:BodySerialNumber" => Topic::Serial,
        "aux:OwnerName" | "exifEX:CameraOwnerName" => Topic::Owner,
        "exif:DateTimeOriginal" | "photoshop:DateCreated" => Topic::Taken,
        "dc:creator" => Topic::Author,
        "dc:rights" => Topic::Copyright,
        "dc:description" => Topic::Description,
        "photoshop:Credit" => Topic::Credit,
        "photoshop:ICCProfile" => Topic::IccProfile,
        "pdf:Producer" => Topic::Producer,
        // Older writers point into the file itself here.
        "dcterms:provenance" if value.starts_with("http") => Topic::RemoteManifest,
        "exif:GPSLatitude" => {
            notes.fact(Topic::Gps, "present");
            return;
        }
        _ => return,
    };
    if topic == Topic::Taken {
        notes.fact(topic, &normal_date(value).unwrap_or_default());
    } else {
        notes.fact(topic, value);
    }
}

fn declared(value: &str, notes: &mut Notes) {
    let Some(known) = source_type::of(value) else {
        notes.fact(Topic::SourceType, value);
        return;
    };
    notes.fact(Topic::SourceType, known.code);
    let text = format!(
        "its IPTC digital source type says that it is {}",
        known.words
    );
    let tier = if known.says == Says::Nothing {
        Tier::Fact
    } else {
        Tier::Declared
    };
    let caveat =
        "a field that anybody can write, and that stays when only a part of a picture is used";
    notes.finding(Kind::SourceType, tier, known.says, &text, caveat);
}

fn history(steps: &[&str], agents: &[String], notes: &mut Notes) {
    if steps.is_empty() {
        return;
    }
    let named = steps
        .iter()
        .take(MAX_STEPS)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let by = if agents.is_empty() {
        String::new()
    } else {
        format!(" by {}", agents.join(", "))
    };
    notes.fact(
        Topic::History,
        &format!("{} steps{by}: {named}", steps.len()),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(of: &str, name: &str, value: &str) -> Property {
        Property {
            of: of.to_owned(),
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn history_and_source_type_are_told() {
        let (mut notes, mut texts) = (Notes::new(200), Vec::new());
        let address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
        let source = "Iptc4xmpExt:DigitalSourceType";
        let packet = read(
            &[
                property("xmp:CreatorTool", "xmp:CreatorTool", "Adobe Photoshop 25"),
                property("xmpMM:History", "stEvt:action", "created"),
                property("xmpMM:History", "stEvt:softwareAgent", "Adobe Photoshop 25"),
                property("xmpMM:History", "stEvt:action", "saved"),
                property(source, source, address),
                property("exif:GPSLatitude", "exif:GPSLatitude", "48,8N"),
            ],
            &mut notes,
            &mut texts,
        );
        assert_eq!(packet.agents, ["Adobe Photoshop 25"]);
        let (facts, findings) = notes.give();
        let facts: Vec<_> = facts
            .iter()
            .map(|f| format!("{}: {}", f.name, f.value))
            .collect();
        assert_eq!(
            facts,
            [
                "gps: present",
                "creator_tool: Adobe Photoshop 25",
                "edit_history: 2 steps by Adobe Photoshop 25: created, saved",
                "digital_source_type: trainedAlgorithmicMedia",
            ]
        );
        assert_eq!(
            findings.first().map(|f| (f.tier, f.says)),
            Some((Tier::Declared, Says::Generated))
        );
    }
}
