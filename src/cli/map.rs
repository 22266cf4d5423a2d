//! `map`: proposes what the columns of a table mean.

use super::{args, check::UsageError, exit::Outcome, output};
use crate::{archive::posts, message::post};

/// Looks at a table and writes the proposal.
///
/// # Errors
/// [`UsageError`] for what is no table; what cannot be read or written.
pub(super) fn map(args: &args::Map) -> anyhow::Result<Outcome> {
    if !args.table.exists() {
        return Err(UsageError::NoInput(args.table.clone()).into());
    }
    let Some(peek) = posts::peek(&args.table)? else {
        return Err(UsageError::NoTable(args.table.clone()).into());
    };
    let text = post::propose(&peek, &args.table.display().to_string());
    match &args.output {
        Some(path) => output::save(path, &text)?,
        None => output::print(&text)?,
    }
    Ok(Outcome::Done)
}
