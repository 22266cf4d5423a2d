//! One campaign of the HTML report in words: what its template writes out.

use super::{
    dossier::{CampaignDetail, Machine, Senders},
    evidence::bearing_sign,
    exemplar::{Change, Exemplar},
    html::LineView,
    page_pictures::PictureView,
    pictures,
    pieces::{Shown, Slot},
    sentences, svg,
    words::{self, count, grouped, percent, signed},
};

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
    pub(super) class: String,
    pub(super) authentication: String,
    pub(super) messages: String,
    pub(super) elsewhere: String,
}

pub(super) struct MachineView {
    pub(super) feature: String,
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
            counts: sentences::counts(detail),
            when: line.span.map_or_else(String::new, |_| {
                format!("Sent {} UTC.", words::span(line.span))
            }),
            evidence: evidence(detail),
            sum: signed(detail.sum),
            prior: detail.prior.map_or_else(String::new, signed),
            sum_note: sentences::sum_note(detail),
            has_template: detail.pattern.is_some(),
            template_note: detail
                .pattern
                .as_ref()
                .map_or_else(String::new, |p| sentences::template_note(p, detail)),
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
            timeline: detail.timeline.as_ref().map_or_else(String::new, |t| {
                svg::timeline(t, &sentences::timeline_note(t))
            }),
            timeline_note: detail
                .timeline
                .as_ref()
                .map_or_else(String::new, sentences::timeline_note),
            senders: senders(&detail.senders),
            senders_note: sentences::senders_note(&detail.senders),
            machines: detail.machines.iter().map(machine).collect(),
            pictures: detail.pictures.iter().map(PictureView::of).collect(),
            pictures_note: pictures::NOTE,
            wanted: sentences::wanted(detail),
        }
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
        values: sentences::values(slot),
    }
}

fn member(exemplar: &Exemplar) -> MemberView {
    MemberView {
        label: exemplar.label(),
        facts: sentences::member(exemplar),
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

fn senders(senders: &Senders) -> Vec<SenderView> {
    senders
        .list
        .iter()
        .map(|sender| SenderView {
            name: sender.name.clone(),
            class: sender.class.to_string(),
            authentication: super::clean::visible(&sender.authentication),
            messages: grouped(sender.messages.into()),
            elsewhere: grouped(sender.elsewhere.into()),
        })
        .collect()
}

fn machine(line: &Machine) -> MachineView {
    MachineView {
        feature: line.feature.to_string(),
        value: sentences::machine_value(line),
        messages: grouped(line.messages),
        here: percent(line.messages, line.of),
        rest: line
            .rest
            .map_or_else(|| "–".to_owned(), |(with, of)| percent(with, of)),
    }
}
