//! The report builder: which campaigns and sections, in which format; to look at, and to keep.

use askama::Template;

use super::{Asked, frame::Frame};
use crate::{
    explore::{
        server::{answer::Answer, params::Params, params::encoded, route::id_of},
        site::{Reader, SiteError},
    },
    report::{
        self, DETAILED, Dossier,
        judgements::JudgementLine,
        load::{self, Details},
        words::{LAWFUL, verdict_label, verdict_sign},
    },
};

/// Campaigns that can be ticked.
const LISTED: usize = 100;

/// Campaigns that a report built here tells in detail at most.
const MOST: usize = 200;

/// Sections that can be left out: word, label. What a report must say cannot.
const SECTIONS: [(&str, &str); 9] = [
    ("template", "Templates"),
    ("members", "Members, as they differ"),
    ("timeline", "Timelines"),
    ("senders", "Senders"),
    ("machines", "Machines"),
    ("pictures", "Pictures"),
    ("clusters", "Accounts that act together"),
    ("protected", "Protected names"),
    ("judgements", "Verdict log"),
];

/// Formats: word, label.
const FORMATS: [(&str, &str); 3] = [
    ("html", "HTML, one file"),
    ("md", "Markdown"),
    ("json", "JSON"),
];

#[derive(Template)]
#[template(path = "page/report.html")]
struct Builder {
    frame: Frame,
    lawful: &'static str,
    campaigns: Vec<Tick>,
    more: String,
    others: String,
    sections: Vec<Tick>,
    formats: Vec<Tick>,
    contact: String,
    is_built: bool,
    view: String,
    file: String,
    usual: usize,
}

struct Tick {
    value: String,
    label: String,
    ticked: bool,
}

/// The page.
#[must_use]
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Answer {
    let params = &asked.params;
    let is_built = params.get("build").is_some();
    let chosen = chosen(params);
    let line = |line: &report::dossier::CampaignLine| Tick {
        value: line.id(),
        label: format!(
            "{} {} {} · {}",
            line.id(),
            verdict_sign(line.verdict),
            verdict_label(line.verdict),
            report::clean::shorten(&line.summary, 80)
        ),
        ticked: chosen.contains(&line.key),
    };
    let all = &reader.dossier.campaigns;
    let listed: Vec<u32> = all.iter().take(LISTED).map(|line| line.key).collect();
    let others: Vec<String> = chosen
        .iter()
        .filter(|key| !listed.contains(key))
        .map(|key| format!("c{key}"))
        .collect();
    let query = asked.path.split_once('?').map_or("", |(_, query)| query);
    let frame = Frame::of(reader, asked, "report", "Report");
    Answer::page(&Builder {
        frame,
        lawful: LAWFUL,
        campaigns: all.iter().take(LISTED).map(line).collect(),
        more: if all.len() > LISTED {
            format!(
                "The first {LISTED} in the report's order are listed; enter others by their ids."
            )
        } else {
            String::new()
        },
        others: others.join(" "),
        sections: sections(params, is_built),
        formats: formats(params),
        contact: params.given("contact").unwrap_or_default().to_owned(),
        is_built,
        view: format!("/report/view?{query}"),
        file: format!(
            "/report/file?{query}&name={}",
            encoded(&reader.dossier.case)
        ),
        usual: DETAILED,
    })
}

fn sections(params: &Params, is_built: bool) -> Vec<Tick> {
    let tick = |(word, label): &(&str, &str)| Tick {
        value: (*word).to_owned(),
        label: (*label).to_owned(),
        ticked: !is_built || params.all("section").any(|section| section == *word),
    };
    SECTIONS.iter().map(tick).collect()
}

fn formats(params: &Params) -> Vec<Tick> {
    let tick = |(word, label): &(&str, &str)| Tick {
        value: (*word).to_owned(),
        label: (*label).to_owned(),
        ticked: *word == params.given("format").unwrap_or("html"),
    };
    FORMATS.iter().map(tick).collect()
}

/// The campaigns that are asked for, by their keys.
fn chosen(params: &Params) -> Vec<u32> {
    let ticked = params.all("campaign").map(str::to_owned);
    let typed = params.given("others").unwrap_or_default().to_owned();
    let typed: Vec<String> = typed.split([' ', ',', ';']).map(str::to_owned).collect();
    let mut keys: Vec<u32> = ticked
        .chain(typed)
        .filter_map(|id| id_of('c', id.trim()))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(MOST);
    keys
}

/// The report as it is chosen, made of what was told already; `None` where it shows pictures, whose pixels are not kept.
fn told(reader: &Reader<'_>, params: &Params) -> Result<Option<Dossier>, SiteError> {
    let chosen = chosen(params);
    let mut dossier = reader.dossier.clone();
    for line in &mut dossier.campaigns {
        let is_first = chosen.is_empty() && dossier.details.len() < DETAILED;
        if !is_first && !chosen.contains(&line.key) {
            continue;
        }
        let Some(detail) = reader.detail(line.key)? else {
            return Ok(None);
        };
        if !detail.pictures.is_empty() {
            return Ok(None);
        }
        line.detailed = true;
        dossier.details.push(detail);
    }
    dossier.contact = params.given("contact").map(report::clean::visible);
    dossier.judgements = reader.judgements.iter().map(JudgementLine::of).collect();
    Ok(Some(dossier))
}

/// The report as it is chosen.
fn dossier(reader: &Reader<'_>, params: &Params) -> Result<Dossier, SiteError> {
    let has = |section: &str| params.all("section").any(|known| known == section);
    let mut dossier = match told(reader, params)? {
        Some(dossier) => dossier,
        None => loaded(reader, params)?,
    };
    for detail in &mut dossier.details {
        if !has("template") {
            detail.pattern = None;
        }
        if !has("members") {
            detail.exemplars.clear();
        }
        if !has("timeline") {
            detail.timeline = None;
        }
        if !has("senders") {
            detail.senders.list.clear();
        }
        if !has("machines") {
            detail.machines.clear();
        }
        if !has("pictures") {
            detail.pictures.clear();
        }
    }
    if !has("clusters") {
        dossier.communities = None;
    }
    if !has("protected") {
        dossier.impersonations = None;
    }
    if !has("judgements") {
        dossier.judgements.clear();
    }
    Ok(dossier)
}

/// The same, loaded from the case.
fn loaded(reader: &Reader<'_>, params: &Params) -> Result<Dossier, SiteError> {
    let chosen = chosen(params);
    let choice = load::Choice {
        details: if chosen.is_empty() {
            Details::First
        } else {
            Details::Chosen(chosen)
        },
        revealed: reader.revealed,
        contact: params.given("contact").map(str::to_owned),
        examiner: reader.examiner,
    };
    Ok(load::dossier(reader.case, &choice)?)
}

/// The report as it is chosen, to look at.
///
/// # Errors
/// When the case cannot be read.
pub fn view(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    Ok(Answer::report(report::html(&dossier(
        reader,
        &asked.params,
    )?)))
}

/// The same to keep.
///
/// # Errors
/// When the case cannot be read.
pub fn file(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let dossier = dossier(reader, &asked.params)?;
    let stem = reader.dossier.case.clone();
    Ok(match asked.params.given("format") {
        Some("md") => Answer::of(
            "text/markdown; charset=utf-8",
            report::markdown(&dossier).into_bytes(),
        )
        .to_keep(&format!("{stem}.md")),
        Some("json") => Answer::json_text(report::json(&dossier)).to_keep(&format!("{stem}.json")),
        _ => Answer::report(report::html(&dossier)).to_keep(&format!("{stem}.html")),
    })
}
