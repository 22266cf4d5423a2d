//! The words that every report uses: verdicts in plain language, confidence, counts and dates.
//!
//! Likelihood and confidence are separate columns and never stand in one sentence (ICD 203, 2015).

use jiff::{Timestamp, tz::TimeZone};

use crate::campaign::Verdict;

/// A span of time in its greatest whole unit: `10 seconds`, `1 minute`, `24 hours`.
#[must_use]
pub fn span_of_seconds(seconds: u64) -> String {
    match seconds {
        0 => "the same second".to_owned(),
        s if s % 3_600 == 0 => count(s / 3_600, "hour", "hours"),
        s if s % 60 == 0 => count(s / 60, "minute", "minutes"),
        s => count(s, "second", "seconds"),
    }
}

/// The sentence that stands in every report and on every overview.
pub const LAWFUL: &str = "Sending the same letter as others is lawful participation. A large group is not evidence of \
                          manipulation.";

/// What no report of this program says.
pub const NOT_SAID: [(&str, &str); 4] = [
    (
        "Attribution",
        "It names no person, organisation or state as the author of a campaign. It compares traces of letters, not people.",
    ),
    (
        "Truth",
        "It does not judge whether what the letters say is right, wrong, fair or offensive.",
    ),
    (
        "Intent",
        "It does not say why the letters were sent. The same traces can come from honest and dishonest purposes.",
    ),
    (
        "Impact",
        "It does not measure whether anybody was persuaded, or what the letters changed.",
    ),
];

/// The limits of the method, as every report states them.
pub const LIMITS: [&str; 6] = [
    "A case shows only the messages that were handed in. Letters that were filtered, deleted or sent elsewhere are not in it.",
    "Authentication results and times are shown as the receiving side recorded them; they were not checked again.",
    "Headers below the receiving side's own can be written by the sender. Agreement between them is evidence; their content alone is not.",
    "Careful operators who use different machines, different words and human hours leave little to see. No finding is not a clean bill.",
    "Many people who use one campaign website share a machine, a template and a client. That is why machine evidence alone decides nothing.",
    "Weights of evidence are estimates. Cues of one family depend on each other; that is why only the heaviest counts whole.",
];

/// Words a reader may not know.
pub const GLOSSARY: [(&str, &str); 11] = [
    (
        "account",
        "who a message claims to come from: an address or a handle. An account is not a person.",
    ),
    (
        "own text",
        "what the writer wrote, without quoted mail, signature, disclaimer and list footer.",
    ),
    (
        "group",
        "messages whose own text is the same up to small edits.",
    ),
    (
        "template",
        "what a group was written from: fixed words, choices, fields, optional parts and free additions. Slots are boxed and numbered.",
    ),
    (
        "campaign",
        "groups, and paraphrases of them, that push one thing in one span of time.",
    ),
    (
        "evidence",
        "one observation with the messages it rests on, its weight and its innocent explanation.",
    ),
    (
        "weight (dB)",
        "decibans, 10·log₁₀ of how much more often one would see this if one hand sent the letters than if many independent people did. +10 is ten to one for one hand, −10 ten to one for many people.",
    ),
    (
        "family",
        "kinds of evidence that depend on each other: template, machine, clock, name, spread, declared.",
    ),
    (
        "likelihood",
        "the words of ICD 203 with their percentages. They come from the summed weight and the prior alone; operated campaigns alone are called more than likely.",
    ),
    (
        "confidence",
        "how much the evidence could still change: high, moderate or low, from the number of independent families that speak and the number of messages.",
    ),
    (
        "pseudonym",
        "a stand-in for an address, made with a key that is not in this report.",
    ),
];

/// A verdict as people read it.
#[must_use]
pub const fn verdict_label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Operated => "operated",
        Verdict::FormLetter => "form letter",
        Verdict::BulkSender => "bulk sender",
        Verdict::Undetermined => "undetermined",
    }
}

/// A sign that tells verdicts apart without colour.
#[must_use]
pub const fn verdict_sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Operated => "◆",
        Verdict::FormLetter => "≡",
        Verdict::BulkSender => "▸",
        Verdict::Undetermined => "○",
    }
}

