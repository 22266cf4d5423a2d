//! Which campaigns an archive holds, how large they are, who runs them and when they begin.
//!
//! In: a recipe. Out: at most about [`MOST_CAMPAIGNS`] [`Campaign`]s, whatever the archive's size:
//! beyond that number the campaigns grow instead. Sizes have a Pareto tail (index 1).

use super::{
    calendar::DAY,
    dice::{Dice, Stream},
    recipe::{Kinds, Recipe},
};

/// Campaigns of one archive at most, about.
pub(super) const MOST_CAMPAIGNS: u64 = 4096;

/// 2025-01-06 00:00 UTC, a Monday: where every archive begins.
pub(super) const START: u64 = 1_736_121_600;

/// What a planted campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Exact,
    Merge,
    SpinLight,
    SpinHeavy,
    Partial,
    FormPage,
    FormCopied,
    /// A letter that the members of an organisation send, many from its own domain.
    FormList,
    /// People's half of a call that a machine amplifies.
    MixedCall,
    /// The machine's half: the same letter, by an operator.
    MixedMachine,
    Newsletter,
    Notice,
    /// A call that a mailing list carries and its readers pass on.
    Mailing,
    Thread,
    Independent,
}

impl Kind {
    /// The truth's words: kind and variant.
    pub(super) fn truth(self) -> (&'static str, &'static str) {
        match self {
            Self::Exact => ("operated", "exact"),
            Self::Merge => ("operated", "merge"),
            Self::SpinLight => ("operated", "spin-light"),
            Self::SpinHeavy => ("operated", "spin-heavy"),
            Self::Partial => ("operated", "partial"),
            Self::FormPage | Self::FormCopied => ("form", "form"),
            Self::FormList => ("form", "form-list"),
            Self::MixedCall => ("form", "mixed"),
            Self::MixedMachine => ("operated", "mixed"),
            Self::Mailing => ("list", "list"),
            Self::Newsletter => ("newsletter", "newsletter"),
            Self::Notice => ("notice", "notice"),
            Self::Thread => ("thread", "thread"),
            Self::Independent => ("independent", "independent"),
        }
    }

    /// What stands before and after the number in the campaign's name.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::FormPage => ("form-page-", ""),
            Self::FormCopied => ("form-copied-", ""),
            Self::FormList => ("form-list-", ""),
            Self::MixedCall => ("mixed-", ""),
            Self::MixedMachine => ("mixed-", "-amplified"),
            Self::Mailing => ("list-", ""),
            _ => (self.truth().1, ""),
        }
    }
}

/// The order in which plots come; an operator's further campaigns take the next operated kinds.
const TURNS: [Kind; 13] = [
    Kind::Exact,
    Kind::FormCopied,
    Kind::Merge,
    Kind::Newsletter,
    Kind::SpinLight,
    Kind::FormPage,
    Kind::Partial,
    Kind::Notice,
    Kind::SpinHeavy,
    Kind::Thread,
    Kind::FormCopied,
    Kind::Merge,
    Kind::Independent,
];
/// The kinds of one round in an archive of all kinds; each round has them in an order of its own.
const FULL_TURNS: [Kind; 16] = [
    Kind::Exact,
    Kind::FormCopied,
    Kind::Merge,
    Kind::FormList,
    Kind::SpinLight,
    Kind::FormPage,
    Kind::Partial,
    Kind::Newsletter,
    Kind::SpinHeavy,
    Kind::Mailing,
    Kind::MixedCall,
    Kind::Notice,
    Kind::Merge,
    Kind::FormList,
    Kind::Thread,
    Kind::Independent,
];
const OPERATED: [Kind; 5] = [
    Kind::Exact,
    Kind::Merge,
    Kind::SpinLight,
    Kind::SpinHeavy,
    Kind::Partial,
];

