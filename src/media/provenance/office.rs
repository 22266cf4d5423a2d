//! What an office document says about how it was made.
//!
//! In: a zip. Out: facts of DOCX, XLSX, PPTX (`docProps`, editing sessions of `word/settings.xml`) and of ODT, ODS, ODP
//! (`meta.xml`); nothing for other archives. Names of persons are marked personal.
//!
//! Source: ECMA-376 part 1, 15.2.12 and 17.15.1.72 (`rsid`); part 2, 11 (core properties); ODF 1.3 part 3, 4.3.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use zip::ZipArchive;

use super::{
    exif::normal_date,
    notes::{Notes, Topic},
    xmp,
};

/// Bytes of one part that are read: settings with thousands of sessions stay below.
const MAX_PART: u64 = 2 << 20;

/// Parts that hold properties.
const PARTS: [&str; 4] = [
    "docProps/core.xml",
    "docProps/app.xml",
    "meta.xml",
    "word/settings.xml",
];

/// Tells what the parts say.
pub(super) fn read(bytes: &[u8], notes: &mut Notes) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        notes.fact(Topic::NotRead, "a zip whose directory cannot be read");
        return;
    };
    let (mut sessions, mut application, mut version) = (BTreeSet::new(), None, None);
    for name in PARTS {
        let Ok(part) = archive.by_name(name) else {
            continue;
        };
        let mut xml = Vec::new();
        if part.take(MAX_PART).read_to_end(&mut xml).is_err() {
            notes.fact(Topic::NotRead, &format!("{name} does not unpack"));
        }
        // The reader of properties serves any XML whose names and values are all that counts.
        for property in xmp::properties(&xml) {
            match property.name.as_str() {
                "w:val" if property.of == "w:settings" && property.value.len() == 8 => {
                    sessions.insert(property.value);
                }
                "Application" => application = Some(property.value),
                "AppVersion" => version = Some(property.value),
                own => tell(own, &property.value, notes),
            }
        }
    }
    if let Some(application) = application {
        let version = version
            .map(|version| format!(" {version}"))
            .unwrap_or_default();
        notes.fact(Topic::Application, &format!("{application}{version}"));
    }
    if !sessions.is_empty() {
        notes.fact(Topic::EditingSessions, &sessions.len().to_string());
    }
}

fn tell(name: &str, value: &str, notes: &mut Notes) {
    let topic = match name {
        "dc:creator" | "meta:initial-creator" => Topic::Author,
        "cp:lastModifiedBy" => Topic::LastModifiedBy,
        "Company" | "Manager" => Topic::Company,
        "Template" => Topic::Template,
        "cp:revision" | "meta:editing-cycles" => Topic::Revision,
        "meta:generator" => Topic::Application,
        "meta:editing-duration" => Topic::EditTime,
        "TotalTime" => {
            notes.fact(Topic::EditTime, &format!("{} minutes", value.trim()));
            return;
        }
        "dcterms:created" | "meta:creation-date" => Topic::Created,
        "dcterms:modified" | "dc:date" => Topic::DocumentModified,
        _ => return,
    };
    match topic {
        Topic::Created | Topic::DocumentModified => {
            notes.fact(topic, &normal_date(value).unwrap_or_default());
        }
        _ => notes.fact(topic, value),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn check(members: &[(&str, &str)], expected: &[&str]) {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        let mut notes = Notes::new(100);
        read(&writer.finish().unwrap().into_inner(), &mut notes);
        let facts = notes.give().0.into_iter();
        let said: Vec<_> = facts
            .map(|f| {
                format!(
                    "{}{}: {}",
                    if f.personal { "*" } else { "" },
                    f.name,
                    f.value
                )
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn a_text_of_word_tells_its_history() {
        check(
            &[
                (
                    "docProps/core.xml",
                    "<cp:coreProperties><dc:creator>A. Nobody</dc:creator><cp:lastModifiedBy>B</cp:lastModifiedBy><cp:revision>7</cp:revision><dcterms:created xsi:type='x'>2020-01-02T03:04:05Z</dcterms:created></cp:coreProperties>",
                ),
                (
                    "docProps/app.xml",
                    "<Properties><TotalTime>12</TotalTime><Application>Some Office</Application><AppVersion>16.0</AppVersion></Properties>",
                ),
                (
                    "word/settings.xml",
                    "<w:settings><w:zoom w:val='100'/><w:rsids><w:rsidRoot w:val='00AA0001'/><w:rsid w:val='00AA0001'/><w:rsid w:val='00AA0002'/></w:rsids></w:settings>",
                ),
            ],
            &[
                "*author: A. Nobody",
                "application: Some Office 16.0",
                "created: 2020-01-02 03:04:05",
                "*last_modified_by: B",
                "revision: 7",
                "edit_time: 12 minutes",
                "editing_sessions: 2",
            ],
        );
    }

    #[test]
    fn an_open_document_does_too() {
        let meta = "<office:document-meta><office:meta><meta:generator>LibreOffice/7.0</meta:generator><meta:editing-duration>PT5M</meta:editing-duration></office:meta></office:document-meta>";
        check(
            &[("meta.xml", meta)],
            &["application: LibreOffice/7.0", "edit_time: PT5M"],
        );
    }

    #[test]
    fn a_plain_archive_says_nothing() {
        check(&[("a.txt", "hello")], &[]);
    }
}
