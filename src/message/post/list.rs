//! Lists in a cell, and cells that hold nothing.
//!
//! In: a cell. Out: its values. Tools write lists as JSON, as Python does, in brackets without quotes, or parted by
//! spaces, commas, semicolons or bars; a link can hold a comma itself.

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Links.
    Links,
    /// Single words: names, hashtags, ids.
    Words,
}

/// Words that stand for an empty cell: of R, pandas, Python, JSON and SQL.
const NOTHING: &[&str] = &[
    "NA", "N/A", "<NA>", "NaN", "nan", "None", "none", "null", "NULL", "\\N",
];

/// Whether a cell holds nothing.
pub(super) fn is_nothing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || NOTHING.contains(&cell)
}

/// A cell that is an id or a name; empty when it holds nothing. A table with empty cells makes `7.0` of 7.
pub(super) fn key(cell: &str) -> &str {
    let cell = cell.trim();
    if is_nothing(cell) {
        return "";
    }
    let whole = cell.strip_suffix(".0").filter(|whole| !whole.is_empty());
    whole
        .filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(cell)
}

/// The values of a list.
pub(super) fn read(cell: &str, kind: Kind, separators: &[String]) -> Vec<String> {
    let cell = cell.trim();
    if is_nothing(cell) {
        return Vec::new();
    }
    let inner = bracketed(cell);
    let parts: Vec<&str> = match inner {
        Some(inner) => quoted(inner).unwrap_or_else(|| inner.split(',').collect()),
        None if !separators.is_empty() => parted(cell, separators),
        None if kind == Kind::Links => links(cell),
        None => cell.split([' ', ',', ';', '|', '\n', '\t']).collect(),
    };
    let stripped = parts
        .into_iter()
        .map(|part| part.trim().trim_matches(['\'', '"']).trim());
    stripped
        .map(key)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn bracketed(cell: &str) -> Option<&str> {
    let pairs = [('[', ']'), ('{', '}'), ('(', ')')];
    pairs
        .into_iter()
        .find_map(|(open, close)| cell.strip_prefix(open)?.strip_suffix(close))
}

/// The values between quotes, when all of them are in quotes.
fn quoted(inner: &str) -> Option<Vec<&str>> {
    let mut rest = inner.trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let body = rest.get(1..)?;
        let end = body.find(quote)?;
        found.push(body.get(..end)?);
        rest = body.get(end + 1..)?.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(behind) => behind.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(found)
}

fn parted<'a>(cell: &'a str, separators: &[String]) -> Vec<&'a str> {
    let mut parts = vec![cell];
    for separator in separators {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator.as_str()))
            .collect();
    }
    parts
}

/// Links end at spaces and bars, and at a comma or semicolon that another link follows.
fn links(cell: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in cell.split(|c: char| c.is_whitespace() || c == '|') {
        let mut start = 0;
        for (at, _) in word.match_indices([',', ';']) {
            let behind = word.get(at + 1..).unwrap_or_default();
            if behind.is_empty() || behind.starts_with("http://") || behind.starts_with("https://")
            {
                found.push(word.get(start..at).unwrap_or_default());
                start = at + 1;
            }
        }
        found.push(word.get(start..).unwrap_or_default());
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_read_as_tools_write_them() {
        for (cell, kind, expected) in [
            ("", Kind::Links, &[][..]),
            ("[]", Kind::Links, &[]),
            ("nan", Kind::Words, &[]),
            ("''", Kind::Links, &[]),
            (
                "http://a/1,2 http://b",
                Kind::Links,
                &["http://a/1,2", "http://b"],
            ),
            (
                "http://a/1,http://b;https://c,",
                Kind::Links,
                &["http://a/1", "http://b", "https://c"],
            ),
            (
                "['http://a/1,2', \"http://b\"]",
                Kind::Links,
                &["http://a/1,2", "http://b"],
            ),
            ("[\"a\",\"b\"]", Kind::Words, &["a", "b"]),
            ("[a, b]", Kind::Words, &["a", "b"]),
            ("{a,b}", Kind::Words, &["a", "b"]),
            ("a;b|c d,None", Kind::Words, &["a", "b", "c", "d"]),
            ("[1.0, 2]", Kind::Words, &["1", "2"]),
        ] {
            assert_eq!(read(cell, kind, &[]), expected, "{cell}");
        }
        assert_eq!(read("a b~c", Kind::Words, &["~".to_owned()]), ["a b", "c"]);
    }

    #[test]
    fn keys_lose_what_empty_neighbours_did_to_them() {
        for (cell, expected) in [
            (" 7.0 ", "7"),
            ("NA", ""),
            ("v1.0", "v1.0"),
            (".0", ".0"),
            ("7", "7"),
        ] {
            assert_eq!(key(cell), expected, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_survived(cell in any::<String>(), other in "[\\[\\]'\",a é]{0,20}") {
            for kind in [Kind::Links, Kind::Words] {
                let _ = (read(&cell, kind, &[]), read(&other, kind, &[]));
            }
        }
    }
}
