//! One record of a table, whichever way it is written.
//!
//! In: a row or a JSON object, and [`Column`]s. Out: what stands in them. A path such as `author.id` leads into objects;
//! through lists it leads to what is in them.

use std::borrow::Cow;

use serde_json::Value;

use super::{Source, list};
use crate::{
    archive::posts::{Cells, Syntax},
    mapping::Column,
};

/// Values that one path can lead to at most.
const MOST: usize = 10_000;

/// One record of a table.
pub(super) enum Row<'a> {
    /// A row.
    Cells(Cells<'a>),
    /// An object.
    Object(Value),
}

impl<'a> Row<'a> {
    /// Reads a record; `None` for a line that is no JSON object.
    pub(super) fn of(source: &Source<'a>) -> Option<Self> {
        if source.layout.syntax == Syntax::Row {
            return Some(Self::Cells(Cells::of(
                source.bytes,
                source.layout.delimiter,
            )));
        }
        let value: Value = serde_json::from_slice(source.bytes).ok()?;
        value.is_object().then_some(Self::Object(value))
    }

    /// What stands in a column, without spaces around; of several values the first that is not empty.
    pub(super) fn text(&self, column: &Column) -> Cow<'_, str> {
        match self {
            Self::Cells(cells) => Cow::Borrowed(column.at.map_or("", |at| cells.get(at)).trim()),
            Self::Object(object) => {
                let mut found = Cow::Borrowed("");
                reach(object, &column.path, &mut MOST.clone(), &mut |value| {
                    if found.is_empty() {
                        found = scalar(value);
                    }
                });
                match found {
                    Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                    Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
                }
            }
        }
    }

    /// All values of a list.
    pub(super) fn list(
        &self,
        column: &Column,
        kind: list::Kind,
        separators: &[String],
    ) -> Vec<String> {
        match self {
            Self::Cells(cells) => {
                list::read(column.at.map_or("", |at| cells.get(at)), kind, separators)
            }
            Self::Object(object) => {
                let mut found = Vec::new();
                let mut count = 0_usize;
                reach(object, &column.path, &mut MOST.clone(), &mut |value| {
                    count += 1;
                    found.push(scalar(value).into_owned());
                });
                match <[String; 1]>::try_from(found) {
                    // A list can be written as a text here too.
                    Ok([text]) => list::read(&text, kind, separators),
                    Err(several) => several
                        .into_iter()
                        .filter(|value| !list::is_nothing(value))
                        .collect(),
                }
            }
        }
    }
}

fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Number(number) => Cow::Owned(number.to_string()),
        Value::Bool(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        _ => Cow::Borrowed(""),
    }
}

/// Tells the values that a path leads to. A name may hold dots itself: longer names go before shorter ones.
fn reach<'a>(value: &'a Value, path: &str, left: &mut usize, tell: &mut impl FnMut(&'a Value)) {
    if *left == 0 {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                reach(value, path, left, tell);
            }
        }
        Value::Object(object) if !path.is_empty() => {
            if let Some(inner) = object.get(path) {
                return reach(inner, "", left, tell);
            }
            for (at, _) in path.match_indices('.').take(16) {
                let (name, rest) = path.split_at(at);
                if let Some(inner) = object.get(name) {
                    return reach(inner, rest.get(1..).unwrap_or_default(), left, tell);
                }
            }
        }
        _ if path.is_empty() => {
            *left -= 1;
            tell(value);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn column(path: &str) -> Column {
        Column {
            path: Cow::Owned(path.to_owned()),
            at: None,
            prefix: "",
        }
    }

    #[test]
    fn paths_lead_through_objects_and_lists() {
        let row = Row::Object(json!({
            "a": {"b": " x ", "n": 7}, "l": [{"u": "1"}, {"u": null}, {"v": 3}, {"u": "2"}], "p.q": {"r": true},
            "one": "[a, b]", "s": ["k", "m"],
        }));
        for (path, text, list) in [
            ("a.b", "x", &["x"][..]),
            ("a.n", "7", &["7"]),
            ("a", "", &[]),
            ("l.u", "1", &["1", "2"]),
            ("p.q.r", "true", &["true"]),
            ("one", "[a, b]", &["a", "b"]),
            ("s", "k", &["k", "m"]),
            ("none.at.all", "", &[]),
            ("", "", &[]),
        ] {
            assert_eq!(row.text(&column(path)), text, "{path}");
            assert_eq!(
                row.list(&column(path), list::Kind::Words, &[]),
                list,
                "{path}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_path_is_survived(path in "[a-c.]{0,12}") {
            let row = Row::Object(json!({"a": {"b": [1, {"c": 2}]}, "a.b": 3, "": {"": 4}}));
            let _ = (row.text(&column(&path)), row.list(&column(&path), list::Kind::Links, &[]));
        }
    }
}
