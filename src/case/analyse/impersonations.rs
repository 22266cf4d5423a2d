//! Each message against the protected list.
//!
//! In: the committed parts, streamed, and the list. Out: rows of `impersonations` in the order of
//! messages. Five lean columns are read of every part; all else only of parts with a sender to look at.

use rayon::prelude::*;

use super::super::{
    AccountBook, Case, CaseError, PartReader, RunWriter, Table, rows::ImpersonationRow,
    watch::Watch,
};
use crate::{
    campaign::impersonation::{Finding, Lookout, Mail, ProtectedList},
    key::AccountKey,
    message::Mailbox,
};

/// Parts whose senders are in memory at once.
const PARTS_AT_ONCE: usize = 4;

/// The mark of a discussion list's mail, as the traces hold it.
const DISCUSSION: &str = "discussion";

/// Writes the findings; `false` when the watch stopped it.
pub(super) fn write(
    case: &Case,
    run: &mut RunWriter<'_>,
    book: &AccountBook,
    list: &ProtectedList,
    watch: &dyn Watch,
) -> Result<bool, CaseError> {
    let parts = case.parts()?;
    watch.stage("comparing with the protected list", parts.len() as u64);
    let mut lookout = Lookout::new(list);
    for together in parts.chunks(PARTS_AT_ONCE) {
        let read: Vec<Result<Vec<Senders>, CaseError>> = together
            .par_iter()
            .map(|part| senders(part, book))
            .collect();
        for (part, senders) in together.iter().zip(read) {
            run.write(&compare(part, &senders?, &mut lookout)?)?;
            watch.advance(1);
        }
        if watch.stopped() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The findings on one part.
fn compare(
    part: &PartReader<'_>,
    senders: &[Senders],
    lookout: &mut Lookout,
) -> Result<Vec<ImpersonationRow>, CaseError> {
    let noted: Vec<usize> = senders
        .iter()
        .enumerate()
        .filter(|(_, senders)| senders.all().any(|mailbox| lookout.notes(mailbox)))
        .map(|(row, _)| row)
        .collect();
    if noted.is_empty() {
        return Ok(Vec::new());
    }
    findings(part, senders, &noted, lookout)
}

/// Who one message says it is from.
struct Senders {
    from: Vec<Mailbox>,
    reply_to: Vec<Mailbox>,
    sender: Option<Mailbox>,
}

impl Senders {
    fn all(&self) -> impl Iterator<Item = &Mailbox> {
        self.from.iter().chain(&self.reply_to).chain(&self.sender)
    }
}

fn senders(part: &PartReader<'_>, book: &AccountBook) -> Result<Vec<Senders>, CaseError> {
    let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
    let names = part.column::<String>(Table::Messages, "display_name")?;
    let others = part.column::<Vec<String>>(Table::Messages, "from_others")?;
    let replies = part.column::<Vec<String>>(Table::Messages, "reply_to")?;
    let senders = part.column::<String>(Table::Messages, "sender")?;
    let mailboxes = |texts: Vec<String>| texts.into_iter().map(|text| Mailbox::of_shown(&text));
    let first = |name: String, account: Option<u32>| Mailbox {
        name,
        address: account
            .and_then(|account| book.get(AccountKey(account)))
            .map(|(_, handle)| handle.to_owned())
            .unwrap_or_default(),
    };
    let rows = accounts.into_iter().zip(names).zip(others);
    Ok(rows
        .zip(replies.into_iter().zip(senders))
        .map(|(((account, name), others), (replies, sender))| Senders {
            from: std::iter::once(first(name, account))
                .chain(mailboxes(others))
                .collect(),
            reply_to: mailboxes(replies).collect(),
            sender: (!sender.is_empty()).then(|| Mailbox::of_shown(&sender)),
        })
        .collect())
}

fn findings(
    part: &PartReader<'_>,
    senders: &[Senders],
    noted: &[usize],
    lookout: &mut Lookout,
) -> Result<Vec<ImpersonationRow>, CaseError> {
    let ids = part.column::<Option<String>>(Table::Messages, "external_id")?;
    let recipients = part.column::<Vec<String>>(Table::Messages, "recipients")?;
    let results = |name| part.column::<Option<String>>(Table::Traces, name);
    let (spf, dkim, dmarc) = (results("spf")?, results("dkim")?, results("dmarc")?);
    let lists = results("list_id")?;
    let bulk = part.column::<Vec<String>>(Table::Traces, "bulk")?;
    let mut rows = Vec::new();
    for &at in noted {
        let Some(senders) = senders.get(at) else {
            continue;
        };
        let word = |column: &'_ [Option<String>]| column.get(at).cloned().flatten();
        let (spf, dkim, dmarc) = (word(&spf), word(&dkim), word(&dmarc));
        let discussion = |marks: &Vec<String>| marks.iter().any(|mark| mark.as_str() == DISCUSSION);
        let found = lookout.check(&Mail {
            from: &senders.from,
            reply_to: &senders.reply_to,
            sender: senders.sender.as_ref(),
            recipients: recipients.get(at).map_or(&[], Vec::as_slice),
            spf: spf.as_deref(),
            dkim: dkim.as_deref(),
            dmarc: dmarc.as_deref(),
            through_list: word(&lists).is_some() || bulk.get(at).is_some_and(discussion),
        });
        let message = part.first_message() + u32::try_from(at).unwrap_or(u32::MAX);
        rows.extend(found.into_iter().map(|f| row(message, &ids, at, f)));
    }
    Ok(rows)
}

fn row(message: u32, ids: &[Option<String>], at: usize, finding: Finding) -> ImpersonationRow {
    ImpersonationRow {
        rule: finding.rule.to_owned(),
        strength: finding.strength.word().to_owned(),
        message,
        external_id: ids.get(at).cloned().flatten(),
        protected: finding.protected,
        seen: finding.seen,
        text: finding.text,
        caveat: finding.caveat.to_owned(),
    }
}
