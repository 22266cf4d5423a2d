//! JSON, an object a line.

use std::sync::Arc;

use memchr::memchr;

use super::{
    Layout,
    cut::{Cut, Rest, Step},
};

/// Cuts at line ends; empty lines are no records.
pub(in super::super) struct Lines {
    layout: Arc<Layout>,
    /// Bytes of the line under way that hold no line end.
    seen: usize,
}

impl Lines {
    /// A cutter whose records are read by this layout.
    pub(in super::super) fn of(layout: Layout) -> Self {
        Self {
            layout: Arc::new(layout),
            seen: 0,
        }
    }
}

impl Cut for Lines {
    fn cut(&mut self, rest: &Rest<'_>) -> Step {
        let unseen = rest.bytes.get(self.seen..).unwrap_or_default();
        let end = match memchr(b'\n', unseen) {
            Some(at) => self.seen + at,
            None if rest.last => rest.bytes.len(),
            None => {
                self.seen = rest.bytes.len();
                return Step::More;
            }
        };
        self.seen = 0;
        let line = rest.bytes.get(..end).unwrap_or_default();
        let mark = if line.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let line = line.get(mark..).unwrap_or_default();
        let trimmed = line.trim_ascii_start();
        let start = mark + line.len() - trimmed.len();
        let length = trimmed.trim_ascii_end().len();
        let next = (end + 1).min(rest.bytes.len());
        if length == 0 {
            return Step::Skip(next);
        }
        Step::Record {
            range: start..start + length,
            next,
            layout: Arc::clone(&self.layout),
        }
    }

    fn give_up(&mut self) {
        self.seen = 0;
    }
}
