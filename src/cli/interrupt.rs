//! Ctrl-C: the first asks the run to stop at the next safe place, the second ends it at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::Context as _;

use super::output;

/// A flag that the run looks at between batches; set by Ctrl-C or SIGTERM.
///
/// # Errors
/// When the signals cannot be taken over.
pub(super) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        output::note("stopping at the next safe place; Ctrl-C again ends at once");
    })
    .context("signals cannot be taken over")?;
    Ok(stop)
}
