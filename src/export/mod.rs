//! A case for programs: its tables as Parquet, CSV or JSON Lines, its graph as GEXF or `GraphML`.
//!
//! | file | what |
//! |---|---|
//! | [`tables`] | which tables go where |
//! | `shape` | ids as text, names as pseudonyms |
//! | `accounts` | what an account is called outside the case |
//! | `safe` | what becomes of each column in an export that can be passed on |
//! | [`writer`] | what a format is; one file each: `parquet`, `csv`, `jsonl` |
//! | [`picture`] | the graph of accounts, where it goes |
//! | `graph`, `pairs` | its nodes and edges |
//! | `colours` | colours of clusters |
//! | `gexf`, `graphml` | its formats; `xml`: texts that can stand in them |
//! | `file` | files that get their name once they are complete |

mod accounts;
mod colours;
mod csv;
mod error;
mod file;
mod gexf;
mod graph;
mod graphml;
mod jsonl;
mod pairs;
mod parquet;
pub mod picture;
mod safe;
mod shape;
pub mod tables;
pub mod writer;
mod xml;

#[cfg(test)]
mod tests;

pub use csv::harmless;
pub use error::ExportError;
pub use picture::{GraphFormat, write_graph};
pub use shape::Names;
pub use tables::{Out, write};
pub use writer::Format;
