//! Laws of drawings, and the payload read back by a decoder that knows only the table in its head.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{
    Account, Kind, MAX_EDGES, MAX_NODES, Picture, Tie, Use,
    payload::{MAGIC, NO_CLUSTER, VERSION, payload},
};

/// A payload as a reader of the format sees it.
#[derive(Debug, Default, PartialEq)]
struct Read {
    counts: Vec<u32>,
    clusters: Vec<u32>,
    /// Key, messages, ties, place and size, cluster, kind.
    nodes: Vec<(u32, u32, u32, [f32; 3], u16, u8)>,
    edges: Vec<(u16, u16, f32, u8)>,
    layers: Vec<String>,
    labels: Vec<String>,
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (taken, rest) = self.0.split_first_chunk().unwrap();
        self.0 = rest;
        *taken
    }
    fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }
    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }
    fn f32(&mut self) -> f32 {
        f32::from_le_bytes(self.take())
    }
    fn text(&mut self) -> String {
        let length = usize::from(self.u16());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8(text.to_vec()).unwrap()
    }
}

fn decode(bytes: &[u8]) -> Read {
    let mut bytes = Bytes(bytes);
    assert_eq!(&bytes.take(), MAGIC);
    assert_eq!(bytes.u16(), VERSION);
    let [_measure, layers] = bytes.take();
    let mut read = Read {
        counts: (0..8).map(|_| bytes.u32()).collect(),
        ..Read::default()
    };
    read.clusters = (0..read.counts[2]).map(|_| bytes.u32()).collect();
    for _ in 0..read.counts[0] {
        let (key, messages, ties) = (bytes.u32(), bytes.u32(), bytes.u32());
        let place = [bytes.f32(), bytes.f32(), bytes.f32()];
        let (cluster, [kind, _]) = (bytes.u16(), bytes.take());
        read.nodes.push((key, messages, ties, place, cluster, kind));
    }
    for _ in 0..read.counts[1] {
        let (a, b, weight) = (bytes.u16(), bytes.u16(), bytes.f32());
        let [layer, ..] = bytes.take::<4>();
        read.edges.push((a, b, weight, layer));
    }
    read.layers = (0..layers).map(|_| bytes.text()).collect();
    read.labels = (0..read.nodes.len()).map(|_| bytes.text()).collect();
    assert!(bytes.0.is_empty(), "nothing stands behind the labels");
    read
}

fn account(key: u32) -> Account {
    Account {
        key,
        label: format!("account {key}"),
        messages: key,
        cluster: Some(key % 3),
    }
}

fn tie(a: u32, b: u32, layer: &str, weight: f64) -> Tie {
    Tie {
        a,
        b,
        layer: layer.to_owned(),
        weight,
        p_value: 0.01,
        q_value: 0.02,
    }
}

fn used(account: u32, thing: &str, messages: u32) -> Use {
    Use {
        account,
        layer: "client".to_owned(),
        thing: thing.to_owned(),
        messages,
    }
}

fn accounts(count: u32) -> Vec<Account> {
    (0..count).map(account).collect()
}

#[test]
fn nothing_gives_an_empty_picture() {
    let picture = Picture::of_ties(&[], &[]);
    assert_eq!(picture.nodes, []);
    let read = decode(&payload(&picture));
    assert_eq!(read.counts, [0; 8]);
}

#[test]
fn a_pair_is_one_tie_with_its_greatest_weight_in_each_layer() {
    let ties = [
        tie(1, 2, "link", 1.0),
        tie(2, 1, "link", 3.0),
        tie(1, 2, "text", 2.0),
        tie(1, 2, "combined", 9.0),
        tie(2, 3, "combined", 4.0),
        tie(2, 9, "link", 4.0),
        tie(2, 2, "link", 4.0),
        tie(1, 3, "link", f64::NAN),
        tie(1, 3, "link", -1.0),
    ];
    let picture = Picture::of_ties(&accounts(5), &ties);
    let rows: Vec<(f64, Vec<(String, f64)>)> = picture
        .pairs
        .iter()
        .map(|pair| (pair.weight, pair.layers.clone()))
        .collect();
    let named = |layers: &[(&str, f64)]| -> Vec<(String, f64)> {
        let layers = layers
            .iter()
            .map(|&(name, weight)| (name.to_owned(), weight));
        layers.collect()
    };
    assert_eq!(
        rows,
        [
            (5.0, named(&[("link", 3.0), ("text", 2.0)])),
            (4.0, named(&[("combined", 4.0)])),
        ]
    );
    assert_eq!(picture.nodes.len(), 3);
    assert_eq!(picture.hidden.untied, 2, "accounts 0 and 4");
    assert_eq!(
        (picture.nodes[0].id.as_str(), picture.nodes[0].evidence),
        ("a2", 9.0)
    );
}

