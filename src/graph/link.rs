//! Uses to validated edges.
//!
//! In: uses of all layers, and the windows. Out: edges that both nulls reject.
//!
//! For each layer and window, shared objects of two accounts are counted once an object; the p-value of a pair is
//! the larger one of its who- and when-p-value (an edge needs both), windows are joined by the Cauchy combination,
//! and Benjamini-Hochberg runs over *all* pairs of the layer's accounts, seen together or not.
//!
//! An edge needs two shared objects, three where a stamp is coarse, and five of a light layer
//! ([`Layer::least_objects`]). Cost: each use is held against a bounded number of others, all windows in one pass,
//! and whoever came together often enough is tested on the uses of both.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::key::AccountKey;

use super::{
    busy::Busy,
    discovery,
    incidence::Incidence,
    layer::{Layer, Use, Windows},
    meeting::{self, Shared},
    round::{self, MAX_P, Pair},
    synchrony, tail,
    tempo::Tempo,
    who::{Counts, Who, stratum},
};

/// False discovery rate of the edges of a layer.
const MAX_Q: f64 = 0.01;

/// Most decimal places of a p-value that count towards a weight.
const MAX_WEIGHT: f64 = 30.0;

/// Shared objects below which two accounts have no edge when a stamp is coarse.
const LEAST_COARSE: u32 = 3;

/// Two accounts that used the same things together more than chance explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The smaller account.
    pub a: AccountKey,
    /// The larger account.
    pub b: AccountKey,
    /// What they shared.
    pub layer: Layer,
    /// `-log₁₀ p`, at most 30; for combined layers the sum over layers.
    pub weight: f64,
    /// p-value against both nulls, over all windows.
    pub p: f64,
    /// Benjamini-Hochberg q-value among all pairs of the layer.
    pub q: f64,
    /// Distinct objects shared within the window of the smallest p-value.
    pub objects: u32,
    /// That window in seconds.
    pub window: u64,
    /// p-value of the who-null in that window.
    pub who: f64,
    /// p-value of the when-null in that window.
    pub when: f64,
    /// Objects that the who-null expects the two to share at any time.
    pub expected: f64,
}

/// Two accounts in one window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) window: u64,
    pub(super) objects: u32,
    pub(super) who: f64,
    pub(super) when: f64,
    pub(super) expected: f64,
}

impl Outcome {
    fn p(&self) -> f64 {
        self.who.max(self.when)
    }
}

/// Links accounts layer by layer, then over all layers together, at a false discovery rate of one in a hundred.
/// Edges are sorted by accounts, then layer.
#[must_use]
pub fn link(uses: &[Use], windows: &Windows) -> Vec<Edge> {
    link_at(uses, windows, MAX_Q)
}

