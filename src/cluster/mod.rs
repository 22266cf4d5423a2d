//! Edges to clusters of accounts, stable and reproducible.
//!
//! In: validated [`Edge`](crate::graph::Edge)s, in any order. Out: [`Clustered`], one an account that has an edge,
//! sorted by account; clusters are numbered by their smallest account.

mod core;
mod detect;

pub use detect::{Clustered, detect};
