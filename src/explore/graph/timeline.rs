//! Counts in time as a picture whose bars are links, and the moments that such links name.
//!
//! In: a [`Timeline`], and the address that a range is added to. Out: one `<div>` with an SVG of the bars, the
//! archive's rhythm behind them, and a foot of dates. Colours come from the page's style sheet by class. The SVG is
//! stretched to its box, so all text stands outside it and stays readable on a narrow screen.
//!
//! A range is `after=` (from this moment on) and `before=` (up to, not with, this moment) in UTC: a day as
//! `2026-03-11`, or a minute as `2026-03-11T09:05` where the bars are shorter than a day.

use std::fmt::Write as _;

use jiff::{civil, tz::TimeZone};

use crate::report::{
    timeline::Timeline,
    words::{day, grouped, minute},
};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Units of the drawing: each bar has `SLOT` of width, the tallest `TALL` of height.
const SLOT: usize = 10;
const TALL: f64 = 100.0;

/// Width of a bar in its slot.
const BAR: f64 = 8.0;

/// Least height, so that one message can be seen beside thousands.
const LEAST: f64 = 1.5;

/// What the line behind the bars is.
const RHYTHM: &str = " Line behind: the whole archive, to its own scale.";

/// Draws a timeline. `href` is an address that ends in `?` or `&`; `range` is what the page shows now, as its
/// `after` and `before`; `label` says what is counted.
#[must_use]
pub fn timeline(
    timeline: &Timeline,
    href: &str,
    range: (Option<i64>, Option<i64>),
    label: &str,
) -> String {
    let bins = timeline.campaign.len().max(1);
    let most = timeline.campaign.iter().copied().max().unwrap_or(0);
    let end = start_of(timeline, bins);
    let mut out = String::from("<div class=\"timeline\"");
    for (name, value) in [
        ("from", Some(timeline.start)),
        ("to", Some(end)),
        ("step", Some(timeline.step)),
        ("after", range.0),
        ("before", range.1),
    ] {
        if let Some(value) = value {
            let _ = write!(out, " data-{name}=\"{value}\"");
        }
    }
    let _ = write!(
        out,
        " data-href=\"{}\"><p class=\"timeline-most\">Each bar: {}. Tallest: {}.{}</p>\
         <div class=\"timeline-plot\"><svg viewBox=\"0 0 {} {TALL}\" preserveAspectRatio=\"none\" role=\"group\" aria-label=\"{}\">",
        escape(href),
        timeline.step_name,
        grouped(u64::from(most)),
        if has_rhythm(timeline) { RHYTHM } else { "" },
        bins * SLOT,
        escape(label),
    );
    rhythm(&mut out, timeline);
    for (at, &count) in timeline.campaign.iter().enumerate() {
        bar(&mut out, timeline, (at, count), most, href);
    }
    let _ = write!(
        out,
        "</svg></div><p class=\"timeline-foot\"><span>{}</span> <span>{}</span> <span>{}</span></p></div>",
        said(timeline.start, timeline.step),
        said(start_of(timeline, bins / 2), timeline.step),
        said(end, timeline.step),
    );
    out
}

fn has_rhythm(timeline: &Timeline) -> bool {
    timeline.archive.iter().any(|count| *count > 0)
}

/// The archive's counts to their own scale, as one line with its area.
fn rhythm(out: &mut String, timeline: &Timeline) {
    if !has_rhythm(timeline) {
        return;
    }
    let most = timeline.archive.iter().copied().max().unwrap_or(1);
    let mut points = String::new();
    for (at, &count) in timeline.archive.iter().enumerate() {
        let y = TALL - TALL * f64::from(count) / f64::from(most);
        let _ = write!(points, "{},{y:.1} ", at * SLOT + SLOT / 2);
    }
    let last = timeline.archive.len().saturating_sub(1) * SLOT + SLOT / 2;
    let _ = write!(
        out,
        "<polygon class=\"timeline-area\" points=\"{},{TALL} {points}{last},{TALL}\"/>\
         <polyline class=\"timeline-rhythm\" points=\"{}\"/>",
        SLOT / 2,
        points.trim_end()
    );
}

