//! Records cut out of an export: one pass over a map, or over a stream in bounded memory.
//!
//! In: bytes, and a [`Cut`] that knows one syntax. Out: [`Piece`]s in order, slices of the map or of a stream's blocks
//! (nothing is copied but what two blocks share). Memory for a stream is bounded by [`LONGEST`] and a chunk.

use std::{
    io::{self, Read},
    ops::Range,
    sync::Arc,
};

use memchr::{memchr, memchr_iter};

use crate::source::{Defect, DefectKind};

use super::{
    super::{RawBytes, content::Content},
    Layout,
    wanted::{Wanted, wanted},
};

/// Bytes read from a stream at once.
const CHUNK: usize = 1 << 20;

/// Bytes of the longest record; no post is as long, and a quote that is never closed must not swallow a file.
pub(in super::super) const LONGEST: usize = 16 << 20;

/// What a cutter sees: bytes that begin where it left off.
pub(in super::super) struct Rest<'a> {
    /// The bytes at hand.
    pub(in super::super) bytes: &'a [u8],
    /// No more bytes will come.
    pub(in super::super) last: bool,
    block: &'a RawBytes,
    at: usize,
}

impl Rest<'_> {
    /// Shares a range of the bytes.
    pub(in super::super) fn share(&self, range: Range<usize>) -> RawBytes {
        self.block.slice(
            self.at.saturating_add(range.start),
            self.at.saturating_add(range.end),
        )
    }
}

/// What a cutter found.
pub(in super::super) enum Step {
    /// A record in a range of the bytes, and where to go on.
    Record {
        /// Its bytes.
        range: Range<usize>,
        /// Where the next look begins; not before the range's end.
        next: usize,
        /// How it is to be read.
        layout: Arc<Layout>,
    },
    /// No record in this many bytes.
    Skip(usize),
    /// The record goes beyond the bytes at hand; the next look begins at the same place.
    More,
    /// No record will follow.
    End(Option<Defect>),
}

/// Knows where records of one syntax begin and end.
pub(in super::super) trait Cut {
    /// Looks at the bytes from where it left off. Keeps what it learnt when it answers [`Step::More`], so that no
    /// byte is looked at twice.
    fn cut(&mut self, rest: &Rest<'_>) -> Step;

    /// Gives up the record under way; the next look begins behind its first line.
    fn give_up(&mut self);
}

/// One record.
pub(in super::super) struct Piece {
    /// Offset of its first byte.
    pub(in super::super) offset: u64,
    /// Line that it begins on, from 1.
    pub(in super::super) line: u64,
    /// Its bytes.
    pub(in super::super) bytes: RawBytes,
    /// How it is to be read; `None` for what could not be cut.
    pub(in super::super) layout: Option<Arc<Layout>>,
}

/// Cuts a source into its records.
pub(in super::super) struct Cutter<'a> {
    stream: Option<&'a mut dyn Read>,
    cut: Box<dyn Cut + 'a>,
    block: RawBytes,
    /// Offset of the block's first byte.
    base: u64,
    /// Where the next look begins in the block.
    at: usize,
    line: u64,
    last: bool,
    ended: bool,
    /// Whether records that are no posts are left out.
    sifts: bool,
    /// How many were left out that stood in place of posts, and the first of them.
    others: Option<(u64, String)>,
    /// What is wrong with the source as a whole.
    pub(in super::super) defect: Option<Defect>,
    /// Why the stream ended early.
    pub(in super::super) error: Option<io::Error>,
}

impl<'a> Cutter<'a> {
    /// Cuts a source's bytes.
    pub(in super::super) fn of(content: Content<'a>, cut: Box<dyn Cut + 'a>) -> Self {
        let (block, stream) = match content {
            Content::Whole(bytes) => (bytes, None),
            Content::Stream(stream) => (RawBytes::from(Vec::new()), Some(stream)),
        };
        Self {
            last: stream.is_none(),
            stream,
            cut,
            block,
            base: 0,
            at: 0,
            line: 1,
            ended: false,
            sifts: false,
            others: None,
            defect: None,
            error: None,
        }
    }

    /// Leaves out records that are no posts.
    pub(in super::super) fn sifted(mut self) -> Self {
        self.sifts = true;
        self
    }

