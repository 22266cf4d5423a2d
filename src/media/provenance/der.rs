//! Just enough DER to name who a certificate is issued to, and by whom.
//!
//! In: a certificate. Out: organisation and common name of subject and issuer, as they are written; nothing is verified.
//!
//! Source: ITU-T X.690, 8.1; RFC 5280, 4.1.

use super::bytes::{from, part, place, text};

const SEQUENCE: u8 = 0x30;

/// The tag of the version, which may be missing.
const VERSION: u8 = 0xa0;

/// Object identifiers of the organisation and of the common name (RFC 5280, appendix A).
const NAMES: [&[u8]; 2] = [b"\x06\x03\x55\x04\x0a", b"\x06\x03\x55\x04\x03"];

/// Tag, content and the bytes after.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, short) = (*bytes.first()?, *bytes.get(1)?);
    let (length, start) = if short < 0x80 {
        (place(short), 2)
    } else {
        let digits = part(bytes, 2, usize::from(short & 0x7f))?;
        if digits.len() > 4 {
            return None;
        }
        let length = digits
            .iter()
            .fold(0, |length, &digit| length << 8 | usize::from(digit));
        (length, 2 + digits.len())
    };
    Some((
        tag,
        part(bytes, start, length)?,
        from(bytes, start.checked_add(length)?),
    ))
}

/// Subject and issuer of a certificate.
pub(super) fn names(certificate: &[u8]) -> Option<(String, String)> {
    let (_, certificate, _) = next(certificate)?;
    let (_, mut body, _) = next(certificate)?;
    if body.first() == Some(&VERSION) {
        body = next(body)?.2;
    }
    // Serial number, algorithm, issuer, validity, subject.
    let (_, _, body) = next(body)?;
    let (_, _, body) = next(body)?;
    let (issuer_tag, issuer, body) = next(body)?;
    let (_, _, body) = next(body)?;
    let (subject_tag, subject, _) = next(body)?;
    (issuer_tag == SEQUENCE && subject_tag == SEQUENCE).then(|| (named(subject), named(issuer)))
}

/// Organisation and common name, parted by a comma.
fn named(name: &[u8]) -> String {
    let said = NAMES.iter().filter_map(|identifier| {
        let at = memchr::memmem::find(name, identifier)?;
        Some(text(next(from(name, at + identifier.len()))?.1))
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// A certificate with names and without a key.
    pub(in crate::media::provenance) fn certificate(organisation: &str, issuer: &str) -> Vec<u8> {
        let name = |value: &str| {
            tagged(
                SEQUENCE,
                &[NAMES[0], &tagged(0x0c, value.as_bytes())].concat(),
            )
        };
        let body = [
            tagged(VERSION, &[2, 1, 2]),
            tagged(2, &[1]),
            tagged(SEQUENCE, &[]),
            name(issuer),
            tagged(SEQUENCE, &[]),
            name(organisation),
        ];
        tagged(SEQUENCE, &tagged(SEQUENCE, &body.concat()))
    }

    #[test]
    fn subject_and_issuer_are_not_mixed_up() {
        let read = names(&certificate("Some maker", "Some authority"));
        assert_eq!(
            read,
            Some(("Some maker".to_owned(), "Some authority".to_owned()))
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = names(&tagged(SEQUENCE, &tagged(SEQUENCE, &bytes)));
        }
    }
}
