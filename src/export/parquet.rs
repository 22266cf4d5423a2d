//! Tables as Apache Parquet, with the schema's version and the table's name in the metadata.
//!
//! In: frames. Out: one file, a row group for each frame.

use std::io::Write;

use polars::{
    io::parquet::write::BatchedWriter,
    prelude::{DataFrame, PolarsResult, Schema},
};

use crate::case::parquet::batches;

use super::writer::Writer;

struct Parquet<W: Write>(BatchedWriter<W>);

/// Starts a table.
pub(super) fn start<W: Write>(
    to: W,
    name: &str,
    schema: &Schema,
) -> PolarsResult<impl Writer + use<W>> {
    Ok(Parquet(batches(to, name, schema)?))
}

impl<W: Write> Writer for Parquet<W> {
    fn write(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        self.0.write_batch(frame)
    }

    fn finish(self: Box<Self>) -> PolarsResult<()> {
        self.0.finish().map(|_| ())
    }
}
