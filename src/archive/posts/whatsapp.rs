//! Chats as `WhatsApp` writes them: a line with a time in front a message, and lines behind it that go on with it.
//!
//! In: all bytes of a chat. Out: one record a message, its lines included; lines of the system, which name no author, are
//! none. The layout's `around` is the order of day, month and year, decided over the whole chat: phones write dates in the
//! form of their place and say nothing about it.
//!
//! Source: files as phones write them, in the forms that the parsers whatstk and chat-miner document. Marks of direction
//! stand before times and names; the space before AM and PM can be a narrow one that does not break.

use std::ops::ControlFlow;

use super::{
    super::separator,
    cut::Piece,
    export::{Export, Known, Syntax},
    held::{Take, layout},
};
use crate::{
    archive::RawBytes,
    source::{Defect, DefectKind},
};

/// Characters of the longest stamp.
const LONGEST_STAMP: usize = 48;
/// Characters of the longest name.
const LONGEST_NAME: usize = 80;
/// Messages that are looked at when a file is told.
const LOOKED_AT: usize = 12;

/// In which order a date's numbers stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

impl Order {
    /// All of them; of two that explain a chat alike the first is taken, since most of the world writes so.
    const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];

    /// The word kept with each record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day/month/year",
            Self::MonthFirst => "month/day/year",
            Self::YearFirst => "year/month/day",
        }
    }

    /// The order of a word.
    #[must_use]
    pub fn of(word: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|order| order.word().as_bytes() == word)
    }
}

/// A time in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The numbers of the date as they stand.
    pub date: [u16; 3],
    /// Hour of 24.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second, where one is told.
    pub second: Option<u8>,
}

impl Stamp {
    /// Year, month and day, read in an order; `None` when there is no such month or day.
    #[must_use]
    pub fn date(&self, order: Order) -> Option<(i16, i8, i8)> {
        let [a, b, c] = self.date;
        // Years in front are written whole.
        if order == Order::YearFirst && a < 1_000 {
            return None;
        }
        let (year, month, day) = match order {
            Order::DayFirst => (c, b, a),
            Order::MonthFirst => (c, a, b),
            Order::YearFirst => (a, b, c),
        };
        let year = if year < 100 { year + 2_000 } else { year };
        let fits =
            (1..=12).contains(&month) && (1..=31).contains(&day) && (1_970..=9_999).contains(&year);
        fits.then_some((
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        ))
    }
}

/// A message's first line in its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// When.
    pub stamp: Stamp,
    /// Who; empty where the system speaks.
    pub name: &'a str,
    /// What, up to the line's end.
    pub text: &'a str,
}

/// Marks of direction and of byte order, which are not seen.
const MARKS: [char; 8] = [
    '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{2066}', '\u{2069}', '\u{feff}',
];

/// Parts a line that begins with a time; `None` for any other.
#[must_use]
pub fn line(line: &str) -> Option<Line<'_>> {
    let line = line.trim_start_matches(MARKS);
    let (stamp, rest) = if let Some(inner) = line.strip_prefix('[') {
        let (stamp, rest) = inner.split_once(']')?;
        (stamp, rest.strip_prefix(' ')?)
    } else {
        line.split_once(" - ")?
    };
    let stamp = read_stamp(stamp)?;
    let rest = rest.trim_start_matches(MARKS);
    let named = rest
        .split_once(": ")
        .or_else(|| rest.strip_suffix(':').map(|name| (name, "")))
        .filter(|(name, _)| (1..=LONGEST_NAME).contains(&name.chars().count()));
    let (name, text) = named.unwrap_or(("", rest));
    Some(Line {
        stamp,
        name: name.trim_matches(MARKS).trim(),
        text: text.trim_start_matches(MARKS),
    })
}

/// `12/9/20, 23:55`, `09.12.20, 23:55:10`, `2020-12-09 11:55 p.m.`
fn read_stamp(text: &str) -> Option<Stamp> {
    if text.len() > LONGEST_STAMP {
        return None;
    }
    let at = text.find([',', ' '])?;
    let (date, time) = text.split_at(at);
    let time = time.trim_start_matches([',', ' ', '\u{202f}', '\u{a0}']);
    let mut numbers = [0; 3];
    let mut parts = date.split(['/', '.', '-']);
    for number in &mut numbers {
        *number = digits(parts.next()?, 4)?;
    }
    // Some places end the date in a dot.
    if parts.any(|part| !part.is_empty()) {
        return None;
    }
    let end = time
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'))
        .unwrap_or(time.len());
    let (clock, half) = time.split_at(end);
    let mut clock = clock.trim_end_matches('.').split([':', '.']);
    let hour = digits(clock.next()?, 2)?;
    let minute = digits(clock.next()?, 2)?;
    let second = clock.next().map(|second| digits(second, 2));
    let half: String = half.chars().filter(char::is_ascii_alphabetic).collect();
    let hour = match (half.to_ascii_lowercase().as_str(), hour) {
        ("am", 12) => 0,
        ("", hour) | ("am", hour @ 0..12) => hour,
        ("pm", 12) => 12,
        ("pm", hour @ 0..12) => hour + 12,
        _ => return None,
    };
    let second = match second {
        None => None,
        Some(second) => Some(u8::try_from(second?).ok().filter(|second| *second < 60)?),
    };
    (hour < 24 && minute < 60 && clock.next().is_none()).then_some(Stamp {
        date: numbers,
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second,
    })
}

