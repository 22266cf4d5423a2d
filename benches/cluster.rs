//! Clusters on planted networks: quality against the truth and against other programs, and speed.
//!
//! Without arguments: speed on generated edges. Else one of
//! `planted NODES MIXING SEED EDGES.csv TRUTH.csv` writes a network whose groups are known,
//! `partition EDGES.csv OUT.csv RESOLUTION` finds communities at one resolution, and
//! `clusters EDGES.csv OUT.csv` finds clusters as an analysis does, sweep included.
//! The latter two print CPU seconds. `benches/peers/leiden.py` runs all of them beside igraph and leidenalg.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench talks to the person who runs it"
)]

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, process::ExitCode};

use divan::{Bencher, black_box, counter::ItemsCount};
use refrain::{
    cluster::{self, Link},
    graph::{Edge, Layer, Use},
    key::AccountKey,
};

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["planted", nodes, mixing, seed, edges, truth] => {
            planted(nodes, mixing, seed, edges, truth)
        }
        ["partition", edges, out, resolution] => partition(edges, out, resolution),
        ["clusters", edges, out] => clusters(edges, out),
        _ => {
            divan::main();
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("cluster: {cause}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn Error>>;

/// The `SplitMix64` generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..1`.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.roll() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// The item at a random place of a running sum.
    fn weighted(&mut self, sums: &[f64]) -> usize {
        let goal = self.share() * sums.last().copied().unwrap_or_default();
        sums.partition_point(|sum| *sum <= goal)
            .min(sums.len().saturating_sub(1))
    }
}

/// A network with groups: the links, and each node's group.
struct Planted {
    links: Vec<Link>,
    groups: Vec<u32>,
}

/// Edges an account has on average.
const DEGREE: f64 = 14.0;

/// A degree-corrected planted partition (Karrer, Newman 2011): groups of 8 to 200 accounts, sizes even on a log scale;
/// an account's activity is Pareto between 1 and 10; `mixing` is the share of links that join
/// any two accounts instead of two of a group. Links of a group weigh 5 to 30, others 5 to 15. At most
/// seven in ten pairs of a group are linked.
fn plant(nodes: u32, mixing: f64, seed: u64) -> Planted {
    let mut dice = Dice(seed);
    let activity: Vec<f64> = (0..nodes)
        .map(|_| (1.0 - dice.share()).powf(-1.0 / 1.5).min(10.0))
        .collect();
    let mut groups: Vec<u32> = Vec::new();
    let mut links: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let mut group = 0;
    while (groups.len() as u64) < u64::from(nodes) {
        let from = groups.len();
        let size = (8.0_f64.ln() + dice.share() * (25.0_f64).ln())
            .exp()
            .round();
        while groups.len() < activity.len() && ((groups.len() - from) as f64) < size {
            groups.push(group);
        }
        group += 1;
        let members = activity.get(from..groups.len()).unwrap_or_default();
        let count = members.len() as f64;
        let wanted = (DEGREE * (1.0 - mixing) * count / 2.0).min(0.35 * count * (count - 1.0));
        join(&mut links, &mut dice, members, from, wanted, 30.0);
    }
    let between = DEGREE * mixing * f64::from(nodes) / 2.0;
    join(&mut links, &mut dice, &activity, 0, between, 15.0);
    let links = links
        .into_iter()
        .map(|((a, b), weight)| (a, b, weight))
        .collect();
    Planted { links, groups }
}

/// Adds links between accounts, busy ones more often; pairs that are linked already take a try too.
fn join(
    links: &mut BTreeMap<(u32, u32), f64>,
    dice: &mut Dice,
    activity: &[f64],
    from: usize,
    wanted: f64,
    heaviest: f64,
) {
    let mut sums = activity.to_vec();
    let mut sum = 0.0;
    for slot in &mut sums {
        sum += *slot;
        *slot = sum;
    }
    let number = |at: usize| u32::try_from(from + at).unwrap_or(u32::MAX);
    let goal = links.len() as f64 + wanted;
    let mut tries = 20.0 * wanted;
    while (links.len() as f64) < goal && tries > 0.0 {
        tries -= 1.0;
        let (a, b) = (dice.weighted(&sums), dice.weighted(&sums));
        let weight = 5.0 + dice.share() * (heaviest - 5.0);
        if a != b {
            links
                .entry((number(a.min(b)), number(a.max(b))))
                .or_insert(weight);
        }
    }
}

fn planted(nodes: &str, mixing: &str, seed: &str, edges: &str, truth: &str) -> Done {
    let planted = plant(nodes.parse()?, mixing.parse()?, seed.parse()?);
    let mut text = String::from("a,b,weight\n");
    for (a, b, weight) in &planted.links {
        writeln!(text, "{a},{b},{weight}")?;
    }
    fs::write(edges, text)?;
    write_labels(
        truth,
        planted
            .groups
            .into_iter()
            .zip(0..)
            .map(|(group, node)| (node, group)),
    )
}

fn write_labels(path: &str, rows: impl Iterator<Item = (u32, u32)>) -> Done {
    let mut text = String::from("node,group\n");
    for (node, group) in rows {
        writeln!(text, "{node},{group}")?;
    }
    Ok(fs::write(path, text)?)
}

fn read(path: &str) -> Result<Vec<Link>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let link = |line: &str| -> Result<Link, Box<dyn Error>> {
        let mut cells = line.split(',');
        let mut cell = || cells.next().ok_or("a line has three cells");
        Ok((cell()?.parse()?, cell()?.parse()?, cell()?.parse()?))
    };
    text.lines().skip(1).map(link).collect()
}

