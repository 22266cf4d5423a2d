//! Who used the same things together: edges between accounts, each with a p-value against chance.
//!
//! In: [`Use`]s, one an account's use of an object (a group, a link, a relay network …) at a time.
//! Out: [`Edge`]s that pass the tests, in the order of accounts and layers.
//!
//! Two nulls must both be rejected. *Who*: do these two share more objects than their own activity
//! and the objects' popularity explain? *When*: given what they share, are they within the window more
//! often than the objects' own tempo explains? Popular objects and busy accounts carry no evidence then,
//! and neither does a wave that everybody rides.
//!
//! Timing alone cannot tell a fast circle of real people from one hand: an edge says *coordinated*,
//! and no more.

mod bicm;
mod busy;
mod count;
mod discovery;
mod evidence;
mod incidence;
mod layer;
pub mod layers;
mod link;
mod meeting;
mod round;
mod synchrony;
mod tail;
mod tempo;
mod who;

pub use bicm::Bicm;
pub use count::{CoShare, Counts, Share, Tally, count};
pub use evidence::{Evidence, Together, together};
pub use layer::{Layer, Use, Windows};
pub use link::{Edge, link, link_at};
pub use synchrony::synchrony;
