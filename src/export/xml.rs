//! Texts that stand in XML 1.0 whatever they hold, and values of columns as such texts.
//!
//! In: any text. Out: a text for a quoted attribute or an element. Characters that XML 1.0 forbids, marks that turn the
//! direction of what follows, tabs and line breaks are shown by their code, as `\u{202e}`, and a backslash by two, so
//! that different texts stay different.

use std::fmt::Write as _;

use polars::prelude::{AnyValue, Column, DataType};

/// A type that both graph formats know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Number,
    Truth,
    Text,
}

impl Kind {
    /// The kind of a column; none for lists and the like.
    pub(super) fn of(dtype: &DataType) -> Option<Self> {
        match dtype {
            DataType::Boolean => Some(Self::Truth),
            DataType::String => Some(Self::Text),
            dtype if dtype.is_integer() => Some(Self::Whole),
            dtype if dtype.is_float() => Some(Self::Number),
            _ => None,
        }
    }

    /// Its word, the same in both formats.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Whole => "long",
            Self::Number => "double",
            Self::Truth => "boolean",
            Self::Text => "string",
        }
    }
}

/// A text that can stand in XML.
pub(super) fn text(raw: &str) -> String {
    let mut safe = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\\' => safe.push_str("\\\\"),
            c if c.is_control() || is_unseen(c) => {
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}

/// Marks of direction, line and paragraph separators, a byte order mark, and what is no character.
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// The value of a row as text for XML; none when there is no value, or one that is no number.
pub(super) fn value(column: &Column, row: usize) -> Option<String> {
    match column.get(row).ok()? {
        AnyValue::Null => None,
        AnyValue::String(raw) => Some(text(raw)),
        AnyValue::StringOwned(raw) => Some(text(&raw)),
        AnyValue::Float32(number) => number.is_finite().then(|| number.to_string()),
        AnyValue::Float64(number) => number.is_finite().then(|| number.to_string()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_xml_forbids_is_shown_by_its_code() {
        for (raw, expected) in [
            ("a<b>&\"c\"'", "a&lt;b&gt;&amp;&quot;c&quot;&apos;"),
            ("a\0b\u{1b}\tc\n", "a\\u{0}b\\u{1b}\\u{9}c\\u{a}"),
            ("ada\u{202e}moc", "ada\\u{202e}moc"),
            ("\\u{202e}", "\\\\u{202e}"),
            ("\u{ffff}é😀ساعة", "\\u{ffff}é😀ساعة"),
        ] {
            assert_eq!(text(raw), expected);
        }
    }

    proptest! {
        #[test]
        fn different_texts_stay_different(one in any::<String>(), other in any::<String>()) {
            prop_assert_eq!(one == other, text(&one) == text(&other));
        }

        #[test]
        fn no_text_ends_its_attribute(raw in any::<String>()) {
            let safe = text(&raw);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
            prop_assert!(safe.chars().all(|c| !c.is_control()));
        }
    }
}
