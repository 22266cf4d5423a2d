//! Post archives with planted, known campaigns.
//!
//! In: a [`PostRecipe`]. Out: posts in time order in one of two shapes, the accounts of planted
//! campaigns, and the accounts of innocent groups that look like some. All the same to the byte for
//! the same recipe; names, places, sites and texts are invented.
//!
//! | kind in the truth | what its accounts share |
//! |---|---|
//! | `cotext` `neardup` `template` | a text as it is · with small edits · with words exchanged or fields filled in |
//! | `colink` `copicture` | an address · a picture |
//! | `coretweet` `coreply` | whom they repeat · whom they answer |
//! | `cohashtag` `comention` | a sequence of tags · a set of mentioned accounts |
//! | `cotime` | only their moments |
//! | `mixed` | another of these each time |
//!
//! A campaign's name ends with its tempo: `cotext-3-60s` shares each thing within 60 seconds.
//!
//! | kind of an innocent group | what it is |
//! |---|---|
//! | `activists_slow` `activists_fast` | people who repeat one hub within half an hour · within two minutes |
//! | `syndication` | local papers that put out the same agency reports |
//! | `fans` | one tag at an announced hour |
//! | `hyperactive` | accounts that repeat everything popular |
//! | `viral` `breaking` | who took part in a cascade of reposts · in a minute of news |

mod archive;
mod campaign;
mod csv;
mod draws;
mod feed;
mod hours;
mod life;
mod lines;
mod links;
mod organic;
mod people;
#[rustfmt::skip]
mod phrases;
mod post;
mod recipe;
mod shelf;
mod show;
mod viral;
mod wording;
mod world;

pub use archive::{PostSinks, PostTotals, write_posts};
pub use recipe::{PostFormat, PostKinds, PostRecipe, PostRecipeError};
