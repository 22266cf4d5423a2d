//! One campaign of the HTML report in words: what its template writes out.

use std::fmt::Write as _;

use super::{
    dossier::{CampaignDetail, Machine, Senders, Tied},
    evidence::bearing_sign,
    exemplar::{Change, Exemplar},
    html::LineView,
    page_pictures::PictureView,
    pictures,
    pieces::{Pattern, Shown, Slot},
    svg,
    timeline::Timeline,
    words::{self, count, grouped, minute, percent, signed},
};

/// Weights that differ by less are the same when rounded to tenths.
const SAME: f64 = 0.051;

/// A campaign in words.
pub(super) struct CampaignView {
    pub(super) head: LineView,
    pub(super) meaning: &'static str,
    pub(super) counts: String,
    pub(super) when: String,
    pub(super) evidence: Vec<EvidenceView>,
    pub(super) sum: String,
    pub(super) prior: String,
    pub(super) sum_note: String,
    pub(super) has_template: bool,
    pub(super) template_note: String,
    pub(super) pieces: Vec<PieceView>,
    pub(super) slots: Vec<SlotView>,
    pub(super) members: Vec<MemberView>,
    pub(super) timeline: String,
    pub(super) timeline_note: String,
    pub(super) senders: Vec<SenderView>,
    pub(super) senders_note: String,
    pub(super) machines: Vec<MachineView>,
    pub(super) pictures: Vec<PictureView>,
    pub(super) pictures_note: &'static str,
    pub(super) wanted: String,
}

pub(super) struct EvidenceView {
    pub(super) family: String,
    pub(super) rule: String,
    pub(super) text: String,
    pub(super) caveat: String,
    pub(super) weight: String,
    pub(super) counted: String,
    pub(super) rests_on: String,
    pub(super) bearings: Vec<BearingView>,
}

pub(super) struct BearingView {
    pub(super) word: &'static str,
    pub(super) sign: &'static str,
}

pub(super) struct PieceView {
    pub(super) slot: String,
    pub(super) text: String,
}

pub(super) struct SlotView {
    pub(super) number: u16,
    pub(super) kind: String,
    pub(super) distinct: String,
    pub(super) values: String,
}

pub(super) struct MemberView {
    pub(super) label: String,
    pub(super) facts: String,
    pub(super) runs: Vec<RunView>,
    pub(super) cut: String,
}

pub(super) struct RunView {
    pub(super) tag: &'static str,
    pub(super) text: String,
}

pub(super) struct SenderView {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) authentication: String,
    pub(super) messages: String,
    pub(super) elsewhere: String,
}

pub(super) struct MachineView {
    pub(super) feature: &'static str,
    pub(super) value: String,
    pub(super) messages: String,
    pub(super) here: String,
    pub(super) rest: String,
}

impl CampaignView {
    /// The campaign in words.
    pub(super) fn of(detail: &CampaignDetail) -> Self {
        let line = &detail.line;
        Self {
            head: LineView::of(line),
            meaning: words::verdict_meaning(line.verdict),
            counts: counts(detail),
            when: line.span.map_or_else(String::new, |_| {
                format!("Sent {} UTC.", words::span(line.span))
            }),
            evidence: evidence(detail),
            sum: signed(detail.sum),
            prior: detail.prior.map_or_else(String::new, signed),
            sum_note: sum_note(detail),
            has_template: detail.pattern.is_some(),
            template_note: detail
                .pattern
                .as_ref()
                .map_or_else(String::new, |p| template_note(p, detail)),
            pieces: detail
                .pattern
                .iter()
                .flat_map(|pattern| &pattern.pieces)
                .map(piece)
                .collect(),
            slots: detail
                .pattern
                .iter()
                .flat_map(|pattern| &pattern.slots)
                .map(slot)
                .collect(),
            members: detail.exemplars.iter().map(member).collect(),
            timeline: detail
                .timeline
                .as_ref()
                .map_or_else(String::new, |t| svg::timeline(t, &timeline_note(t))),
            timeline_note: detail
                .timeline
                .as_ref()
                .map_or_else(String::new, timeline_note),
            senders: senders(&detail.senders),
            senders_note: senders_note(&detail.senders),
            machines: detail.machines.iter().map(machine).collect(),
            pictures: detail.pictures.iter().map(PictureView::of).collect(),
            pictures_note: pictures::NOTE,
            wanted: wanted(detail),
        }
    }
}

