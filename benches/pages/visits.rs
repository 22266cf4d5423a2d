//! Which pages are visited: chosen from the case itself, so that any case can be measured.
//!
//! In: a running explorer. Out: a path for each kind of page: of the largest campaign and of a small one, of a message
//! and an account that are in them, and searches for words that the case holds.

use std::{collections::BTreeMap, io};

use serde_json::Value;

use super::child::Explorer;

/// Messages of a small campaign, about.
const SMALL: f64 = 100.0;

/// Pages of campaigns that are looked through for a small one.
const PAGES: u32 = 1_000;

/// Letters of a word that is tried as a rare one.
const LONG: usize = 7;

/// Words that are tried as rare ones.
const TRIED: usize = 40;

/// A page to visit.
pub(crate) struct Visit {
    /// What it is.
    pub(crate) kind: String,
    /// Where it is.
    pub(crate) path: String,
    /// Milliseconds that its first byte may take once it was visited.
    pub(crate) target: f64,
}

/// First byte of any page, and of a search, in milliseconds: the targets that the explorer was built to.
const TARGETS: (f64, f64) = (100.0, 150.0);

/// Tabs of a campaign.
const TABS: [&str; 8] = [
    "",
    "/evidence",
    "/messages",
    "/timeline",
    "/accounts",
    "/machines",
    "/media",
    "/notes",
];

/// Chooses the pages of a case.
pub(crate) fn of(explorer: &Explorer) -> io::Result<Vec<Visit>> {
    let mut visits = Vec::new();
    let mut page = |kind: &str, path: String| {
        visits.push(Visit {
            kind: kind.to_owned(),
            path,
            target: TARGETS.0,
        });
    };
    page("overview", "/".to_owned());
    page("campaigns", "/campaigns".to_owned());
    page("campaigns, sorted", "/campaigns?sort=messages".to_owned());
    page(
        "campaigns, filtered",
        "/campaigns?verdict=operated&min=10&sort=newest".to_owned(),
    );
    page("campaigns as JSON", "/campaigns.json".to_owned());
    page("campaigns as CSV", "/campaigns.csv".to_owned());
    let (largest, small) = campaigns(explorer)?;
    for (name, (id, messages)) in [("largest", &largest), ("small", &small)] {
        for tab in TABS {
            let word = if tab.is_empty() { "/summary" } else { tab };
            page(
                &format!("{name} campaign{word}"),
                format!("/campaigns/{id}{tab}"),
            );
        }
        let last = (messages / 50.0).ceil();
        page(
            &format!("{name} campaign, last messages"),
            format!("/campaigns/{id}/messages?page={last}"),
        );
        page(
            &format!("{name} campaign, graph"),
            format!("/campaigns/{id}/graph"),
        );
    }
    let (message, other, account) = members(explorer, &largest.0)?;
    page("message", format!("/messages/{message}"));
    page("compare", format!("/compare?a={message}&b={other}"));
    page("account", format!("/accounts/{account}"));
    page("account as JSON", format!("/accounts/{account}.json"));
    page("clusters", "/clusters".to_owned());
    page("clusters, graph", "/clusters/graph".to_owned());
    page("audit", "/audit".to_owned());
    page("report builder", "/report".to_owned());
    page("report, to look at", "/report/view?build=1&section=template&section=members&section=timeline&section=senders&section=machines".to_owned());
    page("help", "/help".to_owned());
    if let Some(file) = picture(explorer)? {
        page("picture", format!("/media/{file}"));
    }
    visits.extend(searches(explorer)?);
    Ok(visits)
}

fn json(explorer: &Explorer, path: &str) -> io::Result<Value> {
    let answer = explorer.get(path)?;
    serde_json::from_slice(&answer.body)
        .map_err(|cause| io::Error::other(format!("{path}: {} {cause}", answer.status)))
}

fn word<'a>(row: &'a Value, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn rows<'a>(page: &'a Value, name: &str) -> &'a [Value] {
    page.get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The largest campaign, and the one whose size is nearest to [`SMALL`]: id and messages.
fn campaigns(explorer: &Explorer) -> io::Result<((String, f64), (String, f64))> {
    let mut all: Vec<(String, f64)> = Vec::new();
    for number in 1..=PAGES {
        let page = json(
            explorer,
            &format!("/campaigns.json?sort=messages&page={number}"),
        )?;
        let here = rows(&page, "campaigns").iter().map(|row| {
            let digits = word(row, "messages").chars().filter(char::is_ascii_digit);
            let messages = digits.collect::<String>().parse().unwrap_or_default();
            (word(row, "id").to_owned(), messages)
        });
        all.extend(here.filter(|row| !row.0.is_empty()));
        let total = page.get("total").and_then(Value::as_u64).unwrap_or(0);
        if all.len() as u64 >= total || all.last().is_none_or(|last| last.1 < SMALL) {
            break;
        }
    }
    let apart = |row: &&(String, f64)| (row.1 - SMALL).abs();
    let small = all.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
    let found = all.first().cloned().zip(small.cloned());
    found.ok_or_else(|| io::Error::other("the case has no campaigns"))
}

