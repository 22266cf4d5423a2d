//! A whole case told campaign by campaign, so that memory follows the largest campaign and not the case.
//!
//! In: a case. Out: its overview, and details of any campaigns, loaded when they are asked for; pictures are told without
//! their pixels.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::Dossier,
    accounts, begin, findings, impersonated, leaders,
    letters::{Letters, Reading},
    members, pictures, shown, times, with_names,
};
use crate::{
    case::{
        Case, CaseError,
        rows::{CampaignRow, MessageRow},
    },
    report::{Rows, detailed, dossier::CampaignDetail, timeline::Timeline},
};

/// A case that is being told.
pub struct Telling<'a> {
    case: &'a Case,
    revealed: bool,
    /// What all campaigns are held against; what one set of campaigns needs is put in and taken out again.
    base: Rows,
    campaigns: Vec<CampaignRow>,
    letters: Letters,
    dossier: Dossier,
}

impl<'a> Telling<'a> {
    /// Reads what all campaigns are held against: one pass over the archive's times and machines.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn begin(case: &'a Case, revealed: bool) -> Result<Self, CaseError> {
        let mut base = begin(case, None)?;
        let members = case.member_keys()?;
        let mut reading = Reading::default();
        for part in case.parts()? {
            let sent = times(&part, &mut base)?;
            let first = members.partition_point(|&key| key < part.first_message());
            let end = members.partition_point(|&key| key < part.end());
            let wanted = members.get(first..end).unwrap_or_default();
            reading.take(&part, wanted, &sent, &mut base)?;
        }
        findings(case, &mut base)?;
        impersonated(case, &mut base)?;
        leaders(case, &mut base)?;
        let dossier = with_names(case, revealed, |names| Dossier::assemble(&base, names))?;
        // Only the overview needs these of the whole case.
        base.evidence = Vec::new();
        base.impersonations = Vec::new();
        base.communities = Vec::new();
        base.accounts = Vec::new();
        base.writers = BTreeMap::new();
        Ok(Self {
            case,
            revealed,
            campaigns: std::mem::take(&mut base.campaigns),
            base,
            letters: reading.finish(),
            dossier,
        })
    }

    /// The archive's rhythm; `None` when no message states a time.
    #[must_use]
    pub fn rhythm(&self) -> Option<Timeline> {
        Timeline::of(&self.base.archive.times, &[])
    }

    /// The case without details of campaigns.
    #[must_use]
    pub const fn overview(&self) -> &Dossier {
        &self.dossier
    }

    /// These campaigns in detail, in the report's order; memory grows with their messages.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn campaigns(&mut self, keys: &[u32]) -> Result<Vec<CampaignDetail>, CaseError> {
        let chosen: BTreeSet<u32> = keys.iter().copied().collect();
        let rows = &mut self.base;
        let of = self.campaigns.iter();
        rows.campaigns = of
            .filter(|row| chosen.contains(&row.campaign))
            .cloned()
            .collect();
        rows.evidence = self.case.evidence_of(&chosen)?;
        rows.detailed = detailed(&rows.campaigns, keys);
        let messages = members(self.case, rows)?;
        self.letters.put(&messages, rows);
        accounts(self.case, rows)?;
        let shown = shown(rows);
        let whole: BTreeMap<u32, MessageRow> = self
            .case
            .messages(&shown)?
            .into_iter()
            .map(|row| (row.message, row))
            .collect();
        for row in &mut rows.messages {
            if let Some(whole) = whole.get(&row.message) {
                row.clone_from(whole);
            }
        }
        rows.texts = self.case.texts(&shown)?;
        pictures::pictures(self.case, rows, None)?;
        let details = with_names(self.case, self.revealed, |names| {
            Dossier::assemble(rows, names).details
        });
        release(rows);
        details
    }
}

/// Lets go of what one set of campaigns needed.
fn release(rows: &mut Rows) {
    rows.members = Vec::new();
    rows.groups = Vec::new();
    rows.templates = Vec::new();
    rows.fillings = Vec::new();
    rows.messages = Vec::new();
    rows.traces = Vec::new();
    rows.texts = Vec::new();
    rows.accounts = Vec::new();
    rows.evidence = Vec::new();
    rows.pictures = super::super::pictures::PictureRows::default();
}
