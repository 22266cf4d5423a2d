//! Folders of many files: each is a source of its own and costs no more than the one before.

use std::{fs, path::Path, process::Command};

/// Enough that work quadratic in the files would take minutes.
const FILES: usize = 20_000;

fn refrain(arguments: &[&str], paths: &[&Path]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .args(paths)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_file_of_a_large_folder_is_a_source_and_a_second_scan_reads_none() {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    let case = folder.path().join("a.case");
    fs::create_dir(&mails).unwrap();
    for file in 0..FILES {
        let mail = format!(
            "From: A{file} <a{file}@example.org>\nSubject: {file}\nMessage-ID: <{file}@example.org>\n\nAbout matter {file}.\n"
        );
        fs::write(mails.join(format!("{file}.eml")), mail).unwrap();
    }
    for _ in 0..2 {
        let overview = refrain(&["scan", "-q", "--json", "--case"], &[&case, &mails]);
        let overview: serde_json::Value = serde_json::from_str(&overview).unwrap();
        let messages = overview.pointer("/totals/messages").unwrap();
        assert_eq!(messages.as_u64(), Some(FILES as u64));
    }
    let sources = refrain(
        &["export", "--format", "jsonl"],
        &[&case, Path::new("sources")],
    );
    assert_eq!(sources.lines().count(), FILES);
}

#[test]
fn a_message_over_the_limit_is_no_false_alarm_when_the_case_is_verified() {
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("in.mbox");
    let case = folder.path().join("a.case");
    let long = "a line of a long letter\n".repeat(200);
    let mail = format!(
        "From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a@example.org\nSubject: long\n\n{long}\n\
         From b@example.org Mon Jan  1 00:00:00 2024\nFrom: b@example.org\nSubject: short\n\nshort\n"
    );
    fs::write(&mbox, mail).unwrap();
    refrain(
        &["scan", "-q", "--max-message", "2000", "--case"],
        &[&case, &mbox],
    );
    let told = refrain(&["verify"], &[&case]);
    assert!(told.contains("over the limit"), "{told}");
    // What is not over the limit is still compared.
    let changed = fs::read_to_string(&mbox)
        .unwrap()
        .replace("\nshort", "\nshirt");
    fs::write(&mbox, changed).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_refrain"))
        .arg("verify")
        .arg(&case)
        .output()
        .unwrap();
    assert!(!output.status.success());
}
