//! The header block: bytes to fields, unfolded and decoded no further.
//!
//! In: bytes of a message or part, with the place where its header block starts.
//! Out: [`Block`], the fields in their order, where the body starts, and what was wrong.
//!
//! Source: RFC 5322 §2.2. We go on after a line that is no header, as long as headers follow.

use memchr::memmem;

use crate::source::{Defect, DefectKind};

use super::{Limits, charset};

/// Lines after a line that is no header in which a header must follow, or else the body has begun.
const LOOK_AHEAD: usize = 3;
/// Bytes of input that a defect shows.
const SHOWN: usize = 100;

/// One field as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// Name as written; printable ASCII.
    pub(super) name: &'a [u8],
    /// Value with its folds, cut at the limit.
    raw: &'a [u8],
    /// Where the field starts.
    pub(super) offset: usize,
}

impl Field<'_> {
    /// Whether this is the field of that name (case does not matter).
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The name as text.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(self.name).into_owned()
    }

    /// The value unfolded and trimmed; raw 8-bit bytes read as UTF-8, else as Windows-1252.
    pub(super) fn value(&self) -> String {
        let text = charset::decode_raw(self.raw);
        let text = text.trim();
        let mut value = String::with_capacity(text.len());
        let mut from = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()) {
            value.push_str(text.get(from..at).unwrap_or_default());
            from = at + 1;
        }
        value.push_str(text.get(from..).unwrap_or_default());
        value
    }
}

/// A header block.
#[derive(Debug, Default)]
pub(super) struct Block<'a> {
    /// Fields in their order.
    pub(super) fields: Vec<Field<'a>>,
    /// Where the body starts.
    pub(super) body: usize,
    /// What was wrong.
    pub(super) defects: Vec<Defect>,
}

/// Whether the block is a whole message's or a part's, where text without any header is likelier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The message's own headers.
    Message,
    /// A part's headers.
    Part,
}

/// Scans the header block at `start`; a line for which `stops` holds ends it. Linear.
pub(super) fn scan<'a>(
    bytes: &'a [u8],
    start: usize,
    place: Place,
    limits: &Limits,
    stops: &dyn Fn(&[u8]) -> bool,
) -> Block<'a> {
    let mut block = Block::default();
    let mut open: Option<Open<'a>> = None;
    let mut at = start;
    loop {
        let Some(line) = line_at(bytes, at) else {
            block.body = bytes.len();
            break;
        };
        let text = trim_end(line);
        let ends = text.is_empty() && !(is_fold(line) && goes_on(bytes, at + line.len()));
        if ends || (text.starts_with(b"--") && stops(text)) {
            block.body = if ends { at + line.len() } else { at };
            break;
        }
        if at - start > limits.header_block {
            block.defect(DefectKind::HeaderLimit, at, b"header block");
            block.body = end_of_block(bytes, at);
            break;
        }
        if is_fold(line) && open.is_some() {
            open = open.map(|field| Open {
                end: at + line.len(),
                ..field
            });
        } else if let Some(colon) = colon_of(line) {
            block.close(open.take(), bytes, limits);
            open = Some(Open {
                name: line.get(..colon).unwrap_or_default(),
                start: at,
                value: at + colon + 1,
                end: at + line.len(),
            });
        } else if headers_follow(bytes, at + line.len(), place) || is_mbox_line(text) {
            block.close(open.take(), bytes, limits);
            block.defect(DefectKind::MalformedHeader, at, text);
        } else {
            block.defect(
                DefectKind::MalformedHeader,
                at,
                b"no empty line before the body",
            );
            block.body = at;
            break;
        }
        at += line.len();
    }
    block.close(open, bytes, limits);
    block
}

/// A field whose folded lines are still being gathered.
#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a [u8],
    start: usize,
    value: usize,
    end: usize,
}

impl<'a> Block<'a> {
    fn close(&mut self, open: Option<Open<'a>>, bytes: &'a [u8], limits: &Limits) {
        let Some(open) = open else { return };
        if self.fields.len() >= limits.headers {
            if self.fields.len() == limits.headers
                && !self.defects.iter().any(|d| d.detail == "number of headers")
            {
                self.defect(DefectKind::HeaderLimit, open.start, b"number of headers");
            }
            return;
        }
        let mut end = open.end;
        if end - open.value > limits.header_value {
            end = open.value + limits.header_value;
            self.defect(DefectKind::HeaderLimit, open.start, open.name);
        }
        let raw = bytes.get(open.value..end).unwrap_or_default();
        self.fields.push(Field {
            name: trim_end(open.name),
            raw,
            offset: open.start,
        });
    }

    fn defect(&mut self, kind: DefectKind, at: usize, detail: &[u8]) {
        // A block of junk lines must not become as many defects.
        if self.defects.len() < 16 {
            let shown = detail.get(..detail.len().min(SHOWN)).unwrap_or_default();
            self.defects
                .push(Defect::new(kind, at as u64, String::from_utf8_lossy(shown)));
        }
    }
}

