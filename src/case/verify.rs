//! Files, sources, messages and log against what was recorded.
//!
//! In: a case. Out: a [`VerifyReport`]. A message is checked where its bytes stand plainly in a
//! file: those of container members are counted as not checked in place, since their container's
//! digest covers them.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::{archive::Limits, source::DefectKind};

use super::{Case, CaseError, audit, ledger, parquet, rows::SourceRow, tables::Table};

/// Messages checked without [`VerifyPlan::all_messages`].
pub const SAMPLE: u32 = 1000;

/// How much to check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerifyPlan {
    /// A missing source fails the check.
    pub sources: bool,
    /// Every message instead of [`SAMPLE`] spread evenly.
    pub all_messages: bool,
}

/// What was checked and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Files of the case checked.
    pub files: u64,
    /// Sources whose bytes were read and compared.
    pub sources: u64,
    /// Sources that are not where they were.
    pub missing_sources: Vec<String>,
    /// Messages whose bytes were read and compared.
    pub messages: u64,
    /// Messages of the sample that do not stand plainly in a file that is there, or were read in part.
    pub messages_not_in_place: u64,
    /// Entries of the log checked.
    pub audit_entries: u64,
    /// Hash of the log's last entry, lower-case hex; empty for an empty log.
    pub audit_hash: String,
    /// What is wrong, one line each.
    pub problems: Vec<String>,
}

impl VerifyReport {
    /// Whether all that was checked is as recorded.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Checks a case.
///
/// # Errors
/// The case cannot be opened, or a table that has its digest cannot be read.
pub fn verify(dir: &Path, plan: VerifyPlan) -> Result<VerifyReport, CaseError> {
    let case = Case::open(dir)?;
    let mut report = VerifyReport::default();
    check_files(&case, &mut report)?;
    let sources = case.sources()?;
    check_sources(&sources, plan, &mut report);
    if report.holds() || plan.all_messages {
        check_messages(&case, &sources, plan, &mut report)?;
    }
    let log = case.audit_log()?;
    report.audit_entries = log.len() as u64;
    report.audit_hash = log
        .last()
        .map(|last| data_encoding::HEXLOWER.encode(&last.hash))
        .unwrap_or_default();
    if let Some(entry) = audit::broken(&log) {
        report.problems.push(format!(
            "audit log: entry {entry} does not follow on the one before"
        ));
    }
    Ok(report)
}

fn check_files(case: &Case, report: &mut VerifyReport) -> Result<(), CaseError> {
    for (path, bytes, expected) in case.query(ledger::files)? {
        report.files += 1;
        match parquet::digest(&case.dir().join(&path)) {
            Ok((now, size)) if now == expected && size == bytes => {}
            Ok((now, size)) => report.problems.push(format!(
                "{path}: {bytes} bytes with SHA-256 {expected} were written, now {size} bytes with {now}"
            )),
            Err(error) => report.problems.push(format!("{path}: {error}")),
        }
    }
    Ok(())
}

fn check_sources(sources: &[SourceRow], plan: VerifyPlan, report: &mut VerifyReport) {
    for source in sources.iter().filter(|source| source.parent.is_none()) {
        let Some(expected) = &source.digest else {
            continue;
        };
        match parquet::digest(Path::new(&source.name)) {
            Ok((found, _)) => {
                report.sources += 1;
                if found != *expected {
                    report.problems.push(format!(
                        "{}: its bytes changed since it was read",
                        source.name
                    ));
                }
            }
            Err(cause) => {
                report.missing_sources.push(source.name.clone());
                if plan.sources {
                    report.problems.push(format!("{}: {cause}", source.name));
                }
            }
        }
    }
}

fn check_messages(
    case: &Case,
    sources: &[SourceRow],
    how_much: VerifyPlan,
    report: &mut VerifyReport,
) -> Result<(), CaseError> {
    let plain = |source: &&SourceRow| source.parent.is_none() && source.format != "container";
    let paths: BTreeMap<u32, &str> = sources
        .iter()
        .filter(plain)
        .map(|source| (source.source, source.name.as_str()))
        .collect();
    let step = if how_much.all_messages {
        1
    } else {
        case.message_count()?.div_ceil(SAMPLE).max(1)
    };
    let mut open: Option<(u32, Option<File>)> = None;
    for part in case.parts()? {
        let source = part.column::<u32>(Table::Messages, "source")?;
        let offset = part.column::<u64>(Table::Messages, "offset")?;
        let length = part.column::<u64>(Table::Messages, "length")?;
        let digest = part.column::<String>(Table::Messages, "digest")?;
        let defects = part.column::<Vec<String>>(Table::Messages, "defects")?;
        let places = (part.first_message()..)
            .zip(source)
            .zip(offset.into_iter().zip(length))
            .zip(digest.into_iter().zip(defects));
        for (((message, source), (offset, length)), (digest, defects)) in places {
            if message % step != 0 {
                continue;
            }
            // Of a message over the limit only the start was read: its digest is not of what stands there.
            let cut = DefectKind::MessageTooLarge.code();
            if defects
                .iter()
                .any(|defect| defect.split('@').next() == Some(cut))
            {
                report.messages_not_in_place += 1;
                continue;
            }
            if open.as_ref().is_none_or(|(known, _)| *known != source) {
                open = Some((source, paths.get(&source).and_then(|path| in_place(path))));
            }
            let file = open.as_mut().and_then(|(_, file)| file.as_mut());
            match file.and_then(|file| stands(file, offset, length, &digest)) {
                None => report.messages_not_in_place += 1,
                Some(true) => report.messages += 1,
                Some(false) => {
                    report.messages += 1;
                    let path = paths.get(&source).copied().unwrap_or_default();
                    report.problems.push(format!(
                        "{path}: message {message} at byte {offset} is not the one that was read"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// A file whose messages stand in it byte for byte. The rows of a Parquet file are written out when they are read.
fn in_place(path: &str) -> Option<File> {
    let mut file = File::open(path).ok()?;
    let mut head = [0; 4];
    let is_parquet = file.read_exact(&mut head).is_ok() && head == *b"PAR1";
    (!is_parquet).then_some(file)
}

/// Whether bytes of a digest stand at a place, with or without an mbox `From ` line before them;
/// `None` when the place is longer than a message is read.
fn stands(file: &mut File, offset: u64, length: u64, digest: &str) -> Option<bool> {
    if length > Limits::default().message {
        return None;
    }
    let mut bytes = Vec::new();
    let read = file
        .seek(SeekFrom::Start(offset))
        .and_then(|_| file.take(length).read_to_end(&mut bytes));
    if read.is_err() {
        return Some(false);
    }
    let is = |bytes: &[u8]| data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)) == digest;
    let after_envelope = || {
        let body = bytes
            .starts_with(b"From ")
            .then(|| bytes.iter().position(|&byte| byte == b'\n'))??;
        bytes.get(body + 1..)
    };
    Some(is(&bytes) || after_envelope().is_some_and(is))
}
