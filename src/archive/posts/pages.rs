//! Pages of JSON: documents that are held whole, most often one a line, whose records stand within.
//!
//! In: pages and the paths of the records in them. Out: these records. Who wrote a post of X stands at the end of its
//! page, so the page is handed on with each. A page with no record in it is a record itself: what came instead is told.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use memchr::memchr;

use crate::archive::content::Content;

use super::{
    Layout,
    cut::{Cut, Cutter, Rest, Step},
    export::Export,
    nested::Nested,
    outline,
    tokens::Scan,
};

/// Bytes that tell whether there is a page a line.
const HEAD: usize = 32 << 10;

/// Cuts pages, and records out of each.
pub(in super::super) struct Pages {
    layout: Layout,
    paths: &'static [&'static str],
    /// Whether there is a page a line; known once the first bytes are there.
    is_lined: Option<bool>,
    scan: Scan,
    /// Bytes of the page under way that were looked at.
    seen: usize,
    /// Records of the page that are still to be handed out, from the last cut on.
    queue: VecDeque<(Range<usize>, Arc<Layout>)>,
    /// Where the page's rest begins, and where it ends.
    passed: usize,
    end: usize,
}

impl Pages {
    /// A cutter of records at these paths within pages.
    pub(in super::super) fn of(layout: Layout, paths: &'static [&'static str]) -> Self {
        Self {
            layout,
            paths,
            is_lined: None,
            scan: Scan::default(),
            seen: 0,
            queue: VecDeque::new(),
            passed: 0,
            end: 0,
        }
    }

    fn next_of_page(&mut self) -> Option<Step> {
        let (range, layout) = self.queue.pop_front()?;
        let passed = self.passed;
        let next = if self.queue.is_empty() {
            self.end
        } else {
            range.end
        };
        self.passed = next;
        Some(Step::Record {
            range: range.start.saturating_sub(passed)..range.end.saturating_sub(passed),
            next: next.saturating_sub(passed),
            layout,
        })
    }

    /// Where the page ends that the bytes begin with, and where the next begins.
    fn page(&mut self, rest: &Rest<'_>, is_lined: bool) -> Option<(usize, usize)> {
        let length = rest.bytes.len();
        if is_lined {
            let unseen = rest.bytes.get(self.seen..).unwrap_or_default();
            return match memchr(b'\n', unseen) {
                Some(at) => Some((self.seen + at, self.seen + at + 1)),
                None if rest.last => Some((length, length)),
                None => {
                    self.seen = length;
                    None
                }
            };
        }
        match self.scan.close(rest.bytes, self.seen) {
            Ok(end) => Some((end, end)),
            Err(_) if rest.last => Some((length, length)),
            Err(seen) => {
                self.seen = seen;
                None
            }
        }
    }

    /// Finds the records of a page.
    fn fill(&mut self, rest: &Rest<'_>, page: Range<usize>) {
        let bytes = rest.share(page.clone());
        let own = |around| {
            Arc::new(Layout {
                around,
                ..self.layout.clone()
            })
        };
        let nested = Nested::of(self.layout.clone(), self.paths);
        let pieces = Cutter::of(Content::Whole(bytes.clone()), Box::new(nested));
        let shared = (self.layout.export == Export::XJson).then(|| own(bytes.clone()));
        self.queue.extend(pieces.filter_map(|piece| {
            let start = page.start + usize::try_from(piece.offset).ok()?;
            let layout = shared.clone().or(piece.layout)?;
            Some((start..start + piece.bytes.as_ref().len(), layout))
        }));
        if self.queue.is_empty() && !page.is_empty() {
            self.queue.push_back((page, Arc::new(self.layout.clone())));
        }
    }
}

impl Cut for Pages {
    fn cut(&mut self, rest: &Rest<'_>) -> Step {
        if let Some(step) = self.next_of_page() {
            return step;
        }
        if self.is_lined.is_none() {
            if rest.bytes.len() < HEAD && !rest.last {
                return Step::More;
            }
            let head = rest.bytes.get(..HEAD).unwrap_or(rest.bytes);
            self.is_lined = Some(outline::is_lined(head));
        }
        let Some((end, next)) = self.page(rest, self.is_lined == Some(true)) else {
            return Step::More;
        };
        (self.seen, self.scan) = (0, Scan::default());
        let bytes = rest.bytes.get(..end).unwrap_or_default();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = end - bytes.trim_ascii_start().len();
        let page = start..start + bytes.trim_ascii().len();
        (self.passed, self.end) = (0, next);
        self.fill(rest, page);
        self.next_of_page().unwrap_or(Step::Skip(next))
    }

    fn give_up(&mut self) {
        (self.seen, self.scan) = (0, Scan::default());
    }
}
