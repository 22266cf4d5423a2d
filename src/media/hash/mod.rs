//! Perceptual hashes of pictures, and all pairs of them that are near.

mod index;
mod pdq;
mod shrink;

pub use index::{Near, Nearby, near_pairs, near_pairs_between};
pub use pdq::{NotHex, Orientation, Pdq, PdqOf};
