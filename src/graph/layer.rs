//! What can be shared, and how close in time counts as together.

use crate::key::AccountKey;

/// A kind of object that accounts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// A group of near duplicates.
    Group,
    /// A template.
    Template,
    /// A canonical link.
    Link,
    /// The registrable domain of a link.
    Domain,
    /// A passage copied into otherwise own text.
    Passage,
    /// A picture, by its hash.
    Picture,
    /// A hashtag sequence.
    Tags,
    /// A set of hashtags, whatever their order.
    TagSet,
    /// A mentioned account.
    Mention,
    /// A reposted post.
    Repost,
    /// A post that is replied to.
    Reply,
    /// Something that an export names as shared.
    Object,
    /// A relay network.
    RelayNet,
    /// A constant boundary prefix of one sending process.
    BoundaryPrefix,
    /// A Message-ID form.
    MessageIdForm,
    /// The moment itself, whatever the content.
    Time,
    /// Several layers together, by the Cauchy combination of their p-values.
    Combined,
}

impl Layer {
    /// All layers in order.
    pub const ALL: [Self; 17] = [
        Self::Group,
        Self::Template,
        Self::Link,
        Self::Domain,
        Self::Passage,
        Self::Picture,
        Self::Tags,
        Self::TagSet,
        Self::Mention,
        Self::Repost,
        Self::Reply,
        Self::Object,
        Self::RelayNet,
        Self::BoundaryPrefix,
        Self::MessageIdForm,
        Self::Time,
        Self::Combined,
    ];

    /// The word used in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Template => "template",
            Self::Link => "link",
            Self::Domain => "domain",
            Self::Passage => "passage",
            Self::Picture => "picture",
            Self::Tags => "tags",
            Self::TagSet => "tag_set",
            Self::Mention => "mention",
            Self::Repost => "repost",
            Self::Reply => "reply",
            Self::Object => "object",
            Self::RelayNet => "relay_net",
            Self::BoundaryPrefix => "boundary_prefix",
            Self::MessageIdForm => "message_id_form",
            Self::Time => "time",
            Self::Combined => "combined",
        }
    }

    /// Shared objects below which two accounts have no edge of this layer, however unlikely they are. What is
    /// shared in passing, such as a newspaper's domain, a famous account or a moment, is light and needs more.
    #[must_use]
    pub const fn least_objects(self) -> u32 {
        match self {
            Self::Domain | Self::Mention | Self::Time => 5,
            _ => 2,
        }
    }
}

/// One use of one object by one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Use {
    /// Who.
    pub account: AccountKey,
    /// What; numbers mean something within their layer only.
    pub object: u32,
    /// What kind of thing.
    pub layer: Layer,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// How coarse that stamp is, in seconds: 0 or 1 for one that is exact, 60 for a full minute, 86,400 for a day.
    pub precision: u32,
}

/// Spans of time within which two uses count as together, in seconds, narrowest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windows(Vec<u64>);

impl Windows {
    /// Windows of these many seconds; zero means the same second.
    #[must_use]
    pub fn new(seconds: &[u64]) -> Self {
        let mut seconds = seconds.to_vec();
        seconds.sort_unstable();
        seconds.dedup();
        Self(seconds)
    }

    /// Ten minutes, an hour and a day: mail is delivered with delay.
    #[must_use]
    pub fn mail() -> Self {
        Self(vec![600, 3_600, 86_400])
    }

    /// Ten seconds, a minute and ten minutes.
    #[must_use]
    pub fn posts() -> Self {
        Self(vec![10, 60, 600])
    }

    /// The windows' lengths in seconds.
    #[must_use]
    pub fn seconds(&self) -> &[u64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_have_words_of_their_own() {
        let mut words: Vec<_> = Layer::ALL.iter().map(|layer| layer.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Layer::ALL.len());
        assert!(Layer::ALL.is_sorted());
    }

    #[test]
    fn windows_are_sorted_and_distinct() {
        assert_eq!(Windows::new(&[60, 10, 60]).seconds(), [10, 60]);
    }
}
