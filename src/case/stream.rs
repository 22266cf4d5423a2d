//! Any table as a stream of frames, for exports: one part or one row group in memory at a time.
//!
//! In: a table. Out: its frames in the order of its rows, each with the table's columns.

use polars::prelude::DataFrame;

use super::{
    Case, CaseError, Table, parquet,
    rows::SourceRow,
    tables::{Home, Row},
};

impl Case {
    /// Hands a table's frames to `visit`; of the derived tables, those of the current run.
    ///
    /// # Errors
    /// The table cannot be read, or what `visit` returns.
    pub fn frames<E: From<CaseError>>(
        &self,
        table: Table,
        visit: &mut dyn FnMut(DataFrame) -> Result<(), E>,
    ) -> Result<(), E> {
        match table.home() {
            Home::Ledger => {
                let frame =
                    SourceRow::frame(&self.sources()?).map_err(CaseError::table(self.dir()))?;
                visit(frame)?;
            }
            Home::Parts => {
                for part in self.parts()? {
                    if let Some(path) = part.path(table)? {
                        visit(parquet::read(&path, None, None)?)?;
                    }
                }
            }
            Home::Runs => {
                let Some(path) = self.run_path(table)? else {
                    return Ok(());
                };
                for start in (0..parquet::height(&path)?).step_by(parquet::ROW_GROUP) {
                    visit(parquet::read(
                        &path,
                        None,
                        Some((start, parquet::ROW_GROUP)),
                    )?)?;
                }
            }
        }
        Ok(())
    }
}
