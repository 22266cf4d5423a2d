//! One planned post: who, when, what it does and what it carries. Its words come when it is shown.

/// Number of a post in the order of planning; what it answers or repeats was planned before it.
pub(super) type Key = u32;

/// Number of an account.
pub(super) type Who = u32;

/// What a post does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Not decided yet: an ordinary moment in an account's life.
    Life,
    /// Not decided yet: an account that repeats whatever is popular now.
    Eager,
    Original,
    Reply(Key),
    Repost(Key),
    Quote(Key),
}

/// What a post says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// Words of its own.
    Own,
    /// A phrase that everybody uses, drawn by the post's own dice.
    Stock,
    /// A text of the [`super::shelf::Shelf`].
    Shelf(u32),
}

/// What a post links to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    None,
    /// An article of a site of the world.
    Article {
        site: u16,
        article: u32,
    },
    /// An article of an outlet's own site.
    Outlet {
        outlet: Who,
        article: u32,
    },
    /// A link of the [`super::shelf::Shelf`].
    Shelf(u32),
}

/// Which tags a post carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tags {
    None,
    /// So many tags of its topic.
    Topic(u8),
    /// Tags of the [`super::shelf::Shelf`], in their order.
    Shelf(u32),
}

/// Whom a post mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mentions {
    None,
    One(Who),
    /// Accounts of the [`super::shelf::Shelf`], in their order.
    Shelf(u32),
}

/// One planned post.
#[derive(Clone, Debug)]
pub(super) struct Post {
    /// Seconds after the archive's beginning.
    pub(super) time: u32,
    pub(super) author: Who,
    pub(super) act: Act,
    pub(super) words: Words,
    pub(super) topic: u8,
    pub(super) link: Link,
    pub(super) tags: Tags,
    pub(super) mentions: Mentions,
    /// Number of the picture.
    pub(super) picture: Option<u32>,
    /// The post that began the conversation, if not this one.
    pub(super) root: Option<Key>,
}

impl Post {
    /// A post with words of its own and nothing else.
    pub(super) fn new(time: u32, author: Who, act: Act, topic: u8) -> Self {
        Self {
            time,
            author,
            act,
            words: Words::Own,
            topic,
            link: Link::None,
            tags: Tags::None,
            mentions: Mentions::None,
            picture: None,
            root: None,
        }
    }

    /// The same post saying this.
    pub(super) fn saying(mut self, words: Words) -> Self {
        self.words = words;
        self
    }

    /// The same post with this link.
    pub(super) fn linking(mut self, link: Link) -> Self {
        self.link = link;
        self
    }

    /// The same post with these tags.
    pub(super) fn tagged(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// The same post with these mentions.
    pub(super) fn mentioning(mut self, mentions: Mentions) -> Self {
        self.mentions = mentions;
        self
    }

    /// The same post with this picture.
    pub(super) fn showing(mut self, picture: u32) -> Self {
        self.picture = Some(picture);
        self
    }
}
