//! What one message shares with others, layer by layer. A layer is one file: what its objects are, and why.
//!
//! In: [`Seen`], a message as the layers see it. Out: objects, each with the layer it belongs to. Empty values are no
//! objects. Names that mean something on one platform only are kept apart by platform.

mod domain;
mod group;
mod link;
mod machine;
mod mention;
mod object;
mod passage;
mod picture;
mod reply;
mod repost;
mod tags;

pub use domain::domain;

use xxhash_rust::xxh3::Xxh3;

use super::Layer;

/// A message as the layers see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen<'a> {
    /// Where it was posted; `mail` for mail.
    pub platform: &'a str,
    /// Its own id there.
    pub id: Option<&'a str>,
    /// Number of its group of near duplicates.
    pub group: Option<u32>,
    /// Number of the template that its group shares with other groups.
    pub template: Option<u32>,
    /// Numbers of the passages that it holds.
    pub passages: &'a [u32],
    /// Canonical links.
    pub links: &'a [String],
    /// Id of the post that it repeats.
    pub repost_of: Option<&'a str>,
    /// Id of the post that it quotes.
    pub quote_of: Option<&'a str>,
    /// Id of the message that it answers.
    pub in_reply_to: Option<&'a str>,
    /// Accounts that it names.
    pub mentions: &'a [String],
    /// Hashtags in their order.
    pub tags: &'a [String],
    /// Names of pictures and films.
    pub media: &'a [String],
    /// Things it shares that are none of these, as the export names them.
    pub objects: &'a [String],
    /// Network that handed a mail over.
    pub relay_net: Option<&'a str>,
    /// First characters of a mail's boundary.
    pub boundary_prefix: Option<&'a str>,
    /// Form of a mail's Message-ID.
    pub message_id_form: Option<&'a str>,
}

/// One thing that a message shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What kind of thing.
    pub layer: Layer,
    /// Its name for people.
    pub name: String,
    /// Its identity: a hash of layer, scope and name.
    pub hash: u64,
}

/// Takes what a layer finds: layer, scope (a platform, or empty for what means the same everywhere), name.
type Found<'f> = &'f mut dyn FnMut(Layer, &str, &str);

/// All layers, in the order of [`Layer`].
const LAYERS: &[fn(&Seen<'_>, Found<'_>)] = &[
    group::find,
    link::find,
    domain::find,
    passage::find,
    picture::find,
    tags::find,
    repost::find,
    reply::find,
    mention::find,
    object::find,
    machine::find,
];

/// Hands out the identity of everything that a message shares; allocates no names.
pub fn each(seen: &Seen<'_>, mut visit: impl FnMut(Layer, u64)) {
    for layer in LAYERS {
        layer(seen, &mut |layer, scope, name| {
            if !name.is_empty() {
                visit(layer, hash_of(layer, scope, name));
            }
        });
    }
}

/// Everything that a message shares, with names.
#[must_use]
pub fn objects(seen: &Seen<'_>) -> Vec<Object> {
    let mut found = Vec::new();
    for layer in LAYERS {
        layer(seen, &mut |layer, scope, name| {
            if !name.is_empty() {
                found.push(Object {
                    layer,
                    name: name.to_owned(),
                    hash: hash_of(layer, scope, name),
                });
            }
        });
    }
    found
}

/// The identity of a thing of a layer, by its scope and name.
#[must_use]
pub fn hash_of(layer: Layer, scope: &str, name: &str) -> u64 {
    let mut hasher = Xxh3::new();
    for part in [layer.word(), scope, name] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.digest()
}

/// Joins several names to one; no name holds the sign between them.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
