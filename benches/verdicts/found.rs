//! One archive: simulated, scanned in a temporary folder, and held against its truth.
//!
//! In: level, seed, messages. Out: [`Archive`]: what was planted and what was found.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    fs::File,
    io::{BufWriter, Write as _},
};

use refrain::{
    campaign::{Family, family_weights},
    case::{self, Case, Inputs, Unwatched},
    measure::Decibans,
    simulate::{Clocks, Kinds, Level, Recipe, write},
};
use serde::Deserialize;

/// What one planted campaign is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planted {
    /// Name.
    pub(super) name: String,
    /// The truth's kind.
    pub(super) kind: String,
    /// The truth's variant.
    pub(super) variant: String,
    /// Who runs it.
    pub(super) operator: String,
    /// Messages.
    pub(super) size: usize,
    /// Found campaigns that are of it.
    pub(super) found: usize,
    /// Whether one of them is called operated.
    pub(super) called: bool,
}

impl Planted {
    /// Kind and variant; where these are one word, the kind and the campaign's name without its number.
    fn title(&self) -> String {
        let stem = self
            .name
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('-');
        let variant = if self.variant == self.kind {
            stem
        } else {
            &self.variant
        };
        format!("{} / {variant}", self.kind)
    }
}

/// One campaign that the program found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Kind and variant as one word, for the tables.
    pub(super) truth: String,
    /// Name of the planted campaign that it is of.
    pub(super) planted: Option<String>,
    /// Operator of that, where it is an operated one.
    pub(super) operator: Option<String>,
    /// Whether most of its messages are operated.
    pub(super) operated: bool,
    /// Whether it mixes a people's call and the machine that amplifies it.
    pub(super) mixed: bool,
    /// Verdict word.
    pub(super) verdict: String,
    /// Score.
    pub(super) score: f64,
    /// Operation.
    pub(super) operation: Option<u32>,
    /// The damped weight of each family.
    pub(super) families: Vec<(Family, f64)>,
}

/// One archive.
pub(super) struct Archive {
    /// Its level.
    pub(super) level: Level,
    /// In the order of their names.
    pub(super) planted: Vec<Planted>,
    /// In the order of their keys.
    pub(super) found: Vec<Found>,
}

#[derive(Deserialize)]
struct Line {
    message_id: String,
    campaign: String,
    kind: String,
    operator: String,
    variant: String,
}

/// Simulates, scans and compares one archive.
///
/// # Errors
/// Whatever the simulation, the scan or the temporary folder reports.
pub(super) fn examine(level: Level, seed: u64, messages: u64) -> Result<Archive, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive.mbox");
    let recipe = Recipe {
        messages,
        seed,
        level,
        kinds: Kinds::Full,
        clocks: Clocks::Varied,
        background_share: 70,
        ..Recipe::default()
    };
    let (mut out, mut truth) = (BufWriter::new(File::create(&path)?), Vec::new());
    write(&recipe, &mut out, &mut truth)?;
    out.flush()?;
    let case = Case::create_or_open(&folder.path().join("bench.case"))?;
    let inputs = Inputs {
        paths: vec![path],
        ..Inputs::default()
    };
    case::scan(&case, &inputs, &Unwatched)?;
    let truth: Vec<Line> = String::from_utf8(truth)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut planted = plants(&truth);
    let found = campaigns(&case, &truth, &mut planted)?;
    Ok(Archive {
        level,
        planted: planted.into_values().collect(),
        found,
    })
}

fn plants(truth: &[Line]) -> BTreeMap<String, Planted> {
    let mut planted: BTreeMap<String, Planted> = BTreeMap::new();
    for line in truth {
        let entry = planted
            .entry(line.campaign.clone())
            .or_insert_with(|| Planted {
                name: line.campaign.clone(),
                kind: line.kind.clone(),
                variant: line.variant.clone(),
                operator: line.operator.clone(),
                size: 0,
                found: 0,
                called: false,
            });
        entry.size += 1;
    }
    planted
}

