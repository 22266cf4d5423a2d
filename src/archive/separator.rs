//! Where one message of an mbox ends and the next begins.
//!
//! In: bytes of an mbox, perhaps not all of them yet. Out: the next [`Separator`], or how far the
//! search came. Linear: a candidate is judged by at most [`LOOKAHEAD`] bytes, and two candidates
//! share no more of these than one line.
//!
//! Source: RFC 4155, appendix A; the dialects mboxo, mboxrd, mboxcl and mboxcl2 as described in
//! "mbox – Mail Box" by Jonathan de Boyne Pollard, 2004; Takeout's as met in its exports. We depart
//! from RFC 4155 in that the line *after* the `From ` line decides, not the empty line before it
//! nor the form of the date: unquoted `From ` lines in bodies are seldom followed by a header, and
//! real envelopes hold dates of every form.

use std::{ops::Range, sync::LazyLock};

use memchr::{memchr, memmem};

/// Bytes after `From ` within which the next line must show what it is. An envelope line is an
/// address and a date, a header name has at most 998 bytes (RFC 5322, 2.1.1).
pub(super) const LOOKAHEAD: usize = 8 << 10;

/// Bytes of a header block that are searched for a Content-Length.
const HEADER_SCAN: usize = 64 << 10;

static LINE_FROM: LazyLock<memmem::Finder<'static>> =
    LazyLock::new(|| memmem::Finder::new(b"\nFrom "));

/// A `From ` line that parts two messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Separator {
    /// The line without its line end; starts at the `F`.
    pub(super) line: Range<usize>,
    /// First byte of the message that follows.
    pub(super) message: usize,
}

/// What a look at some bytes showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look<T> {
    /// It is there.
    Found(T),
    /// It is not there.
    Absent,
    /// More bytes are needed; the search can go on from here.
    More(usize),
}

/// The first separator whose `From ` follows a line end at or after `from`; `last` says that no
/// more bytes will come.
pub(super) fn next(bytes: &[u8], from: usize, last: bool) -> Look<Separator> {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| LINE_FROM.find(rest)) {
        let line_end = at + found;
        match judge(bytes, line_end + 1, last) {
            Look::Absent => at = line_end + 1,
            Look::More(_) => return Look::More(line_end),
            found @ Look::Found(_) => return found,
        }
    }
    // A `\nFrom ` may have begun in the last bytes that are here.
    if last {
        Look::Absent
    } else {
        Look::More(bytes.len().saturating_sub(5).max(at))
    }
}

/// The separator that an mbox begins with, after a byte order mark and empty lines.
pub(super) fn first(bytes: &[u8], last: bool) -> Look<Separator> {
    let at = skip_blank(bytes);
    if bytes
        .get(at..)
        .is_some_and(|rest| rest.starts_with(b"From "))
    {
        judge(bytes, at, last)
    } else {
        Look::Absent
    }
}

/// The index behind a byte order mark and empty lines.
pub(super) fn skip_blank(bytes: &[u8]) -> usize {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let blank = bytes
        .iter()
        .skip(mark)
        .take_while(|&&byte| byte == b'\n' || byte == b'\r')
        .count();
    mark + blank
}

/// Whether the `From ` at `at`, known to begin a line, parts messages.
fn judge(bytes: &[u8], at: usize, last: bool) -> Look<Separator> {
    let rest = bytes.get(at..).unwrap_or_default();
    let all_here = last || rest.len() >= LOOKAHEAD;
    let ends = last && rest.len() <= LOOKAHEAD;
    let rest = rest.get(..LOOKAHEAD).unwrap_or(rest);
    let undecided = if all_here {
        Look::Absent
    } else {
        Look::More(at)
    };
    let Some(end) = memchr(b'\n', rest) else {
        return if ends && is_dated(bytes, at, rest) {
            Look::Found(Separator {
                line: at..at + rest.len(),
                message: at + rest.len(),
            })
        } else {
            undecided
        };
    };
    let line = rest.get(..end).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let found = Look::Found(Separator {
        line: at..at + line.len(),
        message: at + end + 1,
    });
    let after = rest.get(end + 1..).unwrap_or_default();
    let blank = after
        .iter()
        .take_while(|&&byte| byte == b'\n' || byte == b'\r')
        .count();
    match starts_message(after.get(blank..).unwrap_or_default()) {
        Look::Found(()) => found,
        Look::Absent if blank > 0 && is_dated(bytes, at, line) => found,
        Look::Absent => Look::Absent,
        Look::More(_) if ends && blank == after.len() && is_dated(bytes, at, line) => found,
        Look::More(_) => undecided,
    }
}