#[test]
fn what_is_used_by_one_account_alone_ties_nobody() {
    let uses = [
        used(0, "mutt", 3),
        used(1, "mutt", 4),
        used(1, "mutt", 1),
        used(2, "pine", 5),
        used(9, "mutt", 5),
        used(2, "mutt", 0),
    ];
    let picture = Picture::of_uses(&accounts(3), &uses);
    let nodes: Vec<(&str, &str, u32)> = picture
        .nodes
        .iter()
        .map(|node| (node.id.as_str(), node.label.as_str(), node.messages))
        .collect();
    assert_eq!(
        nodes,
        [
            ("t0", "client: mutt", 8),
            ("a1", "account 1", 1),
            ("a0", "account 0", 0),
        ]
    );
    assert_eq!(picture.edges.len(), 2);
    assert_eq!((picture.hidden.untied, picture.hidden.lone_things), (1, 1));
}

#[test]
fn a_million_machines_are_not_drawn() {
    // One network that all use, and a client for each pair of accounts.
    let uses: Vec<Use> = (0..6_000)
        .flat_map(|key| [used(key, "all", 1), used(key, &format!("{}", key / 2), 2)])
        .collect();
    let picture = Picture::of_uses(&accounts(6_000), &uses);
    assert_eq!(picture.nodes.len(), MAX_NODES);
    assert_eq!(
        (picture.nodes[0].label.as_str(), picture.nodes[0].ties),
        ("client: all", 6_000)
    );
    let drawn = picture
        .nodes
        .iter()
        .filter(|node| node.kind == Kind::Account);
    assert_eq!(picture.hidden.accounts, 6_000 - drawn.count() as u64);
}

#[test]
fn the_heaviest_edges_are_drawn_and_the_others_counted() {
    let ties: Vec<Tie> = (0..300)
        .flat_map(|a| (0..a).map(move |b| tie(a, b, "link", f64::from(a * b % 97) + 1.0)))
        .collect();
    let picture = Picture::of_ties(&accounts(300), &ties);
    assert_eq!(picture.edges.len(), MAX_EDGES);
    assert_eq!(picture.hidden.edges, (ties.len() - MAX_EDGES) as u64);
    assert!(picture.edges.is_sorted_by(|x, y| x.weight >= y.weight));
}

#[test]
fn hostile_names_stay_short_and_many_layers_fit() {
    let mut accounts = accounts(2);
    accounts[0].label = "\u{202e}\n".to_owned() + &"é".repeat(1 << 20);
    let ties: Vec<Tie> = (0..300)
        .map(|n| tie(0, 1, &format!("layer {n}"), 1.0))
        .collect();
    let read = decode(&payload(&Picture::of_ties(&accounts, &ties)));
    assert!(read.labels.iter().all(|label| label.len() < 400));
    assert!(!read.labels[0].contains('\u{202e}'));
    assert_eq!((read.layers.len(), read.layers[31].as_str()), (32, "other"));
    assert!(read.edges.iter().all(|edge| edge.3 < 32));
}

/// The drawing of the greatest size that is drawn; its time is the page's.
fn greatest() -> (Vec<Account>, Vec<Tie>) {
    let count = 2_500_u32;
    let ties = (0..14_000_u32).map(|n| {
        let a = n.wrapping_mul(2_654_435_761) % count;
        let b = (a / 50 * 50 + n.wrapping_mul(40_503) % 50) % count;
        tie(
            a,
            b,
            if n % 3 == 0 { "link" } else { "text" },
            f64::from(n % 29) + 0.5,
        )
    });
    (accounts(count), ties.collect())
}

