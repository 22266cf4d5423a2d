//! What is told of scenes, as Markdown.

use std::fmt::Write as _;

use refrain::media::{Kind, fusion, traces};

use super::{
    curve::{area, rate_at_one_percent, share},
    learn::{learn, weight},
    scenes::Scene,
};

/// Parts that the scenes are crossed by.
const FOLDS: usize = 5;

/// Weight in decibans from which the fused mask is drawn.
const DRAWN: f64 = 3.0;

/// Tells the first set.
pub(crate) fn tell(sets: &[Vec<Scene>]) -> String {
    let mut out = String::new();
    let Some((told, others)) = sets.split_first() else {
        return out;
    };
    detectors(&mut out, told);
    strong(&mut out, told);
    by_quality(&mut out, told);
    fused(&mut out, told, others);
    out
}

fn column(scenes: &[Scene], variant: &str, kind: Kind) -> Vec<f64> {
    scenes
        .iter()
        .map(|scene| scene.score(variant, kind))
        .collect()
}

fn detectors(out: &mut String, scenes: &[Scene]) {
    let _ = writeln!(
        out,
        "{} scenes. A1 is the original re-saved: the honest negative.\n",
        scenes.len()
    );
    out.push_str("| detector | AUC M1 / A1 | TPR at 1 % FPR | AUC M3 / A3 | AUC M1 / A0 | F1 of the mask, M1 |\n|---|---|---|---|---|---|\n");
    for listed in traces::ALL {
        let kind = listed.detector.kind();
        let of = |variant| column(scenes, variant, kind);
        let hits = scenes.iter().map(|scene| {
            let found = scene.of("M1").iter().find(|score| score.kind == kind);
            found
                .and_then(|score| score.hit)
                .map_or(0.0, super::scenes::Overlap::f1)
        });
        let f1 = hits.sum::<f64>() / scenes.len().max(1) as f64;
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:.3} | {:.3} | {:.3} | {f1:.3} |",
            kind.name(),
            area(&of("M1"), &of("A1")),
            rate_at_one_percent(&of("M1"), &of("A1")),
            area(&of("M3"), &of("A3")),
            area(&of("M1"), &of("A0")),
        );
    }
    out.push('\n');
}

/// Whether a variant of a scene shows a strong trace, by one detector or any.
fn is_strong(scene: &Scene, variant: &str, kind: Option<Kind>) -> bool {
    traces::ALL.iter().any(|listed| {
        let own = listed.detector.kind();
        kind.is_none_or(|kind| kind == own) && scene.score(variant, own) >= listed.strong
    })
}

fn types(scenes: &[Scene]) -> Vec<String> {
    let mut types: Vec<String> = scenes.iter().map(|scene| scene.meta.typ.clone()).collect();
    types.sort();
    types.dedup();
    types
}

fn strong(out: &mut String, scenes: &[Scene]) {
    let types = types(scenes);
    let _ = writeln!(
        out,
        "Strong traces: false ones in authentic pictures, and share of altered ones by kind.\n"
    );
    let _ = writeln!(
        out,
        "| detector | A0 | A1 | A3 | scenes, 95 % bound | M1 {} | M1 all | M3 all |",
        types.join(" | M1 ")
    );
    let _ = writeln!(out, "|---{}|", "|---".repeat(6 + types.len()));
    let kinds = traces::ALL
        .iter()
        .map(|listed| Some(listed.detector.kind()));
    for kind in kinds.chain([None]) {
        strong_of(out, scenes, &types, kind);
    }
    let copies = |scene: &&Scene| scene.meta.typ.starts_with("cm");
    let moved = share(
        scenes
            .iter()
            .filter(copies)
            .map(|scene| is_strong(scene, "M3", None)),
    );
    let _ = writeln!(
        out,
        "\nOf copied parts in M3, {:.0} % show a strong trace.\n",
        100.0 * moved
    );
}

