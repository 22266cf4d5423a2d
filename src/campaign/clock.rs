//! The clock family: when the mails were sent.
//!
//! For one hand: one burst, near-fixed steps, no night, one UTC offset across "different" places.
//! For many people: days with waking hours.

use super::{Evidence, Family, facts::Attribute, machine::cue, weigh::Sight};
use crate::measure::Decibans;

/// Fewer messages than this have no rhythm.
const LEAST: usize = 8;
/// The most that UTC offsets can weigh. Decibans.
const OFFSET_CAP: f64 = 4.0;
/// The most that mail at night weighs for one hand: wrong clocks and zones are common. Decibans.
const NIGHT_FOR: f64 = 4.0;
/// Share that a machine without a clock sends at night.
const NIGHT_MACHINE: f64 = 0.25;

pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    let mut times: Vec<i64> = sight.members.iter().filter_map(|facts| facts.at).collect();
    times.sort_unstable();
    let offset = cue(
        sight,
        Attribute::UtcOffset,
        "clock.utc_offset",
        Family::Clock,
        "People of one country share one offset; some providers write all times in UTC.",
    )
    // A cause of one country has one offset, so this says little either way.
    .map(|evidence| Evidence {
        weight: Decibans(evidence.weight.0.clamp(-OFFSET_CAP, OFFSET_CAP)),
        ..evidence
    });
    if times.len() < LEAST {
        return offset.into_iter().collect();
    }
    [
        burst(sight, &times),
        steps(sight, &times),
        night(sight, &times),
        offset,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn evidence(
    sight: &Sight<'_>,
    rule: &'static str,
    weight: f64,
    text: String,
    caveat: &str,
) -> Evidence {
    sight.observe((Family::Clock, rule), weight, text, caveat, |facts| {
        facts.at.is_some()
    })
}

/// The shortest span that holds half of the messages. People who answer a call take hours to days.
fn burst(sight: &Sight<'_>, times: &[i64]) -> Option<Evidence> {
    let half = times.len().div_ceil(2);
    let shortest = times
        .windows(half)
        .filter_map(|window| Some(window.last()? - window.first()?))
        .min()?;
    let per_message = shortest as f64 / half as f64;
    let weight = match shortest {
        s if s <= 900 && per_message <= 60.0 => 12.0,
        s if s <= 3600 && per_message <= 120.0 => 8.0,
        s if s <= 4 * 3600 && per_message <= 300.0 => 3.0,
        s if s >= 3 * 86_400 => -3.0,
        s if s >= 12 * 3600 => -1.5,
        _ => 0.0,
    };
    let text = format!(
        "half of the {} messages were sent within {}",
        times.len(),
        span(shortest)
    );
    (weight != 0.0).then(|| evidence(sight, "clock.burst", weight, text, "A broadcast, a sermon or a push message sets many people writing at once; a queue delivers at once what was written over days."))
}

/// How even the steps between messages are: the median step against the spread around it.
fn steps(sight: &Sight<'_>, times: &[i64]) -> Option<Evidence> {
    let mut gaps: Vec<i64> = times
        .windows(2)
        .filter_map(|pair| Some(pair.get(1)? - pair.first()?))
        .collect();
    gaps.sort_unstable();
    let at = |tenths: usize| {
        gaps.get(tenths * (gaps.len() - 1) / 10)
            .copied()
            .unwrap_or(0)
    };
    let (low, middle, high) = (at(1), at(5), at(9));
    // Exponential gaps, as independent senders make them, have a 90:10 ratio of 22.
    let ratio = (high + 1) as f64 / (low + 1) as f64;
    let weight = match ratio {
        r if middle >= 5 && r <= 2.0 => 12.0,
        r if middle >= 5 && r <= 4.0 => 6.0,
        r if r >= 60.0 && high >= 3600 => -3.0,
        _ => 0.0,
    };
    let text = format!(
        "steps between messages: {} in the middle, {} to {} for four in five",
        span(middle),
        span(low),
        span(high)
    );
    (weight != 0.0).then(|| {
        evidence(
            sight,
            "clock.steps",
            weight,
            text,
            "A mail queue that sends at a fixed pace spaces people's letters evenly.",
        )
    })
}

/// Mail at local night, for campaigns of more than a day.
fn night(sight: &Sight<'_>, times: &[i64]) -> Option<Evidence> {
    if times.last()? - times.first()? < 36 * 3600 {
        return None;
    }
    let nights: Vec<bool> = sight
        .members
        .iter()
        .filter_map(|facts| facts.night())
        .collect();
    let people = sight.base.night_share().clamp(0.03, NIGHT_MACHINE);
    if nights.len() < 20 {
        return None;
    }
    let dark = nights.iter().filter(|night| **night).count();
    let light = nights.len() - dark;
    let nats = dark as f64 * (NIGHT_MACHINE / people).ln()
        + light as f64 * ((1.0 - NIGHT_MACHINE) / (1.0 - people)).ln();
    let weight = (nats * 10.0 / std::f64::consts::LN_10).clamp(-6.0, NIGHT_FOR);
    if weight.abs() < 0.5 {
        return None;
    }
    let text = format!(
        "{dark} of {} messages were sent between midnight and six, by the senders' own clocks; of all other senders {:.0} % write then",
        nights.len(),
        100.0 * people
    );
    Some(evidence(
        sight,
        "clock.night",
        weight,
        text,
        "Shift workers, people abroad and wrong clocks write at night; a page that queues letters sends them at any hour.",
    ))
}

fn span(seconds: i64) -> String {
    match seconds {
        s if s < 120 => format!("{s} seconds"),
        s if s < 7200 => format!("{} minutes", s / 60),
        s if s < 172_800 => format!("{} hours", s / 3600),
        s => format!("{} days", s / 86_400),
    }
}
