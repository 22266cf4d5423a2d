//! The integration tests of the library, as one binary.

mod demo;
mod samples;
mod simulate;
