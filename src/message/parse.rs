//! One record to one [`Message`]: the order in which the readers of this room are asked.
//!
//! In: a record's bytes. Out: a message, whatever the bytes are; what could not be read is a defect.

use std::borrow::Cow;

use crate::{
    archive::RawRecord,
    source::{Defect, DefectKind},
};

use super::{
    Header, Limits, Mailbox, Message, Stamp,
    address::{self, Addresses},
    date,
    encoded_word::decode_words,
    headers::{self, Place},
    ids,
    keeper::Wanted,
    leaf, mime, structure,
};

/// Received fields that are asked for a date, newest first.
const RECEIVED: usize = 8;
/// References that are kept; long threads name hundreds.
const REFERENCES: usize = 1_000;

/// Parses one record. Never fails: what cannot be read becomes a defect. Linear in the bytes.
#[must_use]
pub fn parse(record: &RawRecord, limits: &Limits) -> Message {
    parse_keeping(record, limits, &|_| false)
}

/// Parses one record and keeps the bytes of the attachments that are wanted.
#[must_use]
pub fn parse_keeping(record: &RawRecord, limits: &Limits, wanted: Wanted<'_>) -> Message {
    let mut message = read(&record.content(), limits, wanted);
    message.received = message.received.or_else(|| {
        record
            .envelope
            .as_deref()
            .and_then(date::read_envelope_date)
    });
    if !record.defects.is_empty() {
        let own = std::mem::replace(&mut message.defects, record.defects.clone());
        message.defects.extend(own);
    }
    message
}

/// Parses the bytes of one message that has neither envelope nor record.
#[must_use]
pub fn parse_bytes(bytes: &[u8], limits: &Limits) -> Message {
    read(bytes, limits, &|_| false)
}

/// The same with the bytes of the attachments that are wanted.
#[must_use]
pub fn parse_bytes_keeping(bytes: &[u8], limits: &Limits, wanted: Wanted<'_>) -> Message {
    read(bytes, limits, wanted)
}

fn read(bytes: &[u8], limits: &Limits, wanted: Wanted<'_>) -> Message {
    let mut block = headers::scan(bytes, 0, Place::Message, limits, &|_| false);
    let mut message = Message {
        defects: std::mem::take(&mut block.defects),
        ..Message::default()
    };
    // Unfolded and decoded once; all readers share the values.
    let fields: Vec<Header> = block
        .fields
        .iter()
        .map(|field| Header {
            name: field.name(),
            value: field.value(),
        })
        .collect();
    let head = Head {
        offsets: block.fields.iter().map(|field| field.offset).collect(),
        fields: &fields,
    };
    read_addresses(&head, limits, &mut message);
    read_dates(&head, &mut message);
    read_names(&head, &mut message);
    let facts = mime::facts_of(|name| head.first(name).map(Cow::Borrowed), "text/plain");
    let parts = structure::split(bytes, block.body, facts, limits);
    message.defects.extend(parts.defects);
    for (index, part) in parts.leaves.iter().enumerate() {
        leaf::read(part, index == 0, limits, wanted, &mut message);
    }
    message.parts = parts.shapes;
    message.headers = fields;
    message
}

/// The fields of a message's own header block, and where each starts.
struct Head<'a> {
    fields: &'a [Header],
    offsets: Vec<usize>,
}

impl<'a> Head<'a> {
    /// The values of all fields of this name, each with its offset.
    fn all(&self, name: &str) -> impl Iterator<Item = (&'a str, usize)> {
        let named = self.fields.iter().zip(&self.offsets);
        named
            .filter(move |(field, _)| field.name.eq_ignore_ascii_case(name))
            .map(|(field, offset)| (field.value.as_str(), *offset))
    }

    /// The value of the first field of this name.
    fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next().map(|(value, _)| value)
    }
}

fn read_names(head: &Head<'_>, message: &mut Message) {
    let value = |name: &str| head.first(name).unwrap_or_default();
    message.subject = decode_words(value("Subject"));
    message.id = ids::first(value("Message-ID"));
    message.in_reply_to = ids::first(value("In-Reply-To"));
    message.references = ids::all(value("References"), REFERENCES);
}

fn read_addresses(head: &Head<'_>, limits: &Limits, message: &mut Message) {
    let mut fields = AddressFields {
        head,
        limits,
        defects: Vec::new(),
    };
    message.from = fields.from();
    message.sender = fields.all(&["Sender"]).boxes.into_iter().next();
    message.reply_to = fields.all(&["Reply-To"]).boxes;
    message.recipients = fields.all(&["To", "Cc"]).boxes;
    message.defects.append(&mut fields.defects);
}

struct AddressFields<'a, 'b> {
    head: &'a Head<'b>,
    limits: &'a Limits,
    defects: Vec<Defect>,
}

impl AddressFields<'_, '_> {
    /// All mailboxes of all fields of these names.
    fn all(&mut self, names: &[&str]) -> Addresses {
        let mut all = Addresses::default();
        for name in names {
            for (value, offset) in self.head.all(name) {
                let room = self.limits.addresses.saturating_sub(all.boxes.len());
                let found = address::read(value, room);
                if found.over {
                    self.defects
                        .push(Defect::new(DefectKind::AddressLimit, offset as u64, *name));
                }
                all.ambiguous |= found.ambiguous;
                all.boxes.extend(found.boxes);
                if found.over {
                    return all;
                }
            }
        }
        all
    }

