//! The way from one page of rows to the next.

use crate::{explore::server::params::Params, report::words::grouped};

/// Links to the pages beside this one.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// Query of the page before; empty on the first.
    pub before: String,
    /// Query of the page after; empty on the last.
    pub after: String,
    /// Which rows these are.
    pub here: String,
}

impl Pager {
    /// The pager of a list of which a page is shown.
    #[must_use]
    pub fn of(params: &Params, shown: usize, total: u64, size: u32) -> Self {
        Self::at(params.page(), params, (shown, total), size)
    }

    /// The same for a page, from 1, that need not be the one asked for: of so many rows in all, so many are shown.
    #[must_use]
    pub fn at(page: u32, params: &Params, (shown, total): (usize, u64), size: u32) -> Self {
        let first = u64::from(page - 1) * u64::from(size);
        let last = first + shown as u64;
        let link = |page: u32| params.with("page", &page.to_string());
        Self {
            before: if page > 1 {
                link(page - 1)
            } else {
                String::new()
            },
            after: if last < total && shown > 0 {
                link(page + 1)
            } else {
                String::new()
            },
            here: if total == 0 || shown == 0 {
                String::new()
            } else {
                format!(
                    "{} to {} of {}",
                    grouped(first + 1),
                    grouped(last),
                    grouped(total)
                )
            },
        }
    }
}
