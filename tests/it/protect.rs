//! A protected list against a small inbox, through the program: what is told, and what is not.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Header fields of one mail each.
const MAILS: [&str; 9] = [
    // Spoofed name, found; its lookalike domain is found too.
    "From: Jane Doe <jd.secret@rninistry-of-tides.example>",
    // The person, from the office.
    "From: Jane Doe <jane.doe@ministry-of-tides.example>",
    // A colleague at a subdomain.
    "From: John Roe <john.roe@press.ministry-of-tides.example>",
    // A namesake, weak.
    "From: Jane Doe <other.jane@freemail.example>",
    // A list that rewrites From, and answers to the person.
    "From: Jane Doe via Talk <talk@lists.example>\nReply-To: jane.doe@ministry-of-tides.example\nList-Id: <talk.lists.example>",
    // Answers go elsewhere.
    "From: minister@ministry-of-tides.example\nReply-To: Collector <collector.secret@gmail.com>",
    // DMARC failed.
    "Authentication-Results: mx.example; spf=pass; dmarc=fail header.from=ministry-of-tides.example\nFrom: minister@ministry-of-tides.example",
    // Two senders.
    "From: minister@ministry-of-tides.example, second.secret@elsewhere.example",
    // A stranger.
    "From: Ann Lee <ann@shop.example>",
];

const LIST: &str = "# the house\nperson: Jane Doe <jane.doe@ministry-of-tides.example>\n\
    office: Office of the Minister <minister@ministry-of-tides.example>\ndomain: ministry-of-tides.example\n";

fn inbox(path: &Path) {
    let mails = MAILS.iter().enumerate().map(|(number, head)| {
        format!(
            "From x@y.example Mon Mar  2 10:00:0{number} 2026\nMessage-ID: <{number}@t.example>\n{head}\n\
             Date: Mon, 2 Mar 2026 10:00:0{number} +0000\nTo: desk@town.example\nSubject: Letter {number}\n\nLetter number {number}.\n\n"
        )
    });
    fs::write(path, mails.collect::<String>()).unwrap();
}

fn refrain(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_refrain"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn told(folder: &Path, arguments: &[&str]) -> String {
    let output = refrain(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn mail_in_a_protected_name_is_told_and_the_house_itself_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    inbox(&dir.join("in.mbox"));
    fs::write(dir.join("protected.txt"), LIST).unwrap();

    let overview = told(dir, &["scan", "in.mbox", "-q"]);
    assert!(!overview.contains("protected"), "{overview}");
    let export = ["export", "in.case", "impersonations", "--format", "jsonl"];
    assert_eq!(told(dir, &export), "");

    let overview = told(
        dir,
        &["scan", "in.mbox", "--protect", "protected.txt", "-q"],
    );
    assert!(overview.contains("6 findings on 5 messages"), "{overview}");
    let rows: Vec<serde_json::Value> = told(dir, &export)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<String> = rows
        .iter()
        .map(|row| {
            let word = |name: &str| row[name].as_str().unwrap().to_owned();
            let rule = word("rule").replace("impersonation.", "");
            format!(
                "{} {rule} {} {} | {}",
                word("external_id"),
                word("strength"),
                word("protected"),
                word("seen")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "0@t.example display_name strong Jane Doe | Jane Doe",
            "0@t.example lookalike_domain strong ministry-of-tides.example | rninistry-of-tides.example",
            "3@t.example display_name weak Jane Doe | Jane Doe",
            "5@t.example reply_elsewhere strong Office of the Minister | gmail.com",
            "6@t.example failed_authentication strong Office of the Minister | SPF pass, DKIM not recorded, DMARC fail",
            "7@t.example several_senders strong Office of the Minister | elsewhere.example",
        ]
    );

    for format in ["html", "md", "json"] {
        let report = told(dir, &["report", "in.case", "--format", format]);
        assert!(report.contains("protected.txt"), "{format}");
        assert!(report.contains("rninistry-of-tides.example"), "{format}");
        assert!(report.contains("Office of the Minister"), "{format}");
        for hidden in ["secret", "other.jane", "fake", "fraud"] {
            assert!(!report.contains(hidden), "{format}: {hidden}");
        }
    }
    let message = told(dir, &["show", "in.case", "0@t.example"]);
    assert!(message.contains("impersonation"), "{message}");
    assert!(refrain(dir, &["verify", "in.case"]).status.success());
}

#[test]
fn a_bad_list_is_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    inbox(&dir.join("in.mbox"));
    fs::write(
        dir.join("protected.txt"),
        "domain: ministry.example\nJane Doe\n",
    )
    .unwrap();
    let output = refrain(dir, &["scan", "in.mbox", "--protect", "protected.txt"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("protected.txt, line 2"), "{error}");
    assert!(!dir.join("in.case").exists());
}
