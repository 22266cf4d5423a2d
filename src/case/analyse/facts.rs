//! What the campaigns' members are known by, and the archive's base rates, in one pass.

use std::collections::{HashMap, HashSet};

use super::super::{
    AccountBook, Case, CaseError,
    rows::{MessageRow, TraceRow},
    watch::Watch,
};
use super::templates::Induced;
use crate::{
    campaign::{Attribute, Base, Bulk, Draft, Facts, Value},
    key::{AccountKey, MessageKey},
};

/// Characters of a campaign's opening words that its summary shows.
const SUMMARY: usize = 140;

/// Everything that evidence needs to know about messages.
pub(super) struct Gathered {
    pub(super) facts: HashMap<MessageKey, Facts>,
    pub(super) external_ids: HashMap<MessageKey, String>,
    pub(super) summaries: HashMap<MessageKey, String>,
    pub(super) base: Base,
}

impl Gathered {
    /// Sums up by the shared words those drafts whose members begin with words of their own.
    pub(super) fn retitle(&mut self, drafts: &[Draft], induced: &Induced) {
        for draft in drafts {
            if let Some(words) = induced.shared_opening(draft) {
                self.summaries.insert(draft.model, opening(words));
            }
        }
    }
}

/// Reads all messages and traces once. `None` when the watch stopped it.
pub(super) fn gather(
    case: &Case,
    drafts: &[Draft],
    watch: &dyn Watch,
) -> Result<Option<Gathered>, CaseError> {
    let wanted = super::wanted(drafts);
    let parts = case.parts()?;
    watch.stage("counting base rates", parts.len() as u64);
    let mut out = Gathered {
        facts: HashMap::new(),
        external_ids: HashMap::new(),
        summaries: HashMap::new(),
        base: Base::default(),
    };
    let mut messages_of: Vec<u32> = Vec::new();
    let book = AccountBook::load(case)?;
    for part in &parts {
        for (row, trace) in part.messages()?.iter().zip(part.traces()?) {
            let first = row
                .account
                .is_some_and(|account| is_first(&mut messages_of, account));
            let key = MessageKey(row.message);
            if !first && !wanted.contains(&key) {
                continue;
            }
            let address = row
                .account
                .and_then(|account| book.get(AccountKey(account)))
                .map_or("", |(_, handle)| handle);
            let facts = facts(row, &trace, address, first);
            if first {
                out.base.add(&hashes(&facts), facts.night());
            }
            if wanted.contains(&key) {
                out.external_ids
                    .extend(row.external_id.clone().map(|id| (key, id)));
                out.facts.insert(key, facts);
            }
        }
        watch.advance(1);
        if watch.stopped() {
            return Ok(None);
        }
    }
    out.base
        .seal(u32::try_from(messages_of.iter().filter(|&&n| n > 1).count()).unwrap_or(u32::MAX));
    for facts in out.facts.values_mut() {
        facts.account_messages = facts
            .account
            .and_then(|a| messages_of.get(a.index()).copied())
            .unwrap_or(1);
    }
    let models: HashSet<u32> = drafts.iter().map(|draft| draft.model.0).collect();
    let mut models: Vec<u32> = models.into_iter().collect();
    models.sort_unstable();
    out.summaries = case
        .texts(&models)?
        .into_iter()
        .map(|text| (MessageKey(text.message), opening(&text.own_text)))
        .collect();
    Ok(Some(out))
}

/// Counts one more message of an account; whether it is the first.
fn is_first(messages_of: &mut Vec<u32>, account: u32) -> bool {
    let at = account as usize;
    if messages_of.len() <= at {
        messages_of.resize(at + 1, 0);
    }
    messages_of.get_mut(at).is_some_and(|count| {
        *count += 1;
        *count == 1
    })
}

fn hashes(facts: &Facts) -> [Option<u64>; Attribute::ALL.len()] {
    Attribute::ALL.map(|attribute| facts.value(attribute).map(|value| value.hash))
}

