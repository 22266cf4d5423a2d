//! Nodes, and the pairs of them that are tied, before anything is left out.
//!
//! In: accounts with [`Tie`]s, or with [`Use`]s. Out: [`Net`]. Ties to accounts that were not handed in, of an account
//! with itself, and of a weight that is no positive number are passed over.
//!
//! A pair may have a row for each layer and window: each layer counts with its greatest weight, and the pair's weight
//! is the sum over its layers. The layer `combined` repeats the others: it gives the pair its p- and q-value, and is
//! drawn only where it stands alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::given::{Account, Tie, Use};
use crate::report::clean;

/// Layers that are told apart, so that a set of them fits 32 bits; what is beyond is drawn as `other`.
pub const MAX_LAYERS: usize = 32;

/// Name of the layer that holds all layers beyond the limit.
const OTHER: &str = "other";

/// The layer that sums up the others.
const COMBINED: &str = "combined";

/// Characters of a label or a layer's name; more do not fit a drawing.
const LABEL_CHARACTERS: usize = 80;

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An account.
    Account,
    /// A thing that accounts use.
    Thing,
}

/// What the weight of an edge counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// `-log₁₀` of the probability of as much by chance.
    Evidence,
    /// Messages by which an account used a thing.
    Messages,
}

/// An account or a thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) kind: Kind,
    /// Key of the account, or the thing's number within this drawing.
    pub(super) key: u32,
    pub(super) label: String,
    pub(super) messages: u32,
    pub(super) cluster: Option<u32>,
}

/// Two points that are tied.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weight: f64,
    pub(super) p_value: Option<f64>,
    pub(super) q_value: Option<f64>,
    /// Number and weight of each layer, ascending.
    pub(super) layers: Vec<(u8, f64)>,
}

/// All points, and all pairs in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Net {
    pub(super) measure: Measure,
    pub(super) layers: Vec<String>,
    pub(super) points: Vec<Point>,
    pub(super) pairs: Vec<Pair>,
    /// Things that one account alone uses, which tie nobody.
    pub(super) lone_things: usize,
}

/// A row between two points.
struct Row {
    a: usize,
    b: usize,
    layer: u8,
    combined: bool,
    weight: f64,
    odds: Option<(f64, f64)>,
}

impl Net {
    /// Accounts and what ties them.
    pub(super) fn of_ties(accounts: &[Account], ties: &[Tie]) -> Self {
        let points = points(accounts);
        let layers = Layers::of(ties.iter().map(|tie| tie.layer.as_str()));
        let at = |key: u32| points.binary_search_by_key(&key, |point| point.key).ok();
        let rows = ties.iter().filter_map(|tie| {
            let (a, b) = (at(tie.a)?, at(tie.b)?);
            (a != b && tie.weight.is_finite() && tie.weight > 0.0).then(|| Row {
                a: a.min(b),
                b: a.max(b),
                layer: layers.number(&tie.layer),
                combined: tie.layer == COMBINED,
                weight: tie.weight,
                odds: Some((tie.p_value, tie.q_value)),
            })
        });
        let pairs = pairs(rows.collect());
        Self {
            measure: Measure::Evidence,
            layers: layers.names,
            points,
            pairs,
            lone_things: 0,
        }
    }

