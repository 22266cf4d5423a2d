//! Posts in the exports that platforms and tools write: which export a file is, and where its records stand.
//!
//! In: bytes of an export. Out: one [`RawRecord`](super::RawRecord) a post, with the [`Layout`] that says how its
//! bytes are to be read. What the fields mean is no matter of this room.
//!
//! | file | what |
//! |---|---|
//! | `export` | the exports that are known, and how each is told from its first bytes |
//! | `cut` | one pass over a map or a stream, by any cutter |
//! | `lines`, `rows` | cutters: JSON a line, CSV records |
//! | `nested`, `pages` | cutters: JSON objects within one document, and within pages |
//! | `shapes`, `outline` | JSON exports by the members of their objects |
//! | `wanted` | records that are no posts |
//! | `tokens` | JSON by its brackets and strings |
//! | `cells` | the fields of a CSV record |
//! | `tables` | tables by their columns, and tables that a mapping fits |
//! | `held` | exports that are cut with all of their bytes at hand |
//! | `parquet`, `car`, `whatsapp` | such exports |
//! | `peek` | the first records of a table, for a person who writes a mapping |

mod car;
mod cells;
mod cut;
mod export;
mod held;
mod lines;
mod nested;
mod outline;
mod page;
mod pages;
mod parquet;
mod peek;
mod rows;
mod shapes;
mod tables;
mod tokens;
mod wanted;
mod whatsapp;

use std::sync::Arc;

pub(super) use cut::{Cutter, Piece, uncut};
pub(super) use export::{Known, sniff};
pub(super) use held::{MOST_HELD, held, is_held};
pub(super) use parquet::sniff as sniff_parquet;
pub(super) use tables::{mapped, unmapped};

pub use car::{link, value as block};
pub use cells::Cells;
pub use export::{Export, Syntax};
pub use page::Page;
pub use peek::{Peek, peek};
pub use whatsapp::{Line, Order, Stamp, line};

use super::{RawBytes, content::Content};
use crate::mapping::Mapping;

/// How the bytes of a record are to be read; shared by all records of one file or page.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Which export it is.
    pub export: Export,
    /// How a record is written.
    pub syntax: Syntax,
    /// Column names as the file writes them; empty unless records are rows.
    pub columns: Vec<String>,
    /// Between the fields of a row.
    pub delimiter: u8,
    /// What stands around the records and is needed to read them, such as the page that a post came on or the name
    /// of a chat; empty where nothing is needed.
    pub around: RawBytes,
    /// What a reader made of it, once for all records that share it.
    pub page: Page,
    /// What the columns mean, for tables.
    pub mapping: Option<Arc<Mapping>>,
}

impl Layout {
    /// The layout of an export before anything is read.
    #[must_use]
    pub fn of(export: Export, syntax: Syntax) -> Self {
        Self {
            export,
            syntax,
            columns: Vec::new(),
            delimiter: b',',
            around: RawBytes::from(Vec::new()),
            page: Page::default(),
            mapping: None,
        }
    }
}

/// A record of posts: how to read it, and where it stands for people.
#[derive(Clone, Debug)]
pub struct PostPlace {
    /// How to read it; `None` for what could not be told from its neighbours.
    pub layout: Option<Arc<Layout>>,
    /// Line of the source that it begins on, from 1.
    pub line: u64,
}

/// Cuts a source's bytes by what is known of it.
pub(super) fn cutter<'a>(
    content: Content<'a>,
    known: Known,
    mapping: Option<&Arc<Mapping>>,
) -> Cutter<'a> {
    let layout = Layout {
        delimiter: known.delimiter,
        mapping: mapping.cloned(),
        ..Layout::of(known.export, known.syntax)
    };
    match known.syntax {
        Syntax::Row => Cutter::of(content, Box::new(rows::Rows::of(layout))),
        Syntax::JsonPages(paths) => {
            Cutter::of(content, Box::new(pages::Pages::of(layout, paths))).sifted()
        }
        Syntax::Json(paths) => {
            Cutter::of(content, Box::new(nested::Nested::of(layout, paths))).sifted()
        }
        _ if matches!(known.export, Export::Table(_)) => {
            Cutter::of(content, Box::new(lines::Lines::of(layout)))
        }
        _ => Cutter::of(content, Box::new(lines::Lines::of(layout))).sifted(),
    }
}

/// Says what a JSON file is whose kind is known to hold no posts.
pub(super) fn without_posts(head: &[u8]) -> Option<String> {
    shapes::without_posts(head)
}

/// Says what JSON of no known kind holds; `None` for what is no JSON.
pub(super) fn unknown_json(head: &[u8]) -> Option<String> {
    shapes::unknown(head)
}
