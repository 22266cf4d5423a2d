//! Plain windowed counts of a case: who shared the same things within a window, how often, with no statistics.
//!
//! In: a case, a kind of thing, a window. Out: [`Counted`], as tools that count report it (see [`graph::count`]). It shows what the
//! statistics start from, and makes figures of other tools comparable.

use std::collections::HashMap;

use crate::{
    graph::{
        self, Counts, Layer, Share,
        layers::{self, Seen},
    },
    key::AccountKey,
    message,
};

use super::{
    Case, CaseError,
    rows::{MessageRow, TraceRow},
    seen::seen,
};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The things of a layer.
    Of(Layer),
    /// Each hashtag by itself.
    Hashtag,
}

/// Counts of one layer.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Uses that were counted.
    pub shares: usize,
    /// Pairs and their sums.
    pub counts: Counts,
}

impl Case {
    /// Counts pairs of posts that share a thing of one kind at most `window` seconds apart, of accounts with at least
    /// `least` such posts. Mail is left out. Needs no analysis but for texts, whose groups are those of the current run.
    /// Memory and cost are the uses' and the pairs'.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn count(&self, thing: Thing, window: u64, least: usize) -> Result<Counted, CaseError> {
        let groups: HashMap<u32, u32> = self
            .groups()?
            .into_iter()
            .map(|row| (row.message, row.group))
            .collect();
        let mut shares = Vec::new();
        let mut numbers = Numbers::default();
        let trace = TraceRow::default();
        for part in self.parts()? {
            for row in part
                .messages()?
                .iter()
                .filter(|row| row.platform != message::MAIL)
            {
                let group = groups.get(&row.message).copied();
                take(row, &trace, group, thing, &mut numbers, &mut shares);
            }
        }
        Ok(Counted {
            counts: graph::count(&shares, window, least),
            shares: shares.len(),
        })
    }
}

/// Dense numbers of objects and of contents.
#[derive(Default)]
struct Numbers {
    objects: HashMap<u64, u32>,
    contents: HashMap<(String, String), u32>,
}

fn number<K: std::hash::Hash + Eq>(known: &mut HashMap<K, u32>, key: K) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(key).or_insert(next)
}

fn take(
    row: &MessageRow,
    trace: &TraceRow,
    group: Option<u32>,
    thing: Thing,
    numbers: &mut Numbers,
    shares: &mut Vec<Share>,
) {
    let (Some(account), Some(at)) = (row.account, row.sent_at) else {
        return;
    };
    let seen = Seen {
        group,
        ..seen(row, trace)
    };
    let mut met = Vec::new();
    let layer = match thing {
        Thing::Of(layer) => layer,
        Thing::Hashtag => Layer::Tags,
    };
    if thing == Thing::Hashtag {
        met.extend(row.tags.iter().map(|tag| layers::hash_of(layer, "", tag)));
    } else {
        layers::each(&seen, |found, hash| {
            if found == layer {
                met.push(hash);
            }
        });
    }
    if met.is_empty() {
        return;
    }
    // One content may stand in several rows; a post without an id is a content of its own.
    let id = row.external_id.clone();
    let own = id.clone().unwrap_or_else(|| format!("\0{}", row.message));
    let content = number(&mut numbers.contents, (row.platform.clone(), own));
    let itself = ["", &row.platform]
        .map(|scope| layers::hash_of(layer, scope, id.as_deref().unwrap_or_default()));
    for hash in met {
        shares.push(Share {
            object: number(&mut numbers.objects, hash),
            at,
            account: AccountKey(account),
            content,
            original: itself.contains(&hash),
        });
    }
}
