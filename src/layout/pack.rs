//! Parts beside one another: the first in the middle, the others in rings about it.
//!
//! In: the places of each part, the largest part first. Out: how far each part is moved. `O(nodes)`.
//!
//! The angle from one part to the next follows from the chord between them, as sine and cosine by square roots.

/// Room around each part, in the layout's unit.
const GAP: f64 = 20.0;

/// How far each part is moved, so that no two overlap.
pub(super) fn rings(parts: &[Vec<[f64; 2]>]) -> Vec<[f64; 2]> {
    let rounds: Vec<([f64; 2], f64)> = parts.iter().map(|part| round(part)).collect();
    let mut order: Vec<usize> = (0..rounds.len()).collect();
    let radius = |at: usize| rounds.get(at).map_or(0.0, |round| round.1);
    order.sort_by(|&x, &y| radius(y).total_cmp(&radius(x)).then(x.cmp(&y)));
    let mut centres = vec![[0.0; 2]; rounds.len()];
    let mut waiting = order.into_iter().peekable();
    let Some(first) = waiting.next() else {
        return Vec::new();
    };
    let mut edge = radius(first);
    while let Some(widest) = waiting.peek().copied() {
        let ring = edge + radius(widest);
        let mut angle = Angle::default();
        let mut last = None;
        while let Some(next) = waiting.peek().copied() {
            if let Some(last) = last {
                // The ring is full when its first would be met again.
                let step = Angle::over(radius(last) + radius(next), ring);
                let home = Angle::over(radius(next) + radius(widest), ring);
                match angle.then(step) {
                    Some(there) if there.then(home).is_some() => angle = there,
                    _ => break,
                }
            }
            if let Some(centre) = centres.get_mut(next) {
                *centre = [ring * angle.cosine, ring * angle.sine];
            }
            last = Some(next);
            waiting.next();
        }
        edge = ring + radius(widest);
    }
    centres
        .iter()
        .zip(&rounds)
        .map(|(to, (from, _))| [to[0] - from[0], to[1] - from[1]])
        .collect()
}

/// Middle and radius of a part, with room around it.
fn round(part: &[[f64; 2]]) -> ([f64; 2], f64) {
    let count = part.len().max(1) as f64;
    let sum = part.iter().fold([0.0; 2], |sum, place| {
        [sum[0] + place[0], sum[1] + place[1]]
    });
    let middle = [sum[0] / count, sum[1] / count];
    let far = part
        .iter()
        .map(|place| {
            let (right, up) = (place[0] - middle[0], place[1] - middle[1]);
            right * right + up * up
        })
        .fold(0.0, f64::max);
    (middle, far.sqrt() + GAP)
}

/// An angle of less than a full turn.
#[derive(Clone, Copy, Debug)]
struct Angle {
    cosine: f64,
    sine: f64,
    /// Half turns passed: 0 or 1.
    half: bool,
}

impl Default for Angle {
    fn default() -> Self {
        Self {
            cosine: 1.0,
            sine: 0.0,
            half: false,
        }
    }
}

impl Angle {
    /// The angle of a chord on a circle, at most half a turn.
    fn over(chord: f64, radius: f64) -> Self {
        let sine = (chord / (2.0 * radius)).clamp(0.0, 1.0);
        let cosine = (1.0 - sine * sine).sqrt();
        Self {
            cosine: 1.0 - 2.0 * sine * sine,
            sine: 2.0 * sine * cosine,
            half: false,
        }
    }

    /// Both angles together; `None` when that is a full turn or more.
    fn then(self, step: Self) -> Option<Self> {
        let cosine = self.cosine * step.cosine - self.sine * step.sine;
        let sine = self.sine * step.cosine + self.cosine * step.sine;
        // Steps are at most half a turn, so one step passes at most one crossing.
        let below = sine < 0.0;
        if self.half && !below && self.sine < 0.0 {
            return None;
        }
        Some(Self {
            cosine,
            sine,
            half: self.half || below,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn no_two_parts_overlap(sizes in vec(0.0_f64..300.0, 1..60)) {
            let parts: Vec<Vec<[f64; 2]>> =
                sizes.iter().map(|size| vec![[size * 2.0, 1.0], [0.0, 1.0]]).collect();
            let shifts = rings(&parts);
            prop_assert_eq!(shifts.len(), parts.len());
            let middles: Vec<[f64; 2]> = shifts
                .iter()
                .zip(&sizes)
                .map(|(shift, size)| [shift[0] + size, shift[1] + 1.0])
                .collect();
            for (one, place) in middles.iter().enumerate() {
                for (other, there) in middles.iter().enumerate().skip(one + 1) {
                    let apart =
                        ((place[0] - there[0]).powi(2) + (place[1] - there[1]).powi(2)).sqrt();
                    prop_assert!(apart + 1e-6 >= sizes[one] + sizes[other] + GAP, "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn many_small_parts_stay_near() {
        let parts = vec![vec![[0.0, 0.0], [56.0, 0.0]]; 10_000];
        let far = rings(&parts)
            .iter()
            .map(|shift| (shift[0].powi(2) + shift[1].powi(2)).sqrt())
            .fold(0.0, f64::max);
        // A hundred parts side by side are about 10,000 wide.
        assert!(far < 8_000.0, "{far}");
    }
}
