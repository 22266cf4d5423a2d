//! The integration tests, one binary: layers of the house, hostile input.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop here"
)]

mod hostile_archive;
mod layers;
mod sample_archive;
