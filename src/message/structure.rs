//! The parts of a message: one pass over the body, bounded in depth and number.
//!
//! In: the bytes, with the facts of the message itself. Out: [`Parts`]: leaves in their order, each
//! a slice of the input, and the shapes of all parts.
//!
//! Source: RFC 2046 §5.1. A delimiter line is compared whole, so a boundary that is the start of
//! another one takes nothing away from it. All open boundaries are looked for at once, innermost
//! first: the cost is the size of the body plus depth × delimiter-like lines, however it is nested.

use memchr::memmem;

use crate::source::{Defect, DefectKind};

use super::{
    Limits, PartShape,
    headers::{self, Place, line_at, trim_end},
    mime::{self, Facts},
};

/// A part without parts.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    /// What its headers say.
    pub(super) facts: Facts,
    /// Its body, not decoded.
    pub(super) body: &'a [u8],
    /// Where its body starts.
    pub(super) offset: usize,
    /// Number of the `multipart/alternative` it stands in.
    pub(super) alternative: Option<u16>,
    /// Whether it is the whole message.
    pub(super) root: bool,
}

/// The parts of a message.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    /// Leaves in their order.
    pub(super) leaves: Vec<Leaf<'a>>,
    /// Shapes of all parts, depth first.
    pub(super) shapes: Vec<PartShape>,
    /// What was wrong.
    pub(super) defects: Vec<Defect>,
}

/// Splits a message whose body starts at `body`.
pub(super) fn split<'a>(bytes: &'a [u8], body: usize, facts: Facts, limits: &Limits) -> Parts<'a> {
    let mut walk = Walk {
        bytes,
        limits,
        open: Vec::new(),
        leaf: None,
        count: 1,
        alternatives: 0,
        out: Parts::default(),
    };
    walk.enter(facts, body);
    let mut at = body;
    while let Some(line) = walk.next_delimiter(at) {
        at = line.after;
        if !walk.delimit(&line, &mut at) {
            return walk.out;
        }
    }
    walk.close_down_to(0, bytes.len());
    walk.out
}

/// A multipart that is not closed yet.
struct Open {
    boundary: Vec<u8>,
    digest: bool,
    alternative: Option<u16>,
    body: usize,
    parts: usize,
}

/// A line that delimits parts.
struct Delimiter {
    /// Where the part before it ends: its line break belongs to the delimiter.
    end: usize,
    /// Where the line itself starts.
    line: usize,
    /// Where the next line starts.
    after: usize,
    /// Index of the multipart it belongs to.
    depth: usize,
    /// Whether it closes that multipart.
    closes: bool,
}

struct Walk<'a, 'l> {
    bytes: &'a [u8],
    limits: &'l Limits,
    open: Vec<Open>,
    leaf: Option<(Facts, usize)>,
    count: usize,
    alternatives: u16,
    out: Parts<'a>,
}

impl Walk<'_, '_> {
    /// Starts the part whose body starts at `body`.
    fn enter(&mut self, mut facts: Facts, body: usize) {
        self.shape(&facts);
        if facts.is_multipart() && self.open.len() >= self.limits.depth {
            self.defect(DefectKind::NestingLimit, body, "");
        } else if facts.is_multipart() && facts.boundary.is_empty() {
            self.defect(
                DefectKind::MalformedStructure,
                body,
                "a multipart without boundary",
            );
            facts = Facts {
                encoding: facts.encoding,
                ..Facts::plain_text()
            };
            self.shape(&facts);
        } else if facts.is_multipart() {
            let alternative = if facts.media_type == "multipart/alternative" {
                self.alternatives = self.alternatives.saturating_add(1);
                Some(self.alternatives - 1)
            } else {
                self.alternative()
            };
            let digest = facts.media_type == "multipart/digest";
            self.open.push(Open {
                boundary: facts.boundary.into_bytes(),
                digest,
                alternative,
                body,
                parts: 0,
            });
            return;
        }
        self.leaf = Some((facts, body));
    }

