//! Notes and verdicts of a campaign: read, and entered in the log.

use askama::Template;
use serde::Serialize;

use super::{
    campaign::{Head, Part},
    csv::Table,
    frame::Frame,
};
use crate::{
    campaign::Verdict,
    case::judgements::{CONFIDENCES, Judgement, LIKELIHOODS, Saying},
    explore::{
        server::{
            answer::Answer,
            params::Params,
            route::{Format, id_of},
        },
        site::{Reader, SiteError},
    },
    report::{
        judgements::JudgementLine,
        words::{LAWFUL, verdict_label},
    },
};

#[derive(Template)]
#[template(path = "page/notes.html")]
struct NotesTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    entries: Vec<JudgementLine>,
    verdicts: Vec<(&'static str, &'static str)>,
    likelihoods: [&'static str; 7],
    confidences: [&'static str; 3],
    disputed: String,
}

#[derive(Serialize)]
struct NotesV1<'a> {
    schema: &'static str,
    campaign: &'a str,
    judgements: Vec<JudgementLine>,
}

/// The tab.
pub(super) fn page(part: Part<'_>) -> Answer {
    let of = part.reader.judgements.iter();
    let entries: Vec<JudgementLine> = of
        .filter(|judged| judged.judgement.campaign == part.detail.line.key)
        .map(JudgementLine::of)
        .collect();
    match part.asked.format {
        Format::Json => Answer::json(&NotesV1 {
            schema: "refrain.judgements/1",
            campaign: &part.head.id,
            judgements: entries,
        }),
        Format::Csv => Answer::csv(&format!("{}-notes", part.head.id), table(&entries)),
        Format::Html => Answer::page(&NotesTab {
            lawful: LAWFUL,
            entries,
            verdicts: Verdict::ALL
                .iter()
                .map(|&verdict| (verdict.word(), verdict_label(verdict)))
                .collect(),
            likelihoods: LIKELIHOODS,
            confidences: CONFIDENCES,
            disputed: part
                .asked
                .params
                .get("message")
                .filter(|id| id_of('m', id).is_some())
                .unwrap_or_default()
                .to_owned(),
            head: part.head,
            frame: part.frame,
        }),
    }
}

fn table(entries: &[JudgementLine]) -> String {
    let mut table = Table::new(&[
        "entry",
        "at_unix",
        "campaign",
        "says",
        "likelihood",
        "confidence",
        "remark",
        "by",
        "withdrawn",
    ]);
    for line in entries {
        table.row([
            line.entry.to_string(),
            line.at.to_string(),
            line.campaign.clone(),
            line.says.clone(),
            line.likelihood.clone(),
            line.confidence.clone(),
            line.remark.clone(),
            line.by.clone(),
            line.withdrawn.to_string(),
        ]);
    }
    table.text()
}

/// Enters what a form says.
///
/// # Errors
/// When the log cannot be written.
pub fn enter(reader: &Reader<'_>, campaign: u32, form: &Params) -> Result<Answer, SiteError> {
    if !reader
        .dossier
        .campaigns
        .iter()
        .any(|line| line.key == campaign)
    {
        return Ok(Answer::not_found());
    }
    let saying = match saying(reader, campaign, form)? {
        Ok(saying) => saying,
        Err(what) => return Ok(Answer::unclear(what)),
    };
    reader.case.judge(&Judgement {
        campaign,
        saying,
        remark: form.given("remark").unwrap_or_default().to_owned(),
        by: form.given("by").unwrap_or_default().to_owned(),
    })?;
    Ok(Answer::to(&format!("/campaigns/c{campaign}/notes?done=1")))
}

fn saying(
    reader: &Reader<'_>,
    campaign: u32,
    form: &Params,
) -> Result<Result<Saying, &'static str>, SiteError> {
    Ok(match form.given("what") {
        Some("note") if form.given("remark").is_some() => Ok(Saying::Note),
        Some("note") => Err("A note needs words. Go back, and write some."),
        Some("verdict") => verdict(form),
        Some("not_a_member") => {
            let Some(message) = form.given("message").and_then(|id| id_of('m', id)) else {
                return Ok(Err(
                    "Which message? Its id looks like m7. Go back, and enter it.",
                ));
            };
            let known = reader.index.message(message)?;
            if known.is_some_and(|row| row.campaign == Some(campaign)) {
                Ok(Saying::NotAMember { message })
            } else {
                Err("This message is not counted in this campaign, so there is nothing to dispute.")
            }
        }
        Some("withdraw") => {
            let entry = form.given("entry").and_then(|entry| entry.parse().ok());
            let fits = |entry: &u32| {
                let mut of = reader.judgements.iter();
                of.any(|judged| {
                    judged.entry == *entry
                        && judged.judgement.campaign == campaign
                        && !judged.withdrawn
                })
            };
            entry.filter(fits).map_or(
                Err("There is no such entry of this campaign, or it is withdrawn already."),
                |entry| Ok(Saying::Withdrawn { entry }),
            )
        }
        _ => Err("The form does not say what to enter. Go back, and load the page again."),
    })
}

fn verdict(form: &Params) -> Result<Saying, &'static str> {
    let one_of = |name: &str, all: &[&str]| {
        let value = form.given(name)?;
        all.contains(&value).then(|| value.to_owned())
    };
    let parts = (
        form.given("verdict").and_then(Verdict::from_word),
        one_of("likelihood", &LIKELIHOODS),
        one_of("confidence", &CONFIDENCES),
    );
    let (Some(verdict), Some(likelihood), Some(confidence)) = parts else {
        return Err(
            "A verdict needs three things: the verdict, how likely it is, and how sure you are of that. Go back, and choose each.",
        );
    };
    Ok(Saying::Verdict {
        verdict,
        likelihood,
        confidence,
    })
}
