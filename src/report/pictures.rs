//! The pictures and documents of a campaign as a report tells them.
//!
//! In: rows about files, and previews that were made anew from pixels. Out: [`Picture`]s, those that most messages carry
//! first. A file is told with who carries it, where else it stands, how its copies differ, and what was found on it,
//! each with its innocent explanation.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{
    clean, media,
    words::{count, grouped},
};
use crate::case::media::{CopyRow, MediaEvidenceRow, MediaRow};
use crate::media::Tier;

/// Pictures of one campaign that are told.
pub const TOLD: usize = 6;

/// Copies of one picture that are told: those that differ in a part first.
const COPIES: usize = 3;

/// What stands above the pictures of a campaign.
pub const NOTE: &str = "Files that messages of this campaign carry. The same picture in many letters is what a call \
    to write looks like, too; a trace says that a part was changed, not by whom or why; and nothing found does not mean that a \
    picture is authentic.";

/// The rows about files that a report is made of.
#[derive(Clone, Debug, Default)]
pub struct PictureRows {
    /// Files that the messages told of carry.
    pub media: Vec<MediaRow>,
    /// Findings on these.
    pub evidence: Vec<MediaEvidenceRow>,
    /// Pairs of these, and of files elsewhere, that show the same picture.
    pub copies: Vec<CopyRow>,
    /// Campaign, message, and the file that it carries.
    pub carried: Vec<(u32, u32, u32)>,
    /// Accounts of the messages that carry them.
    pub senders: BTreeMap<u32, u32>,
    /// PNGs by file and mask; the mask is empty where nothing is marked.
    pub images: BTreeMap<(u32, String), Vec<u8>>,
}

/// A picture that messages of a campaign carry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The id that people type: `p3`.
    pub id: String,
    /// What kind of file, how large.
    pub facts: String,
    /// Who carries it.
    pub carried: String,
    /// How many copies there are, and how some of them differ.
    pub copies: Vec<Shown>,
    /// What was found on it.
    pub findings: Vec<Shown>,
    /// A small copy as PNG.
    pub preview: Option<Vec<u8>>,
}

/// A sentence on a picture, with the picture that shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// A sign of how strong it is; empty for what is no finding.
    pub sign: Cow<'static, str>,
    /// How strong, in words.
    pub label: Cow<'static, str>,
    /// The sentence.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// A PNG with the place marked.
    pub image: Option<Vec<u8>>,
}

/// Keys of the files that are told of a campaign: one for each set of copies, the most carried first.
#[must_use]
pub fn told(rows: &PictureRows, campaign: u32) -> Vec<u32> {
    let picture: BTreeMap<u32, u32> = rows
        .media
        .iter()
        .map(|row| (row.media, row.picture))
        .collect();
    let mut carriers: BTreeMap<u32, BTreeMap<u32, usize>> = BTreeMap::new();
    for (_, _, media) in rows.carried.iter().filter(|(of, _, _)| *of == campaign) {
        let set = picture.get(media).copied().unwrap_or(*media);
        *carriers.entry(set).or_default().entry(*media).or_default() += 1;
    }
    let notable: BTreeSet<u32> = rows
        .evidence
        .iter()
        .filter(|row| is_notable(row))
        .map(|row| row.media)
        .collect();
    let mut sets: Vec<(bool, usize, u32)> = Vec::new();
    for files in carriers.values() {
        let total = files.values().sum();
        // Of copies, the one that something was found on, else the one that most messages carry.
        let shown = files.iter().max_by_key(|(media, carried)| {
            (notable.contains(*media), **carried, u32::MAX - **media)
        });
        if let Some((media, _)) = shown {
            sets.push((
                files.keys().any(|media| notable.contains(media)),
                total,
                *media,
            ));
        }
    }
    sets.sort_by_key(|(notable, total, media)| (!notable, usize::MAX - total, *media));
    sets.into_iter()
        .map(|(_, _, media)| media)
        .take(TOLD)
        .collect()
}

/// Whether a finding is told in a campaign's report.
#[must_use]
pub fn is_notable(row: &MediaEvidenceRow) -> bool {
    let quiet = [Tier::Fact.name(), Tier::Weak.name()];
    !quiet.contains(&row.strength.as_str())
}

/// The pairs of a picture's copies that are told: those that differ in a part first.
#[must_use]
pub fn pairs(rows: &PictureRows, media: u32) -> Vec<&CopyRow> {
    let of = |key: u32| {
        rows.media
            .iter()
            .find(|row| row.media == key)
            .map(|row| row.picture)
    };
    let set = of(media).unwrap_or(media);
    let mut pairs: Vec<&CopyRow> = rows
        .copies
        .iter()
        .filter(|row| row.a == set && (row.overlay_a.is_some() || row.b == media || row.a == media))
        .collect();
    // The picture's own pair first; the others show what else is about.
    let own = |row: &CopyRow| row.a == media || row.b == media;
    pairs.sort_by_key(|row| (!own(row), row.overlay_a.is_none(), row.b));
    pairs.truncate(COPIES);
    pairs
}

