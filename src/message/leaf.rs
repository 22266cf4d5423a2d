//! A part without parts: to a body that a reader sees, or to an attachment.
//!
//! In: [`Leaf`] with its bytes as they stand. Out: [`Body`] as UTF-8, or [`Attachment`] with the
//! SHA-256 of its decoded bytes, hashed piece by piece while they are decoded.
//!
//! A text is a body unless it is declared an attachment, or has a file name without being the first
//! part. The whole message is always a body if it is text. Cost is linear in the part's bytes.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::source::{Defect, DefectKind};

use super::{
    Attachment, Body, BodyKind, Limits, Message, charset, flowed,
    keeper::{Keeper, Wanted},
    mime::{Disposition, Facts, Flow},
    structure::Leaf,
    transfer::{self, Health},
    uuencode,
};

/// Bytes that are looked at to tell base64 from a text that was never encoded.
const PROSE_SAMPLE: usize = 4 << 10;
/// One blank in so many bytes makes a text; English has one in six, base64 none.
const PROSE_SHARE: usize = 40;

/// Reads one leaf into the message.
pub(super) fn read(
    leaf: &Leaf<'_>,
    first: bool,
    limits: &Limits,
    wanted: Wanted<'_>,
    message: &mut Message,
) {
    match body_kind(leaf, first) {
        Some(kind) => body(leaf, kind, limits, wanted, message),
        None => attachment(leaf, limits, wanted, message),
    }
}

fn body_kind(leaf: &Leaf<'_>, first: bool) -> Option<BodyKind> {
    let facts = &leaf.facts;
    let kind = match facts.media_type.as_str() {
        "text/html" | "application/xhtml+xml" => BodyKind::Html,
        "text/plain" => BodyKind::Plain,
        // A message that is one text of a kind that we do not know is still read.
        other if leaf.root && other.starts_with("text/") && facts.name.is_empty() => {
            BodyKind::Plain
        }
        _ => return None,
    };
    let shown = match facts.disposition {
        Disposition::Attachment => false,
        Disposition::Inline | Disposition::Unsaid => first || facts.name.is_empty(),
    };
    (shown || leaf.root).then_some(kind)
}

fn body(
    leaf: &Leaf<'_>,
    kind: BodyKind,
    limits: &Limits,
    wanted: Wanted<'_>,
    message: &mut Message,
) {
    let mut defect = |kind, detail: &str| {
        message
            .defects
            .push(Defect::new(kind, leaf.offset as u64, detail));
    };
    let facts = &leaf.facts;
    if facts.encoding.contains("uuencode") || facts.encoding == "x-uue" {
        attachment(leaf, limits, wanted, message);
        return;
    }
    let (bytes, health, whole) = decoded(leaf, limits);
    if health == Health::Broken {
        defect(DefectKind::UndecodableBody, &facts.encoding);
    }
    if !whole {
        defect(DefectKind::BodyLimit, "");
    }
    let bytes = if charset::is_ascii_like(&facts.charset) {
        unix_lines(bytes)
    } else {
        bytes
    };
    let decoded = charset::decode(bytes, &facts.charset);
    if !decoded.known {
        let shown: String = facts.charset.chars().take(40).collect();
        defect(DefectKind::UnknownCharset, &shown);
    }
    let mut text = decoded.text;
    if kind == BodyKind::Plain {
        text = match facts.flow {
            Flow::Fixed => text,
            Flow::Flowed => flowed::join(&text, false),
            Flow::FlowedDeletingSpaces => flowed::join(&text, true),
        };
        if let Some((kept, files)) = uuencode::extract(&text, limits.decoded) {
            text = kept;
            message
                .attachments
                .extend(files.into_iter().map(|file| within_text(file, wanted)));
        }
    }
    message.bodies.push(Body {
        kind,
        text,
        alternative: leaf.alternative,
    });
}

/// A uuencoded file that stood in a text.
fn within_text(file: uuencode::File, wanted: Wanted<'_>) -> Attachment {
    let mut keeper = Keeper::new(wanted);
    keeper.pass(&file.bytes);
    Attachment {
        name: file.name,
        media_type: "application/octet-stream".to_owned(),
        content_id: String::new(),
        digest: Sha256::digest(&file.bytes).into(),
        bytes: file.bytes.len() as u64,
        content: keeper.kept(),
    }
}

