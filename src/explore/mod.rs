//! The case in a browser.
//!
//! | room | what |
//! |---|---|
//! | [`index`] | the derived database that pages are read from |
//! | [`search`] | what is typed into the search box, and what it finds |

pub mod index;
pub mod search;