fn facts(row: &MessageRow, trace: &TraceRow, address: &str, first: bool) -> Facts {
    let value = |text: &Option<String>| text.as_ref().and_then(Value::of);
    let checked = [&trace.spf, &trace.dkim, &trace.dmarc];
    let authentication = checked.iter().any(|result| result.is_some()).then(|| {
        let word =
            |result: &Option<String>| result.clone().unwrap_or_else(|| "not checked".to_owned());
        format!(
            "SPF {}, DKIM {}, DMARC {}",
            word(&trace.spf),
            word(&trace.dkim),
            word(&trace.dmarc)
        )
    });
    let values = Attribute::ALL.map(|attribute| match attribute {
        Attribute::RelayNetwork => value(&trace.relay_net),
        Attribute::OriginNetwork => value(&trace.origin_net),
        Attribute::Client => value(&trace.client),
        Attribute::MessageIdForm => value(&trace.message_id_form),
        Attribute::BoundaryForm => value(&trace.boundary_form),
        Attribute::BoundaryPrefix => value(&trace.boundary_prefix),
        Attribute::HeaderOrder => value(&trace.header_order),
        Attribute::MimeShape => value(&trace.mime_shape),
        Attribute::Authentication => value(&authentication),
        Attribute::UtcOffset => trace.utc_offset.and_then(|minutes| Value::of(utc(minutes))),
        Attribute::SenderDomain => address
            .rsplit_once('@')
            .and_then(|(_, domain)| Value::of(domain)),
        Attribute::AddressForm => address
            .rsplit_once('@')
            .and_then(|(local, _)| Value::of(form(local))),
    });
    Facts {
        message: MessageKey(row.message),
        account: row.account.map(AccountKey),
        first_of_account: first,
        account_messages: 1,
        name: row.display_name.clone(),
        address: address.to_owned(),
        at: row.sent_at.or(row.received_at),
        offset: trace.utc_offset,
        values,
        bulk: Bulk {
            list_id: trace.list_id.clone().unwrap_or_default(),
            marks: u8::try_from(
                trace
                    .bulk
                    .iter()
                    .filter(|mark| *mark != "discussion")
                    .count(),
            )
            .unwrap_or(u8::MAX),
            discussion: trace.bulk.iter().any(|mark| mark == "discussion"),
        },
        reply: row.in_reply_to.is_some(),
        thread: row.thread.clone().unwrap_or_default(),
        links: row.links.clone(),
    }
}

/// `UTC+5:30`.
fn utc(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
}

/// The form of a local part: runs of letters as `a`, of digits as `9` with their length, the rest as it stands.
fn form(local: &str) -> String {
    let mut out = String::new();
    let mut digits = 0_usize;
    let mut letters = false;
    for c in local.chars().take(64) {
        if !c.is_ascii_digit() && digits > 0 {
            out.extend(['9', length(digits)]);
            digits = 0;
        }
        match c {
            '0'..='9' => digits += 1,
            c if c.is_alphabetic() => {
                if !letters {
                    out.push('a');
                }
            }
            other => out.push(other),
        }
        letters = c.is_alphabetic();
    }
    if digits > 0 {
        out.extend(['9', length(digits)]);
    }
    out
}

/// The length of a run as one character: nine stands for nine and more.
fn length(run: usize) -> char {
    char::from(b'0' + u8::try_from(run.min(9)).unwrap_or(9))
}

/// A text's first words on one line.
fn opening(text: &str) -> String {
    let line = text
        .split_whitespace()
        .take(60)
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(SUMMARY) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(&line).trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_form_keeps_its_punctuation_and_the_length_of_its_numbers() {
        for (local, expected) in [
            ("wkeller58", "a92"),
            ("david.silva", "a.a"),
            ("rehema_singh6", "a_a91"),
            ("77x", "92a"),
        ] {
            assert_eq!(form(local), expected, "{local}");
        }
    }
}
