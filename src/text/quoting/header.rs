//! Lines that mail programs write above a quotation.
//!
//! In: lines. Out: whether one is such a header, and how many lines it takes.
//!
//! Source: see [`super::phrases`].

use std::sync::LazyLock;

use super::super::phrases::Phrases;

use super::{
    Line,
    phrases::{DEVICES, FIELDS, Field, ON, ORIGINAL, SENT_FROM, WROTE},
};

/// Longest reply header, in bytes, over all of its lines.
const LONGEST: usize = 400;

/// Whether lines up to this one are a reply header: how many lines it has before this one, and
/// whether it is one even without quote marks below.
pub(super) fn attribution(lines: &[Line<'_>], at: usize) -> Option<(usize, bool)> {
    let line = lines.get(at)?.text;
    if line.len() > LONGEST || !bare(line).ends_with([':', '\u{ff1a}']) {
        return None;
    }
    for back in [2, 1] {
        if let Some(joined) =
            join(lines, at, back).filter(|joined| is_dated(joined) && begins(joined))
        {
            let facts = Facts::of(&joined);
            if facts.surely {
                return Some((back, true));
            }
        }
    }
    let alone = bare(line).to_lowercase();
    let facts = Facts::of(&alone);
    if facts.surely {
        let whole = facts.address || begins(&alone);
        return Some((0, whole));
    }
    // The name may stand on the line before: "Jane Doe <jane@example.org>" / "wrote:".
    let before = join(lines, at, 1)
        .filter(|joined| facts.wrote && Facts::of(joined).surely && joined.contains('@'));
    if before.is_some() {
        return Some((1, true));
    }
    (facts.wrote && alone.len() <= 100).then_some((0, false))
}

/// What a possible reply header holds.
struct Facts {
    wrote: bool,
    address: bool,
    /// It is one beyond doubt: "wrote" with an address or a date, or an address that ends it after a
    /// date, as Gmail's do in languages where it writes no verb.
    surely: bool,
}

impl Facts {
    fn of(text: &str) -> Self {
        let end = text.trim_end_matches([
            ':', '\u{ff1a}', ' ', '\u{202c}', '\u{200e}', '\u{200f}', '\u{2069}',
        ]);
        let (wrote, address, date) = (wrote(text), text.contains('@'), is_dated(text));
        let closed = end.ends_with(['>', ']']);
        let surely = wrote && (address || date) || closed && address && date;
        Self {
            wrote,
            address,
            surely,
        }
    }
}

/// This line and so many before it as one, in lower case; `None` when one of these ends a sentence.
fn join(lines: &[Line<'_>], at: usize, back: usize) -> Option<String> {
    let from = at.checked_sub(back)?;
    let part = lines.get(from..=at)?;
    let length: usize = part.iter().map(|line| line.text.len()).sum();
    let broken = part
        .iter()
        .take(back)
        .any(|line| line.is_blank() || !line.own || line.text.ends_with(['.', '!', '?', ':']));
    if broken || length > LONGEST {
        return None;
    }
    let texts: Vec<_> = part.iter().map(|line| bare(line.text)).collect();
    Some(texts.join(" ").to_lowercase())
}

/// Without spaces, stars of bold type and the invisible marks of right-to-left mail.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || c == '*' || c == '-' || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn begins(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) || ON.iter().any(|on| text.starts_with(on))
}

/// A year from 1980 to 2099, or a time of day.
fn is_dated(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        let year = matches!(bytes.get(at..at + 2), Some(b"19" | b"20"))
            && digit(at + 2)
            && digit(at + 3)
            && !digit(at + 4);
        let time = digit(at)
            && matches!(bytes.get(at + 1), Some(b':' | b'.'))
            && digit(at + 2)
            && digit(at + 3)
            && !digit(at + 4);
        year || time
    })
}

/// Whether a word for "wrote" stands in a text.
fn wrote(text: &str) -> bool {
    static FINDER: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(WROTE));
    FINDER
        .all(text)
        .take(WROTE.len())
        .any(|found| WROTE.get(found).is_some_and(|word| has_word(text, word)))
}

