//! Hostile and broken archives: bombs, nests, cut files, loops; and readings that go on where
//! they stopped. Every container is made here.

use std::{
    fs,
    io::{Cursor, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use refrain::{
    archive::{self, Event, Format, Known, Limits, RawRecord, Resume, SourceInfo},
    key::SourceKey,
    source::DefectKind,
};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;

/// All that a reading told, sorted into kinds.
#[derive(Debug, Default)]
struct Told {
    opened: Vec<SourceInfo>,
    records: Vec<RawRecord>,
    defects: Vec<(SourceKey, DefectKind)>,
    closed: Vec<(SourceKey, u64, u64)>,
    unchanged: Vec<(String, u64)>,
}

impl Told {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Opened(info) => self.opened.push(info),
            Event::Record(record) => self.records.push(record),
            Event::Defect(key, defect) => self.defects.push((key, defect.kind)),
            Event::Closed {
                source,
                bytes,
                records,
            } => self.closed.push((source, bytes, records)),
            Event::Unchanged { name, records } => self.unchanged.push((name, records)),
        }
    }

    fn kinds(&self) -> Vec<DefectKind> {
        self.defects.iter().map(|(_, kind)| *kind).collect()
    }

    fn subjects(&self) -> Vec<String> {
        let subject = |record: &RawRecord| {
            let text = String::from_utf8_lossy(record.bytes.as_ref()).into_owned();
            text.lines()
                .find_map(|line| line.strip_prefix("Subject: "))
                .unwrap_or("")
                .trim_end()
                .to_owned()
        };
        self.records.iter().map(subject).collect()
    }

    /// Names of all sources, without the folder they are in.
    fn names(&self, folder: &Path) -> Vec<String> {
        let prefix = format!("{}/", folder.display());
        self.opened
            .iter()
            .map(|info| info.name.replace(&prefix, ""))
            .collect()
    }
}

fn read_with(path: &Path, limits: &Limits, resume: &Resume) -> Told {
    let mut told = Told::default();
    let mut visit = |event| {
        told.hear(event);
        ControlFlow::Continue(())
    };
    archive::read(&[path.to_owned()], limits, resume, &mut visit).unwrap();
    told
}

fn read(path: &Path) -> Told {
    read_with(path, &Limits::default(), &Resume::default())
}

fn in_file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn eml(subject: &str) -> Vec<u8> {
    format!("From: a@example.org\nSubject: {subject}\n\nHello\n").into_bytes()
}

fn mbox(subjects: std::ops::Range<u32>) -> Vec<u8> {
    let one =
        |n| format!("From a@b Thu Jan  1 00:00:00 2026\nFrom: a\nSubject: {n}\n\nHello {n}\n\n");
    subjects.map(one).collect::<String>().into_bytes()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn containers_are_opened_down_to_the_mail() {
    let long = format!("{}/b.eml", "folder".repeat(40));
    let inner = tar(&[("a.mbox", &mbox(0..2)), (&long, &eml("2"))]);
    let outer = zip(&[
        ("x/all.tgz", &gz(&inner)),
        ("pic.png", b"\x89PNG1234"),
        ("c.eml", &eml("3")),
        (".DS_Store", b"\0\0"),
    ]);
    let (folder, path) = in_file("outer.bin", &outer);
    let told = read(&path);
    assert_eq!(told.subjects(), ["0", "1", "2", "3"]);
    let long = format!("outer.bin!x/all.tgz!all.tgz!{long}").replace("!all.tgz!", "!all!");
    let names = told.names(folder.path());
    let expected = [
        "outer.bin",
        "outer.bin!x/all.tgz",
        "outer.bin!x/all.tgz!all",
        "outer.bin!x/all.tgz!all!a.mbox",
        &long,
        "outer.bin!pic.png",
        "outer.bin!c.eml",
    ];
    assert_eq!(names, expected);
    assert_eq!(told.kinds(), [DefectKind::UnknownFormat]);
    assert_eq!(
        told.opened
            .iter()
            .map(|info| info.key.0)
            .collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5, 6]
    );
    assert_eq!(told.opened[3].parent, Some(SourceKey(2)));
    // Members are closed before their container.
    assert_eq!(
        told.closed
            .iter()
            .map(|(key, ..)| key.0)
            .collect::<Vec<_>>(),
        [3, 4, 2, 1, 5, 6, 0]
    );
}

#[test]
fn all_frames_of_a_stream_are_read() {
    for (name, bytes) in [
        ("a.gz", [gz(&mbox(0..2)), gz(&mbox(2..3))].concat()),
        ("a.zst", [zst(&mbox(0..2)), zst(&mbox(2..3))].concat()),
    ] {
        let (_folder, path) = in_file(name, &bytes);
        assert_eq!(read(&path).subjects(), ["0", "1", "2"], "{name}");
    }
}