    fn from(&mut self) -> Vec<Mailbox> {
        let all = self.all(&["From"]);
        let fields = self.head.all("From").count();
        let (shown, offset) = self.head.all("From").next().unwrap_or_default();
        let first = all.boxes.iter().find(|mailbox| !mailbox.address.is_empty());
        let several = all.boxes.iter().any(|mailbox| {
            !mailbox.address.is_empty()
                && first.is_some_and(|first| !first.address.eq_ignore_ascii_case(&mailbox.address))
        });
        if first.is_none() {
            self.defects
                .push(Defect::new(DefectKind::MissingFrom, offset as u64, ""));
        }
        if fields > 1 || several || all.ambiguous {
            self.defects.push(Defect::new(
                DefectKind::AmbiguousFrom,
                offset as u64,
                shown.chars().take(50).collect::<String>(),
            ));
        }
        all.boxes
    }
}

fn read_dates(head: &Head<'_>, message: &mut Message) {
    let field = head.all("Date").next();
    let read = field.and_then(|(value, _)| date::read_date(value));
    message.sent = read.map(|(stamp, _)| stamp);
    let defect = match read {
        None => Some(DefectKind::MissingDate),
        Some((_, true)) => Some(DefectKind::LenientDate),
        Some((_, false)) => None,
    };
    if let Some(kind) = defect {
        let (shown, offset) = field.unwrap_or_default();
        message.defects.push(Defect::new(
            kind,
            offset as u64,
            shown.chars().take(50).collect::<String>(),
        ));
    }
    let mut received = head.all("Received").take(RECEIVED);
    message.received = received.find_map(|(value, _)| received_date(value));
}

/// The date after the last `;` of a Received field.
fn received_date(value: &str) -> Option<Stamp> {
    let (_, date) = value.rsplit_once(';')?;
    date::read_date(date).map(|(stamp, _)| stamp)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Message {
        parse_bytes(text.as_bytes(), &Limits::default())
    }

    fn kinds(message: &Message) -> Vec<DefectKind> {
        message.defects.iter().map(|defect| defect.kind).collect()
    }

    #[test]
    fn a_plain_mail_is_read_whole() {
        let message = of(concat!(
            "Received: from a by b (c; d);\r\n\tWed, 21 Aug 2002 20:31:59 +0000\r\n",
            "From: =?utf-8?Q?J=C3=B6?= <jo@X.org>\r\nTo: a@b.org\r\nCc: c@d.org\r\nReply-To: r@x.org\r\n",
            "Subject: =?utf-8?Q?gr=C3=BCn?=\r\nDate: Wed, 21 Aug 2002 20:31:57 +0000\r\n",
            "Message-ID: <1@x>\r\nIn-Reply-To: <0@x>\r\nReferences: <a@x>\r\n <0@x>\r\n\r\nhello\r\n",
        ));
        assert_eq!(
            message.from,
            [Mailbox {
                name: "Jö".to_owned(),
                address: "jo@x.org".to_owned()
            }]
        );
        assert_eq!(
            message
                .recipients
                .iter()
                .map(|m| m.address.as_str())
                .collect::<Vec<_>>(),
            ["a@b.org", "c@d.org"]
        );
        assert_eq!(
            (
                message.subject.as_str(),
                message.id.as_str(),
                message.in_reply_to.as_str()
            ),
            ("grün", "1@x", "0@x")
        );
        assert_eq!(message.references, ["a@x", "0@x"]);
        assert_eq!(
            message.sent,
            Some(Stamp {
                unix: 1_029_961_917,
                offset: Some(0)
            })
        );
        assert_eq!(
            message.received.map(|stamp| stamp.unix),
            Some(1_029_961_919)
        );
        assert_eq!(message.header("subject"), Some("=?utf-8?Q?gr=C3=BCn?="));
        assert_eq!(
            message.bodies.first().map(|body| body.text.as_str()),
            Some("hello\n")
        );
        assert_eq!(kinds(&message), []);
    }

    #[test]
    fn defects_carry_the_place_they_were_found_at() {
        let message =
            of("Subject: x\nFrom: a@x.org\nFrom: b@x.org\nDate: Wed,21 Aug 2002 20:31:57 GMT\n\n");
        let found: Vec<_> = message
            .defects
            .iter()
            .map(|defect| (defect.kind, defect.offset))
            .collect();
        assert_eq!(
            found,
            [
                (DefectKind::AmbiguousFrom, 11),
                (DefectKind::LenientDate, 39)
            ]
        );
    }

    #[test]
    fn an_empty_message_is_a_message() {
        assert_eq!(
            kinds(&of("")),
            [DefectKind::MissingFrom, DefectKind::MissingDate]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_message(bytes: Vec<u8>) {
            prop_assert!(!parse_bytes(&bytes, &Limits::default()).parts.is_empty());
        }

        #[test]
        fn any_lines_are_a_message(lines in prop::collection::vec(
            "(From|Date|Content-Type|Content-Transfer-Encoding|References): [ -~ü]{0,30}|Content-Type: multipart/mixed; boundary=x|--x(--)?|| [ -~]{0,9}|[ -~]{0,20}", 0..30,
        )) {
            prop_assert!(!of(&lines.join("\n")).parts.is_empty());
        }
    }
}
