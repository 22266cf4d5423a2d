//! What pixels and coefficients show: a file or folder a detector.
//!
//! Which score is a trace stands with each detector, with where the number comes from; how often authentic pictures reach
//! it is counted by `cargo bench --bench media`.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "values are bounded by sides of pictures, table sizes or 8-bit samples"
)]

mod copy_move;
pub mod double;
pub mod grid;
mod sums;

pub use copy_move::{CopyMove, DenseCopyMove};
pub use double::DoubleCompression;
pub use grid::ForeignGrid;

use super::{Detector, Says};

/// A detector with what its traces are called.
pub struct Listed {
    /// The detector.
    pub detector: &'static dyn Detector,
    /// Least score of a weak trace.
    pub weak: f64,
    /// Least score of a strong trace; infinite where there is none.
    pub strong: f64,
    /// What a trace says.
    pub says: Says,
    /// The innocent explanation, a sentence.
    pub innocent: &'static str,
}

/// All detectors, in the order in which their findings are told.
pub const ALL: &[Listed] = &[
    Listed {
        detector: &CopyMove,
        weak: CopyMove::WEAK,
        strong: CopyMove::STRONG,
        says: Says::Altered,
        innocent: copy_move::CAVEAT,
    },
    Listed {
        detector: &DenseCopyMove,
        weak: DenseCopyMove::WEAK,
        strong: DenseCopyMove::STRONG,
        says: Says::Altered,
        innocent: copy_move::CAVEAT,
    },
    Listed {
        detector: &DoubleCompression,
        weak: double::WEAK,
        strong: double::STRONG,
        says: Says::Altered,
        innocent: double::CAVEAT,
    },
    Listed {
        detector: &ForeignGrid,
        weak: grid::WEAK,
        strong: grid::STRONG,
        says: Says::Altered,
        innocent: grid::CAVEAT,
    },
];
