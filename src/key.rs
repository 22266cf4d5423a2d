//! Keys: the small numbers by which rooms name messages, accounts, groups and campaigns.
//!
//! Keys are dense, start at 0 and are given in the order in which things were committed, so they
//! index vectors. They mean something within one case only; outside a case a message is named by
//! its digest.

use serde::{Deserialize, Serialize};

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The key as an index into a vector.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

key!(
    /// A message of a case.
    MessageKey
);
key!(
    /// An account: who a message claims to come from.
    AccountKey
);
key!(
    /// A group of near-duplicate messages.
    GroupKey
);
key!(
    /// A campaign, the unit that a reader judges.
    CampaignKey
);
key!(
    /// A source: one file, or one member of a container, that records were read from.
    SourceKey
);
