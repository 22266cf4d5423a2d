//! Innocent groups that look coordinated: activists around a hub, syndicated news, fans at an
//! announced hour, and accounts that repeat everything.
//!
//! In: a world. Out: posts in it, and which accounts must not be accused.

use super::{
    super::{
        calendar::{DAY, ZONES},
        dice::{Dice, Stream},
        foreign::Language,
    },
    draws::{fading, log_normal},
    post::{Act, Link, Post, Tags, Who, Words},
    shelf::SharedText,
    wording::{TOPIC_COUNT, coined_tag},
    world::{Group, World},
};

/// In smaller archives there is no room for groups.
const GROUPS_FROM: u32 = 2000;

/// Plans all groups.
pub(super) fn gather(world: &mut World) {
    let wanted = world.wanted;
    if wanted < GROUPS_FROM {
        return;
    }
    for number in 0..2 + wanted / 40_000 {
        activists(world, number);
    }
    for number in 0..wanted.div_ceil(60_000) {
        syndication(world, number);
    }
    for number in 0..wanted.div_ceil(50_000) {
        fans(world, number);
    }
    hyperactive(world);
}

fn dice_of(world: &World, kind: u64, number: u32) -> Dice {
    Dice::of(
        world.seed,
        Stream::Operator,
        (kind << 32) | u64::from(number),
    )
}

fn some(dice: &mut Dice, low: u64, high: u64) -> u32 {
    u32::try_from(dice.between(low, high)).unwrap_or(0)
}

fn topic_of(dice: &mut Dice) -> u8 {
    u8::try_from(dice.below(u64::from(TOPIC_COUNT))).unwrap_or(0)
}

/// People around one hub.
struct Activists {
    hub: Who,
    members: Vec<Who>,
    /// How often each joins, in percent.
    zeal: Vec<u64>,
    /// Half of them have joined after so many seconds.
    median: u32,
    topic: u8,
    tags: Tags,
}

/// People who repeat, answer and echo one hub; every second group does so at once.
fn activists(world: &mut World, number: u32) {
    let mut dice = dice_of(world, 1, number);
    let large = world.wanted >= 50_000;
    let size = some(&mut dice, 20, if large { 60 } else { 25 });
    let calls = some(&mut dice, 12, if large { 40 } else { 18 });
    if !world.has_room(size * calls) {
        return;
    }
    let members = world.people.deal_group(size);
    let Some(hub) = world.people.deal().filter(|_| members.len() >= 10) else {
        return;
    };
    let fast = number % 2 == 1;
    let (low, high) = if fast { (75, 105) } else { (600, 1800) };
    let topic = topic_of(&mut dice);
    world
        .people
        .align(&members, world.people.get(hub).language, topic);
    let group = Activists {
        hub,
        zeal: members.iter().map(|_| dice.between(20, 70)).collect(),
        members,
        median: some(&mut dice, low, high),
        topic,
        tags: world.shelf.tags(vec![coined_tag(&mut dice)]),
    };
    for _ in 0..calls {
        call(world, &group, &mut dice);
    }
    for &who in &group.members {
        for _ in 0..dice.below(4) {
            let at = world.hours.awake(world.people.get(who), &mut dice);
            world.add(Post::new(at, who, Act::Original, topic).tagged(group.tags));
        }
    }
    let kind = if fast {
        "activists_fast"
    } else {
        "activists_slow"
    };
    world.organic.push(Group {
        name: format!("{kind}-{number}"),
        kind,
        members: group.members,
    });
}

/// One post of the hub, and who takes it up.
fn call(world: &mut World, group: &Activists, dice: &mut Dice) {
    let span = world.hours.span();
    let zone = world.people.get(group.hub).zone;
    let at = world.hours.moment(zone, (0, span - 1), dice);
    let mut call = Post::new(at, group.hub, Act::Original, group.topic);
    if dice.percent(70) {
        call = call.tagged(group.tags);
    }
    if dice.percent(25) {
        call = call.linking(super::links::article(group.topic, at, dice));
    }
    let call = world.add(call);
    for (&who, &chance) in group.members.iter().zip(&group.zeal) {
        let at = at + log_normal(group.median, 1.4, dice).max(4);
        if !dice.percent(chance) || at >= span {
            continue;
        }
        let reply = dice.percent(28);
        let act = if reply {
            Act::Reply(call)
        } else {
            Act::Repost(call)
        };
        let post = Post::new(at, who, act, group.topic);
        world.add(if reply && dice.percent(30) {
            post.tagged(group.tags)
        } else {
            post
        });
    }
}

