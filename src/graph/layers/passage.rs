//! A passage copied into otherwise own text.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for passage in seen.passages {
        found(Layer::Passage, "", &passage.to_string());
    }
}
