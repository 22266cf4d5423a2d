//! Linking speed on generated uses, and the room's answers on tables from outside.
//!
//! Without arguments or with divan's: speed. `-- whole COUNT` and `-- one ACCOUNTS SPAN` print CPU seconds and peak memory of
//! uses in eight layers, and of one object with a million uses. `-- link USES.csv SECONDS,… OUT.csv` writes edges,
//! `-- count SHARES.csv SECONDS` prints counts, `-- bicm EDGES.csv OUT.csv` writes the who-null's parameters; `benches/peers/bicm.py` and
//! `benches/peers/coactions.py` make such tables and read the answers. Tables have a head and whole numbers.
#![allow(
    clippy::print_stdout,
    reason = "a bench talks to the person who runs it"
)]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::{self, Error},
};

use divan::{Bencher, black_box, counter::ItemsCount};
use nix::sys::resource::{UsageWho, getrusage};
use refrain::{
    cluster,
    graph::{self, Bicm, Layer, Share, Use, Windows},
    key::AccountKey,
};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["link", uses, windows, out] => edges(uses, windows, out),
        ["count", shares, window] => counts(shares, window),
        ["bicm", edges, out] => parameters(edges, out),
        ["whole", count] => {
            let uses = whole(parse(count)?);
            measure(&format!("{} uses of eight layers", uses.len()), &uses);
            Ok(())
        }
        ["one", accounts, span] => {
            let uses = one(parse(accounts)?, parse(span)?);
            let others: Vec<Use> = uses.iter().filter(|u| u.object != VIRAL).copied().collect();
            measure("its accounts' other uses alone", &others);
            measure(&format!("one object, {accounts} accounts, {span} s"), &uses);
            Ok(())
        }
        _ => {
            divan::main();
            Ok(())
        }
    }
}

fn parse<T: std::str::FromStr>(word: &str) -> io::Result<T> {
    word.trim()
        .parse()
        .map_err(|_| Error::other(format!("{word:?} is no number")))
}

fn table<const N: usize>(path: &str) -> io::Result<Vec<[i64; N]>> {
    let row = |line: &str| {
        let mut row = [0; N];
        for (cell, word) in row.iter_mut().zip(line.split(',')) {
            *cell = parse(word)?;
        }
        Ok(row)
    };
    fs::read_to_string(path)?.lines().skip(1).map(row).collect()
}

fn number(value: i64) -> io::Result<u32> {
    u32::try_from(value).map_err(Error::other)
}

/// Columns account, object, layer (its place among all), at, precision.
fn edges(uses: &str, windows: &str, out: &str) -> io::Result<()> {
    let read = |[account, object, layer, at, precision]: [i64; 5]| {
        let layer = usize::try_from(layer)
            .ok()
            .and_then(|at| Layer::ALL.get(at));
        Ok(Use {
            account: AccountKey(number(account)?),
            object: number(object)?,
            layer: *layer.ok_or_else(|| Error::other("no such layer"))?,
            at,
            precision: number(precision)?,
        })
    };
    let uses: Vec<Use> = table::<5>(uses)?
        .into_iter()
        .map(read)
        .collect::<io::Result<_>>()?;
    let seconds: Vec<u64> = windows.split(',').map(parse).collect::<io::Result<_>>()?;
    let before = spent();
    let edges = graph::link(&uses, &Windows::new(&seconds));
    let clusters = cluster::detect(&edges, &uses, 1).accounts;
    println!(
        "{} uses, {} edges, {} accounts, {:.2} CPU s",
        uses.len(),
        edges.len(),
        clusters.len(),
        spent() - before
    );
    let mut text = String::from("a,b,layer,p,q,objects,window,who,when,expected\n");
    for e in &edges {
        let _ = writeln!(
            text,
            "{},{},{},{:e},{:e},{},{},{:e},{:e},{}",
            e.a.0,
            e.b.0,
            e.layer.word(),
            e.p,
            e.q,
            e.objects,
            e.window,
            e.who,
            e.when,
            e.expected
        );
    }
    fs::write(out, text)?;
    let mut text = String::from("account,cluster\n");
    for c in &clusters {
        let _ = writeln!(text, "{},{}", c.account.0, c.cluster);
    }
    fs::write(format!("{out}.clusters"), text)
}

