//! The spread family: who repeats whom, how fast.
//!
//! For one hand: pairs of accounts that repeat the same objects together, again and again, within a
//! short time, more than chance allows. For many people: nothing of the kind, which in mail (one
//! letter a person) is the rule and weighs nothing.

use std::collections::HashSet;

use super::{Evidence, Family, weigh::Sight};
use crate::measure::Decibans;

/// Share of the campaign's accounts that validated ties must reach.
const LEAST_SHARE: f64 = 0.2;

pub(super) fn weigh(sight: &Sight<'_>) -> Vec<Evidence> {
    let accounts: HashSet<_> = sight
        .one_each
        .iter()
        .filter_map(|facts| facts.account)
        .collect();
    let tied: HashSet<_> = sight
        .ties
        .iter()
        .filter(|(a, b)| accounts.contains(a) && accounts.contains(b))
        .flat_map(|&(a, b)| [a, b])
        .collect();
    let share = tied.len() as f64 / accounts.len().max(1) as f64;
    if tied.len() < 4 || share < LEAST_SHARE {
        return Vec::new();
    }
    let text = format!(
        "{} of {} senders repeated several other texts together with another of them, within so short a time that chance does not explain it (false discovery rate 1 %)",
        tied.len(),
        accounts.len()
    );
    vec![Evidence {
        rule: "spread.repeated_together",
        family: Family::Spread,
        weight: Decibans(3.0 + 7.0 * share),
        text,
        caveat: "Members of one group who answer the same calls write on the same days.".to_owned(),
        messages: sight
            .sample(|facts| facts.account.is_some_and(|account| tied.contains(&account))),
    }]
}
