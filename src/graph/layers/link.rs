//! The same page: canonical links, tracking parameters off.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for link in seen.links {
        found(Layer::Link, "", link);
    }
}
