//! Charts as SVG text, drawn by us so that pages load nothing and bytes repeat.
//!
//! In: a [`Timeline`]. Out: one `<svg>` element; colours come from the page's style sheet by class,
//! sizes are whole numbers or tenths, so the same data gives the same bytes.

use std::fmt::Write as _;

use super::{
    timeline::Timeline,
    words::{day, grouped, minute},
};

const WIDTH: f64 = 860.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 14.0;
const HEIGHT: f64 = 150.0;
const FOOT: f64 = 24.0;

/// Bars for the campaign, a line for the archive, each scaled to its own maximum.
#[must_use]
pub(super) fn timeline(timeline: &Timeline, label: &str) -> String {
    let most = timeline.campaign.iter().copied().max().unwrap_or(0).max(1);
    let bins = timeline.campaign.len().max(1) as f64;
    let slot = (WIDTH - LEFT) / bins;
    let base = TOP + HEIGHT;
    let mut svg = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH:.0} {:.0}\" role=\"img\" aria-label=\"{}\">",
        base + FOOT,
        escape(label)
    );
    frame(&mut svg, most, base);
    let rhythm = rhythm(timeline, slot, base);
    if !rhythm.is_empty() {
        let end = LEFT + slot * (bins - 0.5);
        let _ = write!(
            svg,
            "<polygon class=\"area\" points=\"{:.1},{base:.1} {rhythm}{end:.1},{base:.1}\"/>",
            LEFT + slot * 0.5
        );
    }
    bars(&mut svg, timeline, most, slot, base);
    if !rhythm.is_empty() {
        let _ = write!(
            svg,
            "<polyline class=\"rhythm\" points=\"{}\"/>",
            rhythm.trim_end()
        );
    }
    times(&mut svg, timeline, slot, base);
    svg.push_str("</svg>");
    svg
}

/// The campaign's bars, each with its time and count as a tooltip.
fn bars(svg: &mut String, timeline: &Timeline, most: u32, slot: f64, base: f64) {
    svg.push_str("<g class=\"bars\">");
    for (at, &count) in timeline
        .campaign
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        let height = (HEIGHT * f64::from(count) / f64::from(most)).max(1.0);
        let width = (slot - (slot * 0.15).min(3.0)).clamp(0.8, 48.0);
        let x = LEFT + slot * at as f64 + (slot - width) / 2.0;
        let _ = write!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{}: {}</title></rect>",
            base - height,
            moment(timeline, at),
            grouped(u64::from(count)),
        );
    }
    svg.push_str("</g>");
}

/// The archive's counts as points, to their own scale; empty when there are none.
fn rhythm(timeline: &Timeline, slot: f64, base: f64) -> String {
    let mut points = String::new();
    let most = timeline.archive.iter().copied().max().unwrap_or(0);
    for (at, &count) in timeline.archive.iter().enumerate().filter(|_| most > 0) {
        let y = base - HEIGHT * f64::from(count) / f64::from(most);
        let _ = write!(points, "{:.1},{y:.1} ", LEFT + slot * (at as f64 + 0.5));
    }
    points
}

/// Axis, half-way line and the scale's numbers.
fn frame(svg: &mut String, most: u32, base: f64) {
    let mut numbers = vec![0, most / 2, most];
    numbers.dedup();
    for number in numbers {
        let y = base - HEIGHT * f64::from(number) / f64::from(most);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT:.0}\" x2=\"{WIDTH:.0}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            grouped(u64::from(number)),
        );
    }
}

/// The first, the middle and the last bin's time below the axis.
fn times(svg: &mut String, timeline: &Timeline, slot: f64, base: f64) {
    let last = timeline.campaign.len().saturating_sub(1);
    let mut marks = vec![(0, "start"), (last / 2, "middle"), (last, "end")];
    marks.dedup_by_key(|(at, _)| *at);
    if last < 4 {
        marks.truncate(1);
    }
    for (at, anchor) in marks {
        let x = match anchor {
            "start" => LEFT,
            "end" => WIDTH,
            _ => LEFT + slot * (at as f64 + 0.5),
        };
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            base + 17.0,
            moment(timeline, at),
        );
    }
}

fn moment(timeline: &Timeline, at: usize) -> String {
    let at = i64::try_from(at).unwrap_or(0);
    let time = timeline
        .start
        .saturating_add(timeline.step.saturating_mul(at));
    if timeline.step < 86_400 {
        minute(time)
    } else {
        day(time)
    }
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
    use super::*;

    #[test]
    fn a_label_cannot_leave_its_attribute() {
        let line = Timeline::of(&[0, 3_600], &[]).expect("there are times");
        let svg = timeline(&line, "\"><script>alert(1)</script>");
        assert!(!svg.contains("<script"));
        assert!(svg.contains("&quot;&gt;&lt;script&gt;"));
    }

    #[test]
    fn the_tallest_bar_fills_the_height() {
        let line = Timeline::of(&[0, 0, 0, 36_000], &[0, 36_000]).expect("there are times");
        let svg = timeline(&line, "x");
        assert!(svg.contains("height=\"150.0\""));
        assert!(svg.contains("class=\"rhythm\""));
    }
}
