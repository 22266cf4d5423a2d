//! A small case made by hand: the value that tests of renderings look at.

use super::{ArchiveFacts, Names, Rows, detailed, dossier::Dossier};
use crate::case::rows::{
    AccountRow, CampaignRow, EvidenceRow, FillingRow, GroupRow, MemberRow, MessageRow, RunRow,
    SourceRow, TemplateRow, TextRow, TraceRow,
};

/// Midnight of 2026-03-11 UTC.
const DAY: i64 = 1_773_187_200;

const NAMES: [&str; 8] = [
    "Ann Lee",
    "Bo Meyer",
    "Cem Aydin",
    "Dana Fox",
    "Emil Roth",
    "Fay Moss",
    "Gil Stone",
    "Hana Ito",
];

/// The rows of the sample.
#[expect(clippy::too_many_lines, reason = "a table of values")]
pub(crate) fn rows() -> Rows {
    let campaigns = campaigns();
    let mut rows = Rows {
        case: "embassy-inbox".to_owned(),
        run: Some(RunRow {
            run: 2,
            version: "0.1.0".to_owned(),
            messages: 1_000,
            parameters: r#"{"likeness":{"threshold":0.7,"min_words":20},"seed":1}"#.to_owned(),
        }),
        sources: sources(),
        evidence: evidence(),
        detailed: detailed(&campaigns, &[]),
        campaigns,
        archive: ArchiveFacts {
            accounts: 905,
            groups: 6,
            ..ArchiveFacts::default()
        },
        ..Rows::default()
    };
    for number in 0..1_000_u32 {
        let campaign = if number < 48 {
            Some(0)
        } else {
            (number < 60).then_some(1)
        };
        let message = message(number, campaign);
        rows.archive.observe(&message);
        let trace = trace(number, campaign);
        rows.archive.machines.observe(&trace);
        let Some(campaign) = campaign else { continue };
        rows.accounts.push(account(number));
        rows.members.push(MemberRow {
            message: number,
            campaign,
            group: Some(campaign),
            kind: if number % 9 == 8 {
                "partial"
            } else {
                "near_duplicate"
            }
            .to_owned(),
            ..MemberRow::default()
        });
        let similarity = 1.0 - (number % 24) as f32 / 80.0;
        rows.groups.push(GroupRow {
            message: number,
            group: campaign,
            similarity,
        });
        rows.texts.push(TextRow {
            message: number,
            own_text: letter(number),
            quoted_text: String::new(),
        });
        rows.fillings.extend(fillings(number, campaign));
        rows.messages.push(message);
        rows.traces.push(trace);
    }
    rows.templates = templates();
    rows
}

/// The sample as a dossier, with pseudonyms.
pub(crate) fn dossier() -> Dossier {
    Dossier::assemble(
        &rows(),
        &Names::Pseudonyms(&|handle| format!("s-{:05}", handle.len() * 733 + checksum(handle))),
    )
}

fn checksum(text: &str) -> usize {
    text.bytes().map(usize::from).sum::<usize>() * 31 % 9_973
}

fn name(number: u32) -> &'static str {
    NAMES
        .get(number as usize % NAMES.len())
        .copied()
        .unwrap_or_default()
}

fn handle(number: u32) -> String {
    let domain = ["gmail.com", "mail-one.example", "outlook.com"][number as usize % 3];
    format!(
        "{}{number}@{domain}",
        name(number).to_lowercase().replace(' ', ".")
    )
}

fn letter(number: u32) -> String {
    let verb = ["urge", "ask", "call on"][number as usize % 3];
    let own = if number % 7 == 3 {
        "\n\nMy own grandmother lives by that river.\u{202e}"
    } else {
        ""
    };
    format!(
        "Dear Ambassador,\n\nI {verb} you to stop the dredging of the Lenne before the spring floods. The permit was \
         given without a hearing, and {} families were never asked.{own}\n\nYours faithfully,\n{}",
        120 + number,
        name(number)
    )
}

