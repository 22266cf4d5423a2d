//! When-null: how likely two accounts that share an object used it within a window, by the object's own tempo.
//!
//! In: the index. Out: [`Tempo`], which gives that probability for two accounts, an object and a window.
//!
//! The tempo of an object is the share of its account pairs that met, and is shrunk to the pooled tempo of objects
//! about as popular.
//! Three things would spoil it. *One hand* that uses an object twenty-fold within a minute would look like the object's
//! own tempo: so pairs of [`companions`](Tempo::set_apart) are set apart, who met on most of what *else* they
//! share. Whether they met on the object itself plays no part in that, so that among accounts that act on
//! their own the share stays what it was. A live event, whose crowd is another one each time, keeps its fast tempo. *Bursts, rhythms
//! and fast readers*: two accounts that each met many others on this object are more likely to have met each other, in
//! proportion to both numbers. *The tested pair* itself is never counted.
//!
//! Uses are counted in full here, though neighbours are looked up to a bound: that errs on the side of no edge.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::{
    incidence::{Incidence, Moment, number},
    meeting::Shared,
    tail,
    who::{STRATA, stratum},
};

/// Accounts that the pooled tempo weighs as much as: an object with this many accounts of its own counts half.
const SHRINKAGE: f64 = 10.0;

/// Meetings elsewhere that chance brings about less often make companions of two accounts.
const COMPANIONS: f64 = 0.01;

/// Meetings elsewhere below which two accounts are no companions.
const MIN_MEETINGS: usize = 2;

/// The tempo of all objects in all windows.
pub(super) struct Tempo {
    windows: usize,
    /// For each object and window: accounts whose stamps can tell the window, pairs of them, and pairs that met.
    people: Vec<u32>,
    pairs: Vec<AtomicU64>,
    met: Vec<AtomicU64>,
    /// For each slot and window, how many accounts it met.
    met_by: Vec<AtomicU32>,
    /// Pooled tempo of each window, companions included.
    common: Vec<f64>,
    /// Pooled tempo of each window and stratum of popularity, without companions.
    pooled: Vec<[f64; STRATA.len()]>,
    /// Stratum of each object.
    strata: Vec<u8>,
}

impl Tempo {
    /// Counts who met in one pass over the uses for each window.
    pub(super) fn of(index: &Incidence) -> Self {
        let windows = index.windows.len();
        let cells = index.objects() as usize * windows;
        let mut tempo = Self {
            windows,
            people: vec![0; cells],
            pairs: Vec::new(),
            met: (0..cells).map(|_| AtomicU64::new(0)).collect(),
            met_by: (0..index.slots() * windows)
                .map(|_| AtomicU32::new(0))
                .collect(),
            common: Vec::new(),
            pooled: Vec::new(),
            strata: index.crowds.iter().map(|crowd| rank(*crowd)).collect(),
        };
        tempo.people = (0..index.objects())
            .into_par_iter()
            .with_min_len(1_024)
            .map_init(
                || Crowd::new(index.accounts.len()),
                |crowd, object| tempo.count(index, object, crowd),
            )
            .collect::<Vec<_>>()
            .concat();
        let pairs = |n: &u32| AtomicU64::new(u64::from(*n) * u64::from(n.saturating_sub(1)) / 2);
        tempo.pairs = tempo.people.iter().map(pairs).collect();
        tempo.common = (0..windows).map(|w| tempo.pool(w, None, None)).collect();
        tempo
    }

    /// Counts the meetings on one object; returns the number of its accounts in each window.
    fn count(&self, index: &Incidence, object: u32, crowd: &mut Crowd) -> Vec<u32> {
        let (start, all) = index.object(object);
        let mut people = Vec::with_capacity(self.windows);
        for (w, seconds) in index.windows.iter().enumerate() {
            let told: Vec<(u32, Moment)> = (start..)
                .zip(all.iter().copied())
                .filter(|(_, m)| usize::from(m.grain) <= w)
                .collect();
            let accounts = crowd.size(&told);
            people.push(accounts);
            crowd.neighbours(&told, *seconds, |position, neighbours| {
                let slot = index.slot_of.get(position as usize).copied().unwrap_or(0);
                if let Some(cell) = self.met_by.get(slot as usize * self.windows + w) {
                    // An account cannot meet more than all others, however often it repeats itself.
                    let sum = cell.load(Relaxed).saturating_add(neighbours);
                    cell.store(sum.min(accounts.saturating_sub(1)), Relaxed);
                }
            });
            let mut sum = 0_u64;
            for (position, moment) in &told {
                let slot = index.slot_of.get(*position as usize).copied().unwrap_or(0);
                // The first use of a slot stands for all of them.
                if index.uses(slot).find(|m| usize::from(m.grain) <= w) == Some(moment) {
                    sum += u64::from(self.met_by(slot, w));
                }
            }
            if let Some(cell) = self.met.get(object as usize * self.windows + w) {
                cell.store(sum / 2, Relaxed);
            }
        }
        people
    }

