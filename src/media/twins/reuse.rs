//! Which pictures of an archive may be copies of each other: candidates, to be confirmed by comparing the pixels.
//!
//! In: fingerprints with their keys. Out: [`Pair`]s, sorted by keys. Copies with the same frame have near hashes; cropped
//! and captioned ones share spots that lie the same way: at least [`VOTES`] of them agree on one scale and shift. Cost
//! grows with the number of pictures, not with its square: spots meet only where a third of their signs is equal.

use std::{borrow::Borrow, collections::BTreeMap};

use super::{
    fingerprint::{Fingerprint, QUALITY, Spot, size_ratio},
    twin::{Twin, compare},
};
use crate::media::{Picture, near_pairs, near_pairs_between};

/// Bits by which hashes of re-saved and resized copies differ at most (PDQ's own advice).
const NEAR: u32 = 31;

/// Signs of 63 that may differ between two looks at one spot.
const UNLIKE: u32 = 12;

/// Spots that agree before two pictures are a candidate pair (0 of 40,186 pairs of strangers).
const VOTES: usize = 4;

/// Spots with equal signs that one is compared with.
const CROWD: usize = 64;

/// Why two pictures may be copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Candidate {
    /// Their hashes are near.
    Whole,
    /// The hash of one is near to that of the other mirrored.
    Mirrored,
    /// They share spots: cropped, captioned or partly replaced.
    Part,
}

/// Two pictures that may be copies of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The smaller key.
    pub a: u32,
    /// The larger key.
    pub b: u32,
    /// Why.
    pub relation: Candidate,
    /// Bits that differ between the hashes compared; for parts between those of the whole pictures.
    pub distance: u32,
}

