//! What a format is: something that takes a table's frames one after another.
//!
//! In: frames of one table. Out: bytes of one format.

use std::io::Write;

use polars::prelude::{DataFrame, PolarsResult, Schema};

/// A format that tables are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet; types and lists are kept.
    Parquet,
    /// Comma-separated values with a header (RFC 4180); lists as JSON text, no cell is a formula.
    Csv,
    /// A JSON object a line, keys in the order of the columns.
    Jsonl,
}

impl Format {
    /// Ending of file names.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// Starts a table of this name.
    pub(super) fn start<'a>(
        self,
        to: Box<dyn Write + Send + 'a>,
        name: &str,
        schema: &Schema,
    ) -> PolarsResult<Box<dyn Writer + 'a>> {
        Ok(match self {
            Self::Parquet => Box::new(super::parquet::start(to, name, schema)?),
            Self::Csv => Box::new(super::csv::start(to, schema)?),
            Self::Jsonl => Box::new(super::jsonl::start(to)),
        })
    }
}

/// One table on its way out.
pub(super) trait Writer {
    /// Appends rows.
    fn write(&mut self, frame: &DataFrame) -> PolarsResult<()>;

    /// Ends the table and hands all bytes to the output.
    fn finish(self: Box<Self>) -> PolarsResult<()>;
}
