//! The integration tests, one binary: layers of the house, hostile input, archives with known truth.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop here"
)]

mod browser;
mod demo;
mod explore;
mod folders;
mod hostile;
mod hostile_archive;
mod hostile_message;
mod incremental;
mod layers;
mod letters;
mod media;
mod neutral;
mod posts;
mod protect;
mod resume;
mod sample_archive;
mod samples;
mod simulate;
mod simulate_pictures;
mod simulate_posts;
