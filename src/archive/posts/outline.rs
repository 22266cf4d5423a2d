//! What the beginning of a JSON file looks like.
//!
//! In: first bytes, perhaps cut in the middle of the first object. Out: [`Outline`], the paths of the members seen so far,
//! such as `data[].author_id`, with the beginnings of short values.

use std::collections::BTreeMap;

use super::tokens::{Scan, Token, Tokens, unquoted};

/// Levels that are looked into.
const DEEPEST: usize = 7;

/// Paths that are kept; hostile files have more.
const MOST: usize = 4_000;

/// Bytes of a value that are kept.
const LONGEST: usize = 80;

/// Paths of members, each with the beginning of its first scalar value.
#[derive(Debug, Default)]
pub(super) struct Outline {
    paths: BTreeMap<String, String>,
}

impl Outline {
    /// Of first bytes; what is broken is passed over.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut outline = Self::default();
        let mut tokens = Tokens::of(bytes, false);
        // Whether each open container is an array, and the length of the path before it.
        let mut open: Vec<(bool, usize)> = Vec::new();
        let mut path = String::new();
        let mut key: Option<String> = None;
        while let Some((token, range)) = tokens.next() {
            match token {
                Token::Open { is_array } => {
                    let before = path.len();
                    let is_in_array = open.last().is_some_and(|(is_array, _)| *is_array);
                    if is_in_array {
                        path.push_str("[]");
                    } else if let Some(key) = key.take() {
                        join(&mut path, &key);
                    }
                    outline.add(&path, b"");
                    if open.len() >= DEEPEST {
                        let Ok(end) = Scan::default().close(bytes, range.start) else {
                            break;
                        };
                        tokens.at = end;
                        path.truncate(before);
                    } else {
                        open.push((is_array, before));
                    }
                }
                Token::Close => {
                    key = None;
                    let Some((_, before)) = open.pop() else {
                        break;
                    };
                    path.truncate(before);
                }
                Token::Colon => {}
                Token::Comma => key = None,
                Token::Text | Token::Plain => {
                    if open.last().is_some_and(|(is_array, _)| *is_array) {
                        continue;
                    }
                    let text = bytes.get(range).unwrap_or_default();
                    match key.take() {
                        None => key = Some(String::from_utf8_lossy(unquoted(text)).into_owned()),
                        Some(key) => {
                            let before = path.len();
                            join(&mut path, &key);
                            outline.add(&path, text);
                            path.truncate(before);
                        }
                    }
                }
            }
        }
        outline
    }

    fn add(&mut self, path: &str, value: &[u8]) {
        if self.paths.len() < MOST && !self.paths.contains_key(path) {
            let value = unquoted(value);
            let kept = value.get(..LONGEST).unwrap_or(value);
            self.paths.insert(
                path.to_owned(),
                String::from_utf8_lossy(kept).replace("\\/", "/"),
            );
        }
    }

    /// Whether a member is there; `path=value` wants its value to begin so too.
    pub(super) fn has(&self, prefix: &str, wanted: &str) -> bool {
        let (path, value) = wanted.split_once('=').unwrap_or((wanted, ""));
        let path = format!("{prefix}{path}");
        self.paths
            .get(&path)
            .is_some_and(|found| found.starts_with(value))
    }

    /// The names of the outermost members, those of a list's objects when it is a list.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = self.paths.keys().filter_map(|path| {
            let name = path.strip_prefix("[].").unwrap_or(path);
            (!name.is_empty() && !name.contains(['.', '['])).then_some(name)
        });
        names.take(8).collect()
    }
}

fn join(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// Whether there is an object a line: the first closes on its line, or, where it is broken, the second does. Of one line
/// that does not end here nothing else can be told.
pub(super) fn is_lined(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty());
    let closes = |line: &[u8]| Scan::default().close(line, 0) == Ok(line.len());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next());
    let is_part = first == b"{" || first.ends_with(b",") || first.ends_with(b"[");
    first.starts_with(b"{")
        && second.is_none_or(|second| {
            closes(first) || (!is_part && second.starts_with(b"{") && closes(second))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_are_known_by_their_paths_as_far_as_they_are_seen() {
        let outline = Outline::of(b"{\"a\": {\"b\": [{\"c\": \"https:\\/\\/x\"}, {\"d\": 1}]}, \"e\": [1, \"f\"], \"g\": tr");
        for (wanted, expected) in [
            ("a.b[].c=https://", true),
            ("a.b[].d=1", true),
            ("a.b[].d=2", false),
            ("e", true),
            ("f", false),
            ("g", false),
        ] {
            assert_eq!(outline.has("", wanted), expected, "{wanted}");
        }
        assert_eq!(outline.names(), ["a", "e"]);
    }

    #[test]
    fn lines_are_told_from_a_document() {
        for (head, expected) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", true),
            ("\u{feff}\n{\"a\": 1}\n\n", true),
            ("{\"a\": \"b", true),
            ("{\n \"a\": 1\n}", false),
            ("{\"a\": [\n1\n]}", false),
            ("[\n{\"a\": 1}\n]", false),
            ("{\"a\": [{\"b\": 1},\n{\"b\": 2}\n]}", false),
            ("{\"a\": \"b\n{\"a\": 2}\n", true),
        ] {
            assert_eq!(is_lined(head.as_bytes()), expected, "{head}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(text in "[\\[\\]{}\",:ab.0\\\\ \n]{0,60}") {
            let _ = Outline::of(text.as_bytes());
        }
    }
}
