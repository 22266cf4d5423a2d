//! What a drawing is made from: accounts, what ties two of them, and what one of them uses.
//!
//! In: rows of a case, or of a query over it. Out: [`Account`], [`Tie`], [`Use`].

use crate::case::rows::EdgeRow;

/// An account that may be drawn; the label is what readers may see of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Key of the account.
    pub key: u32,
    /// Name or pseudonym.
    pub label: String,
    /// Messages that count for this drawing, as those of one campaign.
    pub messages: u32,
    /// Number of its cluster.
    pub cluster: Option<u32>,
}

/// Two accounts that share something of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tie {
    /// Key of an account.
    pub a: u32,
    /// Key of another.
    pub b: u32,
    /// What they share.
    pub layer: String,
    /// Evidence, as `-log₁₀` of the p-value.
    pub weight: f64,
    /// Probability of as much by chance.
    pub p_value: f64,
    /// The same after correction for all pairs.
    pub q_value: f64,
}

impl From<&EdgeRow> for Tie {
    fn from(row: &EdgeRow) -> Self {
        Self {
            a: row.a,
            b: row.b,
            layer: row.layer.clone(),
            weight: row.weight,
            p_value: row.p_value,
            q_value: row.q_value,
        }
    }
}

/// An account and a thing that it used, as a relay network or a mail client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Key of the account.
    pub account: u32,
    /// What kind of thing.
    pub layer: String,
    /// Which one.
    pub thing: String,
    /// Messages by which the account used it.
    pub messages: u32,
}
