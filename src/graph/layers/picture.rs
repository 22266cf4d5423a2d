//! The same picture or film, by the name that the platform or a hash gives it.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for name in seen.media {
        // A hash means the same everywhere; a platform's media id does not, but no two platforms share one's form.
        found(Layer::Picture, "", name);
    }
}
