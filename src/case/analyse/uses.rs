//! Who used what when: the messages of a case to the uses that the graph is made of.
//!
//! In: the parts, streamed, and what the stages before found of each message. Out: [`Used`]. Of mail only members of
//! campaigns count, and pictures of others; a text that several sent stands for its group; of posts every message counts, since what posts
//! share need not be text.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::super::{
    Case, CaseError,
    rows::{MessageRow, TraceRow},
    seen::seen,
};
use super::publishers::Publishers;
use crate::{
    campaign::Draft,
    graph::{
        Layer, Use,
        layers::{self, Object, Seen},
    },
    key::{AccountKey, GroupKey, MessageKey},
    message,
    neardup::{Groups, Passage},
};

/// What the stages before the graph found of messages.
pub(super) struct Found {
    groups: HashMap<MessageKey, GroupKey>,
    templates: HashMap<GroupKey, u32>,
    passages: BTreeMap<MessageKey, Vec<u32>>,
    pictures: HashMap<MessageKey, Vec<String>>,
}

impl Found {
    /// Indexes groups, drafts, passages and pictures by message.
    pub(super) fn of(
        groups: &Groups,
        drafts: &[Draft],
        passages: &[Passage],
        pictures: HashMap<MessageKey, Vec<String>>,
    ) -> Self {
        let mut templates = HashMap::new();
        for (number, draft) in (0..)
            .zip(drafts)
            .filter(|(_, draft)| draft.groups.len() > 1)
        {
            templates.extend(draft.groups.iter().map(|&group| (group, number)));
        }
        let mut held: BTreeMap<MessageKey, Vec<u32>> = BTreeMap::new();
        for (number, passage) in (0..).zip(passages) {
            for &message in &passage.messages {
                held.entry(message).or_default().push(number);
            }
        }
        Self {
            groups: groups
                .members
                .iter()
                .map(|m| (m.message, m.group))
                .collect(),
            templates,
            passages: held,
            pictures,
        }
    }

    /// A message as the layers see it.
    fn seen<'a>(&'a self, row: &'a MessageRow, trace: &'a TraceRow) -> Seen<'a> {
        let key = MessageKey(row.message);
        let group = self.groups.get(&key).copied();
        let stated = seen(row, trace);
        Seen {
            group: group.map(|group| group.0),
            template: group.and_then(|group| self.templates.get(&group).copied()),
            passages: self.passages.get(&key).map_or(&[][..], Vec::as_slice),
            media: self.pictures.get(&key).map_or(stated.media, Vec::as_slice),
            ..stated
        }
    }
}

/// One use under way.
struct Raw {
    layer: Layer,
    hash: u64,
    at: i64,
    account: AccountKey,
    message: MessageKey,
    precision: u32,
}

/// Collects uses, those of mail and those of posts apart: what counts as together differs.
pub(super) struct Collector<'a> {
    found: &'a Found,
    mail: Vec<Raw>,
    posts: Vec<Raw>,
    publishers: Publishers,
}

impl<'a> Collector<'a> {
    /// An empty one.
    pub(super) fn new(found: &'a Found) -> Self {
        Self {
            found,
            mail: Vec::new(),
            posts: Vec::new(),
            publishers: Publishers::default(),
        }
    }

    /// Adds what one message shares. A message without account or time shares nothing.
    pub(super) fn add(&mut self, row: &MessageRow, trace: &TraceRow) {
        let (Some(account), Some(at)) = (row.account, row.sent_at.or(row.received_at)) else {
            return;
        };
        let seen = self.found.seen(row, trace);
        let is_mail = row.platform == message::MAIL;
        let alone = is_mail && seen.group.is_none();
        let to = if is_mail {
            &mut self.mail
        } else {
            &mut self.posts
        };
        let mut push = |layer, hash| {
            // A letter of its own may still carry a picture that others carry.
            if alone && layer != Layer::Picture {
                return;
            }
            to.push(Raw {
                layer,
                hash,
                at,
                account: AccountKey(account),
                message: MessageKey(row.message),
                precision: row.precision,
            });
        };
        layers::each(&seen, &mut push);
        // Whoever repeats a post does so while it is new; that is the repost's layer.
        if !is_mail && seen.repost_of.is_none() {
            push(Layer::Time, 0);
            if let Some(domain) = row.links.first().and_then(|link| layers::domain(link)) {
                self.publishers.add(AccountKey(account), domain);
            }
        }
    }

    /// The uses of mail, and those of posts.
    pub(super) fn finish(self) -> [Used; 2] {
        let publishers = self.publishers.accounts();
        let mut posts = self.posts;
        posts.retain(|raw| raw.layer == Layer::Repost || !publishers.contains(&raw.account));
        [self.mail, posts].map(Used::of)
    }
}

/// Uses of one kind of platform, and what is behind each.
#[derive(Default)]
pub(super) struct Used {
    /// By layer, object and time.
    pub(super) uses: Vec<Use>,
    /// Message of each use.
    pub(super) messages: Vec<MessageKey>,
    /// Identity of each object, by layer.
    hashes: BTreeMap<Layer, Vec<u64>>,
}

impl Used {
    fn of(mut raw: Vec<Raw>) -> Self {
        raw.par_sort_unstable_by_key(|r| (r.layer, r.hash, r.at, r.account, r.message));
        let mut used = Self {
            uses: Vec::with_capacity(raw.len()),
            messages: Vec::with_capacity(raw.len()),
            hashes: BTreeMap::new(),
        };
        for of_object in raw.chunk_by(|a, b| (a.layer, a.hash) == (b.layer, b.hash)) {
            let Some(first) = of_object.first() else {
                continue;
            };
            let hashes = used.hashes.entry(first.layer).or_default();
            let object = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
            hashes.push(first.hash);
            for r in of_object {
                used.uses.push(Use {
                    account: r.account,
                    object,
                    layer: r.layer,
                    at: r.at,
                    precision: r.precision,
                });
                used.messages.push(r.message);
            }
        }
        used
    }

    /// Identity of an object.
    fn hash(&self, layer: Layer, object: u32) -> Option<u64> {
        self.hashes.get(&layer)?.get(object as usize).copied()
    }

    /// Names for people of objects, each looked up in a message that shares it.
    pub(super) fn names(
        &self,
        case: &Case,
        found: &Found,
        asked: &BTreeMap<(Layer, u32), MessageKey>,
    ) -> Result<HashMap<(Layer, u32), String>, CaseError> {
        let mut keys: Vec<u32> = asked.values().map(|message| message.0).collect();
        keys.sort_unstable();
        keys.dedup();
        let traces: HashMap<u32, TraceRow> = case
            .traces(&keys)?
            .into_iter()
            .map(|row| (row.message, row))
            .collect();
        let none = TraceRow::default();
        let objects: HashMap<u32, Vec<Object>> = case
            .messages(&keys)?
            .iter()
            .map(|row| {
                let trace = traces.get(&row.message).unwrap_or(&none);
                (row.message, layers::objects(&found.seen(row, trace)))
            })
            .collect();
        let name = |(&(layer, object), message): (&(Layer, u32), &MessageKey)| {
            let hash = self.hash(layer, object)?;
            let shared = objects.get(&message.0)?;
            let found = shared.iter().find(|o| o.layer == layer && o.hash == hash)?;
            Some(((layer, object), found.name.clone()))
        };
        Ok(asked.iter().filter_map(name).collect())
    }
}
