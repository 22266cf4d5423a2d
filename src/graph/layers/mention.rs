//! The same account named. A light layer: well-known accounts are named by everybody.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    // Whoever repeats a post repeats its mentions; that is the repost's layer.
    if seen.repost_of.is_some() {
        return;
    }
    for name in seen.mentions {
        found(Layer::Mention, seen.platform, name);
    }
}
