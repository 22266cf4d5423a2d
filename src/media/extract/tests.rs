use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn names(extracted: &Extracted) -> Vec<&str> {
    extracted
        .parts
        .iter()
        .map(|part| part.name.as_str())
        .collect()
}

#[test]
fn members_of_known_formats_are_taken_whatever_their_name() {
    let file = zip_of(&[
        ("word/document.xml", b"<w:document/>"),
        ("word/media/image1.jpeg", b"\xff\xd8\xff\xe0"),
        ("notes.bin", b"GIF89a"),
    ]);
    let read = parts(&file, Format::Zip, &Limits::default());
    assert_eq!(names(&read), ["word/media/image1.jpeg", "notes.bin"]);
    assert_eq!(read.parts[0].bytes, b"\xff\xd8\xff\xe0");
}

#[test]
fn containers_inside_containers_are_opened_to_the_limit() {
    let mut file = zip_of(&[("a.gif", b"GIF89a")]);
    for _ in 0..6 {
        file = zip_of(&[("z.zip", &file)]);
    }
    let read = parts(&file, Format::Zip, &Limits::default());
    assert_eq!(read.parts.len(), 4);
    assert!(names(&read)[3].ends_with("z.zip/z.zip"));
    assert!(
        read.troubles
            .iter()
            .any(|trouble| trouble.contains("deeper"))
    );
}

#[test]
fn a_member_that_unpacks_to_a_thousand_times_its_size_is_left_out() {
    let bomb = [b"BM\0\0\0\0\0\0\0\0", &vec![0; 8 << 20][..]].concat();
    let file = zip_of(&[("bomb.bmp", &bomb), ("a.gif", b"GIF89a")]);
    assert!(file.len() < 20_000);
    let read = parts(&file, Format::Zip, &Limits::default());
    assert_eq!(names(&read), ["a.gif"]);
    assert!(
        read.troubles
            .iter()
            .all(|trouble| trouble.contains("many times its size"))
    );
}

#[test]
fn numbers_and_bytes_are_limited() {
    let members: Vec<(String, &[u8])> = (0..20)
        .map(|i| (format!("{i}.gif"), &b"GIF89a"[..]))
        .collect();
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let file = zip_of(&members);
    let few = Limits {
        parts: 5,
        ..Limits::default()
    };
    assert_eq!(parts(&file, Format::Zip, &few).parts.len(), 5);
    let small = Limits {
        bytes: 5,
        ..Limits::default()
    };
    let read = parts(&file, Format::Zip, &small);
    assert!(read.parts.is_empty() && !read.troubles.is_empty());
    assert_eq!(read.troubles.len(), 1);
    let little = Limits {
        memory: 12,
        ..Limits::default()
    };
    assert_eq!(parts(&file, Format::Zip, &little).parts.len(), 2);
}

#[test]
fn a_picture_of_a_pdf_in_a_zip_is_found_under_both_names() {
    let pdf =
        b"%PDF-1.4\n1 0 obj<</Filter/DCTDecode/Length 4 >>stream\n\xff\xd8\xff\xe0\nendstream";
    let read = parts(&zip_of(&[("a.pdf", pdf)]), Format::Zip, &Limits::default());
    assert_eq!(names(&read), ["a.pdf", "a.pdf/object-1.jpeg"]);
}

proptest! {
    #[test]
    fn a_broken_zip_does_no_harm(at in 0_usize..200, byte: u8, cut in 0_usize..200) {
        let mut file = zip_of(&[("a.gif", b"GIF89a"), ("b.gif", b"GIF87a")]);
        if let Some(place) = file.get_mut(at) {
            *place = byte;
        }
        file.truncate(file.len().saturating_sub(cut));
        let read = parts(&file, Format::Zip, &Limits::default());
        prop_assert!(read.parts.len() <= 2);
    }
}
