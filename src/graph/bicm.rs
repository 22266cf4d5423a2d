//! Who-null: the bipartite configuration model.
//!
//! In: the degrees of accounts (distinct objects) and of objects (distinct accounts).
//! Out: for two degrees of accounts, how many objects two such accounts share by chance.
//!
//! Source: F. Saracco et al., "Inferring monopartite projections of bipartite networks", 2017:
//! `p = x·y / (1 + x·y)`, with x and y such that every expected degree equals the one seen. Nodes of one
//! degree have one parameter, so the work is on degree classes, of which E uses have at most √(2E).
//!
//! The logarithm of the likelihood is concave in `ln x` and `ln y`; after some fixed-point sweeps, Newton steps whose
//! linear systems are solved by conjugate gradients find its top. A node that uses everything, or nothing of
//! what such nodes leave over, has no finite parameter and is set aside before.

use std::collections::BTreeMap;

/// Largest relative error of an expected degree at which the steps end.
const MAX_ERROR: f64 = 1e-11;

/// Fixed-point sweeps before the first Newton step.
const SWEEPS: usize = 20;

/// Newton steps at most; about ten are needed.
const MAX_STEPS: usize = 60;

/// Largest change of a logarithm in one step.
const MAX_CHANGE: f64 = 8.0;

/// What is known of the nodes of one degree.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// They have this parameter.
    Fitted(f64),
    /// Set aside in this round as linked to all that were left.
    Full(u32),
    /// Set aside in this round as linked to none that were left.
    Empty(u32),
}

/// Nodes of one degree.
#[derive(Clone, Copy, Debug)]
struct Class {
    degree: u32,
    nodes: u32,
    /// The degree towards those nodes of the other side that were not set aside.
    left: f64,
    state: State,
}

/// The fitted model.
#[derive(Clone, Debug)]
pub struct Bicm {
    accounts: Vec<Class>,
    objects: Vec<Class>,
}

impl Bicm {
    /// Fits the model to the degrees of accounts and of objects, both of one graph, in any order. Each step costs as many
    /// multiplications as there are pairs of an account degree and an object degree.
    #[must_use]
    pub fn fit(accounts: &[u32], objects: &[u32]) -> Self {
        let mut model = Self {
            accounts: classes(accounts),
            objects: classes(objects),
        };
        set_aside(&mut model.accounts, &mut model.objects);
        let (mut a, mut o) = (Side::of(&model.accounts), Side::of(&model.objects));
        for _ in 0..SWEEPS {
            sweep(&mut a, &o);
            sweep(&mut o, &a);
        }
        for _ in 0..MAX_STEPS {
            if newton(&mut a, &mut o) <= MAX_ERROR {
                break;
            }
        }
        a.write(&mut model.accounts);
        o.write(&mut model.objects);
        model
    }

    /// The probability that an account of this degree uses an object of that degree.
    #[must_use]
    pub fn probability(&self, account: u32, object: u32) -> f64 {
        match (find(&self.accounts, account), find(&self.objects, object)) {
            (Some(a), Some(o)) => chance(a.state, o.state),
            _ => 0.0,
        }
    }

    /// The parameters x of accounts and y of objects of these degrees; none for degrees that were not fitted.
    #[must_use]
    pub fn parameters(&self, account: u32, object: u32) -> (Option<f64>, Option<f64>) {
        let of = |classes, degree| match find(classes, degree)?.state {
            State::Fitted(value) => Some(value),
            State::Full(_) | State::Empty(_) => None,
        };
        (of(&self.accounts, account), of(&self.objects, object))
    }

    /// Expected number of objects that accounts of these two degrees share.
    #[must_use]
    pub fn shared(&self, a: u32, b: u32) -> f64 {
        let (Some(a), Some(b)) = (find(&self.accounts, a), find(&self.accounts, b)) else {
            return 0.0;
        };
        let both =
            |o: &Class| f64::from(o.nodes) * chance(a.state, o.state) * chance(b.state, o.state);
        self.objects.iter().map(both).sum()
    }

    /// The probabilities that accounts of these two degrees share an object: its popularity, the probability, and the number of
    /// such objects.
    pub(super) fn trials(&self, a: u32, b: u32) -> Vec<(u32, f64, usize)> {
        let shared = |o: &Class| self.probability(a, o.degree) * self.probability(b, o.degree);
        let trial = |o: &Class| (o.degree, shared(o), o.nodes as usize);
        self.objects.iter().map(trial).collect()
    }

