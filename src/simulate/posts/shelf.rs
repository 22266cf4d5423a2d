//! What several posts share word for word: texts, links, tag sequences, sets of accounts, pictures.
//!
//! In: a thing. Out: its number, which a [`super::post::Post`] carries instead of the thing.

use super::{
    super::grammar::Grammar,
    post::{Link, Mentions, Tags, Who, Words},
};

/// How posts that share a text differ.
#[derive(Clone, Debug)]
pub(super) enum SharedText {
    /// Not at all.
    Fixed(String),
    /// By small edits.
    Edited(String),
    /// By what their slots hold.
    Spun(Grammar),
}

/// Pictures that somebody shares on purpose; above these numbers stand pictures of one post.
pub(super) const FIRST_SHARED_PICTURE: u32 = 1 << 30;

/// Everything that is shared.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    texts: Vec<SharedText>,
    links: Vec<String>,
    tags: Vec<Vec<String>>,
    accounts: Vec<Vec<Who>>,
    pictures: u32,
}

fn put<T>(things: &mut Vec<T>, thing: T) -> u32 {
    things.push(thing);
    u32::try_from(things.len() - 1).unwrap_or(u32::MAX)
}

fn get<T>(things: &[T], number: u32) -> Option<&T> {
    usize::try_from(number).ok().and_then(|at| things.get(at))
}

impl Shelf {
    /// Puts a text there.
    pub(super) fn text(&mut self, text: SharedText) -> Words {
        Words::Shelf(put(&mut self.texts, text))
    }

    /// Puts a link there.
    pub(super) fn link(&mut self, address: String) -> Link {
        Link::Shelf(put(&mut self.links, address))
    }

    /// Puts a sequence of tags there.
    pub(super) fn tags(&mut self, tags: Vec<String>) -> Tags {
        Tags::Shelf(put(&mut self.tags, tags))
    }

    /// Puts a set of accounts there.
    pub(super) fn accounts(&mut self, accounts: Vec<Who>) -> Mentions {
        Mentions::Shelf(put(&mut self.accounts, accounts))
    }

    /// A picture that no other post has yet.
    pub(super) fn picture(&mut self) -> u32 {
        self.pictures += 1;
        FIRST_SHARED_PICTURE + self.pictures
    }

    pub(super) fn text_of(&self, number: u32) -> Option<&SharedText> {
        get(&self.texts, number)
    }

    pub(super) fn link_of(&self, number: u32) -> &str {
        get(&self.links, number).map_or("", String::as_str)
    }

    pub(super) fn tags_of(&self, number: u32) -> &[String] {
        get(&self.tags, number).map_or(&[], Vec::as_slice)
    }

    pub(super) fn accounts_of(&self, number: u32) -> &[Who] {
        get(&self.accounts, number).map_or(&[], Vec::as_slice)
    }
}
