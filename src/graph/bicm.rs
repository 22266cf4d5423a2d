//! Who-null: the bipartite configuration model.
//!
//! In: the degrees of accounts (distinct objects) and of objects (distinct accounts).
//! Out: for two degrees of accounts, how many objects two such accounts share by chance.
//!
//! Source: F. Saracco et al., "Inferring monopartite projections of bipartite networks", 2017:
//! `p = x·y / (1 + x·y)`, with x and y such that every expected degree equals the one seen. Nodes of one
//! degree have one parameter, so the work is on degree classes, of which E uses have at most √(2E).

use std::collections::BTreeMap;

/// Largest relative error of an expected degree at which the sweeps end.
const MAX_ERROR: f64 = 1e-6;

/// Sweeps at most; only degrees close to their upper bound converge slower, and their
/// probabilities are close to 1 long before.
const MAX_SWEEPS: usize = 300;

/// Nodes of one degree.
#[derive(Clone, Copy, Debug)]
struct Class {
    degree: f64,
    nodes: f64,
    fitness: f64,
}

/// The fitted model.
#[derive(Clone, Debug)]
pub(super) struct Bicm {
    accounts: Vec<Class>,
    objects: Vec<Class>,
}

impl Bicm {
    /// Fits the model in at most `MAX_SWEEPS × account classes × object classes` steps.
    pub(super) fn fit(accounts: &[u32], objects: &[u32]) -> Self {
        let edges: f64 = objects.iter().map(|degree| f64::from(*degree)).sum();
        let mut model = Self {
            accounts: classes(accounts, edges),
            objects: classes(objects, edges),
        };
        for _ in 0..MAX_SWEEPS {
            let error = sweep(&mut model.accounts, &model.objects)
                .max(sweep(&mut model.objects, &model.accounts));
            if error <= MAX_ERROR {
                break;
            }
        }
        model
    }

    /// Expected number of objects that accounts of these two degrees share.
    pub(super) fn shared(&self, a: u32, b: u32) -> f64 {
        let (x, z) = (self.fitness(a), self.fitness(b));
        self.objects
            .iter()
            .map(|o| o.nodes * probability(x, o.fitness) * probability(z, o.fitness))
            .sum()
    }

    fn fitness(&self, degree: u32) -> f64 {
        let found = self
            .accounts
            .binary_search_by(|class| class.degree.total_cmp(&f64::from(degree)));
        found
            .ok()
            .and_then(|at| self.accounts.get(at))
            .map_or(0.0, |class| class.fitness)
    }
}

fn probability(x: f64, y: f64) -> f64 {
    x * y / (1.0 + x * y)
}

fn classes(degrees: &[u32], edges: f64) -> Vec<Class> {
    let mut counts = BTreeMap::new();
    for degree in degrees.iter().filter(|degree| **degree > 0) {
        *counts.entry(*degree).or_insert(0_u32) += 1;
    }
    let class = |(degree, nodes): (u32, u32)| Class {
        degree: f64::from(degree),
        nodes: f64::from(nodes),
        fitness: f64::from(degree) / edges.max(1.0).sqrt(),
    };
    counts.into_iter().map(class).collect()
}

/// One fixed-point step of one side; returns the largest relative error of a degree before it.
fn sweep(side: &mut [Class], other: &[Class]) -> f64 {
    let mut worst = 0.0_f64;
    for class in side {
        let sum: f64 = other
            .iter()
            .map(|o| o.nodes * o.fitness / (1.0 + class.fitness * o.fitness))
            .sum();
        worst = worst.max((class.fitness * sum / class.degree - 1.0).abs());
        if sum > 0.0 {
            class.fitness = class.degree / sum;
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Degrees of a random bipartite graph, so that they are possible ones.
    fn degrees(edges: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
        let (mut accounts, mut objects) = (vec![0; 12], vec![0; 20]);
        let mut seen = edges.to_vec();
        seen.sort_unstable();
        seen.dedup();
        for (account, object) in seen {
            accounts[account as usize] += 1;
            objects[object as usize] += 1;
        }
        (accounts, objects)
    }

    proptest! {
        #[test]
        fn expected_degrees_are_the_ones_seen(edges in vec((0_u32..12, 0_u32..20), 1..80)) {
            let (accounts, objects) = degrees(&edges);
            let model = Bicm::fit(&accounts, &objects);
            for class in &model.accounts {
                let expected: f64 = model.objects.iter().map(|o| o.nodes * probability(class.fitness, o.fitness)).sum();
                prop_assert!((expected / class.degree - 1.0).abs() < 0.02, "{expected} {}", class.degree);
            }
        }
    }

    #[test]
    fn busy_accounts_are_expected_to_share_more() {
        let model = Bicm::fit(&[2, 2, 2, 2, 8, 8], &[3; 8]);
        assert!(model.shared(8, 8) > 3.0 * model.shared(2, 2));
        assert!(model.shared(3, 3).abs() < 1e-12, "a degree that nobody has");
    }

    #[test]
    fn a_popular_object_is_expected_to_be_shared() {
        let rare = Bicm::fit(&[2; 50], &[2; 50]).shared(2, 2);
        let viral = Bicm::fit(&[2; 50], &[50, 25, 25]).shared(2, 2);
        assert!(rare < 0.1 && viral > 1.0, "{rare} {viral}");
    }
}
