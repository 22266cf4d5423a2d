//! A whole case told campaign by campaign, so that memory follows the largest campaign and not the case.
//!
//! In: a case. Out: its overview, and details of any campaigns, loaded when they are asked for; pictures are told without
//! their pixels.

use super::{
    super::Dossier, Details, details, impersonated, leaders, overview, pictures, with_names,
};
use crate::{
    case::{Case, CaseError},
    report::{Rows, detailed, dossier::CampaignDetail, timeline::Timeline},
};

/// A case that is being told.
pub struct Telling<'a> {
    case: &'a Case,
    revealed: bool,
    base: Rows,
}

impl<'a> Telling<'a> {
    /// Reads what all campaigns are held against: one pass over the archive's times and machines.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn begin(case: &'a Case, revealed: bool) -> Result<Self, CaseError> {
        let mut base = overview(case, &Details::First, None)?;
        impersonated(case, &mut base)?;
        leaders(case, &mut base)?;
        Ok(Self {
            case,
            revealed,
            base,
        })
    }

    /// The archive's rhythm; `None` when no message states a time.
    #[must_use]
    pub fn rhythm(&self) -> Option<Timeline> {
        Timeline::of(&self.base.archive.times, &[])
    }

    /// The case without details of campaigns.
    ///
    /// # Errors
    /// When the case's key cannot be read.
    pub fn overview(&self) -> Result<Dossier, CaseError> {
        with_names(self.case, self.revealed, |names| {
            Dossier::assemble(&self.base, names)
        })
    }

    /// These campaigns in detail, in the report's order; memory grows with their messages.
    ///
    /// # Errors
    /// When the case cannot be read.
    pub fn campaigns(&self, keys: &[u32]) -> Result<Vec<CampaignDetail>, CaseError> {
        let mut rows = self.base.clone();
        rows.campaigns.retain(|row| keys.contains(&row.campaign));
        rows.evidence.retain(|row| keys.contains(&row.campaign));
        rows.detailed = detailed(&rows.campaigns, keys);
        rows.impersonations.clear();
        rows.communities.clear();
        details(self.case, &mut rows)?;
        pictures::pictures(self.case, &mut rows, None)?;
        with_names(self.case, self.revealed, |names| {
            Dossier::assemble(&rows, names).details
        })
    }
}
