//! Runs: what an analysis derived, written once and read by table.
//!
//! In: rows of the tables of [`super::tables::Home::Runs`]. Out: a folder `runs/N`, entered in the
//! ledger as the current run in one transaction. A run is never changed; a new one takes its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use super::{
    Case, CaseError,
    cell::Cell as _,
    ledger,
    media::{CopyRow, MediaEvidenceRow, MediaRow},
    parquet::{self, Growing},
    rows::{
        AccountRow, CampaignRow, ClusterRow, CommunityRow, EdgeRow, EvidenceRow, FillingRow,
        GroupRow, ImpersonationRow, MemberRow, RunRow, TemplateRow, TieRow,
    },
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

    /// All campaigns.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn campaigns(&self) -> Result<Vec<CampaignRow>, CaseError> {
        self.run_rows()
    }

    /// The messages of one campaign, or of all.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn members(&self, campaign: Option<u32>) -> Result<Vec<MemberRow>, CaseError> {
        self.run_rows_of("campaign", campaign)
    }

    /// The messages of some campaigns, in the order of the table.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn members_of(&self, campaigns: &BTreeSet<u32>) -> Result<Vec<MemberRow>, CaseError> {
        self.run_rows_where("campaign", |key| campaigns.contains(&key))
    }

    /// The keys of all messages of campaigns, ascending, each once.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn member_keys(&self) -> Result<Vec<u32>, CaseError> {
        let Some(path) = self.run_path(Table::Members)? else {
            return Ok(Vec::new());
        };
        let frame = parquet::read(&path, Some(&["message"]), None)?;
        let keys = || u32::decode(frame.column("message")?);
        let mut keys = keys().map_err(CaseError::table(&path))?;
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    /// The evidence on one campaign, or on all.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn evidence(&self, campaign: Option<u32>) -> Result<Vec<EvidenceRow>, CaseError> {
        self.run_rows_of("campaign", campaign)
    }

    /// The evidence on some campaigns, in the order of the table.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn evidence_of(&self, campaigns: &BTreeSet<u32>) -> Result<Vec<EvidenceRow>, CaseError> {
        self.run_rows_where("campaign", |key| campaigns.contains(&key))
    }

    /// What ties campaigns into operations.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn ties(&self) -> Result<Vec<TieRow>, CaseError> {
        self.run_rows()
    }

    /// All findings against the protected list; none when the run had no list.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn impersonations(&self) -> Result<Vec<ImpersonationRow>, CaseError> {
        self.run_rows()
    }

    /// All files that messages carry, once each.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn media(&self) -> Result<Vec<MediaRow>, CaseError> {
        self.run_rows()
    }

    /// What was found on them.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn media_evidence(&self) -> Result<Vec<MediaEvidenceRow>, CaseError> {
        self.run_rows()
    }

    /// The pairs that show the same picture.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn copies(&self) -> Result<Vec<CopyRow>, CaseError> {
        self.run_rows()
    }

    /// All templates.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn templates(&self) -> Result<Vec<TemplateRow>, CaseError> {
        self.run_rows()
    }

    /// The templates of some campaigns, in the order of the table.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn templates_of(&self, campaigns: &BTreeSet<u32>) -> Result<Vec<TemplateRow>, CaseError> {
        self.run_rows_where("campaign", |key| campaigns.contains(&key))
    }

    /// What the members of a group filled into its template; cheap when fillings are written
    /// group by group.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn fillings(&self, group: u32) -> Result<Vec<FillingRow>, CaseError> {
        self.run_rows_of("group", Some(group))
    }

    /// The same of several groups, in the order of the table.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn fillings_of(&self, groups: &BTreeSet<u32>) -> Result<Vec<FillingRow>, CaseError> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        self.run_rows_where("group", |group| groups.contains(&group))
    }

    /// All messages of all groups.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn groups(&self) -> Result<Vec<GroupRow>, CaseError> {
        self.run_rows()
    }

    /// The group rows of some messages, whose keys ascend.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn groups_of(&self, messages: &[u32]) -> Result<Vec<GroupRow>, CaseError> {
        self.run_rows_where("message", |key| messages.binary_search(&key).is_ok())
    }

    /// Some accounts, in the order of the table.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn accounts_of(&self, keys: &BTreeSet<u32>) -> Result<Vec<AccountRow>, CaseError> {
        self.run_rows_where("account", |key| keys.contains(&key))
    }

    /// The findings on one message against the protected list.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn impersonations_of(&self, message: u32) -> Result<Vec<ImpersonationRow>, CaseError> {
        self.run_rows_of("message", Some(message))
    }

    /// The cluster of an account; `None` when it is in none.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn cluster_of(&self, account: u32) -> Result<Option<ClusterRow>, CaseError> {
        Ok(self.run_rows_of("account", Some(account))?.pop())
    }

    /// All accounts.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, CaseError> {
        self.run_rows()
    }

    /// All edges.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn edges(&self) -> Result<Vec<EdgeRow>, CaseError> {
        self.run_rows()
    }

    /// All accounts of all clusters.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn clusters(&self) -> Result<Vec<ClusterRow>, CaseError> {
        self.run_rows()
    }

    /// All clusters as a whole.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn communities(&self) -> Result<Vec<CommunityRow>, CaseError> {
        self.run_rows()
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

    fn run_rows<R: Row>(&self) -> Result<Vec<R>, CaseError> {
        let Some(path) = self.run_path(R::TABLE)? else {
            return Ok(Vec::new());
        };
        R::rows(&parquet::read(&path, None, None)?).map_err(CaseError::table(&path))
    }

    fn run_rows_of<R: Row>(&self, column: &str, wanted: Option<u32>) -> Result<Vec<R>, CaseError> {
        let Some(wanted) = wanted else {
            return self.run_rows();
        };
        self.run_rows_where(column, |key| key == wanted)
    }

    fn run_rows_where<R: Row>(
        &self,
        column: &str,
        wanted: impl Fn(u32) -> bool,
    ) -> Result<Vec<R>, CaseError> {
        let Some(path) = self.run_path(R::TABLE)? else {
            return Ok(Vec::new());
        };
        let mut rows = Vec::new();
        parquet::read_where(&path, column, wanted, |frame| {
            rows.extend(R::rows(frame)?);
            Ok(())
        })?;
        Ok(rows)
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
