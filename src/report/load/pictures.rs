//! The rows about files that a report tells, and the pictures that it shows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{
    Rows,
    media::CarriedView,
    pictures::{PictureRows, is_notable, pairs, told},
};
use crate::case::{
    Case, CaseError, Table,
    media::{
        AttachmentRow, Examiner, MediaRow,
        content::Contents,
        job::{Answer, Job, Place},
    },
};
use crate::media::{Examined, Mask};

/// Pixels of the longer side of pictures in a report.
const SIDE: u32 = 360;

/// Pictures that are rendered at once: bounds memory.
const BATCH: usize = 32;

/// Loads what the campaigns told in detail carry, with small copies where somebody renders them.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn pictures(
    case: &Case,
    rows: &mut Rows,
    examiner: Option<&Examiner>,
) -> Result<(), CaseError> {
    let media = case.media()?;
    if media.is_empty() || rows.members.is_empty() {
        return Ok(());
    }
    let mut found = PictureRows::default();
    carried(case, rows, &media, &mut found)?;
    let holders = holders(&media);
    let keys: BTreeSet<u32> = found.carried.iter().map(|(_, _, media)| *media).collect();
    let sets: BTreeSet<u32> = media
        .iter()
        .filter(|row| keys.contains(&row.media))
        .map(|row| row.picture)
        .collect();
    found.evidence = case.media_evidence()?;
    found.evidence.retain(|row| keys.contains(&row.media));
    found.copies = case.copies()?;
    found.copies.retain(|row| sets.contains(&row.a));
    found.media = media
        .into_iter()
        .filter(|row| sets.contains(&row.picture))
        .collect();
    if let Some(examiner) = examiner {
        found.images = images(case, (&rows.detailed, &holders), &found, examiner)?;
    }
    rows.pictures = found;
    Ok(())
}

/// Which campaign carries which files.
fn carried(
    case: &Case,
    rows: &Rows,
    media: &[MediaRow],
    found: &mut PictureRows,
) -> Result<(), CaseError> {
    let mut held: HashMap<&str, Vec<u32>> = HashMap::new();
    let holders = holders(media);
    for row in media.iter().filter(|row| row.width.is_some()) {
        let own = std::iter::once(&row.sha256);
        for file in own.chain(holders.get(&row.media).into_iter().flatten()) {
            held.entry(file).or_default().push(row.media);
        }
    }
    let mut campaigns: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for member in &rows.members {
        campaigns
            .entry(member.message)
            .or_default()
            .push(member.campaign);
    }
    for part in case.parts()? {
        if campaigns
            .range(part.first_message()..part.end())
            .next()
            .is_none()
        {
            continue;
        }
        let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
        for AttachmentRow {
            message, sha256, ..
        } in part.attachments()?
        {
            let (Some(of), Some(files)) = (campaigns.get(&message), held.get(sha256.as_str()))
            else {
                continue;
            };
            for (campaign, file) in of
                .iter()
                .flat_map(|of| files.iter().map(move |file| (*of, *file)))
            {
                found.carried.push((campaign, message, file));
            }
            let at = message.saturating_sub(part.first_message());
            if let Some(account) = accounts.get(at as usize).copied().flatten() {
                found.senders.insert(message, account);
            }
        }
    }
    // A message may carry a file by itself and inside another.
    found.carried.sort_unstable();
    found.carried.dedup();
    Ok(())
}

/// SHA-256 of the files that each one was taken out of.
fn holders(media: &[MediaRow]) -> BTreeMap<u32, Vec<String>> {
    let digests: BTreeMap<u32, &String> =
        media.iter().map(|row| (row.media, &row.sha256)).collect();
    let of = |row: &MediaRow| {
        let held = row.inside.iter().filter_map(|key| digests.get(key));
        held.map(|digest| (*digest).clone()).collect()
    };
    media.iter().map(|row| (row.media, of(row))).collect()
}

