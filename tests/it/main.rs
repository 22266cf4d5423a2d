//! The integration tests of the library, as one binary.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod demo;
mod samples;
mod simulate;
