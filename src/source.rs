//! Places in the input, and what was found wrong there.
//!
//! A [`SourceRef`] leads back to the bytes: source, offset and length within the source's own
//! (decompressed) bytes. A [`Defect`] is bad input kept as data: the message stays, the run goes
//! on, and the reader is told cause and remedy.

use serde::{Deserialize, Serialize};

use crate::key::SourceKey;

/// Where a record stands: `length` bytes from `offset` of a source's decompressed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceRef {
    /// The file or container member.
    pub source: SourceKey,
    /// First byte, from 0.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
}

/// Something wrong with the input, with the place it was found at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// What kind of thing is wrong.
    pub kind: DefectKind,
    /// Bytes from the start of the record (or of the source, for a defect of the source itself).
    pub offset: u64,
    /// What was seen, in a few words; may be empty. Never more than about 200 bytes of input.
    pub detail: String,
}

impl Defect {
    /// A defect at `offset` with what was seen there.
    #[must_use]
    pub fn new(kind: DefectKind, offset: u64, detail: impl Into<String>) -> Self {
        Self {
            kind,
            offset,
            detail: detail.into(),
        }
    }
}

macro_rules! defects {
    ($($name:ident, $code:literal, $rejects:literal, $cause:literal, $remedy:literal;)*) => {
        /// Every kind of defect, with its cause and its remedy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DefectKind {
            $(#[doc = $cause] $name,)*
        }

        impl DefectKind {
            /// All kinds, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name used in tables and exports.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What is wrong, in words.
            #[must_use]
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$name => $cause,)* }
            }

            /// What a person can do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)* }
            }

            /// Whether input was left out because of it (exit code 3), rather than read with care.
            #[must_use]
            pub const fn rejects(self) -> bool {
                match self { $(Self::$name => $rejects,)* }
            }
        }
    };
}

defects! {
    // Sources and containers.
    UnknownFormat, "unknown_format", true, "the file is of no format that is read", "convert it to mbox or .eml, or leave it out";
    UnknownTable, "unknown_table", true, "the columns of the table are not known", "say what they mean: refrain map FILE -o map.toml, then scan with --map map.toml";
    Unreadable, "unreadable", true, "the file could not be read", "check permissions and the disk, then scan again";
    Truncated, "truncated", false, "the file ends in the middle of a message or member", "export or copy the file again; what could be read was kept";
    CorruptContainer, "corrupt_container", true, "the archive is damaged or its compression is broken", "test the archive with its own tool, or export it again";
    ExpansionLimit, "expansion_limit", true, "the archive expands beyond the limit", "raise --max-expanded if the archive is trusted";
    EntryLimit, "entry_limit", true, "the archive holds more entries than the limit", "raise --max-entries if the archive is trusted";
    DepthLimit, "depth_limit", true, "archives are nested deeper than the limit", "unpack the inner archives and scan those";
    Encrypted, "encrypted", true, "the archive member is encrypted", "decrypt it first";
    MessageTooLarge, "message_too_large", false, "the message is larger than the limit; what lies beyond was not read", "raise --max-message";
    // Messages.
    HeaderLimit, "header_limit", false, "the header block, one header or the number of headers is over the limit", "none needed; what lies beyond was not read";
    MalformedHeader, "malformed_header", false, "a header line could not be read", "none needed; the line was kept raw";
    MalformedStructure, "malformed_structure", false, "the parts of the message could not be told apart", "none needed; the body was read as one text";
    PartLimit, "part_limit", false, "the message has more parts than the limit", "none needed; what lies beyond was not read";
    NestingLimit, "nesting_limit", false, "parts are nested deeper than the limit", "none needed; what lies deeper was not read";
    BodyLimit, "body_limit", false, "a part is larger than the limit for decoding", "none needed; the start of the part was read";
    UndecodableBody, "undecodable_body", false, "the transfer encoding of a part is broken", "none needed; what could be decoded was kept";
    UnknownCharset, "unknown_charset", false, "the character set is unknown", "none needed; the text was read as Windows-1252 or UTF-8";
    MissingFrom, "missing_from", false, "the message names no sender", "none needed; it is counted without an account";
    AmbiguousFrom, "ambiguous_from", false, "the sender can be read in more than one way", "look at the raw header before drawing conclusions";
    AddressLimit, "address_limit", false, "an address field holds more addresses than the limit", "none needed; the first ones were read";
    MissingDate, "missing_date", false, "the message has no date that can be read", "none needed; the time of receipt is used where there is one";
    LenientDate, "lenient_date", false, "the date is malformed and was read leniently", "none needed";
    // Posts.
    MalformedRow, "malformed_row", true, "a record of the export could not be read", "look at the line named; the records around it were read";
    MissingAccount, "missing_account", false, "the post names no account", "none needed; it is counted without an account";
    TimeLimit, "time_limit", false, "the message took too long to read", "none needed; its headers were kept";
}
