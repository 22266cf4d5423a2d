//! Reports for people: HTML, Markdown, JSON, and the terminal.
//!
//! In: rows of a case ([`Rows`], which [`load`] reads). Out: a [`Dossier`], and its renderings. What a report says and
//! what it never says stands in [`words`].

mod archive_facts;
mod assemble;
pub mod clean;
pub mod communities;
mod detail;
pub mod dossier;
pub mod evidence;
pub mod exemplar;
mod html;
mod impersonations;
pub mod json_v1;
pub mod judgements;
pub mod load;
mod markdown;
pub mod media;
mod names;
mod page_campaign;
mod page_pictures;
pub mod pictures;
pub mod pieces;
#[cfg(test)]
pub(crate) mod sample;
mod senders;
pub mod sentences;
pub mod show;
mod sources;
mod svg;
pub mod terminal;
pub mod timeline;
pub mod words;

pub use archive_facts::{ArchiveFacts, MachineCounts, TRAITS};
pub use assemble::{DETAILED, Rows, detailed};
pub use dossier::Dossier;
pub use html::html;
pub use json_v1::report as json;
pub use markdown::markdown;
pub use names::Names;
