//! The elements that are open at a point of a page.
//!
//! In: what the sieve opens and closes. Out: where in the tree it is.

use super::{DEEPEST, Role};

/// An open element, or an open link, which is none in what is written.
pub(super) struct Open {
    /// The name of its tag.
    pub(super) name: &'static str,
    pub(super) role: Role,
    pub(super) link: Option<Link>,
    /// Whether anything was opened in it.
    touched: bool,
}

/// A link of the mail.
pub(super) struct Link {
    /// Where it leads.
    pub(super) address: String,
    /// Where its text begins in what is written.
    pub(super) text: usize,
}

impl Open {
    pub(super) const fn element(name: &'static str, role: Role) -> Self {
        Self {
            name,
            role,
            link: None,
            touched: false,
        }
    }

    pub(super) const fn link(address: String, text: usize) -> Self {
        Self {
            name: "a",
            role: Role::Emphasis,
            link: Some(Link { address, text }),
            touched: false,
        }
    }
}

/// The open elements, the outermost first.
#[derive(Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// Elements that were not opened because enough were.
    pub(super) beyond: usize,
}

impl Stack {
    pub(super) fn push(&mut self, open: Open) {
        if let Some(around) = self.open.last_mut() {
            around.touched = true;
        }
        self.open.push(open);
    }

    pub(super) fn pop(&mut self) -> Option<Open> {
        self.open.pop()
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= DEEPEST
    }

    pub(super) fn at(&self, at: usize) -> Option<&Open> {
        self.open.get(at)
    }

    /// The place of the innermost open element of which this holds.
    pub(super) fn nearest(&self, holds: impl Fn(&Open) -> bool) -> Option<usize> {
        self.open.iter().rposition(holds)
    }

    /// Whether the innermost element plays this part.
    pub(super) fn is_in(&self, role: Role) -> bool {
        self.open.last().is_some_and(|open| open.role == role)
    }

    /// Whether the innermost element is one that holds no text.
    pub(super) fn is_in_frame(&self) -> bool {
        self.open.last().is_some_and(|open| open.role.is_frame())
    }

    /// Whether nothing was opened in the innermost element.
    pub(super) fn is_untouched(&self) -> bool {
        self.open.last().is_some_and(|open| !open.touched)
    }
}
