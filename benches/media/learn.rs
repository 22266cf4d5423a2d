//! Likelihood ratios of scores, learned from scenes.

use std::{fmt::Write as _, fs, io, path::Path};

use refrain::media::{Kind, traces};

use super::scenes::Scene;

/// Pictures that count as authentic, and those that count as altered.
pub(crate) const AUTHENTIC: [&str; 2] = ["A1", "A3"];
pub(crate) const ALTERED: [&str; 2] = ["M1", "M3"];

/// What a low score weighs at least, in decibans: that nothing was found says little.
const LEAST: f64 = -3.0;

/// A detector's steps: least score, decibans.
pub(crate) type Steps = Vec<(Kind, Vec<(f64, f64)>)>;

/// Learns the steps of all detectors.
pub(crate) fn learn(scenes: &[&Scene]) -> Steps {
    let kinds = traces::ALL.iter().map(|listed| listed.detector.kind());
    kinds.map(|kind| (kind, steps(scenes, kind))).collect()
}

/// What a score weighs by learned steps.
pub(crate) fn weight(steps: &Steps, kind: Kind, score: f64) -> f64 {
    let own = steps.iter().find(|(of, _)| *of == kind);
    let reached = own
        .into_iter()
        .flat_map(|(_, steps)| steps)
        .take_while(|step| score >= step.0);
    reached.last().map_or(0.0, |step| step.1)
}

/// A run of scores with the pictures of each kind.
#[derive(Clone, Copy)]
struct Block {
    least: f64,
    altered: f64,
    authentic: f64,
}

impl Block {
    fn share(&self) -> f64 {
        self.altered / (self.altered + self.authentic)
    }
}

/// The ratio of a score's share among altered pictures to that among authentic ones: pooled where it would fall, then
/// joined until each step rests on enough pictures.
fn steps(scenes: &[&Scene], kind: Kind) -> Vec<(f64, f64)> {
    let of = |variants: [&'static str; 2], altered: bool| {
        let scores = scenes
            .iter()
            .flat_map(move |scene| variants.map(|variant| scene.score(variant, kind)));
        scores
            .filter(|score| score.is_finite())
            .map(move |score| (score, altered))
    };
    let mut scores: Vec<(f64, bool)> = of(AUTHENTIC, false).chain(of(ALTERED, true)).collect();
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = |altered: bool| {
        scores
            .iter()
            .filter(|score| score.1 == altered)
            .count()
            .max(1) as f64
    };
    let (all_altered, all_authentic) = (total(true), total(false));
    let mut blocks: Vec<Block> = Vec::new();
    for equal in scores.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let altered = equal.iter().filter(|score| score.1).count() as f64;
        blocks.push(Block {
            least: equal.first().map_or(0.0, |score| score.0),
            altered,
            authentic: equal.len() as f64 - altered,
        });
        while let [.., before, last] = blocks.as_slice()
            && (before.share() >= last.share() || before.altered + before.authentic < 8.0)
        {
            let joined = Block {
                least: before.least,
                altered: before.altered + last.altered,
                authentic: before.authentic + last.authentic,
            };
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    // One scene's pictures are not independent: a third of the scenes bounds a ratio without authentic pictures.
    let scenes = scenes.len() as f64;
    let mut out: Vec<(f64, f64)> = Vec::new();
    for block in blocks {
        let rate = (block.altered + 0.5) / (all_altered + 1.0);
        let false_rate = (block.authentic + 0.5) / (all_authentic + 1.0);
        let ratio = if block.authentic > 0.0 {
            rate / false_rate
        } else {
            (rate / false_rate).min(rate * scenes / 3.0)
        };
        let decibans = ((10.0 * ratio.log10()).max(LEAST) * 10.0).round() / 10.0;
        let least = (block.least * 1e4).floor() / 1e4;
        match out.last_mut() {
            Some(step) if step.1 >= decibans => {}
            Some(step) if step.0 >= least => step.1 = decibans,
            _ => out.push((least, decibans)),
        }
    }
    out
}

/// Writes the tables that the program reads.
pub(crate) fn write(sets: &[Vec<Scene>]) -> io::Result<()> {
    let scenes: Vec<&Scene> = sets.iter().flatten().collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/reference");
    fs::create_dir_all(&folder)?;
    let mut weights = String::from("detector,score,decibans\n");
    for (kind, steps) in learn(&scenes) {
        for (score, decibans) in steps {
            let _ = writeln!(weights, "{},{score},{decibans}", kind.name());
        }
    }
    fs::write(folder.join("media-weights.csv"), weights)?;
    let mut errors = String::from("detector,scenes,pictures,strong,weak\n");
    for listed in traces::ALL {
        let kind = listed.detector.kind();
        let reaching = |least: f64| {
            let any = |scene: &&&Scene| {
                ["A0", "A1", "A3"]
                    .iter()
                    .any(|variant| scene.score(variant, kind) >= least)
            };
            scenes.iter().filter(any).count()
        };
        let _ = writeln!(
            errors,
            "{},{},{},{},{}",
            kind.name(),
            scenes.len(),
            scenes.len() * 3,
            reaching(listed.strong),
            reaching(listed.weak)
        );
    }
    fs::write(folder.join("media-errors.csv"), errors)
}
