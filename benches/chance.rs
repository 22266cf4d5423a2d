//! Are the edges' q-values what they say, and what does it take to be found?
//!
//! `cargo bench --bench chance` prints, over simulated archives with listed seeds: edges and archives with any edge where
//! nobody acts together; the false discovery rate at q = .01, .05 and .1 where some do; and the share of planted
//! accounts found by the number of objects that they share.
#![allow(
    clippy::print_stdout,
    reason = "a bench talks to the person who runs it"
)]

use std::collections::BTreeSet;

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use refrain::{
    graph::{self, Layer, Use, Windows},
    key::AccountKey,
};

/// Seeds of the archives.
const SEEDS: std::ops::Range<u64> = 0..20;

/// Accounts of an archive.
const ACCOUNTS: u32 = 4_000;

/// Objects of an archive.
const OBJECTS: u32 = 3_000;

/// Seconds of an archive.
const SPAN: f64 = 14.0 * 86_400.0;

/// What innocent accounts do.
#[derive(Clone, Copy, PartialEq)]
enum World {
    /// Heavy-tailed activity and popularity, a daily rhythm, quick and slow objects.
    Plain,
    /// Besides, quick and slow accounts.
    Readers,
    /// Besides, twenty circles whose members share the circle's objects first of all.
    Circles,
    /// Besides, three live events of twenty moments with a crowd of two hundred.
    Events,
}

impl World {
    const ALL: [(Self, &str); 4] = [
        (Self::Plain, "plain"),
        (Self::Readers, "readers"),
        (Self::Circles, "circles"),
        (Self::Events, "events"),
    ];
}

fn unit(dice: &mut impl Rng) -> f64 {
    dice.random::<f64>()
}

/// A standard normal number, by Box and Muller.
fn normal(dice: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - unit(dice)).ln()).sqrt();
    radius * (std::f64::consts::TAU * unit(dice)).cos()
}

/// A whole number below a bound, by multiplication.
fn below(dice: &mut impl Rng, bound: u32) -> u32 {
    dice.random_range(0..bound.max(1))
}

fn whole(value: f64) -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small positive numbers of a simulation"
    )]
    let whole = value as u32;
    whole
}

fn seconds(value: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation, reason = "seconds of a simulation")]
    let seconds = value as i64;
    seconds
}

struct Account {
    /// Running sum of activities, to draw by.
    until: f64,
    /// First second of the day in which it is awake.
    wakes: f64,
    /// Factor of its delays.
    pace: f64,
}

fn accounts(dice: &mut impl Rng, world: World) -> Vec<Account> {
    let mut until = 0.0;
    (0..ACCOUNTS)
        .map(|_| {
            until += (1.0 - unit(dice)).powf(-0.8).min(500.0);
            Account {
                until,
                wakes: [6.0, 7.0, 8.0, 13.0][below(dice, 4) as usize] * 3_600.0,
                pace: if world == World::Plain {
                    1.0
                } else {
                    normal(dice).exp()
                },
            }
        })
        .collect()
}

fn pick(dice: &mut impl Rng, accounts: &[Account]) -> u32 {
    let all = accounts.last().map_or(0.0, |a| a.until);
    let mark = unit(dice) * all;
    u32::try_from(accounts.partition_point(|a| a.until < mark))
        .unwrap_or(0)
        .min(ACCOUNTS - 1)
}

/// The moment itself if the account is awake, else some time after it wakes.
fn awake(dice: &mut impl Rng, account: &Account, at: f64) -> f64 {
    let since = (at - account.wakes).rem_euclid(86_400.0);
    if since < 57_600.0 {
        return at;
    }
    at + 86_400.0 - since - 1_800.0 * (1.0 - unit(dice)).ln()
}

fn used(account: u32, object: u32, at: f64) -> Use {
    Use {
        account: AccountKey(account),
        object,
        layer: Layer::Link,
        at: seconds(at),
        precision: 0,
    }
}

/// An archive in which everybody acts alone.
fn organic(dice: &mut impl Rng, world: World) -> Vec<Use> {
    let accounts = accounts(dice, world);
    let mut uses = Vec::new();
    for object in 0..OBJECTS {
        let popularity = whole((1.0 - unit(dice)).powf(-0.9).min(1_500.0) * 3.0);
        let start = unit(dice) * SPAN;
        // One object in ten spreads within minutes, the others within hours.
        let median = if below(dice, 10) == 0 {
            120.0
        } else {
            3_600.0 * normal(dice).exp()
        };
        let circle = below(dice, 20);
        for _ in 0..popularity {
            let drawn = pick(dice, &accounts);
            let inner = world == World::Circles && below(dice, 10) < 7;
            let account = if inner {
                circle + 20 * (drawn / 160)
            } else {
                drawn
            };
            let Some(who) = accounts.get(account as usize) else {
                continue;
            };
            let delay = median * (1.2 * normal(dice)).exp() * who.pace;
            uses.push(used(account, object, awake(dice, who, start + delay)));
        }
    }
    if world == World::Events {
        for moment in 0..60 {
            let event = moment / 20;
            let at = unit(dice) * 7_200.0 + f64::from(event) * 300_000.0;
            for viewer in 0..200 {
                if below(dice, 10) < 3 {
                    let account = 1_000 + 200 * event + viewer;
                    uses.push(used(account, OBJECTS + moment, at + 60.0 * unit(dice)));
                }
            }
        }
    }
    uses
}