/// One line: false strong traces, their bound, and recall.
fn strong_of(out: &mut String, scenes: &[Scene], types: &[String], kind: Option<Kind>) {
    let count = |variant| {
        scenes
            .iter()
            .filter(|scene| is_strong(scene, variant, kind))
            .count()
    };
    let scenes_false = scenes.iter().filter(|scene| {
        ["A0", "A1", "A3"]
            .iter()
            .any(|variant| is_strong(scene, variant, kind))
    });
    let of = u32::try_from(scenes.len()).unwrap_or(u32::MAX);
    let seen = u32::try_from(scenes_false.count()).unwrap_or(u32::MAX);
    let recall = |variant, typ: Option<&str>| {
        let of = scenes
            .iter()
            .filter(|scene| typ.is_none_or(|typ| scene.meta.typ == typ));
        share(of.map(|scene| is_strong(scene, variant, kind)))
    };
    let name = kind.map_or("any", Kind::name);
    let _ = write!(
        out,
        "| {name} | {} | {} | {} | {seen} of {of}, {:.1} % |",
        count("A0"),
        count("A1"),
        count("A3"),
        100.0 * fusion::upper_bound(seen, of)
    );
    for typ in types {
        let _ = write!(out, " {:.0} % |", 100.0 * recall("M1", Some(typ)));
    }
    let _ = writeln!(
        out,
        " {:.0} % | {:.0} % |",
        100.0 * recall("M1", None),
        100.0 * recall("M3", None)
    );
}

fn by_quality(out: &mut String, scenes: &[Scene]) {
    let mut qualities: Vec<u32> = scenes.iter().map(|scene| scene.meta.q2).collect();
    qualities.sort_unstable();
    qualities.dedup();
    out.push_str("| last quality | scenes | strong trace in M1 | AUC of double compression |\n|---|---|---|---|\n");
    for quality in qualities {
        let own: Vec<Scene> = scenes
            .iter()
            .filter(|scene| scene.meta.q2 == quality)
            .cloned()
            .collect();
        let double = |variant| column(&own, variant, Kind::DoubleCompression);
        let _ = writeln!(
            out,
            "| {quality} | {} | {:.0} % | {:.3} |",
            own.len(),
            100.0 * share(own.iter().map(|scene| is_strong(scene, "M1", None))),
            area(&double("M1"), &double("A1"))
        );
    }
    out.push('\n');
}

/// All detectors together, each scene by what the other folds and sets teach.
fn fused(out: &mut String, told: &[Scene], others: &[Vec<Scene>]) {
    let mut weights: Vec<[f64; 4]> = vec![[0.0; 4]; told.len()];
    let mut f1 = vec![0.0; told.len()];
    for fold in 0..FOLDS {
        let away = |(at, scene)| (at % FOLDS != fold).then_some(scene);
        let teachers: Vec<&Scene> = told
            .iter()
            .enumerate()
            .filter_map(away)
            .chain(others.iter().flatten())
            .collect();
        let steps = learn(&teachers);
        let of = |kind, score| weight(&steps, kind, score);
        for (at, scene) in told.iter().enumerate().filter(|(at, _)| at % FOLDS == fold) {
            let together = |variant: &str| {
                let scores: Vec<(Kind, f64)> = scene
                    .of(variant)
                    .iter()
                    .map(|score| (score.kind, score.value))
                    .collect();
                fusion::together(&scores, &of)
            };
            weights[at] = ["A1", "M1", "A3", "M3"].map(together);
            // The mask of the detector whose score weighs most.
            let best = scene
                .of("M1")
                .iter()
                .max_by(|a, b| of(a.kind, a.value).total_cmp(&of(b.kind, b.value)));
            f1[at] = best
                .filter(|score| of(score.kind, score.value) >= DRAWN)
                .and_then(|score| score.hit)
                .map_or(0.0, super::scenes::Overlap::f1);
        }
    }
    let column = |at: usize| weights.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let [a1, m1, a3, m3] = [0, 1, 2, 3].map(column);
    let _ = writeln!(
        out,
        "All detectors together, weights learned without the scene ({FOLDS} folds):\n"
    );
    out.push_str("| | AUC | TPR at 1 % FPR | F1 of the mask |\n|---|---|---|---|\n");
    let mean = f1.iter().sum::<f64>() / f1.len().max(1) as f64;
    let _ = writeln!(
        out,
        "| M1 / A1 | {:.3} | {:.3} | {mean:.3} |",
        area(&m1, &a1),
        rate_at_one_percent(&m1, &a1)
    );
    let _ = writeln!(
        out,
        "| M3 / A3 | {:.3} | {:.3} | |",
        area(&m3, &a3),
        rate_at_one_percent(&m3, &a3)
    );
}
