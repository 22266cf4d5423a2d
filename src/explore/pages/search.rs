//! Searching all messages.

use std::fmt::Write as _;

use askama::Template;
use serde::Serialize;

use super::{Asked, campaigns::Choice, csv::Table, frame::Frame, pager::Pager, rows::MessageItem};
use crate::{
    explore::{
        index::PAGE,
        search::{self, Ask, Found, Hits, Sort, Target},
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    report::words::{LAWFUL, count, grouped},
};

/// Orders: word and label.
const ORDERS: [(&str, &str); 3] = [
    ("newest", "newest first"),
    ("oldest", "oldest first"),
    ("relevance", "most relevant first"),
];

#[derive(Template)]
#[template(path = "page/search.html")]
struct SearchPage {
    frame: Frame,
    lawful: &'static str,
    notes: Vec<String>,
    is_asked: bool,
    caption: String,
    alike: bool,
    orders: Vec<Choice>,
    messages: Vec<MessageItem>,
    pager: Pager,
}

#[derive(Serialize)]
struct SearchV1 {
    schema: &'static str,
    query: String,
    /// Hits, or the number beyond which they are not counted.
    found: u32,
    more: bool,
    page: u32,
    notes: Vec<String>,
    messages: Vec<MessageItem>,
}

/// The page.
///
/// # Errors
/// When the index cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let line = line(asked);
    let parsed = search::parse(&line);
    if let Some(there) = arrived(reader, asked, parsed.target.as_ref())? {
        return Ok(there);
    }
    let sort = Sort::from_word(asked.params.given("sort").unwrap_or_default());
    let ask = |page: u32| Ask {
        query: &parsed.query,
        sort,
        page,
        revealed: reader.revealed,
    };
    let hits = reader.index.hits(&ask(asked.params.page() - 1))?;
    let (found, more) = match hits.found {
        Found::Exactly(found) => (found, false),
        Found::MoreThan(found) => (found, true),
        Found::Unknown => (0, true),
    };
    let notes: Vec<String> = parsed.notes.iter().chain(&hits.notes).cloned().collect();
    match asked.format {
        Format::Json => Ok(Answer::json(&SearchV1 {
            schema: "refrain.search/1",
            query: parsed.query.to_string(),
            found,
            more,
            page: hits.page + 1,
            notes,
            messages: MessageItem::of(&hits.rows, reader)?,
        })),
        Format::Csv => {
            let mut table = Table::new(&MessageItem::COLUMNS);
            for page in 0..hits.pages {
                for item in MessageItem::of(&reader.index.hits(&ask(page))?.rows, reader)? {
                    table.row(item.cells());
                }
            }
            Ok(Answer::csv("search", table.text()))
        }
        Format::Html => Ok(Answer::page(&told(
            reader,
            asked,
            (&line, notes),
            &hits,
            (found, more),
        )?)),
    }
}

/// What is searched for: the line, and a span of time that a timeline added.
fn line(asked: &Asked) -> String {
    let mut line = asked.params.given("q").unwrap_or_default().to_owned();
    for name in ["after", "before"] {
        if let Some(moment) = asked.params.given(name) {
            let _ = write!(line, " {name}:{moment}");
        }
    }
    line.trim().to_owned()
}

/// The way to the thing that the line names, when there is one.
fn arrived(
    reader: &Reader<'_>,
    asked: &Asked,
    target: Option<&Target>,
) -> Result<Option<Answer>, SiteError> {
    let Some(target) = target.filter(|_| asked.format == Format::Html) else {
        return Ok(None);
    };
    let there = reader.index.arrive(target)?;
    let path = there.and_then(|there| match there {
        Target::Campaign(key) => Some(format!("/campaigns/c{key}")),
        Target::Message(key) => Some(format!("/messages/m{key}")),
        Target::Account(key) => Some(format!("/accounts/a{key}")),
        Target::File(key) => Some(format!("/media/p{key}")),
        Target::External(_) => None,
    });
    Ok(path.map(|path| Answer::to(&path)))
}

fn told(
    reader: &Reader<'_>,
    asked: &Asked,
    (line, notes): (&str, Vec<String>),
    hits: &Hits,
    (found, more): (u32, bool),
) -> Result<SearchPage, SiteError> {
    let messages = MessageItem::of(&hits.rows, reader)?;
    let mut frame = Frame::of(
        reader,
        asked,
        "search",
        if line.is_empty() { "Search" } else { line },
    );
    line.clone_into(&mut frame.query);
    Ok(SearchPage {
        frame,
        lawful: LAWFUL,
        notes,
        is_asked: !line.is_empty(),
        caption: if more {
            format!("More than {} messages.", grouped(found.into()))
        } else {
            format!("{}.", count(found.into(), "message", "messages"))
        },
        alike: false,
        orders: ORDERS
            .iter()
            .map(|(word, label)| Choice {
                value: word,
                label,
                chosen: *word == hits.sort.word(),
            })
            .collect(),
        pager: Pager::at(
            hits.page + 1,
            &asked.params,
            (messages.len(), found.into()),
            PAGE,
        ),
        messages,
    })
}
