//! The post archive itself: everything planned, put in the order of time, decided and written.
//!
//! In: a [`PostRecipe`]. Out: posts in one of two shapes, the truth about planted campaigns, and the
//! innocent groups. Memory: about 100 bytes a post and 300 an account; cost is linear.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{
    super::{
        dice::{Dice, Stream},
        plan::START,
    },
    campaign, csv, feed, life, lines, organic,
    people::FIRST_NUMBER,
    post::{Key, Who},
    recipe::{PostFormat, PostKinds, PostRecipe},
    show, viral,
    world::{Group, World},
};

/// Bytes that are gathered before they are handed on.
const BUFFER: usize = 1 << 20;

/// Where a post archive is written to.
pub struct PostSinks<'a> {
    /// The posts.
    pub posts: &'a mut dyn Write,
    /// CSV `user_id,campaign,kind`: the planted accounts.
    pub truth: &'a mut dyn Write,
    /// CSV `user_id,group,kind`: accounts of groups that must not be accused.
    pub organic: &'a mut dyn Write,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostTotals {
    /// Posts in all.
    pub messages: u64,
    /// Accounts in all; some never post.
    pub accounts: u64,
    /// Planted campaigns.
    pub campaigns: u64,
    /// Accounts of planted campaigns.
    pub planted: u64,
    /// Bytes of the archive, before compression.
    pub bytes: u64,
}

/// Writes an archive of posts; the same recipe gives the same bytes.
///
/// # Errors
/// `InvalidInput` for a recipe that does not hold; else whatever the writers report.
pub fn write_posts(
    recipe: &PostRecipe,
    format: PostFormat,
    to: &mut PostSinks<'_>,
) -> io::Result<PostTotals> {
    recipe
        .check()
        .map_err(|cause| io::Error::new(io::ErrorKind::InvalidInput, cause))?;
    let mut world = plan(recipe);
    let order = order(&world);
    feed::decide(&mut world, &order);
    let ids = ids(&world, &order);
    let mut totals = PostTotals {
        messages: order.len() as u64,
        accounts: u64::from(world.people.number()),
        campaigns: world.campaigns.len() as u64,
        planted: world
            .campaigns
            .iter()
            .map(|one| one.members.len() as u64)
            .sum(),
        bytes: 0,
    };
    totals.bytes = write_all(&world, &order, &ids, format, to.posts)?;
    let planted: BTreeSet<Who> = world
        .campaigns
        .iter()
        .flat_map(|one| one.members.iter().copied())
        .collect();
    groups(
        "campaign",
        &world,
        &world.campaigns,
        &BTreeSet::new(),
        to.truth,
    )?;
    groups("group", &world, &world.organic, &planted, to.organic)?;
    Ok(totals)
}

fn plan(recipe: &PostRecipe) -> World {
    let mut world = World::new(recipe);
    if recipe.kinds == PostKinds::Full {
        campaign::plant(&mut world);
    }
    organic::gather(&mut world);
    world.people.settle();
    viral::spread(&mut world);
    life::live(&mut world);
    world
}

/// The posts in the order of their times; what was planned first goes first.
fn order(world: &World) -> Vec<Key> {
    let mut order: Vec<Key> = (0..).take(world.posts.len()).collect();
    order.sort_by_key(|&key| world.posts[key as usize].time);
    order
}

/// The platform's numbers: they hold the millisecond and rise with time.
fn ids(world: &World, order: &[Key]) -> Vec<u64> {
    let mut ids = vec![0; order.len()];
    let mut dice = Dice::of(world.seed, Stream::Scramble, 2);
    let mut before = 0;
    for &key in order {
        let second = START + u64::from(world.posts[key as usize].time);
        let millisecond = second * 1000 + dice.below(1000) - FIRST_NUMBER;
        before = ((millisecond << 22) | dice.below(1 << 22)).max(before + 1);
        ids[key as usize] = before;
    }
    ids
}

fn write_all(
    world: &World,
    order: &[Key],
    ids: &[u64],
    format: PostFormat,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let mut buffer = Vec::with_capacity(BUFFER + (1 << 14));
    let mut bytes = 0;
    let mut text = String::new();
    if format == PostFormat::ToolkitCsv {
        buffer.extend_from_slice(csv::HEADER.as_bytes());
    }
    for &key in order {
        let shown = show::show(world, key, ids);
        match format {
            PostFormat::ToolkitCsv => {
                text.clear();
                csv::line(world, key, &shown, ids, &mut text);
                buffer.extend_from_slice(text.as_bytes());
            }
            PostFormat::XApiLines => lines::line(world, key, &shown, ids, &mut buffer)?,
        }
        if buffer.len() >= BUFFER {
            out.write_all(&buffer)?;
            bytes += buffer.len() as u64;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    Ok(bytes + buffer.len() as u64)
}

/// One line a member; no value needs quoting.
fn groups(
    column: &str,
    world: &World,
    groups: &[Group],
    but: &BTreeSet<Who>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "user_id,{column},kind")?;
    for group in groups {
        for who in group.members.iter().filter(|who| !but.contains(who)) {
            writeln!(
                out,
                "{},{},{}",
                world.people.get(*who).number,
                group.name,
                group.kind
            )?;
        }
    }
    Ok(())
}
