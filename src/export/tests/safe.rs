//! An export that can be passed on holds nothing of what was read.

use std::{fs, path::Path};

use polars::prelude::{ParquetReader, SerReader};
use proptest::prelude::*;

use crate::case::{
    Case, Part, RunWriter,
    media::{AttachmentRow, CopyRow, MediaEvidenceRow, MediaRow},
    rows::{
        AccountRow, CampaignRow, ClusterRow, CommunityRow, EdgeRow, EvidenceRow, FillingRow,
        HandleRow, ImpersonationRow, MemberRow, MessageRow, PassageRow, SharedRow, SourceRow,
        TemplateRow, TextRow, TieRow, TraceRow,
    },
};

use super::super::{Format, GraphFormat, Names, Out, jsonl, write, write_graph, writer::Writer};

fn message(message: u32, platform: &str, mark: &str) -> MessageRow {
    MessageRow {
        message,
        external_id: Some(mark.to_owned()),
        platform: platform.to_owned(),
        digest: mark.to_owned(),
        account: Some(message),
        display_name: mark.to_owned(),
        subject: mark.to_owned(),
        in_reply_to: Some(mark.to_owned()),
        repost_of: Some(mark.to_owned()),
        quote_of: Some(mark.to_owned()),
        thread: Some(mark.to_owned()),
        from_others: vec![format!("{mark} <{mark}@example.org>")],
        sender: format!("{mark} <{mark}@example.org>"),
        reply_to: vec![format!("{mark}@example.org")],
        recipients: vec![format!("{mark}@example.org")],
        links: vec![
            format!("https://{mark}.example.com/{mark}?{mark}#{mark}"),
            format!("https://{mark}.blogspot.com"),
            format!("mailto:{mark}@example.com"),
            mark.to_owned(),
        ],
        mentions: vec![mark.to_owned()],
        tags: vec![mark.to_owned()],
        media: vec![mark.to_owned()],
        defects: vec![format!("malformed_row@3: {mark}: {mark}")],
        ..MessageRow::default()
    }
}

fn trace(message: u32, mark: &str) -> TraceRow {
    let mark = || Some(mark.to_owned());
    TraceRow {
        message,
        relay_ip: mark(),
        relay_net: mark(),
        relay_host: mark(),
        relay_domain: mark(),
        origin_net: mark(),
        client: mark(),
        message_id_form: mark(),
        boundary_form: mark(),
        boundary_prefix: mark(),
        mime_shape: mark(),
        dkim_domain: mark(),
        list_id: mark(),
        ..TraceRow::default()
    }
}

/// A case whose every place for words of others holds this mark.
fn case(dir: &Path, mark: &str) -> Case {
    let case = Case::create_or_open(dir).unwrap();
    let platforms = ["mail", "x", "telegram", "mail"];
    let handles = [
        format!("{mark}@example.org"),
        mark.to_owned(),
        mark.to_owned(),
        format!("{mark}2"),
    ];
    let keyed = || (0_u32..).zip(platforms).zip(&handles);
    let part = Part {
        messages: keyed()
            .map(|((key, platform), _)| message(key, platform, mark))
            .collect(),
        texts: (0..4)
            .map(|message| TextRow {
                message,
                own_text: format!("one {mark} two"),
                quoted_text: mark.to_owned(),
            })
            .collect(),
        traces: (0..4).map(|message| trace(message, mark)).collect(),
        attachments: vec![AttachmentRow {
            message: 0,
            sha256: mark.to_owned(),
            name: format!("{mark}.pdf"),
            media_type: mark.to_owned(),
            bytes: 3,
        }],
        handles: keyed()
            .map(|((account, platform), handle)| HandleRow {
                account,
                platform: platform.to_owned(),
                handle: handle.clone(),
            })
            .collect(),
        sources: vec![SourceRow {
            name: format!("/home/{mark}/{mark}.zip!{mark}.mbox"),
            digest: Some(mark.to_owned()),
            defects: vec![format!("no_format@0: {mark}")],
            ..SourceRow::default()
        }],
        ..Part::default()
    };
    case.commit_part(&part).unwrap();
    let accounts: Vec<AccountRow> = keyed()
        .map(|((account, platform), handle)| AccountRow {
            account,
            platform: platform.to_owned(),
            handle: handle.clone(),
            display_name: mark.to_owned(),
            domain: format!("{mark}.example"),
            messages: account,
            ..AccountRow::default()
        })
        .collect();
    run(&case, &accounts, mark);
    case
}

fn run(case: &Case, accounts: &[AccountRow], mark: &str) {
    let mut run = case.begin_run("{}").unwrap();
    let text = || mark.to_owned();
    run.write(accounts).unwrap();
    run.write(&[TemplateRow {
        pattern: format!("Dear {mark} <1>"),
        pieces: format!("[{{\"fixed\":\"{mark}\"}}]"),
        ..TemplateRow::default()
    }])
    .unwrap();
    run.write(&[FillingRow {
        message: 0,
        group: 0,
        slot: 1,
        value: text(),
    }])
    .unwrap();
    run.write(&[PassageRow::default()]).unwrap();
    let edge = |a, b| EdgeRow {
        a,
        b,
        layer: "link".to_owned(),
        weight: 1.0,
        p_value: 0.1,
        q_value: 0.2,
        ..EdgeRow::default()
    };
    run.write(&[edge(0, 1), edge(1, 2), edge(0, 3)]).unwrap();
    let member = |account| ClusterRow {
        account,
        cluster: 0,
        strength: 1.0,
        ..ClusterRow::default()
    };
    run.write(&[member(0), member(1), member(2), member(3)])
        .unwrap();
    run.write(&[SharedRow {
        object: text(),
        ..SharedRow::default()
    }])
    .unwrap();
    run.write(&[CommunityRow {
        shared: vec![format!("link {mark} (3 accounts)")],
        ..CommunityRow::default()
    }])
    .unwrap();
    run.write(&[CampaignRow {
        summary: text(),
        ..CampaignRow::default()
    }])
    .unwrap();
    findings(&mut run, mark);
    run.commit().unwrap();
}

