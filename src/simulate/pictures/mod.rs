//! Pictures that mails carry: photographs that never were, and what becomes of them when they are used again.
//!
//! In: the recipe's seed, the planned campaigns, a mail. Out: the pictures that this mail carries, as files, each
//! with the truth about it. All are painted here, from noise and simple shapes; nothing is shipped.
//! Draws come from a stream of their own, so that an archive's mails stay what they are without pictures.

mod assign;
mod camera;
mod canvas;
mod glyphs;
mod landscape;
mod noise;
mod pebbles;
mod save;
mod scene;
mod shelf;
mod still;
mod street;
#[cfg(test)]
mod tests;
mod variant;

use std::io::{self, Write};

use self::{
    assign::{Carried, assign},
    shelf::{Copy, Shelf},
    variant::{Region, Variant, logo},
};
use super::{
    dice::{DIGITS, Dice, Stream, mix},
    mime::Format,
    plan::Campaign,
    recipe::Recipe,
    wire::Mail,
};

/// Everyday mails in a hundred that carry a photograph of their own.
const OWN: u64 = 2;

/// Organisations in a hundred that put a logo below their mails.
const LOGOS: u64 = 25;

/// About so many mails of one campaign carry its picture at most, so that large archives stay of a size.
const MOST: u64 = 400;

/// A picture in a mail.
pub(super) struct Enclosed {
    pub(super) name: String,
    pub(super) media_type: &'static str,
    /// The Content-ID of a picture that stands in the text.
    pub(super) content_id: Option<String>,
    pub(super) bytes: Vec<u8>,
    told: Told,
}

/// The truth about a picture.
struct Told {
    picture: String,
    variant: &'static str,
    campaign: Option<String>,
    region: Option<Region>,
}

/// Gives the mails of one archive their pictures.
pub(super) struct Illustrator {
    /// Whether the recipe asks for pictures at all.
    asked: bool,
    seed: u64,
    carried: Vec<Option<Carried>>,
    shelf: Shelf,
    /// The number of the next scene that only one mail shows.
    own: u64,
}

impl Illustrator {
    /// Plans which of the campaigns carry what.
    pub(super) fn new(recipe: &Recipe, campaigns: &[Campaign]) -> Self {
        let (carried, own) = assign(recipe.seed, campaigns);
        Self {
            asked: recipe.media,
            seed: recipe.seed,
            carried,
            shelf: Shelf::new(recipe.seed),
            own,
        }
    }

    /// The picture of mail `nth` of the campaign at `place` of the plan.
    pub(super) fn planted(
        &mut self,
        place: usize,
        campaign: &Campaign,
        nth: u64,
        mail: &Mail,
    ) -> Vec<Enclosed> {
        let carried = self.carried.get(place).copied().flatten();
        let Some(carried) = carried.filter(|_| self.asked) else {
            return Vec::new();
        };
        let mut dice = Dice::of(self.seed ^ 0x25, Stream::Picture, mix(place as u64) ^ nth);
        let usual = if carried.each_anew { 95 } else { 80 };
        let chance = (MOST * 100 / campaign.size.max(1)).min(usual);
        // The first two always carry it: one alone would share it with nobody.
        if nth >= 2 && !dice.percent(chance) {
            return Vec::new();
        }
        let mut fixed = Dice::of(self.seed ^ 0x26, Stream::Picture, place as u64);
        let account = mix(campaign.first_account + nth);
        let mut account = Dice::of(self.seed ^ 0x27, Stream::Picture, account);
        let copy = Copy {
            scene: carried.scene,
            variant: carried.variant,
            salt: place as u64 + 1,
        };
        let usual_quality = quality(&mut fixed);
        let (bytes, region) = match (carried.variant, carried.each_anew) {
            (Variant::Same, _) => (self.shelf.published(carried.scene), None),
            (_, false) => self.shelf.saved(copy, usual_quality),
            (_, true) => self.shelf.saved(copy, quality(&mut account)),
        };
        let mut named = if carried.each_anew { account } else { fixed };
        let told = Told {
            picture: format!("p{}", carried.scene),
            variant: carried.variant.word(),
            campaign: Some(campaign.name()),
            region,
        };
        vec![enclosed(name(&mut named), bytes, told, mail, &mut dice)]
    }

