//! Rows of a case for a report: the campaigns that it tells, and what it needs of them.
//!
//! In: a case, and what is asked for. Out: [`Rows`] for a [`Dossier`]. The overview is one pass over columns; what campaigns
//! told in detail need is loaded for these only.

mod letters;
mod lookup;
mod pictures;
mod telling;

use std::collections::{BTreeMap, BTreeSet};

use super::{Dossier, Names, Rows, detailed, exemplar::choose};
use crate::case::{
    Case, CaseError, PartReader, Table,
    media::Examiner,
    rows::{GroupRow, MemberRow, MessageRow},
};

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
    let mut rows = begin(case, contact)?;
    for part in case.parts()? {
        times(&part, &mut rows)?;
        if *details != Details::None {
            // No message is kept: only the traits of all are counted.
            letters::Reading::default().take(&part, &[], &[], &mut rows)?;
        }
    }
    findings(case, &mut rows)?;
    Ok(rows)
}

/// The case, its run, its sources and what was said of it.
fn begin(case: &Case, contact: Option<String>) -> Result<Rows, CaseError> {
    let current = case.current_run()?;
    let name = case.dir().file_name();
    let mut rows = Rows {
        case: name
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
    Ok(rows)
}

/// Takes in when the messages of a part were sent; gives these times back, one a message.
fn times(part: &PartReader<'_>, rows: &mut Rows) -> Result<Vec<Option<i64>>, CaseError> {
    let sources = part.column::<u32>(Table::Messages, "source")?;
    let times = part.column::<Option<i64>>(Table::Messages, "sent_at")?;
    for (source, &sent_at) in sources.into_iter().zip(&times) {
        rows.archive.observe(&MessageRow {
            source,
            sent_at,
            ..MessageRow::default()
        });
    }
    Ok(times)
}

/// What the run says of the whole case.
fn findings(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    rows.archive.times.sort_unstable();
    if rows.run.is_none() {
        return Ok(());
    }
    rows.campaigns = case.campaigns()?;
    rows.ties = case.ties()?;
    rows.impersonations = case.impersonations()?;
    rows.communities = case.communities()?;
    rows.evidence = case.evidence(None)?;
    let groups = case.groups()?;
    let groups: BTreeSet<u32> = groups.iter().map(|row| row.group).collect();
    rows.archive.groups = groups.len() as u64;
    Ok(())
}

/// Loads what campaigns told in detail need.
fn details(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let keys = members(case, rows)?;
    rows.messages = case.messages(&keys)?;
    rows.traces = case.traces(&keys)?;
    accounts(case, rows)?;
    rows.texts = case.texts(&shown(rows))?;
    Ok(())
}

/// Loads what the run says of the campaigns told in detail; gives the keys of their messages, ascending.
fn members(case: &Case, rows: &mut Rows) -> Result<Vec<u32>, CaseError> {
    let chosen: BTreeSet<u32> = rows.detailed.iter().copied().collect();
    rows.members = case.members_of(&chosen)?;
    let mut keys: Vec<u32> = rows.members.iter().map(|member| member.message).collect();
    keys.sort_unstable();
    keys.dedup();
    rows.groups = case.groups_of(&keys)?;
    rows.templates = case.templates_of(&chosen)?;
    let groups: BTreeSet<u32> = rows.templates.iter().map(|row| row.group).collect();
    rows.fillings = case.fillings_of(&groups)?;
    Ok(keys)
}

/// Loads the accounts that wrote the messages.
fn accounts(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let accounts: BTreeSet<u32> = rows.messages.iter().filter_map(|row| row.account).collect();
    rows.accounts = case.accounts_of(&accounts)?;
    Ok(())
}

/// The messages that details show, ascending.
fn shown(rows: &Rows) -> Vec<u32> {
    let mut members: BTreeMap<u32, Vec<MemberRow>> = BTreeMap::new();
    for member in &rows.members {
        members
            .entry(member.campaign)
            .or_default()
            .push(member.clone());
    }
    let groups: BTreeMap<u32, GroupRow> =
        rows.groups.iter().map(|row| (row.message, *row)).collect();
    let messages: BTreeMap<u32, &MessageRow> =
        rows.messages.iter().map(|row| (row.message, row)).collect();
    let mut shown: BTreeSet<u32> = BTreeSet::new();
    for (campaign, members) in members {
        let of = |member: &MemberRow| member.message;
        let groups: Vec<GroupRow> = members
            .iter()
            .filter_map(|member| groups.get(&of(member)).copied())
            .collect();
        let times: Vec<MessageRow> = members
            .iter()
            .filter_map(|member| messages.get(&of(member)))
            .map(|row| MessageRow {
                message: row.message,
                sent_at: row.sent_at,
                ..MessageRow::default()
            })
            .collect();
        let chosen = choose(campaign, &members, &groups, &times);
        shown.extend(chosen.into_iter().map(|(message, _)| message));
    }
    shown.into_iter().collect()
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
    for row in &rows.accounts {
        accounts.remove(&row.account);
    }
    rows.accounts.extend(case.accounts_of(&accounts)?);
    Ok(())
}

/// Loads the accounts that are named for clusters.
fn leaders(case: &Case, rows: &mut Rows) -> Result<(), CaseError> {
    let named = super::communities::named(&rows.communities);
    if named.is_empty() {
        return Ok(());
    }
    let mut wanted: BTreeSet<u32> = named.into_iter().collect();
    for row in &rows.accounts {
        wanted.remove(&row.account);
    }
    rows.accounts.extend(case.accounts_of(&wanted)?);
    Ok(())
}
