//! Copies of one picture, and where they differ.
//!
//! In: two pictures. Out: [`Twin`], where they show the same: how one came from the other, and which part differs by more
//! than saving and resizing explain. It cannot say which of the two was altered. Two shots of one scene from a tripod may
//! pass for one picture; a turned or skewed copy is not recognised.

mod align;
mod cells;
mod difference;
mod fingerprint;
mod refine;
mod reuse;
mod search;
#[cfg(test)]
mod tests;
mod twin;
mod warp;

pub use fingerprint::{Fingerprint, NoFingerprint, Spot};
pub use reuse::{Candidate, Pair, confirm, related};
pub use twin::{Relation, Twin, compare};
