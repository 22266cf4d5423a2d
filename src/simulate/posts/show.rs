//! A planned post as its platform shows it: the text and what stands in it.
//!
//! In: a world and a post of it. Out: [`Shown`]. Tags, mentions and addresses stand in the text;
//! their places are found there, so that a repost that was cut shows what is left of them.

use super::{
    super::dice::{Dice, Stream},
    links::{self, Address},
    post::{Act, Key, Link, Mentions, Post, Tags, Who, Words},
    shelf::SharedText,
    wording::{self, edited},
    world::World,
};

/// Letters of a repost's text, the mark at its end included.
const REPOST_LETTERS: usize = 140;

/// A place in a text: first letter, and the letter behind the last.
pub(super) type Span = (usize, usize);

/// A post as it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) tags: Vec<(Span, String)>,
    pub(super) mentions: Vec<(Span, Who)>,
    /// Addresses with what the platform wrote instead of each.
    pub(super) links: Vec<(Span, String, Address)>,
}

/// The parts of a text that have a meaning, in the order in which they stand there.
#[derive(Default)]
struct Parts {
    text: String,
    mentions: Vec<Who>,
    links: Vec<(String, Address)>,
}

impl Parts {
    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }

    fn mention(&mut self, world: &World, who: Who) {
        self.word(&format!("@{}", world.people.get(who).handle));
        self.mentions.push(who);
    }

    fn link(&mut self, address: Address) {
        let wrapped = links::wrapped(&address.written);
        self.word(&wrapped);
        self.links.push((wrapped, address));
    }
}

/// Where a post stands on the platform.
pub(super) fn place(world: &World, who: Who, id: u64) -> String {
    format!(
        "https://twitter.com/{}/status/{id}",
        world.people.get(who).handle
    )
}

/// Shows the post of this key; `ids` are the platform's numbers of all posts.
pub(super) fn show(world: &World, key: Key, ids: &[u64]) -> Shown {
    let post = &world.posts[key as usize];
    let Act::Repost(target) = post.act else {
        return found(parts(world, key, ids));
    };
    let original = parts(world, target, ids);
    let author = world.posts[target as usize].author;
    let mut repost = Parts::default();
    repost.word("RT");
    repost.mention(world, author);
    repost.text.push(':');
    repost.word(&original.text);
    if let Some((end, _)) = repost.text.char_indices().nth(REPOST_LETTERS) {
        let last = repost
            .text
            .char_indices()
            .nth(REPOST_LETTERS - 1)
            .map_or(end, |(at, _)| at);
        repost.text.truncate(last);
        repost.text.push('…');
    }
    repost.mentions.extend(original.mentions);
    repost.links.extend(original.links);
    found(repost)
}

/// Everything but a repost.
fn parts(world: &World, key: Key, ids: &[u64]) -> Parts {
    let post = &world.posts[key as usize];
    let mut dice = Dice::of(world.seed, Stream::Background, u64::from(key));
    let mut parts = Parts::default();
    if let Act::Reply(target) = post.act {
        parts.mention(world, world.posts[target as usize].author);
    }
    let one;
    let mentions: &[Who] = match post.mentions {
        Mentions::None => &[],
        Mentions::One(who) => {
            one = [who];
            &one
        }
        Mentions::Shelf(number) => world.shelf.accounts_of(number),
    };
    for &who in mentions {
        parts.mention(world, who);
    }
    parts.word(&words(world, post, &mut dice));
    match post.tags {
        Tags::None => {}
        Tags::Topic(number) => {
            let mut before = "";
            for _ in 0..number {
                let tag = wording::tag(post.topic, &mut dice);
                if tag != before {
                    parts.word(&format!("#{tag}"));
                }
                before = tag;
            }
        }
        Tags::Shelf(number) => world
            .shelf
            .tags_of(number)
            .iter()
            .for_each(|tag| parts.word(&format!("#{tag}"))),
    }
    if let Some(address) = address(world, post, &mut dice) {
        parts.link(address);
    }
    let here = |who, key: Key| place(world, who, ids.get(key as usize).copied().unwrap_or(0));
    if let Act::Quote(target) = post.act {
        let written = here(world.posts[target as usize].author, target);
        parts.link(Address {
            written,
            behind: None,
        });
    }
    if post.picture.is_some() {
        let written = format!("{}/photo/1", here(post.author, key));
        parts.link(Address {
            written,
            behind: None,
        });
    }
    parts
}

fn words(world: &World, post: &Post, dice: &mut Dice) -> String {
    let language = world.people.get(post.author).language;
    match post.words {
        Words::Stock => wording::stock(language, dice).to_owned(),
        Words::Own | Words::Shelf(_) => match shared(world, post) {
            Some(SharedText::Fixed(text)) => text.clone(),
            Some(SharedText::Edited(text)) => edited(text, post.topic, dice),
            Some(SharedText::Spun(grammar)) => grammar.draw(dice),
            None => {
                let mut text = String::new();
                world.wording.post(language, post.topic, dice, &mut text);
                text
            }
        },
    }
}

fn shared<'a>(world: &'a World, post: &Post) -> Option<&'a SharedText> {
    match post.words {
        Words::Shelf(number) => world.shelf.text_of(number),
        Words::Own | Words::Stock => None,
    }
}

fn address(world: &World, post: &Post, dice: &mut Dice) -> Option<Address> {
    match post.link {
        Link::None => None,
        Link::Article { site, article } => {
            Some(links::written(links::page(world.seed, site, article), dice))
        }
        Link::Outlet { outlet, article } => {
            let written = links::outlet_page(world.seed, &world.people.get(outlet).handle, article);
            Some(Address {
                written,
                behind: None,
            })
        }
        Link::Shelf(number) => {
            let page = world.shelf.link_of(number);
            let written = if dice.percent(15) {
                links::tracked(page, dice)
            } else {
                page.to_owned()
            };
            Some(Address {
                written,
                behind: None,
            })
        }
    }
}

/// Finds the tags, mentions and addresses of a text. What was cut off is left out.
fn found(parts: Parts) -> Shown {
    let mut shown = Shown::default();
    let mut mentions = parts.mentions.into_iter();
    let mut links = parts.links.into_iter();
    let mut letters = 0;
    for word in parts.text.split(' ') {
        let start = letters;
        let length = word.chars().count();
        letters += length + 1;
        if word.ends_with('…') && (word.starts_with(['#', '@']) || word.starts_with("https://")) {
            continue;
        }
        let span = (start, start + length);
        if let Some(tag) = word.strip_prefix('#').filter(|tag| !tag.is_empty()) {
            shown.tags.push((span, tag.to_owned()));
        } else if word.starts_with('@') {
            let end = start + word.trim_end_matches(':').chars().count();
            shown
                .mentions
                .extend(mentions.next().map(|who| ((start, end), who)));
        } else if word.starts_with("https://t.co/") {
            shown.links.extend(
                links
                    .next()
                    .map(|(wrapped, address)| (span, wrapped, address)),
            );
        }
    }
    shown.text = parts.text;
    shown
}
