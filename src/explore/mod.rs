//! The case in a browser.
//!
//! In: a case. Out: pages for one reader at this machine.

pub mod mail_html;