/// Whether a phrase stands in a text as words. Scripts without spaces have no word borders.
fn has_word(text: &str, word: &str) -> bool {
    let spaceless = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || spaceless(c));
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|rest| rest.chars().next());
        word.starts_with(spaceless) || free(before) && free(after)
    })
}

/// Equal but for case and stars.
pub(super) fn equal(text: &str, lower: &str) -> bool {
    let text = bare(text);
    text.len() <= 2 * lower.len() && text.to_lowercase().replace('\u{a0}', " ") == lower
}

/// `-----Original Message-----` and its like: rows on both sides, or a row of at least five before.
pub(super) fn is_original(text: &str) -> bool {
    let row = ['-', '_', '=', '*', ' '];
    let inside = text.trim_matches(row);
    let before = text.len() - text.trim_start_matches(row).len();
    let after = text.len() - text.trim_end_matches(row).len();
    if inside.is_empty() || inside.len() > 90 || before < 2 || before < 5 && after < 2 {
        return false;
    }
    let inside = inside.to_lowercase();
    ORIGINAL
        .iter()
        .any(|phrase| inside.starts_with(phrase) || inside.ends_with(phrase))
}

/// How many lines a header block (`From:` `Sent:` `To:` `Subject:`) takes that begins here.
pub(super) fn block(lines: &[Line<'_>], at: usize) -> Option<usize> {
    let first = lines.get(at)?;
    let (Field::From, _) = field(first.text)? else {
        return None;
    };
    let (mut seen, mut taken) = (Field::From as u8, 1);
    let mut sure = first.text.contains('@');
    let mut blanks = 0;
    for (number, line) in lines.iter().skip(at + 1).take(16).enumerate() {
        if line.is_blank() {
            blanks += 1;
            if blanks > 1 && number + 1 >= 2 * taken {
                break;
            }
            continue;
        }
        match field(line.text) {
            Some((field, key)) => {
                seen |= field as u8;
                taken = number + 2;
                sure |= line.text.contains('@') || field == Field::Sent && !is_plain_date(&key);
            }
            // A long list of names runs on over a line or two.
            None if blanks == 0 && number + 2 <= taken + 2 => {}
            None => break,
        }
    }
    let others = seen & (Field::Sent as u8 | Field::To as u8 | Field::Subject as u8);
    (sure && others.count_ones() >= 2).then_some(taken)
}

/// The field that a line states.
fn field(text: &str) -> Option<(Field, String)> {
    let head = text.get(..text.floor_char_boundary(48)).unwrap_or(text);
    memchr::memchr2(b':', 0xEF, head.as_bytes())?;
    let (key, _) = head.split_once([':', '\u{ff1a}'])?;
    let key = bare(key);
    // Most lines with a colon are prose; a field's name is short.
    if key.is_empty() || key.len() > 40 || key.split(' ').count() > 3 {
        return None;
    }
    let key = key.to_lowercase();
    let found = FIELDS.iter().find(|(name, _)| *name == key)?;
    Some((found.1, key))
}

/// `Date:` stands in letters of people too; `Sent:` only in mail programs' headers.
fn is_plain_date(key: &str) -> bool {
    matches!(
        key,
        "date"
            | "datum"
            | "fecha"
            | "data"
            | "tarehe"
            | "tarikh"
            | "tanggal"
            | "التاريخ"
            | "дата"
            | "日期"
    )
}

/// The line that a phone adds under each message.
pub(super) fn is_sent_from(text: &str) -> bool {
    let first = text
        .chars()
        .next()
        .map(|c| c.to_lowercase().next().unwrap_or(c));
    if !SENT_FROM
        .iter()
        .any(|phrase| phrase.chars().next() == first)
    {
        return false;
    }
    let text = text.to_lowercase();
    let Some(phrase) = SENT_FROM.iter().find(|phrase| text.starts_with(**phrase)) else {
        return false;
    };
    !phrase.is_ascii() && !phrase.ends_with(' ')
        || DEVICES.iter().any(|device| text.contains(device))
}