fn message(number: u32, campaign: Option<u32>) -> MessageRow {
    let step = match campaign {
        Some(0) => i64::from(number) * 1_260,
        _ => i64::from(number) * 3_571 % (14 * 86_400) - 6 * 86_400,
    };
    MessageRow {
        message: number,
        platform: "mail".to_owned(),
        account: Some(number),
        display_name: name(number).to_owned(),
        sent_at: Some(DAY + 32_000 + step),
        subject: "Stop the dredging of the Lenne".to_owned(),
        ..MessageRow::default()
    }
}

fn trace(number: u32, campaign: Option<u32>) -> TraceRow {
    let operated = campaign == Some(0) && !number.is_multiple_of(16);
    let text = |same: &str, others: [&str; 3]| {
        Some(
            if operated {
                same
            } else {
                others[number as usize % 3]
            }
            .to_owned(),
        )
    };
    TraceRow {
        message: number,
        relay_net: text(
            "203.0.113.0/24",
            ["198.51.100.0/24", "192.0.2.0/24", "198.18.4.0/24"],
        ),
        client: text("PHPMailer 6", ["Apple Mail 16", "Outlook 16", "Gmail web"]),
        message_id_form: text(
            "<hex32@host>",
            ["<UUID@host>", "<A9.A22@mail.gmail.com>", "<W20@host>"],
        ),
        spf: Some(if operated { "softfail" } else { "pass" }.to_owned()),
        dkim: Some(if operated { "none" } else { "pass" }.to_owned()),
        ..TraceRow::default()
    }
}

fn account(number: u32) -> AccountRow {
    let handle = handle(number);
    AccountRow {
        account: number,
        platform: "mail".to_owned(),
        domain: handle
            .split_once('@')
            .map_or("", |(_, domain)| domain)
            .to_owned(),
        handle,
        display_name: name(number).to_owned(),
        messages: 1 + u32::from(number % 5 == 4),
        ..AccountRow::default()
    }
}

fn fillings(message: u32, group: u32) -> Vec<FillingRow> {
    let fill = |slot, value: String| FillingRow {
        message,
        group,
        slot,
        value,
    };
    let mut out = vec![
        fill(
            1,
            ["urge", "ask", "call on"][message as usize % 3].to_owned(),
        ),
        fill(2, (120 + message).to_string()),
        fill(4, name(message).to_owned()),
    ];
    if message % 7 == 3 {
        out.push(fill(
            3,
            "My own grandmother lives by that river.".to_owned(),
        ));
    }
    out
}

fn templates() -> Vec<TemplateRow> {
    let pieces = r#"[{"fixed":"Dear Ambassador,\n\nI "},
        {"choice":{"slot":1,"alternatives":[{"text":"urge","members":16},{"text":"ask","members":16},{"text":"call on","members":16}]}},
        {"fixed":" you to stop the dredging of the Lenne before the spring floods. The permit was given without a hearing, and "},
        {"field":{"slot":2,"kind":"number","distinct":48}},{"fixed":" families were never asked. "},
        {"free":{"slot":3,"members":7}},{"fixed":"\n\nYours faithfully,\n"},{"field":{"slot":4,"kind":"name","distinct":8}}]"#;
    [0, 1]
        .map(|group| TemplateRow {
            group,
            campaign: Some(group),
            pattern: "Dear Ambassador, I [1: urge|ask|call on] you …".to_owned(),
            pieces: pieces.to_owned(),
            coverage: 0.91,
            choices: 1,
            fields: 2,
        })
        .to_vec()
}

fn sources() -> Vec<SourceRow> {
    let source = |source, parent, name: &str, format: &str, messages, defects: &[&str]| SourceRow {
        source,
        parent,
        name: name.to_owned(),
        format: format.to_owned(),
        digest: parent.map_or_else(
            || Some(format!("{:064x}", 0xfeed_u64 * (u64::from(source) + 1))),
            |_: u32| None,
        ),
        bytes: 1_482_752,
        state: "complete".to_owned(),
        messages,
        repeated: u64::from(source) * 7,
        defects: defects.iter().map(|d| (*d).to_owned()).collect(),
    };
    vec![
        source(
            0,
            None,
            "inbox-march.mbox",
            "mbox",
            940,
            &["missing_date@88123: "],
        ),
        source(
            1,
            None,
            "late.zip",
            "container",
            0,
            &["encrypted@0: scan.eml"],
        ),
        source(2, Some(1), "late.zip!late.mbox", "mbox", 60, &[]),
    ]
}

