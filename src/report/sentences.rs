//! What reports and pages say around their tables, in sentences.
//!
//! In: parts of a [`Dossier`]. Out: sentences, the same in every rendering.

use std::fmt::Write as _;

use super::{
    dossier::{CampaignDetail, Dossier, Machine, Senders, Tied},
    exemplar::Exemplar,
    impersonations,
    pieces::{Pattern, Slot},
    timeline::Timeline,
    words::{self, count, grouped, minute, percent, signed},
};

/// Weights that differ by less are the same when rounded to tenths.
const SAME: f64 = 0.051;

/// Likelihood words and their percentages apart, so that a line never breaks within these.
#[must_use]
pub fn split(likelihood: &str) -> (String, String) {
    let (words, percentages) = likelihood
        .split_once(" (")
        .map_or((likelihood, String::new()), |(words, rest)| {
            (words, format!("({rest}"))
        });
    (words.to_owned(), percentages)
}

/// The numbers below the title.
#[must_use]
pub fn numbers(d: &Dossier) -> String {
    format!(
        "{} from {} · {} · {} · {}",
        count(d.totals.messages, "message", "messages"),
        count(d.totals.accounts, "account", "accounts"),
        words::span(d.totals.span),
        count(d.totals.groups, "group", "groups"),
        count(d.campaigns.len() as u64, "campaign", "campaigns"),
    )
}

/// The sentence on the messages outside campaigns.
#[must_use]
pub fn alone(d: &Dossier) -> String {
    let share = percent(d.totals.alone, d.totals.messages);
    let more = d.campaigns.len().saturating_sub(super::html::FINDINGS);
    let mut text = format!(
        "{share} of messages stand alone: {} of {} belong to no campaign.",
        grouped(d.totals.alone),
        grouped(d.totals.messages)
    );
    if more > 0 {
        let _ = write!(
            text,
            " {} further campaigns are in the table of campaigns.",
            grouped(more as u64)
        );
    }
    text
}

/// What the table of sources leaves out, and what was read with care.
#[must_use]
pub fn sources_note(d: &Dossier) -> String {
    let mut parts = Vec::new();
    if d.sources.hidden > 0 {
        parts.push(format!(
            "{} more files are in the case.",
            grouped(d.sources.hidden as u64)
        ));
    }
    if !d.sources.care.is_empty() {
        let kinds: Vec<String> = d
            .sources
            .care
            .iter()
            .map(|(cause, number)| format!("{cause} ({})", grouped(*number)))
            .collect();
        parts.push(format!("Read with care: {}.", kinds.join("; ")));
    }
    parts.join(" ")
}

/// Which analysis the report tells of.
#[must_use]
pub fn run_note(d: &Dossier) -> String {
    d.run.as_ref().map_or_else(
        || "No analysis is recorded in this case.".to_owned(),
        |run| {
            let messages = count(run.messages, "message", "messages");
            format!(
                "Analysis {} by refrain {}, over {messages}.",
                run.number, run.version
            )
        },
    )
}

/// How many campaigns are told in detail.
#[must_use]
pub fn campaigns_note(d: &Dossier) -> String {
    let left = d.campaigns.len().saturating_sub(d.details.len());
    let order = "Operated first, then undetermined, both by weight; then form letters and bulk senders by size.";
    if left == 0 {
        order.to_owned()
    } else {
        format!(
            "{order} {} told in detail below; {} stand in this table only.",
            d.details.len(),
            grouped(left as u64)
        )
    }
}

/// The commands that repeat the work.
#[must_use]
pub fn commands(d: &Dossier) -> String {
    let quoted = |text: &str| {
        let plain = text
            .chars()
            .all(|c| c.is_alphanumeric() || "./_-+:".contains(c));
        if plain && !text.is_empty() {
            text.to_owned()
        } else {
            format!("'{}'", text.replace('\'', "'\\''"))
        }
    };
    let inputs: Vec<String> = d
        .sources
        .files
        .iter()
        .take(6)
        .map(|file| quoted(&file.name))
        .collect();
    let more = if d.sources.files.len() + d.sources.hidden > 6 {
        " …"
    } else {
        ""
    };
    let case = quoted(&format!("{}.case", d.case));
    format!(
        "refrain --version    # {}\nrefrain scan {}{more}{} --case {case}\nrefrain verify {case} --sources\nrefrain report {case} -o report.html",
        d.version,
        inputs.join(" "),
        impersonations::argument(d, quoted),
    )
}

/// How senders are shown.
#[must_use]
pub const fn names_note(d: &Dossier) -> &'static str {
    if d.revealed {
        "Senders are shown by their addresses: this copy holds personal data."
    } else {
        "Senders appear as pseudonyms; names and addresses in texts are masked as far as they are known."
    }
}

/// How the members belong to the campaign.
#[must_use]
pub fn counts(detail: &CampaignDetail) -> String {
    let [near, partial, paraphrase] = detail.kinds;
    let mut parts = vec![format!("{} near the same", grouped(near))];
    if partial > 0 {
        parts.push(format!("{} that hold a passage of it", grouped(partial)));
    }
    if paraphrase > 0 {
        parts.push(format!(
            "{} that say the same in other words",
            grouped(paraphrase)
        ));
    }
    let mut text = format!(
        "Its texts: {}; {}.",
        parts.join(", "),
        count(detail.groups as u64, "group", "groups")
    );
    if let Some(operation) = detail.line.operation {
        let _ = write!(
            text,
            " Evidence ties it to the other campaigns of operation {operation}{}.",
            ties(&detail.ties)
        );
    }
    if let Some(beside) = detail.line.beside {
        let _ = write!(
            text,
            " The same text was also sent by others, through other machines: they are c{beside}, and are weighed on their own."
        );
    }
    text
}

