//! The order of the stages: the table of contents of the engine.

use serde_json::json;

use super::{
    Case, CaseError, IngestError, Ingested, Inputs, analyse, ingest::ingest, protect::Protected,
    watch::Watch,
};
use crate::graph::Windows;
use crate::media;

/// How a scan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What the reading brought.
    pub read: Ingested,
    /// Whether the findings are those of all that was read; `false` after an interrupt.
    pub finished: bool,
}

/// What stops a scan.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Reading stopped.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The case cannot be read or written.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// Stages that [`scan`] tells to its watch, without and with a protected list.
#[must_use]
pub const fn stages(protected: bool) -> u64 {
    if protected { 13 } else { 12 }
}

/// Reads what is new, then analyses all that the case holds. What is committed stays whatever
/// happens; the analysis is entered as a whole or not at all.
///
/// # Errors
/// [`RunError`].
pub fn scan(case: &Case, inputs: &Inputs, watch: &dyn Watch) -> Result<Outcome, RunError> {
    let read = ingest(case, inputs, watch)?;
    if !read.finished {
        return Ok(Outcome {
            read,
            finished: false,
        });
    }
    let posts = Windows::posts();
    let windows = inputs.windows.as_ref().unwrap_or(&posts);
    let mut parameters = json!({
        "neardup": "weighted anchors, 16 a text, weighted common subsequence from .42",
        "passages": "winnowing, runs of 6 in windows of 6, held from .6",
        "campaign_least_messages": analyse::LEAST_MESSAGES,
        "graph_windows_seconds_mail": Windows::mail().seconds(),
        "graph_windows_seconds_posts": windows.seconds(),
        "graph_false_discovery_rate": 0.01,
        "media_detectors": media::VERSION,
    });
    let protected = inputs.protected.as_ref();
    if let Some(protected) = protected {
        case.keep_list(protected)?;
        protected.enter(&mut parameters);
    }
    let parameters = parameters.to_string();
    if case.is_analysed(&parameters)? {
        return Ok(Outcome {
            read,
            finished: true,
        });
    }
    let finished = analyse::analyse(
        case,
        &parameters,
        windows,
        protected.map(Protected::list),
        &inputs.examiner,
        watch,
    )?;
    Ok(Outcome { read, finished })
}

impl Case {
    /// Whether the current run covers every message with this version and these parameters.
    fn is_analysed(&self, parameters: &str) -> Result<bool, CaseError> {
        let Some(current) = self.current_run()? else {
            return Ok(false);
        };
        let messages = u64::from(self.message_count()?);
        Ok(self.runs()?.iter().any(|run| {
            run.run == current
                && run.messages == messages
                && run.parameters == parameters
                && run.version == env!("CARGO_PKG_VERSION")
        }))
    }
}
