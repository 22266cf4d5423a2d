//! What content credentials claim, as facts and findings.
//!
//! In: the JUMBF blocks of a file. Out: facts of the active manifest, and findings that stay in the tier of what is
//! declared: this reading never says that credentials are valid.

use std::{borrow::Cow, collections::BTreeSet};

use crate::media::{Kind, Says, Tier};

use super::{
    binding::{self, Binding},
    c2pa::{Manifest, manifests},
    generator,
    jumbf::Superbox,
    notes::{Notes, Topic},
    source_type::{self, SourceType},
};

/// Blocks that are read; a file has one, and each is held against the whole file.
const MAX_BLOCKS: usize = 4;

/// Why a claim is no proof.
const NOT_VERIFIED: &str =
    "the signature was not verified here, and anybody can write such a claim";

/// Why other bytes are not another picture.
const ANY_BYTE: &str = "any change of bytes does this: turning without loss, another title, a stripped or added block; the pixels may be untouched";

/// Actions that change what is seen, or how.
const EDITS: [&str; 13] = [
    "c2pa.edited",
    "c2pa.cropped",
    "c2pa.resized",
    "c2pa.filtered",
    "c2pa.color_adjustments",
    "c2pa.orientation",
    "c2pa.drawing",
    "c2pa.placed",
    "c2pa.removed",
    "c2pa.addedText",
    "c2pa.deleted",
    "c2pa.redacted",
    "c2pa.adjustedColor",
];

/// Reads the blocks of a file.
pub(super) fn read(file: &[u8], blocks: &[Cow<'_, [u8]>], notes: &mut Notes) {
    for block in blocks.iter().take(MAX_BLOCKS) {
        let boxes = Superbox::all(block);
        let manifests = manifests(&boxes);
        let Some((active, earlier)) = manifests.split_last() else {
            notes.fact(
                Topic::NotRead,
                "a JUMBF block without content credentials that can be read",
            );
            continue;
        };
        facts(active, manifests.len(), notes);
        claims(active, notes);
        generated_before(earlier, notes);
        bound(file, block, active, notes);
    }
}

fn facts(active: &Manifest<'_>, count: usize, notes: &mut Notes) {
    notes.fact(Topic::Manifests, &count.to_string());
    notes.fact(Topic::ClaimGenerator, &active.generator);
    let actions: Vec<String> = active
        .actions
        .iter()
        .map(|action| match &action.agent {
            Some(agent) => format!("{} by {agent}", action.name),
            None => action.name.clone(),
        })
        .collect();
    notes.fact(Topic::Actions, &actions.join("; "));
    for ingredient in &active.ingredients {
        notes.fact(Topic::Ingredients, ingredient);
    }
    if let Some((subject, issuer)) = &active.signer {
        notes.fact(
            Topic::Signer,
            &format!("{subject}, by {issuer} (not verified)"),
        );
    }
    notes.fact(Topic::Algorithm, active.algorithm.unwrap_or_default());
}

/// The source types that a manifest's actions declare, each once, those that say most first.
fn source_types(manifest: &Manifest<'_>) -> Vec<SourceType> {
    let said = manifest
        .actions
        .iter()
        .filter_map(|action| action.source_type.as_deref());
    let mut seen = BTreeSet::new();
    let mut types: Vec<SourceType> = said
        .filter_map(source_type::of)
        .filter(|known| seen.insert(known.code))
        .collect();
    types.sort_by_key(|known| match known.says {
        Says::Generated => 0,
        Says::Altered => 1,
        Says::Processed => 2,
        Says::Captured => 3,
        _ => 4,
    });
    types
}

/// One finding of what the active manifest says of the whole picture.
fn claims(active: &Manifest<'_>, notes: &mut Notes) {
    let types = source_types(active);
    let by = if active.generator.is_empty() {
        "an unnamed program"
    } else {
        &active.generator
    };
    let maker = generator::named_in_claim(&active.generator);
    let edited = active
        .actions
        .iter()
        .any(|action| EDITS.contains(&action.name.as_str()));
    let (says, words) = match types.first() {
        Some(known) if known.says == Says::Generated => {
            (Says::Generated, format!("it is {}", known.words))
        }
        _ if maker.is_some() => (Says::Generated, "a generator made it".to_owned()),
        Some(known) if known.says == Says::Captured && edited => (
            Says::Processed,
            format!("it is {}, and edited since", known.words),
        ),
        Some(known) => (known.says, format!("it is {}", known.words)),
        None if edited => (Says::Processed, "it was edited".to_owned()),
        None => (Says::Nothing, "there is a history of the file".to_owned()),
    };
    for known in types {
        notes.fact(Topic::SourceType, known.code);
    }
    if let Some(maker) = maker {
        notes.fact(Topic::Generator, maker);
    }
    let text = format!(
        "carries content credentials written by {by} that claim: {words}; not verified here"
    );
    notes.finding(
        Kind::ContentCredentials,
        Tier::Declared,
        says,
        &text,
        NOT_VERIFIED,
    );
}

/// A manifest of an ingredient that says that the ingredient was generated.
fn generated_before(earlier: &[Manifest<'_>], notes: &mut Notes) {
    let says = |manifest: &&Manifest<'_>| {
        source_types(manifest)
            .first()
            .is_some_and(|known| known.says == Says::Generated)
    };
    if let Some(manifest) = earlier.iter().find(says) {
        let title = manifest.title.as_deref().unwrap_or("without a title");
        let text = format!(
            "the credentials of an ingredient ({title}) claim that it was generated; not verified here"
        );
        let caveat = "the ingredient may be a small part of the picture, or no longer in it; the signature was not verified here";
        notes.finding(
            Kind::ContentCredentials,
            Tier::Declared,
            Says::Generated,
            &text,
            caveat,
        );
    }
}

fn bound(file: &[u8], block: &[u8], active: &Manifest<'_>, notes: &mut Notes) {
    match binding::compare(file, block, active) {
        Binding::Agrees => notes.fact(
            Topic::Binding,
            "the hash of the file agrees (signature not verified)",
        ),
        Binding::NotCompared(why) => notes.fact(Topic::Binding, &format!("not compared: {why}")),
        Binding::Differs => {
            notes.fact(Topic::Binding, "the hash of the file differs");
            let text = "the file's bytes are not those that its content credentials were made for";
            notes.finding(
                Kind::ContentCredentials,
                Tier::Declared,
                Says::ChangedAfterSigning,
                text,
                ANY_BYTE,
            );
        }
        Binding::AssertionDiffers(label) => {
            notes.fact(
                Topic::Binding,
                &format!("the hash of the assertion {label} differs"),
            );
            let text = format!(
                "the assertion {label} in the content credentials is not the one that the claim refers to"
            );
            let caveat = "the credentials were changed or written wrongly; that says nothing about the pixels";
            notes.finding(
                Kind::ContentCredentials,
                Tier::Declared,
                Says::ChangedAfterSigning,
                &text,
                caveat,
            );
        }
    }
}
