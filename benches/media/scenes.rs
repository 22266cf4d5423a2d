//! Scenes with truth, and what each detector measures on their pictures.

use std::{error::Error, fs, path::Path};

use rayon::prelude::*;
use refrain::media::{Kind, Limits, Mask, Picture, traces};
use serde::Deserialize;

/// Pictures of a scene: as taken, re-saved, small and re-saved, altered and re-saved, altered, small and re-saved.
pub(crate) const VARIANTS: [&str; 5] = ["A0", "A1", "A3", "M1", "M3"];

/// What `meta.json` says of a scene.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Meta {
    pub(crate) i: u32,
    pub(crate) typ: String,
    pub(crate) q2: u32,
}

/// A detector's score, and its mask against the truth where there is one.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    pub(crate) kind: Kind,
    pub(crate) value: f64,
    pub(crate) hit: Option<Overlap>,
}

/// Pixels of a mask against those that were altered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overlap {
    pub(crate) both: f64,
    pub(crate) marked: f64,
    pub(crate) altered: f64,
}

impl Overlap {
    /// Harmonic mean of precision and recall.
    pub(crate) fn f1(self) -> f64 {
        2.0 * self.both / (self.marked + self.altered).max(1.0)
    }
}

/// A scene with the scores of each of its pictures.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) meta: Meta,
    /// By variant.
    pub(crate) scores: Vec<Vec<Score>>,
}

impl Scene {
    /// The scores of a variant.
    pub(crate) fn of(&self, variant: &str) -> &[Score] {
        let at = VARIANTS.iter().position(|name| *name == variant);
        at.and_then(|at| self.scores.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// The score of one detector on a variant; a picture that it cannot measure has the least one.
    pub(crate) fn score(&self, variant: &str, kind: Kind) -> f64 {
        let found = self.of(variant).iter().find(|score| score.kind == kind);
        found.map_or(f64::NEG_INFINITY, |score| score.value)
    }
}

/// Measures all scenes of a folder.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Scene>, Box<dyn Error>> {
    let metas: Vec<Meta> = serde_json::from_slice(&fs::read(folder.join("meta.json"))?)?;
    let scene = |meta: &Meta| {
        let of = |variant: &&str| scores(folder, variant, meta.i).unwrap_or_default();
        Scene {
            meta: meta.clone(),
            scores: VARIANTS.iter().map(of).collect(),
        }
    };
    Ok(metas.par_iter().map(scene).collect())
}

fn scores(folder: &Path, variant: &str, number: u32) -> Option<Vec<Score>> {
    let bytes = fs::read(folder.join(variant).join(format!("{number:04}.jpg"))).ok()?;
    let picture = Picture::decode(&bytes, &Limits::default()).ok()?;
    let truth = match variant {
        "M1" => fs::read(folder.join("mask1").join(format!("{number:04}.png"))).ok(),
        "M3" => fs::read(folder.join("mask3").join(format!("{number:04}.png"))).ok(),
        _ => None,
    };
    let truth = truth.and_then(|bytes| {
        let mask = Picture::decode(&bytes, &Limits::default()).ok()?;
        // White is altered; grey is where a copied part came from.
        let values = mask
            .rgb
            .as_chunks::<3>()
            .0
            .iter()
            .map(|pixel| pixel[0] > 191);
        Some(values.collect::<Vec<bool>>())
    });
    let listed = traces::ALL.iter().filter_map(|listed| {
        let measure = listed.detector.measure(&picture)?;
        Some(Score {
            kind: listed.detector.kind(),
            value: measure.score,
            hit: truth
                .as_ref()
                .map(|truth| overlap(measure.mask.as_ref(), truth, picture.width)),
        })
    });
    Some(listed.collect())
}

fn overlap(mask: Option<&Mask>, truth: &[bool], width: u32) -> Overlap {
    let mut out = Overlap::default();
    for (at, altered) in (0_u32..).zip(truth) {
        let marked = mask.is_some_and(|mask| mask.covers(at % width, at / width));
        out.both += f64::from(u8::from(marked && *altered));
        out.marked += f64::from(u8::from(marked));
        out.altered += f64::from(u8::from(*altered));
    }
    out
}