/// How the members belong to the campaign.
pub(super) fn counts(detail: &CampaignDetail) -> String {
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

fn evidence(detail: &CampaignDetail) -> Vec<EvidenceView> {
    detail
        .evidence
        .iter()
        .map(|seen| {
            let examples: Vec<String> = seen
                .examples
                .iter()
                .map(|message| format!("m{message}"))
                .collect();
            let more = if seen.messages > examples.len() {
                " …"
            } else {
                ""
            };
            EvidenceView {
                family: seen.family.clone(),
                rule: super::clean::visible(&seen.rule),
                text: seen.text.clone(),
                caveat: seen.caveat.clone(),
                weight: signed(seen.weight),
                counted: signed(seen.counted),
                rests_on: format!(
                    "rests on {}: {}{more}",
                    count(seen.messages as u64, "message", "messages"),
                    examples.join(", ")
                ),
                bearings: seen
                    .bearings
                    .iter()
                    .map(|bearing| BearingView {
                        word: bearing.word(),
                        sign: bearing_sign(*bearing),
                    })
                    .collect(),
            }
        })
        .collect()
}

/// Says so when the case's weight is not the plain sum.
pub(super) fn sum_note(detail: &CampaignDetail) -> String {
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
pub(super) fn template_note(pattern: &Pattern, detail: &CampaignDetail) -> String {
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

fn piece(piece: &Shown) -> PieceView {
    match piece {
        Shown::Fixed(text) => PieceView {
            slot: String::new(),
            text: text.clone(),
        },
        Shown::Slot { number, label } => PieceView {
            slot: number.to_string(),
            text: label.clone(),
        },
    }
}

fn slot(slot: &Slot) -> SlotView {
    SlotView {
        number: slot.number,
        kind: slot.kind.clone(),
        distinct: grouped(slot.distinct as u64),
        values: values(slot),
    }
}

/// A slot's values in one line.
pub(super) fn values(slot: &Slot) -> String {
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

fn member(exemplar: &Exemplar) -> MemberView {
    MemberView {
        label: exemplar.label(),
        facts: facts(exemplar),
        runs: exemplar
            .text
            .iter()
            .map(|(change, text)| RunView {
                tag: match change {
                    Change::Same => "",
                    Change::Missing => "del",
                    Change::Own => "ins",
                },
                text: text.clone(),
            })
            .collect(),
        cut: match exemplar.words_cut {
            0 => String::new(),
            cut => format!("{} further words are not shown.", grouped(cut as u64)),
        },
    }
}

/// Id, sender, time, likeness and subject of a member in one line.
pub(super) fn facts(exemplar: &Exemplar) -> String {
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
pub(super) fn timeline_note(timeline: &Timeline) -> String {
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

fn senders(senders: &Senders) -> Vec<SenderView> {
    senders
        .list
        .iter()
        .map(|sender| SenderView {
            name: sender.name.clone(),
            class: sender.class,
            authentication: super::clean::visible(&sender.authentication),
            messages: grouped(sender.messages.into()),
            elsewhere: grouped(sender.elsewhere.into()),
        })
        .collect()
}

/// Classes of domains, and who is not listed.
pub(super) fn senders_note(senders: &Senders) -> String {
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

fn machine(line: &Machine) -> MachineView {
    MachineView {
        feature: line.feature,
        value: machine_value(line),
        messages: grouped(line.messages),
        here: percent(line.messages, line.of),
        rest: line
            .rest
            .map_or_else(|| "–".to_owned(), |(with, of)| percent(with, of)),
    }
}

/// The value, or how many further values a line stands for.
pub(super) fn machine_value(line: &Machine) -> String {
    match line.further {
        0 => line.value.clone(),
        further => count(further as u64, "further value", "further values"),
    }
}

/// What would decide it, also when it is decided.
pub(super) fn wanted(detail: &CampaignDetail) -> String {
    if !detail.wanted.is_empty() {
        return format!("This would decide it: {}", detail.wanted);
    }
    "Evidence of a family that has not spoken yet, an answer from people who are named as senders, or proof that an \
     innocent explanation in the table above applies."
        .to_owned()
}
