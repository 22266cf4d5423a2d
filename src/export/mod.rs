//! A case for programs: its tables as Parquet, CSV or JSON Lines.
//!
//! | file | what |
//! |---|---|
//! | [`tables`] | which tables go where |
//! | `shape` | ids as text, names as pseudonyms |
//! | [`writer`] | what a format is; one file each: `parquet`, `csv`, `jsonl` |

mod csv;
mod error;
mod jsonl;
mod parquet;
mod shape;
pub mod tables;
pub mod writer;

#[cfg(test)]
mod tests;

pub use error::ExportError;
pub use shape::Names;
pub use tables::{Out, write};
pub use writer::Format;