fn findings(run: &mut RunWriter<'_>, mark: &str) {
    let text = || mark.to_owned();
    run.write(&[MemberRow {
        external_id: Some(text()),
        ..MemberRow::default()
    }])
    .unwrap();
    run.write(&[EvidenceRow {
        text: format!("they share “{mark}”"),
        ..EvidenceRow::default()
    }])
    .unwrap();
    run.write(&[TieRow {
        value: text(),
        ..TieRow::default()
    }])
    .unwrap();
    run.write(&[MediaRow {
        sha256: mark.to_owned(),
        perceptual_hash: Some(mark.to_owned()),
        facts: vec![format!("comment: {mark}")],
        personal: vec![format!("creator: {mark}")],
        troubles: vec![mark.to_owned()],
        ..MediaRow::default()
    }])
    .unwrap();
    run.write(&[MediaEvidenceRow {
        text: format!("the prompt reads {mark}"),
        ..MediaEvidenceRow::default()
    }])
    .unwrap();
    run.write(&[CopyRow {
        text: mark.to_owned(),
        ..CopyRow::default()
    }])
    .unwrap();
    run.write(&[ImpersonationRow {
        external_id: Some(text()),
        protected: text(),
        seen: text(),
        text: text(),
        ..ImpersonationRow::default()
    }])
    .unwrap();
}

/// All that a folder's files say, packed formats unpacked.
fn told(folder: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let mut bytes = fs::read(&path).unwrap();
            if path.extension().is_some_and(|end| end == "parquet") {
                let frame = ParquetReader::new(fs::File::open(&path).unwrap())
                    .finish()
                    .unwrap();
                let mut writer: Box<dyn Writer + '_> = Box::new(jsonl::start(&mut bytes));
                writer.write(&frame).unwrap();
                writer.finish().unwrap();
            }
            (
                path.display().to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            )
        })
        .collect()
}

/// Exports a case in every format, a folder each.
fn export(case: &Case, into: &Path, names: Names) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for format in [Format::Csv, Format::Jsonl, Format::Parquet] {
        let tables = into.join(format.extension());
        write(case, None, format, Out::Folder(&tables), names).unwrap();
        let graph = into.join(format!("graph-{}", format.extension()));
        write_graph(
            case,
            &[],
            GraphFormat::Tables(format),
            Out::Folder(&graph),
            names,
        )
        .unwrap();
        all.extend(told(&tables).into_iter().chain(told(&graph)));
    }
    for format in [GraphFormat::Gexf, GraphFormat::Graphml] {
        let graph = into.join(format.extension());
        write_graph(case, &[], format, Out::Folder(&graph), names).unwrap();
        all.extend(told(&graph));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn nothing_that_was_read_is_in_an_export_that_can_be_passed_on(
        mark in "q[a-z]{7}|[1-9][0-9]{12}|ж[а-я]{7}",
    ) {
        let dir = tempfile::tempdir().unwrap();
        let case = case(&dir.path().join("a.case"), &mark);
        let idna = idna::domain_to_ascii(&mark).unwrap();
        for (file, text) in export(&case, &dir.path().join("safe"), Names::Safe) {
            prop_assert!(!text.contains(&mark) && !text.contains(&idna), "{file}: {text}");
        }
        let usual = export(&case, &dir.path().join("usual"), Names::Pseudonyms);
        prop_assert!(usual.iter().any(|(_, text)| text.contains(&mark)), "the marks can be found");
    }
}

#[test]
fn what_is_equal_stays_equal_and_accounts_stay_apart() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path(), "qwertzuiop");
    let lines = |table| {
        let mut bytes = Vec::new();
        write(
            &case,
            Some(table),
            Format::Jsonl,
            Out::Stream(&mut bytes),
            Names::Safe,
        )
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let read = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        text.lines().map(read).collect::<Vec<_>>()
    };
    let messages = lines(crate::case::Table::Messages);
    let accounts = lines(crate::case::Table::Accounts);
    for message in &messages {
        assert_eq!(message["external_id"], message["in_reply_to"]);
        assert_eq!(
            message["links"],
            serde_json::json!(["example.com", "blogspot.com"])
        );
        assert_eq!(message["defects"], serde_json::json!(["malformed_row@3"]));
        assert_eq!(message["subject"], "");
    }
    let mut names: Vec<_> = accounts
        .iter()
        .map(|row| row["account"].to_string())
        .collect();
    assert_eq!(
        names,
        messages
            .iter()
            .map(|row| row["account"].to_string())
            .collect::<Vec<_>>()
    );
    assert!(accounts.iter().all(|row| row["account"] == row["handle"]));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4);
}
