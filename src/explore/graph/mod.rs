//! The explorer's drawings: who shares what with whom, and when.
//!
//! In: accounts with what ties them ([`Tie`]) or what they use ([`Use`]); counts in time. Out: a [`Picture`] of at
//! most [`MAX_NODES`] nodes and [`MAX_EDGES`] edges with its places, as rows for the table beside it and as bytes
//! ([`payload`]) for the canvas; a [`timeline`] whose bars are links.
//!
//! | file | what |
//! |---|---|
//! | `given` | accounts, ties and uses as they are handed in |
//! | `net` | nodes and the pairs that are tied, one a pair |
//! | `choose` | which of them are drawn, and how many are not |
//! | `hidden` | how many those are, in words |
//! | `picture` | what is drawn, with places |
//! | [`payload`] | its bytes |
//! | [`timeline`] | counts in time, as a picture |
//!
//! What accounts share directly is drawn as lines between them. What they share by using the same machine is drawn
//! with the machine as a node of its own: lines between all who share it would claim meetings that nobody saw.

mod choose;
mod given;
mod hidden;
mod net;
pub mod payload;
mod picture;
pub mod timeline;

#[cfg(test)]
mod tests;

pub use choose::{MAX_EDGES, MAX_NODES};
pub use given::{Account, Tie, Use};
pub use hidden::Hidden;
pub use net::{Kind, MAX_LAYERS, Measure};
pub use picture::{Edge, Node, PairRow, Picture};
