//! What is read of the attributes of a mail's tags.
//!
//! In: attributes, however hostile. Out: the few values that matter; those that are written again are
//! written from a closed set of characters.

use std::{collections::BTreeMap, fmt::Write as _};

use html5gum::{HtmlString, Spanned};

/// Attributes of one tag.
pub(super) type Attributes = BTreeMap<HtmlString, Spanned<HtmlString, ()>>;

/// Longest tag of a language (RFC 5646, 4.4.1: 35 characters are enough for all that make sense).
const LONGEST_LANGUAGE: usize = 35;

/// Most columns or rows that a cell may span; browsers allow 1,000 columns and 65,534 rows.
const WIDEST: u16 = 100;

/// The value of an attribute.
pub(super) fn value(attributes: &Attributes, name: &str) -> Option<String> {
    let value = attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The attributes `lang` and `dir`, where they hold nothing but a language and a direction.
pub(super) fn language_and_direction(attributes: &Attributes) -> String {
    let mut out = String::new();
    let direction = value(attributes, "dir").map(|value| value.to_ascii_lowercase());
    if let Some(direction @ ("ltr" | "rtl" | "auto")) = direction.as_deref() {
        let _ = write!(out, " dir=\"{direction}\"");
    }
    let language = value(attributes, "lang").filter(|value| {
        (1..=LONGEST_LANGUAGE).contains(&value.len())
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    if let Some(language) = language {
        let _ = write!(out, " lang=\"{language}\"");
    }
    out
}

/// How many columns or rows a cell spans, where that is more than one.
pub(super) fn span(attributes: &Attributes, name: &str) -> String {
    value(attributes, name)
        .and_then(|value| value.trim().parse::<u16>().ok())
        .filter(|number| *number > 1)
        .map(|number| format!(" {name}=\"{}\"", number.min(WIDEST)))
        .unwrap_or_default()
}
