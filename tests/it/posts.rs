//! Posts from an export to clusters, by the program as people call it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn refrain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .output()
        .unwrap()
}

fn told(arguments: &[&str]) -> String {
    let output = refrain(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn rows(case: &str, table: &str) -> Vec<serde_json::Value> {
    told(&["export", case, table, "--format", "jsonl"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo-posts")
}

/// Account and kind of each line of a list.
fn list(name: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(demo().join(name)).unwrap();
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?.to_owned(), cells.nth(1)?.to_owned()))
        })
        .collect()
}

#[test]
fn the_demo_s_clusters_hold_planted_accounts_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("posts.case");
    let case = case.to_str().unwrap();
    let archive = demo().join("archive.jsonl.zst");
    let overview = told(&["scan", archive.to_str().unwrap(), "--case", case]);
    assert!(
        overview.contains("act together beyond chance"),
        "{overview}"
    );
    let planted = list("truth.csv");
    let found: BTreeSet<String> = rows(case, "clusters")
        .iter()
        .map(|row| row["account"].as_str().unwrap().to_owned())
        .collect();
    let wrong: Vec<_> = found
        .iter()
        .filter(|id| !planted.contains_key(*id))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(
        4 * found.len() > planted.len(),
        "{} of {}",
        found.len(),
        planted.len()
    );
    let edges = rows(case, "edges");
    let shared = rows(case, "shared");
    assert!(
        edges
            .iter()
            .all(|row| row["q_value"].as_f64().unwrap() <= 0.01)
    );
    assert!(!shared.is_empty() && shared.iter().all(|row| row["object"] != ""));
    let report = told(&["report", case, "--format", "md"]);
    assert!(report.contains("## Accounts that act together"), "{report}");
}

#[test]
fn posts_and_mail_live_in_one_case_and_are_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n\
        1,u1,One,,,\"two\nlines\",1700000000,https://a.example/?utm_source=x\n\
        2,u2,Two,1,,,1700000060.5,\n\
        3,u3,Three,,1,@One no,soon,\n\
        4,u4,Four\n";
    fs::write(path("posts.csv"), table).unwrap();
    let more = format!("{table}5,u5,Five,,,five,1700000100,\n");
    fs::write(path("more.csv"), more).unwrap();
    fs::write(
        path("one.eml"),
        "From: u1@a.example\nDate: Tue, 14 Nov 2023 22:13:20 +0000\nSubject: s\n\nhello\n",
    )
    .unwrap();
    let case = path("c.case");
    let first = refrain(&[
        "scan",
        &path("posts.csv"),
        &path("one.eml"),
        "--case",
        &case,
    ]);
    assert_eq!(
        first.status.code(),
        Some(0),
        "defects of a row reject no input"
    );
    let messages = rows(&case, "messages");
    assert_eq!(messages.len(), 5);
    let of = |column: &str| -> Vec<&serde_json::Value> {
        messages.iter().map(|row| &row[column]).collect()
    };
    assert_eq!(of("platform"), ["posts", "posts", "posts", "posts", "mail"]);
    assert_eq!(of("account")[..4], ["u1", "u2", "u3", "u4"]);
    assert_eq!(
        messages[0]["links"],
        serde_json::json!(["https://a.example/"])
    );
    assert_eq!(messages[1]["repost_of"], "1");
    assert_eq!(
        (&messages[1]["sent_millis"], &messages[1]["precision"]),
        (&500.into(), &0.into())
    );
    let defects = |at: usize| messages[at]["defects"].to_string();
    assert!(
        defects(2).contains("malformed_row") && defects(2).contains("line 5"),
        "{}",
        defects(2)
    );
    assert!(
        defects(3).contains("malformed_row") && defects(3).contains("line 6"),
        "{}",
        defects(3)
    );
    // Four of five are known already, byte for byte, though the file has another name.
    let second = refrain(&["scan", &path("more.csv"), "--case", &case, "--json"]);
    assert_eq!(second.status.code(), Some(0));
    let second: serde_json::Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!(second["totals"]["messages"], 6);
    assert_eq!(second["totals"]["repeated"], 4);
}

#[test]
fn windowed_counts_are_those_of_a_count_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut table =
        String::from("message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n");
    // Three accounts share two links within ten seconds, a fourth one too late.
    for (number, (user, at, link)) in [
        ("a", 100, "https://x.example/1"),
        ("b", 105, "https://x.example/1"),
        ("c", 110, "https://x.example/1"),
        ("d", 121, "https://x.example/1"),
        ("a", 500, "https://x.example/2"),
        ("b", 500, "https://x.example/2"),
        ("c", 511, "https://x.example/2"),
        ("d", 900, "https://x.example/2"),
    ]
    .iter()
    .enumerate()
    {
        writeln!(table, "m{number},{user},,,,,{at},{link}").unwrap();
    }
    fs::write(path("posts.csv"), table).unwrap();
    let case = path("c.case");
    told(&["scan", &path("posts.csv"), "--case", &case]);
    let answer = told(&["count", &case, "link", "--window", "10s", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(
        (&answer["pairs"], &answer["accounts"], &answer["edges"]),
        (&4.into(), &3.into(), &3.into())
    );
}

#[test]
fn a_case_of_rows_and_of_parquet_holds_when_it_is_verified() {
    use polars::prelude::{ParquetWriter, df};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let ids: Vec<String> = (0..30).map(|n| format!("m{n}")).collect();
    let users: Vec<String> = (0..30).map(|n| format!("u{}", n % 7)).collect();
    let times: Vec<i64> = (0..30).map(|n| 1_700_000_000 + n).collect();
    let none = vec![""; 30];
    let mut table = df!(
        "message_id" => ids.clone(), "user_id" => users.clone(), "username" => none.clone(), "repost_id" => none.clone(),
        "reply_id" => none.clone(), "message" => ids.clone(), "timestamp" => times.clone(), "urls" => none,
    )
    .unwrap();
    let file = fs::File::create(path("posts.parquet")).unwrap();
    ParquetWriter::new(file).finish(&mut table).unwrap();
    let mut csv =
        String::from("message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n");
    for ((id, user), at) in ids.iter().zip(&users).zip(&times) {
        writeln!(csv, "c{id},{user},,,,\"{id}\",{at},").unwrap();
    }
    fs::write(path("posts.csv"), csv).unwrap();
    let case = path("c.case");
    told(&[
        "scan",
        &path("posts.parquet"),
        &path("posts.csv"),
        "--case",
        &case,
    ]);
    assert_eq!(rows(&case, "messages").len(), 60);
    let verified = told(&["verify", &case, "--sources"]);
    assert!(verified.contains("the case holds"), "{verified}");
    assert!(verified.contains("30 messages compared"), "{verified}");
}
