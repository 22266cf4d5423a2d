//! What the current run found, table by table.
//!
//! In: the tables of [`super::tables::Home::Runs`]. Out: their rows, all or those that are asked for; none before the first
//! analysis. A row group is in memory at a time, besides the rows that are given back.

use std::collections::BTreeSet;

use super::{
    Case, CaseError,
    cell::Cell as _,
    media::{CopyRow, MediaEvidenceRow, MediaRow},
    parquet,
    rows::{
        AccountRow, CampaignRow, ClusterRow, CommunityRow, EdgeRow, EvidenceRow, FillingRow,
        GroupRow, ImpersonationRow, MemberRow, TemplateRow, TieRow,
    },
    tables::{Row, Table},
};

impl Case {
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

    fn run_rows<R: Row>(&self) -> Result<Vec<R>, CaseError> {
        let Some(path) = self.run_path(R::TABLE)? else {
            return Ok(Vec::new());
        };
        let height = parquet::height(&path)?;
        let mut rows = Vec::new();
        for start in (0..height).step_by(parquet::ROW_GROUP) {
            let frame = parquet::read(&path, None, Some((start, parquet::ROW_GROUP)))?;
            rows.extend(R::rows(&frame).map_err(CaseError::table(&path))?);
        }
        Ok(rows)
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
