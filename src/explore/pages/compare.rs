//! Two messages side by side, and in one column.

use askama::Template;
use serde::Serialize;

use super::{Asked, differences::Differences, frame::Frame, message::Shown};
use crate::{
    explore::{
        server::{
            answer::Answer,
            route::{Format, id_of},
        },
        site::{Reader, SiteError},
    },
    report::words::{LAWFUL, grouped},
};

#[derive(Template)]
#[template(path = "page/compare.html")]
struct ComparePage {
    frame: Frame,
    lawful: &'static str,
    a: String,
    b: String,
    wrong: String,
    sides: Vec<Side>,
    differences: Differences,
    cut: String,
}

#[derive(Serialize)]
struct Side {
    id: String,
    facts: String,
    subject: String,
}

#[derive(Serialize)]
struct CompareV1 {
    schema: &'static str,
    messages: Vec<Side>,
    differences: Differences,
}

/// The page.
///
/// # Errors
/// When the case cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let given = |name: &str| asked.params.given(name).unwrap_or_default().to_owned();
    let (a, b) = (given("a"), given("b"));
    let mut wrong = String::new();
    let mut sides = Vec::new();
    let mut texts = Vec::new();
    for id in [&a, &b].into_iter().filter(|id| !id.is_empty()) {
        let shown = match id_of('m', id) {
            Some(key) => Shown::load(reader, key)?,
            None => None,
        };
        match shown {
            None => {
                wrong = format!(
                    "There is no message “{}” in this case. Ids of messages look like m7.",
                    crate::report::clean::line(id)
                );
            }
            Some(shown) => {
                sides.push(Side {
                    id: shown.view.message.clone(),
                    facts: shown.facts(),
                    subject: shown.view.subject.clone(),
                });
                texts.push(shown.view.own_text);
            }
        }
    }
    let differences = match texts.as_slice() {
        [first, second] => Differences::of(first, second),
        _ => Differences::default(),
    };
    if asked.format != Format::Html {
        return Ok(Answer::json(&CompareV1 {
            schema: "refrain.compare/1",
            messages: sides,
            differences,
        }));
    }
    Ok(Answer::page(&ComparePage {
        frame: Frame::of(reader, asked, "", "Compare two messages"),
        lawful: LAWFUL,
        a,
        b,
        wrong,
        cut: match differences.cut {
            0 => String::new(),
            cut => format!("{} further words are not compared.", grouped(cut as u64)),
        },
        sides,
        differences,
    }))
}
