//! Runs: what an analysis derived, written once.
//!
//! In: rows of the tables of [`super::tables::Home::Runs`]. Out: a folder `runs/N`, entered in the
//! ledger as the current run in one transaction. A run is never changed; a new one takes its place.

use std::{collections::BTreeMap, fs, path::PathBuf};

use super::{
    Case, CaseError, ledger,
    parquet::Growing,
    rows::RunRow,
    store::{fresh_folder, publish},
    tables::{Row, Table},
};

/// Runs that are kept: the current one, and those that a reader may still have open.
pub const KEPT_RUNS: u32 = 3;

/// A run under way; dropped without [`RunWriter::commit`], it leaves nothing.
pub struct RunWriter<'a> {
    case: &'a Case,
    run: RunRow,
    folder: PathBuf,
    tables: BTreeMap<Table, Growing>,
}

impl Case {
    /// Begins a run over all messages committed by now.
    ///
    /// # Errors
    /// [`CaseError::ReadOnly`], or disk or database trouble.
    pub fn begin_run(&self, parameters: &str) -> Result<RunWriter<'_>, CaseError> {
        if !self.writes() {
            return Err(CaseError::ReadOnly {
                path: self.dir().to_path_buf(),
            });
        }
        let last = self.runs()?.last().map_or(0, |run| run.run);
        let run = RunRow {
            run: last.saturating_add(1),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            messages: u64::from(self.message_count()?),
            parameters: parameters.to_owned(),
        };
        let folder = self.dir().join(format!("runs/.{}", run.run));
        fresh_folder(&folder)?;
        Ok(RunWriter {
            case: self,
            run,
            folder,
            tables: BTreeMap::new(),
        })
    }

    /// The current run; `None` before the first analysis.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn current_run(&self) -> Result<Option<u32>, CaseError> {
        Ok(self
            .setting(ledger::CURRENT_RUN)?
            .and_then(|run| run.parse().ok()))
    }

    /// The file of a table of the current run, when there is one.
    pub(super) fn run_path(&self, table: Table) -> Result<Option<PathBuf>, CaseError> {
        let Some(run) = self.current_run()? else {
            return Ok(None);
        };
        let path = format!("runs/{run}/{}.parquet", table.name());
        let has = self.query(|connection| ledger::has_file(connection, &path))?;
        Ok(has.then(|| self.dir().join(path)))
    }
}

impl RunWriter<'_> {
    /// The run's number.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.run.run
    }

    /// Appends rows to their table. Big tables may come in many calls; how the rows are cut into
    /// calls does not change the file.
    ///
    /// # Errors
    /// Disk trouble.
    pub fn write<R: Row>(&mut self, rows: &[R]) -> Result<(), CaseError> {
        let path = self.folder.join(format!("{}.parquet", R::TABLE.name()));
        let table = match self.tables.entry(R::TABLE) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(Growing::create(&path, R::TABLE)?)
            }
        };
        let mut append = || table.append(&R::frame(rows)?);
        append().map_err(CaseError::table(&path))
    }

    /// Finishes all tables and makes this the current run; the oldest runs beyond [`KEPT_RUNS`] go.
    ///
    /// # Errors
    /// Disk or database trouble, after which the run before is still the current one.
    pub fn commit(mut self) -> Result<u32, CaseError> {
        let mut files = Vec::with_capacity(self.tables.len());
        for (table, growing) in std::mem::take(&mut self.tables) {
            files.push(growing.finish(&self.folder.join(format!("{}.parquet", table.name())))?);
        }
        let runs = self.case.dir().join("runs");
        publish(&self.folder, &runs.join(self.run.run.to_string()))?;
        self.case
            .transact(|transaction| ledger::enter_run(transaction, &self.run, &files, KEPT_RUNS))?;
        if let Some(forgotten) = self.run.run.checked_sub(KEPT_RUNS) {
            let folder = runs.join(forgotten.to_string());
            if folder.exists() {
                fs::remove_dir_all(&folder).map_err(CaseError::io(&folder))?;
            }
        }
        Ok(self.run.run)
    }
}

impl Drop for RunWriter<'_> {
    fn drop(&mut self) {
        // After a commit the folder has its final name; before, what is left is of no use, and
        // should removing it fail, the next writer's opening does it.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
