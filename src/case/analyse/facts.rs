//! What the campaigns' members are known by, and the archive's base rates, in one pass.

use std::collections::{HashMap, HashSet};

use super::super::{
    AccountBook, Case, CaseError,
    rows::{MessageRow, TraceRow},
    watch::Watch,
};
use super::{address_rule::address_rule, templates::Induced, uses::Collector};
use crate::{
    campaign::{Attribute, Base, Bulk, Draft, Facts, Shows, Value},
    key::{AccountKey, MessageKey},
    message,
    trace::freemail,
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

/// Reads all messages and traces once, and collects what they share. `None` when the watch stopped it.
pub(super) fn gather(
    case: &Case,
    drafts: &[Draft],
    uses: &mut Collector<'_>,
    shows: &HashMap<MessageKey, Vec<Shows>>,
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
    let mut ordinary_of: Vec<u32> = Vec::new();
    let book = AccountBook::load(case)?;
    for part in &parts {
        for (row, trace) in part.messages()?.iter().zip(part.traces()?) {
            uses.add(row, &trace);
            let key = MessageKey(row.message);
            let in_campaign = wanted.contains(&key);
            let first = !in_campaign
                && row
                    .account
                    .is_some_and(|account| is_first(&mut ordinary_of, account));
            if !first && !in_campaign {
                continue;
            }
            let address = row
                .account
                .and_then(|account| book.get(AccountKey(account)))
                .map_or("", |(_, handle)| handle);
            let mut facts = facts(row, &trace, address);
            facts.pictures = shows.get(&key).cloned().unwrap_or_default();
            if first {
                out.base.add(&hashes(&facts), facts.night());
            }
            if in_campaign {
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
        .seal(u32::try_from(ordinary_of.iter().filter(|&&n| n > 1).count()).unwrap_or(u32::MAX));
    for facts in out.facts.values_mut() {
        facts.ordinary_messages = facts
            .account
            .and_then(|a| ordinary_of.get(a.index()).copied())
            .unwrap_or(0);
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

fn facts(row: &MessageRow, trace: &TraceRow, address: &str) -> Facts {
    Facts {
        message: MessageKey(row.message),
        is_post: row.platform != message::MAIL,
        account: row.account.map(AccountKey),
        ordinary_messages: 0,
        name: row.display_name.clone(),
        address: address.to_owned(),
        at: row.sent_at.or(row.received_at),
        offset: trace.utc_offset,
        signed_for: signed_for(trace, address),
        values: values(row, trace, address),
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
        pictures: Vec::new(),
    }
}

/// The domain that signed for the sender, when neither is part of the other.
fn signed_for(trace: &TraceRow, address: &str) -> Option<String> {
    let signer = trace.dkim_domain.as_deref()?;
    let (_, domain) = address.rsplit_once('@')?;
    let within = |a: &str, b: &str| a == b || a.strip_suffix(b).is_some_and(|a| a.ends_with('.'));
    let passed = trace.dkim.as_deref() == Some("pass");
    (passed && !within(signer, domain) && !within(domain, signer)).then(|| signer.to_owned())
}

/// What the mail shows of each attribute.
fn values(
    row: &MessageRow,
    trace: &TraceRow,
    address: &str,
) -> [Option<Value>; Attribute::ALL.len()] {
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
    Attribute::ALL.map(|attribute| match attribute {
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
            .and_then(|(local, _)| Value::of(address_rule(local, &row.display_name))),
        Attribute::ProviderIdForm => address
            .rsplit_once('@')
            .filter(|(_, domain)| freemail(domain))
            .and_then(|(_, domain)| pair(domain, trace.message_id_form.as_deref())),
        Attribute::ClientIdForm => trace
            .client
            .as_deref()
            .and_then(|client| pair(client, trace.message_id_form.as_deref())),
        Attribute::ClientOrder => trace
            .client
            .as_deref()
            .and_then(|client| pair(client, trace.header_order.as_deref())),
    })
}

/// `UTC+5:30`.
fn utc(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
}

/// Two values as one.
fn pair(first: &str, second: Option<&str>) -> Option<Value> {
    Value::of(format!("{first}: {}", second?))
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
