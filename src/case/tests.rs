//! The case as a whole: what goes in comes out, whatever happens in between.

use std::{fs, path::Path};

use proptest::{collection::vec, prelude::*};

use super::{
    AccountBook, Case, CaseError, Part, Table, VerifyPlan, ledger, parquet,
    rows::{CampaignRow, FillingRow, HandleRow, MemberRow, MessageRow},
    samples,
    store::publish,
    tables::Row,
    verify,
};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A case of two parts and a run.
fn small(dir: &Path) {
    let case = Case::create_or_open(dir).unwrap();
    case.commit_part(&samples::part(0, 5)).unwrap();
    case.commit_part(&samples::part(5, 4)).unwrap();
    let mut run = case.begin_run("{}").unwrap();
    run.write(&[CampaignRow {
        campaign: 7,
        ..CampaignRow::default()
    }])
    .unwrap();
    run.write(&[3, 7, 3].map(|campaign| MemberRow {
        message: campaign,
        campaign,
        ..MemberRow::default()
    }))
    .unwrap();
    run.commit().unwrap();
    case.audit("scan", "in.mbox").unwrap();
    case.audit("scan", "").unwrap();
}

/// All files below a folder with their bytes.
fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            (
                entry
                    .path()
                    .strip_prefix(dir)
                    .unwrap()
                    .display()
                    .to_string(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

fn round_trip<R: Row + PartialEq + std::fmt::Debug>(rows: &[R]) -> Result<(), TestCaseError> {
    let dir = folder();
    let path = dir.path().join("rows.parquet");
    parquet::write(&path, R::TABLE, R::frame(rows).unwrap()).unwrap();
    let frame = parquet::read(&path, None, None).unwrap();
    prop_assert_eq!(frame.schema().as_ref(), &R::schema());
    prop_assert_eq!(R::rows(&frame).unwrap(), rows);
    Ok(())
}

macro_rules! round_trips {
    ($($name:ident: $strategy:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(40))]
            $(#[test] fn $name(rows in vec($strategy, 0..20)) { round_trip(&rows)?; })*
        }
    };
}

round_trips! {
    messages_come_back: samples::message();
    texts_come_back: samples::words();
    traces_come_back: samples::trace();
    sketches_come_back: samples::sketch();
    attachments_come_back: samples::attachment();
    files_come_back: samples::file();
    media_come_back: samples::media();
    media_evidence_comes_back: samples::media_evidence();
    copies_come_back: samples::copy();
    handles_come_back: samples::handle();
    sources_come_back: samples::source();
    accounts_come_back: samples::account();
    groups_come_back: samples::group();
    templates_come_back: samples::template();
    fillings_come_back: samples::filling();
    passages_come_back: samples::passage();
    ties_come_back: samples::tie();
    edges_come_back: samples::edge();
    shared_things_come_back: samples::shared();
    clusters_come_back: samples::cluster();
    communities_come_back: samples::community();
    campaigns_come_back: samples::campaign();
    members_come_back: samples::member();
    evidence_comes_back: samples::evidence();
    impersonations_come_back: samples::impersonation();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn sources_come_back_from_the_ledger(mut rows in vec(samples::source(), 0..10)) {
        rows.sort_by_key(|row| row.source);
        rows.dedup_by_key(|row| row.source);
        let dir = folder();
        let case = Case::create_or_open(dir.path()).unwrap();
        case.commit_part(&Part { sources: rows.clone(), ..Part::default() }).unwrap();
        prop_assert_eq!(case.sources().unwrap(), rows);
    }
}

#[test]
fn messages_are_found_by_key_in_the_order_asked() {
    let dir = folder();
    small(dir.path());
    let case = Case::open(dir.path()).unwrap();
    let keys = |rows: Vec<MessageRow>| rows.into_iter().map(|row| row.message).collect::<Vec<_>>();
    assert_eq!(
        keys(case.messages(&[8, 0, 4, 5, 0, 99]).unwrap()),
        [8, 0, 4, 5, 0]
    );
    assert_eq!(
        case.texts(&[6]).unwrap().first().unwrap().own_text,
        "text 6"
    );
    assert_eq!(case.traces(&[]).unwrap(), []);
}

#[test]
fn columns_are_those_of_the_rows() {
    let dir = folder();
    small(dir.path());
    let case = Case::open(dir.path()).unwrap();
    let parts = case.parts().unwrap();
    let second = parts.get(1).unwrap();
    let sketches = second.sketches().unwrap();
    assert_eq!(
        (sketches.len(), sketches.tokens(1), sketches.blocks(3)),
        (4, &[6, 6, 6][..], &[0][..])
    );
    assert_eq!(sketches.tokens(4), &[0_u32; 0]);
    let texts = second.own_texts().unwrap();
    assert_eq!(
        (texts.messages.clone(), texts.own_text(0), texts.own_text(9)),
        (vec![5, 6, 7, 8], "text 5", "")
    );
    let sent = second
        .column::<Option<i64>>(Table::Messages, "sent_at")
        .unwrap();
    assert_eq!(sent.first(), Some(&Some(1_700_000_005)));
    assert!(second.column::<f64>(Table::Messages, "sent_at").is_err());
    assert_eq!(second.attachments().unwrap(), []);
}

#[test]
fn a_part_killed_before_it_is_entered_leaves_nothing() {
    let (killed, whole) = (folder(), folder());
    for dir in [&killed, &whole] {
        Case::create_or_open(dir.path())
            .unwrap()
            .commit_part(&samples::part(0, 5))
            .unwrap();
    }
    // All is written and renamed, as a kill just before the transaction leaves it; and a draft too.
    let ingest = killed.path().join("ingest");
    for name in ["draft", ".000003"] {
        fs::create_dir(ingest.join(name)).unwrap();
        fs::write(ingest.join(name).join("messages.parquet"), "half").unwrap();
    }
    publish(&ingest.join("draft"), &ingest.join("000002")).unwrap();
    fs::create_dir(killed.path().join("runs/.1")).unwrap();

    let reader = Case::open(killed.path()).unwrap();
    assert_eq!(
        (
            reader.parts().unwrap().len(),
            reader.message_count().unwrap()
        ),
        (1, 5)
    );
    for dir in [&killed, &whole] {
        let case = Case::create_or_open(dir.path()).unwrap();
        assert_eq!(case.resume().unwrap().known.first().unwrap().records, 5);
        assert_eq!(case.commit_part(&samples::part(5, 4)).unwrap(), 2);
    }
    assert_eq!(tree(&ingest), tree(&whole.path().join("ingest")));
    assert_eq!(tree(&killed.path().join("runs")), []);
}

#[test]
fn a_part_that_does_not_follow_is_refused_and_changes_nothing() {
    let dir = folder();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.commit_part(&samples::part(0, 5)).unwrap();
    let before = tree(&dir.path().join("ingest"));
    let mut stray = samples::part(5, 2);
    stray.texts.reverse();
    for part in [samples::part(6, 1), samples::part(4, 2), stray] {
        assert!(matches!(
            case.commit_part(&part),
            Err(CaseError::Order { .. })
        ));
    }
    assert_eq!(tree(&dir.path().join("ingest")), before);
}

#[test]
fn one_process_writes_and_others_read() {
    let dir = folder();
    let writer = Case::create_or_open(dir.path()).unwrap();
    let error = Case::create_or_open(dir.path()).unwrap_err();
    assert!(
        matches!(error, CaseError::Locked { pid, .. } if pid == Some(std::process::id())),
        "{error}"
    );
    let reader = Case::open(dir.path()).unwrap();
    assert!(matches!(
        reader.commit_part(&Part::default()),
        Err(CaseError::ReadOnly { .. })
    ));
    writer.commit_part(&samples::part(0, 5)).unwrap();
    assert_eq!(reader.message_count().unwrap(), 5);
    reader
        .audit("reveal", "from a reader, while another writes")
        .unwrap();
    drop(writer);
    Case::create_or_open(dir.path()).unwrap();
}

#[test]
fn a_folder_of_others_is_not_taken_for_a_case() {
    let dir = folder();
    fs::write(dir.path().join("thesis.doc"), "x").unwrap();
    assert!(matches!(
        Case::create_or_open(dir.path()),
        Err(CaseError::NotACase { .. })
    ));
    assert!(matches!(
        Case::open(dir.path()),
        Err(CaseError::NotACase { .. })
    ));
    assert_eq!(tree(dir.path()).len(), 1);
}

#[test]
fn a_newer_case_is_refused() {
    let dir = folder();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.query(|connection| connection.pragma_update(None, "user_version", 99))
        .unwrap();
    drop(case);
    for opened in [Case::open(dir.path()), Case::create_or_open(dir.path())] {
        assert!(matches!(
            opened,
            Err(CaseError::Newer { found: 99, known, .. }) if known == super::tables::SCHEMA
        ));
    }
}

#[test]
fn the_page_of_tables_lists_every_column() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema.md"));
    let page = page.unwrap();
    let inside = [Table::Handles, Table::Sketches];
    for &table in Table::EXPORTED.iter().chain(&inside) {
        let (_, rest) = page
            .split_once(&format!("\n## {}\n", table.name()))
            .unwrap_or_else(|| panic!("{} is not on the page", table.name()));
        let section = rest.split("\n## ").next().unwrap_or_default();
        let told: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
            .skip(1)
            .collect();
        let schema = table.schema();
        let columns: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
        assert_eq!(told, columns, "{}", table.name());
    }
    assert!(page.starts_with(&format!(
        "# Tables of a case, schema {}\n",
        super::tables::SCHEMA
    )));
}