    /// For accounts of each of these degrees, the probabilities towards one object of each class.
    pub(super) fn table(&self, degrees: &[u32]) -> Vec<Vec<f64>> {
        let row = |degree: &u32| {
            let state = find(&self.accounts, *degree).map_or(State::Empty(0), |class| class.state);
            self.objects
                .iter()
                .map(|o| chance(state, o.state))
                .collect()
        };
        degrees.iter().map(row).collect()
    }

    /// Expected number of objects up to each of these popularities, ascending, that two such rows of probabilities share.
    pub(super) fn sums<const N: usize>(&self, up_to: [u32; N], x: &[f64], y: &[f64]) -> [f64; N] {
        let mut rows = self.objects.iter().zip(x).zip(y).peekable();
        let mut sum = 0.0;
        up_to.map(|bound| {
            while let Some(((o, x), y)) = rows.next_if(|((o, _), _)| o.degree <= bound) {
                sum += f64::from(o.nodes) * x * y;
            }
            sum
        })
    }
}

fn find(classes: &[Class], degree: u32) -> Option<&Class> {
    let found = classes.binary_search_by_key(&degree, |class| class.degree);
    found.ok().and_then(|at| classes.get(at))
}

/// The node that was set aside first decides.
fn chance(a: State, b: State) -> f64 {
    let round = |state| match state {
        State::Fitted(_) => u32::MAX,
        State::Full(round) | State::Empty(round) => round,
    };
    match (a, b) {
        (State::Fitted(x), State::Fitted(y)) => x * y / (1.0 + x * y),
        _ => match if round(a) <= round(b) { a } else { b } {
            State::Full(_) => 1.0,
            _ => 0.0,
        },
    }
}

fn classes(degrees: &[u32]) -> Vec<Class> {
    let mut counts = BTreeMap::new();
    for degree in degrees.iter().filter(|degree| **degree > 0) {
        *counts.entry(*degree).or_insert(0_u32) += 1;
    }
    let class = |(degree, nodes)| Class {
        degree,
        nodes,
        left: f64::from(degree),
        state: State::Fitted(0.0),
    };
    counts.into_iter().map(class).collect()
}

/// Sets aside nodes with no finite parameter, round by round, until none is left.
fn set_aside(accounts: &mut [Class], objects: &mut [Class]) {
    let mut round = 0;
    let (mut one, mut other) = (accounts, objects);
    let mut quiet = 0;
    while quiet < 2 {
        let nodes = free(other);
        let mut full = 0.0;
        let mut any = false;
        for class in one
            .iter_mut()
            .filter(|c| matches!(c.state, State::Fitted(_)))
        {
            if class.left >= nodes {
                class.state = State::Full(round);
                full += f64::from(class.nodes);
                any = true;
            } else if class.left <= 0.0 {
                class.state = State::Empty(round);
                any = true;
            }
        }
        for class in other.iter_mut() {
            class.left -= full;
        }
        quiet = if any { 0 } else { quiet + 1 };
        round += 1;
        std::mem::swap(&mut one, &mut other);
    }
}

/// Number of nodes that are not set aside.
fn free(classes: &[Class]) -> f64 {
    let fitted = classes
        .iter()
        .filter(|c| matches!(c.state, State::Fitted(_)));
    fitted.map(|c| f64::from(c.nodes)).sum()
}

/// The free classes of one side.
struct Side {
    degrees: Vec<f64>,
    nodes: Vec<f64>,
    values: Vec<f64>,
}

impl Side {
    fn of(classes: &[Class]) -> Self {
        let fitted = || {
            classes
                .iter()
                .filter(|c| matches!(c.state, State::Fitted(_)))
        };
        let links: f64 = fitted().map(|c| f64::from(c.nodes) * c.left).sum();
        Self {
            degrees: fitted().map(|c| c.left).collect(),
            nodes: fitted().map(|c| f64::from(c.nodes)).collect(),
            values: fitted().map(|c| c.left / links.max(1.0).sqrt()).collect(),
        }
    }

    fn write(&self, classes: &mut [Class]) {
        let fitted = classes
            .iter_mut()
            .filter(|c| matches!(c.state, State::Fitted(_)));
        for (class, value) in fitted.zip(&self.values) {
            class.state = State::Fitted(*value);
        }
    }

