//! What a campaign is: the verdict in words, what speaks for and against it, its template.

use askama::Template;

use super::{Frame, Head, Part};
use crate::{
    explore::{graph::timeline::timeline, server::answer::Answer, site::SiteError},
    report::{
        clean,
        evidence::{Observation, SPEAKS},
        judgements::JudgementLine,
        pieces::{Shown, Slot},
        sentences,
        words::{self, LAWFUL, grouped, signed},
    },
};

/// Observations told on each side.
const TOLD: usize = 4;

/// Values of a slot that are linked.
const VALUES: usize = 12;

/// Characters of a value.
const VALUE: usize = 120;

#[derive(Template)]
#[template(path = "page/summary.html")]
struct SummaryTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    meaning: &'static str,
    counts: String,
    when: String,
    said: String,
    speaks_for: Vec<Reason>,
    speaks_against: Vec<Reason>,
    has_template: bool,
    template_note: String,
    pieces: Vec<Piece>,
    slots: Vec<SlotItem>,
    timeline: String,
    wanted: String,
}

struct Reason {
    counted: String,
    text: String,
    caveat: String,
}

struct Piece {
    number: String,
    text: String,
}

struct SlotItem {
    number: u16,
    kind: String,
    distinct: String,
    values: Vec<ValueItem>,
    note: String,
}

struct ValueItem {
    key: u32,
    value: String,
    messages: String,
}

/// The tab.
pub(super) fn page(part: Part<'_>) -> Result<Answer, SiteError> {
    let detail = part.detail;
    let pattern = detail.pattern.as_ref();
    let slots: Result<Vec<SlotItem>, SiteError> = pattern
        .iter()
        .flat_map(|pattern| pattern.slots.iter().map(|slot| (pattern.group, slot)))
        .map(|(group, slot)| slot_item(&part, group, slot))
        .collect();
    let href = format!("/search?q=campaign%3A{}&", part.head.id);
    let said = part
        .reader
        .judgements
        .iter()
        .rfind(|judged| !judged.withdrawn && judged.judgement.campaign == detail.line.key);
    Ok(Answer::page(&SummaryTab {
        lawful: LAWFUL,
        meaning: words::verdict_meaning(detail.line.verdict),
        counts: sentences::counts(detail),
        when: detail.line.span.map_or_else(String::new, |_| {
            format!("Sent {} UTC.", words::span(detail.line.span))
        }),
        said: said.map_or_else(String::new, |judged| {
            let line = JudgementLine::of(judged);
            [line.says, line.likelihood]
                .into_iter()
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }),
        speaks_for: reasons(&detail.evidence, |counted| counted >= SPEAKS),
        speaks_against: reasons(&detail.evidence, |counted| counted <= -SPEAKS),
        has_template: pattern.is_some(),
        template_note: pattern.map_or_else(String::new, |pattern| {
            sentences::template_note(pattern, detail)
        }),
        pieces: pattern
            .iter()
            .flat_map(|pattern| &pattern.pieces)
            .map(piece)
            .collect(),
        slots: slots?,
        timeline: detail.timeline.as_ref().map_or_else(String::new, |line| {
            timeline(
                line,
                &href,
                (None, None),
                "Messages of this campaign in time",
            )
        }),
        wanted: sentences::wanted(detail),
        head: part.head,
        frame: part.frame,
    }))
}

fn reasons(evidence: &[Observation], side: impl Fn(f64) -> bool) -> Vec<Reason> {
    let mut of: Vec<&Observation> = evidence.iter().filter(|seen| side(seen.counted)).collect();
    of.sort_by(|a, b| b.counted.abs().total_cmp(&a.counted.abs()));
    of.into_iter()
        .take(TOLD)
        .map(|seen| Reason {
            counted: signed(seen.counted),
            text: seen.text.clone(),
            caveat: seen.caveat.clone(),
        })
        .collect()
}

fn piece(piece: &Shown) -> Piece {
    match piece {
        Shown::Fixed(text) => Piece {
            number: String::new(),
            text: text.clone(),
        },
        Shown::Slot { number, label } => Piece {
            number: number.to_string(),
            text: label.clone(),
        },
    }
}

fn slot_item(part: &Part<'_>, group: u32, slot: &Slot) -> Result<SlotItem, SiteError> {
    let hidden = slot.personal && !part.reader.revealed;
    let values = if hidden {
        Vec::new()
    } else {
        part.reader.index.values_of(group, slot.number, 0)?.rows
    };
    let told: Vec<ValueItem> = values
        .iter()
        .take(VALUES)
        .map(|value| {
            let text = clean::line(&part.reader.text(&value.value, &[]));
            ValueItem {
                key: value.key,
                value: match text.trim() {
                    "" => "(nothing)".to_owned(),
                    text => clean::shorten(text, VALUE),
                },
                messages: grouped(value.messages.into()),
            }
        })
        .collect();
    let left = slot.distinct.saturating_sub(told.len());
    Ok(SlotItem {
        number: slot.number,
        kind: slot.kind.clone(),
        distinct: grouped(slot.distinct as u64),
        note: if hidden {
            "names or addresses, shown only with the key".to_owned()
        } else if left > 0 && !told.is_empty() {
            format!("and {} more", grouped(left as u64))
        } else if told.is_empty() {
            sentences::values(slot)
        } else {
            String::new()
        },
        values: told,
    })
}
