//! Combinations that nobody else in the archive shows.
//!
//! In: the campaign's accounts. Out: evidence from mails whose Message-ID form or header order does not
//! go with the provider or client that they name, when several accounts share the mismatch and many
//! others outside with that provider or client show none of it. Each half alone may be common.
//!
//! The weight is an exact two-sample test: of `n` accounts inside and `N` outside that name one
//! provider or client, `c` show the combination, all of them inside; drawn without regard to sides that
//! has the probability `C(n, c) / C(n + N, c)`.

use std::collections::BTreeMap;

use super::{Evidence, Family, facts::Attribute, weigh::Sight};

/// Accounts that must share a combination.
const LEAST: u32 = 3;
/// Accounts outside that must name the provider or client for their silence to tell anything.
const LEAST_OUTSIDE: u32 = 20;
/// A combination this surprising counts. Decibans.
const SURPRISING: f64 = 10.0;
/// The most that this rule weighs: a new version of a program surprises as well. Decibans.
const CAP: f64 = 12.0;
/// Share of the campaign's accounts from which the weight is whole.
const WHOLE: f64 = 0.25;

/// The combination, what it has in common with others outside, and how a sentence names both.
const PAIRS: [(Attribute, Attribute, &str); 3] = [
    (
        Attribute::ProviderIdForm,
        Attribute::SenderDomain,
        "a Message-ID form that no other sender at the same provider shows",
    ),
    (
        Attribute::ClientIdForm,
        Attribute::Client,
        "a Message-ID form that no other sender with the same client shows",
    ),
    (
        Attribute::ClientOrder,
        Attribute::Client,
        "a header order that no other sender with the same client shows",
    ),
];

/// The combinations that nobody else shows, each with its attribute.
pub(super) fn values(sight: &Sight<'_>) -> impl Iterator<Item = (Attribute, u64)> {
    PAIRS.iter().flat_map(move |&(combination, named, _)| {
        let found = found(sight, combination, named);
        found
            .values
            .into_iter()
            .map(move |value| (combination, value))
    })
}

pub(super) fn weigh(sight: &Sight<'_>) -> Option<Evidence> {
    let found = PAIRS.iter().filter_map(|pair| of(sight, pair));
    found.max_by(|a, b| a.weight.0.total_cmp(&b.weight.0))
}

/// What was found of one combination.
#[derive(Default)]
struct Found {
    values: Vec<u64>,
    /// Accounts of the campaign that show them.
    accounts: u32,
    /// Accounts outside that name the same providers or clients.
    compared: u32,
    /// The most surprising of them. Decibans.
    surprise: f64,
}

fn found(sight: &Sight<'_>, combination: Attribute, named: Attribute) -> Found {
    let outside = sight.base.of(combination);
    let others = sight.base.of(named);
    let mut naming: BTreeMap<u64, u32> = BTreeMap::new();
    let mut showing: BTreeMap<(u64, u64), u32> = BTreeMap::new();
    for facts in &sight.one_each {
        if let Some(name) = facts.value(named) {
            *naming.entry(name.hash).or_default() += 1;
            if let Some(value) = facts.value(combination) {
                *showing.entry((name.hash, value.hash)).or_default() += 1;
            }
        }
    }
    let mut out = Found::default();
    for (&(name, value), &count) in &showing {
        let (inside, outer) = (
            naming.get(&name).copied().unwrap_or(count),
            others.count(name),
        );
        if count < LEAST || outer < LEAST_OUTSIDE || outside.knows(value) {
            continue;
        }
        let surprise = surprise(count, inside, outer);
        if surprise >= SURPRISING {
            out.surprise = out.surprise.max(surprise);
            out.accounts += count;
            out.compared += outer;
            out.values.push(value);
        }
    }
    out
}

fn of(
    sight: &Sight<'_>,
    &(combination, named, words): &(Attribute, Attribute, &'static str),
) -> Option<Evidence> {
    let Found {
        values,
        accounts,
        compared,
        surprise,
    } = found(sight, combination, named);
    let share = f64::from(accounts) / sight.one_each.len().max(1) as f64;
    let weight = (surprise / 2.0).min(CAP) * (share / WHOLE).min(1.0);
    let text = format!(
        "{accounts} of {} senders show {words}; {compared} of those outside campaigns were compared",
        sight.one_each.len(),
    );
    (weight >= 0.5).then(|| {
        sight.observe(
            (Family::Machine, "machine.unheard_of"),
            weight,
            text,
            "A new version of a program, or a service that sends in people's names, writes mail as nobody did before.",
            |facts| {
                facts
                    .value(combination)
                    .is_some_and(|value| values.contains(&value.hash))
            },
        )
    })
}

/// `-10 log10 (C(inside, count) / C(inside + outer, count))`.
fn surprise(count: u32, inside: u32, outer: u32) -> f64 {
    let ratio = |drawn: u32| {
        let left = f64::from(inside.saturating_sub(drawn).max(1));
        (left / (left + f64::from(outer))).log10()
    };
    -10.0 * (0..count).map(ratio).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::surprise;

    #[test]
    fn it_is_the_hypergeometric_probability() {
        // C(10, 3) / C(30, 3) = 120 / 4060.
        let exact = -10.0 * (120.0_f64 / 4060.0).log10();
        assert!((surprise(3, 10, 20) - exact).abs() < 1e-9);
    }
}
