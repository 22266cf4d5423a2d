//! Linking speed on generated uses: viral objects, and twelve accounts that go together.

use divan::{Bencher, black_box, counter::ItemsCount};
use refrain::{
    cluster,
    graph::{self, Layer, Use, Windows},
    key::AccountKey,
};

fn main() {
    divan::main();
}

/// The `SplitMix64` step.
fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One account for ten uses, one object for twenty; the first objects are the most popular.
fn uses(count: u64) -> Vec<Use> {
    let (accounts, objects) = ((count / 10).max(20), (count / 20).max(20));
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let organic = (0..count).map(|at| {
        let object = (mix(3 * at) % objects).min(mix(3 * at + 1) % objects);
        let delay = mix(3 * at + 2) % 172_800;
        let start = mix(object) % 2_592_000;
        let account = AccountKey(number(mix(7 * at) % accounts));
        Use {
            account,
            object: number(object),
            layer: Layer::Link,
            at: i64::try_from(start + delay).unwrap_or(0),
        }
    });
    let together = (0..240_u64).map(|at| {
        let object = (at / 12) % objects;
        let start = mix(object) % 2_592_000 + at % 60;
        let account = AccountKey(number(at % 12));
        Use {
            account,
            object: number(object),
            layer: Layer::Link,
            at: i64::try_from(start).unwrap_or(0),
        }
    });
    organic.chain(together).collect()
}

#[divan::bench(args = [1_000, 100_000], max_time = 5)]
fn link(bencher: Bencher, count: u64) {
    let uses = uses(count);
    bencher
        .counter(ItemsCount::new(uses.len()))
        .bench(|| black_box(graph::link(&uses, &Windows::mail())));
}

#[divan::bench(max_time = 5)]
fn detect(bencher: Bencher) {
    let edges = graph::link(&uses(20_000), &Windows::mail());
    bencher
        .counter(ItemsCount::new(edges.len()))
        .bench(|| black_box(cluster::detect(&edges)));
}
