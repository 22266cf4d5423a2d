//! One message or one account, as `show` answers it: for a person and for a program.
//!
//! In: rows. Out: [`MessageView`] and [`AccountView`], masked and clean like all of a dossier.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    Names, clean,
    terminal::Look,
    words::{self, count, minute},
};
use crate::case::rows::{
    AccountRow, FillingRow, ImpersonationRow, MemberRow, MessageRow, SourceRow, TextRow, TraceRow,
};

/// Messages of an account that are listed.
pub const LISTED: usize = 50;

/// One message. Field names are those of schema `refrain.message/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MessageView {
    /// Schema.
    pub schema: &'static str,
    /// Id, `m12`.
    pub message: String,
    /// Message-ID.
    pub external_id: Option<String>,
    /// Campaign, `c3`, and how it belongs.
    pub campaign: Option<String>,
    /// How it belongs to the campaign.
    pub kind: Option<String>,
    /// Sender as it may be shown.
    pub sender: Option<String>,
    /// Sending time as stated.
    pub sent_at: Option<i64>,
    /// Time of receipt as recorded.
    pub received_at: Option<i64>,
    /// Subject.
    pub subject: String,
    /// Source.
    pub source: String,
    /// Byte offset there.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
    /// SHA-256 of those bytes.
    pub digest: String,
    /// Machine traits, name and value.
    pub machine: Vec<(&'static str, String)>,
    /// What it puts into its template's slots.
    pub fillings: Vec<(u16, String)>,
    /// Findings against the protected list, each with its strength and innocent explanation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub impersonations: Vec<String>,
    /// What was wrong with it.
    pub defects: Vec<String>,
    /// What the writer wrote.
    pub own_text: String,
}

/// The rows that one message is made of.
#[derive(Clone, Copy, Debug)]
pub struct MessageRows<'a> {
    /// The message.
    pub message: &'a MessageRow,
    /// Its text.
    pub text: Option<&'a TextRow>,
    /// Its trace.
    pub trace: Option<&'a TraceRow>,
    /// Its account.
    pub account: Option<&'a AccountRow>,
    /// Its source.
    pub source: Option<&'a SourceRow>,
    /// Its place in a campaign.
    pub member: Option<&'a MemberRow>,
    /// Its fillings.
    pub fillings: &'a [FillingRow],
    /// Its findings against the protected list.
    pub findings: &'a [ImpersonationRow],
}

impl MessageView {
    /// Tells the rows of one message.
    #[must_use]
    pub fn of(rows: MessageRows<'_>, names: &Names<'_>) -> Self {
        let row = rows.message;
        let known = [
            row.display_name.as_str(),
            rows.account
                .map_or("", |account| account.display_name.as_str()),
        ];
        Self {
            schema: "refrain.message/1",
            message: format!("m{}", row.message),
            external_id: row.external_id.as_deref().map(|id| names.text(id, &[])),
            campaign: rows.member.map(|member| format!("c{}", member.campaign)),
            kind: rows.member.map(|member| member.kind.clone()),
            sender: rows.account.map(|account| names.account(account)),
            sent_at: row.sent_at,
            received_at: row.received_at,
            subject: clean::line(&names.text(&row.subject, &known)),
            source: clean::visible(rows.source.map_or("", |source| source.name.as_str())),
            offset: row.offset,
            length: row.length,
            digest: row.digest.clone(),
            machine: rows.trace.map(machine).unwrap_or_default(),
            fillings: rows
                .fillings
                .iter()
                .map(|f| (f.slot, names.text(&f.value, &known)))
                .collect(),
            impersonations: rows
                .findings
                .iter()
                .map(|f| clean::visible(&format!("{}: {}. {}", f.strength, f.text, f.caveat)))
                .collect(),
            defects: row
                .defects
                .iter()
                .map(|defect| clean::visible(defect))
                .collect(),
            own_text: names.text(rows.text.map_or("", |text| text.own_text.as_str()), &known),
        }
    }

    /// For a person.
    #[must_use]
    pub fn terminal(&self, look: Look) -> String {
        let mut out = String::new();
        let campaign = self.campaign.as_deref().map_or_else(
            || "in no campaign".to_owned(),
            |id| {
                format!(
                    "in campaign {id}, {}",
                    self.kind.as_deref().unwrap_or("member").replace('_', " ")
                )
            },
        );
        let time = |time: Option<i64>| {
            time.map_or_else(|| "not stated".to_owned(), |t| format!("{} UTC", minute(t)))
        };
        let place = format!(
            "{}, bytes {} to {}",
            self.source,
            self.offset,
            self.offset.saturating_add(self.length)
        );
        let facts = [
            ("message", format!("{}, {campaign}", self.message)),
            (
                "sender",
                self.sender
                    .clone()
                    .unwrap_or_else(|| "none named".to_owned()),
            ),
            ("subject", self.subject.clone()),
            ("sent", time(self.sent_at)),
            ("received", time(self.received_at)),
            ("id", self.external_id.clone().unwrap_or_default()),
            ("source", place),
            ("sha-256", self.digest.clone()),
        ];
        for (name, value) in facts.iter().map(|(name, value)| (*name, value)) {
            let _ = writeln!(out, "{name:<16} {}", clean::line(value));
        }
        for (name, value) in &self.machine {
            let _ = writeln!(out, "{name:<16} {}", clean::line(value));
        }
        for (slot, value) in &self.fillings {
            let _ = writeln!(out, "{:<16} {}", format!("slot {slot}"), clean::line(value));
        }
        for finding in &self.impersonations {
            let _ = writeln!(out, "{:<16} {}", "impersonation", clean::line(finding));
        }
        for defect in &self.defects {
            let _ = writeln!(out, "{:<16} {}", "defect", clean::line(defect));
        }
        out.push('\n');
        out.push_str(&super::terminal::indent(&self.own_text, look));
        out
    }
}

