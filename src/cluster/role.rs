//! Who came first: the part that each account of a cluster has in its meetings.
//!
//! In: the uses of one cluster's accounts and a window. Out: [`Part`] for each account that met another one, and the
//! objects that were shared.
//!
//! The uses of an object fall into bouts: a use belongs to the bout of the use before it if it follows within the window.
//! An object's meeting is its bout with the most accounts, the earliest of equals; with fewer than two accounts it
//! has none. The account that came first led it, unless another one has the same stamp: then nobody did.
//!
//! Somebody always comes first, so an account *leads* only if it led at least half of its meetings and two standard
//! deviations more of them than by lot, where each of `k` accounts leads one in `k`. An *amplifier* followed
//! within the window of a leading account in at least half of its meetings.

use std::collections::BTreeMap;

use crate::graph::Layer;

use super::timeline::Moment;

/// Standard deviations above the lot from which on coming first is a habit: about one in forty by chance.
const STEADY: f64 = 2.0;

/// What an account does in its cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Comes first as a habit.
    First,
    /// Follows accounts that come first.
    Amplifier,
    /// Neither can be told.
    #[default]
    Member,
}

impl Role {
    /// The word used in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Amplifier => "amplifier",
            Self::Member => "member",
        }
    }
}

/// An object that accounts of one cluster used together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What kind of thing.
    pub layer: Layer,
    /// Its number within the layer.
    pub object: u32,
    /// Accounts that met over it.
    pub accounts: u32,
    /// Their uses in that meeting.
    pub uses: u32,
}

/// One account's part in the meetings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) role: Role,
    /// Objects over which it met others of the cluster.
    pub(super) objects: u32,
    /// Of those, where it came first.
    pub(super) led: u32,
    /// Median of the seconds after the first, where it did not lead.
    pub(super) delay: Option<u64>,
}

/// The largest bout of one object.
struct Meeting {
    shared: Shared,
    /// Who led, if one did.
    leader: Option<u32>,
    /// Each account and its seconds after the first, sorted by account.
    delays: Vec<(u32, u64)>,
}

/// Each account's part, by its number, and the shared objects, those with the most accounts first.
/// `moments` are sorted by layer, object and time.
pub(super) fn roles(moments: &[Moment], window: u64) -> (BTreeMap<u32, Part>, Vec<Shared>) {
    let meetings: Vec<Meeting> = moments
        .chunk_by(|x, y| x.thing == y.thing)
        .filter_map(|uses| meeting(uses, window))
        .collect();
    let mut tallies = BTreeMap::<u32, Tally>::new();
    for meeting in &meetings {
        let chance = 1.0 / meeting.delays.len() as f64;
        for (who, delay) in &meeting.delays {
            let tally = tallies.entry(*who).or_default();
            tally.objects += 1;
            tally.expected += chance;
            tally.variance += chance * (1.0 - chance);
            if meeting.leader == Some(*who) {
                tally.led += 1;
            } else {
                tally.delays.push(*delay);
            }
        }
    }
    let leads = |who: &u32| tallies.get(who).is_some_and(Tally::leads);
    let mut followed = BTreeMap::<u32, u32>::new();
    for meeting in meetings
        .iter()
        .filter(|meeting| meeting.leader.is_some_and(|who| leads(&who)))
    {
        let behind = |(who, delay): &&(u32, u64)| meeting.leader != Some(*who) && *delay <= window;
        for (who, _) in meeting.delays.iter().filter(behind) {
            *followed.entry(*who).or_default() += 1;
        }
    }
    let follows = |who: &u32| followed.get(who).copied().unwrap_or_default();
    let parts = tallies
        .iter()
        .map(|(who, tally)| (*who, tally.part(follows(who))))
        .collect();
    let mut shared: Vec<Shared> = meetings.iter().map(|meeting| meeting.shared).collect();
    shared.sort_by(|x, y| {
        let size = |shared: &Shared| (shared.accounts, shared.uses);
        size(y)
            .cmp(&size(x))
            .then((x.layer, x.object).cmp(&(y.layer, y.object)))
    });
    (parts, shared)
}

/// The largest bout of one object's uses, in order of time.
fn meeting(uses: &[Moment], window: u64) -> Option<Meeting> {
    let near = |x: &Moment, y: &Moment| x.at.abs_diff(y.at) <= window;
    let mut best: Option<Meeting> = None;
    for bout in uses.chunk_by(near) {
        let found = gathering(bout)?;
        if best
            .as_ref()
            .is_none_or(|best| found.delays.len() > best.delays.len())
        {
            best = Some(found);
        }
    }
    best.filter(|meeting| meeting.delays.len() > 1)
}

/// What happened in one bout.
fn gathering(bout: &[Moment]) -> Option<Meeting> {
    let first = bout.first()?;
    let mut delays: Vec<(u32, u64)> = bout
        .iter()
        .map(|m| (m.who, m.at.abs_diff(first.at)))
        .collect();
    delays.sort_unstable();
    delays.dedup_by_key(|(who, _)| *who);
    let at_once = delays.iter().filter(|(_, delay)| *delay == 0).count();
    Some(Meeting {
        shared: Shared {
            layer: first.thing.0,
            object: first.thing.1,
            accounts: u32::try_from(delays.len()).unwrap_or(u32::MAX),
            uses: u32::try_from(bout.len()).unwrap_or(u32::MAX),
        },
        leader: (at_once == 1).then_some(first.who),
        delays,
    })
}