    /// Takes one delimiter line; sets where to go on, and says whether to go on at all.
    fn delimit(&mut self, line: &Delimiter, at: &mut usize) -> bool {
        let keep = if line.closes {
            line.depth
        } else {
            line.depth + 1
        };
        self.close_down_to(keep, line.end);
        if line.closes {
            return true;
        }
        if self.count >= self.limits.parts {
            self.defect(DefectKind::PartLimit, line.line, "");
            return false;
        }
        self.count += 1;
        let Some(parent) = self.open.last_mut() else {
            return true;
        };
        parent.parts += 1;
        let default = if parent.digest {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let open = &self.open;
        let next = line_at(self.bytes, line.after).map(trim_end);
        if next.is_some_and(|next| match_line(next, open).is_some()) {
            // A delimiter right after a delimiter: nothing stands between them.
            *at = line.after;
            return true;
        }
        let block = headers::scan(self.bytes, line.after, Place::Part, self.limits, &|text| {
            match_line(text, open).is_some()
        });
        let facts = mime::facts(&block.fields, default);
        self.out.defects.extend(block.defects);
        *at = block.body;
        self.enter(facts, block.body);
        true
    }

    /// Ends the leaf under way and all multiparts above `keep`, at `end`.
    fn close_down_to(&mut self, keep: usize, end: usize) {
        if let Some((facts, body)) = self.leaf.take() {
            self.push_leaf(facts, body, end);
        }
        while self.open.len() > keep {
            let Some(open) = self.open.pop() else { return };
            if open.parts == 0 {
                self.defect(
                    DefectKind::MalformedStructure,
                    open.body,
                    "a multipart without parts",
                );
                self.shape(&Facts::plain_text());
                self.push_leaf(Facts::plain_text(), open.body, end);
            }
        }
    }

    fn shape(&mut self, facts: &Facts) {
        self.out.shapes.push(PartShape {
            media_type: facts.media_type.clone(),
            encoding: facts.encoding.clone(),
            boundary: facts.boundary.clone(),
        });
    }

    fn push_leaf(&mut self, facts: Facts, body: usize, end: usize) {
        let slice = self.bytes.get(body..end.max(body)).unwrap_or_default();
        let (alternative, root) = (self.alternative(), self.open.is_empty());
        self.out.leaves.push(Leaf {
            facts,
            body: slice,
            offset: body,
            alternative,
            root,
        });
    }

    fn alternative(&self) -> Option<u16> {
        self.open.last().and_then(|open| open.alternative)
    }

    fn defect(&mut self, kind: DefectKind, at: usize, detail: &str) {
        // One defect of a kind says enough: a hostile message must not become thousands.
        if !self.out.defects.iter().any(|defect| defect.kind == kind) {
            self.out.defects.push(Defect::new(kind, at as u64, detail));
        }
    }

    /// The next line, from the line start `from`, that delimits any open multipart.
    fn next_delimiter(&self, from: usize) -> Option<Delimiter> {
        if self.open.is_empty() {
            return None;
        }
        let rest = self.bytes.get(from..)?;
        let here = rest.starts_with(b"--").then_some(from);
        let lines = memmem::find_iter(rest, b"\n--").map(|at| from + at + 1);
        here.into_iter().chain(lines).find_map(|start| {
            let line = line_at(self.bytes, start)?;
            let (depth, closes) = match_line(trim_end(line), &self.open)?;
            let before = self.bytes.get(from..start).unwrap_or_default();
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            let before = before.strip_suffix(b"\r").unwrap_or(before);
            Some(Delimiter {
                end: from + before.len(),
                line: start,
                after: start + line.len(),
                depth,
                closes,
            })
        })
    }
}

/// The innermost open multipart that a line (blanks at its end off) delimits, and whether it closes it.
fn match_line(text: &[u8], open: &[Open]) -> Option<(usize, bool)> {
    let rest = text.strip_prefix(b"--")?;
    open.iter().enumerate().rev().find_map(|(depth, open)| {
        match rest.strip_prefix(open.boundary.as_slice())? {
            b"" => Some((depth, false)),
            b"--" => Some((depth, true)),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str, limits: &Limits) -> (Vec<(String, String)>, Vec<DefectKind>) {
        let block = headers::scan(text.as_bytes(), 0, Place::Message, limits, &|_| false);
        let facts = mime::facts(&block.fields, "text/plain");
        let parts = split(text.as_bytes(), block.body, facts, limits);
        let leaf = |leaf: &Leaf<'_>| {
            (
                leaf.facts.media_type.clone(),
                String::from_utf8_lossy(leaf.body).into_owned(),
            )
        };
        (
            parts.leaves.iter().map(leaf).collect(),
            parts.defects.iter().map(|d| d.kind).collect(),
        )
    }

    fn check(text: &str, expected: &[(&str, &str)], defects: &[DefectKind]) {
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let (leaves, found) = parts(&text, &Limits::default());
            let leaves: Vec<_> = leaves
                .iter()
                .map(|(kind, body)| (kind.as_str(), body.as_str()))
                .collect();
            assert_eq!(
                (leaves.as_slice(), found.as_slice()),
                (expected, defects),
                "{text}"
            );
        }
    }

    #[test]
    fn parts_are_told_apart() {
        check(
            "Content-Type: multipart/mixed; boundary=x\n\npreamble\n--x\n\none\n--x  \nContent-Type: text/html\n\ntwo\n--x--\nepilogue\n",
            &[("text/plain", "one"), ("text/html", "two")],
            &[],
        );
    }

    #[test]
    fn a_boundary_that_starts_another_one_is_no_delimiter_of_it() {
        check(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/alternative; boundary=x-1\n\n--x-1\n\none\n--x-1\n\ntwo\n--x-1--\n--x\n\nthree\n--x--\n",
            &[
                ("text/plain", "one"),
                ("text/plain", "two"),
                ("text/plain", "three"),
            ],
            &[],
        );
    }

    #[test]
    fn an_inner_multipart_that_is_not_closed_ends_with_the_outer_one() {
        check(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\none\n--x\n\ntwo\n--x--\n",
            &[("text/plain", "one"), ("text/plain", "two")],
            &[],
        );
    }

    #[test]
    fn without_boundary_or_parts_the_body_is_one_text() {
        check(
            "Content-Type: multipart/mixed\n\nhello",
            &[("text/plain", "hello")],
            &[DefectKind::MalformedStructure],
        );
        check(
            "Content-Type: multipart/mixed; boundary=x\n\nhello",
            &[("text/plain", "hello")],
            &[DefectKind::MalformedStructure],
        );
    }

    #[test]
    fn a_part_may_lack_headers_body_or_both() {
        check(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n--x\n--x\n\n\n--x\nno empty line\n--x--\n",
            &[
                ("text/html", ""),
                ("text/plain", ""),
                ("text/plain", "no empty line"),
            ],
            &[DefectKind::MalformedHeader],
        );
    }

    #[test]
    fn parts_of_a_digest_are_messages() {
        check(
            "Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n--x--",
            &[("message/rfc822", "Subject: a")],
            &[],
        );
    }

    #[test]
    fn number_and_depth_are_bounded() {
        let many = format!(
            "Content-Type: multipart/mixed; boundary=x\n\n{}",
            "--x\n\n".repeat(99)
        );
        let (leaves, defects) = parts(
            &many,
            &Limits {
                parts: 10,
                ..Limits::default()
            },
        );
        assert_eq!((leaves.len(), defects), (9, vec![DefectKind::PartLimit]));
        let level = |i| format!("Content-Type: multipart/mixed; boundary=x{i}\n\n--x{i}\n");
        let deep = (0..99).map(level).collect::<Vec<_>>().concat();
        let (leaves, defects) = parts(
            &deep,
            &Limits {
                depth: 10,
                ..Limits::default()
            },
        );
        assert_eq!((leaves.len(), defects), (1, vec![DefectKind::NestingLimit]));
    }

    proptest! {
        #[test]
        fn any_nesting_is_taken(lines in prop::collection::vec("(--x|--y|--x--|--y--|Content-Type: multipart/mixed; boundary=[xy]||a)\r?\n", 0..40)) {
            let text = format!("Content-Type: multipart/mixed; boundary=x\n\n{}", lines.concat());
            let (leaves, _) = parts(&text, &Limits::default());
            prop_assert!(leaves.iter().map(|(_, body)| body.len()).sum::<usize>() <= text.len());
        }
    }
}
