//! The integration tests, one binary: layers of the house, hostile input.