/// An account's meetings, counted.
#[derive(Default)]
struct Tally {
    objects: u32,
    led: u32,
    expected: f64,
    variance: f64,
    delays: Vec<u64>,
}

impl Tally {
    fn leads(&self) -> bool {
        2 * self.led >= self.objects.max(1)
            && f64::from(self.led) >= self.expected + STEADY * self.variance.sqrt()
    }

    fn part(&self, followed: u32) -> Part {
        let role = if self.leads() {
            Role::First
        } else if 2 * followed >= self.objects.max(1) {
            Role::Amplifier
        } else {
            Role::Member
        };
        let mut delays = self.delays.clone();
        delays.sort_unstable();
        Part {
            role,
            objects: self.objects,
            led: self.led,
            delay: delays.get(delays.len().saturating_sub(1) / 2).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        tests::{Dice, used},
        timeline::Timeline,
    };
    use super::*;
    use crate::graph::Use;

    fn of(uses: &[Use]) -> (BTreeMap<u32, Part>, Vec<Shared>) {
        roles(&Timeline::of(uses).moments, 60)
    }

    #[test]
    fn one_leads_and_the_others_amplify() {
        let uses: Vec<Use> = (0..8)
            .flat_map(|object| {
                (0..4).map(move |account| used(account, object, i64::from(account) * 10))
            })
            .collect();
        let (parts, shared) = of(&uses);
        let rows: Vec<_> = parts
            .values()
            .map(|part| (part.role, part.led, part.delay))
            .collect();
        assert_eq!(
            rows,
            [
                (Role::First, 8, None),
                (Role::Amplifier, 0, Some(10)),
                (Role::Amplifier, 0, Some(20)),
                (Role::Amplifier, 0, Some(30)),
            ]
        );
        assert_eq!(shared.len(), 8);
        assert!(shared.iter().all(|s| s.accounts == 4 && s.uses == 4));
    }

    #[test]
    fn coming_first_by_lot_makes_no_leader() {
        let mut dice = Dice(4);
        let mut uses = Vec::new();
        for object in 0..30 {
            uses.extend((0..6).map(|account| used(account, object, i64::from(dice.below(50)))));
        }
        let (parts, _) = of(&uses);
        assert!(
            parts
                .values()
                .all(|part| part.role == Role::Member && part.objects == 30)
        );
    }

    #[test]
    fn in_a_pair_three_of_three_is_no_habit_but_four_of_four_is() {
        let pair = |objects: u32| -> Vec<Use> {
            (0..objects)
                .flat_map(|object| [used(1, object, 0), used(2, object, 9)])
                .collect()
        };
        let role = |objects| {
            of(&pair(objects))
                .0
                .values()
                .map(|part| part.role)
                .collect::<Vec<_>>()
        };
        assert_eq!(role(3), [Role::Member, Role::Member]);
        assert_eq!(role(4), [Role::First, Role::Amplifier]);
    }

    #[test]
    fn nobody_leads_where_two_have_the_first_stamp() {
        let uses: Vec<Use> = (0..9)
            .flat_map(|object| [used(1, object, 0), used(2, object, 0), used(3, object, 9)])
            .collect();
        let (parts, _) = of(&uses);
        assert!(
            parts
                .values()
                .all(|part| part.led == 0 && part.role == Role::Member)
        );
    }

    /// Only the bout with the most accounts counts, and a lone use is no meeting.
    #[test]
    fn an_object_has_one_meeting() {
        let uses = [
            used(1, 7, 0),
            used(2, 7, 1_000),
            used(1, 7, 1_010),
            used(1, 7, 1_020),
            used(3, 8, 5),
        ];
        let (parts, shared) = of(&uses);
        assert_eq!(parts.keys().copied().collect::<Vec<_>>(), [0, 1]);
        assert_eq!(
            parts.get(&1).map(|part| (part.led, part.delay)),
            Some((1, None))
        );
        assert_eq!(
            parts.get(&0).map(|part| (part.led, part.delay)),
            Some((0, Some(10)))
        );
        assert_eq!(
            shared.first().map(|s| (s.object, s.accounts, s.uses)),
            Some((7, 2, 3))
        );
    }

    #[test]
    fn times_at_the_ends_of_the_range_are_no_harm() {
        assert_eq!(
            roles(
                &Timeline::of(&[used(1, 1, i64::MIN), used(2, 1, i64::MAX)]).moments,
                0
            )
            .1,
            []
        );
        assert_eq!(
            roles(
                &Timeline::of(&[used(1, 1, i64::MIN), used(2, 1, i64::MAX)]).moments,
                u64::MAX
            )
            .1
            .len(),
            1
        );
    }
}