    fn moved(&self, by: &[f64], scale: f64) -> Vec<f64> {
        let step = |by: f64| (by * scale).clamp(-MAX_CHANGE, MAX_CHANGE).exp();
        self.values
            .iter()
            .zip(by)
            .map(|(v, by)| (v * step(*by)).clamp(1e-150, 1e150))
            .collect()
    }
}

/// One fixed-point step of one side.
fn sweep(side: &mut Side, other: &Side) {
    for (value, degree) in side.values.iter_mut().zip(&side.degrees) {
        let terms = other.values.iter().zip(&other.nodes);
        let sum: f64 = terms.map(|(y, n)| n * y / (1.0 + *value * y)).sum();
        if sum > 0.0 {
            *value = degree / sum;
        }
    }
}

/// How far the expected degrees are from the ones seen: the gradient of both sides, and the largest relative error.
#[allow(
    clippy::many_single_char_names,
    reason = "the letters are those of the equations"
)]
fn gap(a: &Side, x: &[f64], o: &Side, y: &[f64]) -> (Vec<f64>, Vec<f64>, f64) {
    let mut seen = vec![0.0; y.len()];
    let mut worst = 0.0_f64;
    let mut left = Vec::with_capacity(x.len());
    for ((x, n), degree) in x.iter().zip(&a.nodes).zip(&a.degrees) {
        let mut sum = 0.0;
        for ((y, m), seen) in y.iter().zip(&o.nodes).zip(seen.iter_mut()) {
            let p = x * y / (1.0 + x * y);
            sum += m * p;
            *seen += n * p;
        }
        worst = worst.max((sum / degree - 1.0).abs());
        left.push(n * (degree - sum));
    }
    let rows = seen.iter().zip(&o.degrees).zip(&o.nodes);
    let right: Vec<f64> = rows
        .map(|((seen, degree), m)| {
            worst = worst.max((seen / degree - 1.0).abs());
            m * (degree - seen)
        })
        .collect();
    (left, right, worst)
}

/// One Newton step of both sides; returns the largest relative error after it.
#[allow(
    clippy::many_single_char_names,
    reason = "the letters are those of the equations"
)]
fn newton(a: &mut Side, o: &mut Side) -> f64 {
    let (left, right, error) = gap(a, &a.values, o, &o.values);
    if error <= MAX_ERROR {
        return error;
    }
    let curvature = Curvature::of(a, o);
    let (u, v) = curvature.solve(&left, &right, error.min(0.1) * 1e-3);
    let mut scale = 1.0;
    for _ in 0..30 {
        let (x, y) = (a.moved(&u, scale), o.moved(&v, scale));
        let (left_then, right_then, then) = gap(a, &x, o, &y);
        // On a concave function the slope along the step stays positive up to the top on that line.
        let slope = dot(&left_then, &u) + dot(&right_then, &v);
        let start = dot(&left, &u) + dot(&right, &v);
        if then < error || slope > -0.5 * start.abs() {
            (a.values, o.values) = (x, y);
            return then;
        }
        scale /= 2.0;
    }
    sweep(a, o);
    sweep(o, a);
    error
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Minus the second derivatives: `n·m·p·(1-p)` between the sides, its sums on the diagonal.
struct Curvature {
    between: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Curvature {
    fn of(a: &Side, o: &Side) -> Self {
        let mut between = Vec::with_capacity(a.values.len() * o.values.len());
        let mut left = Vec::with_capacity(a.values.len());
        let mut right = vec![0.0; o.values.len()];
        for (x, n) in a.values.iter().zip(&a.nodes) {
            let mut sum = 0.0;
            for ((y, m), right) in o.values.iter().zip(&o.nodes).zip(right.iter_mut()) {
                let odds = x * y;
                let cell = n * m * odds / ((1.0 + odds) * (1.0 + odds));
                between.push(cell);
                sum += cell;
                *right += cell;
            }
            left.push(sum.max(1e-300));
        }
        for value in &mut right {
            *value = value.max(1e-300);
        }
        Self {
            between,
            left,
            right,
        }
    }

    fn times(&self, u: &[f64], v: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut down: Vec<f64> = self.right.iter().zip(v).map(|(d, v)| d * v).collect();
        let rows = self.between.chunks(v.len().max(1)).zip(u).zip(&self.left);
        let across = rows
            .map(|((row, u), d)| {
                for (down, cell) in down.iter_mut().zip(row) {
                    *down += cell * u;
                }
                d * u + dot(row, v)
            })
            .collect();
        (across, down)
    }

    /// Conjugate gradients with the diagonal as preconditioner, down to this share of the first residual.
    #[allow(
        clippy::many_single_char_names,
        reason = "the letters are those of the equations"
    )]
    fn solve(&self, left: &[f64], right: &[f64], share: f64) -> (Vec<f64>, Vec<f64>) {
        let over =
            |r: &[f64], d: &[f64]| -> Vec<f64> { r.iter().zip(d).map(|(r, d)| r / d).collect() };
        let (mut u, mut v) = (vec![0.0; left.len()], vec![0.0; right.len()]);
        let (mut r, mut s) = (left.to_vec(), right.to_vec());
        let (mut z, mut w) = (over(&r, &self.left), over(&s, &self.right));
        let (mut p, mut q) = (z.clone(), w.clone());
        let mut size = dot(&r, &z) + dot(&s, &w);
        let enough = size * share * share;
        for _ in 0..(2 * (left.len() + right.len())).min(2_000) {
            let (hp, hq) = self.times(&p, &q);
            let bend = dot(&p, &hp) + dot(&q, &hq);
            if bend <= 0.0 || size <= enough {
                break;
            }
            let step = size / bend;
            add(&mut u, &p, step);
            add(&mut v, &q, step);
            add(&mut r, &hp, -step);
            add(&mut s, &hq, -step);
            (z, w) = (over(&r, &self.left), over(&s, &self.right));
            let next = dot(&r, &z) + dot(&s, &w);
            let keep = next / size;
            size = next;
            scale_add(&mut p, keep, &z);
            scale_add(&mut q, keep, &w);
        }
        (u, v)
    }
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += times * what;
    }
}

