//! What is known of each message of a campaign, and how common each thing is in the archive.
//!
//! In: one [`Facts`] a message. Out: [`Base`]: for each attribute how many accounts of the archive
//! show each value, counted at one message an account (its first that belongs to no campaign), so that
//! busy senders do not make their own machine look common, and campaigns not theirs or each other's.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::key::{AccountKey, MessageKey};

/// What can be compared between senders. Each is a *shape* of the mail, never what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// Network of the host that handed the mail over.
    RelayNetwork,
    /// Network that the mail was submitted from.
    OriginNetwork,
    /// Client or library.
    Client,
    /// Form of the Message-ID.
    MessageIdForm,
    /// Form of the outermost boundary.
    BoundaryForm,
    /// First characters of the outermost boundary.
    BoundaryPrefix,
    /// Order of the core headers.
    HeaderOrder,
    /// Form of the MIME tree.
    MimeShape,
    /// SPF, DKIM and DMARC as recorded.
    Authentication,
    /// Minutes east of UTC.
    UtcOffset,
    /// Domain of the sender's address.
    SenderDomain,
    /// Rule by which the local part of the sender's address is made from the name.
    AddressForm,
    /// Message-ID form together with the webmail provider of the sender's address.
    ProviderIdForm,
    /// Message-ID form together with the client that the mail names.
    ClientIdForm,
    /// Header order together with the client that the mail names.
    ClientOrder,
}

impl Attribute {
    /// All attributes in order.
    pub const ALL: [Self; 15] = [
        Self::RelayNetwork,
        Self::OriginNetwork,
        Self::Client,
        Self::MessageIdForm,
        Self::BoundaryForm,
        Self::BoundaryPrefix,
        Self::HeaderOrder,
        Self::MimeShape,
        Self::Authentication,
        Self::UtcOffset,
        Self::SenderDomain,
        Self::AddressForm,
        Self::ProviderIdForm,
        Self::ClientIdForm,
        Self::ClientOrder,
    ];

    /// Probability that two unrelated people show the same value, where the archive is too small to
    /// tell. Set by us, on the high side, so that a small archive accuses nobody.
    pub(super) const fn usual_collision(self) -> f64 {
        match self {
            Self::OriginNetwork => 0.03,
            Self::RelayNetwork => 0.08,
            Self::BoundaryPrefix
            | Self::MessageIdForm
            | Self::ProviderIdForm
            | Self::ClientIdForm
            | Self::ClientOrder => 0.15,
            Self::Client | Self::HeaderOrder | Self::SenderDomain => 0.2,
            Self::BoundaryForm | Self::AddressForm => 0.25,
            Self::MimeShape | Self::Authentication | Self::UtcOffset => 0.4,
        }
    }

    /// What its values are called in a sentence: "… share one …".
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::RelayNetwork => "relay network",
            Self::OriginNetwork => "submitting network",
            Self::Client => "client",
            Self::MessageIdForm => "Message-ID form",
            Self::BoundaryForm => "boundary form",
            Self::BoundaryPrefix => "boundary prefix",
            Self::HeaderOrder => "header order",
            Self::MimeShape => "MIME form",
            Self::Authentication => "authentication result",
            Self::UtcOffset => "UTC offset",
            Self::SenderDomain => "sender domain",
            Self::AddressForm => "address form",
            Self::ProviderIdForm => "Message-ID form for its provider",
            Self::ClientIdForm => "Message-ID form for its client",
            Self::ClientOrder => "header order for its client",
        }
    }
}

/// A value of an attribute: its text for people and its hash for counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As shown.
    pub text: String,
    /// Its hash.
    pub hash: u64,
}

impl Value {
    /// A value; `None` for an empty text.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.is_empty()).then(|| Self {
            hash: xxh3_64(text.as_bytes()),
            text,
        })
    }
}

/// Marks of bulk mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// List-Id; empty when there is none.
    pub list_id: String,
    /// How many kinds of marks there are (List-Unsubscribe, Precedence, Auto-Submitted).
    pub marks: u8,
    /// A discussion list carried it.
    pub discussion: bool,
}

/// What is known of one message.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The message.
    pub message: MessageKey,
    /// Whether it is a post rather than a mail.
    pub is_post: bool,
    /// Its account.
    pub account: Option<AccountKey>,
    /// Messages of the account in the archive that belong to no campaign.
    pub ordinary_messages: u32,
    /// Display name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Sending time (else time of receipt), seconds since 1970 UTC.
    pub at: Option<i64>,
    /// Minutes east of UTC as stated.
    pub offset: Option<i16>,
    /// Values by [`Attribute`].
    pub values: [Option<Value>; Attribute::ALL.len()],
    /// Domain whose valid signature the mail bears, when it is another than the sender's own.
    pub signed_for: Option<String>,
    /// Marks of bulk mail.
    pub bulk: Bulk,
    /// Whether it answers another message.
    pub reply: bool,
    /// Message-ID of the thread's start, when it answers.
    pub thread: String,
    /// Canonical links of the own text.
    pub links: Vec<String>,
    /// Pictures that it carries.
    pub pictures: Vec<Shows>,
}

