//! What is asked about files, and what is answered.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::media::{self, Copied, Examined, Limits, Mask};

/// Which file: its bytes, or those of a part that stands inside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place<'a> {
    /// The bytes of the file that a message carries.
    #[serde(with = "bytes")]
    pub file: Cow<'a, [u8]>,
    /// SHA-256 in hex of the part that is meant; `None` for the file itself.
    pub part: Option<String>,
}

/// One thing to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job<'a> {
    /// Say everything about a file and what is inside it.
    Examine {
        /// The file's bytes.
        #[serde(with = "bytes")]
        file: Cow<'a, [u8]>,
    },
    /// Hold two pictures against each other.
    Compare {
        /// One.
        a: Place<'a>,
        /// The other.
        b: Place<'a>,
    },
    /// Render a small copy, marked where a mask says.
    Preview {
        /// The picture.
        of: Place<'a>,
        /// Pixels of its longer side, at most.
        side: u32,
        /// What is marked.
        mask: Option<Mask>,
    },
    /// Render the error levels of a JPEG: something to look at.
    ErrorLevels {
        /// The picture.
        of: Place<'a>,
    },
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The file, then what was inside it.
    Examined(Vec<Examined>),
    /// How the two differ; `None` where they are not the same picture.
    Compared(Option<Copied>),
    /// A PNG; `None` where there are no pixels.
    Preview(Option<Vec<u8>>),
}

/// Does one job, in this process.
#[must_use]
pub fn answer(job: &Job<'_>) -> Answer {
    let limits = Limits::default();
    match job {
        Job::Examine { file } => Answer::Examined(media::examine(file, &limits)),
        Job::Compare { a, b } => Answer::Compared(compare(a, b, &limits)),
        Job::Preview { of, side, mask } => {
            let bytes = bytes_of(of, &limits);
            let png = bytes.and_then(|bytes| media::preview(&bytes, *side, mask.as_ref(), &limits));
            Answer::Preview(png)
        }
        Job::ErrorLevels { of } => {
            let bytes = bytes_of(of, &limits);
            Answer::Preview(bytes.and_then(|bytes| media::error_levels(&bytes, &limits)))
        }
    }
}

fn compare(a: &Place<'_>, b: &Place<'_>, limits: &Limits) -> Option<Copied> {
    let (a, b) = (bytes_of(a, limits)?, bytes_of(b, limits)?);
    media::copied(&a, &b, limits)
}

/// The bytes that are meant.
fn bytes_of<'a>(place: &'a Place<'_>, limits: &Limits) -> Option<Cow<'a, [u8]>> {
    match &place.part {
        None => Some(Cow::Borrowed(&place.file)),
        Some(part) => media::part_of(&place.file, part, limits).map(Cow::Owned),
    }
}

/// Bytes as one CBOR byte string, not as a list of numbers.
mod bytes {
    use std::{borrow::Cow, fmt};

    use serde::{
        Deserializer, Serializer,
        de::{Error, Visitor},
    };

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, 'a, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Cow<'a, [u8]>, D::Error> {
        from.deserialize_byte_buf(Bytes).map(Cow::Owned)
    }

    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
}