/// Local papers whose publishing systems put out the same agency reports, among articles of their own.
fn syndication(world: &mut World, number: u32) {
    let mut dice = dice_of(world, 2, number);
    let size = some(&mut dice, 6, if world.wanted >= 50_000 { 15 } else { 8 });
    let reports = some(&mut dice, 10, 20);
    if !world.has_room(size * reports * 3) {
        return;
    }
    let outlets = world.people.deal_group(size);
    let language = if dice.percent(75) {
        Language::English
    } else {
        Language::Spanish
    };
    world.people.align(&outlets, language, 0);
    for &outlet in &outlets {
        world.people.make_outlet(outlet, &mut dice);
    }
    let zone = outlets
        .first()
        .map_or(0, |&outlet| world.people.get(outlet).zone);
    let span = world.hours.span();
    // A system fetches reports every so often and needs a while.
    let lags: Vec<(u32, u32)> = outlets
        .iter()
        .map(|_| (some(&mut dice, 5, 240), dice.pick(&[1, 1, 60, 300])))
        .collect();
    for report in 0..reports {
        let at = world.hours.moment(zone, (0, span - 1), &mut dice);
        let topic = topic_of(&mut dice);
        let mut text = String::new();
        world
            .wording
            .words(language, topic, 20, &mut dice, &mut text);
        let words = world.shelf.text(SharedText::Fixed(text));
        let agency = super::links::article(topic, at, &mut dice);
        let shared = dice.percent(50);
        for (&outlet, &(lag, every)) in outlets.iter().zip(&lags) {
            if !dice.percent(75) {
                continue;
            }
            let ready = at + lag + some(&mut dice, 0, 40);
            let link = if shared {
                agency
            } else {
                Link::Outlet {
                    outlet,
                    article: report,
                }
            };
            world.add(
                Post::new(ready.div_ceil(every) * every, outlet, Act::Original, topic)
                    .saying(words)
                    .linking(link),
            );
        }
    }
    own_articles(world, &outlets, reports, language, &mut dice);
    world.organic.push(Group {
        name: format!("syndication-{number}"),
        kind: "syndication",
        members: outlets,
    });
}

fn own_articles(
    world: &mut World,
    outlets: &[Who],
    reports: u32,
    language: Language,
    dice: &mut Dice,
) {
    for &outlet in outlets {
        for article in reports..reports + some(dice, u64::from(reports), 3 * u64::from(reports)) {
            let topic = topic_of(dice);
            let headline = world.wording.headline(language, topic, dice);
            let words = world.shelf.text(SharedText::Fixed(headline));
            let at = world.hours.awake(world.people.get(outlet), dice);
            world.add(
                Post::new(at, outlet, Act::Original, topic)
                    .saying(words)
                    .linking(Link::Outlet { outlet, article }),
            );
        }
    }
}

/// Fans who use one tag at an announced hour.
fn fans(world: &mut World, number: u32) {
    let mut dice = dice_of(world, 3, number);
    let size = some(&mut dice, 20, if world.wanted >= 50_000 { 80 } else { 30 });
    if !world.has_room(size * 8) {
        return;
    }
    let members = world.people.deal_group(size);
    let Some(&first) = members.first().filter(|_| members.len() >= 10) else {
        return;
    };
    let topic = topic_of(&mut dice);
    world
        .people
        .align(&members, world.people.get(first).language, topic);
    let (offset, _) = ZONES[world.people.get(first).zone];
    for _ in 0..dice.between(1, 3) {
        let day = dice.below(u64::from(world.hours.span()) / DAY);
        let evening = (day * DAY + dice.between(18, 21) * 3600).saturating_add_signed(-offset * 60);
        let at = u32::try_from(evening % u64::from(world.hours.span())).unwrap_or(0);
        let mut tags = vec![coined_tag(&mut dice)];
        if dice.percent(40) {
            tags.push(coined_tag(&mut dice));
        }
        let tags = world.shelf.tags(tags);
        let poster = world.shelf.picture();
        for &who in &members {
            if !dice.percent(80) {
                continue;
            }
            for _ in 0..dice.between(1, 4) {
                let delay = fading(300, 5400, &mut dice);
                let mut post = Post::new(at + delay, who, Act::Original, topic).tagged(tags);
                if dice.percent(20) {
                    post = post.showing(poster);
                }
                if dice.percent(6) {
                    post.words = Words::Stock;
                }
                world.add(post);
            }
        }
    }
    world.organic.push(Group {
        name: format!("fans-{number}"),
        kind: "fans",
        members,
    });
}

/// Accounts that post hundreds of times a day for some days, mostly what is popular at the moment.
fn hyperactive(world: &mut World) {
    let members = world.people.deal_group(2 + world.wanted / 25_000);
    let each = u64::from(world.wanted) * 3 / 100 / (members.len() as u64).max(1);
    for (number, &who) in (0..).zip(&members) {
        let mut dice = dice_of(world, 4, number);
        world.people.change(who).activity = 0;
        let rate = dice.between(150, 400);
        let span = world.hours.span();
        let days = (each / rate).max(1) * DAY;
        let length = u32::try_from(days).unwrap_or(span).min(span - 1);
        let from = u32::try_from(dice.below(u64::from(span - length))).unwrap_or(0);
        let zone = world.people.get(who).zone;
        for _ in 0..each.min(rate * (days / DAY)) {
            let at = world.hours.moment(zone, (from, from + length), &mut dice);
            let topic = topic_of(&mut dice);
            world.add(Post::new(at, who, Act::Eager, topic));
        }
    }
    world.organic.push(Group {
        name: String::from("hyperactive"),
        kind: "hyperactive",
        members,
    });
}