/// Whether a line looks like a header, `^[!-9;-~]+:`, or like `>From `. A URL, which looks like a
/// header too, is none.
pub(super) fn starts_message(line: &[u8]) -> Look<()> {
    const QUOTED: &[u8] = b">From ";
    if line.starts_with(QUOTED) {
        return Look::Found(());
    }
    let name = line
        .iter()
        .take(998)
        .take_while(|byte| matches!(byte, b'!'..=b'9' | b';'..=b'~'))
        .count();
    match (line.get(name), line.get(name + 1..name + 3)) {
        (Some(b':'), Some(b"//")) => Look::Absent,
        (Some(b':'), _) if name > 0 => Look::Found(()),
        (Some(_), _) => Look::Absent,
        (None, _) => Look::More(0),
    }
}

/// Whether a `From ` line stands behind an empty line and ends in a time and a year, as in
/// `Thu Jan  1 00:00:00 2026`. Such a line parts messages even where no header follows: before a
/// message without one, or at the end of a file that was cut there. A letter may well end in "From
/// Bob", hence the date.
fn is_dated(bytes: &[u8], at: usize, line: &[u8]) -> bool {
    let time = line.windows(5).any(
        |w| matches!(w, [a, b, b':', c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_digit())),
    );
    let year = line
        .trim_ascii_end()
        .split(|&byte| byte == b' ')
        .next_back();
    let dated =
        time && year.is_some_and(|year| year.len() == 4 && year.iter().all(u8::is_ascii_digit));
    dated && (at == 0 || blank_line_before(bytes, at) > 0)
}

/// Length of the empty line that ends at `at`: 0 when there is none, else 1 or 2 (`\r\n`).
pub(super) fn blank_line_before(bytes: &[u8], at: usize) -> usize {
    let head = bytes.get(..at).unwrap_or_default();
    match head {
        [.., b'\n', b'\r', b'\n'] | [b'\r', b'\n'] => 2,
        [.., b'\n', b'\n'] | [b'\n'] => 1,
        _ => 0,
    }
}

/// Where the message that begins at `start` ends by its own Content-Length.
pub(super) fn claimed_end(bytes: &[u8], start: usize, last: bool) -> Look<u64> {
    let head = bytes.get(start..).unwrap_or_default();
    let whole = last || head.len() >= HEADER_SCAN;
    let head = head.get(..HEADER_SCAN).unwrap_or(head);
    let mut at = 0;
    let mut length = None;
    while let Some(line) = head.get(at..) {
        match line {
            [b'\n', ..] => return body_end(start + at + 1, length),
            [b'\r', b'\n', ..] => return body_end(start + at + 2, length),
            // No header begins like this: either the next message, or a body without a header.
            _ if line.starts_with(b"From ") => return Look::Absent,
            [b'c' | b'C', ..] if length.is_none() => length = content_length(line),
            _ => {}
        }
        let Some(end) = memchr(b'\n', line) else {
            break;
        };
        at += end + 1;
    }
    if whole {
        Look::Absent
    } else {
        Look::More(start)
    }
}

fn body_end(body: usize, length: Option<u64>) -> Look<u64> {
    length.map_or(Look::Absent, |length| {
        Look::Found((body as u64).saturating_add(length))
    })
}

/// The number of a `Content-Length:` line.
fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let (name, value) = line.split_at_checked(NAME.len())?;
    if !name.eq_ignore_ascii_case(NAME) {
        return None;
    }
    let value = value.get(..64).unwrap_or(value);
    let value = value.get(..memchr(b'\n', value)?)?;
    std::str::from_utf8(value.trim_ascii()).ok()?.parse().ok()
}

/// What a Content-Length leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Landing {
    /// A separator, after at most two line ends.
    Separator(Separator),
    /// The end of the bytes, after at most two line ends.
    End,
}

