//! What analysts say of a case: notes, verdicts of their own, and messages that they hold for no members.
//!
//! In: a [`Judgement`]. Out: an entry of the hash-chained log, and all of them read back in order. Nothing is ever changed
//! or removed: who thinks otherwise later adds a later entry, and a reader sees both.

use serde::{Deserialize, Serialize};

use super::{Case, CaseError};
use crate::campaign::Verdict;

/// The word of the log's entries that hold a judgement.
const EVENT: &str = "judgement";

/// Characters of a remark that are kept.
pub const REMARK: usize = 20_000;

/// Likelihood in the words of ICD 203, without percentages.
pub const LIKELIHOODS: [&str; 7] = [
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
];

/// Levels of confidence.
pub const CONFIDENCES: [&str; 3] = ["low", "moderate", "high"];

/// What a judgement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "says")]
pub enum Saying {
    /// A remark.
    Note,
    /// A verdict on a campaign, with how likely it is and how sure the analyst is of that.
    Verdict {
        /// The verdict.
        verdict: Verdict,
        /// Likelihood that it holds, one of [`LIKELIHOODS`].
        likelihood: String,
        /// Confidence, one of [`CONFIDENCES`].
        confidence: String,
    },
    /// A message that does not belong to the campaign.
    NotAMember {
        /// Key of the message.
        message: u32,
    },
    /// An earlier judgement does not hold any more.
    Withdrawn {
        /// Its entry in the log.
        entry: u32,
    },
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Key of the campaign that it is about.
    pub campaign: u32,
    /// What it says.
    #[serde(flatten)]
    pub saying: Saying,
    /// Why, in the analyst's words.
    pub remark: String,
    /// Name or initials that the analyst gave; may be empty.
    pub by: String,
}

/// A judgement as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Number of the entry.
    pub entry: u32,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// The judgement.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// Whether a later entry withdrew it.
    pub withdrawn: bool,
}

impl Case {
    /// Enters a judgement in the log; remarks are cut to [`REMARK`] characters.
    ///
    /// # Errors
    /// [`CaseError::Ledger`] when the log cannot be written.
    pub fn judge(&self, judgement: &Judgement) -> Result<(), CaseError> {
        let kept = Judgement {
            remark: judgement.remark.chars().take(REMARK).collect(),
            by: judgement.by.chars().take(100).collect(),
            ..judgement.clone()
        };
        let detail = serde_json::to_string(&kept).unwrap_or_default();
        self.audit(EVENT, &detail)
    }

    /// All judgements in the order in which they were entered.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn judgements(&self) -> Result<Vec<Judged>, CaseError> {
        let mut out: Vec<Judged> = Vec::new();
        for entry in self.audit_log()? {
            if entry.event != EVENT {
                continue;
            }
            let Ok(judgement) = serde_json::from_str::<Judgement>(&entry.detail) else {
                continue;
            };
            if let Saying::Withdrawn { entry: of } = judgement.saying {
                let before = out.iter_mut().filter(|known| known.entry == of);
                before.for_each(|known| known.withdrawn = true);
            }
            out.push(Judged {
                entry: entry.entry,
                at: entry.at,
                judgement,
                withdrawn: false,
            });
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_come_back_in_order_and_a_withdrawn_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(&folder.path().join("a.case")).unwrap();
        let saying = Saying::Verdict {
            verdict: Verdict::FormLetter,
            likelihood: "very likely".to_owned(),
            confidence: "low".to_owned(),
        };
        let of = |saying: Saying| Judgement {
            campaign: 3,
            saying,
            remark: "=1+1 \u{202e} \"quoted\"".to_owned(),
            by: "A. N.".to_owned(),
        };
        case.judge(&of(saying.clone())).unwrap();
        case.judge(&of(Saying::NotAMember { message: 7 })).unwrap();
        let first = case.judgements().unwrap()[0].entry;
        case.judge(&of(Saying::Withdrawn { entry: first })).unwrap();
        let told = case.judgements().unwrap();
        assert_eq!(told.len(), 3);
        assert!(told[0].withdrawn && !told[1].withdrawn);
        assert_eq!(told[0].judgement, of(saying));
        assert_eq!(
            super::super::audit::broken(&case.audit_log().unwrap()),
            None
        );
    }

    #[test]
    fn a_long_remark_is_cut_and_a_foreign_entry_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(&folder.path().join("a.case")).unwrap();
        case.audit(EVENT, "no judgement").unwrap();
        case.judge(&Judgement {
            campaign: 0,
            saying: Saying::Note,
            remark: "é".repeat(REMARK + 5),
            by: String::new(),
        })
        .unwrap();
        let told = case.judgements().unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].judgement.remark.chars().count(), REMARK);
    }
}
