//! The verdict log: what analysts said, beside what the program says.

use serde::{Deserialize, Serialize};

use super::{Rows, clean, words};
use crate::case::judgements::{Judged, Saying};

/// What stands above the log.
pub const NOTE: &str = "What people said who read this case. Each line stands as it was entered, also when a later one withdraws it; the program's \
    own verdicts are not changed by it.";

/// One judgement in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgementLine {
    /// Number of the log's entry.
    pub entry: u32,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// The campaign, `c3`.
    pub campaign: String,
    /// What is said.
    pub says: String,
    /// Likelihood in the words of ICD 203; empty where none is given.
    pub likelihood: String,
    /// Confidence; empty where none is given.
    pub confidence: String,
    /// Why.
    pub remark: String,
    /// Who; may be empty.
    pub by: String,
    /// Whether a later entry withdrew it.
    pub withdrawn: bool,
}

impl JudgementLine {
    /// A judgement in words.
    #[must_use]
    pub fn of(judged: &Judged) -> Self {
        let judgement = &judged.judgement;
        let (says, likelihood, confidence) = match &judgement.saying {
            Saying::Note => ("note".to_owned(), "", ""),
            Saying::Verdict {
                verdict,
                likelihood,
                confidence,
            } => (
                format!("verdict: {}", words::verdict_label(*verdict)),
                likelihood.as_str(),
                confidence.as_str(),
            ),
            Saying::NotAMember { message } => (format!("m{message} is not a member"), "", ""),
            Saying::Withdrawn { entry } => (format!("withdraws entry {entry}"), "", ""),
        };
        Self {
            entry: judged.entry,
            at: judged.at,
            campaign: format!("c{}", judgement.campaign),
            says,
            likelihood: clean::line(likelihood),
            confidence: clean::line(confidence),
            remark: clean::visible(&judgement.remark),
            by: clean::line(&judgement.by),
            withdrawn: judged.withdrawn,
        }
    }

    /// When it was entered, in words.
    #[must_use]
    pub fn when(&self) -> String {
        words::minute(self.at)
    }
}

/// The judgements on the campaigns that a report names, in the order of the log.
pub(super) fn assemble(rows: &Rows) -> Vec<JudgementLine> {
    rows.judgements.iter().map(JudgementLine::of).collect()
}
