//! Times as exports write them.
//!
//! In: a cell. Out: [`Moment`], which keeps how exactly the time is known and whether its zone is: two posts within a
//! minute of each other are nothing where stamps are cut to the minute.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// A point in time as an export states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Seconds since 1970-01-01 UTC.
    pub unix: i64,
    /// Milliseconds behind the second.
    pub millis: u16,
    /// Seconds that the stamp is cut to: 0 when it has parts of a second, 1, 60, 3,600 or 86,400.
    pub precision: u32,
    /// Whether the zone is known; otherwise the time was read as UTC.
    pub zone_known: bool,
}

/// The greatest number of seconds that is read as such; more are milliseconds or microseconds.
const MOST_SECONDS: i64 = 100_000_000_000;

/// Reads a time in any of the known forms.
pub(super) fn read(cell: &str) -> Option<Moment> {
    let cell = cell.trim();
    number(cell).or_else(|| iso(cell))
}

/// Seconds, milliseconds or microseconds since 1970, perhaps with a fraction.
pub(super) fn number(cell: &str) -> Option<Moment> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    if whole.len() > 18 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let per_second = match whole.abs() {
        0..MOST_SECONDS => {
            let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
            return Some(Moment {
                unix: whole,
                millis: digits.parse().ok()?,
                // Some writers put `.0` behind whole seconds.
                precision: u32::from(fraction.bytes().all(|b| b == b'0')),
                zone_known: true,
            });
        }
        MOST_SECONDS..100_000_000_000_000 => 1_000,
        _ => 1_000_000,
    };
    let millis = whole.rem_euclid(per_second) * 1_000 / per_second;
    Some(Moment {
        unix: whole.div_euclid(per_second),
        millis: u16::try_from(millis).ok()?,
        precision: 0,
        zone_known: true,
    })
}

/// ISO 8601 and its relatives: `2021-06-16T10:12:13.000Z`, `2021-06-16 10:12`, `2021-06-16 10:12:13+02:00`, `2021-06-16`.
pub(super) fn iso(cell: &str) -> Option<Moment> {
    let (date, rest) = cell.split_at_checked(10)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    if rest.is_empty() {
        return civil(date, "00:00:00", 86_400, None);
    }
    let zone_at = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','))
        .unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let offset = match zone.trim() {
        "" => None,
        zone => Some(offset(zone)?),
    };
    let (time, precision) = match time.len() {
        2 => (format!("{time}:00:00"), 3_600),
        5 => (format!("{time}:00"), 60),
        8 => (time.to_owned(), 1),
        9.. => (time.replace(',', "."), 0),
        _ => return None,
    };
    civil(date, &time, precision, offset)
}

fn civil(date: &str, time: &str, precision: u32, offset: Option<Offset>) -> Option<Moment> {
    let at: DateTime = format!("{date}T{time}").parse().ok()?;
    let stamp: Timestamp = offset.unwrap_or(Offset::UTC).to_timestamp(at).ok()?;
    let millis = stamp.as_millisecond();
    Some(Moment {
        unix: millis.div_euclid(1_000),
        millis: u16::try_from(millis.rem_euclid(1_000)).ok()?,
        precision,
        zone_known: offset.is_some(),
    })
}

/// `Z`, `UTC`, `GMT`, `+02:00`, `-0500`, `+02`.
pub(super) fn offset(zone: &str) -> Option<Offset> {
    if matches!(zone.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_that_exports_write_are_read_with_their_precision() {
        for (cell, unix, millis, precision, zone_known) in [
            ("1606451170", 1_606_451_170, 0, 1, true),
            ("1606451170.518101", 1_606_451_170, 518, 0, true),
            ("1606451170.0", 1_606_451_170, 0, 1, true),
            ("1606451170518", 1_606_451_170, 518, 0, true),
            ("2020-11-27T04:26:10.518Z", 1_606_451_170, 518, 0, true),
            ("2020-11-27T04:26:10+00:00", 1_606_451_170, 0, 1, true),
            ("2020-11-27 05:26:10 +0100", 1_606_451_170, 0, 1, true),
            ("2020-11-27 04:26:10", 1_606_451_170, 0, 1, false),
            ("2020-11-27 04:26", 1_606_451_160, 0, 60, false),
            ("2020-11-27", 1_606_435_200, 0, 86_400, false),
            ("0", 0, 0, 1, true),
        ] {
            let expected = Moment {
                unix,
                millis,
                precision,
                zone_known,
            };
            assert_eq!(read(cell), Some(expected), "{cell}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for cell in [
            "",
            "nan",
            "soon",
            "2020-13-45",
            "2020-11-27T99:00",
            "é234567890",
        ] {
            assert_eq!(read(cell), None, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn any_cell_is_survived(cell in any::<String>()) {
            let _ = read(&cell);
        }
    }
}
