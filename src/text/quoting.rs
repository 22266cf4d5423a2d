//! The writer's own lines, apart from what others wrote and what programs add.
//!
//! In: one body as plain text. Out: [`Parts`].
//!
//! Source: RFC 3676 4.3 (signature line) and 4.5 (quote marks); the customs of mail programs, list
//! servers and legal departments, in tables beside this file. Nothing is thrown away: a line is
//! either own or quoted. In doubt it is own, for a letter's ending is as telling as its middle.

mod boilerplate;
mod header;
mod marks;
mod phrases;
mod tail;

/// A body whose lines are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    lines: Vec<Line<'a>>,
}

/// A line without its end and without spaces before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    text: &'a str,
    /// Where it begins in the body, in bytes.
    at: usize,
    own: bool,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// Tells the lines of a body apart, in linear time.
pub(super) fn part(body: &str) -> Parts<'_> {
    let mut parts = Parts { lines: lines(body) };
    marks::quoted(&mut parts.lines);
    tail::cut(&mut parts.lines);
    parts
}

impl Parts<'_> {
    /// Whether the line at this byte of the body is the writer's own.
    pub(super) fn owns(&self, at: usize) -> bool {
        let after = self.lines.partition_point(|line| line.at <= at);
        self.lines
            .get(after.saturating_sub(1))
            .is_none_or(|line| line.own)
    }

    /// Appends the lines that are own, or those that are not, to a text; one empty line between paragraphs.
    pub(super) fn write(&self, own: bool, text: &mut String) {
        let mut parted = !text.is_empty();
        let mut begun = false;
        for line in &self.lines {
            if line.is_blank() || line.own != own {
                parted = true;
                continue;
            }
            if begun || !text.is_empty() {
                text.push_str(if parted { "\n\n" } else { "\n" });
            }
            text.push_str(line.text);
            (parted, begun) = (false, true);
        }
    }
}

fn lines(body: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(body.len() / 48 + 1);
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', body.as_bytes()).chain([body.len()]) {
        let text = body.get(at..end).unwrap_or_default();
        lines.push(Line {
            text: trim_end(text),
            at,
            own: true,
        });
        at = end + 1;
    }
    lines
}

/// [`str::trim_end`] with a quick way out for the usual line, which ends in a letter.
fn trim_end(text: &str) -> &str {
    match text.as_bytes().last() {
        Some(last) if last.is_ascii_graphic() => text,
        _ => text.trim_end(),
    }
}

#[cfg(test)]
mod tests;
