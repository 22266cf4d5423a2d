//! The layering rule: a room names only rooms on lower floors.
//!
//! In: every `.rs` file below `src/`. Out: no step up, no two rooms of one floor that know each
//! other, no room without a floor. Doc comments count: what is explained by an upper room belongs there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The floors, ground first.
const FLOORS: &[&[&str]] = &[
    &["key", "source", "measure", "mapping"],
    &["archive"],
    &["message"],
    &["text", "trace", "media"],
    &["fingerprint"],
    &["neardup"],
    &["template"],
    &["graph"],
    &["cluster", "layout"],
    &["campaign"],
    &["signature"],
    &["case"],
    &["report", "export", "simulate"],
    &["explore"],
    &["cli"],
];

/// Ground-floor words that other ground-floor words are made of.
const GROUND: usize = 0;

/// The roof: these name rooms but are none.
const ROOF: &[&str] = &["lib", "main"];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// What is wrong with a room that names these others.
fn faults(room: &str, named: &BTreeSet<String>) -> Vec<String> {
    let Some(here) = floor(room) else {
        return vec![format!("{room} has no floor")];
    };
    let judge = |other: &String| match floor(other) {
        _ if other == room => None,
        None => Some(format!("{room} names {other}, which has no floor")),
        Some(there) if there > here => Some(format!("{room} names {other}, a step up")),
        Some(there) if there == here && here != GROUND => {
            Some(format!("{room} and {other} stand on one floor"))
        }
        Some(_) => None,
    };
    named.iter().filter_map(judge).collect()
}

/// Every NAME of `crate::NAME` in a text, and of `crate::{NAME, …}`.
fn named(text: &str) -> BTreeSet<String> {
    let outside =
        |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
    let starts = text.match_indices("crate::").filter(|(at, _)| outside(*at));
    let rests = starts.map(|(at, word)| &text[at + word.len()..]);
    rests
        .flat_map(|rest| {
            if rest.starts_with('{') {
                grouped(rest)
            } else {
                vec![word(rest)]
            }
        })
        .collect()
}

/// The word that a text begins with.
fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The rooms of `{a::x, b::{y, z}}`: the first word of each part, inner braces left out.
fn grouped(rest: &str) -> Vec<String> {
    let (mut depth, mut top) = (0, String::new());
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c if depth == 1 => top.push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    top.split(',')
        .map(|part| word(part.trim()))
        .filter(|name| !name.is_empty())
        .collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The room that a file belongs to: its folder below `src/`, or its own name.
fn room_of(path: &Path, root: &Path) -> String {
    let first = path
        .strip_prefix(root)
        .unwrap()
        .components()
        .next()
        .unwrap();
    Path::new(first.as_os_str())
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

#[test]
fn rooms_name_only_rooms_on_lower_floors() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    files_below(&src, &mut files);
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        let room = room_of(file, &src);
        if !ROOF.contains(&room.as_str()) {
            rooms
                .entry(room)
                .or_default()
                .extend(named(&fs::read_to_string(file).unwrap()));
        }
    }
    assert!(
        rooms.contains_key("archive") && rooms["archive"].contains("source"),
        "the walk finds the rooms"
    );
    let faults: Vec<_> = rooms
        .iter()
        .flat_map(|(room, others)| faults(room, others))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_are_found_in_code_and_in_doc_comments() {
    for (text, expected) in [
        ("use crate::key::SourceKey;", vec!["key"]),
        ("/// See [`crate::case::run`].", vec!["case"]),
        (
            "use crate::{\n    key::{AccountKey, MessageKey},\n    source::Defect,\n};",
            vec!["key", "source"],
        ),
        (
            "use crate::{graph::{self, Layer}, text};",
            vec!["graph", "text"],
        ),
        ("$crate::x mycrate::y", vec![]),
    ] {
        assert_eq!(
            named(text).into_iter().collect::<Vec<_>>(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn each_fault_is_seen() {
    for (room, other, fault) in [
        (
            "archive",
            "message",
            Some("archive names message, a step up"),
        ),
        ("text", "trace", Some("text and trace stand on one floor")),
        (
            "text",
            "helpers",
            Some("text names helpers, which has no floor"),
        ),
        ("attic", "key", Some("attic has no floor")),
        ("source", "key", None),
        ("case", "archive", None),
    ] {
        let found = faults(room, &BTreeSet::from([other.to_owned()]));
        assert_eq!(found.first().map(String::as_str), fault);
    }
}
