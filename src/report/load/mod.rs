//! Rows of a case for a report: the campaigns that it tells, and what it needs of them.
//!
//! In: a case, and what is asked for. Out: [`Rows`] for a [`Dossier`]. The overview is one pass over columns; what campaigns
//! told in detail need is loaded for these only.

mod lookup;
mod pictures;
mod telling;

use std::collections::BTreeSet;

use super::{Dossier, Names, Rows, detailed, exemplar::choose};
use crate::case::{Case, CaseError, Table, media::Examiner, rows::MessageRow};

pub use lookup::{account, account_by, message, message_by_id};
pub use pictures::{bytes as place, view as picture};
pub use telling::Telling;

/// What a report is asked to tell.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// How much is loaded beyond the overview.
    pub details: Details,
    /// Whether names are shown.
    pub revealed: bool,
    /// Contact for objection.
    pub contact: Option<String>,
    /// Who renders pictures.
    pub examiner: &'a Examiner,
}

/// Campaigns told in detail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Details {
    /// None: the overview is enough.
    #[default]
    None,
    /// The first ones in the report's order.
    First,
    /// These.
    Chosen(Vec<u32>),
}

/// Loads a report.
///
/// # Errors
/// When the case cannot be read.
pub fn dossier(case: &Case, choice: &Choice<'_>) -> Result<Dossier, CaseError> {
    let rows = rows(case, choice)?;
    with_names(case, choice.revealed, |names| {
        Dossier::assemble(&rows, names)
    })
}

/// Does something with the names that may be shown.
///
/// # Errors
/// When the case's key cannot be read.
pub fn with_names<T>(
    case: &Case,
    revealed: bool,
    work: impl FnOnce(&Names<'_>) -> T,
) -> Result<T, CaseError> {
    if revealed {
        return Ok(work(&Names::Revealed));
    }
    let key = case.key()?;
    let pseudonym = |handle: &str| crate::case::pseudonym(&key, handle);
    Ok(work(&Names::Pseudonyms(&pseudonym)))
}

/// Loads the rows of a report.
fn rows(case: &Case, choice: &Choice<'_>) -> Result<Rows, CaseError> {
    let mut rows = overview(case, &choice.details, choice.contact.clone())?;
    let asked = match &choice.details {
        Details::None => None,
        Details::First => Some(Vec::new()),
        Details::Chosen(keys) => Some(keys.clone()),
    };
    if let Some(asked) = asked {
        rows.detailed = detailed(&rows.campaigns, &asked);
        details(case, &mut rows)?;
        pictures::pictures(case, &mut rows, Some(choice.examiner))?;
        impersonated(case, &mut rows)?;
    }
    leaders(case, &mut rows)?;
    Ok(rows)
}

/// What every report needs: one pass over messages (and traces, when campaigns are told in detail).
fn overview(case: &Case, details: &Details, contact: Option<String>) -> Result<Rows, CaseError> {
    let current = case.current_run()?;
    let mut rows = Rows {
        case: case
            .dir()
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        contact,
        run: case
            .runs()?
            .into_iter()
            .find(|run| Some(run.run) == current),
        sources: case.sources()?,
        judgements: case.judgements()?,
        ..Rows::default()
    };
    rows.archive.accounts = case.summary()?.accounts;
    for part in case.parts()? {
        let sources = part.column::<u32>(Table::Messages, "source")?;
        let times = part.column::<Option<i64>>(Table::Messages, "sent_at")?;
        for (source, sent_at) in sources.into_iter().zip(times) {
            rows.archive.observe(&MessageRow {
                source,
                sent_at,
                ..MessageRow::default()
            });
        }
        if *details != Details::None {
            for trace in part.traces()? {
                rows.archive.machines.observe(&trace);
            }
        }
    }
    if current.is_some() {
        rows.campaigns = case.campaigns()?;
        rows.ties = case.ties()?;
        rows.impersonations = case.impersonations()?;
        rows.communities = case.communities()?;
        rows.evidence = case.evidence(None)?;
        rows.archive.groups = case
            .groups()?
            .iter()
            .map(|row| row.group)
            .collect::<BTreeSet<_>>()
            .len() as u64;
    }
    Ok(rows)
}

/// Loads what campaigns told in detail need.
fn details(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let chosen: BTreeSet<u32> = rows.detailed.iter().copied().collect();
    rows.members = case
        .members(None)?
        .into_iter()
        .filter(|member| chosen.contains(&member.campaign))
        .collect();
    let keys: BTreeSet<u32> = rows.members.iter().map(|member| member.message).collect();
    let keys: Vec<u32> = keys.into_iter().collect();
    rows.groups = case
        .groups()?
        .into_iter()
        .filter(|row| keys.binary_search(&row.message).is_ok())
        .collect();
    rows.templates = case
        .templates()?
        .into_iter()
        .filter(|row| row.campaign.is_some_and(|c| chosen.contains(&c)))
        .collect();
    let groups: BTreeSet<u32> = rows.templates.iter().map(|row| row.group).collect();
    rows.fillings = case.fillings_of(&groups)?;
    rows.messages = case.messages(&keys)?;
    rows.traces = case.traces(&keys)?;
    let accounts: BTreeSet<u32> = rows.messages.iter().filter_map(|row| row.account).collect();
    rows.accounts = case
        .accounts()?
        .into_iter()
        .filter(|row| accounts.contains(&row.account))
        .collect();
    let mut shown: BTreeSet<u32> = BTreeSet::new();
    for campaign in &chosen {
        shown.extend(
            choose(*campaign, &rows.members, &rows.groups, &rows.messages)
                .into_iter()
                .map(|(message, _)| message),
        );
    }
    rows.texts = case.texts(&shown.into_iter().collect::<Vec<_>>())?;
    Ok(())
}

/// Loads who wrote the messages that findings against the protected list rest on.
fn impersonated(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let keys: BTreeSet<u32> = rows.impersonations.iter().map(|row| row.message).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let mut accounts = BTreeSet::new();
    for part in case.parts()? {
        let here = keys.range(part.first_message()..part.end());
        if here.clone().next().is_none() {
            continue;
        }
        let column = part.column::<Option<u32>>(Table::Messages, "account")?;
        for &key in here {
            let at = key.saturating_sub(part.first_message());
            if let Some(account) = column.get(at as usize).copied().flatten() {
                accounts.insert(account);
                rows.writers.insert(key, account);
            }
        }
    }
    let known: BTreeSet<u32> = rows.accounts.iter().map(|row| row.account).collect();
    rows.accounts.extend(
        case.accounts()?
            .into_iter()
            .filter(|row| accounts.contains(&row.account) && !known.contains(&row.account)),
    );
    Ok(())
}

/// Loads the accounts that are named for clusters.
fn leaders(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let named = super::communities::named(&rows.communities);
    if named.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<u32> = rows.accounts.iter().map(|row| row.account).collect();
    let wanted = |key: u32| named.binary_search(&key).is_ok() && !known.contains(&key);
    let found = case
        .accounts()?
        .into_iter()
        .filter(|row| wanted(row.account));
    rows.accounts.extend(found);
    Ok(())
}
