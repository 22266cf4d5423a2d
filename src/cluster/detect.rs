//! Clusters, how firmly each one stands, and what each account does in it.
//!
//! In: edges of all layers, the uses behind them, and a seed. Out: [`Clusters`].
//!
//! What a reviewer asks of a cluster is told beside it: how dense it is, whether it outlives its weaker edges, whether
//! other accounts as active as these meet as often, over what they met, and who came first.
//!
//! Cost: parting is linear in the edges but for the steps, and done once a level of the sweep; see
//! [`chance`](super::chance) for the draws. Levels and clusters run in parallel.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    graph::{Edge, Layer, Use},
    key::AccountKey,
};

use super::{
    chance::{Chance, chances},
    network::{Network, position},
    part::{clusters, pairs},
    persistence::persistence,
    role::{Part, Role, Shared, roles},
    timeline::Timeline,
};

/// Shared objects that are named for a cluster.
const MOST_SHARED: usize = 10;

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The clusters, by their number.
    pub clusters: Vec<Cluster>,
    /// One row an account that has an edge, by account.
    pub accounts: Vec<Clustered>,
}

/// A set of accounts that hold together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its number, from 0 by the clusters' smallest accounts.
    pub cluster: u32,
    /// Its accounts.
    pub accounts: u32,
    /// Pairs of its accounts that have an edge.
    pub pairs: u32,
    /// Share of all its pairs that have an edge, 0..=1.
    pub density: f64,
    /// Weight of its pairs over all layers.
    pub weight: f64,
    /// Its edges by layer, in the layers' order.
    pub layers: Vec<(Layer, u32)>,
    /// Window in seconds within which most of its edges met, the narrowest of equals.
    pub window: u64,
    /// Share of a sweep over weight quantiles in which it still stands, 0..=1.
    pub persistence: f64,
    /// Pairs of accounts and objects that met within the window.
    pub meetings: u64,
    /// Chance that accounts as active as these meet as often, at least `1 / (1 + draws)`; `None` if there are none
    /// as active.
    pub p: Option<f64>,
    /// Sets of such accounts that it was held against: 999, or fewer where accounts meet very many others.
    pub draws: u32,
    /// Objects over which its accounts met within the window.
    pub objects: u32,
    /// At most ten of them, those with the most accounts first.
    pub shared: Vec<Shared>,
    /// Accounts that come first as a habit, sorted.
    pub first: Vec<AccountKey>,
}

/// One account's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustered {
    /// The account.
    pub account: AccountKey,
    /// Its cluster.
    pub cluster: u32,
    /// Share of the account's edge weight that stays inside its cluster, 0..=1.
    pub strength: f64,
    /// What it does there.
    pub role: Role,
    /// Objects over which it met others of the cluster within the window.
    pub objects: u32,
    /// Share of those on which it came first, 0..=1.
    pub leads: f64,
    /// Median of the seconds after the first, over objects on which it did not come first.
    pub delay: Option<u64>,
}

/// Parts the accounts that have edges into clusters. The order of edges and uses changes nothing.
/// Without uses, clusters have no p and no shared objects, and all accounts are members.
#[must_use]
pub fn detect(edges: &[Edge], uses: &[Use], seed: u64) -> Clusters {
    let network = Network::of(edges);
    let labels = clusters(network.size(), &network.links, seed);
    let stands = persistence(&network.links, &labels, seed);
    let mut groups: BTreeMap<u32, Group<'_>> = BTreeMap::new();
    for (label, account) in labels.iter().zip(&network.accounts) {
        groups.entry(*label).or_default().accounts.push(*account);
    }
    let strength = strengths(&network, &labels, &mut groups);
    let label_of = |account| {
        let at = position(&network.accounts, account)?;
        labels.get(at as usize)
    };
    for edge in edges.iter().filter(|edge| edge.a != edge.b) {
        if let (Some(a), Some(b)) = (label_of(edge.a), label_of(edge.b))
            && a == b
            && let Some(group) = groups.get_mut(a)
        {
            group.edges.push(edge);
        }
    }
    let timeline = Timeline::of(uses);
    let drafts: Vec<Draft> = groups
        .iter()
        .zip(0_u32..)
        .map(|((label, group), number)| Draft {
            number,
            persistence: stands.get(label).copied().unwrap_or_default(),
            window: group.window(),
            members: group.members(&timeline),
        })
        .collect();
    let chances = by_window(&timeline, &drafts, seed);
    let described: Vec<(Cluster, Vec<Clustered>)> = groups
        .values()
        .zip(&drafts)
        .zip(&chances)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|((group, draft), chance)| group.describe(draft, chance, &timeline))
        .collect();
    let mut found = Clusters::default();
    for (cluster, accounts) in described {
        found.clusters.push(cluster);
        found.accounts.extend(accounts);
    }
    found.accounts.sort_unstable_by_key(|row| row.account);
    for (row, strength) in found.accounts.iter_mut().zip(strength) {
        row.strength = strength;
    }
    found
}

