//! Dates as mail writes them, and waves: sorted random times that follow waking hours.
//!
//! In: seconds since 1970 (UTC) and minutes east of UTC. Out: RFC 5322 dates, mbox dates; the next
//! time of a wave, in rising order and with constant memory.
//! Civil dates by Hinnant's days algorithm ("chrono-compatible low-level date algorithms").

use super::{dice::Dice, prose::push_number};

pub(super) const DAY: u64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// How much mail people write in each hour of their own day; our own estimate of the usual shape.
const HOURS: [u64; 24] = [
    2, 1, 1, 1, 1, 3, 8, 16, 26, 34, 36, 34, 28, 30, 33, 32, 30, 26, 20, 16, 15, 14, 10, 5,
];

/// Time zones of writers: minutes east of UTC and their share in percent.
pub(super) const ZONES: [(i64, u64); 8] = [
    (180, 55),
    (60, 12),
    (0, 9),
    (480, 8),
    (-300, 6),
    (330, 5),
    (-180, 3),
    (600, 2),
];

/// Calendar fields of a moment.
pub(super) struct Civil {
    pub(super) year: u64,
    pub(super) month: u64,
    pub(super) day: u64,
    pub(super) second: u64,
}

/// Seconds on the wall clock of somebody `offset` minutes east of UTC.
fn local(time: u64, offset: i64) -> u64 {
    time.saturating_add_signed(offset * 60)
}

/// Calendar fields on that wall clock.
pub(super) fn civil(time: u64, offset: i64) -> Civil {
    let wall = local(time, offset);
    let z = wall / DAY + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    Civil {
        year: yoe + era * 400 + u64::from(month <= 2),
        month,
        day: doy - (153 * mp + 2) / 5 + 1,
        second: wall % DAY,
    }
}

fn two(out: &mut String, n: u64) {
    if n < 10 {
        out.push('0');
    }
    push_number(out, n);
}

fn clock(out: &mut String, second: u64) {
    two(out, second / 3600);
    out.push(':');
    two(out, second / 60 % 60);
    out.push(':');
    two(out, second % 60);
}

fn name(table: &[&'static str], index: u64) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|i| table.get(i))
        .copied()
        .unwrap_or("")
}

/// `Wed, 28 Aug 2024 12:15:31 -0400` onto `out`.
pub(super) fn push_date(out: &mut String, time: u64, offset: i64) {
    let date = civil(time, offset);
    out.push_str(name(&WEEKDAYS, local(time, offset) / DAY % 7));
    out.push_str(", ");
    push_number(out, date.day);
    out.push(' ');
    out.push_str(name(&MONTHS, date.month - 1));
    out.push(' ');
    push_number(out, date.year);
    out.push(' ');
    clock(out, date.second);
    out.push_str(if offset < 0 { " -" } else { " +" });
    two(out, offset.unsigned_abs() / 60);
    two(out, offset.unsigned_abs() % 60);
}

/// `Wed Aug 28 12:15:31 2024` in UTC onto `out`, the date of an mbox `From ` line.
pub(super) fn push_envelope_date(out: &mut String, time: u64) {
    let date = civil(time, 0);
    out.push_str(name(&WEEKDAYS, time / DAY % 7));
    out.push(' ');
    out.push_str(name(&MONTHS, date.month - 1));
    out.push_str(if date.day < 10 { "  " } else { " " });
    push_number(out, date.day);
    out.push(' ');
    clock(out, date.second);
    out.push(' ');
    push_number(out, date.year);
}

/// The day of the week on that wall clock; Sunday is 0.
pub(super) fn weekday(time: u64, offset: i64) -> u64 {
    (local(time, offset) / DAY + 4) % 7
}

/// How much somebody `offset` minutes east writes in the hour that holds `time`.
pub(super) fn rhythm(time: u64, offset: i64) -> u64 {
    let wall = local(time, offset);
    let hour = usize::try_from(wall % DAY / 3600).unwrap_or(0);
    HOURS[hour]
        * match weekday(time, offset) {
            0 => 3,
            6 => 4,
            _ => 10,
        }
}

/// What shapes a wave.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tide {
    /// The mail of all zones together, the same on every week.
    Everyone,
    /// Waking hours of one zone, halving every `half_life` days.
    Fading { offset: i64, half_life: u64 },
}