fn scale_add(to: &mut [f64], times: f64, what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to = *to * times + what;
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Degrees of a random bipartite graph, so that they are possible ones.
    fn degrees(edges: &[(u32, u32)]) -> (Vec<u32>, Vec<u32>) {
        let (mut accounts, mut objects) = (vec![0; 12], vec![0; 20]);
        let mut seen = edges.to_vec();
        seen.sort_unstable();
        seen.dedup();
        for (account, object) in seen {
            accounts[account as usize] += 1;
            objects[object as usize] += 1;
        }
        (accounts, objects)
    }

    fn worst(model: &Bicm) -> f64 {
        let error = |class: &Class| {
            let chances = model
                .objects
                .iter()
                .map(|o| f64::from(o.nodes) * chance(class.state, o.state));
            (chances.sum::<f64>() / f64::from(class.degree) - 1.0).abs()
        };
        model.accounts.iter().map(error).fold(0.0, f64::max)
    }

    proptest! {
        #[test]
        fn expected_degrees_are_the_ones_seen(edges in vec((0_u32..12, 0_u32..20), 1..80)) {
            let (accounts, objects) = degrees(&edges);
            let model = Bicm::fit(&accounts, &objects);
            prop_assert!(worst(&model) < 1e-8, "{}", worst(&model));
        }

        /// Nearly everything is used: parameters are large, and some have none.
        #[test]
        fn nearly_saturated_degrees_are_met_too(holes in vec((0_u32..12, 0_u32..20), 0..30)) {
            let all = (0..12).flat_map(|a| (0..20).map(move |o| (a, o)));
            let edges: Vec<_> = all.filter(|edge| !holes.contains(edge)).collect();
            let (accounts, objects) = degrees(&edges);
            let model = Bicm::fit(&accounts, &objects);
            prop_assert!(worst(&model) < 1e-8, "{}", worst(&model));
        }
    }

    #[test]
    fn busy_accounts_are_expected_to_share_more() {
        let model = Bicm::fit(&[2, 2, 2, 2, 7, 7], &[3, 3, 3, 3, 3, 3, 2, 2]);
        assert!(model.shared(7, 7) > 3.0 * model.shared(2, 2));
        assert!(model.shared(3, 3).abs() < 1e-12, "a degree that nobody has");
    }

    #[test]
    fn a_popular_object_is_expected_to_be_shared() {
        let rare = Bicm::fit(&[2; 50], &[2; 50]).shared(2, 2);
        let viral = Bicm::fit(&[2; 50], &[50, 25, 25]).shared(2, 2);
        assert!(rare < 0.1 && viral > 1.0, "{rare} {viral}");
    }
}
