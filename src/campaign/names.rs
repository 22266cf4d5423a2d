//! The name family: who the mails claim to come from.
//!
//! For one hand: addresses made by one rule, sender domains that nobody else in the archive has,
//! accounts that exist for this letter only. For many people: accounts with an earlier, different
//! life in the archive, the domains that the archive shows otherwise.
//!
//! Names are compared with addresses as strings; what language or people a name is of is never
//! looked at.

use std::collections::BTreeSet;

use super::{
    Evidence, Family, domains,
    facts::{Attribute, Facts},
    machine::{cue, cue_of},
    weigh::Sight,
};
use crate::{measure::Decibans, trace::freemail};

/// Below so many accounts names tell nothing.
const LEAST_ACCOUNTS: usize = 8;
/// The most that one shared domain weighs. Decibans.
const DOMAIN_FOR: f64 = 2.0;
/// The most that a shared rule of addresses weighs for one hand, and a mix against it. Decibans.
const RULE_FOR: f64 = 9.0;
/// See [`RULE_FOR`].
const RULE_AGAINST: f64 = 4.0;
/// Invented accounts seldom have a life outside campaigns, but some of an operator's letters are found
/// in no campaign.
const LIFE_OPERATED: f64 = 0.06;
/// Two strings at least so alike count as made from each other (Jaro-Winkler).
const ALIKE: f64 = 0.85;

pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    if sight.one_each.len() < LEAST_ACCOUNTS {
        return Vec::new();
    }
    let domain = cue(
        sight,
        Attribute::SenderDomain,
        "name.sender_domain",
        Family::Name,
        "Members of one organisation, customers of one provider and pupils of one school share a domain.",
    )
    .map(|evidence| Evidence {
        // One organisation's people write from its domain, openly.
        weight: Decibans(evidence.weight.0.min(DOMAIN_FOR)),
        ..evidence
    });
    let form = cue_of(
        sight,
        &one_a_domain(sight),
        Attribute::AddressForm,
        "name.address_form",
        Family::Name,
        "Employers and schools make addresses by rule for real people.",
    )
    .map(|evidence| Evidence {
        weight: Decibans(evidence.weight.0.clamp(-RULE_AGAINST, RULE_FOR)),
        ..evidence
    });
    [
        domain,
        form,
        life(sight),
        unlike(sight),
        domains::unknown(sight),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All accounts of webmail providers, and one of each other domain: an employer makes the addresses
/// of all its people by one rule.
fn one_a_domain<'a>(sight: &Sight<'a>) -> Vec<&'a Facts> {
    let mut met: BTreeSet<&str> = BTreeSet::new();
    let domain = |facts: &'a Facts| {
        facts
            .address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    };
    let kept = |facts: &&'a Facts| freemail(domain(facts)) || met.insert(domain(facts));
    sight.one_each.iter().copied().filter(kept).collect()
}

/// Accounts that wrote other messages in the archive too.
fn life(sight: &Sight<'_>) -> Option<Evidence> {
    let corresponding = sight.base.corresponding();
    // People who answer a call are strangers to an inbox more often than its correspondents are.
    let people = (corresponding / 2.0).clamp(LIFE_OPERATED, 0.9);
    let lives = |facts: &Facts| facts.ordinary_messages > 0;
    let known = sight.one_each.iter().filter(|facts| lives(facts)).count();
    let strangers = sight.one_each.len() - known;
    let nats = known as f64 * (LIFE_OPERATED / people).ln()
        + strangers as f64 * ((1.0 - LIFE_OPERATED) / (1.0 - people)).ln();
    let weight = (nats * 10.0 / std::f64::consts::LN_10).clamp(-15.0, 1.5);
    let text = format!(
        "{known} of {} senders have written messages of their own in this archive; {:.0} % of all its senders have written several",
        sight.one_each.len(),
        100.0 * corresponding
    );
    (weight.abs() >= 0.5).then(|| {
        sight.observe(
            (Family::Name, "name.earlier_life"),
            weight,
            text,
            "Most people write to an office once in their life.",
            |facts| lives(facts) == (weight < 0.0),
        )
    })
}

/// Display names that have nothing to do with their addresses, though the campaign's addresses are
/// made of names.
fn unlike(sight: &Sight<'_>) -> Option<Evidence> {
    let named: Vec<&&Facts> = sight
        .one_each
        .iter()
        .filter(|facts| !facts.name.is_empty() && facts.address.contains('@'))
        .collect();
    if named.len() < LEAST_ACCOUNTS {
        return None;
    }
    let strange = named
        .iter()
        .filter(|facts| !fits(&facts.name, &facts.address))
        .count();
    let share = strange as f64 / named.len() as f64;
    let weight = match share {
        s if s >= 0.9 => 4.0,
        s if s >= 0.7 => 2.0,
        _ => return None,
    };
    let text = format!(
        "{strange} of {} display names have nothing in common with their addresses",
        named.len()
    );
    Some(sight.observe(
        (Family::Name, "name.unlike_address"),
        weight,
        text,
        "Nicknames, family addresses and scripts other than Latin make names unlike addresses.",
        |facts| !fits(&facts.name, &facts.address),
    ))
}

/// Whether a display name and a local part could be made from each other.
fn fits(name: &str, address: &str) -> bool {
    let local: String = address
        .split('@')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect::<String>()
        .to_lowercase();
    let name = name.to_lowercase();
    let parts: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| part.chars().count() > 2)
        .collect();
    parts
        .iter()
        .any(|part| local.contains(part) || strsim::jaro_winkler(part, &local) >= ALIKE)
        || strsim::jaro_winkler(&parts.concat(), &local) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_an_address_made_from_it() {
        for (name, address, expected) in [
            ("Wanjiru Keller", "wkeller58@a.example", true),
            ("Peter Moreau", "moreaup@a.example", true),
            ("Lin Tan", "sunflower_77@a.example", false),
        ] {
            assert_eq!(fits(name, address), expected, "{name} {address}");
        }
    }
}
