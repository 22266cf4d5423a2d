//! Under which name a sender appears, and what is masked in texts without the key.

use super::clean;
use crate::case::rows::AccountRow;

/// How senders are shown.
pub enum Names<'a> {
    /// By the pseudonym that this makes of a handle; names and addresses in texts are masked.
    Pseudonyms(&'a dyn Fn(&str) -> String),
    /// As they stand in the mail.
    Revealed,
}

impl Names<'_> {
    /// The account as it may be shown.
    #[must_use]
    pub fn account(&self, row: &AccountRow) -> String {
        match self {
            Self::Pseudonyms(of) => of(&row.handle),
            Self::Revealed if row.display_name.is_empty() => clean::visible(&row.handle),
            Self::Revealed => clean::visible(&format!("{} <{}>", row.display_name, row.handle)),
        }
    }

    /// Text from mail as it may be shown; `known` are names that must not appear.
    #[must_use]
    pub fn text(&self, text: &str, known: &[&str]) -> String {
        match self {
            Self::Pseudonyms(_) => clean::mask(&clean::visible(text), known),
            Self::Revealed => clean::visible(text),
        }
    }

    /// Whether real names are shown.
    #[must_use]
    pub const fn revealed(&self) -> bool {
        matches!(self, Self::Revealed)
    }
}
