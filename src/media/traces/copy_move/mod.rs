//! Parts of a picture that stand in it twice.
//!
//! In: a picture. Out: the part that most surely stands twice, with its copy; larger scores where more of it agrees.
//!
//! Two ways lead to a claim "this part stands there again": [`CopyMove`] by keypoints, which finds turned, resized and
//! mirrored copies, and [`DenseCopyMove`] by the correlation of the whole grain with itself, which finds moved and
//! mirrored ones in smooth surfaces too. Every claim is then verified in the same way: pixel by pixel, in the fine
//! detail, in place against a little aside. Windows, bricks, leaves and letters look alike; they do not share their
//! grain, or they repeat so that the part and its copies overlap, which a paste cannot.
//!
//! Sources: I. Amerini et al., IEEE TIFS 6, 2011; V. Christlein et al., "An evaluation of popular copy-move forgery
//! detection approaches", IEEE TIFS 7, 2012; D. Cozzolino, G. Poggi, L. Verdoliva, IEEE TIFS 10, 2015.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places in a picture whose sides the limits keep far below any of these types' ends"
)]

mod blur;
mod compare;
mod descriptor;
mod drawn;
mod fourier;
mod geometry;
mod groups;
mod keypoints;
mod matching;
mod pattern;
mod refine;
mod shifts;
mod told;
mod verification;
mod weigh;
mod work;

use crate::media::{Detector, Kind, Measure, Picture};

use self::{verification::Strictness, weigh::Claim, work::Work};

/// Why an honest picture may show a part twice.
pub(super) const CAVEAT: &str = "A part can stand twice in an honest picture too: in a panorama or a collage, in a mirror, on printed patterns and \
    labels, in a text that was stamped in twice; in drawings, screens and printed pages it is common.";

/// Copies by keypoints.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopyMove;

impl CopyMove {
    /// Score of a strong trace: half as much again as the highest of an honest photograph that is not held back, 19.6
    /// (a camera file) among 497. Set after looking at all sets, so that its false-alarm rate wants fresh pictures.
    pub const STRONG: f64 = 28.0;

    /// Score of a weak trace: half of a strong one.
    pub const WEAK: f64 = 14.0;

    /// A tile agrees in a window of 24 pixels.
    const STRICT: Strictness = Strictness {
        reach: 1,
        agrees: 0.4,
        sharp: 0.15,
        detail: 0.3,
    };
}

/// Copies by the grain of the whole picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct DenseCopyMove;

impl DenseCopyMove {
    /// Score of a strong trace: half as much again as the highest of an honest photograph that is not held back, 43.3
    /// (a tiled wall) among 497; artwork with a repeated digital texture goes beyond. Set like that of [`CopyMove`].
    pub const STRONG: f64 = 65.0;

    /// Score of a weak trace: half of a strong one.
    pub const WEAK: f64 = 32.0;

    /// Smooth surfaces agree less and need a wider window: 40 pixels.
    const STRICT: Strictness = Strictness {
        reach: 2,
        agrees: 0.3,
        sharp: 0.15,
        detail: 0.2,
    };
}

impl Detector for CopyMove {
    fn kind(&self) -> Kind {
        Kind::CopyMove
    }

    fn measure(&self, picture: &Picture) -> Option<Measure> {
        let work = Work::of(picture)?;
        let points = keypoints::keypoints(&work.plane);
        let mut claims: Vec<Claim> = Vec::new();
        for mirrored in [false, true] {
            let pairs = matching::pairs(&points, mirrored);
            claims.extend(
                groups::groups(&points, &pairs, mirrored)
                    .into_iter()
                    .map(|group| Claim {
                        map: group.map,
                        keypoints: group.moves.len(),
                        points: group.moves.iter().map(|moved| moved.0).collect(),
                    }),
            );
        }
        claims.sort_by_key(|claim| usize::MAX - claim.keypoints);
        let nothing = || {
            format!(
                "none of {} keypoints shows a part that stands twice",
                points.len()
            )
        };
        Some(answer(
            picture,
            &work,
            &claims,
            Self::STRICT,
            (Self::WEAK, Self::STRONG),
            nothing,
        ))
    }
}

impl Detector for DenseCopyMove {
    fn kind(&self) -> Kind {
        Kind::DenseCopyMove
    }

    fn measure(&self, picture: &Picture) -> Option<Measure> {
        let work = Work::of(picture)?;
        let found = shifts::candidates(&work.plane, work.scale == (1.0, 1.0));
        let claims: Vec<Claim> = found
            .into_iter()
            .map(|candidate| Claim {
                map: candidate.map,
                points: candidate.points,
                keypoints: 0,
            })
            .collect();
        let nothing = || "the grain of no part stands twice".to_owned();
        Some(answer(
            picture,
            &work,
            &claims,
            Self::STRICT,
            (Self::WEAK, Self::STRONG),
            nothing,
        ))
    }
}

fn answer(
    picture: &Picture,
    work: &Work,
    claims: &[Claim],
    strict: Strictness,
    limits: (f64, f64),
    nothing: impl Fn() -> String,
) -> Measure {
    weigh::strongest(work, claims, strict, limits).map_or_else(
        || Measure {
            score: 0.0,
            words: nothing(),
            mask: None,
        },
        |weighed| told::told(picture, work, &weighed),
    )
}

#[cfg(test)]
mod tests;
