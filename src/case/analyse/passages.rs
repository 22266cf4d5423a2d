//! Where each message holds a passage.
//!
//! In: the passages found and the case's texts, streamed part by part. Out: rows of `passages`: the
//! stretch of the message's own text and that of the message the passage is shown by.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::super::{Case, CaseError, RunWriter, rows::PassageRow};
use crate::{
    fingerprint::{self, Token},
    key::{GroupKey, MessageKey},
    neardup::{Groups, Passage, Sought},
};

/// A passage as the message shows it that it was first found in.
struct Model {
    message: MessageKey,
    hashes: Vec<u32>,
    /// Where each token stands, in characters of the message's own text.
    places: Vec<(u64, u64)>,
}

/// A message that holds a passage, for itself or for its group.
struct Holder {
    passage: u32,
    group: Option<GroupKey>,
}

/// Writes the rows, in the order of messages.
pub(super) fn write(
    case: &Case,
    run: &mut RunWriter<'_>,
    passages: &[Passage],
    groups: &Groups,
    campaigns: &HashMap<MessageKey, u32>,
) -> Result<(), CaseError> {
    let models = models(case, passages)?;
    let sought: HashMap<u32, Sought<'_>> = models
        .iter()
        .map(|(&number, model)| (number, Sought::new(&model.hashes)))
        .collect();
    let holders = holders(passages, groups);
    for part in case.parts()? {
        let mut here = holders
            .range(MessageKey(part.first_message())..MessageKey(part.end()))
            .peekable();
        if here.peek().is_none() {
            continue;
        }
        let here: Vec<_> = here.collect();
        let texts = part.own_texts()?;
        let rows: Vec<Vec<PassageRow>> = here
            .par_iter()
            .map(|&(message, held)| {
                let row = texts.messages.binary_search(&message.0);
                let text = row.map_or("", |row| texts.own_text(row));
                let (hashes, places) = read(text);
                let find = |holder: &Holder| {
                    let model = models.get(&holder.passage)?;
                    let found = sought.get(&holder.passage)?.locate(&hashes)?;
                    let (start, end) = span(&places, &found.text)?;
                    let (model_start, model_end) = span(&model.places, &found.passage)?;
                    Some(PassageRow {
                        passage: holder.passage,
                        message: message.0,
                        group: holder.group.map(|group| group.0),
                        campaign: campaigns.get(message).copied(),
                        start,
                        end,
                        model: model.message.0,
                        model_start,
                        model_end,
                        share: found.common as f32 / model.hashes.len().max(1) as f32,
                    })
                };
                held.iter().filter_map(find).collect()
            })
            .collect();
        run.write(&rows.concat())?;
    }
    Ok(())
}

/// The tokens of a text, and where each stands.
type Places = (Vec<u32>, Vec<(u64, u64)>);

/// Each passage's words, by its number.
fn models(case: &Case, passages: &[Passage]) -> Result<HashMap<u32, Model>, CaseError> {
    let mut keys: Vec<u32> = passages.iter().map(|passage| passage.model.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let texts: HashMap<u32, Places> = case
        .texts(&keys)?
        .into_iter()
        .map(|row| (row.message, read(&row.own_text)))
        .collect();
    let model = |(number, passage): (u32, &Passage)| {
        let (hashes, places) = texts.get(&passage.model.0)?;
        let range = passage.span.0 as usize..passage.span.1 as usize;
        Some((
            number,
            Model {
                message: passage.model,
                hashes: hashes.get(range.clone())?.to_vec(),
                places: places.get(range)?.to_vec(),
            },
        ))
    };
    Ok((0..).zip(passages).filter_map(model).collect())
}

/// Which messages hold which passages; a group holds what its medoid holds.
fn holders(passages: &[Passage], groups: &Groups) -> BTreeMap<MessageKey, Vec<Holder>> {
    let mut holders: BTreeMap<MessageKey, Vec<Holder>> = BTreeMap::new();
    for (number, passage) in (0..).zip(passages) {
        let medoids = passage
            .groups
            .iter()
            .filter_map(|&(group, _)| Some((*groups.medoids.get(group.index())?, Some(group))));
        let alone = passage.messages.iter().map(|&message| (message, None));
        for (message, group) in medoids.chain(alone) {
            holders.entry(message).or_default().push(Holder {
                passage: number,
                group,
            });
        }
    }
    holders
}

/// A text's tokens, and where each stands in characters.
fn read(text: &str) -> Places {
    let mut at = (0, 0_u64);
    let mut characters = |byte: u32| {
        let byte = byte as usize;
        at.1 += text
            .get(at.0..byte)
            .map_or(0, |between| between.chars().count() as u64);
        at.0 = byte;
        at.1
    };
    fingerprint::tokens(text)
        .into_iter()
        .map(|Token { hash, span, .. }| (hash, (characters(span.start), characters(span.end))))
        .unzip()
}

/// From the first character of the first token to behind the last of the last.
fn span(places: &[(u64, u64)], tokens: &std::ops::Range<usize>) -> Option<(u64, u64)> {
    let held = places.get(tokens.clone())?;
    Some((held.first()?.0, held.last()?.1))
}
