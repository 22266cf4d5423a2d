//! Whether two files show the same picture, and where they differ.
//!
//! In: the bytes of two files. Out: [`Copied`], small enough to be kept and sent.

use serde::{Deserialize, Serialize};

use super::{
    Limits, Mask, Picture,
    twins::{self, Relation},
};

/// How one file is a copy of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Copied {
    /// How they differ: [`twins::Relation::name`].
    pub relation: String,
    /// Share of what both show that differs, 0 to 1.
    pub share: f64,
    /// What was seen, as a sentence without a full stop.
    pub words: String,
    /// Where they differ, over each; `None` where they do not.
    pub masks: Option<[Mask; 2]>,
}

/// Holds two files against each other; `None` where they do not show the same picture.
#[must_use]
pub fn copied(first: &[u8], second: &[u8], limits: &Limits) -> Option<Copied> {
    let first = Picture::decode(first, limits).ok()?;
    let second = Picture::decode(second, limits).ok()?;
    let twin = twins::confirm(&first, &second)?;
    let marked = twin.over_first.count() > 0 && twin.over_second.count() > 0;
    // Strips one cell thin stand along sharp edges of honest copies whose colours were saved in another way.
    let differ = marked && twin.over_first.has_block() && twin.over_second.has_block();
    if marked && !differ {
        return Some(Copied {
            relation: Relation::Resaved.name().to_owned(),
            share: 0.0,
            words: "this copy equals that one but for thin strips along edges, as saving anew leaves them".to_owned(),
            masks: None,
        });
    }
    Some(Copied {
        relation: twin.how.name().to_owned(),
        share: twin.share,
        words: twin.words,
        masks: differ.then_some([twin.over_first, twin.over_second]),
    })
}
