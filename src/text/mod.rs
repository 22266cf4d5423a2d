//! What the writer wrote: own text without quotes, signature, disclaimer and list footer.

mod body;
pub mod html;
mod language;
pub mod links;
mod mentions;
mod own;
mod phrases;
mod post;
mod quoting;
mod tags;
mod words;

pub use self::{own::own, post::of_post};

/// A link as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As written.
    pub raw: String,
    /// Scheme and host in lower case, tracking parameters and fragment off, query sorted.
    pub canonical: String,
    /// Registrable domain by the public suffix list; the host where there is none.
    pub domain: String,
    /// Text that the link is behind; empty in plain text.
    pub anchor: String,
}

/// The texts of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What the writer wrote. Paragraphs are parted by one empty line; lines are kept.
    pub own: String,
    /// Quoted text of others, forwarded mail, signature, disclaimer and footer, in their order.
    pub quoted: String,
    /// ISO 639-3 code of the own text's language; `None` when it is too short to tell.
    pub language: Option<&'static str>,
    /// Links of the own text.
    pub links: Vec<Link>,
    /// Hashtags of the own text, lower-cased, without `#`.
    pub tags: Vec<String>,
    /// Accounts that a post names, lower-cased, without `@`; none for mail.
    pub mentions: Vec<String>,
    /// Whether HTML hid text from the reader.
    pub hidden: bool,
    /// Picture references of HTML: `cid:…`, `data:…` (cut to 64 bytes), or a URL.
    pub pictures: Vec<String>,
    /// Words of the own text (UAX 29 words; a Han, Thai, Lao, Khmer or Burmese character counts as one).
    pub words: u32,
}
