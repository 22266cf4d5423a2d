//! Sketches to groups of near duplicates, and to passages that otherwise own letters share.

use crate::{
    key::{GroupKey, MessageKey},
    measure::Similarity,
};

/// A message's place in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// The message.
    pub message: MessageKey,
    /// Its group.
    pub group: GroupKey,
    /// Likeness to the group's medoid.
    pub similarity: Similarity,
}
