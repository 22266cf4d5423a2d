//! The graph of a case: edges, what they rest on, and clusters.
//!
//! In: the uses of mail and of posts. Out: edges and clusters of both, and rows that lead back from an edge to the messages
//! behind it. Mail and posts are linked apart, since what counts as together differs; clusters are numbered through.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::{
    Case, CaseError, RunWriter,
    rows::{ClusterRow, CommunityRow, EdgeRow, SharedRow},
};
use super::uses::{Found, Used};
use crate::{
    cluster::{self, Cluster, Clustered, Clusters},
    graph::{self, Edge, Evidence, Layer, Together, Windows},
    key::AccountKey,
};

/// Seed of the search for clusters: the same archive gives the same ones.
const SEED: u64 = 1;

/// Accounts of the smallest cluster: two people with one rhythm are not enough; a pair's edges are in the table of edges.
const LEAST_ACCOUNTS: u32 = 3;

/// Things told of one edge; a busy pair's others are counted in its `objects`.
const TOLD: usize = 20;

/// Edges whose things are looked up together: bounds memory.
const BATCH: usize = 20_000;

/// What would tell who acts together.
const WANTED: &str = "whether these accounts also share machines, clients or texts made from one template; whether their \
    holders confirm that they posted themselves; whether a hub, a group chat or a newsroom called for these posts";

/// Who acts together with whom: among the senders of mail, and among those who post.
pub(super) struct Network([Side; 2]);

/// One of the two.
struct Side {
    used: Used,
    edges: Vec<Edge>,
    clusters: Clusters,
    /// Number of the first cluster.
    from: u32,
}

impl Network {
    /// Links and clusters the accounts behind the uses of mail and of posts.
    pub(super) fn of([mail, posts]: [Used; 2], windows: &Windows) -> Self {
        let side = |used: Used, windows: &Windows, from: u32| {
            let edges = graph::link(&used.uses, windows);
            let clusters = of_several(cluster::detect(&edges, &used.uses, SEED));
            Side {
                used,
                edges,
                clusters,
                from,
            }
        };
        let mail = side(mail, &Windows::mail(), 0);
        let from = u32::try_from(mail.clusters.clusters.len()).unwrap_or(u32::MAX);
        let posts = side(posts, windows, from);
        Self([mail, posts])
    }

    /// Pairs of accounts that repeat texts and links together; of posts, anything.
    pub(super) fn ties(&self) -> Vec<(AccountKey, AccountKey)> {
        let [mail, posts] = &self.0;
        let words = |edge: &&Edge| matches!(edge.layer, Layer::Group | Layer::Link);
        let of_mail = mail.edges.iter().filter(words);
        of_mail
            .chain(&posts.edges)
            .map(|edge| (edge.a, edge.b))
            .collect()
    }

    /// Writes edges, what they rest on, and clusters.
    pub(super) fn write(
        &self,
        case: &Case,
        found: &Found,
        run: &mut RunWriter<'_>,
    ) -> Result<(), CaseError> {
        for side in &self.0 {
            let rows: Vec<EdgeRow> = side.edges.iter().map(edge_row).collect();
            run.write(&rows)?;
        }
        for side in &self.0 {
            let rows: Vec<ClusterRow> = side
                .clusters
                .accounts
                .iter()
                .map(|account| cluster_row(account, side.from))
                .collect();
            run.write(&rows)?;
        }
        let mut communities = Vec::new();
        for side in &self.0 {
            let met = side.write_shared(case, found, run)?;
            communities.extend(side.communities(case, found, &met)?);
        }
        run.write(&communities)
    }
}

/// The clusters of enough accounts, numbered anew in their order.
fn of_several(found: Clusters) -> Clusters {
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    let mut clusters = found.clusters;
    clusters.retain(|cluster| cluster.accounts >= LEAST_ACCOUNTS);
    for (number, cluster) in (0..).zip(&mut clusters) {
        numbers.insert(cluster.cluster, number);
        cluster.cluster = number;
    }
    let mut accounts = found.accounts;
    accounts.retain_mut(|account| {
        numbers.get(&account.cluster).is_some_and(|number| {
            account.cluster = *number;
            true
        })
    });
    Clusters { clusters, accounts }
}