/// Finds candidate pairs among fingerprints with keys; each pair once, by its best reason.
#[must_use]
pub fn related<F: Borrow<Fingerprint>>(pictures: &[(u32, F)]) -> Vec<Pair> {
    let pictures: Vec<(u32, &Fingerprint)> = pictures
        .iter()
        .map(|(key, of)| (*key, of.borrow()))
        .collect();
    let pictures = pictures.as_slice();
    let mut best: BTreeMap<(usize, usize), (Candidate, u32)> = BTreeMap::new();
    let mut add = |a: usize, b: usize, relation: Candidate, distance: u32| {
        if a != b {
            let found = best
                .entry((a.min(b), a.max(b)))
                .or_insert((relation, distance));
            *found = (*found).min((relation, distance));
        }
    };
    let rich: Vec<usize> = (0..pictures.len())
        .filter(|&at| pictures.get(at).is_some_and(|p| p.1.quality >= QUALITY))
        .collect();
    let hashes = |pick: fn(&Fingerprint) -> crate::media::Pdq| -> Vec<_> {
        rich.iter()
            .filter_map(|&at| pictures.get(at))
            .map(|(_, fingerprint)| pick(fingerprint))
            .collect()
    };
    let (upright, mirrored) = (hashes(|f| f.whole), hashes(|f| f.mirrored));
    let place = |at: u32| rich.get(at as usize).copied().unwrap_or_default();
    for near in near_pairs(&upright, NEAR).pairs {
        add(
            place(near.a),
            place(near.b),
            Candidate::Whole,
            near.distance,
        );
    }
    for near in near_pairs_between(&upright, &mirrored, NEAR).pairs {
        add(
            place(near.a),
            place(near.b),
            Candidate::Mirrored,
            near.distance,
        );
    }
    for (a, b) in sharing_spots(pictures) {
        if let (Some((_, first)), Some((_, second))) = (pictures.get(a), pictures.get(b)) {
            add(a, b, Candidate::Part, first.whole.distance(&second.whole));
        }
    }
    let key = |at: usize| pictures.get(at).map_or(0, |picture| picture.0);
    let pairs = best.into_iter().map(|((a, b), (relation, distance))| Pair {
        a: key(a).min(key(b)),
        b: key(a).max(key(b)),
        relation,
        distance,
    });
    let mut pairs: Vec<Pair> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

/// Compares the pixels of a candidate pair; `None` where they are not copies of one picture.
#[must_use]
pub fn confirm(first: &Picture, second: &Picture) -> Option<Twin> {
    compare(first, second).filter(|twin| twin.same)
}

/// One spot of one picture.
#[derive(Clone, Copy)]
struct Seen {
    picture: usize,
    spot: Spot,
}

/// Places in the input of pictures that share enough spots in one arrangement.
fn sharing_spots(pictures: &[(u32, &Fingerprint)]) -> Vec<(usize, usize)> {
    let seen: Vec<Seen> = pictures
        .iter()
        .enumerate()
        .flat_map(|(picture, (_, fingerprint))| {
            fingerprint
                .spots
                .iter()
                .map(move |&spot| Seen { picture, spot })
        })
        .collect();
    let mut met: Vec<(usize, usize, usize, usize)> = Vec::new();
    for third in 0..3 {
        let part = |seen: &Seen| seen.spot.signs >> (third * 21) & 0x1F_FFFF;
        let mut order: Vec<(u64, usize)> = seen.iter().map(part).zip(0..).collect();
        order.sort_unstable();
        for (at, &(value, one)) in order.iter().enumerate() {
            let others = order
                .iter()
                .skip(at + 1)
                .take(CROWD)
                .take_while(|other| other.0 == value);
            for &(_, two) in others {
                let (Some(first), Some(second)) = (seen.get(one), seen.get(two)) else {
                    continue;
                };
                let unlike = (first.spot.signs ^ second.spot.signs).count_ones();
                if first.picture != second.picture && unlike <= UNLIKE {
                    let (one, two) = if first.picture < second.picture {
                        (one, two)
                    } else {
                        (two, one)
                    };
                    met.push((
                        first.picture.min(second.picture),
                        first.picture.max(second.picture),
                        one,
                        two,
                    ));
                }
            }
        }
    }
    met.sort_unstable();
    met.dedup();
    let groups = met.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
    let agreed = groups.filter_map(|group| {
        let matches: Vec<(Spot, Spot)> = group
            .iter()
            .filter_map(|m| Some((seen.get(m.2)?.spot, seen.get(m.3)?.spot)))
            .take(MATCHES)
            .collect();
        let pair = group.first().map(|m| (m.0, m.1))?;
        (most_agreeing(&matches) >= VOTES).then_some(pair)
    });
    agreed.collect()
}

/// Matches of one pair that are looked at.
const MATCHES: usize = 40;

/// Extent of the spots that agree, along both sides, in 32nds of the longer side: more than a caption's height.
const SPAN: u16 = 7;

/// How far a spot may lie from where the others put it, in 65 536ths of the longer side: 2.5 %.
const OFF: f64 = 1640.0;

/// The most matches that lie at distinct places and agree on one scale and shift; the scale comes from each pair of matches.
fn most_agreeing(matches: &[(Spot, Spot)]) -> usize {
    let at = |spot: Spot| (f64::from(spot.x), f64::from(spot.y));
    let mut most = 0;
    for (own, other) in matches {
        for (own2, other2) in matches {
            let ((x, y), (u, v)) = (at(*own), at(*other));
            let ((x2, y2), (u2, v2)) = (at(*own2), at(*other2));
            let (length, length2) = ((x2 - x).hypot(y2 - y), (u2 - u).hypot(v2 - v));
            if length < 6000.0 || length2 < 6000.0 {
                continue;
            }
            let scale = length2 / length;
            let sizes = size_ratio(own.size, other.size);
            if !(0.4..=2.5).contains(&scale) || !(0.7..=1.43).contains(&(scale / sizes)) {
                continue;
            }
            let agrees = |(a, b): &&(Spot, Spot)| {
                let ((ax, ay), (bx, by)) = (at(*a), at(*b));
                let sizes = size_ratio(a.size, b.size) / scale;
                (u + scale * (ax - x) - bx).hypot(v + scale * (ay - y) - by) < OFF
                    && (0.6..=1.6).contains(&sizes)
            };
            // Spots of several sizes at one place are one witness; a shared caption or logo is a shared part of neither.
            let mut places: Vec<(u16, u16)> = matches
                .iter()
                .filter(agrees)
                .map(|(a, _)| (a.x / 2048, a.y / 2048))
                .collect();
            places.sort_unstable();
            places.dedup();
            let span = |pick: fn(&(u16, u16)) -> u16| {
                let (low, high) = (places.iter().map(pick).min(), places.iter().map(pick).max());
                high.unwrap_or(0) - low.unwrap_or(0)
            };
            if span(|place| place.0) < SPAN || span(|place| place.1) < SPAN {
                continue;
            }
            most = most.max(places.len());
        }
    }
    most
}