/// A bar with its words, as a link where there is something to see; all of its height can be pressed.
fn bar(out: &mut String, timeline: &Timeline, (at, count): (usize, u32), most: u32, href: &str) {
    if count == 0 {
        return;
    }
    let height = (TALL * f64::from(count) / f64::from(most.max(1))).max(LEAST);
    let left = at * SLOT;
    let start = start_of(timeline, at);
    let drawn = format!(
        "<title>{}: {}</title><rect class=\"timeline-slot\" x=\"{left}\" y=\"0\" width=\"{SLOT}\" height=\"{TALL}\"/>\
         <rect class=\"timeline-bar\" x=\"{}\" y=\"{:.1}\" width=\"{BAR}\" height=\"{height:.1}\"/>",
        said(start, timeline.step),
        grouped(u64::from(count)),
        left + 1,
        TALL - height,
    );
    let ends = (
        known(moment(start, timeline.step)),
        known(moment(
            start_of(timeline, at.saturating_add(1)),
            timeline.step,
        )),
    );
    let _ = match ends {
        (Some(after), Some(before)) => write!(
            out,
            "<a href=\"{}after={after}&amp;before={before}\" data-at=\"{start}\" data-count=\"{count}\">{drawn}</a>",
            escape(href)
        ),
        _ => write!(out, "<g>{drawn}</g>"),
    };
}

fn start_of(timeline: &Timeline, bin: usize) -> i64 {
    let bin = i64::try_from(bin).unwrap_or(i64::MAX);
    timeline
        .start
        .saturating_add(timeline.step.saturating_mul(bin))
}

/// A moment as links and search terms name it: a minute where a step is shorter than a day.
#[must_use]
pub fn moment(unix: i64, step: i64) -> String {
    said(unix, step).replace(' ', "T")
}

/// A moment as readers see it.
fn said(unix: i64, step: i64) -> String {
    if step < DAY { minute(unix) } else { day(unix) }
}

/// The moment when it lies within the years that have a name.
fn known(moment: String) -> Option<String> {
    read_moment(&moment).map(|_| moment)
}

/// Reads a moment as [`moment`] writes it: seconds since 1970 UTC.
#[must_use]
pub fn read_moment(text: &str) -> Option<i64> {
    let time = text
        .parse::<civil::Date>()
        .ok()
        .filter(|_| text.len() == 10);
    let time = time.map(|date| date.to_datetime(civil::Time::midnight()));
    let time = time.or_else(|| {
        let time = civil::DateTime::strptime("%Y-%m-%dT%H:%M", text).ok()?;
        (text.len() == 16).then_some(time)
    })?;
    let zoned = time.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

/// Escapes text for element content and attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(times: &[i64], href: &str, label: &str) -> String {
        let line = Timeline::of(times, times).unwrap();
        timeline(&line, href, (None, None), label)
    }

    #[test]
    fn texts_cannot_leave_their_attributes() {
        let html = drawn(&[0, 90_000], "/x?a=\"><script>&", "'><script>");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("href=\"/x?a=&quot;&gt;&lt;script&gt;&amp;after=1970-01-01"));
    }

    #[test]
    fn each_bar_leads_to_its_own_messages() {
        for (times, link) in [
            (
                [0, 86_400 * 30],
                "/m?after=1970-01-31&amp;before=1970-02-01\"",
            ),
            (
                [0, 3_600 * 5],
                "/m?after=1970-01-01T05:00&amp;before=1970-01-01T05:10\"",
            ),
        ] {
            let mut many = times.to_vec();
            many.resize(100, times[0]);
            let html = drawn(&many, "/m?", "x");
            assert!(html.contains(link), "{html}");
            assert!(html.contains("data-count=\"99\""), "{html}");
        }
    }

    #[test]
    fn the_shown_range_is_told() {
        let line = Timeline::of(&[0, 86_400], &[]).unwrap();
        let html = timeline(&line, "/m?", (Some(7), None), "x");
        assert!(html.contains(" data-after=\"7\" data-href"), "{html}");
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for (text, time) in [
            ("1970-01-02", Some(DAY)),
            ("1970-01-01T01:05", Some(3_900)),
            ("1970-01-01 01:05", None),
            ("1970-1-1", None),
            ("1970-01-01T01:05:07", None),
            ("2026-02-30", None),
            ("19700101", None),
            ("", None),
            ("out of range", None),
        ] {
            assert_eq!(read_moment(text), time, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_time_of_the_named_years_comes_back(days in -700_000_i64..2_900_000, minute in 0_i64..1_440) {
            let time = days * DAY + minute * 60;
            prop_assert_eq!(read_moment(&moment(time, 60)), Some(time));
            prop_assert_eq!(read_moment(&moment(time, DAY)), Some(days * DAY));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
            let _ = read_moment(&text);
        }

        /// Every count is drawn once, and what is linked lies in the years that have a name.
        #[test]
        fn any_times_are_drawn(times in proptest::collection::vec(any::<i64>(), 1..50), href in "\\PC{0,9}") {
            let line = Timeline::of(&times, &times).unwrap();
            let html = timeline(&line, &href, (Some(i64::MIN), Some(i64::MAX)), "x");
            let bars = line.campaign.iter().filter(|count| **count > 0).count();
            prop_assert_eq!(html.matches("class=\"timeline-bar\"").count(), bars);
            prop_assert!(!html.contains("out of range&amp;"));
            prop_assert!(!html.contains("NaN"));
        }
    }
}