    /// Accounts, and the things that at least two of them use.
    pub(super) fn of_uses(accounts: &[Account], uses: &[Use]) -> Self {
        let mut points = points(accounts);
        let layers = Layers::of(uses.iter().map(|one| one.layer.as_str()));
        let at = |key: u32| points.binary_search_by_key(&key, |point| point.key).ok();
        let mut sharers: BTreeMap<(&str, &str), BTreeMap<usize, u32>> = BTreeMap::new();
        for one in uses.iter().filter(|one| one.messages > 0) {
            if let Some(account) = at(one.account) {
                let thing = sharers.entry((&one.layer, &one.thing)).or_default();
                let messages = thing.entry(account).or_default();
                *messages = messages.saturating_add(one.messages);
            }
        }
        let all = sharers.len();
        sharers.retain(|_, sharers| sharers.len() > 1);
        let lone_things = all - sharers.len();
        let mut rows = Vec::new();
        for (key, ((layer, thing), sharers)) in (0_u32..).zip(sharers) {
            let here = points.len();
            rows.extend(sharers.iter().map(|(&account, &messages)| Row {
                a: account,
                b: here,
                layer: layers.number(layer),
                combined: false,
                weight: f64::from(messages),
                odds: None,
            }));
            points.push(Point {
                kind: Kind::Thing,
                key,
                label: short(&format!("{layer}: {thing}")),
                messages: sharers
                    .values()
                    .fold(0, |sum, &more| sum.saturating_add(more)),
                cluster: None,
            });
        }
        Self {
            measure: Measure::Messages,
            layers: layers.names,
            points,
            pairs: pairs(rows),
            lone_things,
        }
    }
}

/// Accounts by key, each once.
fn points(accounts: &[Account]) -> Vec<Point> {
    let mut points: Vec<Point> = accounts
        .iter()
        .map(|account| Point {
            kind: Kind::Account,
            key: account.key,
            label: short(&account.label),
            messages: account.messages,
            cluster: account.cluster,
        })
        .collect();
    points.sort_by_key(|point| point.key);
    points.dedup_by_key(|point| point.key);
    points
}

/// One line that has no power over how other text looks.
fn short(text: &str) -> String {
    clean::shorten(&clean::line(text), LABEL_CHARACTERS)
}

/// The names of layers and their numbers.
struct Layers {
    names: Vec<String>,
    numbers: BTreeMap<String, u8>,
}

impl Layers {
    fn of<'a>(layers: impl Iterator<Item = &'a str>) -> Self {
        let known: BTreeSet<&str> = layers.collect();
        let room = if known.len() > MAX_LAYERS {
            MAX_LAYERS - 1
        } else {
            MAX_LAYERS
        };
        let mut names: Vec<String> = known.iter().take(room).map(|name| short(name)).collect();
        if known.len() > room {
            names.push(OTHER.to_owned());
        }
        let last = u8::try_from(names.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let numbers = (0_u8..=u8::MAX)
            .chain(std::iter::repeat(last))
            .zip(known)
            .map(|(number, name)| (name.to_owned(), number.min(last)))
            .collect();
        Self { names, numbers }
    }

    fn number(&self, name: &str) -> u8 {
        self.numbers.get(name).copied().unwrap_or_default()
    }
}

/// Rows of the same two points as one pair.
fn pairs(mut rows: Vec<Row>) -> Vec<Pair> {
    // The order is whole, so that sums do not depend on the order in which rows were handed in.
    rows.sort_by(|x, y| {
        (x.a, x.b, x.combined, x.layer)
            .cmp(&(y.a, y.b, y.combined, y.layer))
            .then(x.weight.total_cmp(&y.weight))
    });
    rows.chunk_by(|x, y| (x.a, x.b) == (y.a, y.b))
        .filter_map(pair)
        .collect()
}

/// One pair of its rows, which ascend by layer and then by weight, the combined ones last.
fn pair(rows: &[Row]) -> Option<Pair> {
    let (a, b) = rows.first().map(|row| (row.a, row.b))?;
    let (combined, plain): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.combined);
    let judges = if combined.is_empty() {
        &plain
    } else {
        &combined
    };
    let least = |value: fn((f64, f64)) -> f64| {
        let values = judges.iter().filter_map(|row| row.odds).map(value);
        values.filter(|value| value.is_finite()).reduce(f64::min)
    };
    let drawn = if plain.is_empty() { &combined } else { &plain };
    let layers: Vec<(u8, f64)> = drawn
        .chunk_by(|x, y| x.layer == y.layer)
        .filter_map(|rows| {
            rows.last()
                .map(|greatest| (greatest.layer, greatest.weight))
        })
        .collect();
    Some(Pair {
        a,
        b,
        weight: layers.iter().map(|(_, weight)| weight).sum(),
        p_value: least(|odds| odds.0),
        q_value: least(|odds| odds.1),
        layers,
    })
}