    /// The pictures of an everyday mail, the archive's mail number `nth`.
    pub(super) fn everyday(&mut self, nth: u64, mail: &Mail) -> Vec<Enclosed> {
        let mut dice = Dice::of(self.seed ^ 0x28, Stream::Picture, nth);
        let mut out = Vec::new();
        if !self.asked {
            return out;
        }
        if dice.percent(OWN) {
            let scene = self.own;
            self.own += 1;
            let bytes = self.shelf.photograph(scene);
            let told = Told {
                picture: format!("p{scene}"),
                variant: "own",
                campaign: None,
                region: None,
            };
            out.push(enclosed(name(&mut dice), bytes, told, mail, &mut dice));
        }
        out.extend(self.logo(mail));
        out
    }

    /// The logo below a mail from an organisation that has one, where the mail has a place for it.
    fn logo(&self, mail: &Mail) -> Option<Enclosed> {
        let (_, domain) = mail.address.rsplit_once('@')?;
        if mail.format == Format::Plain || !domain.ends_with(".example") {
            return None;
        }
        let house = domain
            .bytes()
            .fold(0, |sum, byte| mix(sum ^ u64::from(byte)));
        let mut dice = Dice::of(self.seed ^ 0x29, Stream::Picture, house);
        if !dice.percent(LOGOS) {
            return None;
        }
        let number = dice.word(DIGITS, 6);
        Some(Enclosed {
            name: String::from("logo.png"),
            media_type: "image/png",
            content_id: Some(format!("logo{number}@{domain}")),
            bytes: save::png(&logo(&mut dice)),
            told: Told {
                picture: format!("logo-{domain}"),
                variant: "logo",
                campaign: None,
                region: None,
            },
        })
    }
}

/// The quality that somebody's program saves at.
fn quality(dice: &mut Dice) -> u8 {
    u8::try_from(dice.between(58, 95)).unwrap_or(80)
}

/// A name as cameras and programs give them.
fn name(dice: &mut Dice) -> String {
    match dice.below(10) {
        0..=4 => format!("IMG_{}.jpg", dice.word(DIGITS, 4)),
        5 => format!("DSC0{}.JPG", dice.word(DIGITS, 4)),
        6 => format!(
            "2025{:02}{:02}_{}.jpg",
            dice.between(1, 12),
            dice.between(1, 28),
            dice.word(DIGITS, 6)
        ),
        7 => format!("photo-{}.jpeg", dice.word(DIGITS, 2)),
        8 => String::from("image001.jpg"),
        _ => format!(
            "IMG-2025{:02}{:02}-WA00{}.jpg",
            dice.between(1, 12),
            dice.between(1, 28),
            dice.word(DIGITS, 2)
        ),
    }
}

/// A JPEG in a mail: mostly attached, at times in the text of a mail that has HTML.
fn enclosed(name: String, bytes: Vec<u8>, told: Told, mail: &Mail, dice: &mut Dice) -> Enclosed {
    let inline = mail.format != Format::Plain && dice.percent(20);
    let content_id = inline.then(|| format!("ii_{}", dice.word(b"0123456789abcdef", 12)));
    Enclosed {
        name,
        media_type: "image/jpeg",
        content_id,
        bytes,
        told,
    }
}

/// One line of the truth for each picture of a mail; no value needs escaping.
pub(super) fn truth_lines(
    id: &str,
    pictures: &[Enclosed],
    truth: &mut dyn Write,
) -> io::Result<()> {
    for picture in pictures {
        let Told {
            picture,
            variant,
            campaign,
            region,
        } = &picture.told;
        let campaign = campaign
            .as_ref()
            .map_or_else(|| String::from("null"), |name| format!("\"{name}\""));
        let region = region.map_or_else(|| String::from("null"), |region| format!("{region:?}"));
        writeln!(
            truth,
            "{{\"message\": \"{id}\", \"picture\": \"{picture}\", \"variant\": \"{variant}\", \"campaign\": {campaign}, \"region\": {region}}}"
        )?;
    }
    Ok(())
}