#[test]
fn containers_nested_too_deep_are_named_and_not_opened() {
    let mut bytes = eml("deep");
    for _ in 0..4 {
        bytes = gz(&bytes);
    }
    let (_folder, path) = in_file("a.gz", &bytes);
    let told = read(&path);
    assert_eq!(
        (told.kinds(), told.opened.len()),
        (vec![DefectKind::DepthLimit], 4)
    );
    let deeper = Limits {
        depth: 4,
        ..Limits::default()
    };
    assert_eq!(
        read_with(&path, &deeper, &Resume::default()).subjects(),
        ["deep"]
    );
}

/// 1 GiB of zeros in about 33 kB, behind a first message.
fn bomb(mut encoder: impl Write) {
    encoder.write_all(&mbox(0..1)).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&zeros).unwrap();
    }
}

#[test]
fn a_bomb_is_stopped_by_what_comes_out() {
    let mut packed = Vec::new();
    let mut encoder = zstd::Encoder::new(&mut packed, 1).unwrap();
    bomb(&mut encoder);
    encoder.finish().unwrap();
    assert!(packed.len() < 200_000, "{} bytes", packed.len());
    let (_folder, path) = in_file("bomb.zst", &packed);
    let begun = std::time::Instant::now();
    let told = read(&path);
    assert!(begun.elapsed().as_secs() < 5);
    assert_eq!(
        (told.kinds(), told.subjects()),
        (vec![DefectKind::ExpansionLimit], vec!["0".to_owned()])
    );
    assert!(
        told.records[0].at.length < 12 << 20,
        "read up to the grace of the ratio"
    );
    // With no limit on the ratio the limit on the whole stops it, and the message's limit holds.
    let limits = Limits {
        ratio: u64::MAX,
        expanded: 100 << 20,
        message: 1 << 20,
        ..Limits::default()
    };
    let told = read_with(&path, &limits, &Resume::default());
    assert_eq!(told.kinds(), [DefectKind::ExpansionLimit]);
    assert_eq!(told.records[0].bytes.as_ref().len(), 1 << 20);
    assert!(
        told.records[0]
            .defects
            .iter()
            .any(|defect| defect.kind == DefectKind::MessageTooLarge)
    );
}

#[test]
fn a_zip_bomb_costs_its_member_only() {
    let mut big = eml("big");
    big.resize(64 << 20, b'x');
    let (_folder, path) = in_file("a.zip", &zip(&[("1.eml", &big), ("2.eml", &eml("small"))]));
    let told = read(&path);
    assert_eq!(
        (told.kinds(), told.subjects()),
        (
            vec![DefectKind::ExpansionLimit],
            vec!["big".into(), "small".into()]
        )
    );
}

#[test]
fn members_beyond_the_limits_are_left_and_told() {
    let members: Vec<_> = (0..20)
        .map(|n| (format!("{n:02}.eml"), eml(&n.to_string())))
        .collect();
    let members: Vec<_> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let limits = Limits {
        entries: 5,
        ..Limits::default()
    };
    for bytes in [zip(&members), tar(&members)] {
        let (_folder, path) = in_file("a", &bytes);
        let told = read_with(&path, &limits, &Resume::default());
        assert_eq!(
            (told.kinds(), told.records.len()),
            (vec![DefectKind::EntryLimit], 5)
        );
    }
    let window = Limits {
        zstd_window_log: 10,
        ..Limits::default()
    };
    let (_folder, path) = in_file("a.zst", &zst(&mbox(0..500)));
    assert_eq!(
        read_with(&path, &window, &Resume::default()).kinds(),
        [DefectKind::ExpansionLimit]
    );
}

#[test]
fn of_a_cut_container_what_was_there_is_kept() {
    // Digests do not compress, so that a stream has many blocks and not one.
    let digest = |n: u32| {
        data_encoding::HEXLOWER
            .encode(&Sha256::digest(n.to_le_bytes()))
            .repeat(3)
    };
    let one = |n| {
        format!(
            "From a@b Thu Jan  1 00:00:00 2026\nSubject: {n}\n\n{}\n\n",
            digest(n)
        )
    };
    let messages = (0..2_000).map(one).collect::<String>().into_bytes();
    let members: [(&str, &[u8]); 2] = [("0.eml", &eml("0")), ("a.mbox", &messages)];
    for (name, bytes) in [
        ("gz", gz(&messages)),
        ("zst", zst(&messages)),
        ("tar", tar(&members)),
        ("zip", zip(&members)),
    ] {
        let (_folder, path) = in_file(name, &bytes[..bytes.len() * 2 / 3]);
        let told = read(&path);
        let damaged = |kind: &DefectKind| {
            matches!(kind, DefectKind::Truncated | DefectKind::CorruptContainer)
        };
        assert!(
            told.kinds().iter().any(damaged),
            "{name}: {:?}",
            told.kinds()
        );
        assert_eq!(told.subjects()[0], "0", "{name}");
        assert!(
            told.records.len() > 100 && told.records.len() < 2_000,
            "{name}: {}",
            told.records.len()
        );
        let last = told.records.last().unwrap();
        assert!(
            last.defects
                .iter()
                .any(|defect| defect.kind == DefectKind::Truncated),
            "{name}"
        );
    }
}

