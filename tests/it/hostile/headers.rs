//! Headers and names of attachments that break out of where they are shown.
//!
//! Sources: OWASP "CSV Injection"; CVE-2021-42574 (bidirectional controls); the limits of our own
//! reader of messages.

use super::{letter::Letter, tricks::SEEN};

/// Texts that a table, a page or a terminal could take for something else.
pub(super) fn cells() -> Vec<String> {
    [
        "=HYPERLINK(\"http://tracker.example/csv\",\"open\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\"=1+1\",\"=2\"",
        "＝1+1",
        "<script>alert(1)</script>",
        "\"><img src=http://tracker.example/header onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></textarea></style></script><svg onload=alert(1)>",
        "{{7*7}}${7*7}<%= 7*7 %>",
        "javascript:alert(1)",
        "\u{202e}eciovni\u{202c} \u{2066}x",
        "zero\u{200b}width\u{feff} \u{ad}\u{61c}",
        "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m red",
        "a\u{0}b\u{8}\u{8}c",
        "\u{85}\u{2028}new\u{2029}lines",
        "Z\u{351}\u{36b}\u{343}\u{32a}\u{302}\u{36b}\u{33d}\u{34f}\u{334}\u{319}a"
            .repeat(3)
            .as_str(),
        "\u{e0041}\u{e0042} tags",
        "../../../../etc/passwd",
        "%2e%2e%2f%00?#&=;",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Names of attachments with what is in them.
const ATTACHMENTS: [(&str, &str, &str); 14] = [
    (
        "evil.html",
        "text/html",
        "<script>alert(1)</script><img src=http://tracker.example/attached>",
    ),
    (
        "evil.svg",
        "image/svg+xml",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script><image href='http://tracker.example/attached.svg'/></svg>",
    ),
    (
        "evil.xhtml",
        "application/xhtml+xml",
        "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    ),
    (
        "evil.xml",
        "text/xml",
        "<?xml-stylesheet href='http://tracker.example/a.xsl' type='text/xsl'?><!DOCTYPE a [<!ENTITY b SYSTEM 'http://tracker.example/entity'>]><a>&b;</a>",
    ),
    (
        "picture.png",
        "image/png",
        "<script>alert('not a picture')</script>",
    ),
    ("../../../../tmp/escaped.html", "text/html", "<p>up</p>"),
    (
        "..\\..\\windows\\system32\\a.dll",
        "application/octet-stream",
        "MZ",
    ),
    ("/etc/passwd", "text/plain", "root:x:0:0"),
    ("invoice\u{202e}fdp.exe", "application/pdf", "MZ"),
    ("<img src=x onerror=alert(1)>.png", "image/png", "x"),
    ("=cmd|' /C calc'!A0.csv", "text/csv", "=1+1,@SUM(1)"),
    ("a\u{0}b.html", "text/html", "<p>zero</p>"),
    ("CON", "application/octet-stream", "x"),
    ("\u{1b}[2Jname.txt", "text/plain", "\u{1b}[2J"),
];

/// One of the attachments: its name, its type, its bytes.
pub(super) fn attachment(number: usize) -> (String, &'static str, Vec<u8>) {
    let (name, kind, bytes) = ATTACHMENTS[number % ATTACHMENTS.len()];
    (name.to_owned(), kind, bytes.as_bytes().to_vec())
}

/// The letters.
pub(super) fn letters() -> Vec<Letter> {
    let cells = cells();
    let named = cells.iter().map(|cell| {
        Letter::new(cell)
            .from(cell, "=cmd@sender.example")
            .text(SEEN)
    });
    let attached = (0..ATTACHMENTS.len()).map(|number| {
        let (name, kind, bytes) = attachment(number);
        Letter::new("see attached")
            .text(SEEN)
            .attach(&name, kind, &bytes)
    });
    let long_name = format!("{}.html", "n".repeat(10_000));
    let endless =
        Letter::new("a long name")
            .text(SEEN)
            .attach(&long_name, "text/html", b"<p>x</p>");
    named
        .chain(attached)
        .chain([endless])
        .chain(long())
        .chain(raw())
        .collect()
}

/// Headers of great length and number.
fn long() -> Vec<Letter> {
    let million = "word ".repeat(200_000);
    let folded = format!("a{}", "\n b".repeat(100_000));
    let lines = "X-Line: <b>\n".repeat(100_000);
    let recipients = format!("Cc: {}\n", "a@b.example, ".repeat(100_000));
    let references = format!("References: {}\n", "<x@y.example>\n ".repeat(50_000));
    let received = "Received: from <script>alert(1)</script> ([127.0.0.1]) by x; Fri, 1 Mar 2024 00:00:00 +0000\n".repeat(20_000);
    let letter = || Letter::new("long headers").text(SEEN);
    vec![
        letter().raw_subject(&million),
        Letter::new(&"\u{202e}=long ".repeat(125_000)).text(SEEN),
        letter().raw_subject(&folded),
        letter().raw_from(&format!(
            "\"{}\" <{}@sender.example>",
            "N".repeat(10_000),
            "l".repeat(10_000)
        )),
        letter().headers(lines.as_bytes()),
        letter().headers(recipients.as_bytes()),
        letter().headers(references.as_bytes()),
        letter().headers(received.as_bytes()),
    ]
}

/// Script in every header, bytes that are no text, headers that are none.
fn raw() -> Vec<Letter> {
    const SCRIPT: &str =
        "<script>alert(1)</script><img src=http://tracker.example/everyheader onerror=alert(1)>";
    let every: String = [
        "Reply-To",
        "Sender",
        "Return-Path",
        "Cc",
        "List-Id",
        "List-Unsubscribe",
        "X-Mailer",
        "User-Agent",
        "Received",
        "Authentication-Results",
        "DKIM-Signature",
        "References",
        "In-Reply-To",
        "Organization",
        "X-Originating-IP",
        "Content-Language",
        "Keywords",
        "Comments",
        "X-Spam-Status",
        "Precedence",
    ]
    .map(|name| format!("{name}: {SCRIPT}\n"))
    .concat();
    let letter = || Letter::new("every header").text(SEEN);
    vec![
        letter()
            .raw_from(&format!("\"{SCRIPT}\" <a\"{SCRIPT}\"@tracker.example>"))
            .raw_subject(SCRIPT)
            .headers(every.as_bytes()),
        letter().headers(b"X-Bytes: \xff\xfe\x00\x01\x80\nX-Bell: \x07\x1b[2J\n"),
        letter().headers(b"no header at all\n: without a name\nX Y: space in the name\n"),
        letter()
            .headers(b"Date: Thu, 99 Zzz 99999 99:99:99 +9999\nDate: <script>alert(1)</script>\n"),
        letter().raw_from(""),
        letter().raw_subject(
            "=?utf-8?Q?=3Cscript=3Ealert(1)=3C/script=3E?= =?utf-7?Q?+ADw-script+AD4-?=",
        ),
    ]
}
