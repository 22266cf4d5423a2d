//! The same text: groups of near duplicates, and templates that several groups were written from.
//!
//! A template of one group would say again what the group says.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    if let Some(group) = seen.group {
        found(Layer::Group, "", &group.to_string());
    }
    if let Some(template) = seen.template {
        found(Layer::Template, "", &template.to_string());
    }
}
