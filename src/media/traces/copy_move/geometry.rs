//! Affine maps of the plane, and the one that takes some points nearest to others.
//!
//! In: pairs of points in pixels. Out: [`Affine`].

/// `(x, y)` to `(xx x + xy y + x0, yx x + yy y + y0)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Affine {
    pub(super) xx: f64,
    pub(super) xy: f64,
    pub(super) x0: f64,
    pub(super) yx: f64,
    pub(super) yy: f64,
    pub(super) y0: f64,
}

/// A point and where it goes.
pub(super) type Moved = ((f64, f64), (f64, f64));

impl Affine {
    /// A move without turn or scale.
    pub(super) const fn shift(x0: f64, y0: f64) -> Self {
        Self {
            xx: 1.0,
            xy: 0.0,
            x0,
            yx: 0.0,
            yy: 1.0,
            y0,
        }
    }

    /// The similarity that turns by `angle` and scales by `scale`, with the rows flipped first if `mirrored`, and
    /// takes the one point to the other.
    pub(super) fn similarity(scale: f64, angle: f64, mirrored: bool, moved: Moved) -> Self {
        let (sin, cos) = (scale * angle.sin(), scale * angle.cos());
        let flip = if mirrored { -1.0 } else { 1.0 };
        let ((px, py), (qx, qy)) = moved;
        let (xx, xy, yx, yy) = (cos, -sin * flip, sin, cos * flip);
        Self {
            xx,
            xy,
            x0: qx - xx * px - xy * py,
            yx,
            yy,
            y0: qy - yx * px - yy * py,
        }
    }

    /// Where a point goes.
    pub(super) fn apply(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            self.xx * x + self.xy * y + self.x0,
            self.yx * x + self.yy * y + self.y0,
        )
    }

    /// The same map where a pixel is `size` times as large.
    pub(super) fn coarser(&self, size: f64) -> Self {
        // The middle of a large pixel is not the middle of the first small one in it.
        let off = (size - 1.0) / 2.0;
        let (x0, y0) = self.apply((off, off));
        Self {
            x0: (x0 - off) / size,
            y0: (y0 - off) / size,
            ..*self
        }
    }

    /// How much areas grow; negative where the map mirrors.
    pub(super) fn determinant(&self) -> f64 {
        self.xx * self.yy - self.xy * self.yx
    }

    /// How much lengths grow, on average.
    pub(super) fn scale(&self) -> f64 {
        self.determinant().abs().sqrt()
    }

    /// The turn, in radians; of a mirroring map, after the rows are flipped.
    pub(super) fn angle(&self) -> f64 {
        let flip = self.determinant().signum();
        (self.yx - flip * self.xy).atan2(self.xx + flip * self.yy)
    }

    /// How much longer the longest image of a unit is than the shortest.
    pub(super) fn stretch(&self) -> f64 {
        let sum = (self.xx.powi(2) + self.xy.powi(2) + self.yx.powi(2) + self.yy.powi(2)) / 2.0;
        let apart = (sum.powi(2) - self.determinant().powi(2)).max(0.0).sqrt();
        ((sum + apart) / (sum - apart).max(1e-12)).sqrt()
    }

    /// The way back; `None` where everything falls on a line.
    pub(super) fn inverse(&self) -> Option<Self> {
        let determinant = self.determinant();
        if !determinant.is_finite() || determinant.abs() < 1e-6 {
            return None;
        }
        let (xx, xy) = (self.yy / determinant, -self.xy / determinant);
        let (yx, yy) = (-self.yx / determinant, self.xx / determinant);
        Some(Self {
            xx,
            xy,
            x0: -(xx * self.x0 + xy * self.y0),
            yx,
            yy,
            y0: -(yx * self.x0 + yy * self.y0),
        })
    }

    /// The similarity nearest to the moves, by least squares; `None` where they are all at one place.
    pub(super) fn nearest_similarity(moves: &[Moved], mirrored: bool) -> Option<Self> {
        let flip = if mirrored { -1.0 } else { 1.0 };
        let (p, q) = centres(moves)?;
        let (mut along, mut across, mut length) = (0.0, 0.0, 0.0);
        for &((px, py), (qx, qy)) in moves {
            let (px, py) = (px - p.0, (py - p.1) * flip);
            let (qx, qy) = (qx - q.0, qy - q.1);
            along += px * qx + py * qy;
            across += px * qy - py * qx;
            length += px * px + py * py;
        }
        if length < 1.0 {
            return None;
        }
        let (scale, angle) = (along.hypot(across) / length, across.atan2(along));
        Some(Self::similarity(scale, angle, mirrored, (p, q)))
    }

    /// The affine map nearest to the moves, by least squares; `None` where they are all on one line.
    pub(super) fn nearest(moves: &[Moved]) -> Option<Self> {
        let (p, q) = centres(moves)?;
        let mut sums = [0.0; 7];
        for &((px, py), (qx, qy)) in moves {
            let (px, py, qx, qy) = (px - p.0, py - p.1, qx - q.0, qy - q.1);
            let terms = [
                px * px,
                px * py,
                py * py,
                px * qx,
                py * qx,
                px * qy,
                py * qy,
            ];
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += term;
            }
        }
        let [across, both, down, xx, xy, yx, yy] = sums;
        let determinant = across * down - both * both;
        // A cloud of points that is twenty times longer than wide fixes no affine map.
        if determinant < 0.0025 * (across + down).powi(2) || determinant < 1.0 {
            return None;
        }
        let solve = |right: f64, left: f64| {
            (
                (down * right - both * left) / determinant,
                (across * left - both * right) / determinant,
            )
        };
        let ((xx, xy), (yx, yy)) = (solve(xx, xy), solve(yx, yy));
        Some(Self {
            xx,
            xy,
            x0: q.0 - xx * p.0 - xy * p.1,
            yx,
            yy,
            y0: q.1 - yx * p.0 - yy * p.1,
        })
    }
}