fn partition(edges: &str, out: &str, resolution: &str) -> Done {
    let links = read(edges)?;
    let nodes = links
        .iter()
        .map(|(a, b, _)| a.max(b) + 1)
        .max()
        .unwrap_or(0);
    let resolution = resolution.parse()?;
    let before = cpu()?;
    let labels = cluster::communities(nodes, &links, resolution, 1);
    println!("{:.3}", cpu()? - before);
    write_labels(out, (0..).zip(labels))
}

fn clusters(edges: &str, out: &str) -> Done {
    let edges: Vec<Edge> = read(edges)?.into_iter().map(edge).collect();
    let before = cpu()?;
    let found = cluster::detect(&edges, &[], 1);
    println!("{:.3}", cpu()? - before);
    write_labels(
        out,
        found
            .accounts
            .iter()
            .map(|row| (row.account.0, row.cluster)),
    )
}

/// CPU seconds of this process so far, all threads together.
fn cpu() -> Result<f64, Box<dyn Error>> {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 * 1e-6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

/// The only place here that names an edge's fields.
fn edge((a, b, weight): Link) -> Edge {
    Edge {
        a: AccountKey(a),
        b: AccountKey(b),
        layer: Layer::Link,
        weight,
        p: 1e-9,
        q: 1e-6,
        objects: 3,
        window: 600,
        who: 1e-9,
        when: 1e-9,
        expected: 0.1,
    }
}

/// Uses of accounts that meet over ten links of their group each, and over fifty others at any time.
fn uses(planted: &Planted) -> Vec<Use> {
    let mut dice = Dice(9);
    let mut uses = Vec::new();
    for (group, account) in planted.groups.iter().zip(0..) {
        let moment = |dice: &mut Dice, start: u64, span: u64| {
            i64::try_from(start + dice.roll() % span).unwrap_or(0)
        };
        for object in 0..10 {
            let object = group * 10 + object;
            let at = moment(&mut dice, u64::from(object) * 1_000 % 2_500_000, 300);
            uses.push(used(account, object, at));
        }
        for _ in 0..50 {
            let object = u32::try_from(dice.roll() % 1_000_000).unwrap_or(0);
            let at = moment(&mut dice, 0, 2_592_000);
            uses.push(used(account, object, at));
        }
    }
    uses
}

/// The only place here that names a use's fields.
fn used(account: u32, object: u32, at: i64) -> Use {
    Use {
        account: AccountKey(account),
        object,
        layer: Layer::Link,
        at,
        precision: 0,
    }
}

#[divan::bench(args = [2_000, 20_000, 100_000], max_time = 5)]
fn communities(bencher: Bencher, nodes: u32) {
    let links = plant(nodes, 0.3, 1).links;
    bencher
        .counter(ItemsCount::new(links.len()))
        .bench(|| black_box(cluster::communities(nodes, &links, 1.0, 1)));
}

/// Parting and the sweep of twenty.
#[divan::bench(args = [2_000, 20_000], max_time = 10)]
fn detect_without_uses(bencher: Bencher, nodes: u32) {
    let edges: Vec<Edge> = plant(nodes, 0.1, 1).links.into_iter().map(edge).collect();
    bencher
        .counter(ItemsCount::new(edges.len()))
        .bench(|| black_box(cluster::detect(&edges, &[], 1)));
}

/// Roles and p-values with sixty uses an account too.
#[divan::bench(args = [2_000, 20_000], max_time = 10)]
fn detect_with_uses(bencher: Bencher, nodes: u32) {
    let planted = plant(nodes, 0.1, 1);
    let uses = uses(&planted);
    let edges: Vec<Edge> = planted.links.into_iter().map(edge).collect();
    bencher
        .counter(ItemsCount::new(edges.len()))
        .bench(|| black_box(cluster::detect(&edges, &uses, 1)));
}