/// What a verdict means, after "is consistent with".
#[must_use]
pub const fn verdict_meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Operated => "one hand writing under many names",
        Verdict::FormLetter => "many people sending one text",
        Verdict::BulkSender => {
            "one declared sender, such as a newsletter or a notification service"
        }
        Verdict::Undetermined => "more than one explanation; the evidence does not tell them apart",
    }
}

/// The order in which verdicts are listed: what needs a person's eye first.
#[must_use]
pub const fn verdict_rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Operated => 0,
        Verdict::Undetermined => 1,
        Verdict::FormLetter => 2,
        Verdict::BulkSender => 3,
    }
}

/// A count with its noun, in the singular where it is one: `1 message`, `12,480 messages`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A number with commas between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as a whole percentage; a share that is not 0 or 1 never shows as 0 or 100.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = (part as f64 / whole as f64 * 100.0).round();
    match share {
        s if s <= 0.0 && part > 0 => "< 1 %".to_owned(),
        s if s >= 100.0 && part < whole => "> 99 %".to_owned(),
        s => format!("{s:.0} %"),
    }
}

/// A weight with its sign: `+12.1`, `−3.0`, `0.0`.
#[must_use]
pub fn signed(weight: f64) -> String {
    match weight {
        w if w >= 0.05 => format!("+{w:.1}"),
        w if w <= -0.05 => format!("−{:.1}", -w),
        _ => "0.0".to_owned(),
    }
}

/// Bytes in the largest unit that keeps at least one whole digit.
#[must_use]
pub fn bytes(number: u64) -> String {
    let mut value = number as f64;
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return if unit == "bytes" {
                format!("{number} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

/// A day in UTC: `2026-03-11`.
#[must_use]
pub fn day(unix: i64) -> String {
    format_time(unix, "%Y-%m-%d")
}

/// A minute in UTC: `2026-03-11 09:05`.
#[must_use]
pub fn minute(unix: i64) -> String {
    format_time(unix, "%Y-%m-%d %H:%M")
}

/// A span in days, or in minutes when it lies within two days.
#[must_use]
pub fn span(range: Option<(i64, i64)>) -> String {
    match range {
        None => "no dates".to_owned(),
        Some((first, last)) if last.saturating_sub(first) < 2 * 86_400 => {
            let (from, to) = (minute(first), minute(last));
            if from == to {
                from
            } else if day(first) == day(last) {
                format!("{from} – {}", to.get(11..).unwrap_or(&to))
            } else {
                format!("{from} – {to}")
            }
        }
        Some((first, last)) => format!("{} – {}", day(first), day(last)),
    }
}

/// A span in days.
#[must_use]
pub fn days(range: Option<(i64, i64)>) -> String {
    match range.map(|(first, last)| (day(first), day(last))) {
        None => "no dates".to_owned(),
        Some((first, last)) if first == last => first,
        Some((first, last)) => format!("{first} – {last}"),
    }
}

fn format_time(unix: i64, pattern: &str) -> String {
    Timestamp::from_second(unix).map_or_else(
        |_| "out of range".to_owned(),
        |stamp| stamp.to_zoned(TimeZone::UTC).strftime(pattern).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(123), "123");
        assert_eq!(percent(1, 1000), "< 1 %");
        assert_eq!(percent(999, 1000), "> 99 %");
        assert_eq!(percent(62, 100), "62 %");
        assert_eq!(signed(-3.04), "−3.0");
        assert_eq!(signed(-0.01), "0.0");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(count(1, "message", "messages"), "1 message");
    }

    #[test]
    fn spans_name_the_time_only_when_it_matters() {
        assert_eq!(span(Some((0, 3600))), "1970-01-01 00:00 – 01:00");
        assert_eq!(span(Some((0, 86_400 * 30))), "1970-01-01 – 1970-01-31");
        assert_eq!(
            span(Some((i64::MIN, i64::MAX))),
            "out of range – out of range"
        );
    }
}