/// The decoded bytes up to the limit, whether they were sound, and whether they are all.
fn decoded<'a>(leaf: &Leaf<'a>, limits: &Limits) -> (Cow<'a, [u8]>, Health, bool) {
    if is_base64(&leaf.facts) && is_prose(leaf.body) {
        return (
            bounded(leaf.body, limits).into(),
            Health::Broken,
            leaf.body.len() <= limits.decoded,
        );
    }
    if is_base64(&leaf.facts) || matches!(leaf.facts.encoding.as_str(), "quoted-printable" | "qp") {
        let mut out = Vec::with_capacity(leaf.body.len().min(limits.decoded));
        let (health, whole) = stream(leaf.body, &leaf.facts, limits, &mut |bytes| {
            out.extend_from_slice(bytes);
        });
        return (out.into(), health, whole);
    }
    (
        bounded(leaf.body, limits).into(),
        Health::Sound,
        leaf.body.len() <= limits.decoded,
    )
}

fn bounded<'a>(bytes: &'a [u8], limits: &Limits) -> &'a [u8] {
    bytes
        .get(..bytes.len().min(limits.decoded))
        .unwrap_or_default()
}

fn is_base64(facts: &Facts) -> bool {
    matches!(facts.encoding.as_str(), "base64" | "b")
}

/// Whether what is declared base64 is a text that was never encoded: words stand in its lines.
fn is_prose(body: &[u8]) -> bool {
    let start = body.trim_ascii();
    let start = start
        .get(..start.len().min(PROSE_SAMPLE))
        .unwrap_or_default();
    memchr::memchr_iter(b' ', start).count() * PROSE_SHARE > start.len()
}

/// Decodes into a sink that gets `limits.decoded` bytes at most.
fn stream(
    body: &[u8],
    facts: &Facts,
    limits: &Limits,
    sink: &mut dyn FnMut(&[u8]),
) -> (Health, bool) {
    let mut room = limits.decoded;
    let mut whole = true;
    let mut bounded = |bytes: &[u8]| {
        let kept = bytes.get(..bytes.len().min(room)).unwrap_or_default();
        whole &= kept.len() == bytes.len();
        room -= kept.len();
        if !kept.is_empty() {
            sink(kept);
        }
    };
    let health = match facts.encoding.as_str() {
        "base64" | "b" => transfer::base64(body, &mut bounded),
        "quoted-printable" | "qp" => transfer::quoted_printable(body, &mut bounded),
        "x-uuencode" | "uuencode" | "x-uue" => {
            uuencode::part(body, limits.decoded, &mut bounded);
            Health::Sound
        }
        _ => {
            bounded(body);
            Health::Sound
        }
    };
    (health, whole)
}

fn attachment(leaf: &Leaf<'_>, limits: &Limits, wanted: Wanted<'_>, message: &mut Message) {
    let (mut hash, mut size) = (Sha256::new(), 0_u64);
    let mut keeper = Keeper::new(wanted);
    let (health, whole) = stream(leaf.body, &leaf.facts, limits, &mut |bytes| {
        hash.update(bytes);
        keeper.pass(bytes);
        size += bytes.len() as u64;
    });
    if health == Health::Broken {
        message.defects.push(Defect::new(
            DefectKind::UndecodableBody,
            leaf.offset as u64,
            leaf.facts.encoding.as_str(),
        ));
    }
    if !whole {
        message
            .defects
            .push(Defect::new(DefectKind::BodyLimit, leaf.offset as u64, ""));
    }
    message.attachments.push(Attachment {
        name: leaf.facts.name.clone(),
        media_type: leaf.facts.media_type.clone(),
        content_id: leaf.facts.content_id.clone(),
        digest: hash.finalize().into(),
        bytes: size,
        content: keeper.kept(),
    });
}

