//! What stands under a letter: list footers, legal disclaimers, contact blocks.
//!
//! In: lines, quotations marked. Out: the same, trailing paragraphs that programs added marked too.
//!
//! Source: see [`super::boilerplate`]. Only trailing paragraphs are looked at, one after the other
//! from the last, and never more than [`ROUNDS`].

use std::sync::LazyLock;

use super::super::phrases::Phrases;

use super::{
    Line,
    boilerplate::{CONTACT, FOOTER, STRONG, WEAK},
};

/// Most paragraphs that are taken off.
const ROUNDS: usize = 16;

/// Longest disclaimer and longest footer, in bytes.
const DISCLAIMER: usize = 4_000;
const LIST_FOOTER: usize = 900;

/// Most lines under the row of underscores that a list or a free mail service adds.
const UNDER_RULE: usize = 9;

/// Takes off what is not part of the letter.
pub(super) fn cut(lines: &mut [Line<'_>]) {
    let mut titled = false;
    for _ in 0..ROUNDS {
        let Some((from, to)) = last_paragraph(lines) else {
            return;
        };
        let cut = footer(lines, from, to).or_else(|| {
            let text = join(lines, from, to, DISCLAIMER)?;
            let disclaims = is_disclaimer(&text) || titled && is_title(&text);
            titled |= disclaims;
            disclaims.then_some(from)
        });
        let Some(cut) = cut.or_else(|| contacts(lines, from, to)) else {
            return;
        };
        for line in lines.iter_mut().take(to).skip(cut) {
            line.own = false;
        }
    }
}

/// The last run of own lines.
fn last_paragraph(lines: &[Line<'_>]) -> Option<(usize, usize)> {
    let last = lines
        .iter()
        .rposition(|line| line.own && !line.is_blank())?;
    let before = lines
        .get(..last)?
        .iter()
        .rposition(|line| !line.own || line.is_blank());
    Some((before.map_or(0, |before| before + 1), last + 1))
}

fn join(lines: &[Line<'_>], from: usize, to: usize, most: usize) -> Option<String> {
    let part = lines.get(from..to)?;
    let length = part.iter().try_fold(0_usize, |sum, line| {
        Some(sum + line.text.len() + 1).filter(|sum| *sum <= most)
    })?;
    let mut text = String::with_capacity(length);
    for line in part {
        text.push_str(line.text.trim_start());
        text.push(' ');
    }
    Some(text.to_lowercase())
}

/// Where a footer begins in the last paragraphs.
fn footer(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    if let Some(rule) = rule(lines, to) {
        return Some(rule);
    }
    let text = join(lines, from, to, LIST_FOOTER)?;
    if !says_footer(&text) {
        return None;
    }
    if to - from <= 4 {
        return Some(from);
    }
    // Under a letter without an empty line before it: only from a line that begins by saying so.
    let says = |line: &Line<'_>| {
        let line = line.text.trim_start().to_lowercase();
        says_footer(&line) && FOOTER.iter().any(|phrase| line.starts_with(phrase))
    };
    let ends = |line: &Line<'_>| {
        !line
            .text
            .ends_with(|c: char| c.is_alphanumeric() || c == ',')
    };
    let part = lines.get(from..to)?;
    let at = (0..part.len()).find(|at| {
        part.get(*at).is_some_and(says)
            && at
                .checked_sub(1)
                .and_then(|before| part.get(before))
                .is_none_or(ends)
    })? + from;
    let ruled = at > from && lines.get(at - 1).is_some_and(|line| is_rule(line.text));
    Some(at - usize::from(ruled))
}

/// A row of underscores or hyphens with few lines under it, one of them a footer's.
fn rule(lines: &[Line<'_>], to: usize) -> Option<usize> {
    let mut left = UNDER_RULE;
    for (at, line) in lines
        .iter()
        .enumerate()
        .take(to)
        .rev()
        .filter(|(_, line)| line.own && !line.is_blank())
    {
        if is_rule(line.text) {
            let underscores = line.text.starts_with("____________________");
            let text = join(lines, at + 1, to, LIST_FOOTER)?;
            let says = says_footer(&text)
                || underscores
                    && (text.contains("http")
                        || text.contains("www.")
                        || text.contains("mailing list")
                        || text.trim().is_empty());
            return says.then_some(at);
        }
        left = left.checked_sub(1)?;
    }
    None
}

fn is_rule(text: &str) -> bool {
    let Some(first) = text
        .bytes()
        .next()
        .filter(|b| matches!(b, b'_' | b'-' | b'=' | b'*'))
    else {
        return false;
    };
    text.len() >= 10 && text.bytes().take_while(|b| *b == first).count() * 10 >= text.len() * 8
}

/// Whether a phrase of list footers stands in a text.
fn says_footer(text: &str) -> bool {
    static FINDER: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(FOOTER));
    FINDER.first(text).is_some()
}

/// Two phrases of disclaimers, one of them strong.
fn is_disclaimer(text: &str) -> bool {
    static FINDER: LazyLock<Phrases> =
        LazyLock::new(|| Phrases::new(STRONG.into_iter().chain(WEAK)));
    let mut found: Vec<usize> = FINDER.all(text).collect();
    found.sort_unstable();
    found.dedup();
    found.len() >= 2 && found.first().is_some_and(|first| *first < STRONG.len())
}

/// The title above a disclaimer, or a row of stars.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    is_rule(text)
        || text.len() <= 60
            && ["confidential", "disclaimer", "notice", "privileged"]
                .iter()
                .any(|word| text.contains(word))
}

/// Where a block of at least two contact lines begins that ends the letter.
fn contacts(lines: &[Line<'_>], from: usize, to: usize) -> Option<usize> {
    let part = lines.get(from..to)?;
    let run: Vec<_> = part
        .iter()
        .rev()
        .map_while(|line| contact(line.text))
        .collect();
    let numbered = run.contains(&Contact::Number);
    (run.len() >= 2 && numbered).then(|| to - run.len())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Contact {
    /// A telephone or fax number.
    Number,
    /// An address in the net.
    Net,
}

fn contact(text: &str) -> Option<Contact> {
    let text = text.trim();
    if text.len() > 80 {
        return None;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let lower = text.to_lowercase();
    let labelled = CONTACT.iter().any(|label| {
        lower.strip_prefix(label).is_some_and(|rest| {
            rest.trim_start_matches(['.', ' ']).starts_with([
                ':', '+', '(', '-', '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
            ])
        })
    });
    let bare_number = digits >= 7
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " +()-./".contains(c));
    let bare_address = !text.contains(' ')
        && (text.contains('@') || lower.starts_with("www.") || lower.starts_with("http"));
    if bare_number
        || labelled
            && digits >= 6
            && !text.contains('@')
            && !lower.contains("www")
            && !lower.contains("http")
    {
        Some(Contact::Number)
    } else if bare_address || labelled && (text.contains('@') || text.contains('.')) {
        Some(Contact::Net)
    } else {
        None
    }
}