    /// Records that stood in place of posts, once the cutter has ended.
    pub(in super::super) fn others(&self) -> Option<Defect> {
        let (count, first) = self.others.as_ref()?;
        let words = format!("{count} in place of posts; the first: {first}");
        Some(Defect::new(DefectKind::MalformedRow, 0, words))
    }

    /// Whether a record is a post; what stands in place of one is counted.
    fn is_post(&mut self, range: &Range<usize>, layout: &Layout) -> bool {
        let bytes = self.block.as_ref().get(self.at..).unwrap_or_default();
        match wanted(layout.export, bytes.get(range.clone()).unwrap_or_default()) {
            Wanted::Post => true,
            Wanted::Beside => false,
            Wanted::Other(names) => {
                let line = self.line;
                let first = || (0, format!("line {line} with {names}"));
                self.others.get_or_insert_with(first).0 += 1;
                false
            }
        }
    }

    /// Bytes of the source so far; all of them once the cutter has ended.
    pub(in super::super) fn bytes_read(&self) -> u64 {
        self.base.saturating_add(self.block.as_ref().len() as u64)
    }

    /// Reads one more chunk behind what is not cut yet.
    fn more(&mut self) {
        let mut block = self
            .block
            .as_ref()
            .get(self.at..)
            .unwrap_or_default()
            .to_vec();
        self.base = self.base.saturating_add(self.at as u64);
        self.at = 0;
        let before = block.len();
        if let Some(stream) = &mut self.stream {
            let read = stream.by_ref().take(CHUNK as u64).read_to_end(&mut block);
            self.error = read.err();
        }
        self.last = block.len() - before < CHUNK;
        self.block = RawBytes::from(block);
    }

    /// Goes on behind `count` bytes, whose lines are counted.
    fn pass(&mut self, count: usize) {
        let bytes = self.block.as_ref();
        let end = self.at.saturating_add(count).min(bytes.len());
        let passed = bytes.get(self.at..end).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.at = end;
    }

    fn piece(&mut self, range: Range<usize>, layout: Option<Arc<Layout>>) -> Piece {
        let start = self.at.saturating_add(range.start);
        let before = self.block.as_ref().get(self.at..start).unwrap_or_default();
        let line = self.line + memchr_iter(b'\n', before).count() as u64;
        Piece {
            offset: self.base.saturating_add(start as u64),
            line,
            bytes: self.block.slice(start, self.at.saturating_add(range.end)),
            layout,
        }
    }

    /// The first line of what is longer than any record, as a piece that cannot be read.
    fn oversized(&mut self) -> Piece {
        self.cut.give_up();
        let rest = self.block.as_ref().get(self.at..).unwrap_or_default();
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let next = (end + 1).min(rest.len());
        let piece = self.piece(0..end.min(LONGEST), None);
        self.pass(next);
        piece
    }

    /// Takes what is left of a stream, so that all of its bytes are counted.
    fn drain(&mut self) {
        self.ended = true;
        while !self.last {
            self.at = self.block.as_ref().len();
            self.more();
        }
    }
}

impl Iterator for Cutter<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        while !self.ended {
            let bytes = self.block.as_ref().get(self.at..).unwrap_or_default();
            if bytes.is_empty() {
                if self.last {
                    return None;
                }
                self.more();
                continue;
            }
            let rest = Rest {
                bytes,
                last: self.last,
                block: &self.block,
                at: self.at,
            };
            let length = bytes.len();
            match self.cut.cut(&rest) {
                Step::Record {
                    range,
                    next,
                    layout,
                } if self.sifts && !self.is_post(&range, &layout) => self.pass(next),
                Step::Record {
                    range,
                    next,
                    layout,
                } => {
                    let piece = self.piece(range, Some(layout));
                    self.pass(next);
                    return Some(piece);
                }
                Step::Skip(count) => self.pass(count.max(1)),
                Step::More if length > LONGEST || (self.last && length > 0) => {
                    return Some(self.oversized());
                }
                Step::More if self.last => return None,
                Step::More => self.more(),
                Step::End(defect) => {
                    self.defect = defect;
                    self.drain();
                }
            }
        }
        None
    }
}

/// What is wrong with a piece that could not be cut.
pub(in super::super) fn uncut(piece: &Piece) -> Defect {
    Defect::new(
        DefectKind::MalformedRow,
        0,
        format!("line {}: the record does not end", piece.line),
    )
}
