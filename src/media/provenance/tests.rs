use proptest::prelude::*;

use crate::media::{Kind, Says, Tier};

use super::*;

use super::{
    der::tests::certificate, ifd::tests::structure, iso_boxes::tests::boxed, jumbf::tests::superbox,
};

/// A value as CBOR.
fn coded(value: &ciborium::Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn map(entries: Vec<(&str, ciborium::Value)>) -> ciborium::Value {
    ciborium::Value::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

fn assertion(label: &str, value: &ciborium::Value) -> Vec<u8> {
    superbox(b"cbor", label, &boxed(b"cbor", &coded(value)))
}

fn sha(bytes: &[u8]) -> ciborium::Value {
    use sha2::Digest;
    ciborium::Value::Bytes(sha2::Sha256::digest(bytes).to_vec())
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let frame = segment(0xc0, &[8, 0, 3, 0, 7, 1, 1, 0x11, 0]);
    [
        &b"\xff\xd8"[..],
        &segments.concat(),
        &frame,
        b"\xff\xda\0\x02data\xff\xd9",
    ]
    .concat()
}

/// A signature by a named certificate; its bytes are no real signature.
fn signature() -> ciborium::Value {
    let protected = ciborium::Value::Map(vec![
        (1.into(), (-7).into()),
        (
            33.into(),
            ciborium::Value::Bytes(certificate("Some maker", "Some authority")),
        ),
    ]);
    let signature = ciborium::Value::Array(vec![
        ciborium::Value::Bytes(coded(&protected)),
        ciborium::Value::Map(Vec::new()),
        ciborium::Value::Null,
        ciborium::Value::Bytes((1..65).collect()),
    ]);
    ciborium::Value::Tag(18, Box::new(signature))
}

/// A JPEG with credentials whose hash leaves out the segment that holds them.
fn with_credentials(source_type: Option<&str>, action: &str) -> Vec<u8> {
    let address = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    let mut step = vec![("action", action.into())];
    step.extend(source_type.map(|code| ("digitalSourceType", format!("{address}{code}").into())));
    let actions = map(vec![("actions", ciborium::Value::Array(vec![map(step)]))]);
    let build = |length: usize| {
        let range = map(vec![
            ("start", 2.into()),
            ("length", (length as u64).into()),
        ]);
        let hash = map(vec![
            ("exclusions", ciborium::Value::Array(vec![range])),
            ("alg", "sha256".into()),
            ("hash", sha(&jpeg(&[]))),
            // Keeps the box's length whatever the range's length is.
            (
                "pad",
                ciborium::Value::Bytes(vec![0; 20 - coded(&(length as u64).into()).len()]),
            ),
        ]);
        let assertions = [
            assertion("c2pa.actions", &actions),
            assertion("c2pa.hash.data", &hash),
        ];
        let references = ["c2pa.actions", "c2pa.hash.data"]
            .iter()
            .zip(&assertions)
            .map(|(label, bytes)| {
                map(vec![
                    ("url", format!("self#jumbf=c2pa.assertions/{label}").into()),
                    ("hash", sha(&bytes[8..])),
                ])
            });
        let claim = map(vec![
            ("claim_generator", "Some program/1.0".into()),
            ("alg", "sha256".into()),
            ("assertions", ciborium::Value::Array(references.collect())),
        ]);
        let manifest = [
            superbox(b"c2as", "c2pa.assertions", &assertions.concat()),
            assertion("c2pa.claim", &claim),
            assertion("c2pa.signature", &signature()),
        ];
        let store = superbox(
            b"c2pa",
            "c2pa",
            &superbox(b"c2ma", "urn:uuid:1", &manifest.concat()),
        );
        segment(0xeb, &[&b"JP\0\x01\0\0\0\x01"[..], &store].concat())
    };
    let first = build(10_000);
    jpeg(&[build(first.len())])
}

fn said(bytes: &[u8]) -> Vec<(Kind, Tier, Says)> {
    let read = read(bytes, Format::of(bytes).unwrap(), &Limits::default());
    read.findings
        .iter()
        .map(|f| (f.kind, f.tier, f.says))
        .collect()
}

fn fact(bytes: &[u8], name: &str) -> Option<String> {
    let read = read(bytes, Format::of(bytes).unwrap(), &Limits::default());
    read.facts
        .into_iter()
        .find(|fact| fact.name == name)
        .map(|fact| fact.value)
}

#[test]
fn credentials_are_told_as_claims_and_their_hash_agrees() {
    let table = [
        (
            Some("trainedAlgorithmicMedia"),
            "c2pa.created",
            Says::Generated,
        ),
        (Some("digitalCapture"), "c2pa.created", Says::Captured),
        (Some("digitalCapture"), "c2pa.cropped", Says::Processed),
        (None, "c2pa.color_adjustments", Says::Processed),
        (None, "c2pa.opened", Says::Nothing),
    ];
    for (source_type, action, says) in table {
        let file = with_credentials(source_type, action);
        assert_eq!(
            said(&file),
            [(Kind::ContentCredentials, Tier::Declared, says)],
            "{source_type:?} {action}"
        );
        assert!(
            fact(&file, "credential_binding")
                .unwrap()
                .contains("agrees")
        );
        assert_eq!(fact(&file, "signature_algorithm").as_deref(), Some("ES256"));
        assert!(
            fact(&file, "credential_signer")
                .unwrap()
                .contains("not verified")
        );
    }
}

#[test]
fn another_byte_outside_the_credentials_is_a_change_after_signing() {
    let mut file = with_credentials(None, "c2pa.opened");
    let at = file.len() - 4;
    file[at] ^= 1;
    let changed = (
        Kind::ContentCredentials,
        Tier::Declared,
        Says::ChangedAfterSigning,
    );
    assert!(said(&file).contains(&changed));
}

#[test]
fn another_byte_in_an_assertion_is_a_change_after_signing() {
    let mut file = with_credentials(None, "c2pa.opened");
    let at = memchr::memmem::find(&file, b"c2pa.opened").unwrap();
    file[at + 5] = b'O';
    let changed = (
        Kind::ContentCredentials,
        Tier::Declared,
        Says::ChangedAfterSigning,
    );
    assert!(said(&file).contains(&changed));
    assert!(
        fact(&file, "credential_binding")
            .unwrap()
            .contains("c2pa.actions")
    );
}

fn png(chunks: &[(&[u8], &[u8])]) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length[..], name, content, &[0; 4]].concat()
    };
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(chunk(b"IHDR", &[0, 0, 0, 7, 0, 0, 0, 3, 8, 2, 0, 0, 0]));
    file.extend(
        chunks
            .iter()
            .flat_map(|(name, content)| chunk(name, content)),
    );
    file
}

