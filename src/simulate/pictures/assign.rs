//! Which campaigns carry a picture, and what became of it there.
//!
//! In: the planned campaigns. Out: for each of them what it carries, if anything.
//!
//! The first three that may (operated ones and forms in turn) share one scene: published bytes in one, a variant in
//! the next, altered in the third. So every archive with three such campaigns has a picture shared within a campaign,
//! one reused across campaigns and one altered. Of the further ones about half carry a picture: alone, or one that
//! an earlier campaign published.

use super::{
    super::{
        dice::{Dice, Stream},
        plan::{Campaign, Kind},
    },
    variant::Variant,
};

/// What a campaign carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) scene: u64,
    pub(super) variant: Variant,
    /// Each account saves its copy again, at a quality of its own.
    pub(super) each_anew: bool,
}

/// How others use a published picture again, without altering what it shows.
const USES: [Variant; 5] = [
    Variant::Cropped,
    Variant::Captioned,
    Variant::Resized,
    Variant::Resaved,
    Variant::Mirrored,
];

/// What each campaign carries, and how many scenes there are.
pub(super) fn assign(seed: u64, campaigns: &[Campaign]) -> (Vec<Option<Carried>>, u64) {
    let mut dice = Dice::of(seed ^ 0x21, Stream::Picture, 0);
    let mut out = vec![None; campaigns.len()];
    let mut scenes = 0;
    let mut uses = USES
        .iter()
        .copied()
        .cycle()
        .skip(usize::try_from(dice.below(5)).unwrap_or(0));
    let mut next_use = || uses.next().unwrap_or(Variant::Resaved);
    for (turn, place) in in_turn(campaigns, &mut dice).into_iter().enumerate() {
        let each_anew = Side::of(campaigns[place].kind) == Some(Side::Operated);
        let (scene, variant) = match turn {
            0 => (0, Variant::Same),
            1 => (0, next_use()),
            2 => (0, Variant::Altered),
            _ if dice.percent(50) => continue,
            _ if dice.percent(45) => (scenes, Variant::Same),
            _ if dice.percent(30) => (dice.below(scenes), Variant::Altered),
            _ => (dice.below(scenes), next_use()),
        };
        scenes = scenes.max(scene + 1);
        // Some operators hand out one file, as the publisher of the first picture does; the others' accounts save
        // their copies again.
        let one_file = variant == Variant::Same && (turn == 0 || dice.percent(25));
        let each_anew = each_anew && !one_file;
        let variant = if each_anew && variant == Variant::Same {
            Variant::Resaved
        } else {
            variant
        };
        out[place] = Some(Carried {
            scene,
            variant,
            each_anew,
        });
    }
    (out, scenes)
}

/// Who sends a campaign that may carry pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Operated,
    People,
}

impl Side {
    fn of(kind: Kind) -> Option<Self> {
        match kind.truth().0 {
            "operated" => Some(Self::Operated),
            "form" => Some(Self::People),
            _ => None,
        }
    }
}

/// Places of the campaigns that may carry pictures: people's and operators' in turn, each in a drawn order.
fn in_turn(campaigns: &[Campaign], dice: &mut Dice) -> Vec<usize> {
    let mut sides = [Side::People, Side::Operated].map(|side| {
        let places = 0..campaigns.len();
        let mut places: Vec<usize> = places
            .filter(|&place| Side::of(campaigns[place].kind) == Some(side))
            .collect();
        for last in (1..places.len()).rev() {
            let other = usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0);
            places.swap(last, other);
        }
        places
    });
    let mut out = Vec::new();
    while sides.iter().any(|side| !side.is_empty()) {
        out.extend(sides.iter_mut().filter_map(Vec::pop));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::{plan, recipe::Recipe},
        *,
    };

    fn plan(seed: u64) -> Vec<Campaign> {
        plan::campaigns(&Recipe {
            seed,
            ..Recipe::default()
        })
    }

    #[test]
    fn every_archive_has_a_shared_a_reused_and_an_altered_picture() {
        for seed in 1..40 {
            let campaigns = plan(seed);
            let (carried, scenes) = assign(seed, &campaigns);
            let all: Vec<Carried> = carried.iter().flatten().copied().collect();
            let first = all.iter().filter(|one| one.scene == 0);
            let first: Vec<Variant> = first.map(|one| one.variant).collect();
            assert!(first.contains(&Variant::Same) && first.contains(&Variant::Altered));
            assert!(
                first.iter().any(|variant| USES.contains(variant)),
                "{first:?}"
            );
            assert!(all.iter().all(|one| one.scene < scenes));
            for side in [Side::People, Side::Operated] {
                let mut places = 0..campaigns.len();
                assert!(places.any(|place| {
                    carried[place].is_some() && Side::of(campaigns[place].kind) == Some(side)
                }));
            }
        }
    }

    #[test]
    fn only_operated_campaigns_and_forms_carry_pictures() {
        let campaigns = plan(3);
        let (carried, _) = assign(3, &campaigns);
        for (carried, campaign) in carried.iter().zip(&campaigns) {
            assert!(carried.is_none() || Side::of(campaign.kind).is_some());
        }
        assert!(carried.iter().any(Option::is_none));
    }
}
