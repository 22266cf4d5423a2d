//! A query as values, and back to a line.
//!
//! In: what [`super::parse()`] read, or what a page puts together. Out: the canonical line, which is what URLs hold:
//! reading it gives the same query.

use std::fmt;

use super::{moment::Moment, words};

pub use crate::campaign::{MemberKind as Kind, Verdict};

/// What is searched for: all terms at once, within a span of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What each hit holds, or does not hold.
    pub terms: Vec<Term>,
    /// Sent then or later.
    pub after: Option<Moment>,
    /// Sent before then.
    pub before: Option<Moment>,
}

/// One thing that hits hold, or do not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether hits do not hold it.
    pub not: bool,
    /// The thing.
    pub what: What,
}

/// A thing to search for. Texts are as [`What::text`] cleans them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A word or a phrase, in the subject or the own text.
    Words(String),
    /// A word or a phrase in the subject.
    Subject(String),
    /// A sender: pseudonym, number (`a5`) or domain; with the case's key also handle and display name.
    From(String),
    /// A link: its host or a part of that, or the whole link.
    Url(String),
    /// What it carries.
    Has(Has),
    /// A campaign, by its number.
    Campaign(u32),
    /// Sent by one of these accounts, by their numbers, ascending.
    Accounts(Vec<u32>),
    /// In no campaign.
    Alone,
    /// The verdict of its campaign.
    Verdict(Verdict),
    /// How it belongs to its campaign.
    Kind(Kind),
    /// Language, as its ISO 639-3 code.
    Language(String),
    /// `mail`, or where it was posted.
    Platform(String),
}

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// A picture.
    Image,
    /// A link.
    Link,
    /// Any file.
    File,
}

impl Has {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Image, Self::Link, Self::File];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Link => "link",
            Self::File => "file",
        }
    }
}

impl Query {
    /// The query with one more thing that hits hold.
    #[must_use]
    pub fn and(mut self, what: What) -> Self {
        self.terms.push(Term { not: false, what });
        self
    }

    /// Whether it asks for nothing, so that it finds everything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.after.is_none() && self.before.is_none()
    }
}

impl What {
    /// A text as queries hold it: white space folded, without quotation marks and control characters; `None` when nothing that could be
    /// searched for is left.
    #[must_use]
    pub fn text(raw: &str) -> Option<String> {
        let plain: String = raw
            .chars()
            .map(|c| {
                if c.is_control() || is_quote(c) {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let folded = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut any = false;
        words::each(&folded, |_| any = true);
        any.then_some(folded)
    }
}

/// Marks around a phrase.
pub(super) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{FF02}')
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for term in &self.terms {
            write!(out, "{gap}{term}")?;
            gap = " ";
        }
        for (word, moment) in [("after", self.after), ("before", self.before)] {
            if let Some(moment) = moment {
                write!(out, "{gap}{word}:{moment}")?;
                gap = " ";
            }
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.not {
            out.write_str("-")?;
        }
        match &self.what {
            What::Words(text) if text.starts_with('-') || text.contains(':') => {
                write!(out, "\"{text}\"")
            }
            What::Words(text) => value(out, "", text),
            What::Subject(text) => value(out, "subject:", text),
            What::From(text) => value(out, "from:", text),
            What::Url(text) => value(out, "url:", text),
            What::Has(has) => write!(out, "has:{}", has.word()),
            What::Campaign(number) => write!(out, "campaign:c{number}"),
            What::Accounts(numbers) => {
                let mut before = "account:";
                for number in numbers {
                    write!(out, "{before}a{number}")?;
                    before = ",";
                }
                Ok(())
            }
            What::Alone => out.write_str("is:alone"),
            What::Verdict(verdict) => write!(out, "verdict:{}", verdict.word()),
            What::Kind(kind) => write!(out, "kind:{}", kind.word()),
            What::Language(code) => value(out, "lang:", code),
            What::Platform(name) => value(out, "platform:", name),
        }
    }
}

/// A value, between quotation marks where it has a space.
fn value(out: &mut fmt::Formatter<'_>, field: &str, text: &str) -> fmt::Result {
    if text.contains(' ') {
        write!(out, "{field}\"{text}\"")
    } else {
        write!(out, "{field}{text}")
    }
}
