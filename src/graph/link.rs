//! Uses to validated edges.
//!
//! In: uses of all layers, and the windows. Out: edges that both nulls reject.
//!
//! For each layer and window, shared objects of two accounts are counted once an object; the p-value of a pair is
//! the larger one of its who- and when-p-value (an edge needs both), windows are joined by the Cauchy combination,
//! and Benjamini-Hochberg runs over *all* pairs of the layer's accounts, seen together or not.
//!
//! Cost: a use is held against at most a fixed number of uses before and after it, so work grows in proportion to
//! the uses. Leaving out farther ones can only lower a count, while the tempo is counted in full.

use std::collections::BTreeMap;

use crate::key::AccountKey;

use super::{
    bicm::Bicm,
    discovery,
    incidence::Incidence,
    layer::{Layer, Use, Windows},
    round::{Pair, Round},
    tempo,
};

/// False discovery rate of the edges of a layer.
const MAX_Q: f64 = 0.01;

/// Most decimal places of a p-value that count towards a weight.
const MAX_WEIGHT: f64 = 30.0;

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
}

/// Links accounts layer by layer, then over all layers together. Edges are sorted by accounts, then layer.
#[must_use]
pub fn link(uses: &[Use], windows: &Windows) -> Vec<Edge> {
    let mut layers: BTreeMap<Layer, Vec<Use>> = BTreeMap::new();
    for used in uses {
        layers.entry(used.layer).or_default().push(*used);
    }
    let mut accounts: Vec<AccountKey> = uses.iter().map(|used| used.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let tested = layers.len();
    let candidates: Vec<Edge> = layers
        .into_iter()
        .flat_map(|(layer, uses)| candidates(layer, uses, windows))
        .collect();
    let mut edges = combined(&candidates, tested, pairs(accounts.len()));
    edges.extend(candidates);
    edges.retain(|edge| edge.q <= MAX_Q);
    edges.sort_by_key(|edge| (edge.a, edge.b, edge.layer));
    edges
}

/// Pairs among this many accounts.
fn pairs(accounts: usize) -> f64 {
    let accounts = accounts as f64;
    accounts * (accounts - 1.0) / 2.0
}

/// The pairs of one layer that share enough objects in some window, with p and q.
fn candidates(layer: Layer, uses: Vec<Use>, windows: &Windows) -> Vec<Edge> {
    let index = Incidence::of(uses);
    let mine = index.objects_by_account();
    let degrees: Vec<u32> = mine
        .iter()
        .map(|objects| u32::try_from(objects.len()).unwrap_or(u32::MAX))
        .collect();
    let model = Bicm::fit(&degrees, &index.popularity());
    let mut found: BTreeMap<(u32, u32), Vec<Pair>> = BTreeMap::new();
    for window in windows.seconds() {
        let round = Round {
            index: &index,
            mine: &mine,
            degrees: &degrees,
            model: &model,
            shares: tempo::shares(&index, *window),
            window: *window,
        };
        for pair in round.run() {
            found.entry((pair.a, pair.b)).or_default().push(pair);
        }
    }
    let tests = windows.seconds().len();
    let mut edges: Vec<Edge> = found
        .values()
        .filter_map(|pairs| edge(layer, &index, pairs, tests))
        .collect();
    let p: Vec<f64> = edges.iter().map(|edge| edge.p).collect();
    for (edge, q) in edges
        .iter_mut()
        .zip(discovery::q_values(&p, pairs(index.accounts.len())))
    {
        edge.q = q;
    }
    edges
}

fn edge(layer: Layer, index: &Incidence, pairs: &[Pair], tests: usize) -> Option<Edge> {
    let best = pairs
        .iter()
        .min_by(|x, y| x.p.total_cmp(&y.p).then(x.window.cmp(&y.window)))?;
    let all: Vec<f64> = pairs.iter().map(|pair| pair.p).collect();
    let p = discovery::cauchy(&all, tests);
    let account = |at: u32| index.accounts.get(at as usize).copied();
    Some(Edge {
        a: account(best.a)?,
        b: account(best.b)?,
        layer,
        weight: weight(p),
        p,
        q: 1.0,
        objects: best.objects,
        window: best.window,
    })
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
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};

    use super::super::round::MIN_OBJECTS;
    use super::*;

    /// The `SplitMix64` generator, so that planted data is the same everywhere.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, below: u32) -> u32 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            u32::try_from((z ^ (z >> 31)) % u64::from(below)).expect("below the bound")
        }
    }

    const DAY: u32 = 86_400;

    /// 600 accounts, 300 objects with popularity falling like 1/rank, each with a start of its own
    /// and uses that decay over about two days.
    fn organic(dice: &mut Dice) -> Vec<Use> {
        let starts: Vec<i64> = (0..300).map(|_| i64::from(dice.roll(30 * DAY))).collect();
        let mut uses = Vec::new();
        for account in 0..600 {
            for _ in 0..=dice.roll(25) {
                let rank = dice.roll(300).min(dice.roll(300));
                let delay = dice.roll(2 * DAY).min(dice.roll(2 * DAY));
                uses.push(used(
                    account,
                    rank,
                    starts[rank as usize] + i64::from(delay),
                ));
            }
        }
        uses
    }

    fn used(account: u32, object: u32, at: i64) -> Use {
        Use {
            account: AccountKey(account),
            object,
            layer: Layer::Link,
            at,
        }
    }

    /// Twelve accounts that use the same popular objects within a minute of each other, besides a life of their own.
    fn planted(dice: &mut Dice) -> Vec<Use> {
        let mut uses = organic(dice);
        for _ in 0..20 {
            let example = uses[dice.roll(3_000) as usize];
            uses.extend((100..112).map(|account| {
                used(
                    account,
                    example.object,
                    example.at + i64::from(dice.roll(60)),
                )
            }));
        }
        uses
    }

    #[test]
    fn planted_accounts_are_found_and_nobody_else() {
        for seed in 0..3 {
            let edges = link(&planted(&mut Dice(seed)), &Windows::mail());
            let found: BTreeSet<u32> = edges.iter().flat_map(|edge| [edge.a.0, edge.b.0]).collect();
            assert!(
                found.iter().all(|account| (100..112).contains(account)),
                "seed {seed}: {found:?}"
            );
            assert!(found.len() >= 11, "seed {seed}: {found:?}");
            // Not every pair needs its own proof: the ones that have it must hold the twelve together.
            assert!(
                edges.len() >= 33,
                "{} of 66 edges, seed {seed}",
                edges.len()
            );
        }
    }

    #[test]
    fn organic_accounts_alone_have_no_edges() {
        for seed in 100..105 {
            assert_eq!(
                link(&organic(&mut Dice(seed)), &Windows::mail()),
                [],
                "seed {seed}"
            );
        }
    }

    #[test]
    fn accounts_that_share_much_but_not_together_have_no_edge() {
        let mut dice = Dice(9);
        let mut uses = organic(&mut dice);
        for object in 0..20 {
            uses.extend(
                (100..104).map(|account| used(account, object * 7, i64::from(dice.roll(60) * DAY))),
            );
        }
        assert_eq!(link(&uses, &Windows::mail()), []);
    }

    #[test]
    fn layers_that_agree_are_combined() {
        let mut uses = planted(&mut Dice(3));
        let other: Vec<Use> = uses
            .iter()
            .map(|u| Use {
                layer: Layer::Group,
                ..*u
            })
            .collect();
        uses.extend(other);
        let edges = link(&uses, &Windows::mail());
        let of = |layer| edges.iter().filter(|edge| edge.layer == layer).count();
        assert!(of(Layer::Combined) >= 33 && of(Layer::Group) == of(Layer::Link));
        let first = edges
            .iter()
            .find(|edge| edge.layer == Layer::Combined)
            .expect("one at least");
        assert!(first.objects >= 4 && first.weight > 10.0);
    }

    #[test]
    fn an_object_used_by_one_account_ten_thousand_times_is_bounded_work() {
        let mut uses: Vec<Use> = (0..10_000).map(|at| used(1, 1, at)).collect();
        uses.extend((0..10_000).map(|at| used(2, 1, at)));
        assert_eq!(link(&uses, &Windows::mail()), []);
    }

    #[test]
    fn the_order_of_uses_and_the_number_of_threads_change_nothing() {
        let mut uses = planted(&mut Dice(4));
        let one = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("a pool of one");
        let edges = one.install(|| link(&uses, &Windows::mail()));
        uses.reverse();
        uses.rotate_left(777);
        assert_eq!(link(&uses, &Windows::mail()), edges);
    }

    proptest! {
        /// Any times and keys: no panic, pairs in order, q within its bound.
        #[test]
        fn any_uses_give_ordered_edges(uses in vec((any::<u32>(), 0_u32..4, prop_oneof![any::<i64>(), 0_i64..50]), 0..60)) {
            let uses: Vec<Use> = uses.into_iter().map(|(account, object, at)| used(account % 9, object, at)).collect();
            let edges = link(&uses, &Windows::new(&[0, 10, u64::MAX]));
            prop_assert!(edges.iter().all(|edge| edge.a < edge.b && edge.q <= MAX_Q && edge.objects >= MIN_OBJECTS));
        }
    }
}