/// Tells a campaign's pictures.
pub(super) fn pictures(rows: &PictureRows, campaign: u32) -> Vec<Picture> {
    let media: BTreeMap<u32, &MediaRow> = rows.media.iter().map(|row| (row.media, row)).collect();
    told(rows, campaign)
        .into_iter()
        .filter_map(|key| Some(picture(rows, campaign, media.get(&key)?, &media)))
        .collect()
}

fn picture(
    rows: &PictureRows,
    campaign: u32,
    row: &MediaRow,
    media: &BTreeMap<u32, &MediaRow>,
) -> Picture {
    let image = |key: u32, mask: &str| rows.images.get(&(key, mask.to_owned())).cloned();
    let same = |key: &u32| {
        media
            .get(key)
            .is_some_and(|other| other.picture == row.picture)
    };
    let here: BTreeSet<u32> = rows
        .carried
        .iter()
        .filter(|(of, _, carried)| *of == campaign && same(carried))
        .map(|(_, message, _)| *message)
        .collect();
    let accounts: BTreeSet<u32> = here
        .iter()
        .filter_map(|message| rows.senders.get(message).copied())
        .collect();
    let files: BTreeSet<u32> = rows
        .carried
        .iter()
        .filter(|(of, _, carried)| *of == campaign && same(carried))
        .map(|(_, _, carried)| *carried)
        .collect();
    let elsewhere: BTreeSet<u32> = rows
        .carried
        .iter()
        .filter(|(of, _, carried)| *of != campaign && same(carried))
        .map(|(of, _, _)| *of)
        .collect();
    let found = rows
        .evidence
        .iter()
        .filter(|e| e.media == row.media && is_notable(e));
    Picture {
        id: format!("p{}", row.media),
        facts: facts(row),
        carried: carried(here.len(), accounts.len(), files.len(), &elsewhere),
        copies: pairs(rows, row.media)
            .into_iter()
            .map(|pair| shown_pair(pair, &image))
            .collect(),
        findings: found
            .map(|finding| shown_finding(finding, &image))
            .collect(),
        preview: image(row.media, ""),
    }
}

fn facts(row: &MediaRow) -> String {
    let pixels = row
        .width
        .zip(row.height)
        .map_or_else(String::new, |(width, height)| {
            format!(
                ", {} × {} pixels",
                grouped(width.into()),
                grouped(height.into())
            )
        });
    format!("{}{pixels}, {}", row.format, super::words::bytes(row.bytes))
}

fn carried(messages: usize, accounts: usize, files: usize, elsewhere: &BTreeSet<u32>) -> String {
    let mut out = format!(
        "carried by {} of {} here",
        count(messages as u64, "message", "messages"),
        count(accounts as u64, "account", "accounts")
    );
    if files > 1 {
        let _ = write!(
            out,
            ", as {} that show the same",
            count(files as u64, "file", "different files")
        );
    }
    if !elsewhere.is_empty() {
        let others: Vec<String> = elsewhere
            .iter()
            .take(8)
            .map(|key| format!("c{key}"))
            .collect();
        let _ = write!(out, "; also in {}", others.join(", "));
    }
    out
}

fn shown_pair(pair: &CopyRow, image: &dyn Fn(u32, &str) -> Option<Vec<u8>>) -> Shown {
    Shown {
        text: format!("p{} and p{}: {}", pair.a, pair.b, clean::line(&pair.text)),
        image: pair
            .overlay_b
            .as_deref()
            .and_then(|mask| image(pair.b, mask)),
        caveat: pair
            .overlay_b
            .as_ref()
            .map_or_else(String::new, |_| media::DIFFERS_BUT.to_owned()),
        ..Shown::default()
    }
}

fn shown_finding(row: &MediaEvidenceRow, image: &dyn Fn(u32, &str) -> Option<Vec<u8>>) -> Shown {
    let tiers = [Tier::Declared, Tier::Strong, Tier::Weak, Tier::Fact];
    let tier = tiers
        .into_iter()
        .find(|tier| tier.name() == row.strength)
        .unwrap_or(Tier::Fact);
    let (sign, label) = media::sign(tier);
    Shown {
        sign: sign.into(),
        label: label.into(),
        text: clean::line(&row.text),
        caveat: clean::line(&row.caveat),
        image: row
            .overlay
            .as_deref()
            .and_then(|mask| image(row.media, mask)),
    }
}
