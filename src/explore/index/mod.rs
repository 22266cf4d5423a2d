//! The derived database that the pages of the explorer are read from: `explore.db` in the case's folder.
//!
//! In: a case. Out: an [`Index`] whose reads are bounded: a page of rows costs the same in a campaign of
//! 100,000 messages as in one of 100. The file may be deleted at any time; it is made anew when it is missing, or
//! when the case has another run or more messages than it was made of.
//!
//! | file | what |
//! |---|---|
//! | `schema` | the tables, and the mark by which a file is known to be current |
//! | `place` | where the file lives, and how it gets its name when it is whole |
//! | `build` | one pass over the parts of a case |
//! | `derived` | what the run says of each message, account and group |
//! | `fillings` | slot values and who used them |
//! | `gather` | one part to rows and words |
//! | `marks` | the facts of a message as words of the text index |
//! | [`rows`] | what is read |
//! | `told` | what reports say, kept |
//! | `reader` | the index as it is opened and asked |
//! | `read` | pages of messages, accounts and senders |
//! | `times` | when messages were sent |

mod build;
mod derived;
mod error;
mod fillings;
mod gather;
pub(super) mod marks;
mod place;
mod read;
mod reader;
pub mod rows;
mod schema;
#[cfg(test)]
pub(super) mod tests;
mod times;
mod told;

pub use error::IndexError;
pub use reader::Index;
pub use rows::{
    Account, Bar, Bucket, Filling, Listed, Message, Order, PAGE, Sender, Slot, SlotValue, Used,
};
