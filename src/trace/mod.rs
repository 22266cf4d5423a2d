//! Mail headers to the machine behind: relay network, client, shapes, clock, authentication.
//!
//! In: one [`Message`]; only its header fields, the shapes of its parts and its two stamps are read.
//! Out: one [`Trace`]. Nothing is looked up: what the headers do not say stays `None`.

mod authentication;
mod bulk;
mod client;
mod form;
mod freemail;
mod order;
mod received;
mod relay;
mod shape;
mod software;
mod words;

use std::net::IpAddr;

use crate::message::Message;

pub use freemail::freemail;
pub use relay::{network, registrable};

/// A result of SPF, DKIM or DMARC as the receiving side recorded it (RFC 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthResult {
    /// The check passed.
    Pass,
    /// The check failed.
    Fail,
    /// A weak failure (SPF).
    SoftFail,
    /// No statement (SPF neutral).
    Neutral,
    /// Nothing to check.
    None,
    /// The check could not be done (temperror, permerror, policy, unknown words).
    Error,
}

/// What marks mail that one declared sender sends to many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each mark is seen or not, in any combination"
)]
pub struct BulkSigns {
    /// List-Id (the part in angle brackets, lower-cased); empty when there is none.
    pub list_id: String,
    /// A List-Unsubscribe header is there.
    pub unsubscribe: bool,
    /// `Precedence: bulk|list|junk`.
    pub precedence: bool,
    /// `Auto-Submitted` other than `no`, or an auto-responder header.
    pub automatic: bool,
    /// A discussion list's marks (List-Post, Mailing-List, X-BeenThere, X-Mailman-Version …).
    pub discussion: bool,
}

/// The machine behind one mail. `None` and empty mean that the mail does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Address that handed the mail to the receiving side.
    pub relay_ip: Option<IpAddr>,
    /// Its network: /24 of IPv4, /48 of IPv6.
    pub relay_net: Option<String>,
    /// Its host name as recorded.
    pub relay_host: Option<String>,
    /// Registrable domain of the relay's host name.
    pub relay_domain: Option<String>,
    /// Network of the first hop's client, where the submission is recorded.
    pub origin_net: Option<String>,
    /// Mail client or library, versions reduced to the major number.
    pub client: Option<String>,
    /// Message-ID abstracted to its form.
    pub message_id_form: Option<String>,
    /// Outermost multipart boundary abstracted to its form.
    pub boundary_form: Option<String>,
    /// First ten characters of the outermost boundary as they stand: one sending process may share
    /// a prefix that looks random over all its mails.
    pub boundary_prefix: Option<String>,
    /// Core headers in their order, as a short code.
    pub header_order: Option<String>,
    /// MIME tree as a short code: media types, encodings and charsets.
    pub mime_shape: Option<String>,
    /// Minutes east of UTC of the Date header.
    pub utc_offset: Option<i16>,
    /// SPF as recorded.
    pub spf: Option<AuthResult>,
    /// DKIM as recorded.
    pub dkim: Option<AuthResult>,
    /// DMARC as recorded.
    pub dmarc: Option<AuthResult>,
    /// The domain that DKIM passed for, or was checked for.
    pub dkim_domain: Option<String>,
    /// Seconds from Date to the newest Received.
    pub delay: Option<i64>,
    /// Marks of bulk mail.
    pub bulk: BulkSigns,
}

/// Reads the trace of one mail. Pure; cost is linear in the headers' bytes.
#[must_use]
pub fn of(message: &Message) -> Trace {
    let path = relay::path(message);
    let from = message.from.first().map_or("", |mailbox| mailbox.domain());
    let relay_domain = path.relay_host.as_deref().and_then(registrable);
    let boundary = form::outer_boundary(message);
    let results = authentication::results(message, from);
    Trace {
        relay_ip: path.relay_ip,
        relay_net: path.relay_ip.map(network),
        origin_net: path.origin_ip.map(network),
        client: client::of(message, boundary),
        message_id_form: form::message_id(&message.id, from, relay_domain.as_deref()),
        boundary_form: boundary.map(form::boundary),
        boundary_prefix: boundary.map(form::prefix),
        relay_host: path.relay_host,
        relay_domain,
        header_order: order::of(&message.headers),
        mime_shape: shape::of(message),
        utc_offset: message.sent.and_then(|sent| sent.offset),
        spf: results.spf,
        dkim: results.dkim,
        dmarc: results.dmarc,
        dkim_domain: results.dkim_domain,
        delay: message
            .sent
            .zip(message.received)
            .map(|(sent, received)| received.unix.saturating_sub(sent.unix)),
        bulk: bulk::of(&message.headers),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use crate::message::{Header, Mailbox, PartShape, Stamp};

    use super::*;

    fn header(name: &str, value: &str) -> Header {
        Header {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn a_mail_from_a_rented_server_is_traced_to_it() {
        let message = Message {
            id: "itZDklJi4Y7nRWGi@vps444.hostwave.example".to_owned(),
            from: vec![Mailbox {
                name: "Umar Tan".to_owned(),
                address: "umar@voicenet.example".to_owned(),
            }],
            sent: Some(Stamp {
                unix: 1_000_000,
                offset: Some(180),
            }),
            received: Some(Stamp {
                unix: 1_000_015,
                offset: Some(-240),
            }),
            headers: vec![
                header("Return-Path", "<umar@voicenet.example>"),
                header(
                    "Received",
                    "from vps444.hostwave.example (vps444.hostwave.example [203.0.113.138]) by mx1.mofa.example (Postfix) with ESMTPS id 4; Sun",
                ),
                header(
                    "Received",
                    "from [203.0.113.29] ([203.0.113.29]) by vps444.hostwave.example with ESMTPSA id w; Sun",
                ),
                header(
                    "Authentication-Results",
                    "mx1.mofa.example; dkim=none; spf=pass; dmarc=none",
                ),
                header("From", "Umar Tan <umar@voicenet.example>"),
                header("To", "x@mofa.example"),
                header("Subject", "Grain"),
                header("Date", "Mon, 02 Sep 2002 01:02:12 +0000"),
                header("Message-ID", "<itZDklJi4Y7nRWGi@vps444.hostwave.example>"),
            ],
            parts: vec![PartShape {
                media_type: "multipart/alternative".to_owned(),
                encoding: String::new(),
                boundary: "b1_OPgbyCbremwZf7nANw".to_owned(),
            }],
            ..Message::default()
        };
        insta::assert_debug_snapshot!(of(&message));
    }

    #[test]
    fn a_mail_without_headers_says_nothing() {
        assert_eq!(of(&Message::default()), Trace::default());
    }

    proptest! {
        #[test]
        fn any_headers_are_traced_without_panic(
            fields in vec(("(Received|X-Mailer|Authentication-Results|List-Id|DATE|[ -~]{0,12})", ".{0,120}"), 0..20),
            id in ".{0,80}", boundary in ".{0,80}",
        ) {
            let headers = fields.iter().map(|(name, value)| header(name, value)).collect();
            let parts = vec![PartShape { media_type: String::new(), encoding: String::new(), boundary }];
            let _ = of(&Message { id, headers, parts, ..Message::default() });
        }
    }
}