#[test]
fn the_greatest_drawing_is_made_in_time() {
    let (accounts, ties) = greatest();
    let begun = std::time::Instant::now();
    let picture = Picture::of_ties(&accounts, &ties);
    let bytes = payload(&picture);
    assert_eq!(picture.nodes.len(), MAX_NODES);
    assert!(bytes.len() < 300_000, "{}", bytes.len());
    // Far above what it takes, since tests run on any machine and without optimisation.
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// The laws that hold for any picture.
fn check(picture: &Picture) -> Result<(), TestCaseError> {
    let read = decode(&payload(picture));
    prop_assert!(read.nodes.len() <= MAX_NODES && read.edges.len() <= MAX_EDGES);
    let mut met = BTreeSet::new();
    for &(a, b, weight, layer) in &read.edges {
        prop_assert!(a != b && usize::from(a.max(b)) < read.nodes.len());
        prop_assert!(weight.is_finite() && usize::from(layer) < read.layers.len());
        met.extend([usize::from(a), usize::from(b)]);
    }
    prop_assert_eq!(met.len(), read.nodes.len(), "every node has a line");
    for (node, row) in read.nodes.iter().zip(&picture.nodes) {
        prop_assert_eq!((node.0, node.2), (row.key, row.ties));
        prop_assert!(node.3.iter().all(|number| number.is_finite()));
        prop_assert!(node.4 == NO_CLUSTER || u32::from(node.4) < read.counts[2]);
        prop_assert!(row.drawn_ties >= 1 && row.drawn_ties <= row.ties);
    }
    let mut sums: BTreeMap<u16, f64> = BTreeMap::new();
    for pair in &picture.pairs {
        for end in [pair.a, pair.b] {
            *sums.entry(end).or_default() += pair.weight;
        }
    }
    for (number, sum) in sums {
        let all = picture.nodes[usize::from(number)].evidence;
        prop_assert!(sum <= all * (1.0 + 1e-9), "{} of {}", sum, all);
    }
    prop_assert_eq!(
        &read.labels,
        &picture
            .nodes
            .iter()
            .map(|node| node.label.clone())
            .collect::<Vec<_>>()
    );
    Ok(())
}

prop_compose! {
    fn any_account()(key in 0_u32..40, label in "\\PC{0,12}", messages in any::<u32>(), cluster in any::<Option<u32>>()) -> Account {
        Account { key, label, messages, cluster }
    }
}

prop_compose! {
    fn any_tie()(a in 0_u32..40, b in 0_u32..40, layer in "[a-c]|combined|\\PC{0,3}", weight in any::<f64>(), p_value in any::<f64>()) -> Tie {
        Tie { a, b, layer, weight, p_value, q_value: p_value }
    }
}

prop_compose! {
    fn any_use()(account in 0_u32..40, layer in "[a-c]", thing in "[a-f]|\\PC{0,3}", messages in any::<u32>()) -> Use {
        Use { account, layer, thing, messages }
    }
}

proptest! {
    #[test]
    fn any_ties_give_a_picture_that_keeps_the_laws(
        accounts in proptest::collection::vec(any_account(), 0..40),
        mut ties in proptest::collection::vec(any_tie(), 0..80),
    ) {
        // Weights whose sum is infinite are no evidence; the laws on sums need finite ones.
        for tie in &mut ties {
            tie.weight = tie.weight.min(1e300);
        }
        check(&Picture::of_ties(&accounts, &ties))?;
    }

    #[test]
    fn any_uses_give_a_picture_that_keeps_the_laws(
        accounts in proptest::collection::vec(any_account(), 0..40),
        uses in proptest::collection::vec(any_use(), 0..80),
    ) {
        check(&Picture::of_uses(&accounts, &uses))?;
    }

    #[test]
    fn the_order_of_what_is_handed_in_does_not_matter(
        ties in proptest::collection::vec(any_tie(), 0..60),
        uses in proptest::collection::vec(any_use(), 0..60),
    ) {
        let there = accounts(40);
        let back: Vec<Account> = there.iter().rev().cloned().collect();
        let ties_back: Vec<Tie> = ties.iter().rev().cloned().collect();
        let uses_back: Vec<Use> = uses.iter().rev().cloned().collect();
        prop_assert_eq!(payload(&Picture::of_ties(&there, &ties)), payload(&Picture::of_ties(&back, &ties_back)));
        prop_assert_eq!(payload(&Picture::of_uses(&there, &uses)), payload(&Picture::of_uses(&back, &uses_back)));
    }
}
