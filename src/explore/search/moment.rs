//! Days and times as they are typed into a query.
//!
//! In: `2025`, `2025-01`, `2025-01-31` or `2025-01-31T08:30`, read as UTC. Out: the second at which it begins, and
//! back to its shortest form.

use std::fmt;

use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
};

/// A minute in UTC, of the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Where seconds are counted from.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Moment {
    /// Reads what was typed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (day, time) = text
            .split_once(['T', 't'])
            .map_or((text, None), |(day, time)| (day, Some(time)));
        let (mut hour, mut minute) = (0, 0);
        if let Some(time) = time {
            let (h, m) = time.split_once(':').unwrap_or((time, "00"));
            (hour, minute) = (number(h, 2)?, number(m, 2)?);
        }
        let mut parts = day.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map_or(Some(1), |month| number(month, 2))?;
        let day = parts.next().map_or(Some(1), |day| number(day, 2))?;
        if parts.next().is_some() || year < 1 {
            return None;
        }
        let small = |value: i16| i8::try_from(value).ok();
        let date = Date::new(year, small(month)?, small(day)?).ok()?;
        let time = jiff::civil::Time::new(small(hour)?, small(minute)?, 0, 0).ok()?;
        Some(Self(date.to_datetime(time).duration_since(EPOCH).as_secs()))
    }

    /// The minute that a second lies in; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn of(second: i64) -> Option<Self> {
        let moment = Self(second.div_euclid(60).checked_mul(60)?);
        moment
            .civil()
            .filter(|civil| (1..=9999).contains(&civil.year()))?;
        Some(moment)
    }

    /// The second, since 1970-01-01 UTC.
    #[must_use]
    pub const fn second(self) -> i64 {
        self.0
    }

    fn civil(self) -> Option<DateTime> {
        EPOCH.checked_add(SignedDuration::from_secs(self.0)).ok()
    }
}

/// A number of exactly, or for months, days and hours at most, so many digits.
fn number(text: &str, digits: usize) -> Option<i16> {
    let fits = (text.len() == digits || (digits == 2 && text.len() == 1))
        && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(civil) = self.civil() else {
            return Err(fmt::Error);
        };
        write!(
            out,
            "{:04}-{:02}-{:02}",
            civil.year(),
            civil.month(),
            civil.day()
        )?;
        if (civil.hour(), civil.minute()) != (0, 0) {
            write!(out, "T{:02}:{:02}", civil.hour(), civil.minute())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_times_are_read_as_utc() {
        for (text, second, shown) in [
            ("1970", 0, "1970-01-01"),
            ("2025-01", 1_735_689_600, "2025-01-01"),
            ("2025-01-31", 1_738_281_600, "2025-01-31"),
            ("2025-1-31", 1_738_281_600, "2025-01-31"),
            ("2025-01-31T08:30", 1_738_312_200, "2025-01-31T08:30"),
            ("2025-01-31T08:30Z", 1_738_312_200, "2025-01-31T08:30"),
            ("2025-01-31T08", 1_738_310_400, "2025-01-31T08:00"),
            ("0001-01-01", -62_135_596_800, "0001-01-01"),
        ] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(
                (moment.second(), moment.to_string()),
                (second, shown.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "yesterday",
            "2025-02-30",
            "2025-13",
            "25",
            "2025-01-31T25",
            "2025-01-01-01",
            "-2025",
            "0000",
            "２０２５",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_is_read_back(second in -62_135_596_800_i64..253_402_300_800) {
            let moment = Moment::of(second).unwrap();
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }

        #[test]
        fn nothing_typed_panics(text in any::<String>(), second in any::<i64>()) {
            if let Some(moment) = Moment::parse(&text).or(Moment::of(second)) {
                prop_assert!(!moment.to_string().is_empty());
            }
        }
    }
}
