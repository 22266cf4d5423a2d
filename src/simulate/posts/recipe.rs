//! What a post archive is made from.

use super::super::calendar::DAY;

/// Which campaigns are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostKinds {
    /// Campaigns of every kind that fits.
    Full,
    /// No campaign at all: whatever is accused here is innocent.
    Organic,
}

/// The shape of the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostFormat {
    /// The CSV of the coordination network toolkit.
    ToolkitCsv,
    /// Flattened posts of the X API, version 2, one a line.
    XApiLines,
}

/// What a post archive is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRecipe {
    /// Posts in all, reposts and replies counted.
    pub messages: u64,
    /// The seed.
    pub seed: u64,
    /// Days that the archive spans.
    pub days: u64,
    /// Which campaigns are planted.
    pub kinds: PostKinds,
}

impl Default for PostRecipe {
    fn default() -> Self {
        Self {
            messages: 10_000,
            seed: 1,
            days: 21,
            kinds: PostKinds::Full,
        }
    }
}

/// Why a recipe does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostRecipeError {
    /// Too few or too many posts.
    #[error("{0} posts; give 1 to {most}", most = PostRecipe::MOST)]
    Messages(u64),
    /// Too short or too long a time.
    #[error("{0} days; give {fewest} to {most}", fewest = PostRecipe::FEWEST_DAYS, most = PostRecipe::MOST_DAYS)]
    Days(u64),
}

impl PostRecipe {
    /// The most posts of one archive: all are planned in memory, about 100 bytes each.
    pub const MOST: u64 = 50_000_000;
    /// The shortest span in days: campaigns run for days.
    pub const FEWEST_DAYS: u64 = 7;
    /// The longest span in days.
    pub const MOST_DAYS: u64 = 366;

    /// Whether every number is within its range.
    ///
    /// # Errors
    /// [`PostRecipeError`] for the first number that is not.
    pub fn check(&self) -> Result<(), PostRecipeError> {
        if !(1..=Self::MOST).contains(&self.messages) {
            return Err(PostRecipeError::Messages(self.messages));
        }
        if !(Self::FEWEST_DAYS..=Self::MOST_DAYS).contains(&self.days) {
            return Err(PostRecipeError::Days(self.days));
        }
        Ok(())
    }

    /// Posts to be made; [`Self::MOST`] keeps it within 32 bits.
    pub(super) fn posts(&self) -> u32 {
        u32::try_from(self.messages).unwrap_or(u32::MAX)
    }

    /// Seconds that the archive spans; [`Self::MOST_DAYS`] keeps it within 32 bits.
    pub(super) fn span(&self) -> u32 {
        u32::try_from(self.days * DAY).unwrap_or(u32::MAX)
    }
}
