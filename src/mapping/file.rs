//! A mapping as a person writes it.
//!
//! In: TOML 1.0. Out: [`Mapping`]. Every word that is not known is refused, since a misspelt one would be a column that
//! silently is not read.

use std::borrow::Cow;

use toml::{Table as Toml, Value};

use super::{Column, Field, Mapping, Table, TimeForm};

/// What is wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key that means nothing.
    #[error("`{0}` means nothing here; these do: {1}")]
    Unknown(String, String),
    /// A value of another kind than is wanted.
    #[error("`{0}` must be {1}")]
    Kind(String, &'static str),
    /// No column is named.
    #[error("[columns] names no column; write one line a field, such as account = \"user\"")]
    NoColumn,
    /// Nothing of what is named says who shared what.
    #[error("[columns] must name text, links or another thing that posts share")]
    NoContent,
    /// A zone that is none.
    #[error("`{0}` is no zone; write UTC, or an offset such as +02:00")]
    Zone(String),
}

/// Keys beside the tables.
const KEYS: &[&str] = &[
    "platform",
    "delimiter",
    "separators",
    "html",
    "columns",
    "time",
];

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`BadMapping`] with what is wrong.
    pub fn read(text: &str) -> Result<Self, BadMapping> {
        let toml: Toml = text
            .parse()
            .map_err(|error: toml::de::Error| BadMapping::Syntax(error.to_string()))?;
        let mut mapping = Self {
            table: Table::Mapped,
            ..Self::default()
        };
        for (key, value) in &toml {
            match key.as_str() {
                "platform" => mapping.platform = Cow::Owned(string(key, value)?.to_owned()),
                "delimiter" => mapping.delimiter = Some(delimiter(key, value)?),
                "separators" => mapping.separators = strings(key, value)?,
                "html" => {
                    let wanted = BadMapping::Kind(key.clone(), "true or false");
                    mapping.is_html = value.as_bool().ok_or(wanted)?;
                }
                "columns" => mapping.columns = columns(table(key, value)?)?,
                "time" => mapping.time = time(table(key, value)?)?,
                _ => return Err(BadMapping::Unknown(key.clone(), KEYS.join(", "))),
            }
        }
        if mapping.columns.is_empty() {
            return Err(BadMapping::NoColumn);
        }
        let is_content = |field: &Field| {
            matches!(field, Field::Text | Field::RepostOf | Field::ReplyTo) || field.is_list()
        };
        if !mapping.columns.iter().any(|(field, _)| is_content(field)) {
            return Err(BadMapping::NoContent);
        }
        Ok(mapping)
    }
}

fn columns(toml: &Toml) -> Result<Vec<(Field, Column)>, BadMapping> {
    let mut columns = Vec::new();
    for (key, value) in toml {
        let words = || Field::ALL.iter().map(|field| field.word());
        let unknown = || BadMapping::Unknown(key.clone(), words().collect::<Vec<_>>().join(", "));
        let field = Field::of(key).ok_or_else(unknown)?;
        for path in strings(key, value)? {
            let column = Column {
                path: Cow::Owned(path),
                at: None,
                prefix: "",
            };
            columns.push((field, column));
        }
    }
    // The order of fields in the file means nothing, that of a field's columns does.
    columns.sort_by_key(|(field, _)| *field);
    Ok(columns)
}

fn time(toml: &Toml) -> Result<TimeForm, BadMapping> {
    let mut form = TimeForm::default();
    for (key, value) in toml {
        match key.as_str() {
            "format" => form.format = Some(string(key, value)?.to_owned()),
            "zone" => {
                let zone = string(key, value)?;
                let offset = offset(zone).ok_or_else(|| BadMapping::Zone(zone.to_owned()))?;
                form.offset = Some(offset);
            }
            _ => return Err(BadMapping::Unknown(key.clone(), "format, zone".to_owned())),
        }
    }
    Ok(form)
}

/// Seconds east of UTC: `UTC`, `+02:00`, `-0330`.
fn offset(zone: &str) -> Option<i32> {
    if matches!(zone, "UTC" | "Z" | "GMT") {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at_checked(2)?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn delimiter(key: &str, value: &Value) -> Result<u8, BadMapping> {
    let wanted = || BadMapping::Kind(key.to_owned(), "one character such as \";\" or \"\\t\"");
    match string(key, value)?.as_bytes() {
        [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(*one),
        _ => Err(wanted()),
    }
}

fn table<'a>(key: &str, value: &'a Value) -> Result<&'a Toml, BadMapping> {
    let wanted = || {
        BadMapping::Kind(
            key.to_owned(),
            "a table: write it as a line of its own in brackets",
        )
    };
    value.as_table().ok_or_else(wanted)
}

fn string<'a>(key: &str, value: &'a Value) -> Result<&'a str, BadMapping> {
    let wanted = || BadMapping::Kind(key.to_owned(), "a text in quotes");
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(wanted)
}

/// A text, or a list of them.
fn strings(key: &str, value: &Value) -> Result<Vec<String>, BadMapping> {
    match value {
        Value::Array(values) => values
            .iter()
            .map(|value| string(key, value).map(str::to_owned))
            .collect(),
        value => Ok(vec![string(key, value)?.to_owned()]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_says_all_that_a_mapping_can() {
        let text = "platform = \"forum\"\ndelimiter = \"\\t\"\nseparators = [\"|\"]\nhtml = true\n\
                    [columns]\ntext = \"Body\"\nid = \"No\"\nlinks = [\"a\", \"b.c\"]\n\
                    [time]\nformat = \"%d.%m.%Y\"\nzone = \"-03:30\"\n";
        let mapping = Mapping::read(text).unwrap();
        let columns: Vec<_> = mapping
            .columns
            .iter()
            .map(|(field, column)| (*field, column.path.as_ref()))
            .collect();
        assert_eq!(
            columns,
            [
                (Field::Id, "No"),
                (Field::Text, "Body"),
                (Field::Links, "a"),
                (Field::Links, "b.c")
            ]
        );
        assert_eq!(mapping.time.offset, Some(-12_600));
        assert_eq!(
            (
                mapping.platform.as_ref(),
                mapping.delimiter,
                mapping.is_html
            ),
            ("forum", Some(b'\t'), true)
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, expected) in [
            (
                "",
                "[columns] names no column; write one line a field, such as account = \"user\"",
            ),
            (
                "[columns]\nid = \"a\"",
                "[columns] must name text, links or another thing that posts share",
            ),
            (
                "[column]\n",
                "`column` means nothing here; these do: platform, delimiter, separators, html, columns, time",
            ),
            ("[columns]\ntext = 3", "`text` must be a text in quotes"),
            ("[columns]\ntext = \"\"", "`text` must be a text in quotes"),
            (
                "columns = 3",
                "`columns` must be a table: write it as a line of its own in brackets",
            ),
            (
                "delimiter = \"ab\"",
                "`delimiter` must be one character such as \";\" or \"\\t\"",
            ),
            (
                "[time]\nzone = \"Mars\"",
                "`Mars` is no zone; write UTC, or an offset such as +02:00",
            ),
        ] {
            assert_eq!(
                Mapping::read(text).unwrap_err().to_string(),
                expected,
                "{text}"
            );
        }
        assert!(matches!(Mapping::read("= ["), Err(BadMapping::Syntax(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), zone in any::<String>()) {
            let _ = (Mapping::read(&text), offset(&zone));
        }
    }
}
