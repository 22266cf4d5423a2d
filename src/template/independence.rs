//! Whether choices were made independently of one another.
//!
//! In: for each choice slot the alternative that each member took. Out: pairs tested and pairs
//! found dependent. Source: likelihood-ratio (G) test with D. Williams' correction (1976), strength by
//! Cramér's V, Benjamini and Hochberg (1995) over all pairs at q = .05.

/// False discovery rate.
const RATE: f64 = 0.05;

/// Pairs tested at most, spread evenly over all.
const MAX_PAIRS: usize = 300;

/// Least expected count of a cell; rarer alternatives are pooled until it is reached.
const LEAST_EXPECTED: f64 = 3.0;

/// Below this strength a dependence is of no use, however sure.
const LEAST_V: f64 = 0.1;

/// Pairs of slots tested, and those of them found dependent.
pub(super) fn pairs(choices: &[Vec<Option<u16>>]) -> (u32, u32) {
    let slots = choices.len();
    let all = slots * slots.saturating_sub(1) / 2;
    let step = all.div_ceil(MAX_PAIRS).max(1);
    let every = (0..slots).flat_map(|a| (a + 1..slots).map(move |b| (a, b)));
    let mut tests: Vec<(f64, f64)> = every
        .step_by(step)
        .filter_map(|(a, b)| test(choices.get(a)?, choices.get(b)?))
        .collect();
    tests.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = tests.len() as f64;
    let below = tests
        .iter()
        .zip(1_u32..)
        .filter(|((p, _), rank)| *p <= RATE * f64::from(*rank) / count)
        .map(|(_, rank)| rank)
        .max()
        .unwrap_or(0);
    let dependent = tests
        .iter()
        .zip(0..below)
        .filter(|((_, v), _)| *v >= LEAST_V)
        .count();
    (number(tests.len()), number(dependent))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The p-value and Cramér's V of one pair; `None` when there are too few members to tell.
fn test(one: &[Option<u16>], other: &[Option<u16>]) -> Option<(f64, f64)> {
    let both: Vec<(u16, u16)> = one
        .iter()
        .zip(other)
        .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
        .collect();
    let (rows, columns) = (
        ranks(both.iter().map(|p| p.0)),
        ranks(both.iter().map(|p| p.1)),
    );
    let total = both.len() as f64;
    let (rows, columns) = pool(rows, columns, total)?;
    let place = |kept: &[(Vec<u16>, f64)], value| kept.iter().position(|k| k.0.contains(&value));
    let mut table = vec![vec![0.0_f64; columns.len()]; rows.len()];
    for (x, y) in both {
        let cell = table
            .get_mut(place(&rows, x)?)?
            .get_mut(place(&columns, y)?)?;
        *cell += 1.0;
    }
    let (mut g, mut chi) = (0.0, 0.0);
    for (line, (_, row)) in table.iter().zip(&rows) {
        for (&seen, (_, column)) in line.iter().zip(&columns) {
            let expected = row * column / total;
            chi += (seen - expected).powi(2) / expected;
            if seen > 0.0 {
                g += 2.0 * seen * (seen / expected).ln();
            }
        }
    }
    let (height, width) = (rows.len() as f64, columns.len() as f64);
    let freedom = (height - 1.0) * (width - 1.0);
    let inverse = |kept: &[(Vec<u16>, f64)]| kept.iter().map(|k| total / k.1).sum::<f64>() - 1.0;
    let correction = 1.0 + inverse(&rows) * inverse(&columns) / (6.0 * total * freedom);
    let strength = (chi / total / (height.min(width) - 1.0)).sqrt();
    Some((chi_square_tail(g / correction, freedom), strength))
}

/// Values with their counts, rarest last.
fn ranks(values: impl Iterator<Item = u16>) -> Vec<(Vec<u16>, f64)> {
    let mut counts = std::collections::BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0.0) += 1.0;
    }
    let mut ranked: Vec<(Vec<u16>, f64)> = counts.into_iter().map(|(v, n)| (vec![v], n)).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

type Ranks = Vec<(Vec<u16>, f64)>;

/// Pools the rarest values of the longer side until every cell may expect enough.
fn pool(mut rows: Ranks, mut columns: Ranks, total: f64) -> Option<(Ranks, Ranks)> {
    loop {
        if rows.len() < 2 || columns.len() < 2 {
            return None;
        }
        let least = rows.last()?.1 * columns.last()?.1 / total;
        if least >= LEAST_EXPECTED {
            return Some((rows, columns));
        }
        let side = if rows.last()?.1 <= columns.last()?.1 {
            &mut rows
        } else {
            &mut columns
        };
        let (values, count) = side.pop()?;
        let into = side.last_mut()?;
        into.0.extend(values);
        into.1 += count;
        side.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
}

/// P(X ≥ x) of the chi-square distribution: the regularised upper incomplete gamma function at
/// (freedom / 2, x / 2), by its series or its continued fraction (Lentz), whichever converges.
fn chi_square_tail(x: f64, freedom: f64) -> f64 {
    let (shape, x) = (freedom / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for n in 1..500 {
            term *= x / (shape + f64::from(n));
            sum += term;
        }
        return (1.0 - scale * sum).clamp(0.0, 1.0);
    }
    let mut partial = x + 1.0 - shape;
    let mut upper = 1e300;
    let mut lower = 1.0 / partial;
    let mut fraction = lower;
    for n in 1..500 {
        let numerator = -f64::from(n) * (f64::from(n) - shape);
        partial += 2.0;
        lower = 1.0 / (numerator * lower + partial);
        upper = partial + numerator / upper;
        fraction *= lower * upper;
    }
    (scale * fraction).clamp(0.0, 1.0)
}

/// ln Γ for the half-integers that degrees of freedom give, by its recurrence and Stirling's series.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series + shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_agrees_with_printed_tables() {
        let table = [
            (3.841, 1.0, 0.05),
            (5.991, 2.0, 0.05),
            (16.919, 9.0, 0.05),
            (10.828, 1.0, 0.001),
        ];
        for (x, freedom, expected) in table {
            assert!(
                (chi_square_tail(x, freedom) - expected).abs() < 1e-4,
                "{x} {freedom}"
            );
        }
    }

    #[test]
    fn choices_that_go_together_are_found_and_others_are_not() {
        let a: Vec<Option<u16>> = (0..64).map(|i| Some(i % 2)).collect();
        let b: Vec<Option<u16>> = (0..64).map(|i| Some(i / 2 % 2)).collect();
        assert_eq!(pairs(&[a.clone(), b.clone()]), (1, 0));
        assert_eq!(pairs(&[a.clone(), b, a]), (3, 1));
    }

    #[test]
    fn a_handful_of_members_proves_nothing() {
        let few = vec![Some(0), Some(1), Some(0)];
        assert_eq!(pairs(&[few.clone(), few]), (0, 0));
    }
}