#[test]
fn an_older_case_is_refused() {
    let dir = folder();
    let case = Case::create_or_open(dir.path()).unwrap();
    case.query(|connection| connection.pragma_update(None, "user_version", 1))
        .unwrap();
    drop(case);
    for opened in [Case::open(dir.path()), Case::create_or_open(dir.path())] {
        assert!(matches!(opened, Err(CaseError::Older { found: 1, .. })));
    }
}

#[test]
fn reading_resumes_where_it_stopped() {
    let dir = folder();
    small(dir.path());
    let case = Case::create_or_open(dir.path()).unwrap();
    let resume = case.resume().unwrap();
    let known = resume.known.first().unwrap();
    assert_eq!(
        (
            resume.next_source,
            known.records,
            known.digest,
            known.complete
        ),
        (1, 9, [9; 32], false)
    );
    assert_eq!(case.digests().unwrap(), (0..9).collect());
    let mut book = AccountBook::load(&case).unwrap();
    assert_eq!(book.len(), 9);
    assert_eq!(book.intern("mail", "a3@example.org").0, 3);
    assert_eq!(book.intern("forum", "a3@example.org").0, 9);
    assert_eq!(
        book.get(crate::key::AccountKey(9)),
        Some(("forum", "a3@example.org"))
    );
    let new = HandleRow {
        account: 9,
        platform: "forum".to_owned(),
        handle: "a3@example.org".to_owned(),
    };
    assert_eq!(book.take_new(), [new]);
    assert_eq!(book.take_new(), []);
}