impl Tide {
    fn weight(self, start: u64, hour: u64) -> u64 {
        let time = start + hour * 3600;
        match self {
            Self::Everyone => ZONES
                .iter()
                .map(|&(offset, share)| rhythm(time, offset) * share)
                .sum(),
            Self::Fading { offset, half_life } => {
                let halvings = (hour / 24 / half_life.max(1)).min(16);
                (rhythm(time, offset) << 16) >> halvings
            }
        }
    }
}

/// `count` sorted times that follow a tide; the k-th lies in the k-th part of the tide's volume.
#[derive(Clone, Debug)]
pub(super) struct Wave {
    tide: Tide,
    start: u64,
    hours: u64,
    count: u64,
    given: u64,
    volume: u64,
    hour: u64,
    before: u64,
}

impl Wave {
    /// A wave of `count` times over `hours` hours from `start`. Cost: one pass over the hours.
    pub(super) fn new(tide: Tide, start: u64, hours: u64, count: u64) -> Self {
        let volume = (0..hours).map(|hour| tide.weight(start, hour)).sum();
        Self {
            tide,
            start,
            hours,
            count,
            given: 0,
            volume,
            hour: 0,
            before: 0,
        }
    }

    /// The next time, not before the last one; `None` after `count` of them.
    pub(super) fn next(&mut self, dice: &mut Dice) -> Option<u64> {
        if self.given >= self.count {
            return None;
        }
        let nth = u128::from(self.given) << 16 | u128::from(dice.below(1 << 16));
        let at = nth * u128::from(self.volume) / (u128::from(self.count) << 16);
        let at = u64::try_from(at).unwrap_or(u64::MAX);
        self.given += 1;
        let mut weight = self.tide.weight(self.start, self.hour);
        while at >= self.before + weight && self.hour + 1 < self.hours {
            self.before += weight;
            self.hour += 1;
            weight = self.tide.weight(self.start, self.hour);
        }
        let within = (at.saturating_sub(self.before) * 3600)
            .checked_div(weight)
            .unwrap_or(0);
        Some(self.start + self.hour * 3600 + within.min(3599))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;

    #[test]
    fn dates_are_those_of_an_independent_calendar() {
        for (time, offset) in [
            (0, 0),
            (1_709_164_800, 0),
            (1_735_689_599, 330),
            (1_767_225_599, -300),
            (1_719_792_001, 480),
        ] {
            let mut ours = String::new();
            push_date(&mut ours, time, offset);
            let zone = jiff::tz::TimeZone::fixed(
                jiff::tz::Offset::from_seconds(i32::try_from(offset * 60).unwrap()).unwrap(),
            );
            let theirs = jiff::Timestamp::from_second(i64::try_from(time).unwrap())
                .unwrap()
                .to_zoned(zone);
            assert_eq!(
                ours,
                theirs.strftime("%a, %-d %b %Y %H:%M:%S %z").to_string()
            );
            let mut ours = String::new();
            push_envelope_date(&mut ours, time);
            assert_eq!(
                ours,
                theirs
                    .with_time_zone(jiff::tz::TimeZone::UTC)
                    .strftime("%a %b %e %H:%M:%S %Y")
                    .to_string()
            );
        }
    }

    #[test]
    fn a_wave_rises_ends_after_its_count_and_sleeps_at_night() {
        let start = 1_736_121_600;
        let mut dice = Dice::of(1, Stream::Clock, 0);
        let mut wave = Wave::new(
            Tide::Fading {
                offset: 180,
                half_life: 2,
            },
            start,
            10 * 24,
            2000,
        );
        let times: Vec<u64> = std::iter::from_fn(|| wave.next(&mut dice)).collect();
        assert_eq!(times.len(), 2000);
        assert!(times.is_sorted());
        let night = times
            .iter()
            .filter(|&&time| local(time, 180) % DAY < 5 * 3600)
            .count();
        assert!(night < 60, "{night}");
        assert!(
            times
                .iter()
                .all(|&time| time >= start && time < start + 10 * DAY)
        );
    }
}
