//! Prints one JSON object a mail, for comparison with other parsers.
//!
//! In: paths of files that each hold one RFC 5322 message (`-` reads paths from stdin, one a line).
//! Out: JSON lines with path, subject, date, from, leaf media types, bodies, attachments, defects.

use std::{
    fs,
    io::{self, BufRead, Write},
};

use refrain::message::{self, BodyKind, Limits, Message};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let paths = if arguments == ["-"] {
        io::stdin().lock().lines().collect::<Result<_, _>>()?
    } else {
        arguments
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in paths {
        let message = message::parse_bytes(&fs::read(&path)?, &Limits::default());
        writeln!(out, "{}", row(&path, &message))?;
    }
    out.flush()
}

fn row(path: &str, message: &Message) -> Value {
    let leaves = message
        .parts
        .iter()
        .filter(|part| !part.media_type.starts_with("multipart/"));
    json!({
        "path": path,
        "subject": message.subject,
        "date": message.sent.map(|stamp| stamp.unix),
        "from": message.from.iter().map(|mailbox| json!([mailbox.name, mailbox.address])).collect::<Vec<_>>(),
        "leaves": leaves.map(|part| part.media_type.as_str()).collect::<Vec<_>>(),
        "bodies": message.bodies.iter().map(|body| json!([kind(body.kind), body.text])).collect::<Vec<_>>(),
        "attachments": message.attachments.iter().map(|attachment| json!([
            attachment.media_type, hex(&attachment.digest), attachment.bytes,
        ])).collect::<Vec<_>>(),
        "defects": message.defects.iter().map(|defect| defect.kind.code()).collect::<Vec<_>>(),
    })
}

fn kind(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Plain => "plain",
        BodyKind::Html => "html",
    }
}

fn hex(digest: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(digest)
}