/// One planted campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Campaign {
    /// Its number; with the kind it makes the name. The halves of a mixed one share it.
    pub(super) number: u64,
    pub(super) kind: Kind,
    /// Who runs it: the plot's number.
    pub(super) operator: u64,
    /// Messages.
    pub(super) size: u64,
    /// When it begins, seconds since 1970.
    pub(super) start: u64,
    /// Number of its first fresh account; those up to `size` further belong to it.
    pub(super) first_account: u64,
    /// How many in a hundred of the people who take part have an earlier life in the archive.
    pub(super) known: u64,
}

impl Campaign {
    /// Its name in the truth.
    pub(super) fn name(&self) -> String {
        let (before, after) = self.kind.name();
        format!("{before}{}{after}", self.number)
    }
}

/// All planted campaigns, in the order of their numbers.
pub(super) fn campaigns(recipe: &Recipe) -> Vec<Campaign> {
    let planted = recipe.messages - recipe.messages * recipe.background_share / 100;
    let least = (planted / (MOST_CAMPAIGNS * 6)).max(10);
    let most = (planted / 8).clamp(24, 5000.max(least * 50));
    let mut out: Vec<Campaign> = Vec::new();
    let (mut left, mut plot, mut accounts) = (planted, 0, 0);
    while left >= least {
        let mut dice = Dice::of(recipe.seed, Stream::Plot, plot);
        let kind = turn(recipe, plot);
        let runs = if OPERATED.contains(&kind) || kind == Kind::MixedCall {
            dice.pick(&[1, 1, 2, 2, 3])
        } else {
            1
        };
        let mut day = 0;
        let first_account = accounts;
        for run in 0..runs {
            if left < least {
                break;
            }
            let kind = if run == 0 { kind } else { dice.pick(&OPERATED) };
            let size = size(kind, least, most, &mut dice).min(left);
            left -= size;
            // A later campaign of an operator uses half of the accounts of the one before.
            let reused = if run == 0 {
                first_account
            } else {
                accounts - (accounts - first_account).min(size / 2)
            };
            accounts = accounts.max(reused + size);
            let campaign = Campaign {
                number: out.len() as u64,
                kind,
                operator: plot,
                size,
                start: day * DAY,
                first_account: reused,
                known: known(recipe, plot),
            };
            if kind == Kind::MixedCall {
                out.extend(halves(&campaign, &mut dice));
            } else {
                out.push(campaign);
            }
            day += dice.between(4, 20);
        }
        plot += 1;
    }
    place_in_time(recipe, plot, &mut out);
    out
}

/// Some calls reach an office's correspondents, others reach people who never wrote before.
fn known(recipe: &Recipe, plot: u64) -> u64 {
    match recipe.kinds {
        Kinds::Basic => 55,
        Kinds::Full => Dice::of(recipe.seed ^ 0x17, Stream::Plot, plot).between(1, 55),
    }
}

/// A call that people follow, and the machine that takes it up some days later.
fn halves(call: &Campaign, dice: &mut Dice) -> [Campaign; 2] {
    let by_machine = call.size * dice.between(40, 60) / 100;
    let by_people = call.size - by_machine;
    let machine = Campaign {
        kind: Kind::MixedMachine,
        size: by_machine,
        start: call.start + dice.below(4) * DAY,
        first_account: call.first_account + by_people,
        ..call.clone()
    };
    let people = Campaign {
        size: by_people,
        ..call.clone()
    };
    [people, machine]
}

fn turn(recipe: &Recipe, plot: u64) -> Kind {
    let at = |turns: usize| usize::try_from(plot % turns as u64).unwrap_or(0);
    match recipe.kinds {
        Kinds::Basic => TURNS[at(TURNS.len())],
        Kinds::Full => {
            let round = plot / FULL_TURNS.len() as u64;
            let mut dice = Dice::of(recipe.seed ^ 0x11, Stream::Plot, u64::MAX - round);
            let mut turns = FULL_TURNS;
            for last in (1..turns.len()).rev() {
                let other = usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0);
                turns.swap(last, other);
            }
            turns[at(turns.len())]
        }
    }
}

