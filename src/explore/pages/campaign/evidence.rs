//! For and against: each observation with its weight, as a sum that can be checked, and the hypothesis matrix.

use askama::Template;

use super::{Frame, Head, Part};
use crate::{
    campaign::HYPOTHESES,
    explore::{
        pages::csv::Table,
        server::{answer::Answer, route::Format},
    },
    report::{
        clean,
        dossier::Tied,
        evidence::{Observation, bearing_sign},
        sentences,
        words::{LAWFUL, count, signed},
    },
};

#[derive(Template)]
#[template(path = "page/evidence.html")]
struct EvidenceTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    evidence: Vec<Line>,
    sum: String,
    prior: String,
    sum_note: String,
    hypotheses: [(&'static str, &'static str); 6],
    ties: Vec<Tied>,
    wanted: String,
}

struct Line {
    family: String,
    rule: String,
    text: String,
    caveat: String,
    weight: String,
    counted: String,
    rests_on: String,
    examples: Vec<String>,
    more: bool,
    bearings: Vec<(&'static str, &'static str)>,
}

/// The tab.
pub(super) fn page(part: Part<'_>) -> Answer {
    let detail = part.detail;
    if part.asked.format == Format::Csv {
        return Answer::csv(
            &format!("{}-evidence", part.head.id),
            table(&detail.evidence),
        );
    }
    Answer::page(&EvidenceTab {
        lawful: LAWFUL,
        evidence: detail.evidence.iter().map(line).collect(),
        sum: signed(detail.sum),
        prior: detail.prior.map_or_else(String::new, signed),
        sum_note: sentences::sum_note(detail),
        hypotheses: HYPOTHESES,
        ties: detail.ties.clone(),
        wanted: sentences::wanted(detail),
        head: part.head,
        frame: part.frame,
    })
}

fn line(seen: &Observation) -> Line {
    Line {
        family: seen.family.clone(),
        rule: clean::visible(&seen.rule),
        text: seen.text.clone(),
        caveat: seen.caveat.clone(),
        weight: signed(seen.weight),
        counted: signed(seen.counted),
        rests_on: count(seen.messages as u64, "message", "messages"),
        examples: seen
            .examples
            .iter()
            .map(|message| format!("m{message}"))
            .collect(),
        more: seen.messages > seen.examples.len(),
        bearings: seen
            .bearings
            .iter()
            .map(|bearing| (bearing.word(), bearing_sign(*bearing)))
            .collect(),
    }
}

fn table(evidence: &[Observation]) -> String {
    let mut columns = vec![
        "family",
        "rule",
        "observation",
        "innocent_explanation",
        "weight_db",
        "counts_db",
        "messages",
    ];
    columns.extend(HYPOTHESES.iter().map(|(name, _)| *name));
    let mut table = Table::new(&columns);
    for seen in evidence {
        let mut cells = vec![
            seen.family.clone(),
            seen.rule.clone(),
            seen.text.clone(),
            seen.caveat.clone(),
            format!("{:.2}", seen.weight),
            format!("{:.2}", seen.counted),
            seen.messages.to_string(),
        ];
        cells.extend(
            seen.bearings
                .iter()
                .map(|bearing| bearing.word().to_owned()),
        );
        table.row(cells);
    }
    table.text()
}
