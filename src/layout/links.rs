//! Edges that can be trusted: within range, no loops, each pair once, weights about 1.
//!
//! In: edges as they come. Out: [`Links`], neighbours in ascending order. A weight is divided by the median of all
//! and kept within 1/[`SPAN`]..=[`SPAN`], so that one pair of absurd weight cannot tear the picture.

/// Greatest weight after scaling, in medians; its inverse is the least.
const SPAN: f64 = 8.0;

/// A graph as lists of neighbours.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Where the neighbours of node `i` start; one more entry than nodes.
    starts: Vec<usize>,
    /// Neighbours and weights of all nodes, one after another.
    ends: Vec<(u32, f64)>,
    /// How strongly each node pushes: 1 and its degree.
    pub(super) masses: Vec<f64>,
}

impl Links {
    /// Reads edges in any order.
    pub(super) fn of(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let fit = |&&(a, b, weight): &&(u32, u32, f64)| {
            a != b && (a.max(b) as usize) < nodes && weight.is_finite() && weight > 0.0
        };
        let mut pairs: Vec<(u32, u32, f64)> = edges
            .iter()
            .filter(fit)
            .map(|&(a, b, weight)| (a.min(b), a.max(b), weight))
            .collect();
        pairs.sort_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        pairs.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        let mut weights: Vec<f64> = pairs.iter().map(|pair| pair.2).collect();
        weights.sort_by(f64::total_cmp);
        let median = weights.get(weights.len() / 2).copied().unwrap_or(1.0);
        for pair in &mut pairs {
            // The quotient of two infinite sums is no number; such a pair counts as a usual one.
            let scaled = pair.2 / median;
            pair.2 = if scaled.is_nan() {
                1.0
            } else {
                scaled.clamp(1.0 / SPAN, SPAN)
            };
        }
        let mut links = Self::joined(nodes, &pairs);
        links.masses = links
            .starts
            .windows(2)
            .map(|pair| match pair {
                [start, end] => 1.0 + (end - start) as f64,
                _ => 1.0,
            })
            .collect();
        links
    }

    /// Lists of neighbours from pairs that are there once each; masses are left to the caller.
    pub(super) fn joined(nodes: usize, pairs: &[(u32, u32, f64)]) -> Self {
        let mut counts = vec![0_usize; nodes + 1];
        for node in pairs.iter().flat_map(|pair| [pair.0, pair.1]) {
            if let Some(count) = counts.get_mut(node as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for count in &mut counts {
            total += *count;
            *count = total;
        }
        let (starts, mut next) = (counts.clone(), counts);
        let mut ends = vec![(0, 0.0); total];
        for &(a, b, weight) in pairs {
            for (from, to) in [(a, b), (b, a)] {
                if let Some(at) = next.get_mut(from as usize) {
                    if let Some(end) = ends.get_mut(*at) {
                        *end = (to, weight);
                    }
                    *at += 1;
                }
            }
        }
        Self {
            starts,
            ends,
            masses: Vec::new(),
        }
    }

    /// Nodes.
    pub(super) fn len(&self) -> usize {
        self.masses.len()
    }

    /// Entries of all lists of neighbours.
    pub(super) fn size(&self) -> usize {
        self.ends.len()
    }

    /// Neighbours of a node with weights.
    pub(super) fn of_node(&self, node: usize) -> &[(u32, f64)] {
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(&start), Some(&end)) => self.ends.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The parts that hang together, the largest first, of equals the one with the smallest node; nodes ascend.
    pub(super) fn parts(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.len()];
        let mut parts = Vec::new();
        for start in 0..u32::try_from(self.len()).unwrap_or(u32::MAX) {
            let mut part = Vec::new();
            let mut waiting = vec![start];
            while let Some(node) = waiting.pop() {
                let Some(seen) = seen.get_mut(node as usize).filter(|seen| !**seen) else {
                    continue;
                };
                *seen = true;
                part.push(node);
                waiting.extend(self.of_node(node as usize).iter().map(|end| end.0));
            }
            if !part.is_empty() {
                part.sort_unstable();
                parts.push(part);
            }
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts
    }

    /// One part as a graph of its own; node `i` is `part[i]`.
    pub(super) fn within(&self, part: &[u32]) -> Self {
        let mut own = Self {
            starts: vec![0],
            ..Self::default()
        };
        for &node in part {
            let neighbours = self.of_node(node as usize).iter();
            own.ends.extend(neighbours.filter_map(|&(other, weight)| {
                let at = part.binary_search(&other).ok()?;
                Some((u32::try_from(at).ok()?, weight))
            }));
            own.starts.push(own.ends.len());
            own.masses
                .push(self.masses.get(node as usize).copied().unwrap_or(1.0));
        }
        own
    }
}