/// Ten hands of eight accounts each, which use so many objects within a minute: of their own, or every second one of others.
fn plant(dice: &mut impl Rng, uses: &mut Vec<Use>, objects: u32, mixed: bool) {
    let known: Vec<Use> = uses.clone();
    for hand in 0..10 {
        for number in 0..objects {
            let model = known.get(below(dice, u32::try_from(known.len()).unwrap_or(0)) as usize);
            let own = OBJECTS + 1_000 + hand * 100 + number;
            let (object, at) = match model {
                Some(model) if mixed && number % 2 == 0 => (model.object, model.at as f64),
                _ => (own, unit(dice) * SPAN),
            };
            for member in 0..8 {
                // One in ten misses each time.
                if below(dice, 10) > 0 {
                    uses.push(used(
                        100 * hand + member + 50,
                        object,
                        at + 45.0 * unit(dice),
                    ));
                }
            }
        }
    }
}

/// Whether both accounts belong to one hand.
fn true_pair(edge: &graph::Edge) -> bool {
    let hand = |account: AccountKey| {
        ((50..58).contains(&(account.0 % 100)) && account.0 < 1_000).then_some(account.0 / 100)
    };
    hand(edge.a).is_some() && hand(edge.a) == hand(edge.b)
}

fn main() {
    println!(
        "seeds {SEEDS:?}; {ACCOUNTS} accounts, {OBJECTS} objects, 14 days; windows 10, 60, 600 s"
    );
    println!(
        "\nnobody acts together: archives of {} with any edge, edges in all",
        SEEDS.count()
    );
    println!(
        "{:>9} {:>9} {:>15} {:>15} {:>15}",
        "world", "uses", "q=.01", "q=.05", "q=.1"
    );
    for (world, name) in World::ALL {
        let mut cells = [(0, 0); 3];
        let mut sum = 0;
        for seed in SEEDS {
            let uses = organic(&mut Pcg64Mcg::seed_from_u64(seed), world);
            sum += uses.len();
            let edges = graph::link_at(&uses, &Windows::posts(), 0.1);
            for (cell, q) in cells.iter_mut().zip([0.01, 0.05, 0.1]) {
                let found = edges.iter().filter(|edge| edge.q <= q).count();
                *cell = (cell.0 + usize::from(found > 0), cell.1 + found);
            }
        }
        let [a, b, c] = cells.map(|(archives, edges)| format!("{archives} / {edges}"));
        println!(
            "{name:>9} {:>9} {a:>15} {b:>15} {c:>15}",
            sum / SEEDS.count()
        );
    }
    planted();
}

/// The table of planted hands.
fn planted() {
    println!(
        "\nten hands of eight accounts: false share of edges (false / all), and planted accounts found of 80"
    );
    println!(
        "{:>9} {:>8} {:>22} {:>22} {:>22} {:>9}",
        "world", "objects", "q=.01", "q=.05", "q=.1", "found"
    );
    for ((world, name), mixed) in World::ALL
        .into_iter()
        .flat_map(|world| [(world, false), (world, true)])
    {
        for objects in [3, 4, 5, 6, 8, 15] {
            let mut cells = [(0, 0); 3];
            let mut found = 0;
            for seed in SEEDS.take(10) {
                let mut dice = Pcg64Mcg::seed_from_u64(1_000 + seed);
                let mut uses = organic(&mut dice, world);
                plant(&mut dice, &mut uses, objects, mixed);
                let edges = graph::link_at(&uses, &Windows::posts(), 0.1);
                for (cell, q) in cells.iter_mut().zip([0.01, 0.05, 0.1]) {
                    let all = edges.iter().filter(|edge| edge.q <= q);
                    let wrong = all.clone().filter(|edge| !true_pair(edge)).count();
                    *cell = (cell.0 + wrong, cell.1 + all.count());
                }
                let right = edges
                    .iter()
                    .filter(|edge| edge.q <= 0.01 && true_pair(edge));
                found += right
                    .flat_map(|e| [e.a, e.b])
                    .collect::<BTreeSet<_>>()
                    .len();
            }
            let [a, b, c] = cells.map(|(wrong, all)| {
                format!("{:.4} ({wrong}/{all})", wrong as f64 / all.max(1) as f64)
            });
            println!(
                "{name:>9} {objects:>2} {:>5} {a:>22} {b:>22} {c:>22} {:>9.1}",
                if mixed { "mixed" } else { "own" },
                found as f64 / 10.0
            );
        }
    }
}
