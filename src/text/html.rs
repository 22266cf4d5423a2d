//! HTML to the text that a reader sees.
//!
//! In: HTML, however broken. Out: [`Visible`].
//!
//! Source: WHATWG HTML, 13.2.5 (tokenising, by the crate `html5gum`) and 15.3 (rendering). There is
//! no tree: a stack of the few open elements that matter stands in for it, so that cost is linear.

mod element;
mod page;
mod reader;
mod stack;
mod style;

/// Most links, and most pictures, that are kept of one page.
pub(super) const MOST: usize = 2_000;

/// What a reader sees of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visible {
    /// Its text: a line a line, one empty line between paragraphs, `> ` before quoted lines.
    pub text: String,
    /// Its links that can be seen, in their order.
    pub links: Vec<Anchor>,
    /// References to pictures, in their order, each once; `data:` is cut to 64 bytes.
    pub pictures: Vec<String>,
    /// Whether there is text that a reader does not see.
    pub hidden: bool,
}

/// A link of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// Where it leads, as written.
    pub href: String,
    /// The text that it is behind, at most 200 bytes.
    pub text: String,
    /// Where that text begins in [`Visible::text`], in bytes.
    pub at: usize,
}

/// Reads a page in time linear in its bytes.
#[must_use]
pub fn visible(html: &str) -> Visible {
    reader::read(html)
}

#[cfg(test)]
mod tests;
