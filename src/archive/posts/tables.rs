//! Tables by their columns: those that are known, those that a mapping fits, and those that nobody has named.
//!
//! In: the first bytes of a file. Out: which table it is. A table that is neither known nor mapped is told apart from what
//! is no table at all, since a mapping is its remedy.

use serde_json::{Map, Value};

use super::{
    super::separator,
    cells::Cells,
    export::{Export, Known, Syntax},
};
use crate::mapping::{Mapping, Table};

/// What parts the fields of a row, the most usual first.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows that are looked at to tell whether lines are a table.
const ROWS: usize = 8;

/// Paths that are gathered of JSON objects at most.
const PATHS: usize = 2_000;

/// A table that is known by its columns.
pub(super) fn known(head: &[u8]) -> Option<Known> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    DELIMITERS.into_iter().find_map(|delimiter| {
        let columns = Cells::of(line, delimiter).into_list();
        let mapping = Mapping::known(&columns)?;
        Some(row(mapping.table, delimiter))
    })
}

const fn row(table: Table, delimiter: u8) -> Known {
    Known {
        export: Export::Table(table),
        syntax: Syntax::Row,
        delimiter,
    }
}

/// A table that a mapping fits.
pub(in super::super) fn mapped(head: &[u8], mapping: &Mapping) -> Option<Known> {
    let head = head.get(separator::skip_blank(head)..)?;
    if head.first() == Some(&b'{') {
        let paths = paths_of(head);
        // A line that is longer than what is looked at tells its paths later.
        let is_cut = memchr::memchr(b'\n', head).is_none() && paths.is_empty();
        let fits = mapping.fits_objects(&paths).is_ok() || is_cut;
        return fits.then_some(Known {
            export: Export::Table(Table::Mapped),
            syntax: Syntax::JsonLine,
            delimiter: 0,
        });
    }
    let line = head.split(|&byte| byte == b'\n').next()?;
    let asked = mapping.delimiter;
    let delimiters = asked.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let fits = |delimiter: &u8| {
        mapping
            .fits(&Cells::of(line, *delimiter).into_list())
            .is_ok()
    };
    let delimiter = delimiters.into_iter().find(fits)?;
    Some(row(Table::Mapped, delimiter))
}

/// What a table that nobody has named looks like, in words; `None` for what is no table.
pub(in super::super) fn unmapped(head: &[u8]) -> Option<String> {
    let head = head.get(separator::skip_blank(head)..)?;
    if head.first() == Some(&b'{') {
        let first = objects(head).next()?;
        let names: Vec<&str> = first.keys().map(String::as_str).collect();
        return Some(words("JSON lines with", &names));
    }
    let (_, columns) = columns_of(head)?;
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    Some(words("a table with the columns", &names))
}

/// `names` in a sentence of bearable length.
pub(super) fn words(before: &str, names: &[&str]) -> String {
    let listed: String = names.join(", ").chars().take(160).collect();
    format!("{before} {}", listed.escape_debug())
}

/// The delimiter and the columns of lines that look like a table: two columns at least, each with a name of its own, and
/// rows with as many fields.
pub(super) fn columns_of(head: &[u8]) -> Option<(u8, Vec<String>)> {
    let of = |delimiter: u8| {
        let mut lines = head.split_inclusive(|&byte| byte == b'\n');
        let columns = Cells::of(lines.next()?, delimiter).into_list();
        let is_name = |name: &String| {
            let name = name.trim();
            name.len() < 100 && !name.contains(['{', '<', '\0']) && name.parse::<f64>().is_err()
        };
        let mut names: Vec<&str> = columns
            .iter()
            .map(|name| name.trim())
            .filter(|name| !name.is_empty())
            .collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        let is_header = count >= 2 && names.len() == count && columns.iter().all(is_name);
        // Rows with quotes may go over lines, and the last line may be cut.
        let rows = lines
            .take(ROWS)
            .filter(|line| line.ends_with(b"\n") && !line.contains(&b'"'))
            .filter(|line| !line.trim_ascii().is_empty());
        let fits = |row: &[u8]| Cells::of(row, delimiter).count() == columns.len();
        let (whole, broken): (Vec<&[u8]>, Vec<&[u8]>) = rows.partition(|row| fits(row));
        let second = head.split(|&byte| byte == b'\n').nth(1);
        let has_rows = second.is_some_and(|row| !row.trim_ascii().is_empty());
        // A bad row among the first ones makes no other thing of a table.
        let is_table = is_header && has_rows && whole.len() >= 2 * broken.len();
        is_table.then_some((delimiter, columns))
    };
    let found: Vec<(u8, Vec<String>)> = DELIMITERS.into_iter().filter_map(of).collect();
    // The one that makes most columns; of equals the most usual.
    found
        .into_iter()
        .rev()
        .max_by_key(|(_, columns)| columns.len())
}

