//! The case as all requests share it.
//!
//! In: an opened case. Out: a [`Reader`] for each request: the case, its index, what was told of it, and what analysts
//! said up to now.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    case::{Case, CaseError, Watch, judgements::Judged, media::Examiner, pseudonym},
    report::{Dossier, Names, clean, dossier::CampaignDetail, timeline::Timeline},
};

use super::{
    graph::Picture,
    index::{Account, Index, IndexError},
};

/// Drawings that are kept for the next visit.
const DRAWINGS: usize = 16;

/// What keeps a page from being answered.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A case that is being explored.
pub struct Site {
    shared: Arc<Shared>,
}

struct Shared {
    case: Case,
    index: Index,
    dossier: Dossier,
    revealed: bool,
    key: [u8; 32],
    examiner: Examiner,
    drawings: Mutex<BTreeMap<Option<u32>, Arc<Picture>>>,
}

impl Site {
    /// Opens a case, making its index and telling its campaigns where that was not done yet; `None` when the watch stopped it.
    ///
    /// # Errors
    /// The case cannot be read, or its index cannot be written.
    pub fn open(
        dir: &Path,
        revealed: bool,
        examiner: Examiner,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, SiteError> {
        let case = Case::open(dir)?;
        let Some(index) = Index::open(&case, watch)? else {
            return Ok(None);
        };
        if !index.tell(&case, revealed, watch)? {
            return Ok(None);
        }
        let dossier = index.dossier(revealed)?.unwrap_or_default();
        Ok(Some(Self {
            shared: Arc::new(Shared {
                key: case.key()?,
                case,
                index,
                dossier,
                revealed,
                examiner,
                drawings: Mutex::default(),
            }),
        }))
    }

    /// Does a request's work.
    ///
    /// # Errors
    /// What the work fails with, or a log that cannot be read.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, SiteError>,
    ) -> Result<T, SiteError> {
        let shared = &*self.shared;
        work(&Reader {
            case: &shared.case,
            index: &shared.index,
            dossier: &shared.dossier,
            judgements: shared.case.judgements()?,
            revealed: shared.revealed,
            examiner: &shared.examiner,
            shared,
        })
    }
}

/// The case as one request sees it.
pub struct Reader<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its index.
    pub index: &'a Index,
    /// The case in short.
    pub dossier: &'a Dossier,
    /// What analysts said, in the order of the log.
    pub judgements: Vec<Judged>,
    /// Whether names are shown.
    pub revealed: bool,
    /// Who looks at files.
    pub examiner: &'a Examiner,
    shared: &'a Shared,
}

impl Reader<'_> {
    /// A campaign in detail; `None` when there is none of this key.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn detail(&self, campaign: u32) -> Result<Option<CampaignDetail>, SiteError> {
        Ok(self.index.campaign(campaign, self.revealed)?)
    }

    /// The archive's rhythm; `None` when no message states a time.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn rhythm(&self) -> Result<Option<Timeline>, SiteError> {
        Ok(self.index.rhythm(self.revealed)?)
    }

    /// Does something with the names that may be shown.
    pub fn with_names<T>(&self, work: impl FnOnce(&Names<'_>) -> T) -> T {
        if self.revealed {
            return work(&Names::Revealed);
        }
        let pseudonym = |handle: &str| pseudonym(&self.shared.key, handle);
        work(&Names::Pseudonyms(&pseudonym))
    }

    /// Text from mail as it may be shown; `known` are names that must not appear.
    #[must_use]
    pub fn text(&self, text: &str, known: &[&str]) -> String {
        self.with_names(|names| names.text(text, known))
    }

    /// An account as it may be shown.
    #[must_use]
    pub fn name(&self, account: &Account) -> String {
        match (self.revealed, account.display_name.as_str()) {
            (false, _) if account.pseudonym.is_empty() => format!("a{}", account.key),
            (false, _) => account.pseudonym.clone(),
            (true, "") => clean::line(&account.handle),
            (true, name) => clean::line(&format!("{name} <{}>", account.handle)),
        }
    }

    /// A drawing, made when it is first asked for.
    ///
    /// # Errors
    /// What making it fails with.
    pub fn drawing(
        &self,
        of: Option<u32>,
        make: impl FnOnce() -> Result<Picture, SiteError>,
    ) -> Result<Arc<Picture>, SiteError> {
        let locked = || {
            self.shared
                .drawings
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = locked().get(&of) {
            return Ok(Arc::clone(known));
        }
        let drawn = Arc::new(make()?);
        let mut held = locked();
        if held.len() >= DRAWINGS {
            held.pop_first();
        }
        held.insert(of, Arc::clone(&drawn));
        Ok(drawn)
    }
}
