//! One picture or document: what it states, what was found on it, where its copies differ.

use askama::Template;

use super::{Asked, frame::Frame};
use crate::{
    case::media::{
        CopyRow,
        job::{Answer as Done, Job},
    },
    explore::{
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    media::{self, Mask},
    report::{
        clean, json_v1, load,
        media::{CarriedView, DIFFERS_BUT, in_short, sign},
        words::{LAWFUL, bytes, count, grouped},
    },
};

/// Copies that are named.
const COPIES: usize = 20;

/// Pixels of the longer side of a picture on a page.
const SIDE: u32 = 640;

#[derive(Template)]
#[template(path = "page/media.html")]
struct MediaPage {
    frame: Frame,
    lawful: &'static str,
    id: String,
    facts: String,
    sha256: String,
    short: &'static str,
    is_picture: bool,
    inside: String,
    carried: String,
    messages: Vec<String>,
    names: Vec<String>,
    states: Vec<(String, String)>,
    findings: Vec<Finding>,
    copies: Vec<Copy>,
    more_copies: String,
    differs_but: &'static str,
    troubles: Vec<String>,
}

struct Finding {
    number: usize,
    sign: &'static str,
    label: &'static str,
    text: String,
    caveat: String,
    weight: String,
    is_marked: bool,
}

struct Copy {
    other: String,
    text: String,
}

/// The page.
///
/// # Errors
/// When the case cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked, key: u32) -> Result<Answer, SiteError> {
    let Some(view) = load::picture(reader.case, key, reader.revealed)? else {
        return Ok(Answer::not_found());
    };
    if asked.format != Format::Html {
        return Ok(Answer::json_text(json_v1::carried(&view)));
    }
    let frame = Frame::of(reader, asked, "", &format!("Picture {}", view.id));
    Ok(Answer::page(&told(reader, frame, &view)))
}

fn told(reader: &Reader<'_>, frame: Frame, view: &CarriedView) -> MediaPage {
    let examined = &view.examined;
    let states = examined.facts.iter().map(|fact| {
        (
            fact.name.replace('_', " "),
            clean::line(&reader.text(&fact.value, &[])),
        )
    });
    MediaPage {
        frame,
        lawful: LAWFUL,
        id: view.id.clone(),
        facts: facts(examined),
        sha256: examined.sha256.clone(),
        short: if examined.size.is_some() {
            in_short(&examined.findings)
        } else {
            ""
        },
        is_picture: examined.size.is_some(),
        inside: view.inside.join(", "),
        carried: count(view.carriers, "message carries it", "messages carry it"),
        messages: view
            .messages
            .iter()
            .map(|message| format!("m{message}"))
            .collect(),
        names: view
            .names
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| clean::line(&reader.text(name, &[])))
            .collect(),
        states: states.collect(),
        findings: examined.findings.iter().enumerate().map(finding).collect(),
        copies: view
            .copies
            .iter()
            .take(COPIES)
            .map(|pair| copy(view, pair))
            .collect(),
        more_copies: more(view),
        differs_but: differs_but(view),
        troubles: examined
            .troubles
            .iter()
            .map(|trouble| clean::line(trouble))
            .collect(),
    }
}

/// Format, pixels and bytes in one line.
fn facts(examined: &media::Examined) -> String {
    let size = examined.size.map_or_else(String::new, |(width, height)| {
        format!(
            ", {} × {} pixels",
            grouped(width.into()),
            grouped(height.into())
        )
    });
    format!(
        "{}{size}, {}",
        examined
            .format
            .map_or("of no known format", |format| format.label()),
        bytes(examined.bytes)
    )
}

/// What stands behind the copies that are named.
fn more(view: &CarriedView) -> String {
    match view.copies.len().saturating_sub(COPIES) {
        0 => String::new(),
        more => format!(
            "{} more stand in the JSON of this page.",
            grouped(more as u64)
        ),
    }
}

/// What a differing copy does not tell; empty where none differs.
fn differs_but(view: &CarriedView) -> &'static str {
    let differs = view.copies.iter().any(|pair| pair.overlay_b.is_some());
    if differs { DIFFERS_BUT } else { "" }
}

fn finding((number, finding): (usize, &media::Finding)) -> Finding {
    let (sign, label) = sign(finding.tier);
    Finding {
        number,
        sign,
        label,
        text: clean::line(&finding.text),
        caveat: clean::line(&finding.caveat),
        weight: if finding.weight == 0.0 {
            String::new()
        } else {
            format!("{:+.1} dB", finding.weight)
        },
        is_marked: finding.mask.is_some(),
    }
}

fn copy(view: &CarriedView, pair: &CopyRow) -> Copy {
    let other = if format!("p{}", pair.a) == view.id {
        pair.b
    } else {
        pair.a
    };
    Copy {
        other: format!("p{other}"),
        text: clean::line(&pair.text),
    }
}

/// A small copy made anew from the pixels, marked by a finding where one is asked for.
///
/// # Errors
/// When the case cannot be read.
pub fn picture(reader: &Reader<'_>, key: u32, marked: Option<u32>) -> Result<Answer, SiteError> {
    let Some(view) = load::picture(reader.case, key, reader.revealed)? else {
        return Ok(Answer::not_found());
    };
    let mask: Option<Mask> = match marked {
        None => None,
        Some(number) => {
            let finding = view.examined.findings.get(number as usize);
            let Some(mask) = finding.and_then(|finding| finding.mask.clone()) else {
                return Ok(Answer::not_found());
            };
            Some(mask)
        }
    };
    let Some(of) = load::place(reader.case, key)? else {
        return Ok(Answer::not_found());
    };
    let job = Job::Preview {
        of,
        side: SIDE,
        mask,
    };
    let answers = reader.examiner.all(&[job], &|| {}, &|| false);
    Ok(match answers.into_iter().next() {
        Some(Ok(Done::Preview(Some(png)))) => Answer::of("image/png", png),
        _ => Answer::not_found(),
    })
}
