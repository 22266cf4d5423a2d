//! Edges to clusters of accounts, stable and reproducible.
//!
//! In: validated [`Edge`](crate::graph::Edge)s and the [`Use`](crate::graph::Use)s behind them, in any order.
//! Out: [`Clusters`]: a [`Cluster`] a set of accounts that hold together, numbered by their smallest accounts, and
//! a [`Clustered`] an account that has an edge, sorted by account.
//!
//! One file a question: `part` who belongs together, `persistence` whether that outlives the weak edges, `chance` whether others
//! as active meet as often, `role` who comes first.

mod chance;
mod core;
mod detect;
mod leiden;
mod network;
mod part;
mod persistence;
mod role;
#[cfg(test)]
mod tests;
mod timeline;

pub use detect::{Cluster, Clustered, Clusters, detect};
pub use leiden::communities;
pub use network::{Link, graph};
pub use role::{Role, Shared};