/// The pictures that the report shows, small and marked.
fn images(
    case: &Case,
    (campaigns, holders): (&[u32], &BTreeMap<u32, Vec<String>>),
    found: &PictureRows,
    examiner: &Examiner,
) -> Result<BTreeMap<(u32, String), Vec<u8>>, CaseError> {
    let mut wanted: BTreeSet<(u32, String)> = BTreeSet::new();
    for media in campaigns.iter().flat_map(|campaign| told(found, *campaign)) {
        wanted.insert((media, String::new()));
        let findings = found
            .evidence
            .iter()
            .filter(|row| row.media == media && is_notable(row));
        wanted.extend(findings.filter_map(|row| Some((media, row.overlay.clone()?))));
        let copies = pairs(found, media).into_iter();
        wanted.extend(copies.filter_map(|pair| Some((pair.b, pair.overlay_b.clone()?))));
    }
    let contents = case.contents()?;
    let rows: BTreeMap<u32, &MediaRow> = found.media.iter().map(|row| (row.media, row)).collect();
    let wanted: Vec<(u32, String)> = wanted.into_iter().collect();
    let mut out = BTreeMap::new();
    for batch in wanted.chunks(BATCH) {
        let mut jobs = Vec::new();
        let mut asked = Vec::new();
        for (media, mask) in batch {
            let Some(of) = place(&contents, &rows, holders, *media)? else {
                continue;
            };
            jobs.push(Job::Preview {
                of,
                side: SIDE,
                mask: mask.parse::<Mask>().ok(),
            });
            asked.push((*media, mask.clone()));
        }
        let answers = examiner.all(&jobs, &|| {}, &|| false);
        out.extend(
            asked
                .into_iter()
                .zip(answers)
                .filter_map(|(key, answer)| match answer {
                    Ok(Answer::Preview(Some(png))) => Some((key, png)),
                    _ => None,
                }),
        );
    }
    Ok(out)
}

/// Where a file's bytes are.
fn place(
    contents: &Contents<'_>,
    rows: &BTreeMap<u32, &MediaRow>,
    holders: &BTreeMap<u32, Vec<String>>,
    media: u32,
) -> Result<Option<Place<'static>>, CaseError> {
    let Some(row) = rows.get(&media) else {
        return Ok(None);
    };
    let holders = holders.get(&media).into_iter().flatten();
    let Some(address) = contents.address(&row.sha256, holders.map(String::as_str)) else {
        return Ok(None);
    };
    let file = contents.of(address.file)?;
    Ok(file.map(|file| Place {
        file: Cow::Owned(file),
        part: address.part.map(str::to_owned),
    }))
}

/// Messages that are named of those that carry a file.
const NAMED: usize = 20;

/// One file of a case, with who carries it and its copies.
///
/// # Errors
/// When the case cannot be read.
pub fn view(case: &Case, key: u32, revealed: bool) -> Result<Option<CarriedView>, CaseError> {
    let media = case.media()?;
    let Some(row) = media.iter().find(|row| row.media == key) else {
        return Ok(None);
    };
    let holders = holders(&media).remove(&key).unwrap_or_default();
    let Some(mut examined) = examined(case, row, &holders)? else {
        return Ok(None);
    };
    if !revealed {
        examined.facts.retain(|fact| !fact.personal);
    }
    let mut messages = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut alone = false;
    for part in case.parts()? {
        for carrier in part.attachments()? {
            let is_itself = carrier.sha256 == row.sha256;
            if is_itself || holders.contains(&carrier.sha256) {
                alone |= is_itself;
                messages.insert(carrier.message);
                names.insert(carrier.name);
            }
        }
    }
    let mut copies = case.copies()?;
    copies.retain(|pair| pair.a == row.picture && (row.picture == key || pair.b == key));
    Ok(Some(CarriedView {
        id: format!("p{key}"),
        examined,
        alone,
        inside: row.inside.iter().map(|outer| format!("p{outer}")).collect(),
        names: names.into_iter().take(NAMED).collect(),
        carriers: messages.len() as u64,
        messages: messages.into_iter().take(NAMED).collect(),
        copies,
    }))
}

/// What is known of a file, with what this run could not read of it; of one that had no answer only this.
fn examined(
    case: &Case,
    row: &MediaRow,
    holders: &[String],
) -> Result<Option<Examined>, CaseError> {
    let mut found = None;
    for file in std::iter::once(&row.sha256).chain(holders) {
        found = case.examined_file(file, &row.sha256)?;
        if found.is_some() {
            break;
        }
    }
    if found.is_none() {
        let bytes = case.contents()?.of(&row.sha256)?;
        found = bytes.map(|bytes| Examined::unknown(&bytes, String::new()));
    }
    Ok(found.map(|found| Examined {
        troubles: row.troubles.clone(),
        ..found
    }))
}

/// Where the bytes of a file of a case are.
///
/// # Errors
/// When the case cannot be read.
pub fn bytes(case: &Case, key: u32) -> Result<Option<Place<'static>>, CaseError> {
    let media = case.media()?;
    let rows: BTreeMap<u32, &MediaRow> = media.iter().map(|row| (row.media, row)).collect();
    place(&case.contents()?, &rows, &holders(&media), key)
}
