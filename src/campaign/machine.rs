//! The machine family: what sent the mails.
//!
//! For one hand: one relay network, client, Message-ID form, boundary form or header order across
//! "different" people. For many people: the mix that the archive shows otherwise.

use std::collections::{BTreeMap, HashMap};

use super::{
    Evidence, Family,
    concentration::{self, Shown},
    facts::{Attribute, Facts},
    unheard,
    weigh::Sight,
};

/// Below so many accounts a mix tells nothing.
const LEAST_ACCOUNTS: usize = 5;

/// What each attribute's cue is called, and its innocent explanation.
const CUES: [(Attribute, &str, &str); 9] = [
    (
        Attribute::RelayNetwork,
        "machine.relay_network",
        "A petition page, an employer or a small provider sends for many real people from one network.",
    ),
    (
        Attribute::OriginNetwork,
        "machine.origin_network",
        "People in one office, school or mobile network submit from one address range.",
    ),
    (
        Attribute::Client,
        "machine.client",
        "A page that sends letters for people uses one program for all of them.",
    ),
    (
        Attribute::MessageIdForm,
        "machine.message_id_form",
        "One provider or one sending page writes all Message-IDs alike.",
    ),
    (
        Attribute::BoundaryForm,
        "machine.boundary_form",
        "A widespread program writes all boundaries alike.",
    ),
    (
        Attribute::BoundaryPrefix,
        "machine.boundary_prefix",
        "Some programs begin every boundary alike on one host.",
    ),
    (
        Attribute::HeaderOrder,
        "machine.header_order",
        "One provider or program orders headers alike for all its users.",
    ),
    (
        Attribute::MimeShape,
        "machine.mime_shape",
        "Short plain letters have few forms.",
    ),
    (
        Attribute::Authentication,
        "machine.authentication",
        "A page that sends in people's names, or a badly kept domain, fails these checks without ill intent.",
    ),
];

pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    let cues = CUES.iter().filter_map(|&(attribute, rule, caveat)| {
        cue(sight, attribute, rule, Family::Machine, caveat)
    });
    cues.chain(unheard::weigh(sight)).collect()
}

/// The evidence of one attribute, if enough accounts show it inside and outside.
pub(super) fn cue(
    sight: &Sight<'_>,
    attribute: Attribute,
    rule: &'static str,
    family: Family,
    caveat: &str,
) -> Option<Evidence> {
    cue_of(sight, &sight.one_each, attribute, rule, family, caveat)
}

/// [`cue`] of some of the accounts.
pub(super) fn cue_of(
    sight: &Sight<'_>,
    accounts: &[&Facts],
    attribute: Attribute,
    rule: &'static str,
    family: Family,
    caveat: &str,
) -> Option<Evidence> {
    let outside = sight.base.of(attribute);
    let mut by_value: BTreeMap<u64, u32> = BTreeMap::new();
    let mut text_of: HashMap<u64, &str> = HashMap::new();
    for facts in accounts {
        if let Some(value) = facts.value(attribute) {
            *by_value.entry(value.hash).or_default() += 1;
            text_of.insert(value.hash, &value.text);
        }
    }
    let shown: u32 = by_value.values().sum();
    if (shown as usize) < LEAST_ACCOUNTS.max(accounts.len() / 2) {
        return None;
    }
    let (top, count) = by_value
        .iter()
        .map(|(&value, &count)| (value, count))
        .max_by_key(|&(value, count)| (count, std::cmp::Reverse(value)))?;
    let counts: Vec<u32> = by_value.values().copied().collect();
    let known: u32 = by_value
        .iter()
        .filter(|&(&value, _)| outside.knows(value))
        .map(|(_, &count)| count)
        .sum();
    let (alike, commonest) = (outside.collision(attribute), outside.share(top));
    let weight = concentration::weight(&Shown {
        counts: &counts,
        outside: alike,
        commonest,
        known: f64::from(known) / f64::from(shown),
    });
    let base = outside.count(top);
    let noun = attribute.noun();
    let text = format!(
        "{count} of {shown} senders share the {noun} “{}”, {} in all; outside all campaigns {base} of {} senders show it, and two senders drawn at random agree in {:.0} % of cases",
        text_of.get(&top).copied().unwrap_or_default(),
        counted(by_value.len(), "value", "values"),
        outside.total(),
        100.0 * alike,
    );
    let messages = sight.sample(|facts| facts.value(attribute).is_some_and(|v| v.hash == top));
    Some(Evidence {
        rule,
        family,
        weight,
        text,
        caveat: caveat.to_owned(),
        messages,
    })
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
