//! Files of a case as rows of its tables.

use super::{MediaEvidenceRow, MediaRow, carry::File};
use crate::media::{Examined, Finding};

/// The row of a file.
pub(super) fn media_row((key, file): (u32, &File)) -> MediaRow {
    let examined = &file.examined;
    MediaRow {
        media: key,
        sha256: examined.sha256.clone(),
        format: examined
            .format
            .map_or("unknown", |format| format.name())
            .to_owned(),
        bytes: examined.bytes,
        width: examined.size.map(|size| size.0),
        height: examined.size.map(|size| size.1),
        perceptual_hash: examined.perceptual_hash(),
        picture: file.picture,
        inside: file.inside.iter().copied().collect(),
        messages: file.messages,
        accounts: u32::try_from(file.accounts.len()).unwrap_or(u32::MAX),
        first_message: file.first,
        facts: stated(examined, false),
        personal: stated(examined, true),
        troubles: examined.troubles.clone(),
    }
}

/// The rows of what was found on a file.
pub(super) fn evidence_rows((key, file): (u32, &File)) -> impl Iterator<Item = MediaEvidenceRow> {
    let found = file.examined.findings.iter();
    found.map(move |finding| evidence_row(key, finding))
}

/// The facts that can name a person, or those that cannot.
fn stated(examined: &Examined, personal: bool) -> Vec<String> {
    let facts = examined.facts.iter();
    facts
        .filter(|fact| fact.personal == personal)
        .map(|fact| format!("{}: {}", fact.name, fact.value))
        .collect()
}

fn evidence_row(media: u32, finding: &Finding) -> MediaEvidenceRow {
    MediaEvidenceRow {
        media,
        detector: finding.kind.name().to_owned(),
        strength: finding.tier.name().to_owned(),
        says: finding.says.name().to_owned(),
        weight: finding.weight,
        text: finding.text.clone(),
        caveat: finding.caveat.clone(),
        region: finding
            .region
            .map(|at| format!("{},{},{},{}", at.x, at.y, at.width, at.height)),
        overlay: finding.mask.as_ref().map(ToString::to_string),
    }
}