/// A picture that a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shows {
    /// Which picture: the same for all its copies.
    pub picture: u32,
    /// Which file.
    pub file: u32,
    /// Whether it says of itself that a generator made it.
    pub generated: bool,
    /// Whether a part of it differs from its copies, or shows a strong trace of a change.
    pub altered: bool,
}

impl Facts {
    /// Whether it was sent between midnight and six by the sender's own clock.
    #[must_use]
    pub fn night(&self) -> Option<bool> {
        Some((self.at? + 60 * i64::from(self.offset?)).rem_euclid(86_400) < 6 * 3600)
    }

    /// The value of an attribute.
    #[must_use]
    pub fn value(&self, attribute: Attribute) -> Option<&Value> {
        self.values.get(attribute as usize).and_then(Option::as_ref)
    }
}

/// How many accounts show each value of one attribute.
#[derive(Clone, Debug, Default)]
struct Counts {
    by_value: HashMap<u64, u32>,
    total: u32,
    /// Sum of the squares of the counts.
    squares: f64,
}

/// Base rates of the archive.
#[derive(Clone, Debug, Default)]
pub struct Base {
    counts: [Counts; Attribute::ALL.len()],
    accounts: u32,
    corresponding: u32,
    /// Accounts by whether their first message was sent at local night.
    nights: [u32; 2],
}

impl Base {
    /// Counts the first message of one account; `night` says whether it was sent at local night.
    pub fn add(&mut self, values: &[Option<u64>; Attribute::ALL.len()], night: Option<bool>) {
        self.accounts += 1;
        if let Some(count) = night.and_then(|night| self.nights.get_mut(usize::from(night))) {
            *count += 1;
        }
        for (counts, value) in self.counts.iter_mut().zip(values) {
            if let Some(value) = value {
                *counts.by_value.entry(*value).or_default() += 1;
                counts.total += 1;
            }
        }
    }

    /// Closes the counting; `corresponding` accounts wrote more than once outside campaigns.
    pub fn seal(&mut self, corresponding: u32) {
        self.corresponding = corresponding;
        for counts in &mut self.counts {
            let mut squares: Vec<u64> = counts
                .by_value
                .values()
                .map(|&n| u64::from(n) * u64::from(n))
                .collect();
            squares.sort_unstable();
            counts.squares = squares.iter().sum::<u64>() as f64;
        }
    }

    /// Share of accounts whose first message was sent at local night, shrunk to 8 % by 50 accounts.
    pub(super) fn night_share(&self) -> f64 {
        let [days, nights] = self.nights.map(f64::from);
        (nights + 4.0) / (nights + days + 50.0)
    }

    /// Accounts counted.
    #[must_use]
    pub const fn accounts(&self) -> u32 {
        self.accounts
    }

    /// Share of accounts that wrote more than one message outside campaigns.
    #[must_use]
    pub fn corresponding(&self) -> f64 {
        f64::from(self.corresponding) / f64::from(self.accounts.max(1))
    }

    /// What the archive shows of one attribute.
    pub(super) fn of(&self, attribute: Attribute) -> Outside<'_> {
        Outside(self.counts.get(attribute as usize).unwrap_or(&EMPTY))
    }
}

static EMPTY: std::sync::LazyLock<Counts> = std::sync::LazyLock::new(Counts::default);

/// Base rates of one attribute outside all campaigns.
pub(super) struct Outside<'a>(&'a Counts);

impl Outside<'_> {
    /// Accounts outside that show some value.
    pub(super) const fn total(&self) -> u32 {
        self.0.total
    }

    /// Accounts outside that show this value.
    pub(super) fn count(&self, value: u64) -> u32 {
        self.0.by_value.get(&value).copied().unwrap_or(0)
    }

    /// Whether anybody outside shows this value.
    pub(super) fn knows(&self, value: u64) -> bool {
        self.count(value) > 0
    }

    /// Share of accounts outside that show this value, half an account added on either side.
    pub(super) fn share(&self, value: u64) -> f64 {
        (f64::from(self.count(value)) + 0.5) / (f64::from(self.total()) + 1.0)
    }

    /// Probability that two accounts outside show the same value, shrunk to the attribute's
    /// [`Attribute::usual_collision`] by [`SHRINKAGE`] accounts.
    pub(super) fn collision(&self, attribute: Attribute) -> f64 {
        let total = f64::from(self.total());
        let seen = if total > 1.0 {
            ((self.0.squares - total) / (total * (total - 1.0))).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (total * seen + SHRINKAGE * attribute.usual_collision()) / (total + SHRINKAGE)
    }
}

/// Accounts that the usual collision probability counts for.
const SHRINKAGE: f64 = 60.0;