/// What stands at `end`, the end that a message claims for itself.
pub(super) fn landing(bytes: &[u8], end: usize, last: bool) -> Look<Landing> {
    if !last && bytes.len() < end.saturating_add(LOOKAHEAD) {
        return Look::More(end);
    }
    let Some(rest) = bytes.get(end..) else {
        return Look::Absent;
    };
    let breaks = [&b""[..], b"\n", b"\r\n", b"\n\n", b"\r\n\r\n"];
    let Some(at) = breaks
        .iter()
        .filter(|ends| rest.starts_with(ends))
        .map(|ends| ends.len())
        .max()
    else {
        return Look::Absent;
    };
    let after = rest.get(at..).unwrap_or_default();
    let begins_line = at > 0 || end == 0 || bytes.get(end - 1) == Some(&b'\n');
    if after.is_empty() && last {
        Look::Found(Landing::End)
    } else if begins_line && after.starts_with(b"From ") {
        match judge(bytes, end + at, last) {
            Look::Found(separator) => Look::Found(Landing::Separator(separator)),
            Look::Absent => Look::Absent,
            Look::More(at) => Look::More(at),
        }
    } else {
        Look::Absent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The separators of a whole text.
    fn lines(text: &str) -> Vec<&str> {
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        let mut search = first(bytes, true);
        if search == Look::Absent {
            search = next(bytes, 0, true);
        }
        while let Look::Found(separator) = search {
            found.push(&text[separator.line]);
            search = next(bytes, separator.message.saturating_sub(1), true);
        }
        found
    }

    #[test]
    fn the_line_after_decides() {
        for (text, expected) in [
            (
                "From a@b\nTo: x\n\nhi\n\nFrom c@d\nTo: y\n",
                vec!["From a@b", "From c@d"],
            ),
            (
                "From a@b\nTo: x\n\nhi\nFrom c@d\nTo: y\n",
                vec!["From a@b", "From c@d"],
            ),
            (
                "From a@b\nTo: x\n\nhi\n\nFrom here on\nit rains\n",
                vec!["From a@b"],
            ),
            (
                "From a@b\nTo: x\n\nhi\n\nFrom Bob:\n\nhttps://x.example/\n",
                vec!["From a@b"],
            ),
            ("From a@b\n>From c@d\nTo: x\n", vec!["From a@b"]),
            ("From a@b\n\nTo: x\n", vec!["From a@b"]),
            (
                "From a 10:00 2026\n\nhi\n\nFrom b 10:00 2026\n\nho\n",
                vec!["From a 10:00 2026", "From b 10:00 2026"],
            ),
            (
                "From - Thu\r\nTo: x\r\n\r\nhi\r\n\r\nFrom 18@xxx\r\nX: y\r\n",
                vec!["From - Thu", "From 18@xxx"],
            ),
            ("\u{feff}\r\n\nFrom a\nTo: x\n", vec!["From a"]),
            ("hello From a\nTo: x\n", vec![]),
            ("From a@b\n: x\n", vec![]),
            ("From a@b\nTo: x\n\nyours\n\nFrom Bob\n", vec!["From a@b"]),
            (
                "From a@b\nTo: x\n\n\nFrom Thu 10:00 2026\n",
                vec!["From a@b", "From Thu 10:00 2026"],
            ),
            (
                "From a@b\nTo: x\n\n\nFrom Thu 10:00 2026",
                vec!["From a@b", "From Thu 10:00 2026"],
            ),
        ] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_search_that_ends_early_goes_on_where_it_must() {
        let text = b"x\n\nFrom a@b Thu Jan\nTo: y\n";
        let whole = next(text, 0, true);
        for cut in 0..text.len() {
            let mut at = 0;
            match next(&text[..cut], 0, false) {
                Look::More(from) => at = from,
                Look::Found(found) => assert_eq!(Look::Found(found), whole),
                Look::Absent => panic!("absent after {cut} bytes"),
            }
            assert_eq!(next(text, at, true), whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_content_length_is_read_from_the_header_only() {
        for (text, expected) in [
            ("A: b\nContent-Length: 5\n\nhello", Look::Found(29)),
            ("content-length:5\r\n\r\nhello", Look::Found(25)),
            ("A: b\n\nContent-Length: 5\n\n", Look::Absent),
            ("Content-Length: -5\n\n", Look::Absent),
            ("Content-Length: 99999999999999999999999\n\n", Look::Absent),
            ("Content-Length: 5\nFrom x\n\n", Look::Absent),
            ("Content-Length: 5\n", Look::Absent),
        ] {
            assert_eq!(claimed_end(text.as_bytes(), 0, true), expected, "{text:?}");
        }
    }
}
