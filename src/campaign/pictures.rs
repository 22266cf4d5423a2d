//! The media family: what the pictures say that a campaign's messages carry.
//!
//! The same picture in many letters is what any call to write looks like and weighs nothing. For one hand speaks, a
//! little, that nearly every account's copy of one picture is a file of its own: people pass a file on as they got it, or
//! as one of a few programs re-saved it; a program that wants no two mails alike makes each copy anew. Whether pictures were
//! altered, or say that a generator made them, tells nothing of who sent them: it is told and weighs nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Evidence, Family,
    facts::{Facts, Shows},
    weigh::Sight,
};

/// Accounts that must carry one picture for its copies to be compared.
const LEAST_ACCOUNTS: usize = 8;

/// Share of these whose copy nobody else carries.
const OWN: f64 = 0.8;

/// What own copies weigh: half of what lets a family speak, since no archive of real mail told us more. Decibans.
const OWN_COPIES: f64 = 3.0;

/// Weighs and tells of the pictures.
pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    let mut out: Vec<Evidence> = own_copies(sight).into_iter().collect();
    out.extend(told(
        sight,
        "media.altered",
        |shows| shows.altered,
        "carry a picture with a strong trace of a change, or of which a part differs from another copy in the archive; which of two copies was changed cannot be told",
        "A caption, a logo or a cut-out changes a picture, too; what is found says nothing about who did it.",
    ));
    out.extend(told(
        sight,
        "media.declared_generated",
        |shows| shows.generated,
        "carry a picture that says of itself that a generator made it",
        "Illustrations are made with generators by many people who write for themselves.",
    ));
    out
}

/// The picture of which most accounts carry a copy of their own.
fn own_copies(sight: &Sight<'_>) -> Option<Evidence> {
    // By picture: which accounts carry which file.
    let mut files: BTreeMap<u32, BTreeMap<u32, BTreeSet<_>>> = BTreeMap::new();
    for facts in &sight.one_each {
        for shows in &facts.pictures {
            let carriers = files.entry(shows.picture).or_default().entry(shows.file);
            carriers.or_default().insert(facts.account);
        }
    }
    let counted = files.into_iter().map(|(picture, files)| {
        let accounts: usize = files.values().map(BTreeSet::len).sum();
        let own = files
            .values()
            .filter(|carriers| carriers.len() == 1)
            .count();
        (own, accounts, picture)
    });
    let (own, accounts, picture) = counted
        .filter(|&(own, accounts, _)| {
            accounts >= LEAST_ACCOUNTS && own as f64 >= OWN * accounts as f64
        })
        .max()?;
    Some(sight.observe(
        (Family::Media, "media.own_copies"),
        OWN_COPIES,
        format!("{own} of {accounts} senders carry a copy of one picture (p{picture}) that is a file of its own, re-saved, resized or cropped unlike any other"),
        "Whoever takes a screenshot or a photograph of one poster has a file of their own, too.",
        |facts| facts.pictures.iter().any(|shows| shows.picture == picture),
    ))
}

/// An observation that weighs nothing.
fn told(
    sight: &Sight<'_>,
    rule: &'static str,
    holds: fn(&Shows) -> bool,
    words: &str,
    caveat: &str,
) -> Option<Evidence> {
    let any = |facts: &Facts| facts.pictures.iter().any(holds);
    let carrying = sight.members.iter().filter(|facts| any(facts)).count();
    (carrying > 0).then(|| {
        let text = format!("{carrying} of {} messages {words}", sight.members.len());
        sight.observe((Family::Media, rule), 0.0, text, caveat, any)
    })
}
