//! Tables as comma-separated values (RFC 4180) that a spreadsheet opens without running them.
//!
//! In: frames. Out: a header and a line a row, lists as JSON text. A text that begins with
//! `= + - @ TAB CR` gets a leading `'`, as OWASP advises against formula injection; numbers stay, and so do accounts
//! whose id is one, such as `-1001`, since others join by it.

use std::{borrow::Cow, io::Write};

use polars::{
    io::csv::write::BatchedWriter,
    prelude::{
        ChunkApply, Column, CsvWriter, DataFrame, DataType, IntoColumn, PolarsResult, Schema,
        SerWriter,
    },
};

use crate::case::cell::Cell;

use super::writer::Writer;

/// Columns that hold accounts.
const ACCOUNTS: &[&str] = &["account", "a", "b", "Id", "Source", "Target"];

struct Csv<W: Write>(BatchedWriter<W>);

/// Starts a table.
pub(super) fn start<W: Write>(to: W, schema: &Schema) -> PolarsResult<impl Writer + use<W>> {
    let flat = |dtype: &DataType| {
        if matches!(dtype, DataType::List(_)) {
            DataType::String
        } else {
            dtype.clone()
        }
    };
    let schema: Schema = schema
        .iter()
        .map(|(name, dtype)| (name.clone(), flat(dtype)))
        .collect();
    Ok(Csv(CsvWriter::new(to).batched(&schema)?))
}

impl<W: Write> Writer for Csv<W> {
    fn write(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        let columns = frame.columns().iter().map(cells);
        self.0.write_batch(&DataFrame::new(
            frame.height(),
            columns.collect::<PolarsResult<_>>()?,
        )?)
    }

    fn finish(mut self: Box<Self>) -> PolarsResult<()> {
        self.0.finish()
    }
}

fn cells(column: &Column) -> PolarsResult<Column> {
    match column.dtype() {
        DataType::String if ACCOUNTS.contains(&column.name().as_str()) => {
            let guarded = column.str()?.apply_values(|text| {
                if is_number(text) {
                    Cow::Borrowed(text)
                } else {
                    harmless(text)
                }
            });
            Ok(guarded.into_column())
        }
        DataType::String => Ok(column.str()?.apply_values(harmless).into_column()),
        DataType::List(_) => {
            let texts = Vec::<String>::decode(column)?
                .into_iter()
                .map(|list| serde_json::Value::from(list).to_string());
            let texts: Vec<String> = texts.collect();
            Ok(String::encode(column.name(), texts.iter()))
        }
        _ => Ok(column.clone()),
    }
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A whole number, which a spreadsheet shows as it is.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_that_is_a_number_stays_one() {
        for (name, text, expected) in [
            ("account", "-1001", "-1001"),
            ("Source", "-1001", "-1001"),
            ("account", "-1+1", "'-1+1"),
            ("account", "@ada", "'@ada"),
            ("subject", "-1001", "'-1001"),
        ] {
            let column = cells(&String::encode(name, [text.to_owned()].iter())).unwrap();
            assert_eq!(
                column.str().unwrap().get(0),
                Some(expected),
                "{name} {text}"
            );
        }
    }

    fn check(texts: &[&str], lists: &[&[&str]], expected: &str) {
        let lists: Vec<Vec<String>> = lists
            .iter()
            .map(|list| list.iter().map(|&text| text.to_owned()).collect())
            .collect();
        let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        let columns = vec![
            String::encode("text", texts.iter()),
            Vec::<String>::encode("list", lists.iter()),
            f64::encode("weight", vec![-1.5; texts.len()].iter()),
        ];
        let frame = DataFrame::new(texts.len(), columns).unwrap();
        let mut bytes = Vec::new();
        let mut writer: Box<dyn Writer + '_> = Box::new(start(&mut bytes, frame.schema()).unwrap());
        writer.write(&frame).unwrap();
        writer.finish().unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn no_text_is_a_formula_and_numbers_stay_numbers() {
        check(
            &[
                "=1+1",
                "+49",
                "-x",
                "@SUM",
                "\tx",
                "\rx",
                "plain, \"quoted\"",
                "a=b",
            ],
            &[&[], &["=a", "b\"c"], &[], &[], &[], &[], &[], &[]],
            "text,list,weight\n'=1+1,[],-1.5\n'+49,\"[\"\"=a\"\",\"\"b\\\"\"c\"\"]\",-1.5\n'-x,[],-1.5\n'@SUM,[],-1.5\n\
             '\tx,[],-1.5\n\"'\rx\",[],-1.5\n\"plain, \"\"quoted\"\"\",[],-1.5\na=b,[],-1.5\n",
        );
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        check(&[], &[], "text,list,weight\n");
    }
}
