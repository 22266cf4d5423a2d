//! Planted campaigns: a few accounts of one hand that share something again and again, in time.
//!
//! In: a world. Out: posts in it and the truth. A campaign is a row of *actions*; in each one, most
//! members use one shared object within the campaign's tempo. In between, members live as others do.

use super::{
    super::{
        calendar::DAY,
        dice::{Dice, Stream},
        foreign::Language,
        grammar::Grammar,
    },
    draws::{log_normal, pareto},
    links,
    post::{Act, Link, Mentions, Post, Tags, Who, Words},
    shelf::SharedText,
    wording::{TOPIC_COUNT, coined_tag},
    world::{Group, World},
};

/// What the accounts of a campaign share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    NearDuplicate,
    Template,
    Link,
    Repost,
    Reply,
    Tags,
    Mentions,
    Time,
    Picture,
    Mixed,
}

/// Kinds of one layer.
const LAYERS: [Kind; 10] = [
    Kind::Text,
    Kind::NearDuplicate,
    Kind::Template,
    Kind::Link,
    Kind::Repost,
    Kind::Reply,
    Kind::Tags,
    Kind::Mentions,
    Kind::Time,
    Kind::Picture,
];

impl Kind {
    /// The kind's word in the truth.
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "cotext",
            Self::NearDuplicate => "neardup",
            Self::Template => "template",
            Self::Link => "colink",
            Self::Repost => "coretweet",
            Self::Reply => "coreply",
            Self::Tags => "cohashtag",
            Self::Mentions => "comention",
            Self::Time => "cotime",
            Self::Picture => "copicture",
            Self::Mixed => "mixed",
        }
    }
}

/// Smallest and largest campaign.
const LEAST: u32 = 5;
const MOST: u32 = 100;

/// From so many posts on there is one campaign of each kind at least.
const ALL_KINDS_FROM: u32 = 20_000;

/// Fewest and most actions; every member joins at least [`FEWEST_JOINED`].
const FEWEST_ACTIONS: u32 = 7;
const MOST_ACTIONS: u32 = 62;
const FEWEST_JOINED: usize = 4;

/// A post that is to be repeated or answered is at most so old, in seconds.
const OLDEST_TARGET: u32 = 1200;

struct Campaign {
    kind: Kind,
    members: Vec<Who>,
    language: Language,
    topic: u8,
    /// Seconds within which an action ends.
    window: u32,
    /// Whether delays are even; else most are short.
    even: bool,
    /// Whose posts are repeated; `None` for anybody's.
    hub: Option<Who>,
    site: String,
}

