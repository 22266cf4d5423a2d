//! The archive itself: everyday mail and campaigns, merged in the order of their times.
//!
//! In: a [`Recipe`]. Out: an mbox and the truth about what was planted, a JSON line a planted mail; where mails carry
//! pictures, the truth about these too, a JSON line a picture.
//! Memory: the plan (bounded, see `plan`), one buffer, the last mails for replies, the last renderings of pictures.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io::{self, Write},
};

use super::{
    background::Background,
    calendar::{Tide, Wave},
    dice::{Dice, Stream},
    forms,
    letter::Earlier,
    lists, operated,
    pace::Clock,
    person::World,
    pictures::{self, Illustrator},
    plan::{self, Campaign, Kind, START},
    recipe::{Level, Recipe},
    services,
    wire::{self, Mail},
};

/// Bytes that are gathered before they are handed on.
const BUFFER: usize = 1 << 20;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Messages in all.
    pub messages: u64,
    /// Messages that belong to planted campaigns.
    pub planted: u64,
    /// Planted campaigns.
    pub campaigns: u64,
    /// Bytes of the mbox.
    pub bytes: u64,
}

/// A campaign under way.
struct Running {
    campaign: Campaign,
    clock: Clock,
    given: u64,
    dice: Dice,
    last: Option<Earlier>,
}

impl Running {
    fn new(recipe: &Recipe, campaign: Campaign) -> Self {
        // The halves of a mixed campaign share its number.
        let salt = if campaign.kind == Kind::MixedMachine {
            0x15
        } else {
            0
        };
        let mut dice = Dice::of(recipe.seed ^ salt, Stream::Member, campaign.number << 20);
        let clock = Clock::of(recipe, &campaign, &mut dice);
        Self {
            campaign,
            clock,
            given: 0,
            dice,
            last: None,
        }
    }

    /// When the next mail leaves, if there is one more.
    fn next(&mut self, before: u64) -> Option<u64> {
        if self.given >= self.campaign.size {
            return None;
        }
        self.clock.next(before, self.given, &mut self.dice)
    }

    fn mail(&mut self, world: &World, level: Level, time: u64, dice: &mut Dice) -> Mail {
        let (campaign, nth) = (&self.campaign, self.given);
        self.given += 1;
        match campaign.kind {
            Kind::FormPage => forms::form_page(world, campaign, nth, time, dice),
            Kind::FormCopied | Kind::MixedCall => {
                forms::form_copied(world, campaign, nth, time, dice)
            }
            Kind::FormList => lists::form_list(world, campaign, nth, time, dice),
            Kind::Mailing => lists::mailing(world, campaign, nth, time, dice),
            Kind::Newsletter => services::newsletter(world, campaign, time, dice),
            Kind::Notice => services::notice(world, campaign, nth, time, dice),
            Kind::Independent => forms::independent(world, campaign, nth, time, dice),
            Kind::Thread => {
                let mail = forms::thread(world, campaign, self.last.as_ref(), time, dice);
                self.last = Some(Earlier::of(&mail));
                mail
            }
            Kind::Exact
            | Kind::Merge
            | Kind::SpinLight
            | Kind::SpinHeavy
            | Kind::Partial
            | Kind::MixedMachine => operated::mail(world, level, campaign, nth, time, dice),
        }
    }
}

/// Writes the archive to `out` and the truth about its planted mails to `truth`.
///
/// Memory does not grow with the number of messages; cost is linear in it.
///
/// # Errors
/// `InvalidInput` for a recipe that does not hold; else whatever the writers report.
pub fn write(recipe: &Recipe, out: &mut dyn Write, truth: &mut dyn Write) -> io::Result<Totals> {
    write_with_pictures(recipe, out, truth, &mut io::sink())
}

