//! What two accounts share, and how close they came.
//!
//! In: the index and two accounts. Out: one [`Shared`] for each object that both used, ascending.
//!
//! Here nothing is bounded: whoever gets as far as a test is tested on all uses of both.

use super::incidence::{Incidence, Moment};

/// Pairs of uses of one object up to which each use is held against each; beyond, against the next ones in time.
const MAX_PRODUCT: usize = 256;

/// An object that two accounts used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) object: u32,
    /// Slots of the two accounts.
    pub(super) slots: [u32; 2],
    /// Index of the narrowest window in which they were together; the number of windows if they never were.
    pub(super) class: u8,
    /// Index of the narrowest window that their stamps can tell.
    pub(super) floor: u8,
    /// Whether the closest uses have a coarse stamp.
    pub(super) coarse: bool,
}

/// All objects that both accounts used.
pub(super) fn shared(index: &Incidence, a: u32, b: u32) -> Vec<Shared> {
    let (first_a, of_a) = index.slots_of(a);
    let (first_b, of_b) = index.slots_of(b);
    let turned = of_a.len() > of_b.len();
    let ((short, long), (first_short, first_long)) = if turned {
        ((of_b, of_a), (first_b, first_a))
    } else {
        ((of_a, of_b), (first_a, first_b))
    };
    let mut out = Vec::new();
    let mut rest = long;
    let mut skipped = 0;
    for (slot, object) in (first_short..).zip(short) {
        let ahead = gallop(rest, *object);
        skipped += ahead;
        rest = rest.get(ahead..).unwrap_or(&[]);
        if rest.first() == Some(object) {
            let other = first_long + super::incidence::number(skipped);
            let slots = if turned { [other, slot] } else { [slot, other] };
            out.push(closest(index, *object, slots));
        }
    }
    out
}

/// How many leading items are smaller.
fn gallop(items: &[u32], than: u32) -> usize {
    let mut reach = 1;
    while items.get(reach).is_some_and(|item| *item < than) {
        reach *= 2;
    }
    let (from, to) = (reach / 2, items.len().min(reach + 1));
    let within = items.get(from..to).unwrap_or(&[]);
    from + within.partition_point(|item| *item < than)
}

fn closest(index: &Incidence, object: u32, slots: [u32; 2]) -> Shared {
    let [a, b] = slots;
    let floor = |slot| index.uses(slot).map(|m| m.grain).min().unwrap_or(u8::MAX);
    let mut best = (u8::MAX, true);
    if index.positions(a).len() * index.positions(b).len() <= MAX_PRODUCT {
        for x in index.uses(a) {
            for y in index.uses(b) {
                best = best.min((index.together(x, y), x.coarse || y.coarse));
            }
        }
    } else {
        let mut all: Vec<(u32, bool)> = index.positions(a).iter().map(|at| (*at, true)).collect();
        all.extend(index.positions(b).iter().map(|at| (*at, false)));
        all.sort_unstable();
        let moment = |at: u32| index.moments.get(at as usize);
        let neighbours = all
            .iter()
            .zip(all.iter().skip(1))
            .filter(|(x, y)| x.1 != y.1);
        let pairs = neighbours.filter_map(|(x, y)| Some((moment(x.0)?, moment(y.0)?)));
        best = pairs.fold(best, |best, (x, y): (&Moment, &Moment)| {
            best.min((index.together(x, y), x.coarse || y.coarse))
        });
    }
    Shared {
        object,
        slots,
        class: best.0,
        floor: floor(a).max(floor(b)),
        coarse: best.1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use crate::key::AccountKey;

    use super::super::layer::{Layer, Use, Windows};
    use super::*;

    proptest! {
        /// The oracle goes through all uses of both.
        #[test]
        fn the_closest_uses_of_each_shared_object_are_found(raw in vec((0_u32..2, 0_u32..40, 0_i64..300), 0..120)) {
            let uses: Vec<Use> = raw.iter().map(|(account, object, at)| Use {
                account: AccountKey(*account), object: object * object / 40, layer: Layer::Link, at: *at, precision: 0,
            }).collect();
            let index = Incidence::of(&uses, Layer::Link, &Windows::posts());
            let mut slow = Vec::new();
            for object in 0..40 {
                let of = |account| uses.iter().filter(move |u| u.object == object && u.account.0 == account);
                let apart = of(0).flat_map(|x| of(1).map(move |y| x.at.abs_diff(y.at))).min();
                slow.extend(apart.map(|apart| index.class(apart)));
            }
            let found = if index.people() == 2 { shared(&index, 0, 1) } else { Vec::new() };
            prop_assert_eq!(found.iter().map(|s| s.class).collect::<Vec<_>>(), slow);
        }
    }
}
