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
mod discovery;
mod evidence;
mod incidence;
mod layer;
mod link;
mod round;
mod tail;
mod tempo;

pub use evidence::together;
pub use layer::{Layer, Use, Windows};
pub use link::{Edge, link};
