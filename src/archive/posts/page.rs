//! What a reader makes of the bytes around its records, kept beside them.
//!
//! The rooms above know what a page means; this one only keeps what they made of it, so that it is made once a page and
//! not once a post.

use std::{
    any::Any,
    sync::{Arc, OnceLock},
};

/// A place for what is made of a page.
#[derive(Clone, Debug, Default)]
pub struct Page(OnceLock<Arc<dyn Any + Send + Sync>>);

impl Page {
    /// What was made of the page, made now if it was not yet; `None` when it was made as something else.
    pub fn get<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.0.get_or_init(|| Arc::new(make())).downcast_ref()
    }
}
