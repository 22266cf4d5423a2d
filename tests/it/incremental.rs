//! New mail in an old case: batch by batch gives what one scan gives, and the order in which mail
//! arrives changes no group.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use refrain::simulate::{Level, Recipe, write};

const BATCHES: usize = 10;

/// One archive in several files, cut between messages.
fn batches(folder: &Path) -> Vec<PathBuf> {
    let recipe = Recipe {
        messages: 4000,
        seed: 78,
        level: Level::Medium,
        ..Recipe::default()
    };
    let mut archive = Vec::new();
    write(&recipe, &mut archive, &mut std::io::sink()).unwrap();
    let separator = b"\n\nFrom ";
    let mut cuts = vec![0];
    for part in 1..BATCHES {
        let from = archive.len() * part / BATCHES;
        let found = archive[from..]
            .windows(separator.len())
            .position(|window| window == separator);
        cuts.push(from + found.unwrap() + 2);
    }
    cuts.push(archive.len());
    cuts.windows(2)
        .enumerate()
        .map(|(number, range)| {
            let path = folder.join(format!("batch{number}.mbox"));
            fs::write(&path, &archive[range[0]..range[1]]).unwrap();
            path
        })
        .collect()
}

fn refrain(arguments: &[&str], paths: &[PathBuf]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .args(paths)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The tables of the newest run.
fn newest(case: &str) -> BTreeMap<String, Vec<u8>> {
    let runs = Path::new(case).join("runs");
    let number = |name: &str| name.parse::<u32>().ok();
    let newest = fs::read_dir(&runs)
        .unwrap()
        .filter_map(|entry| number(entry.unwrap().file_name().to_str()?))
        .max()
        .unwrap();
    fs::read_dir(runs.join(newest.to_string()))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The groups as sets of the messages' own ids.
fn groups(case: &str) -> BTreeSet<BTreeSet<String>> {
    let mut sets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in refrain(&["export", "-q", case, "members", "--format", "jsonl"], &[]).lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(group) = row["group"].as_str() {
            let id = row["external_id"].as_str().unwrap().to_owned();
            sets.entry(group.to_owned()).or_default().insert(id);
        }
    }
    sets.into_values().collect()
}

#[test]
fn ten_batches_give_the_tables_of_one_scan_and_any_order_the_same_groups() {
    let folder = tempfile::tempdir().unwrap();
    let files = batches(folder.path());
    let case = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (whole, grown, turned) = (case("whole.case"), case("grown.case"), case("turned.case"));

    refrain(&["scan", "-q", "--case", &whole], &files);
    for file in &files {
        refrain(
            &["scan", "-q", "--case", &grown],
            std::slice::from_ref(file),
        );
    }
    let (expected, found) = (newest(&whole), newest(&grown));
    let differing: Vec<&String> = expected
        .keys()
        .filter(|name| expected.get(*name) != found.get(*name))
        .collect();
    assert_eq!((expected.len(), differing), (found.len(), Vec::new()));

    let mut other = files;
    other.reverse();
    refrain(&["scan", "-q", "--case", &turned], &other);
    let expected = groups(&whole);
    assert!(
        expected.len() > 10,
        "{} groups only show nothing",
        expected.len()
    );
    assert_eq!(groups(&turned), expected);
}
