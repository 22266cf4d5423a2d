//! Which pictures are copies of which.
//!
//! In: fingerprints by key, and a way to hold pairs of pictures against each other. Out: [`Related`] pairs. Work grows with
//! the pictures, not with the pairs: of each set of candidates, the first is held against the others; those that do not
//! show it are a new set, a few times.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::unionfind::UnionFind;

use super::CopyRow;
use crate::media::{self, Copied, Fingerprint, Pair, twins::Candidate};

/// Pictures that the others of a set of candidates are held against, at most.
const ROUNDS: usize = 6;

/// Pairs that are held against each other at once: bounds memory.
const BATCH: usize = 32;

/// Two files that show the same picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Key of the one that stands for the picture.
    pub a: u32,
    /// Key of the other.
    pub b: u32,
    /// Bits in which their hashes differ, where they are near as a whole.
    pub distance: Option<u32>,
    /// How they differ.
    pub copied: Copied,
}

/// Finds all copies. `compare` answers pairs in their order, `None` for two that do not show the same picture; it stops
/// everything with `Ok(None)`.
///
/// # Errors
/// What `compare` fails with.
pub fn relate<E>(
    fingerprints: &[(u32, &Fingerprint)],
    mut compare: impl FnMut(&[[u32; 2]]) -> Result<Option<Vec<Option<Copied>>>, E>,
) -> Result<Option<Vec<Related>>, E> {
    let candidates = media::related(fingerprints);
    let distances: HashMap<[u32; 2], u32> = candidates
        .iter()
        .filter(|pair| pair.relation == Candidate::Whole)
        .map(|pair| ([pair.a, pair.b], pair.distance))
        .collect();
    let mut open = sets(&candidates);
    let mut out = Vec::new();
    for _ in 0..ROUNDS {
        let pairs: Vec<[u32; 2]> = open
            .iter()
            .filter_map(|set| set.split_first())
            .flat_map(|(first, others)| others.iter().map(|other| [*first, *other]))
            .collect();
        let mut shown = BTreeSet::new();
        for batch in pairs.chunks(BATCH) {
            let Some(twins) = compare(batch)? else {
                return Ok(None);
            };
            for (&[a, b], twin) in batch.iter().zip(twins) {
                let Some(twin) = twin else { continue };
                shown.insert(b);
                let distance = distances.get(&[a, b]).copied();
                out.push(Related {
                    a,
                    b,
                    distance,
                    copied: twin,
                });
            }
        }
        for set in &mut open {
            set.drain(..set.len().min(1));
            set.retain(|key| !shown.contains(key));
        }
    }
    out.sort_by_key(|related| (related.a, related.b));
    Ok(Some(out))
}

/// The connected sets of candidates, each in the order of keys.
fn sets(candidates: &[Pair]) -> Vec<Vec<u32>> {
    let mut keys: Vec<u32> = candidates
        .iter()
        .flat_map(|pair| [pair.a, pair.b])
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let at = |key: u32| keys.binary_search(&key).unwrap_or_default();
    let mut joined = UnionFind::new(keys.len());
    for pair in candidates {
        joined.union(at(pair.a), at(pair.b));
    }
    let mut out: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate() {
        out.entry(joined.find(at)).or_default().push(*key);
    }
    let mut out: Vec<Vec<u32>> = out.into_values().collect();
    out.sort();
    out
}

impl From<Related> for CopyRow {
    fn from(related: Related) -> Self {
        let Copied {
            relation,
            share,
            words,
            masks,
        } = related.copied;
        Self {
            a: related.a,
            b: related.b,
            relation,
            distance: related.distance,
            share,
            text: words,
            overlay_a: masks.as_ref().map(|[a, _]| a.to_string()),
            overlay_b: masks.as_ref().map(|[_, b]| b.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(a: u32, b: u32) -> Pair {
        Pair {
            a,
            b,
            relation: Candidate::Whole,
            distance: 3,
        }
    }

    #[test]
    fn candidates_hang_together_in_sets() {
        let pairs = [candidate(5, 9), candidate(1, 5), candidate(2, 7)];
        assert_eq!(sets(&pairs), [vec![1, 5, 9], vec![2, 7]]);
        assert!(sets(&[]).is_empty());
    }
}