#[test]
fn an_encrypted_member_is_named() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("a.eml", SimpleFileOptions::default())
        .unwrap();
    writer.write_all(&eml("0")).unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    // The lowest flag bit, in the local header and in the directory.
    bytes[6] |= 1;
    let directory = bytes
        .windows(4)
        .position(|magic| magic == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 8] |= 1;
    let (_folder, path) = in_file("a.zip", &bytes);
    assert_eq!(read(&path).kinds(), [DefectKind::Encrypted]);
}

#[test]
fn an_emlx_ends_where_its_count_says() {
    let message = eml("x");
    for (count, kinds) in [
        (message.len(), vec![]),
        (message.len() + 99, vec![DefectKind::Truncated]),
    ] {
        let plist = if kinds.is_empty() {
            "<?xml version=\"1.0\"?><plist/>"
        } else {
            ""
        };
        let bytes = [
            format!("{count}       \n").as_bytes(),
            &message,
            plist.as_bytes(),
        ]
        .concat();
        let (_folder, path) = in_file("1.partial.emlx", &bytes);
        let told = read(&path);
        assert_eq!(told.opened[0].format, Format::Emlx);
        assert_eq!(told.records[0].bytes.as_ref(), message);
        assert_eq!(
            told.records[0]
                .defects
                .iter()
                .map(|defect| defect.kind)
                .collect::<Vec<_>>(),
            kinds
        );
    }
}

#[test]
fn a_mail_folder_is_walked_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (name, bytes) in [
        ("md/cur/2:2,S", eml("cur")),
        ("md/new/1", eml("new")),
        ("md/tmp/3", eml("tmp")),
        ("md/dovecot.index", vec![1, 2, 3]),
        ("md/README", b"not a mail".to_vec()),
        ("md/empty", Vec::new()),
        ("a/10", eml("ten")),
        ("a/9", eml("nine")),
        ("a/.mh_sequences", b"cur: 1\n".to_vec()),
    ] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let told = read(root);
    assert_eq!(told.subjects(), ["ten", "nine", "cur", "new"]);
    assert_eq!(
        told.names(root),
        ["a/10", "a/9", "md/README", "md/cur/2:2,S", "md/new/1"]
    );
    assert_eq!(told.kinds(), [DefectKind::UnknownFormat]);
    let named = read(&root.join("md/README"));
    assert_eq!(named.kinds(), [DefectKind::UnknownFormat]);
    assert_eq!(
        archive::total_bytes(&[root.join("a/9")]).unwrap(),
        eml("nine").len() as u64
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_hold_nothing_up() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("1.eml"), eml("1")).unwrap();
    symlink(root, root.join("loop")).unwrap();
    symlink(root.join("1.eml"), root.join("2.eml")).unwrap();
    symlink(root.join("3.eml"), root.join("3.eml")).unwrap();
    let told = read(root);
    // The link to the mail leads to a copy, which adds nothing.
    assert_eq!((told.records.len(), told.unchanged.len()), (1, 1));
    assert_eq!(
        told.kinds(),
        [DefectKind::Unreadable, DefectKind::Unreadable]
    );
}

#[test]
fn an_input_that_is_not_there_stops_the_reading() {
    let missing = PathBuf::from("no/such/file.mbox");
    let error = archive::total_bytes(&[missing]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no/such/file.mbox: no such file or folder; check the path"
    );
}

fn known(path: &Path, records: u64, complete: bool) -> Known {
    let bytes = fs::read(path).unwrap();
    Known {
        name: path.display().to_string(),
        digest: Sha256::digest(&bytes).into(),
        bytes: bytes.len() as u64,
        records,
        complete,
        first_source: 0,
    }
}

