//! The one place where the command line meets the case: everything that reads or writes a store.
//!
//! In: checked arguments. Out: values that the commands render.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use super::{
    args::{Export, Simulate},
    check::{Id, ScanPlan},
    progress::Progress,
};
use crate::report::{
    Dossier,
    show::{AccountView, MessageView},
};

/// Stages of a scan, for the progress bar.
pub(super) const STAGES: u64 = 8;

/// What a report is asked to tell.
#[derive(Clone, Debug, Default)]
#[allow(
    dead_code,
    reason = "read by the store, which this branch does not hold yet"
)]
pub(super) struct Choice {
    /// How much is loaded beyond the overview.
    pub(super) details: Details,
    /// Key file that reveals names.
    pub(super) reveal: Option<PathBuf>,
    /// Contact for objection.
    pub(super) contact: Option<String>,
}

/// Campaigns told in detail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Details {
    /// None: the overview is enough.
    #[default]
    None,
    /// The first ones in the report's order.
    First,
    /// These.
    Chosen(Vec<u32>),
}

/// What `show` found besides campaigns.
#[allow(
    dead_code,
    reason = "made by the store, which this branch does not hold yet"
)]
pub(super) enum Found {
    /// A message.
    Message(Box<MessageView>),
    /// An account.
    Account(Box<AccountView>),
}

/// What `verify` found.
pub(super) struct Verified {
    /// What was checked, in words, with whether it holds and what is wrong when it does not.
    pub(super) checks: Vec<(String, Result<(), String>)>,
}

/// This build holds no store, so nothing that needs one can be done.
#[derive(Debug, thiserror::Error)]
#[error("{0}: this build of refrain has no store; use a released build")]
struct NoStore(PathBuf);

/// Runs a scan until it is done or `stop` is set; says whether it came to its end.
///
/// # Errors
/// What stops a run: disk, permission, a case of another version.
pub(super) fn scan(
    plan: &ScanPlan,
    _progress: &Progress,
    _stop: &AtomicBool,
) -> anyhow::Result<bool> {
    Err(NoStore(plan.case.clone()).into())
}

/// Loads what a report tells.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn gather(case: &Path, _choice: &Choice) -> anyhow::Result<Dossier> {
    Err(NoStore(case.to_path_buf()).into())
}

/// Finds a message or an account.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn find(case: &Path, _id: &Id, _reveal: Option<&Path>) -> anyhow::Result<Option<Found>> {
    Err(NoStore(case.to_path_buf()).into())
}

/// Writes tables.
///
/// # Errors
/// When the case cannot be read or the output cannot be written.
pub(super) fn export(args: &Export) -> anyhow::Result<()> {
    Err(NoStore(args.case.clone()).into())
}

/// Writes a simulated archive.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn simulate(args: &Simulate) -> anyhow::Result<()> {
    Err(NoStore(args.output.clone()).into())
}

/// Checks a case.
///
/// # Errors
/// When the case cannot be read at all.
pub(super) fn verify(case: &Path, _sources: bool) -> anyhow::Result<Verified> {
    Err(NoStore(case.to_path_buf()).into())
}