/// The line that starts at `at`, its line end included; `None` at the end.
pub(super) fn line_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    rest.get(..end)
}

/// The bytes without white space at their end.
pub(super) fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [head @ .., b' ' | b'\t' | b'\r' | b'\n'] = bytes {
        bytes = head;
    }
    bytes
}

fn is_fold(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

/// Whether a line of blanks only is a fold (RFC 5322 §4.2), since a header or a fold comes next.
fn goes_on(bytes: &[u8], next: usize) -> bool {
    line_at(bytes, next).is_some_and(|line| {
        colon_of(line).is_some() || (is_fold(line) && !trim_end(line).is_empty())
    })
}

fn is_mbox_line(text: &[u8]) -> bool {
    text.starts_with(b"From ") || text.starts_with(b">From ")
}

/// Where the colon after a field name stands; blanks before it are tolerated (RFC 5322 §4.5).
fn colon_of(line: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', line)?;
    let name = trim_end(line.get(..colon)?);
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(colon)
}

/// Whether a header comes soon after a line that is none.
fn headers_follow(bytes: &[u8], mut at: usize, place: Place) -> bool {
    for _ in 0..LOOK_AHEAD {
        let Some(line) = line_at(bytes, at) else {
            return false;
        };
        if trim_end(line).is_empty() {
            return false;
        }
        if colon_of(line).is_some() {
            return place == Place::Message
                || line
                    .get(..8)
                    .is_some_and(|start| start.eq_ignore_ascii_case(b"content-"));
        }
        at += line.len();
    }
    false
}

/// The start of the body of a block that is over the limit.
fn end_of_block(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let bare = memmem::find(rest, b"\n\n").map(|end| end + 2);
    let window = bare.map_or(rest, |end| rest.get(..end).unwrap_or(rest));
    let full = memmem::find(window, b"\n\r\n").map(|end| end + 3);
    full.or(bare).map_or(bytes.len(), |end| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Vec<(String, String)>, String, usize) {
        let block = scan(bytes, 0, Place::Message, &Limits::default(), &|_| false);
        let fields = block.fields.iter().map(|f| (f.name(), f.value())).collect();
        (
            fields,
            String::from_utf8_lossy(&bytes[block.body..]).into_owned(),
            block.defects.len(),
        )
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn folded_values_are_unfolded_and_the_body_follows_the_empty_line() {
        let (fields, body, defects) = read(b"A: one\r\n two\r\nB : x\r\n\r\nbody");
        assert_eq!(fields, [pair("A", "one two"), pair("B", "x")]);
        assert_eq!((body.as_str(), defects), ("body", 0));
    }

    #[test]
    fn lines_that_are_no_headers_do_not_end_the_block_while_headers_follow() {
        let (fields, body, defects) = read(b" lost\nA: 1\nno colon here\nB: 2\n\nbody");
        assert_eq!(fields, [pair("A", "1"), pair("B", "2")]);
        assert_eq!((body.as_str(), defects), ("body", 2));
    }

    #[test]
    fn a_line_of_blanks_ends_the_block_only_before_a_body() {
        let (fields, body, _) = read(b"A: 1\n \nB: 2\n \nbody");
        assert_eq!(fields, [pair("A", "1"), pair("B", "2")]);
        assert_eq!(body, "body");
    }

    #[test]
    fn text_without_headers_is_all_body() {
        assert_eq!(read(b"hello there\nyou\n").1, "hello there\nyou\n");
        assert_eq!(read(b"A: 1\nhello there\nyou\n").1, "hello there\nyou\n");
    }

    #[test]
    fn raw_eight_bit_values_are_utf_8_or_windows_1252() {
        assert_eq!(
            read(b"A: \xc3\xbc\nB: \xfc\n\n").0,
            [pair("A", "ü"), pair("B", "ü")]
        );
    }

    #[test]
    fn what_is_over_the_limits_is_cut_and_the_body_still_found() {
        let limits = Limits {
            header_block: 64,
            header_value: 4,
            headers: 2,
            ..Limits::default()
        };
        let bytes = [
            b"A: 123456789\nB: 1\nC: 2\n".as_slice(),
            &b"X: yyyyyyyyyyyyyyyyyy\n".repeat(9),
            b"\nbody",
        ]
        .concat();
        let block = scan(&bytes, 0, Place::Message, &limits, &|_| false);
        assert_eq!(
            block.fields.iter().map(Field::value).collect::<Vec<_>>(),
            ["123", "1"]
        );
        assert_eq!(bytes.get(block.body..), Some(b"body".as_slice()));
        assert_eq!(
            block
                .defects
                .iter()
                .filter(|d| d.kind == DefectKind::HeaderLimit)
                .count(),
            3
        );
    }
}
