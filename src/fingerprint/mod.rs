//! Own text to tokens and sketch: normalisation that evasion does not beat.
//!
//! In: a text. Out: [`Token`]s whose hashes are equal for words that a reader takes for equal, and
//! a [`Sketch`] of them that holds no text.

mod memo;
mod normalise;
mod sketch;
mod tokens;

pub use normalise::{disguised, is_invisible, latin_twin};
pub use sketch::{MAX_TOKENS, Sketch, sketch};
pub use tokens::{Class, Token, tokens};
