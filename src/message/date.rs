//! Dates as mail states them: RFC 5322, and a ladder of what real mailers write instead.
//!
//! In: the value of a Date field, what follows the `;` of a Received field, or an mbox envelope.
//! Out: [`Stamp`], and whether it took lenience. Years before 1900 or after 9999 are no dates.
//!
//! Source: RFC 5322 §3.3, §4.3 (obsolete zones, short years); ISO 8601; C's `asctime`. The value
//! is cut into numbers, words and signs, and each is taken for what it can only be.

use jiff::{civil::DateTime, tz::TimeZone};

use super::Stamp;

/// A date is read from this many bytes at most.
const LONGEST: usize = 160;

/// Reads a date; `None` when there is none. The flag tells whether it took lenience.
#[must_use]
pub fn read_date(value: &str) -> Option<(Stamp, bool)> {
    let mut found = Found::default();
    let (outside, comment) = without_comments(value);
    found.read(&tokens(&outside));
    if found.zone.is_none() && !found.zone_unknown && !comment.is_empty() {
        found.read_zone_only(&tokens(&comment));
    }
    Some((found.stamp()?, found.lenient || !found.rfc_form(&outside)))
}

/// Reads the date of an mbox envelope line (`From address Thu Aug 22 12:36:23 2002`).
#[must_use]
pub fn read_envelope_date(line: &str) -> Option<Stamp> {
    let rest = line.strip_prefix("From ").unwrap_or(line).trim_start();
    let date = rest.split_once([' ', '\t']).map_or("", |(_, date)| date);
    read_date(date)
        .or_else(|| read_date(rest))
        .map(|(stamp, _)| stamp)
}

/// The value without its comments, and the comments' text.
fn without_comments(value: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for c in value.trim().chars().take(LONGEST) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => inside.push(c),
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// A run of digits, a run of letters, or one other character; blanks are signs too.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(u32, usize),
    Word(String),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_ascii_digit() {
            let mut digits = String::new();
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            out.push(Token::Number(
                digits.parse().unwrap_or(u32::MAX),
                digits.len(),
            ));
        } else if c.is_alphabetic() {
            let mut word = String::new();
            while let Some(letter) = chars.next_if(|c| c.is_alphabetic()) {
                word.extend(letter.to_lowercase());
            }
            out.push(Token::Word(word));
        } else {
            chars.next();
            out.push(Token::Sign(if c.is_whitespace() { ' ' } else { c }));
        }
    }
    out
}

#[derive(Debug, Default)]
struct Found {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<(u32, u32, u32)>,
    afternoon: Option<bool>,
    zone: Option<i16>,
    zone_unknown: bool,
    lenient: bool,
}