fn campaigns(
    case: &Case,
    truth: &[Line],
    planted: &mut BTreeMap<String, Planted>,
) -> Result<Vec<Found>, Box<dyn Error>> {
    let lines: HashMap<&str, &Line> = truth
        .iter()
        .map(|line| (line.message_id.trim_matches(['<', '>']), line))
        .collect();
    // Messages of each planted campaign in each found one.
    let mut shares: BTreeMap<u32, BTreeMap<&str, usize>> = BTreeMap::new();
    for member in case.members(None)? {
        let id = member.external_id.unwrap_or_default();
        if let Some(line) = lines.get(id.trim_matches(['<', '>'])) {
            *shares
                .entry(member.campaign)
                .or_default()
                .entry(line.campaign.as_str())
                .or_default() += 1;
        }
    }
    let mut weights: BTreeMap<u32, Vec<(Family, Decibans)>> = BTreeMap::new();
    for row in case.evidence(None)? {
        if let Some(family) = Family::from_word(&row.family) {
            weights
                .entry(row.campaign)
                .or_default()
                .push((family, Decibans(row.weight)));
        }
    }
    let mut out = Vec::new();
    for row in case.campaigns()? {
        let of = shares.remove(&row.campaign).unwrap_or_default();
        let rows = weights.remove(&row.campaign).unwrap_or_default();
        let mut found = judged(&of, row.messages as usize, planted);
        found.verdict = row.verdict;
        found.score = row.score;
        found.operation = row.operation;
        found.families = family_weights(&rows)
            .into_iter()
            .map(|(family, weight)| (family, weight.0))
            .collect();
        note(&found, planted);
        out.push(found);
    }
    Ok(out)
}

/// What a found campaign truly is, by the planted campaigns that its messages are of.
fn judged(
    of: &BTreeMap<&str, usize>,
    messages: usize,
    planted: &BTreeMap<String, Planted>,
) -> Found {
    let truth_of = |name: &str| planted.get(name);
    let half = |count: usize| count * 2 >= messages;
    let operated: usize = of
        .iter()
        .filter(|(name, _)| truth_of(name).is_some_and(|p| p.kind == "operated"))
        .map(|(_, count)| count)
        .sum();
    let most = of.iter().max_by_key(|&(name, count)| (*count, *name));
    let owner = most
        .filter(|(_, count)| half(**count))
        .and_then(|(name, _)| truth_of(name));
    // A call and its amplifier are one text, and mostly one found campaign: neither half is the whole of it.
    let pair = most.map(|(name, _)| name.trim_end_matches("-amplified").to_owned());
    let both: usize = of
        .iter()
        .filter(|(name, _)| Some(name.trim_end_matches("-amplified")) == pair.as_deref())
        .map(|(_, count)| count)
        .sum();
    let largest = most.map_or(0, |(_, count)| *count);
    let mixed = half(both) && largest * 10 < both * 9;
    let truth = match owner {
        _ if mixed => String::from("mixed / both halves"),
        Some(planted) => planted.title(),
        None if half(operated) => String::from("operated / several"),
        None => String::from("background"),
    };
    let of_machine = owner.filter(|planted| planted.kind == "operated");
    Found {
        truth,
        planted: if mixed {
            pair
        } else {
            owner.map(|planted| planted.name.clone())
        },
        operator: of_machine.map(|planted| planted.operator.clone()),
        operated: operated * 2 > messages,
        mixed,
        verdict: String::new(),
        score: 0.0,
        operation: None,
        families: Vec::new(),
    }
}

/// Enters a found campaign with what was planted; a mixed one counts for both halves.
fn note(found: &Found, planted: &mut BTreeMap<String, Planted>) {
    let Some(name) = &found.planted else { return };
    let halves = [name.clone(), format!("{name}-amplified")];
    for half in halves.iter().take(if found.mixed { 2 } else { 1 }) {
        if let Some(planted) = planted.get_mut(half) {
            planted.found += 1;
            planted.called |= found.verdict == "operated";
        }
    }
}
