//! What ordinary moments become: own posts, replies, reposts and quotes of what is in the feed.
//!
//! In: a world and the order of its posts in time. Out: every post decided. Each language and topic
//! has a feed of recent posts; a post that is repeated enters it again, so that popular posts become
//! more popular until newer ones push them out.

use std::collections::HashSet;

use super::{
    super::dice::{Dice, Stream},
    links,
    post::{Act, Key, Mentions, Post, Tags, Words},
    wording::TOPIC_COUNT,
    world::World,
};

/// Nothing older is repeated or answered, in seconds.
const STALE: u32 = 2 * 86_400;

/// How often an account that wants to repeat something looks for it.
const TRIES: u32 = 4;

/// Languages of the platform.
const LANGUAGES: usize = 7;

/// How many of the last repeated posts an eager account looks through.
const HOT: usize = 40;

/// How many of these it compares.
const LOOKS: u32 = 12;

/// Pictures that unrelated accounts copy from each other.
const MEMES: u32 = 60;

/// The last posts of a feed.
#[derive(Clone, Default)]
struct Ring {
    keys: Vec<Key>,
    next: usize,
}

impl Ring {
    fn push(&mut self, key: Key, room: usize) {
        if self.keys.len() < room {
            self.keys.push(key);
        } else if let Some(slot) = self.keys.get_mut(self.next) {
            *slot = key;
            self.next = (self.next + 1) % room;
        }
    }

    /// The one that was entered later of two: keys do not rise with time, so ages are by place.
    fn pick_newer(&self, dice: &mut Dice) -> Option<Key> {
        let number = self.keys.len();
        if number == 0 {
            return None;
        }
        let entered = |at: usize| (at + number - self.next % number) % number;
        let places = [(); 2].map(|()| usize::try_from(dice.below(number as u64)).unwrap_or(0));
        let newer = places.into_iter().max_by_key(|&at| entered(at));
        newer.and_then(|at| self.keys.get(at)).copied()
    }

    fn pick(&self, dice: &mut Dice) -> Option<Key> {
        let at = usize::try_from(dice.below(self.keys.len() as u64)).unwrap_or(0);
        self.keys.get(at).copied()
    }
}

/// Everything that accounts see.
struct Feed {
    rings: Vec<Ring>,
    hot: Ring,
    /// The last own post of each account.
    latest: Vec<Option<Key>>,
    /// Who has repeated what: a platform allows it once.
    repeated: HashSet<(u32, Key)>,
    room: usize,
}

/// Decides every post, in the order of time.
pub(super) fn decide(world: &mut World, order: &[Key]) {
    let mut feed = Feed {
        rings: vec![Ring::default(); LANGUAGES * usize::from(TOPIC_COUNT)],
        hot: Ring::default(),
        latest: vec![None; world.people.number() as usize],
        repeated: HashSet::new(),
        room: (world.wanted as usize / 4000).clamp(48, 4096),
    };
    for post in &world.posts {
        if let Act::Repost(target) = post.act {
            feed.repeated.insert((post.author, target));
        }
    }
    for &key in order {
        let mut post = world.posts[key as usize].clone();
        match post.act {
            Act::Life => live(world, &mut feed, key, &mut post),
            Act::Eager => eager(world, &mut feed, key, &mut post),
            _ => {}
        }
        if let Act::Reply(target) = post.act {
            post.root = Some(world.posts[target as usize].root.unwrap_or(target));
        }
        feed.see(world, key, &post);
        world.posts[key as usize] = post;
    }
}

impl Feed {
    fn ring(&mut self, world: &World, post: &Post) -> &mut Ring {
        let language = world.people.get(post.author).language as usize;
        &mut self.rings[language * usize::from(TOPIC_COUNT) + usize::from(post.topic % TOPIC_COUNT)]
    }

    /// Enters a decided post.
    fn see(&mut self, world: &World, key: Key, post: &Post) {
        let room = self.room;
        match post.act {
            Act::Repost(target) => {
                let original = &world.posts[target as usize];
                self.ring(world, original).push(target, room);
                self.hot.push(target, HOT);
            }
            Act::Reply(_) => {}
            _ => {
                self.ring(world, post).push(key, room);
                if let Some(latest) = self.latest.get_mut(post.author as usize) {
                    *latest = Some(key);
                }
            }
        }
    }