fn digits(text: &str, most: usize) -> Option<u16> {
    let fits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Tells a chat: its first line begins with a time, and some message has an author.
pub(super) fn sniff(head: &[u8]) -> Option<Known> {
    let head = String::from_utf8_lossy(head.get(separator::skip_blank(head)..)?);
    line(head.lines().next()?)?;
    let mut lines = head.lines().filter_map(line).take(LOOKED_AT);
    lines.any(|line| !line.name.is_empty()).then_some(Known {
        export: Export::WhatsApp,
        syntax: Syntax::ChatLine,
        delimiter: 0,
    })
}

/// Cuts a chat into its messages.
pub(super) fn cut(bytes: &RawBytes, take: &mut Take<'_>) -> ControlFlow<()> {
    let all = bytes.as_ref();
    let messages = messages(all);
    let stamps = || messages.iter().map(|message| message.stamp);
    let (order, is_certain) = order(stamps);
    let layout = layout(
        Export::WhatsApp,
        Syntax::ChatLine,
        order.word().as_bytes().to_vec(),
    );
    for message in messages.iter().filter(|message| message.has_author) {
        let piece = Piece {
            offset: message.start as u64,
            line: message.line,
            bytes: bytes.slice(message.start, message.end),
            layout: Some(std::sync::Arc::clone(&layout)),
        };
        take(Ok(piece))?;
    }
    if is_certain || messages.is_empty() {
        return ControlFlow::Continue(());
    }
    let words = format!(
        "day and month cannot be told apart; dates were read as {}",
        order.word()
    );
    take(Err(Defect::new(DefectKind::LenientDate, 0, words)))
}

/// Where a message stands.
struct Message {
    start: usize,
    end: usize,
    line: u64,
    stamp: Stamp,
    has_author: bool,
}

fn messages(all: &[u8]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut start = 0;
    for (number, raw) in (1..).zip(all.split_inclusive(|&byte| byte == b'\n')) {
        let end = start + raw.len();
        let text = raw.get(..raw.len().min(1_024)).unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        let kept = start + raw.trim_ascii_end().len();
        match (
            line(text.trim_end_matches(['\r', '\n'])),
            messages.last_mut(),
        ) {
            (Some(line), _) => messages.push(Message {
                start,
                end: kept,
                line: number,
                stamp: line.stamp,
                has_author: !line.name.is_empty(),
            }),
            (None, Some(last)) if kept > start => last.end = kept,
            _ => {}
        }
        start = end;
    }
    messages
}

/// The order that explains the most dates, and of these the one in which time goes back the least; and whether anything
/// speaks for it rather than for another.
fn order<I: Iterator<Item = Stamp>>(stamps: impl Fn() -> I) -> (Order, bool) {
    let faults = |order: Order| {
        let unread = stamps().filter(|stamp| stamp.date(order).is_none()).count();
        let mut last = None;
        let mut back = 0_usize;
        for stamp in stamps() {
            let Some(date) = stamp.date(order) else {
                continue;
            };
            let now = (date, stamp.hour, stamp.minute);
            back += usize::from(last.is_some_and(|last| now < last));
            last = Some(now);
        }
        (unread, back)
    };
    let told = Order::ALL.map(|order| (faults(order), order));
    let least = told
        .iter()
        .map(|(faults, _)| *faults)
        .min()
        .unwrap_or_default();
    let mut best = told
        .iter()
        .filter(|(faults, _)| *faults == least)
        .map(|(_, order)| *order);
    let first = best.next().unwrap_or(Order::DayFirst);
    // Two readings that give the same dates are one.
    let differs = |other: Order| stamps().any(|stamp| stamp.date(other) != stamp.date(first));
    (first, !best.any(differs))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn lines_are_parted_in_the_forms_of_all_phones() {
        for (text, date, clock, name, said) in [
            (
                "12/9/20, 23:55 - Bob: hello",
                [12, 9, 20],
                (23, 55, None),
                "Bob",
                "hello",
            ),
            (
                "[09.12.20, 23:55:10] Bob B: a: b",
                [9, 12, 20],
                (23, 55, Some(10)),
                "Bob B",
                "a: b",
            ),
            (
                "\u{200e}[2020-12-09, 11:55:10\u{202f}PM] \u{200e}Bob: \u{200e}x",
                [2020, 12, 9],
                (23, 55, Some(10)),
                "Bob",
                "x",
            ),
            (
                "9/12/2020, 12:05 a.\u{a0}m. - +44 20 7946: hi",
                [9, 12, 2020],
                (0, 5, None),
                "+44 20 7946",
                "hi",
            ),
            ("9.12.2020 klo 1.5", [0; 3], (0, 0, None), "", ""),
            (
                "09.12.20, 7.05 - Bob:",
                [9, 12, 20],
                (7, 5, None),
                "Bob",
                "",
            ),
            (
                "12/9/20, 23:55 - Bob joined",
                [12, 9, 20],
                (23, 55, None),
                "",
                "Bob joined",
            ),
            ("12/9/20, 25:55 - Bob: x", [0; 3], (0, 0, None), "", ""),
            ("1 - Bob: x", [0; 3], (0, 0, None), "", ""),
        ] {
            let found = line(text);
            let expected = (date != [0; 3]).then_some(Line {
                stamp: Stamp {
                    date,
                    hour: clock.0,
                    minute: clock.1,
                    second: clock.2,
                },
                name,
                text: said,
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    fn told(chat: &str) -> (Vec<(u64, String, String)>, Vec<&'static str>) {
        let (mut pieces, mut defects) = (Vec::new(), Vec::new());
        let _ = cut(&RawBytes::from(chat.as_bytes().to_vec()), &mut |found| {
            match found {
                Ok(piece) => pieces.push((
                    piece.line,
                    String::from_utf8_lossy(piece.bytes.as_ref()).into_owned(),
                    String::from_utf8_lossy(piece.layout.unwrap().around.as_ref()).into_owned(),
                )),
                Err(defect) => defects.push(defect.kind.code()),
            }
            ControlFlow::Continue(())
        });
        (pieces, defects)
    }

    #[test]
    fn messages_keep_their_lines_and_the_system_has_none() {
        let chat = "\u{feff}1/2/20, 10:00 - Messages are encrypted\n1/2/20, 10:01 - Ann: one\ntwo\n\nthree\n\
                    1/2/20, 10:02 - Ann left\n1/2/20, 10:03 - Bob: x\n";
        let (pieces, defects) = told(chat);
        let texts: Vec<_> = pieces
            .iter()
            .map(|(line, text, _)| (*line, text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                (2, "1/2/20, 10:01 - Ann: one\ntwo\n\nthree"),
                (7, "1/2/20, 10:03 - Bob: x")
            ]
        );
        assert_eq!(defects, ["lenient_date"]);
    }

    #[test]
    fn the_order_of_dates_is_that_of_the_whole_chat() {
        for (dates, expected, is_certain) in [
            (&["1/2/20", "13/2/20"][..], "day/month/year", true),
            (&["1/2/20", "2/13/20"], "month/day/year", true),
            (&["1/2/20", "1/3/20", "2/1/20"], "month/day/year", true),
            (&["1/2/20", "2/2/20", "1/3/20"], "day/month/year", true),
            (&["1/2/20"], "day/month/year", false),
            (&["2/2/20"], "day/month/year", true),
            (&["2020-02-13"], "year/month/day", true),
        ] {
            let line = |date: &&str| format!("{date}, 10:00 - A: x\n");
            let chat = dates.iter().map(line).collect::<Vec<_>>().concat();
            let (pieces, defects) = told(&chat);
            assert_eq!(
                pieces.first().map(|(.., order)| order.as_str()),
                Some(expected),
                "{dates:?}"
            );
            assert_eq!(defects.is_empty(), is_certain, "{dates:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(chat in any::<String>(), bytes in vec(any::<u8>(), 0..200)) {
            let _ = (told(&chat), line(&chat), sniff(&bytes), sniff(chat.as_bytes()));
        }

        #[test]
        fn any_text_behind_a_time_is_survived(rest in "[ -~\\[\\],:/.0-9\n\u{202f}]{0,80}") {
            let _ = told(&format!("[1/2/20, 10:00] A: x\n{rest}"));
        }
    }
}
