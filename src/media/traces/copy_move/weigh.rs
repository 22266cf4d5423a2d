//! How much a part that stands twice says.
//!
//! In: the maps that were found, each with the points that it fits. Out: [`Weighed`], the strongest, or nothing.

use super::{
    compare::TILE,
    drawn::drawn,
    geometry::Affine,
    pattern::repetition,
    verification::{Copy, Strictness, verified},
    work::Work,
};

/// A map to be weighed.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// The map, in pixels of the reduced picture.
    pub(super) map: Affine,
    /// The points that it fits.
    pub(super) points: Vec<(f64, f64)>,
    /// Keypoints that agree on it; 0 where it does not come from keypoints.
    pub(super) keypoints: usize,
}

/// A part that stands twice, and how much that says.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    /// The part, in pixels of the plane that it was found on.
    pub(super) copy: Copy,
    /// Pixels of the reduced picture for one of that plane, 1 or 2.
    pub(super) size: f64,
    /// Keypoints that agree on it.
    pub(super) keypoints: usize,
    /// How much it says.
    pub(super) strength: f64,
}

/// Claims that are weighed, at most.
const MOST: usize = 4;

/// A part that is nearer to its copy than this is its own neighbourhood, in pixels of the reduced picture.
const APART: f64 = 40.0;

/// Correlation above that aside which blurred and repeated things reach too: what counts begins here. Set by eye on
/// honest and planted pictures together, not by a fit; tiled walls go well beyond it (.48 in one camera file).
const PLAIN: f64 = 0.2;

/// A part of whose tiles more than this share agree with others of the part is a pattern.
const PATTERN: f64 = 0.1;

/// So many maps that all hold are a pattern too.
const MANY: usize = 4;

/// A mirrored part counts this much less, and its keypoints not at all: façades, faces and reflections are near their
/// own mirror picture, and a church front among the honest pictures has 213 keypoints that agree on it.
const MIRRORED: f64 = 0.5;

/// What a pattern, a drawing or a mirrored part can reach, as a share of a strong trace: still water and church fronts
/// are mirror pictures of themselves to the last tile.
const HELD_BACK: f64 = 0.9;

/// A part that correlates with itself this well, as a share of how it does with its copy, is a pattern.
const REPEATS: f64 = 0.5;

/// The strongest of the claims; `strong` is the strength of a strong trace and `weak` that of a weak one.
pub(super) fn strongest(
    work: &Work,
    claims: &[Claim],
    strict: Strictness,
    (weak, strong): (f64, f64),
) -> Option<Weighed> {
    let mut weighed: Vec<Weighed> = Vec::new();
    for claim in claims.iter().take(MOST) {
        weighed.extend(weigh(work, claim, strict, strong));
    }
    let many = weighed
        .iter()
        .filter(|weighed| weighed.strength >= weak)
        .count()
        >= MANY;
    let mut best = weighed.into_iter().reduce(|best, next| {
        if next.strength > best.strength {
            next
        } else {
            best
        }
    })?;
    if best.strength > HELD_BACK * strong && (many || is_drawn(work, &best) || repeats(work, &best))
    {
        best.strength = HELD_BACK * strong;
    }
    Some(best)
}

/// Weighs one claim on the plane, and where it says little on the one of half the size, where compression hurts less.
fn weigh(work: &Work, claim: &Claim, strict: Strictness, strong: f64) -> Option<Weighed> {
    let mut best: Option<Weighed> = None;
    for (plane, size) in [(&work.plane, 1.0), (&work.half, 2.0)] {
        if best.as_ref().is_some_and(|best| best.strength >= strong) {
            break;
        }
        let map = if size > 1.0 {
            claim.map.coarser(size)
        } else {
            claim.map
        };
        let points: Vec<(f64, f64)> = claim
            .points
            .iter()
            .map(|&(x, y)| (x / size, y / size))
            .collect();
        let Some(copy) = verified(plane, &map, &points, strict) else {
            continue;
        };
        let mut strength = strength(&copy, claim.keypoints, size);
        if copy.map.determinant() < 0.0 {
            strength = strength.min(HELD_BACK * strong);
        }
        if strength > 0.0 && best.as_ref().is_none_or(|best| strength > best.strength) {
            best = Some(Weighed {
                copy,
                size,
                keypoints: claim.keypoints,
                strength,
            });
        }
    }
    best
}

/// Tiles in the part's core, each counted by how sharply it agrees; with many keypoints, their geometric mean.
fn strength(copy: &Copy, keypoints: usize, size: f64) -> f64 {
    let Some(((x, y), (there_x, there_y))) = copy.middles() else {
        return 0.0;
    };
    if copy.overlap > PATTERN || (there_x - x).hypot(there_y - y) * size < APART {
        return 0.0;
    }
    let tiles = 2.0 * copy.core as f64 * (copy.sharp - PLAIN).max(0.0);
    if copy.map.determinant() < 0.0 {
        tiles * MIRRORED
    } else {
        tiles.max((tiles * keypoints as f64).sqrt())
    }
}

fn is_drawn(work: &Work, weighed: &Weighed) -> bool {
    let size = TILE * weighed.size as usize;
    let squares: Vec<(usize, usize)> = weighed
        .copy
        .places()
        .map(|(column, row)| (column * size, row * size))
        .collect();
    drawn(&work.plane, &squares, size)
}

fn repeats(work: &Work, weighed: &Weighed) -> bool {
    let plane = if weighed.size > 1.0 {
        &work.half
    } else {
        &work.plane
    };
    let Some((left, top, right, bottom)) = weighed.copy.bounds() else {
        return false;
    };
    let corners = ((left * TILE, top * TILE), (right * TILE, bottom * TILE));
    repetition(plane, corners.0, corners.1) > REPEATS * weighed.copy.correlation
}
