//! The declared family: one sender who says who it is.
//!
//! A newsletter, a ticket system or a mailing list sends one text many times under its own name.
//! That is no operation: nobody is pretended to be somebody else.

use std::collections::BTreeMap;

use super::{Evidence, Family, weigh::Sight};
use crate::measure::Decibans;

/// Share of the messages that one declared sender must have sent.
const SHARE: f64 = 0.8;
/// The rule that makes a campaign a declared sender's.
pub(super) const ONE_SENDER: &str = "declared.one_sender";
/// The weight of a service that signs for all. Decibans.
const SERVICE: f64 = -12.0;

/// Evidence that the campaign comes from one declared sender, if it does.
pub(super) fn one_sender(sight: &Sight<'_>) -> Option<Evidence> {
    let total = sight.members.len();
    let (account_share, accounts) = largest(sight.members.iter().filter_map(|f| f.account), total);
    let (list_share, _) = largest(
        sight
            .members
            .iter()
            .filter(|f| !f.bulk.list_id.is_empty())
            .map(|f| f.bulk.list_id.as_str()),
        total,
    );
    let domains = sight
        .members
        .iter()
        .filter_map(|f| f.address.rsplit_once('@').map(|(_, domain)| domain))
        .filter(|d| !crate::trace::freemail(d));
    let (domain_share, _) = largest(domains, total);
    let marked =
        sight.members.iter().filter(|f| f.bulk.marks > 0).count() as f64 / total.max(1) as f64;
    let text = if account_share >= SHARE {
        format!(
            "{:.0} % of the messages come from one account under its own name ({accounts} in all)",
            100.0 * account_share
        )
    } else if list_share >= SHARE {
        format!(
            "{:.0} % of the messages were carried by one mailing list",
            100.0 * list_share
        )
    } else if domain_share >= SHARE && marked >= SHARE {
        format!(
            "{:.0} % of the messages come from one domain and {:.0} % are marked as bulk mail",
            100.0 * domain_share,
            100.0 * marked
        )
    } else {
        return None;
    };
    Some(Evidence {
        rule: ONE_SENDER,
        family: Family::Declared,
        weight: Decibans(-20.0),
        text,
        caveat: "A sender who declares itself may still send what people did not ask for."
            .to_owned(),
        messages: sight.sample(|_| true),
    })
}

/// Evidence that one service sends for all these people under its own signature, as a page does
/// that offers a letter to sign: whoever runs it can be asked.
pub(super) fn service(sight: &Sight<'_>) -> Option<Evidence> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for signer in sight.members.iter().filter_map(|f| f.signed_for.as_deref()) {
        *counts.entry(signer).or_default() += 1;
    }
    let (signer, count) = counts.into_iter().max_by_key(|&(_, count)| count)?;
    let share = count as f64 / sight.members.len().max(1) as f64;
    (share >= SHARE).then(|| {
        sight.observe(
            (Family::Declared, "declared.sending_service"),
            SERVICE,
            format!(
                "{:.0} % of the messages bear the valid signature of {signer}, which sends for people of other domains",
                100.0 * share
            ),
            "A service that names itself may still have been fed with names that did not agree.",
            |facts| facts.signed_for.as_deref() == Some(signer),
        )
    })
}

/// The share of `total` that the commonest value has, and the number of values.
fn largest<T: Ord>(values: impl Iterator<Item = T>, total: usize) -> (f64, usize) {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    (most as f64 / total.max(1) as f64, counts.len())
}
