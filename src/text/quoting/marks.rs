//! Quote marks, reply headers, forwarded messages and signatures, from the first line to the last.
//!
//! In: lines. Out: the same lines, those that are not own marked so.
//!
//! Source: RFC 3676, 4.3 and 4.5; see [`super::phrases`].

use super::{Line, header, phrases};

/// Most lines of a signature under `--` without the space that RFC 3676 asks for.
const SIGNATURE: usize = 12;

/// Marks what is not own.
pub(super) fn quoted(lines: &mut [Line<'_>]) {
    let mut walk = Walk {
        signature: false,
        armour: false,
    };
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            at += 1;
            continue;
        }
        match walk.judge(lines, at) {
            Verdict::Own => at += 1,
            Verdict::Quoted(back, ahead) => {
                mark(lines, at.saturating_sub(back), at + ahead);
                at += ahead.max(1);
            }
            Verdict::Rest(back) => {
                mark(lines, at.saturating_sub(back), lines.len());
                return;
            }
        }
    }
}

fn mark(lines: &mut [Line<'_>], from: usize, to: usize) {
    for line in lines.iter_mut().take(to).skip(from) {
        line.own = false;
    }
}

enum Verdict {
    Own,
    /// So many lines before, and so many from here on, are quoted.
    Quoted(usize, usize),
    /// So many lines before, and all from here on, are quoted.
    Rest(usize),
}

struct Walk {
    /// We are in a signature.
    signature: bool,
    /// We are in an armoured PGP signature.
    armour: bool,
}

impl Walk {
    fn judge(&mut self, lines: &[Line<'_>], at: usize) -> Verdict {
        let Some(line) = lines.get(at) else {
            return Verdict::Own;
        };
        let text = line.text;
        let first = text
            .bytes()
            .find(|b| *b != b' ' && *b != b'\t')
            .unwrap_or_default();
        if matches!(first, b'>' | b'|' | b'A'..=b'Z') && is_marked(lines, at, first) {
            self.signature = false;
            return Verdict::Quoted(0, 1);
        }
        if let Some(found) = header_at(lines, at, first) {
            self.signature = false;
            return found;
        }
        if self.armour {
            self.armour = !text.starts_with("-----END");
            return Verdict::Quoted(0, 1);
        }
        if first == b'-' {
            if text.starts_with("-----BEGIN PGP SIGNATURE") {
                self.armour = true;
                return Verdict::Quoted(0, 1);
            }
            if text.starts_with("-----BEGIN PGP SIGNED") {
                let hash = lines
                    .get(at + 1)
                    .is_some_and(|next| next.text.starts_with("Hash:"));
                return Verdict::Quoted(0, 1 + usize::from(hash));
            }
            self.signature |= is_signature(lines, at);
        }
        if self.signature || is_sent_from(lines, at) {
            return Verdict::Quoted(0, 1);
        }
        Verdict::Own
    }
}

/// A reply header, a forwarding line or a header block.
fn header_at(lines: &[Line<'_>], at: usize, first: u8) -> Option<Verdict> {
    let text = lines.get(at)?.text;
    if text.ends_with([
        ':', '\u{ff1a}', '*', '\u{202c}', '\u{200e}', '\u{200f}', '\u{2069}',
    ]) {
        if phrases::FORWARD
            .iter()
            .any(|forward| header::equal(text, forward))
        {
            return Some(follow(lines, at, 0));
        }
        if let Some((back, surely)) = header::attribution(lines, at) {
            let marked = next(lines, at).is_some_and(|next| is_quote_mark(lines, next));
            return match (marked, surely) {
                (true, _) => Some(Verdict::Quoted(back, 1)),
                (false, true) => Some(Verdict::Rest(back)),
                (false, false) => None,
            };
        }
    }
    if matches!(first, b'-' | b'_' | b'=' | b'*') && header::is_original(text) {
        return Some(follow(lines, at, 0));
    }
    let fields = header::block(lines, at)?;
    let rule = at.checked_sub(1).and_then(|before| lines.get(before));
    let back = usize::from(rule.is_some_and(|rule| {
        rule.text.len() >= 8 && rule.text.bytes().all(|b| b == b'_' || b == b'-')
    }));
    let end = at + fields - 1;
    Some(match follow(lines, end, back) {
        Verdict::Quoted(..) => Verdict::Quoted(back, fields),
        other => other,
    })
}

/// What follows a forwarding line is quoted whole, unless it has marks of its own.
fn follow(lines: &[Line<'_>], at: usize, back: usize) -> Verdict {
    match next(lines, at) {
        Some(next) if is_quote_mark(lines, next) => Verdict::Quoted(back, 1),
        _ => Verdict::Rest(back),
    }
}

fn next(lines: &[Line<'_>], at: usize) -> Option<usize> {
    lines
        .iter()
        .enumerate()
        .skip(at + 1)
        .take(4)
        .find(|(_, line)| !line.is_blank())
        .map(|(at, _)| at)
}

fn is_quote_mark(lines: &[Line<'_>], at: usize) -> bool {
    lines.get(at).is_some_and(|line| {
        let first = line
            .text
            .bytes()
            .find(|b| *b != b' ' && *b != b'\t')
            .unwrap_or_default();
        is_marked(lines, at, first)
    })
}

/// `> …`, `| …` on at least two lines, or initials as in `JS> …` on at least two lines.
fn is_marked(lines: &[Line<'_>], at: usize, first: u8) -> bool {
    let near = |same: fn(&str) -> bool| {
        let before = at.checked_sub(1).and_then(|at| lines.get(at));
        [before, lines.get(at + 1)]
            .into_iter()
            .flatten()
            .any(|line| same(line.text))
    };
    let Some(line) = lines.get(at) else {
        return false;
    };
    match first {
        b'>' => !line.text.trim_start().starts_with(">>>>>>>>"),
        b'|' => is_barred(line.text) && near(is_barred),
        _ => has_initials(line.text) && near(has_initials),
    }
}

/// A line after a bar; with a bar at its end too it is a row of a table.
fn is_barred(text: &str) -> bool {
    text.starts_with('|') && (text.len() == 1 || !text.ends_with('|'))
}

fn has_initials(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let after = text.as_bytes().get(letters..).unwrap_or_default();
    (1..=4).contains(&letters) && (after.starts_with(b"> ") || after == b">")
}

/// `-- `, or `--` before no more than a few last lines.
fn is_signature(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines
        .get(at)
        .filter(|line| matches!(line.text, "--" | "- --"))
    else {
        return false;
    };
    // Trailing spaces are off by now; the distance to the next line tells.
    let spaced = lines
        .get(at + 1)
        .is_some_and(|next| next.at > line.at + line.text.len() + 1);
    let left = lines
        .iter()
        .skip(at + 1)
        .take(4 * SIGNATURE)
        .filter(|line| !line.is_blank())
        .take(SIGNATURE + 1)
        .count();
    spaced || left <= SIGNATURE
}

/// `Sent from my phone`, as the last line of a paragraph.
fn is_sent_from(lines: &[Line<'_>], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| line.text.len() <= 100) else {
        return false;
    };
    let last = lines
        .get(at + 1)
        .is_none_or(|next| next.is_blank() || next.text.starts_with('>'));
    last && header::is_sent_from(line.text)
}
