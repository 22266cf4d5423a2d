//! JSON by its brackets and strings, without building values.
//!
//! In: bytes, perhaps cut anywhere. Out: [`Tokens`], or where a value closes ([`Scan`]). A line end within a string is no
//! JSON: the string is taken to end there, so that a lost quote spoils no more than its line.
//!
//! Source: RFC 8259.

use std::ops::Range;

use memchr::memchr3;

/// What stands in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `{` or `[`.
    Open {
        /// Whether it is `[`.
        is_array: bool,
    },
    /// `}` or `]`.
    Close,
    /// A string with its quotes.
    Text,
    /// A number, `true`, `false`, `null`, or what should not stand there.
    Plain,
    /// `:`.
    Colon,
    /// `,`.
    Comma,
}

/// The tokens of bytes, up to the first that is cut.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    /// Behind the last token.
    pub(super) at: usize,
    whole: bool,
}

impl<'a> Tokens<'a> {
    /// Reads bytes; `whole` says that nothing follows them.
    pub(super) const fn of(bytes: &'a [u8], whole: bool) -> Self {
        Self {
            bytes,
            at: 0,
            whole,
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = (Token, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.bytes.get(self.at..)?;
        let blank = rest.len() - rest.trim_ascii_start().len();
        let start = self.at + blank;
        let (token, end) = match self.bytes.get(start)? {
            b'{' => (Token::Open { is_array: false }, start + 1),
            b'[' => (Token::Open { is_array: true }, start + 1),
            b'}' | b']' => (Token::Close, start + 1),
            b':' => (Token::Colon, start + 1),
            b',' => (Token::Comma, start + 1),
            b'"' => match string_end(self.bytes, start + 1) {
                Ok(end) => (Token::Text, end),
                Err(_) if self.whole => (Token::Text, self.bytes.len()),
                Err(_) => return None,
            },
            _ => {
                let plain = self.bytes.get(start..).unwrap_or_default();
                let ends = |b: &u8| {
                    b.is_ascii_whitespace()
                        || matches!(b, b'{' | b'[' | b'}' | b']' | b':' | b',' | b'"')
                };
                match plain.iter().position(ends) {
                    Some(length) => (Token::Plain, start + length),
                    None if self.whole => (Token::Plain, self.bytes.len()),
                    None => return None,
                }
            }
        };
        self.at = end;
        Some((token, start..end))
    }
}

/// Where the string ends whose inside begins at `from`: behind its quote. Otherwise how far it was looked at.
fn string_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
            return Err(bytes.len().max(from));
        };
        at += found;
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\n') => return Ok(at),
            // What is escaped may not be at hand yet.
            _ if at + 1 >= bytes.len() => return Err(at),
            _ => at += 2,
        }
    }
}

/// A value in brackets on the way to its end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    depth: usize,
    is_in_string: bool,
}

impl Scan {
    /// Goes on at `from`; the end of the value, or how far it was looked at.
    pub(super) fn close(&mut self, bytes: &[u8], from: usize) -> Result<usize, usize> {
        let mut at = from;
        loop {
            if self.is_in_string {
                at = string_end(bytes, at)?;
                self.is_in_string = false;
            }
            let rest = bytes.get(at..).unwrap_or_default();
            let is_mark = |b: &u8| matches!(b, b'"' | b'{' | b'}' | b'[' | b']');
            let Some(found) = rest.iter().position(is_mark) else {
                return Err(bytes.len().max(from));
            };
            at += found + 1;
            match rest.get(found) {
                Some(b'"') => self.is_in_string = true,
                Some(b'{' | b'[') => self.depth += 1,
                _ => self.depth = self.depth.saturating_sub(1),
            }
            if self.depth == 0 && !self.is_in_string {
                return Ok(at);
            }
        }
    }
}

/// The members of an object: keys without quotes, and where their values stand. `None` when it is no object, does not end,
/// or has members that are none.
pub(super) fn members(bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut tokens = Tokens::of(bytes, false);
    let (Token::Open { is_array: false }, _) = tokens.next()? else {
        return None;
    };
    let mut members = Vec::new();
    loop {
        let (token, range) = tokens.next()?;
        let key = match token {
            Token::Text => unquoted(bytes.get(range)?),
            Token::Close if members.is_empty() => return Some(members),
            _ => return None,
        };
        let (Token::Colon, _) = tokens.next()? else {
            return None;
        };
        let (token, range) = tokens.next()?;
        let end = match token {
            Token::Open { .. } => Scan::default().close(bytes, range.start).ok()?,
            Token::Text | Token::Plain => range.end,
            _ => return None,
        };
        tokens.at = end;
        members.push((key, bytes.get(range.start..end)?));
        match tokens.next()?.0 {
            Token::Comma => {}
            Token::Close => return Some(members),
            _ => return None,
        }
    }
}

/// A string without its quotes; escapes stay.
pub(super) fn unquoted(text: &[u8]) -> &[u8] {
    let inner = text.strip_prefix(b"\"").unwrap_or(text);
    inner.strip_suffix(b"\"").unwrap_or(inner)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Any JSON value of some depth.
    pub(in super::super) fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[ -~\"\\\\\n{}\\[\\]é]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            let member = ("[a-c\"\\\\{]{1,3}", inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(Value::from),
                prop::collection::vec(member, 0..5)
                    .prop_map(|all| Value::Object(all.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_ends_where_it_ends(value in values(), pretty in any::<bool>(), cut in any::<prop::sample::Index>()) {
            prop_assume!(value.is_object() || value.is_array());
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap() + "]}\"";
            let end = text.len() - 3;
            prop_assert_eq!(Scan::default().close(text.as_bytes(), 0), Ok(end));
            // The same when its bytes come in two parts.
            let mut scan = Scan::default();
            let part = text.as_bytes().get(..cut.index(end)).unwrap_or_default();
            let seen = scan.close(part, 0).unwrap_err();
            prop_assert_eq!(scan.close(text.as_bytes(), seen), Ok(end));
        }

        #[test]
        fn members_are_those_of_the_object(value in values()) {
            let text = serde_json::to_string(&value).unwrap();
            let found = members(text.as_bytes());
            prop_assert_eq!(found.is_some(), value.is_object());
            if let (Some(found), Value::Object(object)) = (found, &value) {
                let read: serde_json::Map<String, Value> = found
                    .into_iter()
                    .map(|(key, value)| {
                        let key = [b"\"", key, b"\""].concat();
                        (serde_json::from_slice(&key).unwrap(), serde_json::from_slice(value).unwrap())
                    })
                    .collect();
                prop_assert_eq!(&read, object);
            }
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = members(&bytes);
            let _ = Scan::default().close(&bytes, 0);
            prop_assert!(Tokens::of(&bytes, true).count() <= bytes.len());
        }
    }
}