/// Two messages of a campaign, and an account that wrote in it.
fn members(explorer: &Explorer, campaign: &str) -> io::Result<(String, String, String)> {
    let page = json(explorer, &format!("/campaigns/{campaign}/messages.json"))?;
    let found = rows(&page, "messages");
    match (found.first(), found.last()) {
        (Some(first), Some(last)) => Ok((
            word(first, "id").to_owned(),
            word(last, "id").to_owned(),
            word(first, "account").to_owned(),
        )),
        _ => Err(io::Error::other("the campaign has no messages")),
    }
}

/// A picture that a message shows.
fn picture(explorer: &Explorer) -> io::Result<Option<String>> {
    let found = json(explorer, "/search.json?q=has:image")?;
    for message in rows(&found, "messages").iter().take(TRIED) {
        let text = explorer
            .get(&format!("/messages/{}", word(message, "id")))?
            .text();
        let link = text.split_once("href=\"/media/").map(|(_, rest)| rest);
        if let Some((id, _)) = link.and_then(|rest| rest.split_once('"')) {
            return Ok(Some(id.to_owned()));
        }
    }
    Ok(None)
}

/// Searches for the commonest and the rarest word of some letters, and for what can be asked with them.
fn searches(explorer: &Explorer) -> io::Result<Vec<Visit>> {
    let page = json(explorer, "/search.json")?;
    let openings: Vec<Vec<String>> = rows(&page, "messages")
        .iter()
        .map(|row| {
            let words = word(row, "opening").split(|c: char| !c.is_alphanumeric());
            let words = words.filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        })
        .collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in openings.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut ordered: Vec<(&str, u32)> = counts.into_iter().collect();
    ordered.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let at = |place: usize| ordered.get(place).map_or("the", |(word, _)| *word);
    let (common, second) = (at(0), at(1));
    let rare = rare(explorer, &ordered)?;
    let phrase = openings
        .iter()
        .filter_map(|words| words.get(2..5))
        .map(|words| words.join(" "))
        .next()
        .unwrap_or_default();
    let month = rows(&page, "messages")
        .iter()
        .find_map(|row| word(row, "when").get(..7));
    let month = month.unwrap_or("2025-01");
    let lines = [
        ("nothing asked", String::new()),
        ("a rare word", rare.clone()),
        ("the commonest word", common.to_owned()),
        ("a phrase", format!("\"{phrase}\"")),
        ("two common words", format!("{common} {second}")),
        ("word and verdict", format!("{common} verdict:operated")),
        ("word and month", format!("{common} after:{month}")),
        ("word without another", format!("{common} -{second}")),
        ("without the commonest", format!("-{common}")),
        (
            "rare phrase of the commonest",
            format!("\"{common} {common}\""),
        ),
    ];
    let search = |(kind, line): (&str, String)| Visit {
        kind: format!("search: {kind}"),
        path: format!("/search?q={}", escaped(&line)),
        target: TARGETS.1,
    };
    let mut visits: Vec<Visit> = lines.into_iter().map(search).collect();
    visits.push(Visit {
        kind: "search: last page".to_owned(),
        path: format!("/search?q={common}&page=200"),
        target: TARGETS.1,
    });
    visits.push(Visit {
        kind: "search: by relevance".to_owned(),
        path: format!("/search?q={rare}&sort=relevance"),
        target: TARGETS.1,
    });
    Ok(visits)
}

/// Of the long words that stand in one of these openings only, the one with the fewest hits.
fn rare(explorer: &Explorer, ordered: &[(&str, u32)]) -> io::Result<String> {
    let mut best: Option<(u64, String)> = None;
    let long = ordered.iter().rev().filter(|(word, _)| {
        word.chars().count() >= LONG && word.chars().all(|c| c.is_ascii_lowercase())
    });
    for (word, _) in long.take(TRIED) {
        let page = json(explorer, &format!("/search.json?q={word}"))?;
        let hits = page
            .get("found")
            .and_then(Value::as_u64)
            .unwrap_or(u64::MAX);
        if hits > 0 && best.as_ref().is_none_or(|(fewest, _)| hits < *fewest) {
            best = Some((hits, (*word).to_owned()));
        }
    }
    Ok(best.map_or_else(|| "forgotten".to_owned(), |(_, word)| word))
}

/// A line as a value of a query: all but letters and digits as `%xx`.
fn escaped(line: &str) -> String {
    line.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02x}"),
        })
        .collect()
}