/// Columns object, account, content, at, and 1 where the content is the object itself.
fn counts(shares: &str, window: &str) -> io::Result<()> {
    let share = |[object, account, content, at, original]: [i64; 5]| {
        Ok(Share {
            object: number(object)?,
            at,
            account: AccountKey(number(account)?),
            content: number(content)?,
            original: original == 1,
        })
    };
    let shares: Vec<Share> = table::<5>(shares)?
        .into_iter()
        .map(share)
        .collect::<io::Result<_>>()?;
    let counts = graph::count(&shares, parse(window)?, 2);
    println!(
        "{} pairs, {} accounts, {} edges",
        counts.pairs.len(),
        counts.accounts().len(),
        counts.tallies.len()
    );
    Ok(())
}

/// Columns account, object; writes side (0 for accounts), node, x or y.
fn parameters(edges: &str, out: &str) -> io::Result<()> {
    let (mut accounts, mut objects) = (BTreeMap::new(), BTreeMap::new());
    let mut rows = table::<2>(edges)?;
    rows.sort_unstable();
    rows.dedup();
    for [account, object] in rows {
        *accounts.entry(account).or_insert(0_u32) += 1;
        *objects.entry(object).or_insert(0_u32) += 1;
    }
    let degrees = |side: &BTreeMap<i64, u32>| side.values().copied().collect::<Vec<u32>>();
    let before = spent();
    let model = Bicm::fit(&degrees(&accounts), &degrees(&objects));
    println!("fitted in {:.3} CPU s", spent() - before);
    let mut text = String::from("side,node,value\n");
    for (node, degree) in &accounts {
        let value = model.parameters(*degree, 0).0.unwrap_or(f64::INFINITY);
        let _ = writeln!(text, "0,{node},{value:e}");
    }
    for (node, degree) in &objects {
        let value = model.parameters(0, *degree).1.unwrap_or(f64::INFINITY);
        let _ = writeln!(text, "1,{node},{value:e}");
    }
    fs::write(out, text)
}

/// CPU seconds of this process so far.
fn spent() -> f64 {
    getrusage(UsageWho::RUSAGE_SELF).map_or(0.0, |usage| {
        let seconds =
            |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 * 1e-6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    })
}

/// Peak memory of this process so far in MiB.
fn peak() -> f64 {
    getrusage(UsageWho::RUSAGE_SELF).map_or(0.0, |usage| usage.max_rss() as f64 / 1024.0)
}

fn measure(what: &str, uses: &[Use]) {
    let (cpu, memory) = (spent(), peak());
    let edges = graph::link(uses, &Windows::posts());
    println!(
        "{what}: {} edges, {:.2} CPU s, {:.0} MiB besides the uses",
        edges.len(),
        spent() - cpu,
        peak() - memory
    );
}

