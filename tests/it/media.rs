//! Pictures in mail, by the program as people call it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use data_encoding::BASE64_MIME;
use image::{ImageFormat, RgbImage, codecs::jpeg::JpegEncoder, imageops};
use serde_json::Value;

fn refrain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .output()
        .unwrap()
}

fn told(arguments: &[&str]) -> String {
    let output = refrain(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_slice(&refrain(arguments).stdout).unwrap()
}

fn rows(case: &str, table: &str) -> Vec<Value> {
    told(&["export", case, table, "--format", "jsonl"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A picture with hills, shading and grain; another seed gives another picture.
fn scene(seed: u32) -> RgbImage {
    let s = f64::from(seed);
    let mut state = u64::from(seed) * 2 + 1;
    RgbImage::from_fn(640, 480, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let hill = 240.0 + 60.0 * (x / (61.0 + 7.0 * s)).sin() + 25.0 * (x / (17.0 + s) + s).sin();
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let grain = f64::from(u32::try_from(state >> 40).unwrap()) / f64::from(1 << 24) * 12.0;
        let texture = 30.0 * (x / 9.0 + s).sin() * (y / 11.0 - s).cos()
            + 18.0 * ((x * y) / (900.0 + 50.0 * s)).sin();
        let value = if y < hill {
            170.0 - y / 4.0
        } else {
            90.0 + texture
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a byte"
        )]
        let level = |shift: f64| (value + shift + grain).clamp(0.0, 255.0) as u8;
        image::Rgb([level(0.0), level(8.0 * s.sin()), level(20.0)])
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(picture)
        .unwrap();
    out
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

/// The picture with a part of another one in it.
fn altered(picture: &RgbImage, other: &RgbImage) -> RgbImage {
    let mut out = picture.clone();
    let part = imageops::crop_imm(other, 300, 250, 140, 110).to_image();
    imageops::replace(&mut out, &part, 96, 64);
    out
}

/// A PNG with a text chunk before its pixels.
fn with_text(png: &[u8], keyword: &str, text: &str) -> Vec<u8> {
    let data = [b"tEXt", keyword.as_bytes(), b"\0", text.as_bytes()].concat();
    let mut crc = flate2::Crc::new();
    crc.update(&data);
    let length = u32::try_from(data.len() - 4).unwrap();
    let after_header = 8 + 25;
    let mut out = png[..after_header].to_vec();
    out.extend(length.to_be_bytes());
    out.extend(&data);
    out.extend(crc.sum().to_be_bytes());
    out.extend(&png[after_header..]);
    out
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn mail(number: usize, name: &str, bytes: &[u8]) -> String {
    let mut out = format!(
        "From ann{number}@example.org Mon Jan  6 10:00:00 2025\nFrom: Writer {number} <writer{number}@example.org>\nTo: office@example.net\n\
        Subject: The bridge\nMessage-ID: <{number}@example.org>\nDate: Mon, 6 Jan 2025 10:{number:02}:00 +0000\nMIME-Version: 1.0\n\
        Content-Type: multipart/mixed; boundary=\"=b{number}\"\n\n--=b{number}\nContent-Type: text/plain\n\n\
        Please keep the old bridge over the river, it is where all of us learned to swim and to fish, and no road needs it gone.\n\n\
        The engineers of the county looked at its piers in the autumn and found them sound for another forty years, so the money for a new one \
        would be better spent on the path along the northern bank, which floods each spring and leaves the school without a way home. We ask the \
        office to answer before the council meets, to publish the report of the engineers, and to name a day on which the neighbours are heard.\n\n\
        --=b{number}\nContent-Type: image/jpeg; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\
        Content-Disposition: attachment; filename=\"{name}\"\n\n"
    );
    let _ = write!(
        out,
        "{}\n--=b{number}--\n\n",
        BASE64_MIME.encode(bytes).replace("\r\n", "\n")
    );
    out
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }

    /// A letter that nobody else writes.
    fn text(&mut self) -> String {
        const WORDS: &str = "river bridge school winter garden office letter market window summer road council harbour library \
            forest village station teacher doctor kitchen music paper morning evening colour story island mountain yellow silver \
            quiet early simple gentle broken wooden narrow distant";
        let words: Vec<&str> = WORDS.split(' ').filter(|word| !word.is_empty()).collect();
        let count = u32::try_from(words.len()).unwrap();
        let chosen: Vec<&str> = (0..60).map(|_| words[self.below(count) as usize]).collect();
        chosen.join(" ")
    }
}

/// A small picture of discs that no other seed gives.
fn discs(seed: u32) -> RgbImage {
    let mut dice = Dice(u64::from(seed) * 7919 + 1);
    let discs: Vec<[u32; 6]> = (0..40)
        .map(|_| [240, 180, 40, 256, 256, 256].map(|end| dice.below(end)))
        .collect();
    RgbImage::from_fn(240, 180, |x, y| {
        let inside = |[a, b, radius, ..]: &&[u32; 6]| {
            x.abs_diff(*a).pow(2) + y.abs_diff(*b).pow(2) < (8 + radius).pow(2)
        };
        let colour = discs.iter().rev().find(inside);
        let [.., red, green, blue] = colour.copied().unwrap_or([0, 0, 0, x, y, 128]);
        image::Rgb([red, green, blue].map(|level| {
            let grain = dice.below(8);
            u8::try_from((level * 240 / 256) + grain).unwrap()
        }))
    })
}

/// A mail from an account, so many minutes after the beginning of March 2025.
fn letter(
    number: usize,
    account: &str,
    minute: u32,
    text: &str,
    files: &[(&str, &[u8])],
) -> String {
    let (day, hour, minute) = (1 + minute / 1440, minute / 60 % 24, minute % 60);
    let mut out = format!(
        "From {account}@example.org Sat Mar  1 10:00:00 2025\nFrom: {account} <{account}@example.org>\nTo: office@example.net\n\
        Subject: {}\nMessage-ID: <{number}@example.org>\nDate: {day} Mar 2025 {hour:02}:{minute:02}:00 +0000\nMIME-Version: 1.0\n\
        Content-Type: multipart/mixed; boundary=\"=b{number}\"\n\n--=b{number}\nContent-Type: text/plain\n\n{text}\n\n",
        text.get(..24).unwrap_or(text)
    );
    for (name, bytes) in files {
        let body = BASE64_MIME.encode(bytes).replace("\r\n", "\n");
        let _ = write!(
            out,
            "--=b{number}\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\
            Content-Disposition: attachment; filename=\"{name}\"\n\n{body}\n"
        );
    }
    let _ = write!(out, "--=b{number}--\n\n");
    out
}

/// An archive of one file.
fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file(name, options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Six mails with one picture, of which one was changed.
pub(crate) fn small_archive() -> String {
    let one = scene(1);
    let (same, changed) = (jpeg(&one, 90), jpeg(&altered(&one, &scene(5)), 92));
    (0..6)
        .map(|number| {
            let picture = if number == 5 { &changed } else { &same };
            mail(number, "bridge.jpg", picture)
        })
        .collect()
}

/// Eight mails with one picture, of which one was changed, and one with another.
fn archive() -> String {
    let (one, other) = (scene(1), scene(5));
    let changed = altered(&one, &other);
    let mut archive = String::new();
    for number in 0..8_u8 {
        let picture = if number == 6 { &changed } else { &one };
        archive.push_str(&mail(
            number.into(),
            "bridge.jpg",
            &jpeg(picture, 80 + 2 * number),
        ));
    }
    archive.push_str(&mail(8, "other.jpg", &jpeg(&other, 85)));
    archive
}

#[test]
fn one_picture_in_many_mails_is_found_and_the_copy_that_differs() {
    let folder = tempfile::tempdir().unwrap();
    let archive = archive();
    let archive = save(folder.path(), "in.mbox", archive.as_bytes());
    let case = folder.path().join("in.case");
    let case = case.to_str().unwrap();
    told(&["scan", &archive, "--case", case]);

    let media = rows(case, "media");
    assert_eq!(media.len(), 9);
    let picture = |at: usize| media[at]["picture"].as_str().unwrap();
    assert!((0..8).all(|at| picture(at) == "0"), "{media:?}");
    assert_eq!(picture(8), "8");
    let copies = rows(case, "copies");
    assert_eq!(copies.len(), 7);
    let differing: Vec<&str> = copies
        .iter()
        .filter(|row| !row["overlay_b"].is_null())
        .map(|row| row["b"].as_str().unwrap())
        .collect();
    assert_eq!(differing, ["6"]);

    let evidence = rows(case, "evidence");
    assert!(
        evidence.iter().any(|row| row["rule"] == "media.own_copies"),
        "{evidence:?}"
    );
    assert!(evidence.iter().any(|row| row["rule"] == "media.altered"));
    let page = told(&["report", case, "--format", "html"]);
    assert!(page.contains("data:image/png;base64,"));
    assert!(told(&["show", case, "p6"]).contains("carried by 1 message: m6"));

    // Nothing is looked at twice, and nothing changes by it.
    told(&["scan", &archive, "--case", case]);
    assert_eq!(rows(case, "media"), media);
}

#[test]
fn a_generator_s_mark_is_told_and_where_two_files_differ() {
    let folder = tempfile::tempdir().unwrap();
    let one = scene(3);
    let steps = "a bridge at dawn\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 640x480, Model: m";
    let marked = save(
        folder.path(),
        "marked.png",
        &with_text(&png(&one), "parameters", steps),
    );
    let plain = save(folder.path(), "plain.jpg", &jpeg(&one, 90));
    let changed = save(
        folder.path(),
        "changed.jpg",
        &jpeg(&altered(&one, &scene(7)), 84),
    );
    let marks = folder.path().join("marks");
    let answer = json(&[
        "media",
        &marked,
        &plain,
        &changed,
        "--json",
        "--overlay",
        marks.to_str().unwrap(),
    ]);
    let found = |at: usize| {
        answer["files"][at]["found"][0]["findings"]
            .as_array()
            .unwrap()
            .clone()
    };
    let says =
        |findings: &[Value], word: &str| findings.iter().any(|finding| finding["says"] == word);
    assert!(says(&found(0), "generated"), "{answer:#}");
    assert!(
        !says(&found(1), "generated") && !says(&found(1), "altered"),
        "{answer:#}"
    );
    assert!(answer["files"][1]["found"][0]["weight"].is_f64());
    assert!(told(&["media", &plain]).contains("All measures together: "));
    let copies = answer["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 2, "{copies:?}");
    let altered: Vec<&Value> = copies
        .iter()
        .filter(|copy| !copy["mask_b"].is_null())
        .collect();
    assert_eq!(altered.len(), 1, "{copies:?}");
    for overlay in altered[0]["overlays"].as_array().unwrap() {
        let bytes = fs::read(overlay.as_str().unwrap()).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
    }
}

#[test]
fn a_file_that_is_broken_or_too_large_is_told_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let whole = jpeg(&scene(2), 80);
    let broken = save(folder.path(), "broken.png", &png(&scene(2))[..200]);
    let whole = save(folder.path(), "whole.jpg", &whole);
    let output = refrain(&["media", &broken, &whole, "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        answer["files"][0]["found"][0]["troubles"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(answer["files"][1]["found"][0]["width"], 640);
    let large = save(folder.path(), "large.jpg", &[]);
    let file = fs::File::options().write(true).open(&large).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let output = refrain(&["media", &large, &whole, "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let trouble = &answer["files"][0]["found"][0]["troubles"][0];
    assert_eq!(trouble, "it is larger than the 64 MiB that are looked at");
    assert_eq!(answer["files"][1]["found"][0]["width"], 640);
    let none = refrain(&["media", "no-such-file.jpg"]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_picture_in_several_containers_is_carried_by_all_that_carry_these() {
    let folder = tempfile::tempdir().unwrap();
    let picture = jpeg(&discs(1), 90);
    let (one, other) = (zip("a.jpg", &picture), zip("b.jpg", &picture));
    let mut dice = Dice(1);
    let mails: [&[(&str, &[u8])]; 4] = [
        &[("p.jpg", &picture)],
        &[("one.zip", &one)],
        &[("other.zip", &other)],
        &[("p.jpg", &picture), ("one.zip", &one)],
    ];
    let letters = mails
        .iter()
        .enumerate()
        .map(|(number, files)| letter(number, &format!("writer{number}"), 0, &dice.text(), files));
    let archive: String = letters.collect();
    let archive = save(folder.path(), "in.mbox", archive.as_bytes());
    let case = folder.path().join("in.case");
    let case = case.to_str().unwrap();
    told(&["scan", &archive, "--case", case]);

    let media = rows(case, "media");
    assert_eq!(media.len(), 3, "{media:#?}");
    let number = |row: &Value, column: &str| row[column].as_u64().unwrap();
    let counts: Vec<(&str, u64, u64)> = media
        .iter()
        .map(|row| {
            let format = row["format"].as_str().unwrap();
            (format, number(row, "messages"), number(row, "accounts"))
        })
        .collect();
    assert_eq!(counts, [("jpeg", 4, 4), ("zip", 2, 2), ("zip", 1, 1)]);
    assert_eq!(media[0]["inside"], serde_json::json!(["1", "2"]));
    assert_eq!(media[1]["inside"], serde_json::json!([]));
    let shown = told(&["show", case, "p0"]);
    assert!(
        shown.contains("carried alone and inside p1, p2 by 4 messages: m0, m1, m2, m3"),
        "{shown}"
    );
    let shown = json(&["show", case, "p0", "--json"]);
    assert_eq!(shown["inside"], serde_json::json!(["p1", "p2"]));
    assert_eq!(shown["carriers"], 4);
}

#[test]
fn accounts_that_send_the_same_pictures_time_and_again_are_tied_and_nobody_else() {
    const TIED: usize = 4;
    const PICTURES: u32 = 12;
    const DAYS: u32 = 26;
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(7);
    let mut letters = Vec::new();
    for picture in 0..PICTURES {
        let at = picture * 2 * 1440 + dice.below(600);
        let shown = discs(picture);
        for (account, quality) in (0..TIED).zip([70, 78, 86, 94]) {
            // Each saved it anew, and writes within minutes of the others.
            let file = jpeg(&shown, quality);
            letters.push(letter(
                letters.len(),
                &format!("tied{account}"),
                at + dice.below(5),
                &dice.text(),
                &[("p.jpg", &file)],
            ));
        }
    }
    let of_tied = letters.len();
    let others: Vec<Vec<u8>> = (0..40).map(|other| jpeg(&discs(100 + other), 85)).collect();
    for account in 0..80 {
        for _ in 0..2 {
            let file = &others[dice.below(40) as usize];
            letters.push(letter(
                letters.len(),
                &format!("other{account}"),
                dice.below(DAYS * 1440),
                &dice.text(),
                &[("p.jpg", file)],
            ));
        }
    }
    let archive = save(folder.path(), "in.mbox", letters.concat().as_bytes());
    let case = folder.path().join("in.case");
    let case = case.to_str().unwrap();
    told(&["scan", &archive, "--case", case]);

    let accounts: BTreeSet<String> = rows(case, "messages")
        .iter()
        .filter(|row| row["message"].as_str().unwrap().parse::<usize>().unwrap() < of_tied)
        .map(|row| row["account"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(accounts.len(), TIED);
    let edges = rows(case, "edges");
    let tied: Vec<&Value> = edges
        .iter()
        .filter(|edge| edge["layer"] == "picture")
        .collect();
    assert_eq!(tied.len(), TIED * (TIED - 1) / 2, "{edges:#?}");
    for edge in tied {
        assert!(
            ["a", "b"]
                .iter()
                .all(|end| accounts.contains(edge[end].as_str().unwrap()))
        );
        assert_eq!(edge["objects"], PICTURES);
        assert!(edge["q_value"].as_f64().unwrap() < 0.01, "{edge}");
    }
}

#[test]
fn a_picture_inside_an_archive_is_shown_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let archived = zip("bridge.jpg", &jpeg(&discs(3), 85));
    let letters = (0..6).map(|number| mail(number, "bridge.zip", &archived));
    let archive = save(
        folder.path(),
        "in.mbox",
        letters.collect::<String>().as_bytes(),
    );
    let case = folder.path().join("in.case");
    let case = case.to_str().unwrap();
    told(&["scan", &archive, "--case", case]);
    let page = told(&["report", case, "--format", "html"]);
    assert!(page.contains("data:image/png;base64,"));
    assert!(told(&["show", case, "p1"]).contains("carried inside p0 by 6 messages"));
}
