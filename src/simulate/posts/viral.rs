//! What everybody repeats: cascades of reposts, and news that breaks within a minute.
//!
//! In: a world with its roles dealt. Out: posts in it, and who took part.

use super::{
    super::dice::{Dice, Stream},
    draws::{fading, pareto},
    links,
    post::{Act, Post, Tags, Who},
    shelf::SharedText,
    wording::TOPIC_COUNT,
    world::{Group, World},
};

/// A cascade of so many is told among the innocent groups.
const TOLD_FROM: usize = 20;

/// No repost comes later than this many seconds.
const LAST_REPOST: u32 = 3 * 86_400;

/// Plans cascades and breaking news.
pub(super) fn spread(world: &mut World) {
    let largest = world.people.number() / 25;
    for number in 0..=world.wanted / 7000 {
        let mut dice = Dice::of(world.seed, Stream::Plot, (1 << 32) | u64::from(number));
        let size = if number == 0 {
            largest
        } else {
            pareto(12, largest.max(13), &mut dice)
        };
        if world.has_room(size) {
            cascade(world, number, size, &mut dice);
        }
    }
    if world.wanted < 5000 {
        return;
    }
    for number in 0..=world.wanted / 50_000 {
        let mut dice = Dice::of(world.seed, Stream::Plot, (2 << 32) | u64::from(number));
        let size = if number == 0 {
            world.wanted / 250
        } else {
            pareto(20, world.wanted / 500, &mut dice)
        };
        if world.has_room(size) {
            breaking(world, number, size, &mut dice);
        }
    }
}

/// Different accounts, busy ones more often; about `size` of them.
fn crowd(world: &World, size: u32, dice: &mut Dice) -> Vec<Who> {
    let mut crowd: Vec<Who> = (0..size).map(|_| world.people.somebody(dice)).collect();
    crowd.sort_unstable();
    crowd.dedup();
    crowd
}

/// One post that many repeat: half within the first hour or two, the first minutes dense.
fn cascade(world: &mut World, number: u32, size: u32, dice: &mut Dice) {
    let topic = u8::try_from(dice.below(u64::from(TOPIC_COUNT))).unwrap_or(0);
    let author = world
        .people
        .star(topic, dice)
        .filter(|_| dice.percent(70))
        .unwrap_or_else(|| world.people.somebody(dice));
    let at = world.hours.awake(world.people.get(author), dice);
    let mut post = Post::new(at, author, Act::Original, topic);
    if dice.percent(50) {
        post = post.showing(world.shelf.picture());
    } else if dice.percent(60) {
        post = post.linking(links::article(topic, at, dice));
    }
    if dice.percent(50) {
        post = post.tagged(Tags::Topic(2));
    }
    let post = world.add(post);
    let median = u32::try_from(dice.between(900, 7200)).unwrap_or(3600);
    let mut members = crowd(world, size, dice);
    members.retain(|&who| who != author);
    let span = world.hours.span();
    members.retain(|&who| {
        let time = at + 2 + fading(median, LAST_REPOST, dice);
        if time < span {
            world
                .posts
                .push(Post::new(time, who, Act::Repost(post), topic));
        }
        time < span
    });
    if members.len() >= TOLD_FROM {
        world.organic.push(Group {
            name: format!("viral-{number}"),
            kind: "viral",
            members,
        });
    }
}

/// A link that thousands post within a minute, half of them with the article's headline by its
/// share button.
fn breaking(world: &mut World, number: u32, size: u32, dice: &mut Dice) {
    let topic = u8::try_from(dice.below(u64::from(TOPIC_COUNT))).unwrap_or(0);
    let members = crowd(world, size, dice);
    let Some(&first) = members.first() else {
        return;
    };
    let at = world.hours.awake(world.people.get(first), dice);
    let link = links::article(topic, at, dice);
    let headline = world
        .wording
        .headline(world.people.get(first).language, topic, dice);
    let headline = world.shelf.text(SharedText::Fixed(headline));
    for &who in &members {
        let delay = if dice.percent(80) {
            u32::try_from(dice.below(60)).unwrap_or(0)
        } else {
            60 + fading(240, 7200, dice)
        };
        let mut post = Post::new(at + delay, who, Act::Original, topic).linking(link);
        if dice.percent(50) {
            post = post.saying(headline);
        } else if dice.percent(40) {
            post = post.tagged(Tags::Topic(1));
        }
        world.add(post);
    }
    world.organic.push(Group {
        name: format!("breaking-{number}"),
        kind: "breaking",
        members,
    });
}
