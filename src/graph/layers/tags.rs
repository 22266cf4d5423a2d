//! The same hashtags: as a sequence, and as a set whatever its order.
//!
//! One tag is a topic, not a sign; two in one post may be a topic's usual pair; a sequence needs [`LEAST`].

use super::{super::Layer, Found, Seen, joined};

/// Tags of the shortest sequence that counts.
const LEAST: usize = 2;

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    if seen.tags.len() < LEAST {
        return;
    }
    found(
        Layer::Tags,
        "",
        &joined(seen.tags.iter().map(String::as_str)),
    );
    let mut sorted: Vec<&str> = seen.tags.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    found(Layer::TagSet, "", &joined(sorted.into_iter()));
}
