//! Which campaigns an archive holds, how large they are, who runs them and when they begin.
//!
//! In: a recipe. Out: at most about [`MOST_CAMPAIGNS`] [`Campaign`]s, whatever the archive's size:
//! beyond that number the campaigns grow instead. Sizes have a Pareto tail (index 1).

use super::{
    calendar::DAY,
    dice::{Dice, Stream},
    recipe::Recipe,
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
    Newsletter,
    Notice,
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
            Self::Newsletter => ("newsletter", "newsletter"),
            Self::Notice => ("notice", "notice"),
            Self::Thread => ("thread", "thread"),
            Self::Independent => ("independent", "independent"),
        }
    }

    /// The campaign's name in the truth, without its number.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FormPage => "form-page-",
            Self::FormCopied => "form-copied-",
            _ => self.truth().1,
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
    /// Its number; with the kind it makes the name.
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
        let kind = turn(plot);
        let runs = if OPERATED.contains(&kind) {
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
            out.push(Campaign {
                number: out.len() as u64,
                kind,
                operator: plot,
                size,
                start: day * DAY,
                first_account: reused,
            });
            day += dice.between(4, 20);
        }
        plot += 1;
    }
    place_in_time(recipe, plot, &mut out);
    out
}

fn turn(plot: u64) -> Kind {
    let slot = usize::try_from(plot % TURNS.len() as u64).unwrap_or(0);
    TURNS[slot]
}

fn size(kind: Kind, least: u64, most: u64, dice: &mut Dice) -> u64 {
    let tail = (most / least).max(1);
    let size = least * tail / (1 + dice.below(tail)) + dice.below(least);
    match kind {
        Kind::Thread | Kind::Independent => size.min(least * 4),
        Kind::FormPage | Kind::FormCopied => (size * 2).min(most),
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
}
