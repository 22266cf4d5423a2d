//! The archive itself: everyday mail and campaigns, merged in the order of their times.
//!
//! In: a [`Recipe`]. Out: an mbox and the truth about what was planted, a JSON line a planted mail.
//! Memory: the plan (bounded, see `plan`), one buffer, the last mails for replies.

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
    operated,
    person::World,
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

/// When a campaign's mails leave.
enum Clock {
    /// A step, give or take.
    Steps { gap: u64, jitter: u64 },
    /// So many in a row a few seconds apart, then a pause.
    Bursts { batch: u64, pause: u64 },
    /// A wave of waking hours.
    Wave(Wave),
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
        let mut dice = Dice::of(recipe.seed, Stream::Member, campaign.number << 20);
        let wave = |hours, half_life| {
            Clock::Wave(Wave::new(
                Tide::Fading {
                    offset: 180,
                    half_life,
                },
                campaign.start,
                hours,
                campaign.size,
            ))
        };
        // Twelve days at most, so that a large campaign sends faster, not longer.
        let gap = dice
            .between(60, 900)
            .min(12 * 86_400 / campaign.size.max(1))
            .max(2);
        let clock = match (campaign.kind, recipe.level) {
            (Kind::FormPage | Kind::FormCopied, _) => wave(10 * 24, 2),
            (Kind::Independent, _) => wave(14 * 24, 3),
            (Kind::Notice, _) => wave(40 * 24, 100),
            (Kind::Newsletter, _) => Clock::Steps { gap: 2, jitter: 3 },
            (Kind::Thread, _) => Clock::Steps {
                gap: 900,
                jitter: 40_000,
            },
            (_, Level::Easy) if dice.percent(50) => Clock::Bursts {
                batch: dice.between(8, 40),
                pause: 7200,
            },
            (_, Level::Easy) => Clock::Steps { gap, jitter: 4 },
            (_, Level::Medium) => Clock::Steps {
                gap: gap / 2 + 1,
                jitter: gap,
            },
            (_, Level::Hard) => wave(12 * 24, 6),
        };
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
        match &mut self.clock {
            Clock::Steps { gap, jitter } => Some(before + *gap + self.dice.below(*jitter + 1)),
            Clock::Bursts { batch, pause }
                if self.given > 0 && self.given.is_multiple_of(*batch) =>
            {
                Some(before + *pause + self.dice.below(600))
            }
            Clock::Bursts { .. } => Some(before + self.dice.between(1, 4)),
            Clock::Wave(wave) => wave.next(&mut self.dice),
        }
    }

    fn mail(&mut self, world: &World, level: Level, time: u64, dice: &mut Dice) -> Mail {
        let (campaign, nth) = (&self.campaign, self.given);
        self.given += 1;
        match campaign.kind {
            Kind::FormPage => forms::form_page(world, campaign, nth, time, dice),
            Kind::FormCopied => forms::form_copied(world, campaign, nth, time, dice),
            Kind::Newsletter => services::newsletter(world, campaign, time, dice),
            Kind::Notice => services::notice(world, campaign, nth, time, dice),
            Kind::Independent => forms::independent(world, campaign, nth, time, dice),
            Kind::Thread => {
                let mail = forms::thread(world, campaign, self.last.as_ref(), time, dice);
                self.last = Some(Earlier::of(&mail));
                mail
            }
            Kind::Exact | Kind::Merge | Kind::SpinLight | Kind::SpinHeavy | Kind::Partial => {
                operated::mail(world, level, campaign, nth, time, dice)
            }
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
    recipe
        .check()
        .map_err(|cause| io::Error::new(io::ErrorKind::InvalidInput, cause))?;
    let mut running: Vec<Running> = plan::campaigns(recipe)
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
    let mut due: BinaryHeap<Reverse<(u64, usize)>> = running
        .iter_mut()
        .enumerate()
        .filter_map(|(k, one)| one.next(one.campaign.start).map(|time| Reverse((time, k))))
        .collect();
    let mut totals = Totals {
        planted,
        campaigns: running.len() as u64,
        ..Totals::default()
    };
    let mut buffer = Vec::with_capacity(BUFFER + (1 << 18));
    loop {
        let planted_next = due.peek().map(|&Reverse((time, _))| time);
        let mut dice = Dice::of(recipe.seed, Stream::Background, totals.messages);
        let mail = match (next_everyday, planted_next) {
            (None, None) => break,
            (Some(time), planted) if planted.is_none_or(|other| time <= other) => {
                next_everyday = wave.next(&mut clock);
                background.mail(time, &mut dice)
            }
            _ => {
                let Some(Reverse((time, k))) = due.pop() else {
                    break;
                };
                let one = &mut running[k];
                let mail = one.mail(&world, recipe.level, time, &mut dice);
                truth_line(&mail.id, &one.campaign, truth)?;
                if let Some(next) = one.next(time) {
                    due.push(Reverse((next, k)));
                }
                mail
            }
        };
        wire::write(&mail, &mut dice, &mut buffer);
        totals.messages += 1;
        if buffer.len() >= BUFFER {
            flush(&mut buffer, out, &mut totals)?;
        }
    }
    flush(&mut buffer, out, &mut totals)?;
    Ok(totals)
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
    let (name, number, operator) = (campaign.kind.name(), campaign.number, campaign.operator);
    writeln!(
        truth,
        "{{\"message_id\": \"{id}\", \"campaign\": \"{name}{number}\", \"kind\": \"{kind}\", \"operator\": \"op{operator}\", \"variant\": \"{variant}\"}}"
    )
}
