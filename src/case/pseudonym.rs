//! Handles to stable pseudonyms by the case's key.
//!
//! In: the key and a handle or a display name. Out: `s-` and ten characters of base32 (50 bits):
//! the same for the same text in one case, unlinkable without the key. Among a million accounts
//! two share one with a probability of about 1 in 2,000.
//!
//! Source: HMAC (RFC 2104) with SHA-256; base32 of RFC 4648 in lower case.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Characters after `s-`.
const LENGTH: usize = 10;

/// Characters after `d-`: 130 bits, so that no two of any number of values meet.
const DIGEST_LENGTH: usize = 26;

/// Gives pseudonyms with one key; cheaper than [`pseudonym`] for many.
#[derive(Clone)]
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// Prepares a key.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    /// The pseudonym of a text; nothing stays nothing.
    #[must_use]
    pub fn of(&self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let mut mac = self.0.clone();
        mac.update(text.as_bytes());
        let code = data_encoding::BASE32_NOPAD
            .encode(&mac.finalize().into_bytes())
            .to_ascii_lowercase();
        format!("s-{}", code.get(..LENGTH).unwrap_or(&code))
    }

    /// A value that stands for a text which is no name, such as an id, in what is passed on: `d-` and 26 characters;
    /// nothing stays nothing.
    #[must_use]
    pub fn digest(&self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let mut mac = self.0.clone();
        mac.update(b"digest\0");
        mac.update(text.as_bytes());
        let code = data_encoding::BASE32_NOPAD
            .encode(&mac.finalize().into_bytes())
            .to_ascii_lowercase();
        format!("d-{}", code.get(..DIGEST_LENGTH).unwrap_or(&code))
    }
}

/// The pseudonym of a text under a key; nothing stays nothing.
#[must_use]
pub fn pseudonym(key: &[u8; 32], text: &str) -> String {
    Pseudonyms::new(key).of(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_follows_the_key_and_the_text() {
        let (key, other) = ([7; 32], [8; 32]);
        let name = pseudonym(&key, "ada@example.org");
        assert_eq!(name, pseudonym(&key, "ada@example.org"));
        assert_ne!(name, pseudonym(&other, "ada@example.org"));
        assert_ne!(name, pseudonym(&key, "bob@example.org"));
        assert_eq!(pseudonym(&key, ""), "");
    }

    #[test]
    fn a_digest_follows_the_key_and_the_text_and_is_no_pseudonym() {
        let (names, others) = (Pseudonyms::new(&[7; 32]), Pseudonyms::new(&[8; 32]));
        let digest = names.digest("1@example.org");
        assert_eq!((digest.len(), digest.get(..2)), (28, Some("d-")));
        assert_eq!(digest, names.digest("1@example.org"));
        assert_ne!(digest, others.digest("1@example.org"));
        assert_ne!(digest, names.digest("2@example.org"));
        assert_ne!(digest.get(2..12), names.of("1@example.org").get(2..12));
        assert_eq!(names.digest(""), "");
    }

    /// Pseudonyms are in reports that people keep. The oracle: Python's hmac and base64 modules.
    #[test]
    fn pseudonyms_are_stable_across_releases() {
        insta::assert_snapshot!(pseudonym(&[7; 32], "ada@example.org"), @"s-bulyyfndmt");
    }
}
