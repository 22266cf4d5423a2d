//! Mail that shows the name, the address or the domain of a protected list but comes from elsewhere.
//!
//! | file | what |
//! |---|---|
//! | `list` | the list as a person writes it |
//! | `fold` | what looks alike becomes alike |
//! | `vocabulary` | words that tell nobody apart |
//! | `known` | the list, indexed by word, address and label |
//! | `name` | a display name like a protected one |
//! | `inside` | a protected address or domain inside a display name |
//! | `lookalike` | a domain like a protected one |
//! | `reply` | answers that go elsewhere |
//! | `several` | a protected sender beside another in one From |
//! | `authentication` | a protected sender whose checks failed |
//!
//! In: a [`ProtectedList`], and of each mail what [`Mail`] holds. Out: [`Finding`]s, for single mails
//! too. A finding never holds a sender's local part, nor a name that is not like a protected one: who
//! wrote is told by the message's account, under the name that a reader may see.

mod authentication;
mod fold;
mod inside;
mod known;
mod list;
mod lookalike;
mod lookout;
mod name;
mod reply;
mod several;
mod vocabulary;

pub use list::{BadLine, Cause, Entry, Kind, ProtectedList};
pub use lookout::Lookout;

use crate::message::Mailbox;

/// How much a finding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Namesakes and ordinary habits give the same now and then.
    Weak,
    /// Ordinary mail seldom shows it.
    Strong,
}

impl Strength {
    /// The word used in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Strong => "strong",
        }
    }
}

/// One observation on one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the rule, stable across versions.
    pub rule: &'static str,
    /// How much it says.
    pub strength: Strength,
    /// The protected name or domain.
    pub protected: String,
    /// What was seen in its place: a name like the protected one, a domain, or results.
    pub seen: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// The innocent explanation.
    pub caveat: &'static str,
}

/// What of a mail is compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mail<'a> {
    /// From, the first mailbox first.
    pub from: &'a [Mailbox],
    /// Reply-To.
    pub reply_to: &'a [Mailbox],
    /// Sender.
    pub sender: Option<&'a Mailbox>,
    /// Addresses of To and Cc.
    pub recipients: &'a [String],
    /// SPF as recorded.
    pub spf: Option<&'a str>,
    /// DKIM as recorded.
    pub dkim: Option<&'a str>,
    /// DMARC as recorded.
    pub dmarc: Option<&'a str>,
    /// Whether a mailing list carried it.
    pub through_list: bool,
}

/// A text in the quotes that findings use, shortened.
fn quoted(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    let shown: String = line.chars().take(SHOWN).collect();
    let more = if shown.len() < line.len() { "…" } else { "" };
    format!("“{shown}{more}”")
}

/// Characters of a name that a finding shows.
const SHOWN: usize = 80;

#[cfg(test)]
mod tests;