/// Like [`write()`]; the truth about the pictures that mails carry, where [`Recipe::media`] asks for them, goes to
/// `shown`.
///
/// # Errors
/// As those of [`write()`].
pub fn write_with_pictures(
    recipe: &Recipe,
    out: &mut dyn Write,
    truth: &mut dyn Write,
    shown: &mut dyn Write,
) -> io::Result<Totals> {
    recipe
        .check()
        .map_err(|cause| io::Error::new(io::ErrorKind::InvalidInput, cause))?;
    let campaigns = plan::campaigns(recipe);
    let mut illustrator = Illustrator::new(recipe, &campaigns);
    let mut running: Vec<Running> = campaigns
        .into_iter()
        .map(|campaign| Running::new(recipe, campaign))
        .collect();
    let planted = running.iter().map(|one| one.campaign.size).sum();
    let everyday = recipe.messages - planted;
    let world = World::new(recipe.seed, recipe.messages);
    let mut background = Background::new(world, recipe);
    let mut clock = Dice::of(recipe.seed, Stream::Clock, u64::MAX);
    let mut wave = Wave::new(Tide::Everyone, START, recipe.days * 24, everyday);
    let mut next_everyday = wave.next(&mut clock);
    let mut due = first_mails(&mut running);
    let mut totals = Totals {
        planted,
        campaigns: running.len() as u64,
        ..Totals::default()
    };
    let mut buffer = Vec::with_capacity(BUFFER + (1 << 18));
    loop {
        let planted_next = due.peek().map(|&Reverse((time, _))| time);
        let mut dice = Dice::of(recipe.seed, Stream::Background, totals.messages);
        let (mail, enclosed) = match (next_everyday, planted_next) {
            (None, None) => break,
            (Some(time), planted) if planted.is_none_or(|other| time <= other) => {
                next_everyday = wave.next(&mut clock);
                let mail = background.mail(time, &mut dice);
                let enclosed = illustrator.everyday(totals.messages, &mail);
                (mail, enclosed)
            }
            _ => {
                let Some(Reverse((time, k))) = due.pop() else {
                    break;
                };
                let one = &mut running[k];
                let mail = one.mail(&world, recipe.level, time, &mut dice);
                truth_line(&mail.id, &one.campaign, truth)?;
                let enclosed = illustrator.planted(k, &one.campaign, one.given - 1, &mail);
                if let Some(next) = one.next(time) {
                    due.push(Reverse((next, k)));
                }
                (mail, enclosed)
            }
        };
        pictures::truth_lines(&mail.id, &enclosed, shown)?;
        wire::write(&mail, &enclosed, &mut dice, &mut buffer);
        totals.messages += 1;
        if buffer.len() >= BUFFER {
            flush(&mut buffer, out, &mut totals)?;
        }
    }
    flush(&mut buffer, out, &mut totals)?;
    Ok(totals)
}

/// When each campaign's first mail leaves, the earliest first.
fn first_mails(running: &mut [Running]) -> BinaryHeap<Reverse<(u64, usize)>> {
    let times = running.iter_mut().enumerate();
    times
        .filter_map(|(k, one)| one.next(one.campaign.start).map(|time| Reverse((time, k))))
        .collect()
}

fn flush(buffer: &mut Vec<u8>, out: &mut dyn Write, totals: &mut Totals) -> io::Result<()> {
    out.write_all(buffer)?;
    totals.bytes += buffer.len() as u64;
    buffer.clear();
    Ok(())
}

/// One line of the truth; no value needs escaping.
fn truth_line(id: &str, campaign: &Campaign, truth: &mut dyn Write) -> io::Result<()> {
    let (kind, variant) = campaign.kind.truth();
    let (name, operator) = (campaign.name(), campaign.operator);
    // Who calls the people is not who amplifies the call.
    let call = if campaign.kind == Kind::MixedCall {
        "-call"
    } else {
        ""
    };
    writeln!(
        truth,
        "{{\"message_id\": \"{id}\", \"campaign\": \"{name}\", \"kind\": \"{kind}\", \"operator\": \"op{operator}{call}\", \"variant\": \"{variant}\"}}"
    )
}
