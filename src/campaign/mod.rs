//! All evidence to campaigns, verdicts and operations.

mod bearings;
mod clock;
mod concentration;
mod declared;
mod domains;
mod drafts;
mod facts;
pub mod impersonation;
mod machine;
mod names;
mod operations;
mod parts;
mod pictures;
mod posts;
mod spread;
mod template_signs;
mod unheard;
mod verdict;
mod weigh;

pub use bearings::bearings;
pub use drafts::{Draft, drafts};
pub use facts::{Attribute, Base, Bulk, Facts, Shows, Value};
pub use operations::Tie;
pub use parts::{Sides, SidesWithSigns, sides};
pub use verdict::{PRIOR, SLOPE, damped, family_weights};
pub use weigh::{Material, weigh};

use serde::{Deserialize, Serialize};

use crate::{
    key::{CampaignKey, GroupKey, MessageKey},
    measure::Decibans,
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All values in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word used in tables.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The value that a table's word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}

words!(
    /// What a campaign is consistent with.
    Verdict {
        /// One hand, many names.
        Operated = "operated",
        /// Many people, one text.
        FormLetter = "form_letter",
        /// One declared sender: newsletter, notification.
        BulkSender = "bulk_sender",
        /// The evidence does not tell.
        Undetermined = "undetermined",
    }
);

words!(
    /// Families of evidence; cues of one family are not independent of each other.
    Family {
        /// How the texts were made.
        Template = "template",
        /// What sent them.
        Machine = "machine",
        /// When they were sent.
        Clock = "clock",
        /// Who they claim to come from.
        Name = "name",
        /// Who repeats whom, how fast.
        Spread = "spread",
        /// What the pictures say that they carry.
        Media = "media",
        /// What a declared sender says of itself.
        Declared = "declared",
    }
);

words!(
    /// How a message belongs to a campaign.
    MemberKind {
        /// Its own text is a near duplicate of the campaign's.
        NearDuplicate = "near_duplicate",
        /// It holds a passage of the campaign's inside a text of its own.
        Partial = "partial",
        /// It makes the same points in other words.
        Paraphrase = "paraphrase",
    }
);

words!(
    /// How an observation bears on one hypothesis.
    Bearing {
        /// What one would expect under it.
        Consistent = "consistent",
        /// What one would not expect under it.
        Inconsistent = "inconsistent",
        /// It does not tell.
        Neutral = "neutral",
    }
);

/// The six hypotheses that every campaign is held against, in the report's order.
pub const HYPOTHESES: [(&str, &str); 6] = [
    ("H1", "individual letters"),
    ("H2", "organised form letter"),
    ("H3", "one sender's mail-merge with consent"),
    ("H4", "names used without consent"),
    ("H5", "few operators, invented senders"),
    (
        "H6",
        "artefact: list software, thread, newsletter, footer, our own error",
    ),
];

/// One observation with what it rests on, its weight and its innocent explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Name of the rule, stable across versions, e.g. `machine.relay_network`.
    pub rule: &'static str,
    /// Its family.
    pub family: Family,
    /// Weight before damping within its family; positive speaks for *operated*.
    pub weight: Decibans,
    /// What was seen, with numbers and base rate.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// Messages it rests on (at most 1,000, evenly spread, when there are more).
    pub messages: Vec<MessageKey>,
}

/// One message of a campaign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The message.
    pub message: MessageKey,
    /// Its group, for near duplicates.
    pub group: Option<GroupKey>,
    /// How it belongs.
    pub kind: MemberKind,
}

/// Groups (and passages) that push one thing in one span of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its key; campaigns are ordered by size, then by first message.
    pub key: CampaignKey,
    /// What it is consistent with.
    pub verdict: Verdict,
    /// Probability of *operated*, 0..=1.
    pub score: f64,
    /// Damped sum of the evidence.
    pub weight: Decibans,
    /// Accounts.
    pub accounts: u32,
    /// First and last sending time, seconds since 1970 UTC.
    pub span: Option<(i64, i64)>,
    /// Operation that ties it to other campaigns.
    pub operation: Option<u32>,
    /// The campaign of those who sent the same text otherwise.
    pub beside: Option<CampaignKey>,
    /// One line: its words, shortened.
    pub summary: String,
    /// What would decide it, when undetermined.
    pub wanted: String,
    /// Members in message order.
    pub members: Vec<Member>,
    /// Evidence, heaviest first.
    pub evidence: Vec<Evidence>,
}
