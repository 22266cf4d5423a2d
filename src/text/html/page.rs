//! The lines of text that a page shows, grown piece by piece.
//!
//! In: pieces of text, breaks, whether what comes next is quoted.
//! Out: text with one line a line, one empty line between paragraphs, `> ` before quoted lines.
//!
//! Source: CSS 2.2, 16.6.1 (collapsing of white space) and 8.3.1 (margins collapse, so that two
//! paragraphs are never more than one empty line apart).

/// How surely a text is a quotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quoted {
    /// The writer's own.
    #[default]
    No,
    /// In a `blockquote` that says nothing more: layout, where nothing stands outside of it.
    Perhaps,
    /// Marked as a quotation by the mail program.
    Surely,
}

/// The mark before a quoted line.
const MARK: &[u8] = b"> ";

/// The text so far.
#[derive(Default)]
pub(super) struct Page {
    out: Vec<u8>,
    /// Line ends that are due before the next letter, at most two.
    breaks: u8,
    /// A space is due before the next letter.
    space: bool,
    /// The line holds nothing but no-break spaces so far: it counts as an empty line.
    blank: bool,
    quoted: Quoted,
    line: Quoted,
    /// Where marks of [`Quoted::Perhaps`] stand.
    doubtful: Vec<usize>,
    /// Runs of such lines.
    runs: u32,
    /// Whether a letter stands outside of doubtful quotations.
    outside: bool,
}

impl Page {
    /// Where the next letter will stand, or shortly before.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// The text from an earlier [`Page::len`] on.
    pub(super) fn since(&self, at: usize) -> &[u8] {
        self.out.get(at..).unwrap_or_default()
    }

    /// What comes next is quoted so; a change begins a paragraph.
    pub(super) fn quote(&mut self, quoted: Quoted) {
        if quoted != self.quoted {
            self.quoted = quoted;
            self.block(2);
        }
    }

    /// Whether the line before what comes next ends in a colon, as `… wrote:` does.
    pub(super) fn ends_in_colon(&self) -> bool {
        self.out.ends_with(b":") || self.out.ends_with("\u{ff1a}".as_bytes())
    }

    /// The start or end of a block: at least so many line ends.
    pub(super) fn block(&mut self, breaks: u8) {
        if self.blank {
            self.blank = false;
            self.breaks = (self.breaks + 1).min(2);
        }
        self.breaks = self.breaks.max(breaks);
        self.space = false;
    }

    /// A `br`: one more line end.
    pub(super) fn line_break(&mut self) {
        self.blank = false;
        self.breaks = (self.breaks + 1).min(2);
        self.space = false;
    }

    /// The border between two cells.
    pub(super) fn gap(&mut self) {
        self.space = true;
    }

    /// Appends text with white space collapsed.
    pub(super) fn text(&mut self, mut text: &[u8]) {
        while let Some(&first) = text.first() {
            if first.is_ascii_whitespace() {
                self.space = true;
                let spaces = text.iter().take_while(|b| b.is_ascii_whitespace()).count();
                text = text.get(spaces..).unwrap_or_default();
                continue;
            }
            if let Some(rest) = text.strip_prefix("\u{a0}".as_bytes()) {
                self.no_break_space();
                text = rest;
                continue;
            }
            let end = run(text);
            let (word, rest) = text.split_at(end);
            self.word(word);
            text = rest;
        }
    }

    /// Appends text whose white space stands.
    pub(super) fn preserved(&mut self, text: &[u8]) {
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            if number > 0 {
                self.line_break();
            }
            if line.iter().any(|b| !b.is_ascii_whitespace()) {
                self.word(line);
            } else if !line.is_empty() {
                self.space = true;
            }
        }
    }

    fn no_break_space(&mut self) {
        if self.breaks > 0 || self.out.is_empty() {
            self.blank = true;
        } else {
            self.space = true;
        }
    }

    fn word(&mut self, word: &[u8]) {
        self.blank = false;
        if self.out.is_empty() {
            self.begin_line();
        } else if self.breaks > 0 {
            for _ in 0..self.breaks {
                self.out.push(b'\n');
            }
            self.begin_line();
        } else if self.space {
            self.out.push(b' ');
        }
        self.breaks = 0;
        self.space = false;
        self.outside |= self.line != Quoted::Perhaps;
        self.out.extend_from_slice(word);
    }

    fn begin_line(&mut self) {
        self.runs += u32::from(self.quoted == Quoted::Perhaps && self.line != Quoted::Perhaps);
        self.line = self.quoted;
        if self.line == Quoted::Perhaps {
            self.doubtful.push(self.out.len());
        }
        if self.line != Quoted::No {
            self.out.extend_from_slice(MARK);
        }
    }

    /// The text, and a way to move a position: doubtful marks go when nothing stands outside of
    /// them, or when they come more than once, as in newsletters that indent by `blockquote`.
    pub(super) fn finish(mut self) -> (String, Moved) {
        let moved = Moved(if self.outside && self.runs < 2 {
            Vec::new()
        } else {
            self.doubtful
        });
        if !moved.0.is_empty() {
            let mut kept = Vec::with_capacity(self.out.len());
            let mut from = 0;
            for &mark in &moved.0 {
                kept.extend_from_slice(self.out.get(from..mark).unwrap_or_default());
                from = mark + MARK.len();
            }
            kept.extend_from_slice(self.out.get(from..).unwrap_or_default());
            self.out = kept;
        }
        let text = String::from_utf8(self.out)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        (text, moved)
    }
}

/// How far text goes before white space that collapses: single spaces between words stand.
fn run(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        let next = text.get(at + 1).copied().unwrap_or(b' ');
        let ends = match byte {
            b' ' => next.is_ascii_whitespace() || next == 0xC2,
            b'\t' | b'\n' | b'\r' | 0x0C => true,
            0xC2 => next == 0xA0,
            _ => false,
        };
        if ends {
            break;
        }
        at += 1;
    }
    at.min(text.len())
}

/// Where marks were taken out, in order.
pub(super) struct Moved(Vec<usize>);

impl Moved {
    /// Where a position stands now.
    pub(super) fn place(&self, at: usize) -> usize {
        at.saturating_sub(self.0.partition_point(|mark| *mark < at) * MARK.len())
    }
}