#[test]
fn accounts_are_derived_from_their_messages() {
    let dir = folder();
    let case = Case::create_or_open(dir.path()).unwrap();
    let mut part = samples::part(0, 5);
    for (row, name) in part.messages.iter_mut().zip(["B", "A", "C", "C", ""]) {
        row.account = Some(u32::from(name.is_empty()));
        row.display_name = name.to_owned();
    }
    part.messages.first_mut().unwrap().sent_at = None;
    case.commit_part(&part).unwrap();
    let accounts = case
        .derive_accounts(&AccountBook::load(&case).unwrap())
        .unwrap();
    let first = accounts.first().unwrap();
    assert_eq!(
        (
            first.display_name.as_str(),
            first.messages,
            first.domain.as_str()
        ),
        ("C", 4, "example.org")
    );
    assert_eq!(
        (first.first, first.last),
        (Some(1_700_000_001), Some(1_700_000_003))
    );
    assert_eq!(accounts.get(4).unwrap().first, None);
}

#[test]
fn a_run_takes_the_place_of_the_one_before_and_few_are_kept() {
    let dir = folder();
    small(dir.path());
    let case = Case::create_or_open(dir.path()).unwrap();
    drop(case.begin_run("abandoned").unwrap());
    for _ in 0..4 {
        case.begin_run("{\"seed\":1}").unwrap().commit().unwrap();
    }
    assert_eq!(case.current_run().unwrap(), Some(5));
    assert_eq!(
        case.runs()
            .unwrap()
            .iter()
            .map(|run| run.run)
            .collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(case.campaigns().unwrap(), []);
    drop(case);
    assert!(verify(dir.path(), VerifyPlan::default()).unwrap().holds());
}

#[test]
fn members_are_read_by_campaign() {
    let dir = folder();
    small(dir.path());
    let case = Case::open(dir.path()).unwrap();
    assert_eq!(case.members(Some(3)).unwrap().len(), 2);
    assert_eq!(case.members(Some(4)).unwrap(), []);
    assert_eq!(case.members(None).unwrap().len(), 3);
    assert_eq!(case.campaigns().unwrap().first().unwrap().campaign, 7);
}

/// Row groups must not depend on how a stage cuts its work.
#[test]
fn the_same_rows_give_the_same_bytes_however_they_are_cut() {
    let rows: Vec<FillingRow> = (0..150_000)
        .map(|message| FillingRow {
            message,
            group: message / 50_000,
            slot: 1,
            value: message.to_string(),
        })
        .collect();
    let write = |cut: usize| {
        let dir = folder();
        let case = Case::create_or_open(dir.path()).unwrap();
        let mut run = case.begin_run("{}").unwrap();
        for rows in rows.chunks(cut) {
            run.write(rows).unwrap();
        }
        run.commit().unwrap();
        assert_eq!(case.fillings(2).unwrap(), rows.get(100_000..).unwrap());
        tree(&dir.path().join("runs"))
    };
    let whole = write(150_000);
    assert_eq!(whole, write(7_001));
    assert_eq!(whole, write(100_000));
}

#[test]
fn the_summary_counts_without_opening_a_table() {
    let dir = folder();
    small(dir.path());
    fs::remove_dir_all(dir.path().join("ingest")).unwrap();
    let case = Case::open(dir.path()).unwrap();
    let summary = case.summary().unwrap();
    assert_eq!(
        (
            summary.messages,
            summary.accounts,
            summary.repeated,
            summary.rejected
        ),
        (9, 9, 2, 0)
    );
    assert_eq!(
        (summary.first, summary.last),
        (Some(1_700_000_000), Some(1_700_000_008))
    );
    assert_eq!(
        case.defect_counts()
            .unwrap()
            .into_iter()
            .collect::<Vec<_>>(),
        [("missing_date".to_owned(), 9)]
    );
}

#[test]
fn verify_notices_one_flipped_byte() {
    let dir = folder();
    small(dir.path());
    let report = verify(dir.path(), VerifyPlan::default()).unwrap();
    assert!(report.holds(), "{report:?}");
    assert_eq!(
        (
            report.files,
            report.audit_entries,
            report.messages_not_in_place
        ),
        (12, 2, 9)
    );
    for file in ["ingest/000002/texts.parquet", "runs/1/members.parquet"] {
        let path = dir.path().join(file);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        *bad.get_mut(good.len() / 2).unwrap() ^= 1;
        fs::write(&path, bad).unwrap();
        let report = verify(dir.path(), VerifyPlan::default()).unwrap();
        assert!(
            report
                .problems
                .iter()
                .all(|problem| problem.starts_with(file))
                && !report.holds(),
            "{report:?}"
        );
        fs::write(&path, good).unwrap();
    }
}

#[test]
fn verify_notices_a_changed_log() {
    let dir = folder();
    small(dir.path());
    let case = Case::create_or_open(dir.path()).unwrap();
    case.transact(|transaction| {
        transaction.execute("UPDATE audit SET detail = 'out.mbox' WHERE entry = 1", [])
    })
    .unwrap();
    drop(case);
    assert_eq!(
        verify(dir.path(), VerifyPlan::default()).unwrap().problems,
        ["audit log: entry 1 does not follow on the one before"]
    );
}

#[test]
fn verify_reads_messages_where_they_stand() {
    let dir = folder();
    let mbox = dir.path().join("in.mbox");
    let bytes = b"From a\nSubject: 1\n\nx\nFrom b\nSubject: 2\n\ny\n";
    fs::write(&mbox, bytes).unwrap();
    let hex = |bytes: &[u8]| {
        data_encoding::HEXLOWER.encode(&sha2::Digest::finalize(sha2::Digest::chain_update(
            <sha2::Sha256 as sha2::Digest>::new(),
            bytes,
        )))
    };
    let mut part = samples::part(0, 2);
    for (row, (offset, digest)) in part.messages.iter_mut().zip([
        (0, hex(bytes.get(7..21).unwrap())),
        (21, hex(bytes.get(21..42).unwrap())),
    ]) {
        (row.offset, row.length, row.digest) = (offset, 21, digest);
    }
    let source = part.sources.first_mut().unwrap();
    (source.name, source.format) = (mbox.display().to_string(), "mbox".to_owned());
    source.digest = Some(hex(bytes));
    let path = dir.path().join("a.case");
    Case::create_or_open(&path)
        .unwrap()
        .commit_part(&part)
        .unwrap();
    let plan = VerifyPlan {
        sources: true,
        all_messages: true,
    };
    let report = verify(&path, plan).unwrap();
    assert!(
        report.holds() && report.messages == 2 && report.sources == 1,
        "{report:?}"
    );

    fs::write(
        &mbox,
        bytes.map(|byte| if byte == b'y' { b'z' } else { byte }),
    )
    .unwrap();
    assert_eq!(verify(&path, plan).unwrap().problems.len(), 2);
    fs::remove_file(&mbox).unwrap();
    assert!(!verify(&path, plan).unwrap().holds());
    let report = verify(&path, VerifyPlan::default()).unwrap();
    assert!(
        report.holds() && report.missing_sources.len() == 1 && report.messages_not_in_place == 2,
        "{report:?}"
    );
}

#[test]
fn the_key_is_for_its_owner_only_and_never_made_anew() {
    let dir = folder();
    let key = Case::create_or_open(dir.path()).unwrap().key().unwrap();
    let path = dir.path().join("key");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions())
            & 0o777,
        0o600
    );
    assert_eq!(
        Case::create_or_open(dir.path()).unwrap().key().unwrap(),
        key
    );
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        Case::create_or_open(dir.path()).unwrap().key(),
        Err(CaseError::Key { .. })
    ));
}

/// A case copied from read-only media has no file that SQLite could write.
#[test]
fn a_closed_case_leaves_no_log_beside_the_database() {
    let dir = folder();
    small(dir.path());
    assert!(!dir.path().join("case.db-wal").exists());
    let connection = ledger::open_reader(&dir.path().join("case.db")).unwrap();
    assert_eq!(ledger::parts(&connection).unwrap().len(), 2);
}
