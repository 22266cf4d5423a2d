//! The case in a browser: pages rendered on this machine, for this machine alone.
//!
//! In: a case. Out: pages, pictures and tables, each bounded whatever the size of the case.

pub mod graph;
