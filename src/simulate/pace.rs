//! When a campaign's mails leave.
//!
//! In: a recipe and a campaign, then the time before. Out: the next time, seconds since 1970.

use super::{
    calendar::{DAY, Tide, Wave},
    dice::Dice,
    organisation::share,
    plan::{Campaign, Kind},
    recipe::{Clocks, Level, Recipe},
};

/// When a campaign's mails leave.
pub(super) enum Clock {
    /// A step, give or take.
    Steps { gap: u64, jitter: u64 },
    /// So many in a row a few seconds apart, then a pause.
    Bursts { batch: u64, pause: u64 },
    /// A wave of waking hours.
    Wave(Wave),
}

/// What an operator's clock looks like.
#[derive(Clone, Copy)]
enum Manner {
    Bursts,
    Steps,
    Human,
}

impl Clock {
    /// The clock of a campaign.
    pub(super) fn of(recipe: &Recipe, campaign: &Campaign, dice: &mut Dice) -> Self {
        // Twelve days at most, so that a large campaign sends faster, not longer.
        let gap = dice
            .between(60, 900)
            .min(12 * DAY / campaign.size.max(1))
            .max(2);
        match (campaign.kind, recipe.level) {
            (Kind::FormPage | Kind::FormCopied | Kind::MixedCall, _) => wave(campaign, 10, 2),
            (Kind::FormList, _) => wave(campaign, 8, dice.between(1, 3)),
            (Kind::Mailing, _) => wave(campaign, 30, dice.between(3, 12)),
            (Kind::Independent, _) => wave(campaign, 14, 3),
            (Kind::Notice, _) => wave(campaign, 40, 100),
            (Kind::Newsletter, _) => Self::Steps { gap: 2, jitter: 3 },
            (Kind::Thread, _) => Self::Steps {
                gap: 900,
                jitter: 40_000,
            },
            (_, level) if recipe.clocks == Clocks::Varied => varied(level, campaign, gap, dice),
            (_, Level::Easy) if dice.percent(50) => Self::Bursts {
                batch: dice.between(8, 40),
                pause: 7200,
            },
            (_, Level::Easy) => Self::Steps { gap, jitter: 4 },
            (_, Level::Medium) => Self::Steps {
                gap: gap / 2 + 1,
                jitter: gap,
            },
            (_, Level::Hard) => wave(campaign, 12, 6),
        }
    }

    /// When the next mail leaves after `given` of them, the last one at `before`.
    pub(super) fn next(&mut self, before: u64, given: u64, dice: &mut Dice) -> Option<u64> {
        match self {
            Self::Steps { gap, jitter } => Some(before + *gap + dice.below(*jitter + 1)),
            Self::Bursts { batch, pause } if given > 0 && given.is_multiple_of(*batch) => {
                Some(before + *pause + dice.below(600))
            }
            Self::Bursts { .. } => Some(before + dice.between(1, 4)),
            Self::Wave(wave) => wave.next(dice),
        }
    }
}

fn wave(campaign: &Campaign, days: u64, half_life: u64) -> Clock {
    let tide = Tide::Fading {
        offset: 180,
        half_life,
    };
    Clock::Wave(Wave::new(tide, campaign.start, days * 24, campaign.size))
}

/// Any manner at any level; who hides more keeps human hours more often.
fn varied(level: Level, campaign: &Campaign, gap: u64, dice: &mut Dice) -> Clock {
    let (bursts, steps, human) = match level {
        Level::Easy => (40, 38, 22),
        Level::Medium => (25, 37, 38),
        Level::Hard => (12, 18, 70),
    };
    let manners = [
        (Manner::Bursts, bursts),
        (Manner::Steps, steps),
        (Manner::Human, human),
    ];
    match share(&manners, dice) {
        Manner::Bursts => Clock::Bursts {
            batch: dice.between(8, 40),
            pause: dice.pick(&[1800, 7200, 14_400, DAY / 2]),
        },
        Manner::Steps => Clock::Steps {
            gap,
            jitter: dice.pick(&[4, gap / 6 + 1, gap]),
        },
        Manner::Human => wave(campaign, dice.between(6, 16), dice.between(2, 8)),
    }
}