/// The `SplitMix64` step.
fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn small(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn used(account: u64, object: u64, layer: Layer, at: u64) -> Use {
    Use {
        account: AccountKey(small(account)),
        object: small(object),
        layer,
        at: i64::try_from(at).unwrap_or(0),
        precision: 0,
    }
}

/// One account for ten uses, one object for twenty; the first objects and accounts are used most.
fn uses(count: u64, layer: Layer) -> Vec<Use> {
    let (accounts, objects) = ((count / 10).max(20), (count / 20).max(20));
    let seed = mix(layer as u64) >> 8;
    let roll = |at: u64, below: u64| mix(seed + at) % below;
    let organic = (0..count).map(|at| {
        // The square of an even number in 0..1 leaves a heavy tail on both sides.
        let skewed = |at: u64, below: u64| roll(at, below) * roll(at + 1, below) / below;
        let object = skewed(8 * at, objects);
        let delay = skewed(8 * at + 2, 172_800);
        let start = mix(seed ^ object) % 2_592_000;
        used(skewed(8 * at + 4, accounts), object, layer, start + delay)
    });
    let together = (0..240_u64).map(|at| {
        let object = (at / 12) % objects;
        let start = mix(seed ^ object) % 2_592_000 + at % 60;
        used(accounts - 1 - at % 12, object, layer, start)
    });
    organic.chain(together).collect()
}

/// Eight layers of one size; posts have a time, too, whatever they share.
fn whole(count: u64) -> Vec<Use> {
    let layers = [
        Layer::Group,
        Layer::Link,
        Layer::Domain,
        Layer::Tags,
        Layer::Mention,
        Layer::Repost,
        Layer::Reply,
    ];
    let mut all: Vec<Use> = layers
        .into_iter()
        .flat_map(|layer| uses(count / 8, layer))
        .collect();
    let timed: Vec<Use> = all
        .iter()
        .take(usize::try_from(count / 8).unwrap_or(0))
        .map(|u| Use {
            layer: Layer::Time,
            ..*u
        })
        .collect();
    all.extend(timed);
    all
}

/// The object of [`one`].
const VIRAL: u32 = 1_000_000;

/// A million uses of one object within a span of seconds, by accounts that use other things, too.
fn one(accounts: u64, span: u64) -> Vec<Use> {
    let mut all = uses(100_000, Layer::Link);
    all.extend((0..1_000_000).map(|at| {
        used(
            mix(at) % accounts,
            u64::from(VIRAL),
            Layer::Link,
            mix(at + (1 << 40)) % span,
        )
    }));
    all.extend((0..2 * accounts).map(|at| {
        used(
            at / 2,
            u64::from(VIRAL) + 1 + mix(at) % accounts,
            Layer::Link,
            mix(7 * at) % 2_592_000,
        )
    }));
    all
}

#[divan::bench(args = [1_000, 100_000, 1_000_000], max_time = 5)]
fn link(bencher: Bencher, count: u64) {
    let uses = uses(count, Layer::Link);
    bencher
        .counter(ItemsCount::new(uses.len()))
        .bench(|| black_box(graph::link(&uses, &Windows::posts())));
}

#[divan::bench(args = [10_000, 1_000_000], max_time = 5)]
fn one_object(bencher: Bencher, accounts: u64) {
    let uses = one(accounts, 864_000);
    bencher
        .counter(ItemsCount::new(uses.len()))
        .bench(|| black_box(graph::link(&uses, &Windows::posts())));
}

#[divan::bench(args = [100_000, 1_000_000], max_time = 5)]
fn fit(bencher: Bencher, count: u64) {
    let (mut accounts, mut objects) = (BTreeMap::new(), BTreeMap::new());
    let mut pairs: Vec<(u32, u32)> = uses(count, Layer::Link)
        .iter()
        .map(|u| (u.account.0, u.object))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (account, object) in pairs {
        *accounts.entry(account).or_insert(0_u32) += 1;
        *objects.entry(object).or_insert(0_u32) += 1;
    }
    let degrees = |side: &BTreeMap<u32, u32>| side.values().copied().collect::<Vec<u32>>();
    let (accounts, objects) = (degrees(&accounts), degrees(&objects));
    bencher.bench(|| black_box(Bicm::fit(&accounts, &objects)));
}

#[divan::bench(max_time = 5)]
fn detect(bencher: Bencher) {
    let uses = uses(20_000, Layer::Link);
    let edges = graph::link(&uses, &Windows::posts());
    bencher
        .counter(ItemsCount::new(edges.len()))
        .bench(|| black_box(cluster::detect(&edges, &uses, 1)));
}
