//! Times of tables: in the form that a mapping names, or in any of those that exports write.
//!
//! In: a cell and a [`TimeForm`]. Out: [`Moment`].

use jiff::{fmt::strtime::BrokenDownTime, tz::Offset};

use super::{
    when::{self, Moment},
    zone,
};
use crate::mapping::TimeForm;

/// Reads a time.
pub(super) fn read(cell: &str, form: &TimeForm) -> Option<Moment> {
    let cell = cell.trim();
    let moment = match &form.format {
        Some(format) => formatted(cell, format),
        None => when::read(cell).or_else(|| {
            let (time, east) = zone::split(cell)?;
            when::read(time)
                .filter(|moment| !moment.zone_known)
                .map(|moment| placed(moment, east))
        }),
    }?;
    Some(match form.offset {
        Some(east) if !moment.zone_known => placed(moment, east),
        _ => moment,
    })
}

/// A time that was read as UTC and is so many seconds east of it.
fn placed(moment: Moment, east: i32) -> Moment {
    Moment {
        unix: moment.unix.saturating_sub(i64::from(east)),
        zone_known: true,
        ..moment
    }
}

fn formatted(cell: &str, format: &str) -> Option<Moment> {
    // Abbreviations of zones are not read by the library.
    if let Some(format) = format.strip_suffix(" %Z") {
        let (time, east) = zone::split(cell)?;
        return formatted(time, format).map(|moment| placed(moment, east));
    }
    let parsed = BrokenDownTime::parse(format, cell).ok()?;
    let offset = parsed.offset();
    let has = |letters: &[&str]| letters.iter().any(|letter| format.contains(letter));
    let stamp = if has(&["%s"]) {
        parsed.to_timestamp().ok()?
    } else if has(&["%H", "%I", "%k", "%l", "%T", "%R"]) {
        offset
            .unwrap_or(Offset::UTC)
            .to_timestamp(parsed.to_datetime().ok()?)
            .ok()?
    } else {
        Offset::UTC
            .to_timestamp(parsed.to_date().ok()?.at(0, 0, 0, 0))
            .ok()?
    };
    let precision = match () {
        () if has(&["%f", "%.f", "%N", "%.3f", "%.6f"]) => 0,
        () if has(&["%S", "%T", "%s"]) => 1,
        () if has(&["%M", "%R"]) => 60,
        () if has(&["%H", "%I", "%k", "%l"]) => 3_600,
        () => 86_400,
    };
    let millis = stamp.as_millisecond();
    Some(Moment {
        unix: millis.div_euclid(1_000),
        millis: u16::try_from(millis.rem_euclid(1_000)).ok()?,
        precision,
        zone_known: offset.is_some() || has(&["%s"]),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(format: &str, offset: Option<i32>) -> TimeForm {
        TimeForm {
            format: (!format.is_empty()).then(|| format.to_owned()),
            offset,
        }
    }

    #[test]
    fn times_are_read_in_the_form_that_is_named() {
        for (cell, format, offset, expected) in [
            (
                "2021-06-16 10:12:13 EDT",
                "",
                None,
                Some((1_623_852_733, 1, true)),
            ),
            (
                "2021-06-16 10:12:13",
                "",
                Some(7_200),
                Some((1_623_831_133, 1, true)),
            ),
            (
                "2021-06-16 10:12",
                "",
                None,
                Some((1_623_838_320, 60, false)),
            ),
            (
                "16.06.2021 10:12",
                "%d.%m.%Y %H:%M",
                None,
                Some((1_623_838_320, 60, false)),
            ),
            (
                "16.06.2021",
                "%d.%m.%Y",
                Some(0),
                Some((1_623_801_600, 86_400, true)),
            ),
            (
                "06/16/2021 10:12:13 PM",
                "%m/%d/%Y %I:%M:%S %p",
                None,
                Some((1_623_881_533, 1, false)),
            ),
            (
                "Wed Jun 16 10:12:13 +0000 2021",
                "%a %b %d %H:%M:%S %z %Y",
                None,
                Some((1_623_838_333, 1, true)),
            ),
            (
                "16.06.2021 10:12 PST",
                "%d.%m.%Y %H:%M %Z",
                None,
                Some((1_623_867_120, 60, true)),
            ),
            ("16.06.2021", "%m.%d.%Y", None, None),
            ("soon", "", Some(0), None),
        ] {
            let found = read(cell, &form(format, offset));
            let found = found.map(|moment| (moment.unix, moment.precision, moment.zone_known));
            assert_eq!(found, expected, "{cell} {format}");
        }
    }

    proptest! {
        #[test]
        fn any_cell_and_form_are_survived(cell in any::<String>(), format in "[%a-zA-Z0-9 :/.]{0,12}") {
            let _ = (read(&cell, &form(&format, Some(-3_600))), read(&cell, &form("", None)));
        }
    }
}
