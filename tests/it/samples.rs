//! The samples in data/samples are what their README says.

use std::{fs, path::PathBuf};

use mailparse::MailHeaderMap;

fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("data/samples")
        .join(name);
    fs::read(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

#[test]
fn content_lengths_land_on_the_next_envelope_or_the_end() {
    for name in ["mboxcl.mbox", "mboxcl2.mbox"] {
        let bytes = sample(name);
        let mut rest = bytes.as_slice();
        let mut mails = 0;
        while !rest.is_empty() {
            assert!(rest.starts_with(b"From "), "{name}, mail {mails}");
            let envelope = memchr::memchr(b'\n', rest).unwrap() + 1;
            let mail = mailparse::parse_mail(&rest[envelope..]).unwrap();
            let length: usize = mail
                .headers
                .get_first_value("Content-Length")
                .unwrap()
                .parse()
                .unwrap();
            let body = memchr::memmem::find(rest, b"\n\n").unwrap() + 2;
            assert_eq!(rest[body + length], b'\n');
            rest = &rest[body + length + 1..];
            mails += 1;
        }
        assert_eq!(mails, 3, "{name}");
    }
}

#[test]
fn the_emlx_counts_its_bytes() {
    let bytes = sample("message.emlx");
    let first = memchr::memchr(b'\n', &bytes).unwrap();
    let count: usize = std::str::from_utf8(&bytes[..first])
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    assert!(bytes[first + 1 + count..].starts_with(b"<?xml"));
}

#[test]
fn the_compressed_mbox_is_the_plain_one() {
    assert_eq!(
        zstd::decode_all(sample("mboxo.mbox.zst").as_slice()).unwrap(),
        sample("mboxo.mbox")
    );
}

#[test]
fn the_arabic_letter_reads_as_arabic() {
    let bytes = sample("eml/arabic.eml");
    let mail = mailparse::parse_mail(&bytes).unwrap();
    assert_eq!(
        mail.headers.get_first_value("Subject").unwrap(),
        "ساعة البرج"
    );
    assert!(
        mail.get_body()
            .unwrap()
            .contains("توقفت ساعة البرج منذ أسبوع")
    );
}

#[test]
fn every_sample_mail_has_a_message_id() {
    for name in [
        "ugly-from",
        "nested-multipart",
        "html-only",
        "format-flowed",
        "arabic",
        "prefix-boundary",
    ] {
        let bytes = sample(&format!("eml/{name}.eml"));
        assert!(
            mailparse::parse_mail(&bytes)
                .unwrap()
                .headers
                .get_first_value("Message-ID")
                .is_some(),
            "{name}"
        );
    }
    assert_eq!(
        memchr::memmem::find_iter(&sample("takeout.mbox"), b"@xxx ").count(),
        3
    );
}
