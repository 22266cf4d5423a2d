//! The elements that are open at a point of a page, as far as they matter.
//!
//! In: start tags with what their attributes do, end tags. Out: whether text there is seen, quoted,
//! preserved.
//!
//! Source: WHATWG HTML, 13.2.6.4.7 (end tags, the adoption agency) in a form without a tree. We keep
//! only elements that have an effect, or that bound the reach of end tags, and no more than
//! [`DEPTH`]: browsers too stop nesting at 512. So every tag costs a bounded number of steps.

use super::{
    element::Kind,
    page::Quoted,
    style::{Paper, Style},
};

/// Most open elements that are kept.
const DEPTH: usize = 512;

/// What an element does to the text in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effect {
    pub(super) style: Style,
    /// The text is dropped without being hidden text: script and the like.
    pub(super) unseen: bool,
    pub(super) quoted: Quoted,
}

#[derive(Clone, Copy)]
struct Open {
    id: u8,
    kind: Kind,
    live: bool,
    effect: Effect,
    look: Look,
}

/// What text here looks like; children inherit it.
#[derive(Clone, Copy, Default)]
struct Look {
    ink: Option<u32>,
    paper: Option<Paper>,
    invisible: bool,
}

/// The open elements.
pub(super) struct Stack {
    open: Vec<Open>,
    /// How many of each number are open.
    count: [u16; 256],
    beyond: usize,
    gone: u16,
    dropped: u16,
    perhaps: u16,
    surely: u16,
    preserved: u16,
    /// All that follows is quoted.
    pub(super) rest_quoted: bool,
}

impl Stack {
    pub(super) fn new() -> Self {
        Self {
            open: Vec::new(),
            count: [0; 256],
            beyond: 0,
            gone: 0,
            dropped: 0,
            perhaps: 0,
            surely: 0,
            preserved: 0,
            rest_quoted: false,
        }
    }

    /// Text here is no text of the page.
    pub(super) fn drops(&self) -> bool {
        self.dropped > 0
    }

    /// Text here is hidden from the reader.
    pub(super) fn hides(&self) -> bool {
        self.gone > 0 || self.open.last().is_some_and(|open| open.look.hides())
    }

    /// Not even pictures are shown here.
    pub(super) fn is_gone(&self) -> bool {
        self.gone > 0
    }

    /// A cell or a table is open.
    pub(super) fn is_in_table(&self) -> bool {
        self.open.iter().any(|open| open.kind.bounds())
    }

    pub(super) fn preserves(&self) -> bool {
        self.preserved > 0
    }

    pub(super) fn quoted(&self) -> Quoted {
        match (self.surely > 0 || self.rest_quoted, self.perhaps > 0) {
            (true, _) => Quoted::Surely,
            (false, true) => Quoted::Perhaps,
            (false, false) => Quoted::No,
        }
    }

    /// A start tag of an element that has content.
    pub(super) fn start(&mut self, id: u8, kind: Kind, effect: Effect, classed: bool) {
        let look = self.look(&effect.style, classed);
        let before = self.open.last().map(|open| open.look).unwrap_or_default();
        // In a hidden inline element blocks matter, because its end tag does not reach out of them.
        let shields = kind.is_block() && self.gone > 0;
        let matters = effect.matters() || !look.same(before) || kind.bounds() || shields;
        if !matters && self.count(id) == 0 {
            return;
        }
        if self.open.len() >= DEPTH {
            self.beyond += 1;
            return;
        }
        self.tally(&effect, 1);
        if let Some(count) = self.count.get_mut(usize::from(id)) {
            *count += 1;
        }
        self.open.push(Open {
            id,
            kind,
            live: true,
            effect,
            look,
        });
    }

    /// An end tag.
    pub(super) fn end(&mut self, id: u8, kind: Kind) {
        if self.count(id) == 0 && self.beyond == 0 {
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let stops = |open: &Open| match kind {
            Kind::Inline => open.kind.is_block(),
            Kind::Table => false,
            Kind::Row | Kind::Cell => open.kind == Kind::Table,
            _ => open.kind.bounds(),
        };
        let found = self
            .open
            .iter()
            .enumerate()
            .rev()
            .find(|(_, open)| open.live && open.id == id || stops(open))
            .filter(|(_, open)| open.live && open.id == id);
        let Some((at, _)) = found else { return };
        if matches!(kind, Kind::Formatting | Kind::Anchor) {
            self.retire(at);
            while self.open.last().is_some_and(|open| !open.live) {
                self.open.pop();
            }
        } else {
            while self.open.len() > at {
                self.retire(self.open.len() - 1);
                self.open.pop();
            }
        }
    }

    /// Ends an element that the start of another one ends.
    pub(super) fn end_unclosed(&mut self, id: u8, kind: Kind) {
        if self.beyond == 0 {
            self.end(id, kind);
        }
    }

    fn count(&self, id: u8) -> u16 {
        self.count.get(usize::from(id)).copied().unwrap_or_default()
    }

    fn retire(&mut self, at: usize) {
        let Some(open) = self.open.get_mut(at).filter(|open| open.live) else {
            return;
        };
        open.live = false;
        let (effect, id) = (open.effect, open.id);
        self.tally(&effect, u16::MAX);
        if let Some(count) = self.count.get_mut(usize::from(id)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Adds one, or minus one as the wrapping complement, to what the effect touches.
    fn tally(&mut self, effect: &Effect, step: u16) {
        let add = |wanted: bool, counter: &mut u16| {
            if wanted {
                *counter = counter.wrapping_add(step);
            }
        };
        add(effect.style.gone, &mut self.gone);
        add(effect.unseen, &mut self.dropped);
        add(effect.quoted == Quoted::Perhaps, &mut self.perhaps);
        add(effect.quoted == Quoted::Surely, &mut self.surely);
        add(effect.style.preserves, &mut self.preserved);
    }

    fn look(&self, style: &Style, classed: bool) -> Look {
        let mut look = self.open.last().map(|open| open.look).unwrap_or_default();
        look.ink = style.ink.or(look.ink);
        // A class may bring any background along from the style sheet, which we do not read.
        look.paper = match style.paper {
            Some(paper) => Some(paper),
            None if classed && look.paper.is_some() => Some(Paper::Unknown),
            None => look.paper,
        };
        look.invisible = style.unseen.unwrap_or(look.invisible);
        look
    }
}

impl Look {
    fn hides(self) -> bool {
        let drowned = matches!((self.ink, self.paper), (Some(ink), Some(Paper::Plain(paper))) if ink == paper);
        self.invisible || drowned
    }

    fn same(self, other: Self) -> bool {
        (self.ink, self.paper, self.invisible) == (other.ink, other.paper, other.invisible)
    }
}

impl Effect {
    fn matters(&self) -> bool {
        self.style.gone || self.unseen || self.style.preserves || self.quoted != Quoted::No
    }
}
