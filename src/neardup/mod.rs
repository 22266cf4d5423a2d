//! Sketches to groups of near duplicates, and to passages that otherwise own letters share.
//!
//! In: the sketches of all messages, streamed twice (footers first, then the texts). Out:
//! [`Groups`]: every message's group and its likeness to the group's medoid, and [`Passage`]s.
//!
//! Exact copies are collapsed first. A text's *anchors* are a weighted coordinated sample of its
//! words and word pairs; texts that share anchors are candidates; a candidate is verified by the
//! weighted longest common subsequence. Work a text is bounded: no anchor's texts are ever
//! enumerated pairwise. The order in which texts are looked at comes from the texts themselves,
//! so the order of arrival changes nothing.
//!
//! Sources: weighted coordinated sampling, E. Cohen, "Size-estimation framework", 1997, and
//! `ProbMinHash`, O. Ertl, 2020; winnowing, Schleimer, Wilkerson, Aiken, 2003.

mod align;
mod anchors;
mod corpus;
mod footers;
mod frequencies;
mod groups;
mod linkage;
mod locate;
mod passages;
mod recurring;
mod samples;
mod stock;
#[cfg(test)]
mod tests;

pub use corpus::Corpus;
pub use footers::Footers;
pub use groups::{Groups, Membership, SMALL_GROUP, group};
pub use locate::{Held, Sought};
pub use passages::{Passage, passages};