fn centres(moves: &[Moved]) -> Option<((f64, f64), (f64, f64))> {
    if moves.is_empty() {
        return None;
    }
    let count = moves.len() as f64;
    let mean = |value: fn(&Moved) -> f64| moves.iter().map(value).sum::<f64>() / count;
    Some((
        (mean(|m| m.0.0), mean(|m| m.0.1)),
        (mean(|m| m.1.0), mean(|m| m.1.1)),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_map() -> impl Strategy<Value = Affine> {
        (
            0.4_f64..2.5,
            -3.1_f64..3.1,
            any::<bool>(),
            -500.0_f64..500.0,
            -500.0_f64..500.0,
        )
            .prop_map(|(scale, angle, mirrored, x, y)| {
                Affine::similarity(scale, angle, mirrored, ((0.0, 0.0), (x, y)))
            })
    }

    fn near(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).hypot(a.1 - b.1) < 1e-6
    }

    proptest! {
        #[test]
        fn a_map_and_its_inverse_undo_each_other(map in any_map(), x in -999.0_f64..999.0, y in -999.0_f64..999.0) {
            prop_assert!(near(map.inverse().unwrap().apply(map.apply((x, y))), (x, y)));
        }

        #[test]
        fn a_map_tells_the_scale_and_turn_that_it_was_made_with(
            scale in 0.4_f64..2.5, angle in -3.1_f64..3.1, mirrored: bool,
        ) {
            let map = Affine::similarity(scale, angle, mirrored, ((3.0, 4.0), (5.0, 6.0)));
            prop_assert!((map.scale() - scale).abs() < 1e-9 && (map.angle() - angle).abs() < 1e-9);
            prop_assert!((map.stretch() - 1.0).abs() < 1e-4 && near(map.apply((3.0, 4.0)), (5.0, 6.0)));
            prop_assert_eq!(map.determinant() < 0.0, mirrored);
        }

        #[test]
        fn least_squares_finds_the_map_that_moved_the_points(map in any_map()) {
            let points = [(0.0, 0.0), (100.0, 5.0), (20.0, 80.0), (60.0, 40.0)];
            let moves = points.map(|point| (point, map.apply(point)));
            let mirrored = map.determinant() < 0.0;
            for found in [Affine::nearest(&moves), Affine::nearest_similarity(&moves, mirrored)] {
                prop_assert!(near(found.unwrap().apply((33.0, 44.0)), map.apply((33.0, 44.0))));
            }
        }

        /// A large pixel's middle goes where the middle of the pixels in it goes.
        #[test]
        fn a_coarser_map_moves_the_same_places(map in any_map(), x in 0.0_f64..200.0, y in 0.0_f64..200.0) {
            let middle = |(x, y): (f64, f64)| (2.0 * x + 0.5, 2.0 * y + 0.5);
            prop_assert!(near(middle(map.coarser(2.0).apply((x, y))), map.apply(middle((x, y)))));
        }
    }
}
