//! Clusters of accounts in schema 1.

use serde::Serialize;

use crate::report::{
    communities::{INNOCENT, NOTE},
    dossier::{Communities, CommunityLine},
};

#[derive(Serialize)]
pub(super) struct CommunitiesV1<'a> {
    clusters: u64,
    accounts: u64,
    note: &'static str,
    innocent_explanation: &'static str,
    largest: Vec<CommunityV1<'a>>,
    clusters_hidden: usize,
}

#[derive(Serialize)]
struct CommunityV1<'a> {
    cluster: String,
    verdict: &'static str,
    accounts: u32,
    messages: u32,
    first: Option<i64>,
    last: Option<i64>,
    window_seconds: u64,
    density: f64,
    persistence: f64,
    p_value: Option<f64>,
    draws: u32,
    ties: &'a [String],
    most_shared: &'a [String],
    first_as_a_habit: &'a [String],
    what_would_decide: &'a str,
}

pub(super) fn of(found: &Communities) -> CommunitiesV1<'_> {
    CommunitiesV1 {
        clusters: found.clusters,
        accounts: found.accounts,
        note: NOTE,
        innocent_explanation: INNOCENT,
        largest: found.lines.iter().map(community).collect(),
        clusters_hidden: found.hidden,
    }
}

fn community(line: &CommunityLine) -> CommunityV1<'_> {
    CommunityV1 {
        cluster: line.cluster.to_string(),
        verdict: "undetermined",
        accounts: line.accounts,
        messages: line.messages,
        first: line.span.map(|span| span.0),
        last: line.span.map(|span| span.1),
        window_seconds: line.window,
        density: line.density,
        persistence: line.persistence,
        p_value: line.p_value,
        draws: line.draws,
        ties: &line.layers,
        most_shared: &line.things,
        first_as_a_habit: &line.leaders,
        what_would_decide: &line.wanted,
    }
}
