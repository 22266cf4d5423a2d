//! One message or one account, by its key or by a name that people know.

use super::super::{
    Names,
    show::{AccountView, MessageRows, MessageView},
};
use crate::case::{
    Case, CaseError, Table,
    rows::{AccountRow, MemberRow},
};

/// One message.
///
/// # Errors
/// When the case cannot be read.
pub fn message(case: &Case, key: u32, names: &Names<'_>) -> Result<Option<MessageView>, CaseError> {
    let Some(message) = case.messages(&[key])?.into_iter().next() else {
        return Ok(None);
    };
    let (texts, traces, sources) = (case.texts(&[key])?, case.traces(&[key])?, case.sources()?);
    let analysed = case.current_run()?.is_some();
    let accounts = if analysed {
        case.accounts()?
    } else {
        Vec::new()
    };
    let members = if analysed {
        case.members(None)?
    } else {
        Vec::new()
    };
    let member = members.iter().find(|member| member.message == key);
    let mut findings = if analysed {
        case.impersonations()?
    } else {
        Vec::new()
    };
    findings.retain(|finding| finding.message == key);
    let group = member.and_then(|member| member.group);
    let mut fillings = group
        .map(|group| case.fillings(group))
        .transpose()?
        .unwrap_or_default();
    fillings.retain(|filling| filling.message == key);
    let rows = MessageRows {
        message: &message,
        text: texts.first(),
        trace: traces.first(),
        account: accounts
            .iter()
            .find(|row| Some(row.account) == message.account),
        source: sources.iter().find(|row| row.source == message.source),
        member,
        fillings: &fillings,
        findings: &findings,
    };
    Ok(Some(MessageView::of(rows, names)))
}

/// The key of a message by its Message-ID or the id that its platform gave it.
///
/// # Errors
/// When the case cannot be read.
pub fn message_by_id(case: &Case, id: &str) -> Result<Option<u32>, CaseError> {
    for part in case.parts()? {
        let ids = part.column::<Option<String>>(Table::Messages, "external_id")?;
        if let Some(at) = ids.iter().position(|known| known.as_deref() == Some(id)) {
            return Ok(u32::try_from(at).ok().map(|at| part.first_message() + at));
        }
    }
    Ok(None)
}

/// One account, by its key.
///
/// # Errors
/// When the case cannot be read.
pub fn account(case: &Case, key: u32, names: &Names<'_>) -> Result<Option<AccountView>, CaseError> {
    account_where(case, |row| row.account == key, names)
}

/// One account, by its handle or its pseudonym.
///
/// # Errors
/// When the case cannot be read.
pub fn account_by(
    case: &Case,
    name: &str,
    names: &Names<'_>,
) -> Result<Option<AccountView>, CaseError> {
    let handle = name.to_lowercase();
    let key = case.key()?;
    account_where(
        case,
        |row| row.handle == handle || crate::case::pseudonym(&key, &row.handle) == name,
        names,
    )
}

fn account_where(
    case: &Case,
    wanted: impl Fn(&AccountRow) -> bool,
    names: &Names<'_>,
) -> Result<Option<AccountView>, CaseError> {
    if case.current_run()?.is_none() {
        return Ok(None);
    }
    let Some(row) = case.accounts()?.into_iter().find(wanted) else {
        return Ok(None);
    };
    let mut messages = Vec::new();
    for part in case.parts()? {
        let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
        let own = accounts
            .iter()
            .zip(part.first_message()..)
            .filter(|(account, _)| **account == Some(row.account));
        messages.extend(own.map(|(_, message)| message));
    }
    let members: Vec<MemberRow> = case
        .members(None)?
        .into_iter()
        .filter(|member| messages.binary_search(&member.message).is_ok())
        .collect();
    Ok(Some(AccountView::of(&row, &messages, &members, names)))
}
