//! Archives with planted, known campaigns.
//!
//! In: a [`Recipe`]. Out: an mbox in time order and the truth about what was planted, both the same
//! to the byte for the same recipe. Every name, place and text is invented.
//!
//! | kind in the truth | variants | what it is |
//! |---|---|---|
//! | `operated` | `exact` `merge` `spin-light` `spin-heavy` `partial` `mixed` | one hand, many names; `mixed` amplifies the call of that number |
//! | `form` | `form` `form-list` `mixed` | many people, one text; `form-list` by the members of an organisation, `mixed` is amplified |
//! | `list` | `list` | a call that a mailing list carries and its readers pass on |
//! | `newsletter` `notice` `thread` `independent` | as the kind | declared senders; conversations; own letters on one matter |
//!
//! With [`Recipe::media`] some campaigns of the kinds `operated` and `form` carry pictures, and so does some everyday
//! mail; their truth is one JSON line a picture: its message, scene, variant, campaign and altered region.
//!
//! Posts have a world of their own: [`write_posts`].
//!
//! `form-list`, `list` and `mixed` are planted with [`Kinds::Full`] only.

mod archive;
mod background;
mod calendar;
mod dice;
mod foreign;
mod forms;
mod grammar;
mod letter;
mod lists;
mod machine;
mod mime;
#[rustfmt::skip]
mod names;
mod noise;
mod operated;
mod organisation;
mod pace;
mod person;
#[rustfmt::skip]
mod phrases;
mod pictures;
mod plan;
mod posts;
mod prose;
mod recipe;
mod route;
mod services;
mod spin;
mod texts;
mod way;
mod wire;
#[rustfmt::skip]
mod words;

pub use archive::{Totals, write, write_with_pictures};
pub use grammar::{Grammar, GrammarKind, Part, Value};
pub use posts::{
    PostFormat, PostKinds, PostRecipe, PostRecipeError, PostSinks, PostTotals, write_posts,
};
pub use recipe::{Clocks, Kinds, Level, Recipe, RecipeError};
pub use texts::{TextRecipe, TextSinks, write_texts};
