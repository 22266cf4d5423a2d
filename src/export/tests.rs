//! Exports as programs read them.

mod graph;
mod safe;

use std::fs;

use crate::case::{
    Case, Part, Table,
    pseudonym::pseudonym,
    rows::{AccountRow, EvidenceRow, HandleRow, MemberRow, MessageRow, SourceRow},
};

use super::{ExportError, Format, Names, Out, write};

fn case(dir: &std::path::Path) -> Case {
    let case = Case::create_or_open(dir).unwrap();
    let message = |message, name: &str| MessageRow {
        message,
        external_id: Some(format!("{message}@example.org")),
        display_name: name.to_owned(),
        from_others: vec!["Ada <ada@example.net>".to_owned()],
        sender: "Ada <ada@example.net>".to_owned(),
        reply_to: vec!["ada@example.net".to_owned()],
        recipients: vec!["office@example.gov".to_owned()],
        defects: vec!["ambiguous_from@3: Ada <ada@example.org>".to_owned()],
        ..MessageRow::default()
    };
    let part = |first, handles| Part {
        messages: vec![message(first, "Ada"), message(first + 1, "")],
        handles,
        sources: vec![SourceRow {
            name: "in.mbox".to_owned(),
            ..SourceRow::default()
        }],
        ..Part::default()
    };
    let ada = HandleRow {
        account: 0,
        platform: "mail".to_owned(),
        handle: "ada@example.org".to_owned(),
    };
    case.commit_part(&part(0, vec![ada])).unwrap();
    case.commit_part(&part(2, vec![])).unwrap();
    let mut run = case.begin_run("{}").unwrap();
    let handle = "ada@example.org".to_owned();
    run.write(&[AccountRow {
        handle,
        display_name: "Ada".to_owned(),
        ..AccountRow::default()
    }])
    .unwrap();
    run.write(&[MemberRow {
        message: 1,
        external_id: Some("=1\"\u{1F600}@example.org".to_owned()),
        campaign: 3,
        verdict: "operated".to_owned(),
        score: 0.5,
        kind: "partial".to_owned(),
        ..MemberRow::default()
    }])
    .unwrap();
    run.write(&[EvidenceRow {
        messages: vec![1, 3],
        ..EvidenceRow::default()
    }])
    .unwrap();
    run.commit().unwrap();
    case
}

fn text(case: &Case, table: Table, format: Format, names: Names) -> String {
    let mut bytes = Vec::new();
    write(case, Some(table), format, Out::Stream(&mut bytes), names).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn members_are_lines_that_the_scoring_scripts_read() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        text(
            &case(dir.path()),
            Table::Members,
            Format::Jsonl,
            Names::Pseudonyms
        ),
        "{\"message\":\"1\",\"external_id\":\"=1\\\"\u{1F600}@example.org\",\"campaign\":\"3\",\"operation\":null,\
         \"verdict\":\"operated\",\"score\":0.5,\"group\":null,\"kind\":\"partial\"}\n"
    );
}

#[test]
fn nobody_is_named_unless_names_are_revealed_and_that_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path());
    let name = pseudonym(&case.key().unwrap(), "ada@example.org");
    for format in [Format::Csv, Format::Jsonl] {
        for &table in Table::EXPORTED {
            let text = text(&case, table, format, Names::Pseudonyms);
            assert!(
                !text.contains("Ada") && !text.contains("ada@") && !text.contains("office@"),
                "{text}"
            );
            assert_eq!(text.contains(&name), table == Table::Accounts);
        }
    }
    assert_eq!(case.audit_log().unwrap(), []);
    assert!(
        text(&case, Table::Messages, Format::Csv, Names::Reveal).contains("Ada <ada@example.org>")
    );
    let log = case.audit_log().unwrap();
    let last = log.last().unwrap();
    assert_eq!(
        (last.event.as_str(), last.detail.as_str()),
        ("reveal", "export of messages as csv")
    );
}

#[test]
fn a_csv_of_many_parts_has_one_header() {
    let dir = tempfile::tempdir().unwrap();
    let csv = text(
        &case(dir.path()),
        Table::Messages,
        Format::Csv,
        Names::Pseudonyms,
    );
    assert_eq!(csv.lines().count(), 5);
    assert_eq!(
        csv.lines()
            .filter(|line| line.starts_with("message,"))
            .count(),
        1
    );
}

#[test]
fn all_tables_go_into_a_folder_and_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(&dir.path().join("a.case"));
    for format in [Format::Parquet, Format::Csv, Format::Jsonl] {
        let out = dir.path().join(format.extension());
        write(&case, None, format, Out::Folder(&out), Names::Pseudonyms).unwrap();
        let mut names: Vec<_> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let mut expected: Vec<_> = Table::EXPORTED
            .iter()
            .map(|table| format!("{}.{}", table.name(), format.extension()))
            .collect();
        expected.sort();
        assert_eq!(names, expected);
    }
    let mut bytes = Vec::new();
    let refused = write(
        &case,
        None,
        Format::Csv,
        Out::Stream(&mut bytes),
        Names::Pseudonyms,
    );
    assert!(matches!(refused, Err(ExportError::NeedsFolder)));
}

#[test]
fn ids_are_text_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(&dir.path().join("a.case"));
    assert!(
        text(&case, Table::Evidence, Format::Jsonl, Names::Pseudonyms)
            .contains("\"messages\":[\"1\",\"3\"]")
    );
    let path = dir.path().join("messages.parquet");
    write(
        &case,
        Some(Table::Messages),
        Format::Parquet,
        Out::File(&path),
        Names::Pseudonyms,
    )
    .unwrap();
    let file = fs::File::open(&path).unwrap();
    let frame = polars::prelude::SerReader::finish(
        <polars::prelude::ParquetReader<_> as polars::prelude::SerReader<_>>::new(file),
    )
    .unwrap();
    let ids: Vec<_> = frame
        .column("message")
        .unwrap()
        .str()
        .unwrap()
        .iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    assert_eq!(ids, ["0", "1", "2", "3"]);
}
