//! Ordinary moments: when each account writes, in sessions within its waking hours.
//!
//! In: a world with its roles dealt. Out: as many undecided posts as are left, by activity.

use super::{
    super::dice::{Dice, Stream},
    draws::log_normal,
    post::{Act, Post},
    world::World,
};

/// Median of the pause between two posts of one session, in seconds.
const PAUSE: u32 = 110;

/// A session goes on after each post with this chance in a hundred.
const GOES_ON: u64 = 62;

/// Fills the archive with ordinary life.
pub(super) fn live(world: &mut World) {
    let left = u64::from(world.left());
    let total = u128::from(world.people.total().max(1));
    // Shares of whole posts by running sums: they add up to what is left.
    let until =
        |sum: u64| u64::try_from(u128::from(left) * u128::from(sum) / total).unwrap_or(left);
    for who in 0..world.people.number() {
        let activity = u64::from(world.people.get(who).activity);
        let before = world.people.before(who);
        let mut number = until(before + activity) - until(before);
        let mut dice = Dice::of(world.seed, Stream::Clock, u64::from(who));
        while number > 0 {
            let mut time = world.hours.awake(world.people.get(who), &mut dice);
            loop {
                world.add(Post::new(time, who, Act::Life, 0));
                number -= 1;
                time += log_normal(PAUSE, 1.6, &mut dice).clamp(7, 7200);
                if number == 0 || time >= world.hours.span() || !dice.percent(GOES_ON) {
                    break;
                }
            }
        }
    }
}
