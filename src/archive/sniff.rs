//! What a file is, by its first bytes; names and extensions decide nothing.
//!
//! In: the first [`HEAD`] bytes of a file or member. Out: [`Kind`]. Mail has no magic number: it is
//! known by lines that look like headers, one of which has a name that only mail uses.
//!
//! Source: RFC 1952 (gzip), RFC 8878 (zstd), APPNOTE 6.3.10 (zip), POSIX ustar (tar); RFC 5322 with
//! the tolerance that real mail needs.

use super::{
    posts,
    separator::{self, Look},
};

/// Bytes that are looked at.
pub(super) const HEAD: usize = 32 << 10;

/// What the bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Mbox,
    Eml,
    Emlx,
    Posts(posts::Known),
    /// A table whose columns nobody has named; in words.
    Unmapped(String),
    /// Its columns stand at its end.
    Parquet,
    Zip,
    Tar,
    Gzip,
    Zstd,
    /// Something that is not read; in words.
    Foreign(String),
}

/// Magic numbers of what is known but not read.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"BZh", "a bzip2 file: unpack it first"),
    (b"\xFD7zXZ\0", "an xz file: unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive: unpack it first"),
    (b"Rar!\x1A\x07", "a RAR archive: unpack it first"),
    (b"\x04\x22\x4D\x18", "an lz4 file: unpack it first"),
    (
        b"!BDN",
        "an Outlook PST or OST file: export it to mbox or .eml",
    ),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an OLE file, perhaps an Outlook .msg: save it as .eml",
    ),
    (b"\x78\x9F\x3E\x22", "a TNEF file (winmail.dat)"),
    (
        b"\xCF\xAD\x12\xFE",
        "an Outlook Express .dbx file: export it to mbox or .eml",
    ),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
];

/// First member names of zips that are documents rather than archives.
const ZIP_DOCUMENTS: &[&[u8]] = &[b"[Content_Types].xml", b"mimetype", b"META-INF/", b"_rels/"];

/// Header names that speak for mail, in lower case; a trailing `-` stands for all that begin so.
const MAIL_NAMES: &[&str] = &[
    "apparently-to",
    "arc-",
    "authentication-results",
    "bcc",
    "cc",
    "content-",
    "date",
    "delivered-to",
    "delivery-date",
    "dkim-signature",
    "domainkey-signature",
    "envelope-to",
    "errors-to",
    "from",
    "in-reply-to",
    "list-",
    "mail-from",
    "mailing-list",
    "message-id",
    "mime-version",
    "newsgroups",
    "old-",
    "organization",
    "original-",
    "path",
    "precedence",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "reporting-mta",
    "resent-",
    "return-path",
    "return-receipt-to",
    "sender",
    "status",
    "subject",
    "thread-",
    "to",
    "user-agent",
    "x-",
    "xref",
];

/// Tells what the first bytes of a file are; `whole` says that they are all of it.
pub(super) fn sniff(head: &[u8], whole: bool) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    magic(head).unwrap_or_else(|| text(head, whole))
}

fn magic(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"\x1F\x8B") {
        return Some(Kind::Gzip);
    }
    if head.starts_with(b"\x28\xB5\x2F\xFD") || matches!(head, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
    {
        return Some(Kind::Zstd);
    }
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|magic| head.starts_with(magic))
    {
        let name = head.get(30..).unwrap_or_default();
        let document = ZIP_DOCUMENTS
            .iter()
            .any(|document| name.starts_with(document));
        return Some(if document {
            Kind::Foreign("an office document or program".to_owned())
        } else {
            Kind::Zip
        });
    }
    if head.starts_with(b"PAR1") {
        return Some(Kind::Parquet);
    }
    if is_tar(head) {
        return Some(Kind::Tar);
    }
    let found = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic));
    found.map(|(_, words)| Kind::Foreign((*words).to_owned()))
}

fn text(head: &[u8], whole: bool) -> Kind {
    if matches!(separator::first(head, whole), Look::Found(_)) {
        return Kind::Mbox;
    }
    if let Some(known) = posts::sniff(head) {
        return Kind::Posts(known);
    }
    // Before mail, which forgives an odd line such as a number.
    if count_line(head).is_some_and(|(_, start)| is_mail(head.get(start..).unwrap_or_default())) {
        return Kind::Emlx;
    }
    if is_mail(head) {
        return Kind::Eml;
    }
    if let Some(words) = posts::without_posts(head) {
        return Kind::Foreign(words);
    }
    if let Some(words) = posts::unmapped(head) {
        return Kind::Unmapped(words);
    }
    if let Some(words) = posts::unknown_json(head) {
        return Kind::Foreign(words);
    }
    Kind::Foreign(format!(
        "begins with {}",
        head.get(..24).unwrap_or(head).escape_ascii()
    ))
}

/// The first line of an EMLX, a number, and the index behind it.
pub(super) fn count_line(bytes: &[u8]) -> Option<(u64, usize)> {
    let line = bytes
        .get(..24)
        .unwrap_or(bytes)
        .split(|&byte| byte == b'\n')
        .next()?;
    let count = std::str::from_utf8(line).ok()?.trim().parse().ok()?;
    (line.len() < bytes.len()).then_some((count, line.len() + 1))
}