/// Plants campaigns until about one account in a hundred belongs to one.
pub(super) fn plant(world: &mut World) {
    let accounts = world.people.number() / 100;
    let kinds = u32::try_from(LAYERS.len() + 1).unwrap_or(0);
    let least = (u64::from(kinds) * u64::from(world.wanted) / u64::from(ALL_KINDS_FROM))
        .min(u64::from(kinds));
    let mut order = LAYERS.to_vec();
    order.push(Kind::Mixed);
    let mut dice = Dice::of(world.seed, Stream::Plot, 0);
    for last in (1..order.len()).rev() {
        let other = usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
    let mut planted = 0;
    for (number, kind) in (1..).zip(order.into_iter().cycle()) {
        if number > least && planted >= accounts {
            break;
        }
        let mut dice = Dice::of(world.seed, Stream::Campaign, number);
        let most = (world.people.number() / 40).clamp(LEAST + 1, MOST);
        let size = pareto(LEAST, most, &mut dice);
        if !world.has_room(size * 20) {
            break;
        }
        let members = world.people.deal_group(size);
        if members.len() < LEAST as usize {
            break;
        }
        planted += size;
        let campaign = campaign(world, kind, members, &mut dice);
        run(world, &campaign, &mut dice);
        world.campaigns.push(Group {
            name: format!("{}-{number}-{}s", kind.word(), tempo(campaign.window)),
            kind: kind.word(),
            members: campaign.members,
        });
    }
}

/// The tool's window that a campaign is meant for: 10, 60 or 600 seconds.
const fn tempo(window: u32) -> u32 {
    match window {
        0..=10 => 10,
        11..=60 => 60,
        _ => 600,
    }
}

fn campaign(world: &mut World, kind: Kind, members: Vec<Who>, dice: &mut Dice) -> Campaign {
    let topic = u8::try_from(dice.below(u64::from(TOPIC_COUNT))).unwrap_or(0);
    // Spinning programs exchange English words.
    let language = match kind {
        Kind::Template | Kind::Mixed => Language::English,
        _ if dice.percent(70) => Language::English,
        _ => dice.pick(&[
            Language::French,
            Language::Swahili,
            Language::Spanish,
            Language::Arabic,
            Language::German,
            Language::Malay,
        ]),
    };
    world.people.align(&members, language, topic);
    // Different posts at one moment are only told from chance when the moment is short.
    let window = match dice.below(if kind == Kind::Time { 2 } else { 3 }) {
        0 => dice.between(2, 10),
        1 => dice.between(20, 60),
        _ => dice.between(150, 600),
    };
    let hub = dice.percent(60).then(|| world.people.somebody(dice));
    Campaign {
        kind,
        language,
        topic,
        window: u32::try_from(window).unwrap_or(60),
        even: dice.percent(50),
        hub: hub.filter(|hub| !members.contains(hub)),
        site: links::own_site(dice),
        members,
    }
}

/// Plans all actions of a campaign.
fn run(world: &mut World, campaign: &Campaign, dice: &mut Dice) {
    let fewest = if campaign.kind == Kind::Time {
        2 * FEWEST_ACTIONS
    } else {
        FEWEST_ACTIONS
    };
    let actions = pareto(fewest, MOST_ACTIONS, dice);
    let span = world.hours.span();
    let days = u32::try_from(dice.between(3, 21) * DAY)
        .unwrap_or(span)
        .min(span - 2 * OLDEST_TARGET);
    let room = u64::from(span - 2 * OLDEST_TARGET - days);
    let from = OLDEST_TARGET + u32::try_from(dice.below(room + 1)).unwrap_or(0);
    let zone = campaign
        .members
        .first()
        .map_or(0, |&who| world.people.get(who).zone);
    for joined in joins(campaign, actions, dice) {
        let at = world.hours.moment(zone, (from, from + days), dice);
        let kind = match campaign.kind {
            Kind::Mixed => dice.pick(&LAYERS),
            kind => kind,
        };
        action(world, campaign, kind, at, &joined, dice);
    }
}

/// Who joins each action: every member with a chance of its own.
fn joins(campaign: &Campaign, actions: u32, dice: &mut Dice) -> Vec<Vec<Who>> {
    let mut all = vec![Vec::new(); actions as usize];
    for &who in &campaign.members {
        let chance = dice.between(50, 95);
        let mut joined = 0;
        let left = all.len();
        for (at, action) in all.iter_mut().enumerate() {
            let owed = FEWEST_JOINED.saturating_sub(joined) >= left - at;
            if owed || dice.percent(chance) {
                action.push(who);
                joined += 1;
            }
        }
    }
    for action in &mut all {
        for &who in &campaign.members {
            if action.len() < 2 && !action.contains(&who) {
                action.push(who);
            }
        }
    }
    all
}

/// One action: who joined uses one shared object within the window from `at`.
fn action(
    world: &mut World,
    campaign: &Campaign,
    kind: Kind,
    at: u32,
    joined: &[Who],
    dice: &mut Dice,
) {
    let shape = shape(world, campaign, kind, at, dice);
    for &who in joined {
        let delay = if campaign.even {
            u32::try_from(dice.below(u64::from(campaign.window) + 1)).unwrap_or(0)
        } else {
            log_normal((campaign.window / 5).max(1), 1.2, dice).min(campaign.window)
        };
        let mut post = shape.clone();
        post.author = who;
        post.time = at + delay;
        if matches!(kind, Kind::Time | Kind::Repost) {
            // A repost has nothing of its own; posts that share only their moment have everything.
        } else if post.tags == Tags::None && dice.percent(12) {
            post.tags = Tags::Topic(1);
        }
        world.add(post);
    }
}

/// What all posts of an action have in common.
fn shape(world: &mut World, campaign: &Campaign, kind: Kind, at: u32, dice: &mut Dice) -> Post {
    let post = Post::new(at, 0, Act::Original, campaign.topic);
    match kind {
        Kind::Text | Kind::NearDuplicate | Kind::Template => {
            let mut text = String::new();
            let words = u32::try_from(dice.between(12, 32)).unwrap_or(12);
            world
                .wording
                .words(campaign.language, campaign.topic, words, dice, &mut text);
            let text = match kind {
                Kind::Text => SharedText::Fixed(text),
                Kind::NearDuplicate => SharedText::Edited(text),
                _ if dice.percent(40) => SharedText::Spun(Grammar::merged(&text, dice)),
                _ => SharedText::Spun(Grammar::spun(&text, SPUN, dice)),
            };
            let link = if dice.percent(15) {
                own_link(world, campaign, dice)
            } else {
                Link::None
            };
            post.saying(world.shelf.text(text)).linking(link)
        }
        Kind::Link | Kind::Mixed => {
            let link = own_link(world, campaign, dice);
            post.linking(link)
        }
        Kind::Repost | Kind::Reply => {
            let target = target(world, campaign, at, dice);
            let act = if kind == Kind::Repost {
                Act::Repost(target)
            } else {
                Act::Reply(target)
            };
            Post { act, ..post }
        }
        Kind::Tags => {
            let tags = (0..dice.between(2, 4)).map(|_| coined_tag(dice)).collect();
            post.tagged(world.shelf.tags(tags))
        }
        Kind::Mentions => {
            let mut accounts: Vec<Who> = (0..dice.between(2, 3))
                .map(|_| world.people.somebody(dice))
                .collect();
            accounts.dedup();
            post.mentioning(world.shelf.accounts(accounts))
        }
        Kind::Time => post,
        Kind::Picture => {
            let picture = world.shelf.picture();
            post.showing(picture)
        }
    }
}

/// Share of replaceable words that a spinning program replaces, in percent.
const SPUN: u64 = 35;

fn own_link(world: &mut World, campaign: &Campaign, dice: &mut Dice) -> Link {
    let page = dice.between(1000, 99_999);
    world.shelf.link(format!("{}/story/{page}", campaign.site))
}

/// A post to repeat or to answer: somebody else's, a little older than the action.
fn target(world: &mut World, campaign: &Campaign, at: u32, dice: &mut Dice) -> u32 {
    let mut author = campaign.hub.unwrap_or_else(|| world.people.somebody(dice));
    if campaign.members.contains(&author) {
        author = (0..world.people.number())
            .find(|who| !campaign.members.contains(who))
            .unwrap_or(0);
    }
    let age = u32::try_from(dice.between(5, u64::from(OLDEST_TARGET))).unwrap_or(60);
    let post = Post::new(
        at.saturating_sub(age),
        author,
        Act::Original,
        campaign.topic,
    )
    .saying(Words::Own)
    .mentioning(Mentions::None)
    .tagged(if dice.percent(50) {
        Tags::Topic(2)
    } else {
        Tags::None
    });
    world.add(post)
}
