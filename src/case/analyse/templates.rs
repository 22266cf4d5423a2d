//! Templates of the campaigns' groups, and every member's fillings.
//!
//! In: groups and the case's texts, streamed. Out: template rows, filling rows, and the signs that
//! evidence weighs. At most [`SAMPLED_LARGE`] texts of a group are in memory, and only of groups that
//! campaigns are made of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::super::{
    Case, CaseError, RunWriter,
    rows::{FillingRow, TemplateRow},
};
use crate::{
    campaign::{Draft, Facts, Sides, SidesWithSigns},
    key::{GroupKey, MessageKey},
    neardup::Groups,
    template::{self, Parser, Signs, Template},
};

/// Members that a template is induced from, of groups of at least [`LARGE`]: enough for rare
/// alternatives, and to tell a field from a choice.
const SAMPLED_LARGE: usize = template::SAMPLE;
/// See [`SAMPLED_LARGE`].
const LARGE: usize = 200;
/// The same for smaller groups.
const SAMPLED: usize = 32;
/// The same for groups of at most [`SMALL`] members.
const SAMPLED_SMALL: usize = 16;
/// See [`SAMPLED_SMALL`].
const SMALL: usize = 64;

/// What was induced.
pub(super) struct Induced {
    templates: BTreeMap<GroupKey, Template>,
    pub(super) signs: HashMap<GroupKey, Signs>,
    /// Drafts that may be two campaigns, by their number.
    pub(super) sides: BTreeMap<usize, SidesWithSigns>,
}

/// Induces the templates of all groups that drafts are made of.
pub(super) fn induce(
    case: &Case,
    groups: &Groups,
    drafts: &[Draft],
    sides: BTreeMap<usize, Sides>,
    facts: &HashMap<MessageKey, Facts>,
) -> Result<Induced, CaseError> {
    let samples = samples(groups, drafts);
    let of_sides: BTreeMap<usize, [Vec<MessageKey>; 2]> = sides
        .iter()
        .map(|(&number, sides)| (number, [&sides.alike, &sides.others].map(sampled_side)))
        .collect();
    let mut keys: Vec<u32> = samples
        .values()
        .chain(of_sides.values().flatten())
        .flatten()
        .map(|message| message.0)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let texts: HashMap<u32, String> = case
        .texts(&keys)?
        .into_iter()
        .map(|row| (row.message, row.own_text))
        .collect();
    let of = |sample: &Vec<MessageKey>| {
        let members: Vec<template::Member<'_>> = sample
            .iter()
            .map(|message| template::Member {
                message: *message,
                text: texts.get(&message.0).map_or("", String::as_str),
                sender: facts.get(message).map_or("", |facts| facts.name.as_str()),
            })
            .collect();
        template::induce(&members)
    };
    let induced: Vec<(GroupKey, Template)> = samples
        .par_iter()
        .map(|(&group, sample)| (group, of(sample)))
        .collect();
    let signs_of = |sample: &Vec<MessageKey>| (sample.len() > 1).then(|| of(sample).signs);
    let sides = sides
        .into_iter()
        .zip(of_sides.values())
        .map(|((number, sides), samples)| {
            let [alike, others] = samples;
            let signs = [signs_of(alike), signs_of(others)];
            (number, SidesWithSigns { sides, signs })
        })
        .collect();
    let signs = induced
        .iter()
        .map(|(group, template)| (*group, template.signs.clone()))
        .collect();
    Ok(Induced {
        templates: induced.into_iter().collect(),
        signs,
        sides,
    })
}

impl Induced {
    /// Where members begin with words of their own, the first words that they share.
    pub(super) fn shared_opening(&self, draft: &Draft) -> Option<&str> {
        self.templates
            .get(draft.groups.first()?)?
            .opening_after_own_words()
    }
}

/// The members to induce each group's template from, the medoid first, the others evenly spread.
fn samples(groups: &Groups, drafts: &[Draft]) -> BTreeMap<GroupKey, Vec<MessageKey>> {
    let wanted: BTreeSet<GroupKey> = drafts
        .iter()
        .flat_map(|draft| draft.groups.iter().copied())
        .collect();
    let mut members: BTreeMap<GroupKey, Vec<MessageKey>> = BTreeMap::new();
    for member in groups
        .members
        .iter()
        .filter(|member| wanted.contains(&member.group))
    {
        members
            .entry(member.group)
            .or_default()
            .push(member.message);
    }
    for (group, list) in &mut members {
        let medoid = groups.medoids.get(group.index()).copied();
        list.retain(|message| Some(*message) != medoid);
        *list = medoid.into_iter().chain(spread(list)).collect();
    }
    members
}

/// The members of a side's largest group to tell its signs from.
fn sampled_side(side: &Draft) -> Vec<MessageKey> {
    let largest = side.groups.first();
    let members = side.members.iter().filter(|m| m.group.as_ref() == largest);
    let list: Vec<MessageKey> = members.map(|member| member.message).collect();
    match largest {
        Some(_) => spread(&list).collect(),
        None => Vec::new(),
    }
}

/// As many of these as a template is induced from, evenly spread.
fn spread(list: &[MessageKey]) -> impl Iterator<Item = MessageKey> {
    let most = if list.len() < SMALL {
        SAMPLED_SMALL
    } else if list.len() < LARGE {
        SAMPLED
    } else {
        SAMPLED_LARGE
    };
    let step = list.len().div_ceil(most - 1).max(1);
    list.iter().copied().step_by(step)
}

/// Writes templates, and the fillings of every member of their groups, part by part.
pub(super) fn write(
    case: &Case,
    run: &mut RunWriter<'_>,
    groups: &Groups,
    induced: &Induced,
    campaigns: &HashMap<GroupKey, u32>,
    facts: &HashMap<MessageKey, Facts>,
) -> Result<(), CaseError> {
    let rows: Vec<TemplateRow> = induced
        .templates
        .iter()
        .map(|(group, template)| TemplateRow {
            group: group.0,
            campaign: campaigns.get(group).copied(),
            pattern: template.pattern(),
            pieces: template.to_json(),
            coverage: template.coverage,
            choices: u32::from(template.signs.choices),
            fields: u32::from(template.signs.fields),
        })
        .collect();
    run.write(&rows)?;
    let parsers: BTreeMap<GroupKey, Parser> = induced
        .templates
        .iter()
        .map(|(&group, template)| (group, Parser::new(template)))
        .collect();
    let mut wanted = groups
        .members
        .iter()
        .filter(|member| parsers.contains_key(&member.group))
        .peekable();
    for part in case.parts()? {
        let mut here = Vec::new();
        while let Some(member) = wanted.next_if(|member| member.message.0 < part.end()) {
            here.push(member);
        }
        if here.is_empty() {
            continue;
        }
        let texts = part.own_texts()?;
        let fillings: Vec<Vec<FillingRow>> = here
            .par_iter()
            .map(|member| {
                let row = texts.messages.binary_search(&member.message.0);
                let text = row.map_or("", |row| texts.own_text(row));
                let sender = facts
                    .get(&member.message)
                    .map_or("", |facts| facts.name.as_str());
                let parsed = parsers.get(&member.group).map(|parser| {
                    parser.parse(template::Member {
                        message: member.message,
                        text,
                        sender,
                    })
                });
                let row = |filling: template::Filling| FillingRow {
                    message: member.message.0,
                    group: member.group.0,
                    slot: filling.slot,
                    value: filling.value,
                };
                parsed.into_iter().flatten().map(row).collect()
            })
            .collect();
        run.write(&fillings.concat())?;
    }
    Ok(())
}