fn size(kind: Kind, least: u64, most: u64, dice: &mut Dice) -> u64 {
    let tail = (most / least).max(1);
    let size = least * tail / (1 + dice.below(tail)) + dice.below(least);
    match kind {
        Kind::Thread | Kind::Independent => size.min(least * 4),
        Kind::Mailing => size.min(least * 6),
        Kind::FormPage | Kind::FormCopied | Kind::FormList => (size * 2).min(most),
        // Either half is a campaign by itself.
        Kind::MixedCall => (size * 2).clamp(least * 3, most.max(least * 3)),
        _ => size.min(most),
    }
}

/// Spreads the plots over the archive's span, each in a slot of its own; `start` holds days until now.
fn place_in_time(recipe: &Recipe, plots: u64, campaigns: &mut [Campaign]) {
    let span = recipe.days * DAY;
    let usable = span * 8 / 10;
    for campaign in campaigns {
        let mut dice = Dice::of(recipe.seed, Stream::Clock, campaign.operator);
        let slot = usable / plots.max(1);
        let begin = slot * campaign.operator + dice.below(slot.max(1));
        let hour = dice.between(5, 15) * 3600;
        let day = (begin + campaign.start).min(usable) / DAY;
        campaign.start = START + day * DAY + hour + dice.below(3600);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(messages: u64) -> Vec<Campaign> {
        campaigns(&Recipe {
            messages,
            ..Recipe::default()
        })
    }

    #[test]
    fn campaigns_take_their_share_and_no_more() {
        for messages in [10, 1000, 10_000, 1_000_000] {
            let total: u64 = plan(messages).iter().map(|campaign| campaign.size).sum();
            assert!(
                total <= messages / 5 && total + 10 > messages / 5,
                "{total} of {messages}"
            );
        }
    }

    #[test]
    fn the_number_of_campaigns_stops_growing() {
        assert!(plan(1_000_000).len() > 500);
        let (many, more) = (plan(10_000_000).len(), plan(100_000_000).len());
        assert!(many as u64 <= MOST_CAMPAIGNS * 3 / 2, "{many}");
        assert!(more as u64 <= MOST_CAMPAIGNS * 3 / 2, "{more}");
    }

    #[test]
    fn sizes_run_from_ten_to_thousands() {
        let sizes: Vec<u64> = plan(1_000_000)
            .iter()
            .map(|campaign| campaign.size)
            .collect();
        assert!(
            sizes.iter().min().unwrap() >= &10 && sizes.iter().max().unwrap() >= &1500,
            "{:?}",
            sizes.iter().max()
        );
    }

    #[test]
    fn an_amplified_call_has_two_halves_of_one_number_and_accounts_of_their_own() {
        for seed in 1..20 {
            let plan = campaigns(&Recipe {
                seed,
                messages: 6000,
                background_share: 70,
                kinds: Kinds::Full,
                ..Recipe::default()
            });
            let machines = plan.iter().filter(|one| one.kind == Kind::MixedMachine);
            for machine in machines {
                let call = plan
                    .iter()
                    .find(|one| one.kind == Kind::MixedCall && one.number == machine.number)
                    .unwrap();
                assert_eq!(machine.first_account, call.first_account + call.size);
                assert_eq!(machine.name(), format!("{}-amplified", call.name()));
                let share = machine.size * 100 / (machine.size + call.size);
                assert!((38..=60).contains(&share), "{share} %");
            }
        }
    }

    #[test]
    fn a_round_of_all_kinds_has_each_kind_in_an_order_of_the_seed() {
        let round = |seed| {
            let recipe = Recipe {
                seed,
                kinds: Kinds::Full,
                ..Recipe::default()
            };
            let turns = 0..FULL_TURNS.len() as u64;
            turns.map(|plot| turn(&recipe, plot)).collect::<Vec<Kind>>()
        };
        assert_ne!(round(1), round(2));
        assert!(FULL_TURNS.iter().all(|kind| round(3).contains(kind)));
    }
}
