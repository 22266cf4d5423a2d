//! The same message answered. Mail threads are conversations; only posts count.

use crate::message;

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    if let Some(id) = seen.in_reply_to.filter(|_| seen.platform != message::MAIL) {
        found(Layer::Reply, seen.platform, id);
    }
}