/// The edges that are told with what they rest on. A combined edge rests on what its pair's layers rest on, so it is told
/// only where no layer has an edge of its own.
fn told_apart(edges: &[Edge]) -> Vec<&Edge> {
    let layered: HashSet<(AccountKey, AccountKey)> = edges
        .iter()
        .filter(|edge| edge.layer != Layer::Combined)
        .map(|edge| (edge.a, edge.b))
        .collect();
    let told = |edge: &&Edge| edge.layer != Layer::Combined || !layered.contains(&(edge.a, edge.b));
    edges.iter().filter(told).collect()
}

/// When and by how many messages the accounts of a cluster met.
#[derive(Default)]
struct Met {
    messages: BTreeSet<u32>,
    span: Option<(i64, i64)>,
}

impl Side {
    /// Writes what each edge rests on, batch by batch; returns what that tells of clusters.
    fn write_shared(
        &self,
        case: &Case,
        found: &Found,
        run: &mut RunWriter<'_>,
    ) -> Result<BTreeMap<u32, Met>, CaseError> {
        let edges = told_apart(&self.edges);
        if edges.is_empty() {
            return Ok(BTreeMap::new());
        }
        let evidence = Evidence::index(&self.used.uses);
        let cluster_of: HashMap<AccountKey, u32> = self
            .clusters
            .accounts
            .iter()
            .map(|account| (account.account, account.cluster))
            .collect();
        let mut met: BTreeMap<u32, Met> = BTreeMap::new();
        for edges in edges.chunks(BATCH) {
            let mut told: Vec<(&Edge, Together)> = Vec::new();
            for edge in edges {
                let mut things = evidence.of(edge);
                if let Some(&cluster) = cluster_of.get(&edge.a)
                    && cluster_of.get(&edge.b) == Some(&cluster)
                {
                    self.meet(met.entry(cluster).or_default(), &things);
                }
                things.sort_by_key(|thing| (thing.apart, thing.object));
                things.truncate(TOLD);
                told.extend(things.into_iter().map(|thing| (*edge, thing)));
            }
            let asked = told
                .iter()
                .map(|(_, thing)| ((thing.layer, thing.object), thing.a))
                .collect();
            let names = self.names(case, found, asked)?;
            let row = |(edge, thing): &(&Edge, Together)| {
                Some(SharedRow {
                    a: edge.a.0,
                    b: edge.b.0,
                    layer: thing.layer.word().to_owned(),
                    object: match thing.layer {
                        Layer::Time => moment(self.used.uses.get(thing.a)?.at),
                        layer => names
                            .get(&(layer, thing.object))
                            .cloned()
                            .unwrap_or_default(),
                    },
                    message_a: self.used.messages.get(thing.a)?.0,
                    message_b: self.used.messages.get(thing.b)?.0,
                    apart: thing.apart,
                })
            };
            run.write(&told.iter().filter_map(row).collect::<Vec<_>>())?;
        }
        Ok(met)
    }

    fn meet(&self, met: &mut Met, things: &[Together]) {
        for number in things.iter().flat_map(|thing| [thing.a, thing.b]) {
            let (Some(message), Some(used)) =
                (self.used.messages.get(number), self.used.uses.get(number))
            else {
                continue;
            };
            met.messages.insert(message.0);
            let (first, last) = met.span.unwrap_or((used.at, used.at));
            met.span = Some((first.min(used.at), last.max(used.at)));
        }
    }

    /// Names of objects, each with the number of a use of it.
    fn names(
        &self,
        case: &Case,
        found: &Found,
        asked: BTreeMap<(Layer, u32), usize>,
    ) -> Result<HashMap<(Layer, u32), String>, CaseError> {
        let message = |number: usize| self.used.messages.get(number).copied();
        let asked = asked
            .into_iter()
            .filter_map(|(object, number)| Some((object, message(number)?)))
            .collect();
        self.used.names(case, found, &asked)
    }

