//! JSON as the readers of posts want it: lenient in small things, and with a place for what is broken.
//!
//! In: the bytes of a record. Out: values, or a defect with line and column. A number is as good as the string of its
//! digits, and what is absent, null or of another kind is an empty text.

use std::{borrow::Cow, fmt};

use memchr::memmem;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::source::{Defect, DefectKind};

use super::Source;

/// Reads a record as a value of some kind.
pub(super) fn read<T: DeserializeOwned>(source: &Source<'_>) -> Result<T, Defect> {
    let text = mended(source.bytes);
    serde_json::from_str(&text).map_err(|error| {
        let line = source.line + (error.line() as u64).saturating_sub(1);
        let words: String = error.to_string().chars().take(90).collect();
        let cause = words.split(" at line ").next().unwrap_or_default();
        let column = error.column();
        Defect::new(
            DefectKind::MalformedRow,
            0,
            format!("line {line}, column {column}: {cause}"),
        )
    })
}

/// Reads what stands around a record; empty where that is broken.
pub(super) fn around<T: DeserializeOwned + Default>(source: &Source<'_>) -> T {
    serde_json::from_str(&mended(source.layout.around.as_ref())).unwrap_or_default()
}

/// JSON with halves of surrogate pairs and broken UTF-8 replaced: both come from posts that were cut.
fn mended(bytes: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(bytes);
    let finder = memmem::Finder::new(br"\u");
    let unit = |at: usize| {
        let digits = text.get(at + 2..at + 6)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut lone = Vec::new();
    let mut from = 0;
    while let Some(found) = finder.find(text.as_bytes().get(from..).unwrap_or_default()) {
        let at = from + found;
        let slashes = text.as_bytes().get(..at).unwrap_or_default();
        let slashes = slashes.iter().rev().take_while(|b| **b == b'\\').count();
        from = at + 2;
        // An escaped backslash before a `u` is none of ours.
        if slashes % 2 == 1 {
            continue;
        }
        match unit(at) {
            Some(0xD800..=0xDBFF)
                if text.get(at + 6..at + 8) == Some("\\u")
                    && matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) =>
            {
                from = at + 12;
            }
            Some(0xD800..=0xDFFF) => lone.push(at),
            _ => {}
        }
    }
    if lone.is_empty() {
        return text;
    }
    let mut whole = String::with_capacity(text.len());
    let mut done = 0;
    for at in lone {
        whole.push_str(text.get(done..at).unwrap_or_default());
        whole.push_str("\\ufffd");
        done = at + 6;
    }
    whole.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(whole)
}

/// A scalar as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word(pub(super) String);

impl std::ops::Deref for Word {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyWord)
    }
}

struct AnyWord;

impl<'de> Visitor<'de> for AnyWord {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Word, E> {
        Ok(Word(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Word, E> {
        Ok(Word(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Word, E> {
        Ok(Word(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Word, E> {
        Ok(Word(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_unit<E>(self) -> Result<Word, E> {
        Ok(Word::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Word, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Word::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Word, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Word::default())
    }
}

/// What stands at a path of members; null when it is absent.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> &'a Value {
    path.iter()
        .try_fold(value, |value, name| value.get(name))
        .unwrap_or(&Value::Null)
}

/// A scalar at a path, as text.
pub(super) fn word(value: &Value, path: &[&str]) -> String {
    match at(value, path) {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The first of these members that is no empty text.
pub(super) fn first(value: &Value, names: &[&str]) -> String {
    let words = names.iter().map(|name| word(value, &[name]));
    words
        .into_iter()
        .find(|w| !w.is_empty())
        .unwrap_or_default()
}

/// The list at a path; empty when there is none.
pub(super) fn list<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    at(value, path).as_array().map_or(&[], Vec::as_slice)
}

/// The scalars of a list, or of one member of each of its objects, that are no empty texts.
pub(super) fn words(value: &Value, path: &[&str], member: &[&str]) -> Vec<String> {
    let items = list(value, path).iter();
    let words = items.map(|item| word(item, member));
    words.filter(|word| !word.is_empty()).collect()
}

/// Text whose `&`, `<` and `>` were escaped by the platform.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_replaced() {
        for (text, expected) in [
            (r#""a \ud83d b""#, "a \u{fffd} b"),
            (r#""\ud83d\ude00 \\ud83d""#, "\u{1f600} \\ud83d"),
            (r#""\ude00\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\\\ud83d\u""#, ""),
            (r#""\u00e9""#, "é"),
        ] {
            let read: String = serde_json::from_str(&mended(text.as_bytes())).unwrap_or_default();
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn scalars_are_texts_and_anything_else_is_none() {
        for (text, expected) in [
            ("\"a\"", "a"),
            ("18446744073709551615", "18446744073709551615"),
            ("-1", "-1"),
            ("1.5", "1.5"),
            ("null", ""),
            ("true", ""),
            ("[1,{\"a\":2}]", ""),
            ("{\"a\":[1]}", ""),
        ] {
            let read: Word = serde_json::from_str(text).unwrap();
            assert_eq!(read.0, expected, "{text}");
        }
    }
}