/// The JSON objects on the lines of a head, whole ones only.
pub(super) fn objects(head: &[u8]) -> impl Iterator<Item = Map<String, Value>> {
    head.split(|&byte| byte == b'\n').filter_map(|line| {
        match serde_json::from_slice(line).ok()? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    })
}

/// The paths of the objects on the lines of a head, in the order they are met.
pub(super) fn paths_of(head: &[u8]) -> Vec<String> {
    let mut paths = Vec::new();
    let mut met = std::collections::HashSet::new();
    for object in objects(head) {
        gather(&object, "", 0, &mut |path| {
            if paths.len() < PATHS && met.insert(path.clone()) {
                paths.push(path);
            }
        });
    }
    paths
}

/// Tells each path of an object; those of lists are the paths of what is in them.
fn gather(object: &Map<String, Value>, before: &str, depth: u32, tell: &mut impl FnMut(String)) {
    for (key, value) in object {
        let path = if before.is_empty() {
            key.clone()
        } else {
            format!("{before}.{key}")
        };
        tell(path.clone());
        if depth < 8 {
            inner(value, &path, depth, tell);
        }
    }
}

fn inner(value: &Value, path: &str, depth: u32, tell: &mut impl FnMut(String)) {
    match value {
        Value::Object(object) => gather(object, path, depth + 1, tell),
        Value::Array(values) => {
            for value in values.iter().take(4) {
                if let Value::Object(object) = value {
                    gather(object, path, depth + 1, tell);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn a_mapping_makes_a_table_readable() {
        let mapping = Mapping::read("[columns]\nid = \"a.b\"\ntext = \"c\"\n").unwrap();
        for (head, expected) in [
            ("a.b;c\n1;2\n", Some((Syntax::Row, b';'))),
            ("\u{feff}C|x|a.b\n", Some((Syntax::Row, b'|'))),
            (
                "{\"a\":{\"b\":1},\"c\":\"\"}\n",
                Some((Syntax::JsonLine, 0)),
            ),
            (
                "{\"a\":[{\"b\":1}],\"c\":\"\"}\n",
                Some((Syntax::JsonLine, 0)),
            ),
            ("{\"a\":1,\"c\":\"\"}\n", None),
            ("a,c\n", None),
        ] {
            let known = mapped(head.as_bytes(), &mapping);
            assert_eq!(
                known.map(|known| (known.syntax, known.delimiter)),
                expected,
                "{head}"
            );
        }
    }

    #[test]
    fn a_table_that_nobody_named_is_told_apart() {
        for (head, expected) in [
            (
                "who;what;where, when\n1;2;3, 4\n",
                Some("a table with the columns who, what, where, when"),
            ),
            (
                "{\"who\":1,\"what\":2}\n",
                Some("JSON lines with what, who"),
            ),
            ("Dear all,\nhello, you, there\n", None),
            ("1,2\n3,4\n", None),
            ("1000S,100C\n", None),
            ("a,b\n1,2\n3\n4,5\n", Some("a table with the columns a, b")),
            ("{\n", None),
        ] {
            let told = unmapped(head.as_bytes());
            assert_eq!(told.as_deref(), expected, "{head}");
        }
    }

    proptest! {
        #[test]
        fn any_head_is_survived(head in vec(any::<u8>(), 0..400)) {
            let mapping = Mapping::read("[columns]\nid = \"a.b\"\ntext = \"c\"\n").unwrap();
            let _ = (known(&head), mapped(&head, &mapping), unmapped(&head), paths_of(&head));
        }
    }
}