    /// Something fresh of somebody else to answer.
    fn find(&mut self, world: &World, post: &Post, dice: &mut Dice) -> Option<Key> {
        let key = self.ring(world, post).pick(dice)?;
        fresh(world, key, post).then_some(key)
    }

    /// Something fresh that this account has not repeated yet; popular accounts are followed.
    fn find_to_repeat(&mut self, world: &World, post: &Post, dice: &mut Dice) -> Option<Key> {
        for _ in 0..TRIES {
            let followed = dice
                .percent(35)
                .then(|| world.people.star(post.topic, dice));
            let latest = followed
                .flatten()
                .and_then(|star| self.latest.get(star as usize).copied().flatten());
            let key = latest.or_else(|| self.ring(world, post).pick_newer(dice))?;
            if fresh(world, key, post) && self.repeated.insert((post.author, key)) {
                return Some(key);
            }
        }
        None
    }
}

/// Whether somebody else wrote it not long ago.
fn fresh(world: &World, key: Key, post: &Post) -> bool {
    let target = &world.posts[key as usize];
    target.author != post.author && post.time - target.time.min(post.time) <= STALE
}

/// An ordinary moment.
fn live(world: &World, feed: &mut Feed, key: Key, post: &mut Post) {
    let mut dice = Dice::of(world.seed, Stream::Member, u64::from(key));
    let account = world.people.get(post.author);
    post.topic = dice.pick_early(&account.interests);
    let habit = account.habit;
    let (replies, reposts, quotes) = (
        u64::from(habit.replies),
        u64::from(habit.reposts),
        u64::from(habit.quotes),
    );
    let roll = dice.below(100);
    let act = if roll < replies {
        feed.find(world, post, &mut dice).map(Act::Reply)
    } else if roll < replies + reposts {
        feed.find_to_repeat(world, post, &mut dice).map(Act::Repost)
    } else if roll < replies + reposts + quotes {
        feed.find(world, post, &mut dice).map(Act::Quote)
    } else {
        None
    };
    post.act = act.unwrap_or(Act::Original);
    dress(world, key, post, &mut dice);
}

/// An account that repeats whatever is popular at the moment.
fn eager(world: &World, feed: &mut Feed, key: Key, post: &mut Post) {
    let mut dice = Dice::of(world.seed, Stream::Member, u64::from(key));
    post.act = Act::Original;
    if dice.percent(90) {
        // Of what is popular, the newest first.
        let found = (0..LOOKS)
            .filter_map(|_| feed.hot.pick(&mut dice))
            .filter(|&found| fresh(world, found, post))
            .filter(|&found| !feed.repeated.contains(&(post.author, found)))
            .max_by_key(|&found| world.posts[found as usize].time);
        if let Some(found) = found {
            feed.repeated.insert((post.author, found));
            post.act = Act::Repost(found);
            return;
        }
    }
    dress(world, key, post, &mut dice);
}

/// What a post carries beside its words.
fn dress(world: &World, key: Key, post: &mut Post, dice: &mut Dice) {
    match post.act {
        Act::Repost(_) => {}
        Act::Reply(_) => {
            if dice.percent(12) {
                post.words = Words::Stock;
            }
        }
        _ if dice.percent(3) => {
            post.words = Words::Stock;
            if dice.percent(35) {
                post.picture = Some(1 + super::draws::zipf(MEMES, dice));
            }
        }
        _ => {
            if dice.percent(28) && !matches!(post.act, Act::Quote(_)) {
                post.link = links::article(post.topic, post.time, dice);
            } else if dice.percent(10) {
                post.picture = Some(1000 + key);
            }
            if dice.percent(30) {
                post.tags = Tags::Topic(dice.pick(&[1, 1, 1, 2, 2, 3]));
            }
            if dice.percent(11) {
                let star = world
                    .people
                    .star(post.topic, dice)
                    .filter(|&star| star != post.author);
                post.mentions = star.map_or(Mentions::None, Mentions::One);
            }
        }
    }
}
