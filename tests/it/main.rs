//! The integration tests of the library, as one binary.

mod simulate;
