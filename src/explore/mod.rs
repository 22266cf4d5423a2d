//! The case in a browser.

pub mod graph;
pub mod index;
pub mod mail_html;
pub mod search;
