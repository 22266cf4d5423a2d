//! Heavy-tailed draws in plain arithmetic: the same on every machine.
//!
//! In: dice. Out: log-normal, Pareto and Zipf numbers. Only sums, products and quotients are used,
//! which IEEE 754 fixes to the bit; the logarithms of a system's library differ between systems.

use super::super::dice::Dice;

/// A number with median `median` whose logarithm is normal; `spread` is the standard deviation in
/// doublings. Never below zero, never above 2³¹ medians.
pub(super) fn log_normal(median: u32, spread: f64, dice: &mut Dice) -> u32 {
    whole(f64::from(median) * power_of_two(spread * normal(dice)))
}

/// At least `least`; the chance of more than n is `least / n`. Cut off at `most`.
pub(super) fn pareto(least: u32, most: u32, dice: &mut Dice) -> u32 {
    let share = dice.between(1, 1 << 20);
    let drawn = (u64::from(least) << 20) / share;
    u32::try_from(drawn).unwrap_or(u32::MAX).min(most)
}

/// A delay of which half lie below `median` and the rest have a long tail; cut off at `most`.
pub(super) fn fading(median: u32, most: u32, dice: &mut Dice) -> u32 {
    let share = dice.between(1, 1 << 20);
    let drawn = (u64::from(median) * ((1 << 20) - share)) / share;
    u32::try_from(drawn).unwrap_or(u32::MAX).min(most)
}

/// A rank below `n`, rank k about as often as 1 / (k + 1); 0 for `n = 0`.
pub(super) fn zipf(n: u32, dice: &mut Dice) -> u32 {
    let reach = log2(u64::from(n) + 1);
    whole(power_of_two(unit(dice) * reach) - 1.0).min(n.saturating_sub(1))
}

/// Between 0 and 1, never one of them.
fn unit(dice: &mut Dice) -> f64 {
    let high = u32::try_from(dice.bits() >> 32).unwrap_or(0);
    (f64::from(high) + 0.5) / 4_294_967_296.0
}

/// Standard normal, as the sum of twelve even draws (Irwin and Hall): tails end at six.
fn normal(dice: &mut Dice) -> f64 {
    let mut sum = 0_u32;
    for _ in 0..3 {
        let bits = dice.bits();
        for part in 0..4 {
            sum += u32::try_from((bits >> (16 * part)) & 0xffff).unwrap_or(0);
        }
    }
    f64::from(sum) / 65_536.0 - 6.0
}

/// The logarithm to base 2, linear between powers of two: at most 0.09 too small.
fn log2(n: u64) -> f64 {
    let floor = n.max(1).ilog2();
    f64::from(floor) + n.max(1) as f64 / (1_u64 << floor) as f64 - 1.0
}

/// 2 to the power of `x`, for exponents of at most 31 either way.
fn power_of_two(x: f64) -> f64 {
    let x = x.clamp(-31.0, 31.0);
    let floor = x.floor();
    let part = x - floor;
    // Taylor's series of exp(part · ln 2); the error stays below 2⁻¹⁶.
    let mut value = 1.0
        + part
            * (std::f64::consts::LN_2
                + part
                    * (0.240_227
                        + part
                            * (0.055_504
                                + part * (0.009_618 + part * (0.001_333 + part * 0.000_154)))));
    let mut left = floor;
    while left >= 1.0 {
        value *= 2.0;
        left -= 1.0;
    }
    while left <= -1.0 {
        value *= 0.5;
        left += 1.0;
    }
    value
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what is wanted"
)]
fn whole(x: f64) -> u32 {
    x as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;

    fn sorted(mut draw: impl FnMut(&mut Dice) -> u32) -> Vec<u32> {
        let mut dice = Dice::of(3, Stream::Background, 1);
        let mut all: Vec<u32> = (0..20_000).map(|_| draw(&mut dice)).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn powers_are_those_of_the_library() {
        for step in -310..=310 {
            let x = f64::from(step) / 10.0;
            assert!((power_of_two(x) / x.exp2() - 1.0).abs() < 1e-4, "{x}");
        }
    }

    #[test]
    fn a_log_normal_has_its_median_and_spread() {
        let all = sorted(|dice| log_normal(1000, 1.0, dice));
        assert!((970..1030).contains(&all[10_000]), "{}", all[10_000]);
        // One standard deviation is one doubling.
        assert!((1900..2100).contains(&all[16_827]), "{}", all[16_827]);
    }

    #[test]
    fn tails_are_as_heavy_as_they_are_said_to_be() {
        let sizes = sorted(|dice| pareto(5, 1_000_000, dice));
        assert!((9..=11).contains(&sizes[10_000]) && sizes[0] == 5);
        assert!((450..550).contains(&sizes[19_800]), "{}", sizes[19_800]);
        let delays = sorted(|dice| fading(3600, 1_000_000, dice));
        assert!((3400..3800).contains(&delays[10_000]));
        assert!(delays[200] < 60, "the first minute is dense");
    }

    #[test]
    fn zipf_ranks_fall_off_as_one_over_their_number_and_stay_below_n() {
        let ranks = sorted(|dice| zipf(1000, dice));
        let of = |rank| ranks.iter().filter(|&&one| one == rank).count();
        assert!(ranks[19_999] < 1000);
        assert!((1700..2300).contains(&of(0)), "{}", of(0));
        // A rank k has the share ln(1 + 1 / (k + 1)) of ln(n + 1), 7.3 times less at rank 9.
        assert!(
            of(0) > 6 * of(9) && of(0) < 9 * of(9),
            "{} {}",
            of(0),
            of(9)
        );
        assert_eq!(zipf(0, &mut Dice::of(1, Stream::Clock, 1)), 0);
    }
}