/// For each account the share of its weight that stays inside; adds up the clusters' pairs on the way.
fn strengths(network: &Network, labels: &[u32], groups: &mut BTreeMap<u32, Group<'_>>) -> Vec<f64> {
    let mut inside = vec![(0.0, 0.0); network.accounts.len()];
    for (a, b, weight) in &network.links {
        let label = labels.get(*a as usize);
        let together = label == labels.get(*b as usize);
        if let Some(group) = label
            .filter(|_| together)
            .and_then(|label| groups.get_mut(label))
        {
            group.pairs += 1;
            group.weight += weight;
        }
        for at in [a, b] {
            if let Some((within, all)) = inside.get_mut(*at as usize) {
                *all += weight;
                *within += if together { *weight } else { 0.0 };
            }
        }
    }
    let share = |(within, all): (f64, f64)| if all > 0.0 { within / all } else { 0.0 };
    inside.into_iter().map(share).collect()
}

/// What is known of a cluster before its uses are looked at.
struct Draft {
    number: u32,
    persistence: f64,
    window: u64,
    /// Places of its accounts in the timeline.
    members: Vec<u32>,
}

/// The chance of each draft, all clusters of one window together.
fn by_window(timeline: &Timeline, drafts: &[Draft], seed: u64) -> Vec<Chance> {
    let mut windows = BTreeMap::<u64, Vec<usize>>::new();
    for (at, draft) in drafts.iter().enumerate() {
        windows.entry(draft.window).or_default().push(at);
    }
    let mut found = vec![Chance::default(); drafts.len()];
    for (window, places) in windows {
        let drafts = places.iter().filter_map(|at| drafts.get(*at));
        let members: Vec<&[u32]> = drafts.map(|draft| draft.members.as_slice()).collect();
        for (at, chance) in places.iter().zip(chances(timeline, &members, window, seed)) {
            if let Some(slot) = found.get_mut(*at) {
                *slot = chance;
            }
        }
    }
    found
}

/// A cluster in the making.
#[derive(Default)]
struct Group<'a> {
    accounts: Vec<AccountKey>,
    edges: Vec<&'a Edge>,
    pairs: u32,
    weight: f64,
}

impl Group<'_> {
    fn members(&self, timeline: &Timeline) -> Vec<u32> {
        let member = |account: &AccountKey| position(&timeline.accounts, *account);
        self.accounts.iter().filter_map(member).collect()
    }

    fn describe(
        &self,
        draft: &Draft,
        chance: &Chance,
        timeline: &Timeline,
    ) -> (Cluster, Vec<Clustered>) {
        let (parts, mut shared) = roles(&timeline.of_accounts(&draft.members), draft.window);
        let member = |account: &AccountKey| position(&timeline.accounts, *account);
        let objects = u32::try_from(shared.len()).unwrap_or(u32::MAX);
        shared.truncate(MOST_SHARED);
        let row = |account: &AccountKey| {
            let part = member(account).and_then(|who| parts.get(&who));
            placed(*account, draft.number, part.copied().unwrap_or_default())
        };
        let rows: Vec<Clustered> = self.accounts.iter().map(row).collect();
        let accounts = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        let cluster = Cluster {
            cluster: draft.number,
            accounts,
            pairs: self.pairs,
            density: f64::from(self.pairs) / pairs(f64::from(accounts)).max(1.0),
            weight: self.weight,
            layers: self.layers(),
            window: draft.window,
            persistence: draft.persistence,
            meetings: chance.meetings,
            p: chance.p,
            draws: chance.draws,
            objects,
            shared,
            first: rows
                .iter()
                .filter(|row| row.role == Role::First)
                .map(|row| row.account)
                .collect(),
        };
        (cluster, rows)
    }

    fn layers(&self) -> Vec<(Layer, u32)> {
        let mut layers = BTreeMap::<Layer, u32>::new();
        for edge in &self.edges {
            *layers.entry(edge.layer).or_default() += 1;
        }
        layers.into_iter().collect()
    }

    /// The window of most edges, the narrowest of equals.
    fn window(&self) -> u64 {
        let mut windows = BTreeMap::<u64, u32>::new();
        for edge in &self.edges {
            *windows.entry(edge.window).or_default() += 1;
        }
        let most = windows
            .iter()
            .max_by(|x, y| x.1.cmp(y.1).then(y.0.cmp(x.0)));
        most.map(|(window, _)| *window).unwrap_or_default()
    }
}

fn placed(account: AccountKey, cluster: u32, part: Part) -> Clustered {
    Clustered {
        account,
        cluster,
        strength: 0.0,
        role: part.role,
        objects: part.objects,
        leads: f64::from(part.led) / f64::from(part.objects.max(1)),
        delay: part.delay,
    }
}
