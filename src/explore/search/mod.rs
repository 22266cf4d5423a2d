//! What is typed into the search box, and what it finds.
//!
//! | file | what |
//! |---|---|
//! | [`words`] | a text to the words that are searched for |
//! | [`query`] | a query as values, and back to a line |
//! | `parse` | a line to a query |
//! | [`moment`] | days and times as they are typed |
//! | `plan` | a query to what the index is asked |
//! | `hits` | pages of hits |

mod hits;
pub mod moment;
mod parse;
mod plan;
pub mod query;
#[cfg(test)]
mod tests;
pub mod words;

pub use hits::{Ask, Found, Hits, MOST, Sort};
pub use moment::Moment;
pub use parse::{FIELDS, Parsed, Target, parse};
pub use query::{Has, Kind, Query, Term, Verdict, What};