fn campaigns() -> Vec<CampaignRow> {
    let row =
        |campaign, verdict: &str, score, weight, messages, accounts, summary: &str| CampaignRow {
            campaign,
            verdict: verdict.to_owned(),
            score,
            weight,
            messages,
            accounts,
            first: Some(DAY + 32_000),
            last: Some(DAY + 32_000 + i64::from(messages) * 1_260),
            summary: summary.to_owned(),
            ..CampaignRow::default()
        };
    let mut rows = vec![
        row(
            0,
            "operated",
            0.957,
            18.5,
            48,
            48,
            "Dear Ambassador, I urge you to stop the dredging of the Lenne before …",
        ),
        row(
            1,
            "undetermined",
            0.257,
            0.4,
            12,
            12,
            "Dear Ambassador, I ask you to stop the dredging of the Lenne …",
        ),
        row(
            2,
            "form_letter",
            0.03,
            -14.0,
            220,
            217,
            "To whom it may concern: please keep the consulate in Hagen open",
        ),
        row(
            3,
            "bulk_sender",
            0.01,
            -20.0,
            100,
            1,
            "Your weekly digest of tenders and grants",
        ),
    ];
    if let Some(row) = rows.get_mut(1) {
        row.wanted =
            "the relay hosts of the twelve letters, or the answers of some of the people named"
                .to_owned();
    }
    rows
}

#[expect(clippy::too_many_lines, reason = "a table of values")]
fn evidence() -> Vec<EvidenceRow> {
    let row = |campaign, rule: &str, family: &str, weight, text: &str, caveat: &str| EvidenceRow {
        campaign,
        rule: rule.to_owned(),
        family: family.to_owned(),
        weight,
        text: text.to_owned(),
        caveat: caveat.to_owned(),
        messages: (0..40).collect(),
    };
    vec![
        row(
            0,
            "machine.relay_network",
            "machine",
            13.0,
            "45 of these 48 letters came through one network (203.0.113.0/24); 48 letters drawn at random from this archive use 3",
            "a campaign website that sends letters for the people who press its button does the same",
        ),
        row(
            0,
            "machine.client",
            "machine",
            5.0,
            "45 of 48 letters were written by one program (PHPMailer 6)",
            "a campaign website sends with one program",
        ),
        row(
            0,
            "clock.steps",
            "clock",
            6.0,
            "45 letters are 21 minutes apart, give or take 2 seconds, day and night",
            "a mail queue that is throttled sends at fixed steps",
        ),
        row(
            0,
            "template.own_words",
            "template",
            -3.0,
            "7 of 48 letters hold a paragraph of their own",
            "own words can be made by machine too",
        ),
        row(
            1,
            "template.spintax",
            "template",
            2.0,
            "one choice with three alternatives, used equally often",
            "a form with a drop-down list",
        ),
        row(
            1,
            "machine.mix",
            "machine",
            -1.6,
            "12 letters came through 3 networks, as the archive's letters do",
            "rented servers give a mix too",
        ),
        row(
            2,
            "machine.mix",
            "machine",
            -8.0,
            "217 senders use 61 networks and 24 clients",
            "rented servers give a mix too",
        ),
        row(
            2,
            "template.own_words",
            "template",
            -6.0,
            "74 of 220 letters hold a paragraph of their own",
            "own words can be made by machine too",
        ),
        row(
            3,
            "declared.list",
            "declared",
            -20.0,
            "all letters carry one List-Id and a way to unsubscribe",
            "headers can be copied",
        ),
    ]
}
