//! One letter of the archive, written as the wire would carry it.
//!
//! In: headers and parts, any bytes. Out: one message of an mbox.

use std::io::Write as _;

use data_encoding::BASE64;

/// A letter.
#[derive(Clone)]
pub(super) struct Letter {
    from: String,
    subject: String,
    /// Header lines besides `From`, `To`, `Subject`, `Date`, `Message-ID`.
    more: Vec<u8>,
    text: Option<String>,
    html: Option<String>,
    attachments: Vec<(String, &'static str, Vec<u8>)>,
}

/// Between parts; no part holds it.
const BOUNDARY: &str = "=_hostile_7f3a";

impl Letter {
    /// A letter with this subject and a sender of no interest.
    pub(super) fn new(subject: &str) -> Self {
        Self {
            from: "someone@sender.example".to_owned(),
            subject: word(subject),
            more: Vec::new(),
            text: None,
            html: None,
            attachments: Vec::new(),
        }
    }

    /// A sender with a display name, encoded so that any character goes through.
    pub(super) fn from(mut self, name: &str, address: &str) -> Self {
        self.from = format!("{} <{address}>", word(name));
        self
    }

    /// A subject as it stands, not encoded.
    pub(super) fn raw_subject(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    /// A sender as it stands.
    pub(super) fn raw_from(mut self, from: &str) -> Self {
        from.clone_into(&mut self.from);
        self
    }

    /// Header lines as they stand, each with its line end.
    pub(super) fn headers(mut self, lines: &[u8]) -> Self {
        self.more.extend_from_slice(lines);
        self
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    pub(super) fn html(mut self, html: &str) -> Self {
        self.html = Some(html.to_owned());
        self
    }

    /// An attachment; its name goes out as it stands, between quotes.
    pub(super) fn attach(mut self, name: &str, kind: &'static str, bytes: &[u8]) -> Self {
        self.attachments
            .push((name.to_owned(), kind, bytes.to_vec()));
        self
    }

    /// Writes the letter as the message of this number.
    pub(super) fn write(&self, number: usize, out: &mut Vec<u8>) {
        let (day, hour, minute) = (1 + number / 1440 % 28, number / 60 % 24, number % 60);
        let _ = write!(
            out,
            "From mbox@archive.example Fri Mar {day:2} {hour:02}:{minute:02}:00 2024\n\
             From: {}\nTo: council@town.example\nSubject: {}\n\
             Date: {day} Mar 2024 {hour:02}:{minute:02}:00 +0000\nMessage-ID: <{number}@hostile.example>\nMIME-Version: 1.0\n",
            self.from, self.subject
        );
        out.extend_from_slice(&self.more);
        let parts = self.parts();
        if let [(head, body)] = parts.as_slice() {
            part(head, body, out);
        } else {
            self.write_parts(&parts, out);
        }
        out.push(b'\n');
    }

    fn write_parts(&self, parts: &[(String, &[u8])], out: &mut Vec<u8>) {
        let kind = if self.attachments.is_empty() {
            "alternative"
        } else {
            "mixed"
        };
        let _ = write!(
            out,
            "Content-Type: multipart/{kind}; boundary=\"{BOUNDARY}\"\n\n"
        );
        for (head, body) in parts {
            let _ = writeln!(out, "--{BOUNDARY}");
            part(head, body, out);
        }
        let _ = writeln!(out, "--{BOUNDARY}--");
    }

    /// The head of each part and its bytes; a letter without any has an empty text.
    fn parts(&self) -> Vec<(String, &[u8])> {
        let text = self.text.as_deref().or(self.html.is_none().then_some(""));
        let text = text.map(|text| {
            (
                "Content-Type: text/plain; charset=utf-8\n".to_owned(),
                text.as_bytes(),
            )
        });
        let html = self.html.as_deref();
        let html = html.map(|html| {
            (
                "Content-Type: text/html; charset=utf-8\n".to_owned(),
                html.as_bytes(),
            )
        });
        let attached = self.attachments.iter().map(|(name, kind, bytes)| {
            let head = format!(
                "Content-Type: {kind}\nContent-Disposition: attachment; filename=\"{name}\"\n"
            );
            (head, bytes.as_slice())
        });
        text.into_iter().chain(html).chain(attached).collect()
    }
}

fn part(head: &str, body: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(b"Content-Transfer-Encoding: base64\n\n");
    for line in BASE64.encode(body).as_bytes().chunks(76) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
}

/// An encoded word (RFC 2047), so that control characters too arrive.
fn word(text: &str) -> String {
    format!("=?utf-8?B?{}?=", BASE64.encode(text.as_bytes()))
}