fn machine(trace: &TraceRow) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone();
    let pairs = [
        ("relay network", text(&trace.relay_net)),
        ("relay host", text(&trace.relay_host)),
        ("origin network", text(&trace.origin_net)),
        ("client", text(&trace.client)),
        ("Message-ID form", text(&trace.message_id_form)),
        ("boundary form", text(&trace.boundary_form)),
        ("header order", text(&trace.header_order)),
        (
            "utc offset",
            trace.utc_offset.map(|minutes| format!("{minutes} minutes")),
        ),
        ("SPF", text(&trace.spf)),
        ("DKIM", text(&trace.dkim)),
        ("DMARC", text(&trace.dmarc)),
        ("List-Id", text(&trace.list_id)),
    ];
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name, clean::visible(&value?))))
        .collect()
}

/// One account. Field names are those of schema `refrain.account/1`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AccountView {
    /// Schema.
    pub schema: &'static str,
    /// Id, `a5`.
    pub account: String,
    /// Pseudonym or name.
    pub name: String,
    /// First sending time.
    pub first: Option<i64>,
    /// Last sending time.
    pub last: Option<i64>,
    /// Messages in the archive.
    pub messages: u32,
    /// Messages in campaigns, by campaign.
    pub campaigns: Vec<(String, u32)>,
    /// Ids of its messages, at most [`LISTED`].
    pub listed: Vec<String>,
}

impl AccountView {
    /// Tells one account; `messages` are its messages, `members` those that are in campaigns.
    #[must_use]
    pub fn of(
        row: &AccountRow,
        messages: &[u32],
        members: &[MemberRow],
        names: &Names<'_>,
    ) -> Self {
        let mut campaigns = std::collections::BTreeMap::<u32, u32>::new();
        for member in members {
            *campaigns.entry(member.campaign).or_default() += 1;
        }
        Self {
            schema: "refrain.account/1",
            account: format!("a{}", row.account),
            name: names.account(row),
            first: row.first,
            last: row.last,
            messages: row.messages,
            campaigns: campaigns
                .into_iter()
                .map(|(key, count)| (format!("c{key}"), count))
                .collect(),
            listed: messages
                .iter()
                .take(LISTED)
                .map(|key| format!("m{key}"))
                .collect(),
        }
    }

    /// For a person.
    #[must_use]
    pub fn terminal(&self) -> String {
        let campaigns: Vec<String> = self
            .campaigns
            .iter()
            .map(|(id, number)| format!("{id}: {}", count((*number).into(), "message", "messages")))
            .collect();
        let campaigns = if campaigns.is_empty() {
            "none".to_owned()
        } else {
            campaigns.join(", ")
        };
        let more = usize::try_from(self.messages)
            .unwrap_or(0)
            .saturating_sub(self.listed.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!(
            "account          {}, {}\nmessages         {}, {}\ncampaigns        {campaigns}\nids              {}{more}\n",
            self.account,
            clean::line(&self.name),
            words::grouped(self.messages.into()),
            words::days(self.first.zip(self.last)),
            self.listed.join(" "),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_message_as_a_person_sees_it() {
        let rows = sample::rows();
        let view = MessageView::of(
            MessageRows {
                message: &rows.messages[3],
                text: rows.texts.get(3),
                trace: rows.traces.get(3),
                account: rows.accounts.get(3),
                source: rows.sources.first(),
                member: rows.members.get(3),
                fillings: &rows.fillings[10..12],
                findings: &[],
            },
            &Names::Pseudonyms(&|_| "s-00042".to_owned()),
        );
        insta::assert_snapshot!(view.terminal(Look::new(80, false)));
        assert!(!serde_json::to_string(&view).unwrap().contains("Dana"));
    }

    #[test]
    fn an_account_as_a_person_sees_it() {
        let row = AccountRow {
            account: 5,
            messages: 3,
            first: Some(0),
            last: Some(86_400),
            ..AccountRow::default()
        };
        let member = MemberRow {
            campaign: 2,
            ..MemberRow::default()
        };
        let view = AccountView::of(
            &row,
            &[7, 9],
            &[member],
            &Names::Pseudonyms(&|_| "s-00042".to_owned()),
        );
        insta::assert_snapshot!(view.terminal(), @r"
        account          a5, s-00042
        messages         3, 1970-01-01 – 1970-01-02
        campaigns        c2: 1 message
        ids              m7 m9 and 1 more
        ");
    }
}
