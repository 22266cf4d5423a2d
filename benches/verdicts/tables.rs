//! What was found, as Markdown tables.
//!
//! In: archives. Out: text, the same for the same archives.

use std::{collections::BTreeMap, fmt::Write as _};

use refrain::{
    campaign::{Family, Verdict},
    simulate::Level,
};

use crate::{
    figures::{Case, auc, bins, calibration_error, mean, quantile, upper_bound},
    found::{Archive, Found, Planted},
};

/// The levels, and none for all of them.
const LEVELS: [Option<Level>; 4] = [
    Some(Level::Easy),
    Some(Level::Medium),
    Some(Level::Hard),
    None,
];

/// Sizes of planted campaigns by class: least and most messages.
const SIZES: [(usize, usize, &str); 4] = [
    (10, 29, "10-29"),
    (30, 99, "30-99"),
    (100, 999, "100-999"),
    (1000, usize::MAX, "1000+"),
];

fn word(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Easy) => "easy",
        Some(Level::Medium) => "medium",
        Some(Level::Hard) => "hard",
        None => "all",
    }
}

fn of(archives: &[Archive], level: Option<Level>) -> impl Iterator<Item = &Archive> {
    archives
        .iter()
        .filter(move |archive| level.is_none_or(|level| archive.level == level))
}

fn found(archives: &[Archive], level: Option<Level>) -> Vec<&Found> {
    of(archives, level)
        .flat_map(|archive| &archive.found)
        .collect()
}

/// Nobody's hand but many people's, or a declared sender's.
fn innocent(found: &Found) -> bool {
    !found.mixed && !found.truth.starts_with("operated")
}

/// Every found campaign's score, and whether most of it is operated.
pub(super) fn cases(archives: &[Archive]) -> Vec<Case> {
    scored(&found(archives, None))
}

fn scored(found: &[&Found]) -> Vec<Case> {
    found
        .iter()
        .map(|found| (found.score, found.operated))
        .collect()
}

/// All tables.
pub(super) fn all(archives: &[Archive]) -> String {
    let mut out = String::new();
    verdicts(archives, &mut out);
    recall(archives, &mut out);
    scores(archives, &mut out);
    families(archives, &mut out);
    ties(archives, &mut out);
    out
}

fn verdicts(archives: &[Archive], out: &mut String) {
    out.push_str("## Verdicts\n\nA campaign is innocent unless most of it is operated or it mixes a call and the machine that amplifies it; the bound is one-sided (Clopper-Pearson).\n\n| level | truth | found | operated | form_letter | bulk_sender | undetermined | share operated | accused, upper 95 % bound |\n|---|---|--:|--:|--:|--:|--:|--:|---|\n");
    for level in LEVELS {
        let all = found(archives, level);
        let mut by_truth: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
        for &one in &all {
            by_truth.entry(&one.truth).or_default().push(one);
        }
        for (truth, rows) in by_truth {
            verdict_line(level, truth, &rows, out);
        }
        let rows: Vec<&Found> = all.into_iter().filter(|one| innocent(one)).collect();
        verdict_line(level, "**innocent, all**", &rows, out);
    }
}

fn verdict_line(level: Option<Level>, truth: &str, rows: &[&Found], out: &mut String) {
    let count = |verdict: Verdict| {
        rows.iter()
            .filter(|one| one.verdict == verdict.word())
            .count()
    };
    let (n, k) = (rows.len(), count(Verdict::Operated));
    let accused = if rows.iter().all(|one| innocent(one)) {
        format!("{k} of {n}, < {:.1} %", 100.0 * upper_bound(k, n))
    } else {
        String::from("–")
    };
    let _ = writeln!(
        out,
        "| {} | {truth} | {n} | {k} | {} | {} | {} | {:.2} | {accused} |",
        word(level),
        count(Verdict::FormLetter),
        count(Verdict::BulkSender),
        count(Verdict::Undetermined),
        k as f64 / n.max(1) as f64
    );
}

fn recall(archives: &[Archive], out: &mut String) {
    out.push_str("\n## Recall of operated campaigns\n\nPlanted operated campaigns called operated, of all planted ones of that size; in brackets those found at all.\n\n| level |");
    for (_, _, name) in SIZES {
        let _ = write!(out, " {name} |");
    }
    out.push_str(" all |\n|---|--:|--:|--:|--:|--:|\n");
    for level in LEVELS {
        let _ = write!(out, "| {} |", word(level));
        let operated: Vec<&Planted> = of(archives, level)
            .flat_map(|archive| &archive.planted)
            .filter(|planted| planted.kind == "operated")
            .collect();
        for (least, most, _) in SIZES.into_iter().chain([(0, usize::MAX, "all")]) {
            let class = operated
                .iter()
                .filter(|planted| (least..=most).contains(&planted.size));
            let n = class.clone().count();
            if n == 0 {
                out.push_str(" – |");
                continue;
            }
            let called = class.clone().filter(|planted| planted.called).count();
            let met = class.filter(|planted| planted.found > 0).count();
            let share = called as f64 / n as f64;
            let _ = write!(out, " {share:.2}: {called} of {n} ({met}) |");
        }
        out.push('\n');
    }
}