/// CRLF becomes LF; copies only where there is a CR, and then once.
fn unix_lines(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\r', &bytes).is_none() {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_ref();
    while let Some(at) = memchr::memchr(b'\r', rest) {
        let (line, tail) = rest.split_at(at);
        out.extend_from_slice(line);
        let tail = tail.get(1..).unwrap_or_default();
        if !tail.starts_with(b"\n") {
            out.push(b'\n');
        }
        rest = tail;
    }
    out.extend_from_slice(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::super::parse_bytes;
    use super::*;

    fn of(text: &str) -> Message {
        parse_bytes(text.as_bytes(), &Limits::default())
    }

    fn texts(message: &Message) -> Vec<&str> {
        message
            .bodies
            .iter()
            .map(|body| body.text.as_str())
            .collect()
    }

    #[test]
    fn transfer_encoding_and_charset_are_undone() {
        for (header, body, expected) in [
            ("Content-Transfer-Encoding: base64", "aGVsbG8K", "hello\n"),
            (
                "Content-Transfer-Encoding: Quoted-Printable",
                "gr=C3=BCn=\n!",
                "grün!",
            ),
            ("Content-Transfer-Encoding: 8bit", "grün\r\n", "grün\n"),
            (
                "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
                "=FC",
                "ü",
            ),
            ("Content-Type: text/plain; charset=utf-7", "+APw-", "ü"),
            (
                "Content-Type: text/plain; format=flowed",
                "a \nb\n> c \n> d\n",
                "a b\n> c d\n",
            ),
            ("Content-Type: text/foo", "a", "a"),
            (
                "Content-Transfer-Encoding: base64",
                "this was never encoded",
                "this was never encoded",
            ),
            ("X: y", "a\rb", "a\nb"),
        ] {
            assert_eq!(
                texts(&of(&format!("{header}\n\n{body}"))),
                [expected],
                "{header}"
            );
        }
    }

    #[test]
    fn alternatives_are_numbered_and_attachments_hashed_decoded() {
        let message = of(concat!(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=y\n\n",
            "--y\n\nplain\n--y\nContent-Type: text/html\n\n<p>html\n--y--\n",
            "--x\nContent-Type: image/png; name=a.png\nContent-ID: <c@d>\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n",
            "--x\nContent-Disposition: attachment; filename=b.txt\n\nfile\n--x\n\nfooter\n--x--\n",
        ));
        let bodies: Vec<_> = message
            .bodies
            .iter()
            .map(|b| (b.kind, b.text.as_str(), b.alternative))
            .collect();
        assert_eq!(
            bodies,
            [
                (BodyKind::Plain, "plain", Some(0)),
                (BodyKind::Html, "<p>html", Some(0)),
                (BodyKind::Plain, "footer", None)
            ]
        );
        let [picture, file] = message.attachments.as_slice() else {
            panic!("two attachments")
        };
        assert_eq!(
            (
                picture.name.as_str(),
                picture.content_id.as_str(),
                picture.bytes
            ),
            ("a.png", "c@d", 5)
        );
        assert_eq!(picture.digest, <[u8; 32]>::from(Sha256::digest(b"hello")));
        assert_eq!(
            (file.name.as_str(), file.media_type.as_str(), file.bytes),
            ("b.txt", "text/plain", 4)
        );
    }

    #[test]
    fn a_message_within_a_message_gives_no_bodies() {
        let message = of(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nsee\n--x\nContent-Type: message/rfc822\n\nSubject: in\n\ninner\n--x--\n",
        );
        assert_eq!(texts(&message), ["see"]);
        assert_eq!(
            message.attachments.first().map(|a| a.media_type.as_str()),
            Some("message/rfc822")
        );
    }

    #[test]
    fn a_uuencoded_file_is_an_attachment() {
        let message = of("Subject: x\n\nsee\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n");
        assert_eq!(texts(&message), ["see\nbye\n"]);
        assert_eq!(
            message.attachments.first().map(|a| a.digest),
            Some(Sha256::digest(b"Cat").into())
        );
    }

    #[test]
    fn decoding_stops_at_the_limit() {
        let limits = Limits {
            decoded: 3,
            ..Limits::default()
        };
        for header in [
            "X: y",
            "Content-Transfer-Encoding: base64",
            "Content-Type: image/png",
        ] {
            let message = parse_bytes(format!("{header}\n\naGVsbG8=").as_bytes(), &limits);
            let size = message.bodies.first().map_or(0, |b| b.text.len() as u64)
                + message.attachments.first().map_or(0, |a| a.bytes);
            assert_eq!(
                (size, message.defects.first().map(|d| d.kind)),
                (3, Some(DefectKind::MissingFrom)),
                "{header}"
            );
            assert!(
                message
                    .defects
                    .iter()
                    .any(|d| d.kind == DefectKind::BodyLimit)
            );
        }
    }
}