    fn communities(
        &self,
        case: &Case,
        found: &Found,
        met: &BTreeMap<u32, Met>,
    ) -> Result<Vec<CommunityRow>, CaseError> {
        if self.clusters.clusters.is_empty() {
            return Ok(Vec::new());
        }
        let things: BTreeSet<(Layer, u32)> = self
            .clusters
            .clusters
            .iter()
            .flat_map(|cluster| &cluster.shared)
            .map(|thing| (thing.layer, thing.object))
            .collect();
        let asked = self
            .used
            .uses
            .iter()
            .enumerate()
            .map(|(number, used)| ((used.layer, used.object), number))
            .filter(|(thing, _)| things.contains(thing))
            .collect();
        let names = self.names(case, found, asked)?;
        let none = Met::default();
        let row = |cluster: &Cluster| {
            let met = met.get(&cluster.cluster).unwrap_or(&none);
            community_row(cluster, self.from, met, &names)
        };
        Ok(self.clusters.clusters.iter().map(row).collect())
    }
}

/// A moment as the name of what was shared, where the moment is all.
fn moment(at: i64) -> String {
    jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |stamp| stamp.to_string())
}

fn edge_row(edge: &Edge) -> EdgeRow {
    EdgeRow {
        a: edge.a.0,
        b: edge.b.0,
        layer: edge.layer.word().to_owned(),
        window: edge.window,
        objects: edge.objects,
        expected: edge.expected,
        weight: edge.weight,
        p_value: edge.p,
        p_who: edge.who,
        p_when: edge.when,
        q_value: edge.q,
    }
}

fn cluster_row(account: &Clustered, from: u32) -> ClusterRow {
    ClusterRow {
        account: account.account.0,
        cluster: from + account.cluster,
        strength: account.strength,
        role: account.role.word().to_owned(),
        objects: account.objects,
        leads: account.leads,
        delay: account.delay,
    }
}

fn community_row(
    cluster: &Cluster,
    from: u32,
    met: &Met,
    names: &HashMap<(Layer, u32), String>,
) -> CommunityRow {
    let thing = |thing: &cluster::Shared| {
        let name = names.get(&(thing.layer, thing.object))?;
        Some(format!(
            "{} {name} ({} accounts)",
            thing.layer.word(),
            thing.accounts
        ))
    };
    CommunityRow {
        cluster: from + cluster.cluster,
        accounts: cluster.accounts,
        pairs: cluster.pairs,
        density: cluster.density,
        weight: cluster.weight,
        window: cluster.window,
        persistence: cluster.persistence,
        p_value: cluster.p,
        draws: cluster.draws,
        objects: cluster.objects,
        messages: u32::try_from(met.messages.len()).unwrap_or(u32::MAX),
        first: met.span.map(|span| span.0),
        last: met.span.map(|span| span.1),
        layers: cluster
            .layers
            .iter()
            .map(|(layer, edges)| format!("{} {edges}", layer.word()))
            .collect(),
        shared: cluster.shared.iter().filter_map(thing).collect(),
        leaders: cluster.first.iter().map(|account| account.0).collect(),
        verdict: "undetermined".to_owned(),
        wanted: WANTED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: u32, b: u32, layer: Layer) -> Edge {
        Edge {
            a: AccountKey(a),
            b: AccountKey(b),
            layer,
            weight: 1.0,
            p: 0.0,
            q: 0.0,
            objects: 2,
            window: 60,
            who: 0.0,
            when: 0.0,
            expected: 0.0,
        }
    }

    #[test]
    fn a_combined_edge_is_told_where_no_layer_tells_of_its_pair() {
        let edges = [
            edge(1, 2, Layer::Link),
            edge(1, 2, Layer::Combined),
            edge(3, 4, Layer::Combined),
        ];
        let told: Vec<u32> = told_apart(&edges).iter().map(|edge| edge.a.0).collect();
        assert_eq!(told, [1, 3]);
    }
}
