//! The case in a browser, on this machine alone.
//!
//! In: a case. Out: pages on a loopback address, rendered here, with everything that they need compiled in; nothing is ever
//! fetched. Pages are bounded queries on an index that is made once from the case's tables, so a case of a million messages
//! opens like one of a hundred.
//!
//! | file | what |
//! |---|---|
//! | [`server`] | the socket: who may ask, which route, which headers |
//! | [`site`] | the case and its index, shared by all requests |
//! | [`graph`] | drawings: who is tied to whom, and counts in time |
//! | [`index`] | the derived database that pages are read from |
//! | [`search`] | what is typed into the search field, and what it finds |
//! | [`mail_html`] | the HTML of a mail as a document that can do nothing |
//! | [`pages`] | one file a page: what it shows, and what its form does |
//! | `page/` | templates; `assets/`: style sheet and scripts |

pub mod graph;
pub mod index;
pub mod mail_html;
pub mod pages;
pub mod search;
pub mod server;
pub mod site;

pub use server::{Options, serve};