/// [`link`] at another false discovery rate, in 0..=1.
#[must_use]
pub fn link_at(uses: &[Use], windows: &Windows, rate: f64) -> Vec<Edge> {
    let layers: BTreeSet<Layer> = uses.iter().map(|used| used.layer).collect();
    let busy = Busy::of(uses, windows);
    let mut candidates = Vec::new();
    for layer in &layers {
        candidates.extend(if *layer == Layer::Time {
            synchrony::candidates(uses, windows)
        } else {
            tested(uses, *layer, windows, &busy)
        });
    }
    let mut edges = Vec::new();
    if layers.len() > 1 {
        let mut accounts: Vec<AccountKey> = uses.iter().map(|used| used.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        edges = combined(&candidates, layers.len(), pairs(accounts.len()));
    }
    edges.extend(candidates);
    edges.retain(|edge| edge.q <= rate);
    edges.sort_by_key(|edge| (edge.a, edge.b, edge.layer));
    edges
}

/// Pairs among this many accounts.
fn pairs(accounts: usize) -> f64 {
    let accounts = accounts as f64;
    accounts * (accounts - 1.0) / 2.0
}

/// The pairs of one layer that neither null explains at once, with p and q.
fn tested(uses: &[Use], layer: Layer, windows: &Windows, busy: &Busy) -> Vec<Edge> {
    let index = Incidence::of(uses, layer, windows);
    let who = Who::of(&index);
    let pairs = round::pairs(&index, &who, layer.least_objects());
    if pairs.is_empty() {
        return Vec::new();
    }
    let mut tempo = Tempo::of(&index);
    let shared = |(a, b): &Pair| meeting::shared(&index, *a, *b);
    pairs
        .par_iter()
        .for_each(|pair| tempo.set_apart(&shared(pair)));
    tempo.settle();
    let judge = |pair: &Pair| {
        let (a, b) = (account(&index, pair.0)?, account(&index, pair.1)?);
        let told = busy.windows(a, b);
        let outcomes = outcomes(&index, &who, &tempo, layer, *pair, (&shared(pair), told));
        edge(layer, a, b, &outcomes, index.windows.len())
    };
    let edges = pairs.par_iter().filter_map(judge).collect();
    discovered(edges, index.accounts.len())
}

fn account(index: &Incidence, at: u32) -> Option<AccountKey> {
    index.accounts.get(at as usize).copied()
}

/// The when-null's probabilities in a window. Of accounts that are too busy for the windows from `told` on, what they met on
/// within the first of these says nothing, and as much of it lies closer as if their times were shifted by chance.
fn chances(
    index: &Incidence,
    tempo: &Tempo,
    shared: &[Shared],
    (w, told): (usize, usize),
) -> Vec<f64> {
    let mut chances = tempo.chances(shared, w);
    if let (Some(window), Some(wide)) = (index.windows.get(w), index.windows.get(told)) {
        let closer = (2.0 * *window as f64 / (*wide).max(1) as f64).min(1.0);
        let counted = shared.iter().filter(|s| usize::from(s.floor) <= w);
        for (chance, s) in chances.iter_mut().zip(counted) {
            if usize::from(s.class) <= told {
                *chance = chance.max(closer);
            }
        }
    }
    chances
}

/// What the windows say about two accounts; windows that say nothing are left out.
fn outcomes(
    index: &Incidence,
    who: &Who,
    tempo: &Tempo,
    layer: Layer,
    (a, b): Pair,
    (shared, told): (&[Shared], usize),
) -> Vec<Outcome> {
    let mut out = Vec::new();
    for (w, window) in index.windows.iter().enumerate().take(told) {
        let met = shared.iter().filter(|s| usize::from(s.class) <= w);
        let coarse = met.clone().any(|s| s.coarse);
        let count = met.count();
        let objects = super::incidence::number(count);
        let least = if coarse { LEAST_COARSE } else { 0 }.max(layer.least_objects());
        if objects < least {
            continue;
        }
        let met = shared.iter().filter(|s| usize::from(s.class) <= w);
        let by_who = who.tail(a, b, strata(index, met.map(|s| s.object)));
        if by_who > MAX_P {
            continue;
        }
        let outcome = Outcome {
            window: *window,
            objects,
            who: by_who,
            when: tail::poisson_binomial(count, &chances(index, tempo, shared, (w, told))),
            expected: who.expected(a, b),
        };
        if outcome.p() <= MAX_P {
            out.push(outcome);
        }
    }
    out
}

/// How many of these objects are in each stratum.
pub(super) fn strata(index: &Incidence, objects: impl Iterator<Item = u32>) -> Counts {
    let mut counts = Counts::default();
    for object in objects {
        let crowd = index.crowds.get(object as usize).copied();
        if let Some(count) = counts.get_mut(stratum(crowd.unwrap_or(u32::MAX))) {
            *count += 1;
        }
    }
    counts
}

/// An edge, yet without its q-value, out of what some of these many windows say.
pub(super) fn edge(
    layer: Layer,
    a: AccountKey,
    b: AccountKey,
    outcomes: &[Outcome],
    windows: usize,
) -> Option<Edge> {
    let order = |x: &Outcome, y: &Outcome| x.p().total_cmp(&y.p()).then(x.window.cmp(&y.window));
    let best = outcomes.iter().copied().min_by(order)?;
    let all: Vec<f64> = outcomes.iter().map(Outcome::p).collect();
    let p = discovery::cauchy(&all, windows);
    Some(Edge {
        a,
        b,
        layer,
        weight: weight(p),
        p,
        q: 1.0,
        objects: best.objects,
        window: best.window,
        who: best.who,
        when: best.when,
        expected: best.expected,
    })
}

/// Gives edges their q-values among all pairs of this many accounts.
pub(super) fn discovered(mut edges: Vec<Edge>, accounts: usize) -> Vec<Edge> {
    let p: Vec<f64> = edges.iter().map(|edge| edge.p).collect();
    let q = discovery::q_values(&p, pairs(accounts));
    for (edge, q) in edges.iter_mut().zip(q) {
        edge.q = q;
    }
    edges
}

fn weight(p: f64) -> f64 {
    -p.max(1e-300).log10().clamp(-MAX_WEIGHT, 0.0)
}

/// One edge for each pair that is a candidate in several layers.
fn combined(candidates: &[Edge], layers: usize, pairs: f64) -> Vec<Edge> {
    let mut found: BTreeMap<(AccountKey, AccountKey), Vec<&Edge>> = BTreeMap::new();
    for edge in candidates {
        found.entry((edge.a, edge.b)).or_default().push(edge);
    }
    let join = |edges: &Vec<&Edge>| {
        let best = edges
            .iter()
            .min_by(|x, y| x.p.total_cmp(&y.p).then(x.layer.cmp(&y.layer)))?;
        let all: Vec<f64> = edges.iter().map(|edge| edge.p).collect();
        Some(Edge {
            layer: Layer::Combined,
            p: discovery::cauchy(&all, layers),
            weight: edges.iter().map(|edge| edge.weight).sum(),
            objects: edges.iter().map(|edge| edge.objects).sum(),
            ..(*best).clone()
        })
    };
    let mut edges: Vec<Edge> = found
        .values()
        .filter(|edges| edges.len() > 1)
        .filter_map(join)
        .collect();
    let p: Vec<f64> = edges.iter().map(|edge| edge.p).collect();
    for (edge, q) in edges.iter_mut().zip(discovery::q_values(&p, pairs)) {
        edge.q = q;
    }
    edges
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