const PARAMETERS: &str = "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512";

#[test]
fn a_generators_mark_is_found_wherever_it_is_put() {
    let in_png = png(&[(b"tEXt", format!("parameters\0{PARAMETERS}").as_bytes())]);
    let comment = [b"ASCII\0\0\0", PARAMETERS.as_bytes()].concat();
    let exif = [&b"Exif\0\0"[..], &structure(&[], &[(0x9286, &comment)])].concat();
    let in_exif = jpeg(&[segment(0xe1, &exif)]);
    let in_comment = jpeg(&[segment(0xfe, PARAMETERS.as_bytes())]);
    for file in [in_png, in_exif, in_comment] {
        assert_eq!(
            said(&file),
            [(Kind::GeneratorMark, Tier::Declared, Says::Generated)]
        );
        assert_eq!(fact(&file, "prompt").as_deref(), Some("a cat"));
    }
}

#[test]
fn a_source_type_in_any_container_is_declared() {
    let packet = r#"<x:xmpmeta><rdf:Description Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/></x:xmpmeta>"#;
    let app1 = [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat();
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat();
    let length = u32::try_from(packet.len()).unwrap().to_le_bytes();
    let webp = [&b"RIFF\0\0\0\0WEBPXMP "[..], &length, packet.as_bytes()].concat();
    let pdf = format!("%PDF-1.4\n<?xpacket begin=''?>{packet}<?xpacket end='w'?>");
    for file in [
        jpeg(&[segment(0xe1, &app1)]),
        png(&[(b"iTXt", &text)]),
        webp,
        pdf.into_bytes(),
    ] {
        assert_eq!(
            said(&file),
            [(Kind::SourceType, Tier::Declared, Says::Generated)]
        );
    }
}

/// The worst error would be to accuse an authentic photograph: software, dates and sizes never rise above facts.
#[test]
fn a_photograph_that_was_edited_is_not_accused() {
    let main: [(u16, &[u8]); 4] = [
        (0x010f, b"Some maker\0"),
        (0x0110, b"Model 1\0"),
        (0x0131, b"Adobe Photoshop CS6\0"),
        (0x0132, b"2020:05:05 05:05:05\0"),
    ];
    let exif = structure(&main, &[(0x9003, b"2019:01:01 01:01:01\0")]);
    let file = jpeg(&[segment(0xe1, &[b"Exif\0\0", &exif[..]].concat())]);
    assert_eq!(said(&file), [(Kind::Metadata, Tier::Fact, Says::Processed)]);
    assert_eq!(fact(&file, "size").as_deref(), Some("7 × 3"));
    assert!(fact(&file, "modified_after_taken").is_some());
}

#[test]
fn a_file_above_the_limit_is_not_read_and_that_is_told() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    let read = read(
        &with_credentials(None, "c2pa.opened"),
        Format::Jpeg,
        &limits,
    );
    assert_eq!(read.facts.first().map(|fact| fact.name), Some("not_read"));
    assert!(read.findings.is_empty());
}

const FORMATS: [Format; 16] = [
    Format::Jpeg,
    Format::Png,
    Format::WebP,
    Format::Gif,
    Format::Tiff,
    Format::Bmp,
    Format::Avif,
    Format::Heic,
    Format::Svg,
    Format::Pdf,
    Format::Zip,
    Format::IsoMedia,
    Format::Riff,
    Format::Mp3,
    Format::Ogg,
    Format::Flac,
];

proptest! {
    #[test]
    fn any_bytes_in_any_format_are_taken_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for format in FORMATS {
            let once = read(&bytes, format, &Limits::default());
            prop_assert_eq!(once, read(&bytes, format, &Limits::default()));
        }
    }

    #[test]
    fn a_flipped_or_cut_file_never_gains_a_proof(at in 0_usize..2000, byte: u8, cut in 0_usize..2000) {
        let mut file = with_credentials(Some("digitalCapture"), "c2pa.created");
        let length = file.len();
        file[at % length] = byte;
        file.truncate(length - cut % length);
        let read = read(&file, Format::Jpeg, &Limits::default());
        prop_assert!(read.findings.iter().all(|finding| finding.tier >= Tier::Declared));
    }
}
