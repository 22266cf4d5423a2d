//! A smaller graph of the same form: each node joins its heaviest neighbour.
//!
//! In: a graph. Out: a graph of groups, and the group of each node. Laid out first, it spares the full graph the
//! long untangling from chance places.
//!
//! Source: heavy-edge matching, Karypis and Kumar 1998. We differ in one point: a node whose neighbours are all
//! taken joins the group of one, so that stars shrink too.

use super::links::Links;

/// The graph of groups, and each node's group.
pub(super) fn shrink(links: &Links) -> (Links, Vec<u32>) {
    let groups = groups(links);
    let count = groups.iter().max().map_or(0, |last| *last as usize + 1);
    let group = |node: usize| groups.get(node).copied().unwrap_or_default();
    let mut pairs = Vec::new();
    let mut masses = vec![0.0; count];
    for node in 0..links.len() {
        if let (Some(sum), Some(mass)) =
            (masses.get_mut(group(node) as usize), links.masses.get(node))
        {
            *sum += mass;
        }
        for &(other, weight) in links.of_node(node) {
            let (a, b) = (group(node), group(other as usize));
            if a < b {
                pairs.push((a, b, weight));
            }
        }
    }
    pairs.sort_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
    pairs.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
        }
        same
    });
    let mut small = Links::joined(count, &pairs);
    small.masses = masses;
    (small, groups)
}

/// Each node's group, numbered in the order of first meeting.
fn groups(links: &Links) -> Vec<u32> {
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_by_key(|&node| links.of_node(node).len());
    let mut groups: Vec<Option<u32>> = vec![None; links.len()];
    let mut next = 0;
    for &node in &order {
        if groups.get(node).is_some_and(Option::is_some) {
            continue;
        }
        let taken = |other: u32| groups.get(other as usize).copied().flatten();
        let heaviest = |free: bool| {
            links
                .of_node(node)
                .iter()
                .filter(|end| taken(end.0).is_none() == free)
                // Small neighbours first, else a hub swallows the rest.
                .max_by(|x, y| {
                    let pull = |end: &(u32, f64)| {
                        end.1 / links.masses.get(end.0 as usize).copied().unwrap_or(1.0)
                    };
                    pull(x).total_cmp(&pull(y)).then(y.0.cmp(&x.0))
                })
                .map(|end| end.0)
        };
        let (partner, host) = (heaviest(true), heaviest(false).and_then(taken));
        let group = if let (None, Some(host)) = (partner, host) {
            host
        } else {
            next += 1;
            next - 1
        };
        for member in [Some(node), partner.map(|partner| partner as usize)] {
            if let Some(place) = member.and_then(|member| groups.get_mut(member)) {
                *place = Some(group);
            }
        }
    }
    groups.into_iter().map(Option::unwrap_or_default).collect()
}
