//! Things that an export names as shared without saying what they are.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for name in seen.objects {
        found(Layer::Object, seen.platform, name);
    }
}
