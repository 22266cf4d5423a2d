//! Planted and organic uses, linked.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::*;

/// The `SplitMix64` generator, so that planted data is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) % u64::from(below)).expect("below the bound")
    }
}

const DAY: u32 = 86_400;

/// 600 accounts, 300 objects with popularity falling like 1/rank, each with a start of its own
/// and uses that decay over about two days.
fn organic(dice: &mut Dice) -> Vec<Use> {
    let starts: Vec<i64> = (0..300).map(|_| i64::from(dice.roll(30 * DAY))).collect();
    let mut uses = Vec::new();
    for account in 0..600 {
        for _ in 0..=dice.roll(25) {
            let rank = dice.roll(300).min(dice.roll(300));
            let delay = dice.roll(2 * DAY).min(dice.roll(2 * DAY));
            uses.push(used(
                account,
                rank,
                starts[rank as usize] + i64::from(delay),
            ));
        }
    }
    uses
}

fn used(account: u32, object: u32, at: i64) -> Use {
    Use {
        account: AccountKey(account),
        object,
        layer: Layer::Link,
        at,
        precision: 0,
    }
}

/// Twelve accounts that use the same popular objects within a minute of each other, besides a life of their own.
fn planted(dice: &mut Dice) -> Vec<Use> {
    let mut uses = organic(dice);
    for _ in 0..20 {
        let example = uses[dice.roll(3_000) as usize];
        uses.extend((100..112).map(|account| {
            used(
                account,
                example.object,
                example.at + i64::from(dice.roll(60)),
            )
        }));
    }
    uses
}

#[test]
fn planted_accounts_are_found_and_nobody_else() {
    for seed in 0..3 {
        let edges = link(&planted(&mut Dice(seed)), &Windows::mail());
        let found: BTreeSet<u32> = edges.iter().flat_map(|edge| [edge.a.0, edge.b.0]).collect();
        assert!(
            found.iter().all(|account| (100..112).contains(account)),
            "seed {seed}: {found:?}"
        );
        assert!(found.len() >= 11, "seed {seed}: {found:?}");
        // Not every pair needs its own proof: the ones that have it must hold the twelve together.
        assert!(
            edges.len() >= 28,
            "{} of 66 edges, seed {seed}",
            edges.len()
        );
    }
}

#[test]
fn organic_accounts_alone_have_no_edges() {
    for seed in 100..105 {
        assert_eq!(
            link(&organic(&mut Dice(seed)), &Windows::mail()),
            [],
            "seed {seed}"
        );
    }
}

#[test]
fn accounts_that_share_much_but_not_together_have_no_edge() {
    let mut dice = Dice(9);
    let mut uses = organic(&mut dice);
    for object in 0..20 {
        uses.extend(
            (100..104).map(|account| used(account, object * 7, i64::from(dice.roll(60) * DAY))),
        );
    }
    assert_eq!(link(&uses, &Windows::mail()), []);
}

#[test]
fn layers_that_agree_are_combined() {
    let mut uses = planted(&mut Dice(3));
    let other: Vec<Use> = uses
        .iter()
        .map(|u| Use {
            layer: Layer::Group,
            ..*u
        })
        .collect();
    uses.extend(other);
    let edges = link(&uses, &Windows::mail());
    let of = |layer| edges.iter().filter(|edge| edge.layer == layer).count();
    assert!(of(Layer::Combined) >= 33 && of(Layer::Group) == of(Layer::Link));
    let first = edges
        .iter()
        .find(|edge| edge.layer == Layer::Combined)
        .expect("one at least");
    assert!(first.objects >= 4 && first.weight > 10.0);
}

/// Twenty objects of their own that two accounts use at one moment, among others' lives.
fn pair(objects: u32, precision: u32) -> Vec<Use> {
    let mut dice = Dice(7);
    let mut uses = organic(&mut dice);
    for object in 1_000..1_000 + objects {
        let at = i64::from(dice.roll(30 * DAY));
        for account in [700, 701] {
            uses.push(Use {
                precision,
                ..used(account, object, at)
            });
        }
    }
    uses
}

#[test]
fn windows_narrower_than_the_stamps_say_nothing() {
    let windows = Windows::new(&[10]);
    assert_eq!(link(&pair(20, 1), &windows).len(), 1);
    assert_eq!(link(&pair(20, 60), &windows), []);
    assert_eq!(link(&pair(20, 60), &Windows::new(&[10, 60])).len(), 1);
}

#[test]
fn accounts_that_post_at_the_same_moments_are_found_by_time_alone() {
    let mut dice = Dice(11);
    let mut uses = Vec::new();
    for account in 0..400 {
        for _ in 0..60 {
            uses.push(used(account, 0, i64::from(dice.roll(14 * DAY))));
        }
    }
    let rate = 0.01;
    assert_eq!(synchrony::synchrony(&uses, &Windows::posts(), rate), []);
    for _ in 0..25 {
        let at = i64::from(dice.roll(14 * DAY));
        uses.extend([10, 20, 30].map(|account| used(account, 0, at)));
    }
    let edges = synchrony::synchrony(&uses, &Windows::posts(), rate);
    let found: Vec<_> = edges.iter().map(|edge| (edge.a.0, edge.b.0)).collect();
    assert_eq!(found, [(10, 20), (10, 30), (20, 30)]);
    assert!(
        edges
            .iter()
            .all(|edge| edge.layer == Layer::Time && edge.objects >= 5)
    );
}

#[test]
fn an_object_used_by_one_account_ten_thousand_times_is_bounded_work() {
    let mut uses: Vec<Use> = (0..10_000).map(|at| used(1, 1, at)).collect();
    uses.extend((0..10_000).map(|at| used(2, 1, at)));
    assert_eq!(link(&uses, &Windows::mail()), []);
}

#[test]
fn the_order_of_uses_and_the_number_of_threads_change_nothing() {
    let mut uses = planted(&mut Dice(4));
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool of one");
    let edges = one.install(|| link(&uses, &Windows::mail()));
    uses.reverse();
    uses.rotate_left(777);
    assert_eq!(link(&uses, &Windows::mail()), edges);
}

proptest! {
    /// Any times and keys: no panic, pairs in order, q within its bound.
    #[test]
    fn any_uses_give_ordered_edges(uses in vec((any::<u32>(), 0_u32..4, prop_oneof![any::<i64>(), 0_i64..50]), 0..60)) {
        let uses: Vec<Use> = uses.into_iter().map(|(account, object, at)| used(account % 9, object, at)).collect();
        let edges = link(&uses, &Windows::new(&[0, 10, u64::MAX]));
        prop_assert!(edges.iter().all(|edge| edge.a < edge.b && edge.q <= MAX_Q && edge.objects >= 2));
    }
}
