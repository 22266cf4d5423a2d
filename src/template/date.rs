//! Dates that are written with the month's name.
//!
//! In: tokens of a text. Out: how many of them from one place on make up a date: `7 July 2025`,
//! `July 7`, `7 июля`, `7月12日`. The tokens themselves know only dates of digits. Month names are
//! those of Unicode CLDR (wide form) for the languages that we test with; others stay words.

use super::unit::slice;
use crate::fingerprint::{Class, Token};

/// Month names in lower case: English, French, Swahili, Malay, Spanish, Portuguese, Russian
/// (genitive), Arabic; names that several languages share stand once.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "januari",
    "februari",
    "machi",
    "aprili",
    "mei",
    "juni",
    "julai",
    "agosti",
    "septemba",
    "oktoba",
    "novemba",
    "desemba",
    "mac",
    "jun",
    "ogos",
    "oktober",
    "disember",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

/// Marks behind the numbers of a Chinese or Japanese date.
const MARKS: [&str; 4] = ["年", "月", "日", "号"];

/// What one token can be in a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Year,
    Month,
    Mark,
}

/// Tokens from `at` on that make up a date with a named month; 0 when they don't.
pub(super) fn run(text: &str, tokens: &[Token], at: usize) -> usize {
    // Nearly all tokens are words beside words, which need no look into the text.
    let near = tokens.iter().skip(at).take(2);
    if !near.clone().any(|t| t.class == Class::Number) {
        return 0;
    }
    let part = |n: usize| {
        let token = tokens.get(at + n)?;
        let before = if n > 0 { tokens.get(at + n - 1) } else { None };
        let between = before.map_or("", |b| slice(text, b.span.end, token.span.start));
        let beside = matches!(between, "" | " " | ", ");
        part(slice(text, token.span.start, token.span.end), token.class).filter(|_| beside)
    };
    match (part(0), part(1), part(2)) {
        (Some(Part::Day | Part::Year), Some(Part::Mark), _) => {
            let pairs = (0..3).take_while(|n| {
                matches!(part(n * 2), Some(Part::Day | Part::Year))
                    && part(n * 2 + 1) == Some(Part::Mark)
            });
            pairs.count() * 2
        }
        (Some(Part::Day), Some(Part::Month), Some(Part::Year))
        | (Some(Part::Month), Some(Part::Day), Some(Part::Year)) => 3,
        (Some(Part::Day), Some(Part::Month), _)
        | (Some(Part::Month), Some(Part::Day | Part::Year), _) => 2,
        _ => 0,
    }
}

fn part(written: &str, class: Class) -> Option<Part> {
    if class == Class::Number {
        return match written.parse::<u16>().ok()? {
            1..=31 => Some(Part::Day),
            1900..=2100 => Some(Part::Year),
            _ => None,
        };
    }
    if MARKS.contains(&written) {
        return Some(Part::Mark);
    }
    let lower = written.to_lowercase();
    MONTHS.contains(&lower.as_str()).then_some(Part::Month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tokens;

    #[test]
    fn named_months_make_dates_and_numbers_alone_do_not() {
        let table = [
            ("7 July 2025 came", 3),
            ("7 July came", 2),
            ("March 3, 1999", 3),
            ("le 7 août", 0),
            ("12 Septemba", 2),
            ("7 июля", 2),
            ("2025年7月12日", 6),
            ("7 posts", 0),
            ("may come", 0),
            ("62 July", 0),
            ("page 7. May I", 0),
            ("7. May I", 0),
        ];
        for (text, expected) in table {
            assert_eq!(run(text, &tokens(text), 0), expected, "{text}");
        }
    }
}
