//! Raw record to [`Message`] (a mail: headers, addresses, dates, bodies, attachments, defects) or to [`post::Post`].

mod address;
mod charset;
mod date;
mod encoded_word;
mod flowed;
mod headers;
mod ids;
mod keeper;
mod leaf;
mod mime;
mod parse;
pub mod post;
mod structure;
mod transfer;
mod utf7;
mod uuencode;

pub use address::read_mailboxes;
pub use date::{read_date, read_envelope_date};
pub use encoded_word::decode_words;
pub use keeper::Wanted;
pub use parse::{parse, parse_bytes, parse_bytes_keeping, parse_keeping};

use std::fmt;

use crate::source::Defect;

/// The platform of accounts and messages that are mail; posts have their own platform's name.
pub const MAIL: &str = "mail";

/// How far one hostile message may take us (all settable; each hit is a defect).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the header block.
    pub header_block: usize,
    /// Bytes of one header's value.
    pub header_value: usize,
    /// Headers of one message or part.
    pub headers: usize,
    /// Nesting of parts.
    pub depth: usize,
    /// Parts in all.
    pub parts: usize,
    /// Addresses in one field.
    pub addresses: usize,
    /// Decoded bytes of one part.
    pub decoded: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_block: 1 << 20,
            header_value: 64 << 10,
            headers: 2_000,
            depth: 50,
            parts: 5_000,
            addresses: 2_000,
            decoded: 32 << 20,
        }
    }
}

/// A name and an address, as read tolerantly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Decoded display name; empty when there is none.
    pub name: String,
    /// `local@domain`, spaces and angle brackets off, domain lower-cased; empty when there is none.
    pub address: String,
}

impl Mailbox {
    /// The part after the last `@`; empty when there is none.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }

    /// Reads what [`Mailbox`] displays as, for tables that hold mailboxes as text.
    #[must_use]
    pub fn of_shown(text: &str) -> Self {
        let parts = text
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once(" <"));
        let (name, address) = parts.unwrap_or(("", text));
        Self {
            name: name.to_owned(),
            address: address.to_owned(),
        }
    }
}

/// `Name <address>`, or the address alone when there is no name.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            f.write_str(&self.address)
        } else {
            write!(f, "{} <{}>", self.name, self.address)
        }
    }
}

/// A point in time as a message states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Seconds since 1970-01-01 UTC.
    pub unix: i64,
    /// Minutes east of UTC as written; `None` when the zone is missing or unknown (then read as UTC).
    pub offset: Option<i16>,
}

/// One header field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Name as written.
    pub name: String,
    /// Value unfolded, not decoded (encoded words stand), cut at the limit.
    pub value: String,
}

/// Whether a body is plain text or HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// `text/plain` (format=flowed already joined).
    Plain,
    /// `text/html`.
    Html,
}

/// A body that a reader sees, decoded to UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its kind.
    pub kind: BodyKind,
    /// Its text.
    pub text: String,
    /// Number of the `multipart/alternative` it is one of, so that a reader picks one of them.
    pub alternative: Option<u16>,
}

/// A part that is not a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name, decoded; empty when there is none.
    pub name: String,
    /// Media type in lower case, as declared.
    pub media_type: String,
    /// Content-ID without angle brackets; empty when there is none.
    pub content_id: String,
    /// SHA-256 of the decoded bytes.
    pub digest: [u8; 32],
    /// Size of the decoded bytes.
    pub bytes: u64,
    /// The decoded bytes, of a file that was [`Wanted`].
    pub content: Option<Vec<u8>>,
}

/// The MIME facts of a part that tell what software wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartShape {
    /// Media type in lower case.
    pub media_type: String,
    /// Content-Transfer-Encoding in lower case; empty when there is none.
    pub encoding: String,
    /// Boundary parameter of a multipart; empty otherwise.
    pub boundary: String,
}

/// One mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Message-ID without angle brackets; empty when there is none.
    pub id: String,
    /// From, all mailboxes that could be read.
    pub from: Vec<Mailbox>,
    /// Sender.
    pub sender: Option<Mailbox>,
    /// Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// To and Cc.
    pub recipients: Vec<Mailbox>,
    /// Subject, decoded.
    pub subject: String,
    /// Date header.
    pub sent: Option<Stamp>,
    /// Newest Received date, else the mbox envelope's date.
    pub received: Option<Stamp>,
    /// In-Reply-To, first id without angle brackets; empty when there is none.
    pub in_reply_to: String,
    /// References, ids without angle brackets.
    pub references: Vec<String>,
    /// All header fields of the message in their order.
    pub headers: Vec<Header>,
    /// Bodies in their order.
    pub bodies: Vec<Body>,
    /// Attachments in their order.
    pub attachments: Vec<Attachment>,
    /// Shapes of all parts in depth-first order.
    pub parts: Vec<PartShape>,
    /// What was wrong, archive defects included.
    pub defects: Vec<Defect>,
}

impl Message {
    /// The value of the first header of this name (case does not matter).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name))
            .map(|h| h.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mailbox_comes_back_from_what_it_displays_as(name in any::<String>(), address in "[^ <>]{0,20}") {
            let mailbox = Mailbox { name, address };
            prop_assert_eq!(Mailbox::of_shown(&mailbox.to_string()), mailbox);
        }
    }
}