impl Found {
    fn read(&mut self, mut rest: &[Token]) {
        while !rest.is_empty() {
            let used = self
                .take_time(rest)
                .or_else(|| self.take_numeric_date(rest))
                .or_else(|| self.take_offset(rest));
            let used = used.unwrap_or_else(|| {
                match rest.first() {
                    Some(Token::Number(number, digits)) => self.take_number(*number, *digits),
                    Some(Token::Word(word)) => self.take_word(word),
                    _ => {}
                }
                1
            });
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    fn read_zone_only(&mut self, rest: &[Token]) {
        for at in 0..rest.len() {
            let here = rest.get(at..).unwrap_or_default();
            if self.zone.is_none()
                && self.take_offset(here).is_none()
                && let Some(Token::Word(word)) = here.first()
            {
                self.zone = zone_of(word);
            }
        }
        self.lenient = true;
    }

    /// `20:31`, `20:31:57`, `20:31:57.123`.
    fn take_time(&mut self, rest: &[Token]) -> Option<usize> {
        let [
            Token::Number(hour, 1 | 2),
            Token::Sign(':'),
            Token::Number(minute, 1 | 2),
            tail @ ..,
        ] = rest
        else {
            return None;
        };
        if self.time.is_some() {
            return None;
        }
        let (second, used) = match tail {
            [
                Token::Sign(':'),
                Token::Number(second, 1 | 2),
                Token::Sign('.' | ','),
                Token::Number(..),
                ..,
            ] => (*second, 7),
            [Token::Sign(':'), Token::Number(second, 1 | 2), ..] => (*second, 5),
            _ => (0, 3),
        };
        self.time = Some((*hour, *minute, second));
        Some(used)
    }

    /// `2002-08-22`, `22/8/2002`, `22.08.02`; of two that can both be months the first is the month.
    fn take_numeric_date(&mut self, rest: &[Token]) -> Option<usize> {
        let [
            Token::Number(first, digits),
            Token::Sign(mark @ ('-' | '/' | '.')),
            Token::Number(second, 1 | 2),
            Token::Sign(same),
            Token::Number(third, last),
            ..,
        ] = rest
        else {
            return None;
        };
        if mark != same || self.month.is_some() || self.year.is_some() {
            return None;
        }
        let (year, month, day) = match (*digits, *last) {
            (4, 1 | 2) => (*first, *second, *third),
            (1 | 2, 2 | 4) if *first > 12 || *mark == '.' => {
                (short_year(*third, *last), *second, *first)
            }
            (1 | 2, 2 | 4) => (short_year(*third, *last), *first, *second),
            _ => return None,
        };
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        self.lenient = true;
        Some(5)
    }

    /// `+0200`, `-05:00`, `+1`; needs a time before it. `-0000` says that the zone is not known.
    fn take_offset(&mut self, rest: &[Token]) -> Option<usize> {
        let [
            Token::Sign(sign @ ('+' | '-')),
            Token::Number(number, digits),
            tail @ ..,
        ] = rest
        else {
            return None;
        };
        if self.time.is_none() || self.zone.is_some_and(|zone| zone != 0) {
            return None;
        }
        let (hours, minutes, used) = match (*digits, tail) {
            (1 | 2, [Token::Sign(':'), Token::Number(minutes, 2), ..]) => (*number, *minutes, 4),
            (1 | 2, _) => (*number, 0, 2),
            (3 | 4, _) => (number / 100, number % 100, 2),
            _ => return None,
        };
        self.lenient |= *digits != 4;
        let total = i16::try_from(hours * 60 + minutes)
            .ok()
            .filter(|total| minutes < 60 && *total <= 24 * 60);
        match total {
            Some(0) if *sign == '-' => self.zone_unknown = true,
            Some(total) => self.zone = Some(if *sign == '-' { -total } else { total }),
            None => (self.zone_unknown, self.lenient) = (true, true),
        }
        Some(used)
    }

    fn take_number(&mut self, number: u32, digits: usize) {
        match digits {
            1 | 2 if self.day.is_none() && (1..=31).contains(&number) => self.day = Some(number),
            2..=4 if self.year.is_none() && self.day.is_some() => {
                self.lenient |= digits != 4 || number < 1900;
                self.year = Some(short_year(number, digits));
            }
            4 if self.year.is_none() => {
                self.lenient |= number < 1900;
                self.year = Some(short_year(number, digits));
            }
            // An offset whose sign was lost, as `0530`.
            4 if self.time.is_some()
                && self.zone.is_none()
                && number <= 1400
                && number % 100 < 60 =>
            {
                self.zone = i16::try_from(number / 100 * 60 + number % 100).ok();
                self.lenient = true;
            }
            _ => self.lenient = true,
        }
    }

    fn take_word(&mut self, word: &str) {
        if let Some(month) = month_of(word).filter(|_| self.month.is_none()) {
            self.month = Some(month);
        } else if word == "am" || word == "pm" {
            self.afternoon = Some(word == "pm");
            self.lenient = true;
        } else if self.time.is_some() && self.zone.is_none() && !self.zone_unknown {
            self.zone = zone_of(word);
            self.zone_unknown = self.zone.is_none() && word.len() == 1;
        }
    }

    fn stamp(&self) -> Option<Stamp> {
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let year = self.year.filter(|year| (1900..=9999).contains(year))?;
        let small = |number: u32| i8::try_from(number).ok();
        // A leap second is read as the second before it, for a civil clock has none.
        let civil = DateTime::new(
            i16::try_from(year).ok()?,
            small(self.month?)?,
            small(self.day?)?,
            small(hour)?,
            small(minute)?,
            small(if second == 60 { 59 } else { second })?,
            0,
        );
        let utc = TimeZone::UTC.to_timestamp(civil.ok()?).ok()?.as_second();
        Some(Stamp {
            unix: utc - i64::from(self.zone.unwrap_or(0)) * 60,
            offset: self.zone,
        })
    }

    /// Whether the value has the order that RFC 5322 asks for, and states a zone.
    fn rfc_form(&self, outside: &str) -> bool {
        let mut rest = outside.trim();
        if let Some((day, after)) = rest.split_once(',') {
            if weekday(day.trim()) && after.starts_with([' ', '\t']) {
                rest = after.trim_start();
            } else {
                return false;
            }
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [day, month, year, time, zone] = words.as_slice() else {
            return false;
        };
        day.parse::<u8>().is_ok()
            && month.len() == 3
            && month_of(&month.to_lowercase()).is_some()
            && year.len() == 4
            && time.contains(':')
            && (self.zone.is_some() || self.zone_unknown)
            && !(zone.contains('+') && zone.len() != 5)
    }
}

fn weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.eq_ignore_ascii_case(day))
}

/// Two digits below 50 are of this century, three digits count from 1900 (RFC 5322 §4.3).
fn short_year(year: u32, digits: usize) -> u32 {
    match digits {
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        // Clients that print the years since 1900 with four digits: 0102 is 2002.
        4 if (70..200).contains(&year) => year + 1900,
        _ => year,
    }
}

fn month_of(word: &str) -> Option<u32> {
    let start: String = word.chars().take(3).collect();
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let index = months.iter().position(|month| *month == start)?;
    u32::try_from(index + 1).ok()
}

/// Minutes east of UTC of the zones of RFC 5322 §4.3 and of those that mail has besides.
fn zone_of(word: &str) -> Option<i16> {
    let hours = match word {
        "ut" | "utc" | "gmt" | "z" | "wet" => 0,
        "bst" | "cet" | "met" | "west" | "mez" => 1,
        "cest" | "mest" | "eet" | "mesz" => 2,
        "eest" | "msk" => 3,
        "hkt" | "sgt" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        "brt" | "art" => -3,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2002-08-21 20:31:57 UTC.
    const BASE: i64 = 1_029_961_917;

    fn check(value: &str, unix: i64, offset: Option<i16>, lenient: bool) {
        assert_eq!(
            read_date(value),
            Some((Stamp { unix, offset }, lenient)),
            "{value}"
        );
    }

    #[test]
    fn dates_of_the_rfc_are_read_strictly() {
        check("Wed, 21 Aug 2002 20:31:57 +0000", BASE, Some(0), false);
        check(
            "Wed, 21 Aug 2002 20:31:57 +0200 (CEST)",
            BASE - 7200,
            Some(120),
            false,
        );
        check("21 Aug 2002 20:31 -0000", BASE - 57, None, false);
        check(
            "Wed, 21 Aug 2002 20:31:57 EDT",
            BASE + 4 * 3600,
            Some(-240),
            false,
        );
        check(
            "Wed, 21 Aug 2002 20:31:57 -1600",
            BASE + 16 * 3600,
            Some(-960),
            false,
        );
    }

    #[test]
    fn dates_of_real_mailers_are_read_leniently() {
        for (value, unix, offset) in [
            ("Wed,21 Aug 2002 20:31:57 +0000", BASE, Some(0)),
            ("Wed, 21 Aug 2002 20:31:57", BASE, None),
            ("Wed, 21 Aug 2002 20:31:57 (GMT)", BASE, Some(0)),
            ("Wed, 21 Aug 2002 20:31:57 GMT+1", BASE - 3600, Some(60)),
            (
                "Wed, 21 Aug 2002 20:31:57 UTC-05:00",
                BASE + 5 * 3600,
                Some(-300),
            ),
            ("Wed, 21 Aug 02 20:31:57 +0000", BASE, Some(0)),
            ("21 Aug 102 20:31:57 GMT", BASE, Some(0)),
            ("21 Aug 02 8:31:57 PM", BASE, None),
            ("Wed, 21 Aug 0102 20:31:57 +0000", BASE, Some(0)),
            ("Wed, 21 Aug 2002 20:31:57 0530", BASE - 19_800, Some(330)),
            ("2002-08-21T20:31:57Z", BASE, Some(0)),
            ("2002-08-21 20:31:57.25 +02:00", BASE - 7200, Some(120)),
            ("Wed Aug 21 20:31:57 2002", BASE, None),
            ("Wed Aug 21 20:31:57 PDT 2002", BASE + 7 * 3600, Some(-420)),
            ("21-Aug-2002 20:31:57 GMT", BASE, Some(0)),
            ("Wednesday, August 21, 2002 8:31:57 PM", BASE, None),
            ("8/21/2002 20:31:57", BASE, None),
            ("21.08.2002 20:31:57", BASE, None),
        ] {
            check(value, unix, offset, true);
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for value in [
            "",
            "today",
            "99 Aug 2002 20:31:57",
            "31 Apr 2002 10:00",
            "1 Jan 99999 00:00:00",
            "12:30",
            "1 Jan 0000 25:00",
        ] {
            assert_eq!(read_date(value), None, "{value}");
        }
    }

    #[test]
    fn envelope_dates_are_read() {
        let expected = Some(Stamp {
            unix: BASE,
            offset: None,
        });
        assert_eq!(
            read_envelope_date("From MAILER-DAEMON Wed Aug 21 20:31:57 2002"),
            expected
        );
        assert_eq!(
            read_envelope_date("From a2@b.c  Wed Aug 21 20:31:57 2002"),
            expected
        );
        let zoned = Some(Stamp {
            unix: BASE,
            offset: Some(0),
        });
        assert_eq!(
            read_envelope_date("From 1844@xxx Wed Aug 21 20:31:57 +0000 2002"),
            zoned
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(value in ".{0,60}", digits in "[0-9:+. A-Za-z,/-]{0,60}") {
            let _ = read_date(&value);
            let _ = read_date(&digits);
            let _ = read_envelope_date(&digits);
        }
    }
}
