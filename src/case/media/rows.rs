//! Rows about files that messages carry.

/// A row of `attachments`: one file of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Key of the message.
    pub message: u32,
    /// SHA-256 of the decoded bytes, lower-case hex.
    pub sha256: String,
    /// File name; empty when there is none.
    pub name: String,
    /// Media type as declared.
    pub media_type: String,
    /// Size of the decoded bytes.
    pub bytes: u64,
}

/// A row of `files`: the bytes of a file that some message carries, kept once in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRow {
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// A row of `media`: one picture, document, sound or film, however many messages carry it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaRow {
    /// Key, from 0 in the order of first messages.
    pub media: u32,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Format by its first bytes.
    pub format: String,
    /// Bytes.
    pub bytes: u64,
    /// Columns of pixels, where it is a picture.
    pub width: Option<u32>,
    /// Rows of pixels.
    pub height: Option<u32>,
    /// PDQ hash in hex, where the picture has enough in it to be known again.
    pub perceptual_hash: Option<String>,
    /// Number of the set of copies that it belongs to: the least key of these.
    pub picture: u32,
    /// Keys of the files that it was taken out of, ascending.
    pub inside: Vec<u32>,
    /// Messages that carry it, by itself or inside one of these.
    pub messages: u32,
    /// Accounts that sent these.
    pub accounts: u32,
    /// Key of the first such message.
    pub first_message: Option<u32>,
    /// Facts that the file states, `name: value`.
    pub facts: Vec<String>,
    /// Those that can name a person: authors, owners of cameras, serial numbers.
    pub personal: Vec<String>,
    /// What could not be read of it.
    pub troubles: Vec<String>,
}

/// A row of `media_evidence`: one finding on one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaEvidenceRow {
    /// Key of the file.
    pub media: u32,
    /// The rule.
    pub detector: String,
    /// How strong: `declared`, `strong_trace`, `weak_trace` or `fact`.
    pub strength: String,
    /// What it says.
    pub says: String,
    /// Decibans, altered or generated against neither; 0 where no data carries a number.
    pub weight: f64,
    /// What was seen.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// Rectangle that it is about: `x,y,width,height` in pixels.
    pub region: Option<String>,
    /// The marked cells: `cell:columns:rows:runs`.
    pub overlay: Option<String>,
}

/// A row of `copies`: two files that show the same picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CopyRow {
    /// Key of the file that the other one is held against.
    pub a: u32,
    /// Key of the other one.
    pub b: u32,
    /// How they differ: `resaved`, `resized`, `cropped`, `turned`, `captioned` or `altered`.
    pub relation: String,
    /// Bits in which their PDQ hashes differ; none where only parts of them are alike.
    pub distance: Option<u32>,
    /// Share of the common picture that differs, 0 to 1.
    pub share: f64,
    /// What was seen.
    pub text: String,
    /// Where they differ, in pixels of `a`: `cell:columns:rows:runs`.
    pub overlay_a: Option<String>,
    /// The same in pixels of `b`.
    pub overlay_b: Option<String>,
}
