//! Tables as JSON Lines: an object a row, keys in the order of the columns, `null` where there is
//! no value.
//!
//! In: frames. Out: lines of UTF-8.

use std::io::Write;

use polars::{
    io::json::BatchedWriter,
    prelude::{DataFrame, PolarsResult},
};

use super::writer::Writer;

struct Jsonl<W: Write>(BatchedWriter<W>);

/// Starts a table.
pub(super) fn start<W: Write>(to: W) -> impl Writer + use<W> {
    Jsonl(BatchedWriter::new(to))
}

impl<W: Write> Writer for Jsonl<W> {
    fn write(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        self.0.write_batch(frame)
    }

    fn finish(self: Box<Self>) -> PolarsResult<()> {
        Ok(())
    }
}
