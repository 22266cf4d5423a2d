//! The log: who looked behind pseudonyms, what was analysed, exported and said, and whether its chain holds.

use askama::Template;
use serde::Serialize;

use super::{Asked, csv::Table, frame::Frame, pager::Pager};
use crate::{
    case::audit::broken,
    explore::{
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    report::{
        clean,
        words::{LAWFUL, count, minute},
    },
};

/// Entries on a page.
const PAGE: u32 = 50;

/// Characters of an entry's detail.
const DETAIL: usize = 600;

#[derive(Template)]
#[template(path = "page/audit.html")]
struct AuditPage {
    frame: Frame,
    lawful: &'static str,
    state: String,
    last: String,
    entries: Vec<Logged>,
    pager: Pager,
}

#[derive(Serialize)]
struct Logged {
    entry: u32,
    at: i64,
    when: String,
    event: String,
    detail: String,
    sha256: String,
}

#[derive(Serialize)]
struct AuditV1 {
    schema: &'static str,
    broken_at: Option<u32>,
    entries: Vec<Logged>,
}

/// The page.
///
/// # Errors
/// When the log cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let log = reader.case.audit_log()?;
    let broken_at = broken(&log);
    let entries = log.iter().rev().map(|entry| Logged {
        entry: entry.entry,
        at: entry.at,
        when: minute(entry.at),
        event: clean::line(&entry.event),
        detail: clean::line(&entry.detail),
        sha256: data_encoding::HEXLOWER.encode(&entry.hash),
    });
    match asked.format {
        Format::Json => {
            return Ok(Answer::json(&AuditV1 {
                schema: "refrain.audit/1",
                broken_at,
                entries: entries.collect(),
            }));
        }
        Format::Csv => {
            let mut table = Table::new(&["entry", "at_unix", "event", "detail", "sha256"]);
            for entry in entries {
                table.row([
                    entry.entry.to_string(),
                    entry.at.to_string(),
                    entry.event,
                    entry.detail,
                    entry.sha256,
                ]);
            }
            return Ok(Answer::csv("log", table.text()));
        }
        Format::Html => {}
    }
    let skipped = (asked.params.page() - 1).saturating_mul(PAGE) as usize;
    let shown: Vec<Logged> = entries
        .skip(skipped)
        .take(PAGE as usize)
        .map(|entry| Logged {
            detail: clean::shorten(&entry.detail, DETAIL),
            ..entry
        })
        .collect();
    Ok(Answer::page(&AuditPage {
        frame: Frame::of(reader, asked, "audit", "Log"),
        lawful: LAWFUL,
        state: match broken_at {
            None => format!(
                "{}; each follows on the one before.",
                count(log.len() as u64, "entry", "entries")
            ),
            Some(entry) => format!(
                "Logged {entry} does not follow on the one before: the log was changed from outside."
            ),
        },
        last: log.last().map_or_else(String::new, |entry| {
            data_encoding::HEXLOWER.encode(&entry.hash)
        }),
        pager: Pager::of(&asked.params, shown.len(), log.len() as u64, PAGE),
        entries: shown,
    }))
}