/// Ties that are told; the table holds all.
const TIES: usize = 4;

/// `: with c5 by the relay network “192.0.2.0/24” (34 and 20 senders, 0 elsewhere)`.
fn ties(ties: &[Tied]) -> String {
    let one = |tie: &Tied| {
        let [own, theirs] = tie.senders;
        let elsewhere = tie.elsewhere;
        if tie.value.is_empty() {
            format!(
                "with {} by {own} senders of both who wrote nothing else",
                tie.campaign
            )
        } else {
            format!(
                "with {} by the {} “{}” ({own} and {theirs} senders, {elsewhere} elsewhere)",
                tie.campaign, tie.shared, tie.value
            )
        }
    };
    let told: Vec<String> = ties.iter().take(TIES).map(one).collect();
    let more = ties.len().saturating_sub(TIES);
    match (told.is_empty(), more) {
        (true, _) => String::new(),
        (_, 0) => format!(": {}", told.join("; ")),
        _ => format!(": {}; and {more} more", told.join("; ")),
    }
}

/// Says so when the case's weight is not the plain sum.
#[must_use]
pub fn sum_note(detail: &CampaignDetail) -> String {
    if (detail.sum - detail.line.weight).abs() < SAME {
        String::new()
    } else {
        format!(
            "The case holds {} dB for this campaign: the program sets bounds to what a sum may weigh.",
            signed(detail.line.weight)
        )
    }
}

/// How well the template explains its members.
#[must_use]
pub fn template_note(pattern: &Pattern, detail: &CampaignDetail) -> String {
    let mut text = format!(
        "Fixed words and choices explain {:.0} % of the members' words.",
        pattern.coverage * 100.0
    );
    let own = match pattern.own_words {
        Some(own) => format!(
            " {} of {} ({}) add words of their own.",
            grouped(own.into()),
            count(pattern.members.into(), "member", "members"),
            percent(own.into(), pattern.members.into())
        ),
        None => " It has no place where members add words of their own.".to_owned(),
    };
    text.push_str(&own);
    if detail.patterns_hidden > 0 {
        let _ = write!(
            text,
            " This is the template of the largest group; {} more are in the case.",
            grouped(detail.patterns_hidden as u64)
        );
    }
    text
}

/// A slot's values in one line.
#[must_use]
pub fn values(slot: &Slot) -> String {
    if slot.values.is_empty() && slot.personal {
        return "names or addresses, shown only with the key".to_owned();
    }
    let mut parts: Vec<String> = slot
        .values
        .iter()
        .map(|(value, members)| {
            let value = if value.is_empty() { "(nothing)" } else { value };
            if *members > 0 {
                format!("{value} ×{}", grouped((*members).into()))
            } else {
                value.to_owned()
            }
        })
        .collect();
    if slot.hidden > 0 {
        parts.push(format!("{} more", grouped(slot.hidden as u64)));
    }
    parts.join(" · ")
}

/// Id, sender, time, likeness and subject of a member in one line.
#[must_use]
pub fn member(exemplar: &Exemplar) -> String {
    let mut parts = vec![format!("m{}", exemplar.message), exemplar.sender.clone()];
    parts.extend(exemplar.sent_at.map(|time| format!("{} UTC", minute(time))));
    parts.extend(
        exemplar
            .similarity
            .map(|likeness| format!("likeness {likeness:.2}")),
    );
    if !exemplar.subject.is_empty() {
        parts.push(format!("“{}”", exemplar.subject));
    }
    parts.join(" · ")
}

/// The timeline in words: what a person who cannot see it needs.
#[must_use]
pub fn timeline_note(timeline: &Timeline) -> String {
    let (peak, most) = timeline.peak();
    let mut text = format!(
        "Messages of this campaign per {} (bars), UTC; most in the one from {}: {}. The dashed line is the whole \
         archive's rhythm, to its own scale.",
        timeline.step_name,
        minute(peak),
        grouped(most.into())
    );
    if timeline.outside > 0 {
        let outside = count(timeline.outside.into(), "message lies", "messages lie");
        let _ = write!(text, " {outside} outside this window.");
    }
    text
}

/// Classes of domains, and who is not listed.
#[must_use]
pub fn senders_note(senders: &Senders) -> String {
    let [freemail, own, shared] = senders.classes;
    let mut text = format!(
        "Accounts by domain: {} freemail, {} with a domain of their own in this campaign, {} that share a domain.",
        grouped(freemail),
        grouped(own),
        grouped(shared)
    );
    if senders.hidden > 0 {
        let _ = write!(
            text,
            " {} more senders are not listed.",
            grouped(senders.hidden as u64)
        );
    }
    if senders.nameless > 0 {
        let nameless = count(senders.nameless, "message names", "messages name");
        let _ = write!(text, " {nameless} no sender.");
    }
    text
}

/// The value, or how many further values a line stands for.
#[must_use]
pub fn machine_value(line: &Machine) -> String {
    match line.further {
        0 => line.value.clone(),
        further => count(further as u64, "further value", "further values"),
    }
}

/// What would decide it, also when it is decided.
#[must_use]
pub fn wanted(detail: &CampaignDetail) -> String {
    if !detail.wanted.is_empty() {
        return format!("This would decide it: {}", detail.wanted);
    }
    "Evidence of a family that has not spoken yet, an answer from people who are named as senders, or proof that an \
     innocent explanation in the table above applies."
        .to_owned()
}
