//! What is read from the index.
//!
//! Times are seconds since 1970-01-01 UTC.

/// Rows of a page.
pub const PAGE: u32 = 50;

/// A page of rows, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows on all pages.
    pub total: u32,
}

/// A message as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Key.
    pub key: u32,
    /// When it was sent as stated, else when it was received.
    pub at: Option<i64>,
    /// When it was sent, as stated.
    pub sent_at: Option<i64>,
    /// When it was received, as recorded.
    pub received_at: Option<i64>,
    /// Key of the account.
    pub account: Option<u32>,
    /// Key of the campaign.
    pub campaign: Option<u32>,
    /// Key of the group of near duplicates.
    pub group: Option<u32>,
    /// `near_duplicate`, `partial` or `paraphrase`; absent outside campaigns.
    pub kind: Option<String>,
    /// Likeness to the group's most typical member, or the share of the common passage that it holds.
    pub similarity: Option<f64>,
    /// `mail`, or where it was posted.
    pub platform: String,
    /// ISO 639-3 code.
    pub language: Option<String>,
    /// Words of the own text.
    pub words: u32,
    /// Links.
    pub links: u32,
    /// Files that it carries.
    pub files: u32,
    /// Whether one of them is a picture.
    pub image: bool,
    /// First 400 characters of the subject, white space folded. Pages show less: a name that is cut here would not be masked.
    pub subject: String,
    /// First 320 characters of the own text, white space folded; pages show less, for the same reason.
    pub opening: String,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub key: u32,
    /// `mail`, or the platform.
    pub platform: String,
    /// Normalised address or handle.
    pub handle: String,
    /// The display name it used most; empty before the first analysis.
    pub display_name: String,
    /// Domain of the address.
    pub domain: String,
    /// First sending time.
    pub first: Option<i64>,
    /// Last sending time.
    pub last: Option<i64>,
    /// Messages; 0 before the first analysis.
    pub messages: u32,
    /// The name by which reports call it; empty when the case's key is gone.
    pub pseudonym: String,
}

/// An account and what it sent in a campaign, or a campaign and what an account sent in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Key of the campaign.
    pub campaign: u32,
    /// Key of the account.
    pub account: u32,
    /// Messages.
    pub messages: u32,
}

/// One bar of a timeline; bars without messages are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// When it begins.
    pub start: i64,
    /// Messages.
    pub messages: u32,
}

/// How wide the bars of a timeline are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bucket {
    /// An hour.
    Hour,
    /// A day, in UTC.
    #[default]
    Day,
    /// A week, from Monday.
    Week,
}

impl Bucket {
    /// Hours of a bar.
    #[must_use]
    pub const fn hours(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 24 * 7,
        }
    }

    /// Hours by which its bars are moved: 1970-01-01 was a Thursday, so weeks began three days before.
    pub(super) const fn shift(self) -> i64 {
        match self {
            Self::Hour | Self::Day => 0,
            Self::Week => 24 * 3,
        }
    }
}

/// In what order the messages of a campaign stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those least like the rest first; those without a measured likeness before them.
    #[default]
    LeastAlike,
    /// Those most like the rest first.
    MostAlike,
    /// Newest first.
    Newest,
    /// Oldest first; those without a time before them.
    Oldest,
}

/// A slot of a group's template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Number.
    pub slot: u16,
    /// Different values.
    pub values: u32,
    /// Messages that filled it.
    pub messages: u32,
}

/// A value of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotValue {
    /// Its number, for [`super::Index::users_of`].
    pub key: u32,
    /// The words.
    pub value: String,
    /// Messages that used it.
    pub messages: u32,
}

/// A value with the slot that it stood in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Key of the group.
    pub group: u32,
    /// Number of the slot.
    pub slot: u16,
    /// The words.
    pub value: String,
}

/// What a message filled into a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Number of the slot.
    pub slot: u16,
    /// The words.
    pub value: String,
}
