//! The case in a browser.

pub mod graph;
pub mod mail_html;