/// Whether a 512-byte block is a tar header: its checksum says so, with or without a magic number.
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..512) else {
        return false;
    };
    let stated = block
        .get(148..156)
        .and_then(|field| std::str::from_utf8(field).ok());
    let stated =
        stated.and_then(|field| u32::from_str_radix(field.trim_matches(['\0', ' ']), 8).ok());
    let sum = block.iter().enumerate().map(|(at, &byte)| {
        if (148..156).contains(&at) {
            32
        } else {
            u32::from(byte)
        }
    });
    stated.is_some_and(|stated| stated == sum.sum::<u32>())
}

/// Whether bytes begin like an RFC 5322 message: lines like headers, with their continuations, at
/// least one of them of mail's own names, and at most one odd line in three.
fn is_mail(head: &[u8]) -> bool {
    let head = head.get(separator::skip_blank(head)..).unwrap_or_default();
    let (mut lines, mut odd, mut mail) = (0_u32, 0_u32, false);
    for line in head.split(|&byte| byte == b'\n').take(200) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if line.contains(&0) {
            return false;
        }
        lines += 1;
        if line.starts_with(b">From ") || (line.starts_with(b"From ") && lines == 1) {
            continue;
        }
        match line.first() {
            Some(b' ' | b'\t') => odd += u32::from(lines == 1),
            _ => match header_name(line) {
                Some(name) => mail |= is_mail_name(name),
                None => odd += 1,
            },
        }
    }
    mail && odd * 3 <= lines
}

/// The name of a line that looks like a header; spaces before the colon are forgiven.
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', line)?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

fn is_mail_name(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    MAIL_NAMES.iter().any(|known| {
        if known.ends_with('-') {
            name.starts_with(known.as_bytes())
        } else {
            name == known.as_bytes()
        }
    })
}

/// Files that mail programs keep beside the mail, and systems beside everything: no mail in them,
/// and nobody expects any, so they are passed over without a word.
pub(super) fn is_side_file(name: &str) -> bool {
    const EXACT: &[&str] = &[
        ".DS_Store",
        ".customflags",
        ".mailboxlist",
        ".mh_sequences",
        ".mh-sequences",
        ".subscriptions",
        ".uidvalidity",
        ".xmhcache",
        "Info.plist",
        "Thumbs.db",
        "desktop.ini",
        "maildirfolder",
        "maildirsize",
        "msgFilterRules.dat",
        "popstate.dat",
        "subscriptions",
        "table_of_contents",
    ];
    const BEGIN: &[&str] = &["._", ".dovecot", "courierimap", "cyrus.", "dovecot"];
    const END: &[&str] = &[".lock", ".msf"];
    let name = name.rsplit(['/', '!']).next().unwrap_or(name);
    EXACT.contains(&name)
        || BEGIN.iter().any(|begin| name.starts_with(begin))
        || END.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_decide() {
        for (head, expected) in [
            (&b""[..], Kind::Empty),
            (b"From a@b\nTo: x\n", Kind::Mbox),
            (
                b"From here on it rains\n",
                Kind::Foreign("begins with From here on it rains\\n".to_owned()),
            ),
            (b"\xEF\xBB\xBF\r\nSubject: x\r\n\r\nhi", Kind::Eml),
            (b">From a@b\nX-Mailer: x\n\nhi", Kind::Eml),
            (
                b"Received: from x\n\tby y\nbroken\nFrom: z\nTo: z\n\n",
                Kind::Eml,
            ),
            (
                b"Note: milk\nand eggs\n",
                Kind::Foreign("begins with Note: milk\\nand eggs\\n".to_owned()),
            ),
            (b"25        \nSubject: x\nTo: y\nFrom: z\n\nhi", Kind::Emlx),
            (
                b"25\n26\n",
                Kind::Foreign("begins with 25\\n26\\n".to_owned()),
            ),
            (b"\x1F\x8B\x08", Kind::Gzip),
            (b"\x28\xB5\x2F\xFD", Kind::Zstd),
            (b"PK\x05\x06", Kind::Zip),
        ] {
            assert_eq!(sniff(head, true), expected, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn foreign_archives_are_named() {
        for (head, words) in [
            (&b"BZh9"[..], "bzip2"),
            (b"!BDN", "PST"),
            (b"7z\xBC\xAF\x27\x1C", "7-Zip"),
        ] {
            assert!(matches!(sniff(head, true), Kind::Foreign(found) if found.contains(words)));
        }
    }

    #[test]
    fn side_files_are_known_by_the_last_part_of_their_name() {
        for (name, expected) in [
            ("a/dovecot.index.log", true),
            ("a.zip!b/.DS_Store", true),
            ("Inbox.msf", true),
            ("dovecot/1.eml", false),
            ("README", false),
        ] {
            assert_eq!(is_side_file(name), expected, "{name}");
        }
    }
}