#[test]
fn a_reading_goes_on_where_it_stopped() {
    let inner = tar(&[("a.mbox", &mbox(0..700)), ("b.mbox", &mbox(700..1_000))]);
    let (_folder, path) = in_file("all.tar.gz", &gz(&inner));
    let whole = read(&path);
    for stop in [1, 699, 700, 701, 999, 1_000] {
        let mut begun = Told::default();
        let mut visit = |event| {
            begun.hear(event);
            if begun.records.len() < stop {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        archive::read(
            std::slice::from_ref(&path),
            &Limits::default(),
            &Resume::default(),
            &mut visit,
        )
        .unwrap();
        // Another file was read in between, so the keys behind those of the first reading are taken.
        let taken = u32::try_from(begun.opened.len()).unwrap();
        let other = Known {
            name: "other".into(),
            digest: [9; 32],
            first_source: taken,
            ..known(&path, 5, true)
        };
        let resume = Resume {
            known: vec![known(&path, stop as u64, false), other],
            next_source: taken + 50,
        };
        let rest = read_with(&path, &Limits::default(), &resume);
        assert_eq!(begun.records.len() + rest.records.len(), 1_000);
        assert_eq!(
            [begun.subjects(), rest.subjects()].concat(),
            whole.subjects(),
            "stopped after {stop}"
        );
        let keys: Vec<_> = rest.opened.iter().map(|info| info.key.0).collect();
        let expected: Vec<_> = (0..taken)
            .chain(taken + 50..)
            .take(whole.opened.len())
            .collect();
        assert_eq!(keys, expected, "keys are used again");
        assert_eq!(
            rest.closed.iter().map(|(.., records)| records).sum::<u64>(),
            1_000
        );
    }
}

#[test]
fn what_is_known_is_passed_over_and_what_grew_is_read_on() {
    let (folder, path) = in_file("a.mbox", &mbox(0..10));
    assert_eq!(read(&path).records.len(), 10);
    let resume = Resume {
        known: vec![known(&path, 10, true)],
        next_source: 1,
    };
    let again = read_with(&path, &Limits::default(), &resume);
    assert_eq!(
        (again.opened.len(), again.unchanged),
        (0, vec![(path.display().to_string(), 10)])
    );
    // A copy under another name adds nothing either.
    fs::copy(&path, folder.path().join("b.mbox")).unwrap();
    assert_eq!(
        read_with(&folder.path().join("b.mbox"), &Limits::default(), &resume)
            .unchanged
            .len(),
        1
    );
    // Grown: the new messages only, under the old key.
    fs::write(&path, mbox(0..12)).unwrap();
    let grown = read_with(&path, &Limits::default(), &resume);
    assert_eq!(
        (grown.subjects(), grown.opened[0].key),
        (vec!["10".into(), "11".into()], SourceKey(0))
    );
    // A last message that was being written then is told again, whole.
    fs::write(&path, &mbox(0..10)[..mbox(0..10).len() - 4]).unwrap();
    let cut = Resume {
        known: vec![known(&path, 10, true)],
        next_source: 1,
    };
    fs::write(&path, mbox(0..11)).unwrap();
    assert_eq!(
        read_with(&path, &Limits::default(), &cut).subjects(),
        ["9", "10"]
    );
    // Another file under the same name is read as new.
    fs::write(&path, mbox(5..8)).unwrap();
    let other = read_with(&path, &Limits::default(), &resume);
    assert_eq!(
        (other.records.len(), other.opened[0].key),
        (3, SourceKey(1))
    );
}

#[test]
fn a_stream_is_split_like_a_file() {
    let messages = mbox(0..30_000);
    let (_folder, plain) = in_file("a.mbox", &messages);
    let (_other, packed) = in_file("a.mbox.gz", &gz(&messages));
    let facts = |told: &Told| -> Vec<_> {
        told.records
            .iter()
            .map(|r| {
                (
                    r.at.offset,
                    r.at.length,
                    r.envelope.clone(),
                    r.bytes.as_ref().to_vec(),
                )
            })
            .collect()
    };
    let (plain, packed) = (read(&plain), read(&packed));
    assert_eq!(plain.records.len(), 30_000);
    assert!(facts(&plain) == facts(&packed));
    assert_eq!(packed.closed[0].1, messages.len() as u64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any byte of a container may be wrong.
    #[test]
    fn damage_never_panics_and_every_source_is_closed(which in 0_usize..5, at in any::<prop::sample::Index>(), byte: u8) {
        let members: [(&str, &[u8]); 2] = [("0.eml", &eml("0")), ("a.mbox.gz", &gz(&mbox(0..20)))];
        let mut bytes = match which {
            0 => zip(&members),
            1 => tar(&members),
            2 => gz(&tar(&members)),
            3 => zst(&mbox(0..20)),
            _ => mbox(0..5),
        };
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let (_folder, path) = in_file("a", &bytes);
        let told = read(&path);
        prop_assert_eq!(told.opened.len(), told.closed.len());
    }

    #[test]
    fn any_bytes_behind_a_magic_number_are_read(magic in 0_usize..5, tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let start = [&b"PK\x03\x04"[..], b"\x1F\x8B\x08", b"\x28\xB5\x2F\xFD", b"From a\nB: c\n", b"12\nTo: x\n\n"][magic];
        let (_folder, path) = in_file("a", &[start, &tail].concat());
        let told = read(&path);
        prop_assert_eq!(told.opened.len(), told.closed.len());
    }
}