fn scores(archives: &[Archive], out: &mut String) {
    out.push_str("\n## Scores\n\nEach found campaign is one case; true where most of its messages are operated. Calibration error over ten bins of equal width.\n\n| level | campaigns | operated | AUC | calibration error |\n|---|--:|--:|--:|--:|\n");
    for level in LEVELS {
        let cases = scored(&found(archives, level));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {:.3} |",
            word(level),
            cases.len(),
            cases.iter().filter(|case| case.1).count(),
            auc(&cases).map_or_else(|| String::from("–"), |auc| format!("{auc:.3}")),
            calibration_error(&bins(&cases, 10))
        );
    }
    out.push_str(
        "\n| level | score | mean score | share operated | campaigns |\n|---|---|--:|--:|--:|\n",
    );
    for level in LEVELS {
        for bin in bins(&scored(&found(archives, level)), 10) {
            let _ = writeln!(
                out,
                "| {} | {:.1}-{:.1} | {:.3} | {:.3} | {} |",
                word(level),
                bin.from,
                bin.to,
                bin.score,
                bin.share,
                bin.count
            );
        }
    }
}

fn families(archives: &[Archive], out: &mut String) {
    out.push_str("\n## Families of evidence\n\nDamped weight of each family in decibans: mean, and the 10th, 50th and 90th percentile over campaigns.\n\n| level | family | operated: mean | 10 % | 50 % | 90 % | innocent: mean | 10 % | 50 % | 90 % |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for level in LEVELS {
        let found = found(archives, level);
        for &family in Family::ALL {
            let _ = write!(out, "| {} | {} |", word(level), family.word());
            for guilty in [true, false] {
                let mut weights: Vec<f64> = found
                    .iter()
                    .filter(|one| {
                        if guilty {
                            one.truth.starts_with("operated")
                        } else {
                            innocent(one)
                        }
                    })
                    .flat_map(|one| &one.families)
                    .filter(|(of, _)| *of == family)
                    .map(|(_, weight)| *weight)
                    .collect();
                weights.sort_by(f64::total_cmp);
                for value in [mean(&weights)]
                    .into_iter()
                    .chain([10, 50, 90].map(|percent| quantile(&weights, percent)))
                {
                    if value.is_nan() {
                        out.push_str(" – |");
                    } else {
                        // Adding nought turns a negative nought into a plain one.
                        let _ = write!(out, " {:.1} |", (value * 10.0).round() / 10.0 + 0.0);
                    }
                }
            }
            out.push('\n');
        }
    }
}

fn ties(archives: &[Archive], out: &mut String) {
    out.push_str("\n## Operations\n\nPairs of planted operated campaigns of one archive that were found: tied rightly, tied though of different operators, not tied though of one. Last: innocent campaigns that are part of an operation.\n\n| level | right | wrong | missed | innocent tied |\n|---|--:|--:|--:|--:|\n");
    for level in LEVELS {
        let (mut right, mut wrong, mut missed, mut innocents) = (0, 0, 0, 0);
        for archive in of(archives, level) {
            for (same, tied) in pairs(&archive.found) {
                match (same, tied) {
                    (true, true) => right += 1,
                    (false, true) => wrong += 1,
                    (true, false) => missed += 1,
                    (false, false) => {}
                }
            }
            innocents += archive
                .found
                .iter()
                .filter(|one| innocent(one) && one.operation.is_some())
                .count();
        }
        let _ = writeln!(
            out,
            "| {} | {right} | {wrong} | {missed} | {innocents} |",
            word(level)
        );
    }
}

/// Each pair of found operated campaigns of different planted ones: of one operator, and tied.
fn pairs(found: &[Found]) -> Vec<(bool, bool)> {
    let mut out: BTreeMap<(&str, &str), (bool, bool)> = BTreeMap::new();
    let operated: Vec<(&Found, &str, &str)> = found
        .iter()
        .filter_map(|one| {
            let (planted, operator) = (one.planted.as_deref()?, one.operator.as_deref()?);
            Some((one, planted, operator))
        })
        .collect();
    for (at, &(a, name, operator)) in operated.iter().enumerate() {
        for &(b, other, by) in operated.iter().take(at) {
            if name != other {
                let key = (name.min(other), name.max(other));
                let pair = out.entry(key).or_insert((operator == by, false));
                pair.1 |= a.operation.is_some() && a.operation == b.operation;
            }
        }
    }
    out.into_values().collect()
}
