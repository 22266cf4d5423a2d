//! What a simulated archive is made from, checked before anything is written.
//!
//! In: numbers as a person gives them. Out: a [`Recipe`] that holds, or why it does not.

/// How much an operator hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Own servers in one network, one library, fixed steps or bursts.
    Easy,
    /// Own domains with valid DKIM in several networks, some jitter, client names partly false.
    Medium,
    /// Webmail accounts through many networks in waking hours; some texts are disguised.
    Hard,
}

/// Which kinds of campaigns are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// Copies, mail merges, spintax, forms, newsletters, notices, threads, independent letters; in one order.
    Basic,
    /// These, and letters of organisations' members, mailing lists, and calls that a machine
    /// amplifies; each seed has an order of its own.
    Full,
}

/// How operators time their mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clocks {
    /// As the [`Level`] says.
    ByLevel,
    /// Bursts, steps and human hours at every level; human hours more often the more is hidden.
    Varied,
}

/// What an archive is made from; the same recipe gives the same bytes on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Messages in all, 1 to [`Recipe::MOST`].
    pub messages: u64,
    /// The seed; every other one gives other people, letters and campaigns.
    pub seed: u64,
    /// How much the operators hide.
    pub level: Level,
    /// Which kinds of campaigns are planted.
    pub kinds: Kinds,
    /// How operators time their mails.
    pub clocks: Clocks,
    /// Everyday mail in percent of all messages, 0 to 100. The rest are planted campaigns.
    pub background_share: u64,
    /// Days that the archive spans, [`Recipe::FEWEST_DAYS`] to 3650.
    pub days: u64,
    /// Whether a few mails carry a small attachment.
    pub attachments: bool,
    /// Whether campaigns and everyday mails carry pictures. The rest of the archive stays what it is without them.
    pub media: bool,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            messages: 10_000,
            seed: 1,
            level: Level::Medium,
            kinds: Kinds::Basic,
            clocks: Clocks::ByLevel,
            background_share: 80,
            days: 365,
            attachments: true,
            media: false,
        }
    }
}

/// Why a recipe does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// Too few or too many messages.
    #[error("{0} messages; give 1 to {most}", most = Recipe::MOST)]
    Messages(u64),
    /// No percentage.
    #[error("a background share of {0} %; give 0 to 100")]
    BackgroundShare(u64),
    /// Too short or too long a time.
    #[error("{0} days; give {fewest} to 3650", fewest = Recipe::FEWEST_DAYS)]
    Days(u64),
}

impl Recipe {
    /// The most messages of one archive.
    pub const MOST: u64 = 100_000_000;
    /// The shortest span in days: campaigns need room.
    pub const FEWEST_DAYS: u64 = 60;

    /// Whether every number is within its range.
    ///
    /// # Errors
    /// [`RecipeError`] for the first number that is not.
    pub fn check(&self) -> Result<(), RecipeError> {
        if !(1..=Self::MOST).contains(&self.messages) {
            return Err(RecipeError::Messages(self.messages));
        }
        if self.background_share > 100 {
            return Err(RecipeError::BackgroundShare(self.background_share));
        }
        if !(Self::FEWEST_DAYS..=3650).contains(&self.days) {
            return Err(RecipeError::Days(self.days));
        }
        Ok(())
    }
}