    fn met_by(&self, slot: u32, window: usize) -> u32 {
        let cell = self.met_by.get(slot as usize * self.windows + window);
        cell.map_or(0, |cell| cell.load(Relaxed))
    }

    /// Accounts, pairs and pairs that met of an object in a window.
    fn cell(&self, object: u32, window: usize) -> (f64, f64, f64) {
        let at = object as usize * self.windows + window;
        let of = |cells: &[AtomicU64]| cells.get(at).map_or(0.0, |cell| cell.load(Relaxed) as f64);
        let people = self.people.get(at).copied().unwrap_or(0);
        let pairs = of(&self.pairs);
        (f64::from(people), pairs, of(&self.met).min(pairs))
    }

    /// The tempo that a use meets on average, of all objects or of one stratum, shrunk to another one if there is one.
    fn pool(&self, window: usize, stratum: Option<u8>, to: Option<f64>) -> f64 {
        let (mut sum, mut weight) = to.map_or((0.0, 0.0), |to| (SHRINKAGE * to, SHRINKAGE));
        for (object, own) in (0..).zip(&self.strata) {
            if stratum.is_some_and(|stratum| stratum != *own) {
                continue;
            }
            let (people, pairs, met) = self.cell(object, window);
            if pairs > 0.0 {
                // What is left of an object after companions were set apart weighs as the pairs left do.
                let people = people.min(pairs);
                sum += people * met / pairs;
                weight += people;
            }
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    /// In each window, whether two accounts are companions as seen from an object on which they met, and
    /// from one on which they did not.
    fn companions(&self, shared: &[Shared], window: usize) -> [bool; 2] {
        let told = shared
            .iter()
            .filter(|s| usize::from(s.floor) <= window)
            .count();
        let met = shared
            .iter()
            .filter(|s| usize::from(s.class) <= window)
            .count();
        let rate = self.common.get(window).copied().unwrap_or(1.0);
        let seldom = |met: usize| {
            let others = told.saturating_sub(1);
            met >= MIN_MEETINGS
                && 2 * met > others
                && tail::poisson_binomial(met, &vec![rate; others.min(1_000)]) <= COMPANIONS
        };
        [met > 0 && seldom(met - 1), met < told && seldom(met)]
    }

    /// Takes the pairs of companions out of the tempo of what they share. The order of pairs changes nothing.
    pub(super) fn set_apart(&self, shared: &[Shared]) {
        for window in 0..self.windows {
            let [where_met, where_not] = self.companions(shared, window);
            for s in shared.iter().filter(|s| usize::from(s.floor) <= window) {
                let met = usize::from(s.class) <= window;
                if !(if met { where_met } else { where_not }) {
                    continue;
                }
                let at = s.object as usize * self.windows + window;
                lower(self.pairs.get(at));
                if met {
                    lower(self.met.get(at));
                    for slot in s.slots {
                        let cell = self.met_by.get(slot as usize * self.windows + window);
                        if let Some(cell) = cell {
                            cell.update(Relaxed, Relaxed, |met| met.saturating_sub(1));
                        }
                    }
                }
            }
        }
    }

    /// Pools anew, once all companions are set apart: all objects, shrunk to what they were with companions, then each stratum.
    pub(super) fn settle(&mut self) {
        let pool = |(w, common): (usize, &f64)| {
            let all = self.pool(w, None, Some(*common));
            STRATA.map(|bound| self.pool(w, Some(rank(bound)), Some(all)))
        };
        self.pooled = self.common.iter().enumerate().map(pool).collect();
    }

    /// The probabilities that two accounts met by chance on each object that they share and whose stamps can tell.
    pub(super) fn chances(&self, shared: &[Shared], window: usize) -> Vec<f64> {
        let apart = self.companions(shared, window);
        let told = shared.iter().filter(|s| usize::from(s.floor) <= window);
        told.map(|s| self.chance(s, window, apart)).collect()
    }

    fn chance(&self, s: &Shared, window: usize, [where_met, where_not]: [bool; 2]) -> f64 {
        let met = usize::from(s.class) <= window;
        let counted = if met { !where_met } else { !where_not };
        let own = f64::from(u8::from(counted));
        let own_met = f64::from(u8::from(counted && met));
        let (people, pairs, all_met) = self.cell(s.object, window);
        let pairs = (pairs - own).max(0.0);
        let all_met = (all_met - own_met).clamp(0.0, pairs);
        let [a, b] = s
            .slots
            .map(|slot| (f64::from(self.met_by(slot, window)) - own_met).max(0.0));
        let share = if pairs > 0.0 { all_met / pairs } else { 0.0 };
        let by_company = if all_met > 0.0 {
            (a * b / (2.0 * all_met)).min(1.0)
        } else {
            0.0
        };
        let stratum = self
            .strata
            .get(s.object as usize)
            .map_or(0, |rank| usize::from(*rank));
        let pooled = self
            .pooled
            .get(window)
            .and_then(|pooled| pooled.get(stratum));
        let pooled = pooled.copied().unwrap_or(1.0);
        // Pairs of few accounts are not independent: they weigh as much as the accounts.
        let weight = people.min(pairs);
        ((weight * share.max(by_company) + SHRINKAGE * pooled) / (weight + SHRINKAGE)).min(1.0)
    }
}

/// The stratum of an object of this popularity.
fn rank(popularity: u32) -> u8 {
    u8::try_from(stratum(popularity)).unwrap_or(u8::MAX)
}

fn lower(cell: Option<&AtomicU64>) {
    if let Some(cell) = cell {
        cell.update(Relaxed, Relaxed, |count| count.saturating_sub(1));
    }
}

/// Counters of one worker: how often each account is in the span looked at. All are zero between calls.
struct Crowd {
    inside: Vec<u32>,
}

impl Crowd {
    fn new(accounts: usize) -> Self {
        Self {
            inside: vec![0; accounts],
        }
    }

    fn enter(&mut self, account: u32) -> bool {
        self.inside.get_mut(account as usize).is_some_and(|count| {
            *count += 1;
            *count == 1
        })
    }

    fn leave(&mut self, account: u32) -> bool {
        self.inside.get_mut(account as usize).is_some_and(|count| {
            *count -= 1;
            *count == 0
        })
    }

    /// Distinct accounts of these moments.
    fn size(&mut self, moments: &[(u32, Moment)]) -> u32 {
        let size = moments
            .iter()
            .filter(|(_, m)| self.enter(m.account))
            .count();
        for (_, m) in moments {
            self.leave(m.account);
        }
        number(size)
    }

    /// For each moment, given in time order, how many other accounts are at most `window` seconds away.
    fn neighbours(
        &mut self,
        moments: &[(u32, Moment)],
        window: u64,
        mut tell: impl FnMut(u32, u32),
    ) {
        let (mut oldest, mut next, mut distinct) = (0, 0, 0_u32);
        let near = |at: usize, m: &Moment| {
            let other = moments.get(at);
            other
                .filter(|o| o.1.at.abs_diff(m.at) <= window)
                .map(|o| o.1.account)
        };
        for (position, moment) in moments {
            while let Some(account) = near(next, moment) {
                distinct += u32::from(self.enter(account));
                next += 1;
            }
            while oldest < next && near(oldest, moment).is_none() {
                let gone = moments.get(oldest).map_or(u32::MAX, |o| o.1.account);
                distinct -= u32::from(self.leave(gone));
                oldest += 1;
            }
            tell(*position, distinct.saturating_sub(1));
        }
        for (_, m) in moments.get(oldest..next).unwrap_or(&[]) {
            self.leave(m.account);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn neighbours_are_those_that_all_against_all_finds(raw in vec((0_u32..6, 0_i64..90), 0..40), window in 0_u64..40) {
            let mut raw = raw;
            raw.sort_unstable_by_key(|(account, at)| (*at, *account));
            let moments: Vec<(u32, Moment)> = (0..).zip(&raw)
                .map(|(position, (account, at))| (position, Moment { at: *at, account: *account, grain: 0, coarse: false })).collect();
            let mut found = Vec::new();
            let mut crowd = Crowd::new(6);
            crowd.neighbours(&moments, window, |_, count| found.push(count));
            let slow: Vec<u32> = moments.iter().map(|(_, m)| {
                let mut near: Vec<u32> = moments.iter().filter(|(_, o)| o.account != m.account && o.at.abs_diff(m.at) <= window).map(|(_, o)| o.account).collect();
                near.sort_unstable();
                near.dedup();
                number(near.len())
            }).collect();
            prop_assert_eq!(found, slow);
            prop_assert!(crowd.inside.iter().all(|count| *count == 0));
        }
    }
}
