//! The same post repeated or quoted.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for id in [seen.repost_of, seen.quote_of].into_iter().flatten() {
        found(Layer::Repost, seen.platform, id);
    }
}
