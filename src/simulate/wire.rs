//! A letter as the bytes that stand in an mbox: envelope, trace headers, client headers, body.
//!
//! In: [`Mail`]. Out: bytes, lines ended by LF, `From ` lines of bodies quoted as mboxrd does.
//! Source: RFC 5322, 2045-2047, 6376, 8601, 8617 for the forms; signatures are random bytes.

use super::{
    calendar::{push_date, push_envelope_date},
    dice::Dice,
    foreign::Language,
    machine::{Client, mailer, marks, order},
    mime::{self, Format},
    pictures::Enclosed,
    route::Route,
    way::trace,
};

/// The host that receives everything.
pub(super) const MX: &str = "mx1.works.orvane.example";

/// The inboxes of the archive.
pub(super) const INBOXES: &[&str] = &[
    "office@works.orvane.example",
    "info@works.orvane.example",
    "roads@works.orvane.example",
    "minister@works.orvane.example",
    "press@works.orvane.example",
    "library@works.orvane.example",
    "letters@works.orvane.example",
];

/// One mail before it is written.
pub(super) struct Mail {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) to: String,
    pub(super) reply_to: Option<String>,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) format: Format,
    pub(super) client: Client,
    /// The client that the mailer line names: not always the one that wrote.
    pub(super) claims: Client,
    pub(super) version: u64,
    pub(super) id: String,
    pub(super) in_reply_to: Option<String>,
    pub(super) time: u64,
    pub(super) offset: i64,
    pub(super) route: Route,
    /// Whole header lines with their line ends: lists, automatic mail.
    pub(super) extra: String,
    pub(super) attachment: bool,
    pub(super) language: Language,
}

/// Writes `mail` with its pictures onto `out`, one empty line after it.
pub(super) fn write(mail: &Mail, pictures: &[Enclosed], dice: &mut Dice, out: &mut Vec<u8>) {
    let mut head = String::with_capacity(4096);
    head.push_str("From ");
    head.push_str(&mail.route.envelope);
    head.push(' ');
    let arrival = mail.time + dice.between(1, 25);
    push_envelope_date(&mut head, arrival);
    head.push('\n');
    trace(mail, arrival, dice, &mut head);
    let body = mime::body(mail, pictures, dice);
    client_headers(mail, &body.headers, dice, &mut head);
    head.push('\n');
    out.extend_from_slice(head.as_bytes());
    quote_from_lines(&body.bytes, out);
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    out.push(b'\n');
}

/// Copies a body, one `>` put before each line of `>*From ` (mboxrd).
fn quote_from_lines(body: &[u8], out: &mut Vec<u8>) {
    let mut copied = 0;
    for at in memchr::memmem::find_iter(body, b"From ") {
        let line =
            memchr::memrchr(b'\n', body.get(..at).unwrap_or_default()).map_or(0, |end| end + 1);
        if body
            .get(line..at)
            .unwrap_or_default()
            .iter()
            .all(|&byte| byte == b'>')
        {
            out.extend_from_slice(body.get(copied..line).unwrap_or_default());
            out.push(b'>');
            copied = line;
        }
    }
    out.extend_from_slice(body.get(copied..).unwrap_or_default());
}

/// Appends each part.
pub(super) fn put(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

fn client_headers(mail: &Mail, content: &str, dice: &mut Dice, out: &mut String) {
    let apple = matches!(mail.client, Client::Iphone | Client::AppleMail);
    for code in order(mail.client) {
        match code {
            b'f' => {
                out.push_str("From: ");
                phrase(&mail.name, out);
                put(out, &[" <", &mail.address, ">\n"]);
            }
            b't' => put(out, &["To: ", &mail.to, "\n"]),
            b's' => {
                out.push_str("Subject: ");
                unstructured(&mail.subject, out);
                out.push('\n');
            }
            b'd' => {
                out.push_str("Date: ");
                push_date(out, mail.time, mail.offset);
                out.push('\n');
            }
            b'i' if apple => put(out, &["Message-Id: ", &mail.id, "\n"]),
            b'i' => put(out, &["Message-ID: ", &mail.id, "\n"]),
            b'r' => {
                if let Some(parent) = &mail.in_reply_to {
                    put(
                        out,
                        &["In-Reply-To: ", parent, "\nReferences: ", parent, "\n"],
                    );
                }
            }
            b'm' if apple => out.push_str("Mime-Version: 1.0\n"),
            b'm' => out.push_str("MIME-Version: 1.0\n"),
            b'y' => out.push_str(content),
            b'x' => {
                if let Some(line) = mailer(mail.claims, mail.version) {
                    put(out, &[line, "\n"]);
                }
                marks(mail.client, dice, out);
                out.push_str(&mail.extra);
            }
            b'p' => {
                if let Some(reply) = &mail.reply_to {
                    put(out, &["Reply-To: ", reply, "\n"]);
                }
            }
            _ => {}
        }
    }
}

/// A display name: plain, quoted or as encoded words.
fn phrase(name: &str, out: &mut String) {
    if !name.is_ascii() {
        unstructured(name, out);
    } else if name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b' ' || byte == b'-')
    {
        out.push_str(name);
    } else {
        put(out, &["\"", name, "\""]);
    }
}

/// Header text, as encoded words (RFC 2047) where it is not ASCII; words end at characters.
fn unstructured(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.push_str(text);
        return;
    }
    let mut word = String::new();
    let mut first = true;
    let mut flush = |word: &mut String| {
        out.push_str(if first { "=?UTF-8?B?" } else { "\n =?UTF-8?B?" });
        first = false;
        data_encoding::BASE64.encode_append(word.as_bytes(), out);
        out.push_str("?=");
        word.clear();
    };
    for c in text.chars() {
        word.push(c);
        if word.len() >= 40 {
            flush(&mut word);
        }
    }
    if !word.is_empty() {
        flush(&mut word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_look_like_an_envelope_are_quoted_once_more() {
        let mut out = Vec::new();
        quote_from_lines(
            b"From here\nto From there\n>From me\n> From quoted\nFromage\n",
            &mut out,
        );
        assert_eq!(
            String::from_utf8(out).unwrap(),
            ">From here\nto From there\n>>From me\n> From quoted\nFromage\n"
        );
    }

    #[test]
    fn encoded_words_stay_under_their_limit_and_read_back() {
        let text = "سؤال عن موقف الحافلة في المدينة القديمة قرب النهر الكبير";
        let mut out = String::from("Subject: ");
        unstructured(text, &mut out);
        assert!(out.lines().all(|line| line.len() <= 76 + 9), "{out}");
        let (header, _) = mailparse::parse_header(out.as_bytes()).unwrap();
        assert_eq!(header.get_value(), text);
    }
}
