//! The same machine behind mails: relay network, boundary prefix, form of the Message-ID.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    for (layer, value) in [
        (Layer::RelayNet, seen.relay_net),
        (Layer::BoundaryPrefix, seen.boundary_prefix),
        (Layer::MessageIdForm, seen.message_id_form),
    ] {
        found(layer, "", value.unwrap_or_default());
    }
}
