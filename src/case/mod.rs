//! The case on disk, and the order of the stages.

pub mod rows;
