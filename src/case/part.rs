//! Ingest: parts are committed, and read one at a time.
//!
//! In: the rows of one batch. Out: a folder `ingest/PART` with a file a table, entered in the
//! ledger together with the states of its sources in one transaction. Reading opens one part at a
//! time, so memory is bounded by a part, not by the case.

use std::{collections::BTreeMap, path::PathBuf};

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::message;

use super::{
    Case, CaseError, SketchColumns, TextColumns,
    cell::Cell,
    hex::unhex,
    ledger::{self, PartEntry},
    media::{AttachmentRow, FileRow},
    parquet::{self, Sealed},
    prepare,
    rows::{HandleRow, InputRow, MessageRow, SketchRow, SourceRow, TextRow, TraceRow},
    store::{fresh_folder, publish},
    tables::{Row, Table},
};

/// What one batch gives. Keys of messages follow on the part before without gaps; the other
/// tables are in the order of their messages and may leave messages out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// Messages.
    pub messages: Vec<MessageRow>,
    /// Texts.
    pub texts: Vec<TextRow>,
    /// Traces.
    pub traces: Vec<TraceRow>,
    /// Sketches.
    pub sketches: Vec<SketchRow>,
    /// Files that messages carry.
    pub attachments: Vec<AttachmentRow>,
    /// The bytes of those that the case did not hold yet, by SHA-256.
    pub files: Vec<FileRow>,
    /// Accounts met for the first time: [`super::AccountBook::take_new`].
    pub handles: Vec<HandleRow>,
    /// Sources as they stand after this part.
    pub sources: Vec<SourceRow>,
    /// Inputs as far as they are read after this part.
    pub inputs: Vec<InputRow>,
}

impl Case {
    /// Commits a part; after it returns, the part survives anything but the loss of the disk.
    /// Returns the part's number. A part without rows only brings sources and inputs up to date.
    ///
    /// # Errors
    /// [`CaseError::Order`] when keys do not follow; otherwise disk or database trouble, after
    /// which the case is as it was before.
    pub fn commit_part(&self, part: &Part) -> Result<u32, CaseError> {
        if !self.writes() {
            return Err(CaseError::ReadOnly {
                path: self.dir().to_path_buf(),
            });
        }
        let last = self.query(ledger::parts)?.last().copied();
        let entry = self.entry(part, last)?;
        let folder = self.dir().join(format!("ingest/{:06}", entry.part));
        let draft = self.dir().join(format!("ingest/.{:06}", entry.part));
        fresh_folder(&draft)?;
        let files = part.write(&draft)?;
        if files.is_empty() {
            std::fs::remove_dir(&draft).map_err(CaseError::io(&draft))?;
        } else {
            publish(&draft, &folder)?;
        }
        let defects = count_codes(part.messages.iter().flat_map(|row| &row.defects));
        self.transact(|transaction| {
            if !files.is_empty() {
                ledger::enter_part(transaction, &entry, &files, &defects)?;
            }
            ledger::enter_sources(transaction, &part.sources)?;
            ledger::enter_inputs(transaction, &part.inputs)
        })?;
        Ok(entry.part)
    }

    /// The number of messages, which is also the next message's key.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn message_count(&self) -> Result<u32, CaseError> {
        Ok(self
            .query(ledger::parts)?
            .last()
            .map_or(0, |part| part.first_message.saturating_add(part.messages)))
    }

    /// The parts in order, to be read one at a time.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn parts(&self) -> Result<Vec<PartReader<'_>>, CaseError> {
        Ok(self
            .query(ledger::parts)?
            .into_iter()
            .map(|entry| PartReader { case: self, entry })
            .collect())
    }

    /// Messages by their keys, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn messages(&self, keys: &[u32]) -> Result<Vec<MessageRow>, CaseError> {
        self.pick(keys, |row: &MessageRow| row.message)
    }

    /// Texts by their messages' keys, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn texts(&self, keys: &[u32]) -> Result<Vec<TextRow>, CaseError> {
        self.pick(keys, |row: &TextRow| row.message)
    }

    /// Traces by their messages' keys, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn traces(&self, keys: &[u32]) -> Result<Vec<TraceRow>, CaseError> {
        self.pick(keys, |row: &TraceRow| row.message)
    }

    /// What a repeated message is known by: the first 16 bytes of its SHA-256; of a post without an id, these and its place.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn digests(&self) -> Result<std::collections::HashSet<u128>, CaseError> {
        let mut digests = std::collections::HashSet::with_capacity(self.message_count()? as usize);
        for part in self.parts()? {
            let hex = part.column::<String>(Table::Messages, "digest")?;
            let platforms = part.column::<String>(Table::Messages, "platform")?;
            let ids = part.column::<Option<String>>(Table::Messages, "external_id")?;
            let offsets = part.column::<u64>(Table::Messages, "offset")?;
            let rows = hex.iter().zip(&platforms).zip(ids.iter().zip(&offsets));
            digests.extend(rows.filter_map(|((hex, platform), (id, offset))| {
                let short = u128::from_str_radix(hex.get(..32)?, 16).ok()?;
                let placed = platform != message::MAIL && id.is_none();
                Some(if placed {
                    prepare::placed(short, *offset)
                } else {
                    short
                })
            }));
        }
        Ok(digests)
    }

    /// SHA-256 of the files whose bytes the case holds.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn files_kept(&self) -> Result<std::collections::HashSet<[u8; 32]>, CaseError> {
        let mut kept = std::collections::HashSet::new();
        for part in self.parts()? {
            let digests = part.column::<String>(Table::Files, "sha256")?;
            kept.extend(digests.iter().filter_map(|text| unhex(text)));
        }
        Ok(kept)
    }

    fn entry(&self, part: &Part, before: Option<PartEntry>) -> Result<PartEntry, CaseError> {
        let next = before.map_or(0, |last| last.first_message.saturating_add(last.messages));
        let order = |table: Table, key| CaseError::Order {
            path: self.dir().to_path_buf(),
            table: table.name(),
            key,
        };
        let too_many = |_| order(Table::Messages, u32::MAX);
        let messages = u32::try_from(part.messages.len()).map_err(too_many)?;
        let end = next
            .checked_add(messages)
            .ok_or_else(|| order(Table::Messages, u32::MAX))?;
        if let Some((row, _)) = part
            .messages
            .iter()
            .zip(next..)
            .find(|(row, expected)| row.message != *expected)
        {
            return Err(order(Table::Messages, row.message));
        }
        let range = next..end;
        let misplaced = |mut keys: &mut dyn Iterator<Item = u32>, strict: bool| {
            let mut least = range.start;
            Iterator::find(&mut keys, |&key| {
                let fits = range.contains(&key) && key >= least;
                least = key.saturating_add(u32::from(strict));
                !fits
            })
        };
        let tables: [(Table, Option<u32>); 4] = [
            (
                Table::Texts,
                misplaced(&mut part.texts.iter().map(|row| row.message), true),
            ),
            (
                Table::Traces,
                misplaced(&mut part.traces.iter().map(|row| row.message), true),
            ),
            (
                Table::Sketches,
                misplaced(&mut part.sketches.iter().map(|row| row.message), true),
            ),
            (
                Table::Attachments,
                misplaced(&mut part.attachments.iter().map(|row| row.message), false),
            ),
        ];
        if let Some((table, key)) = tables
            .into_iter()
            .find_map(|(table, key)| Some((table, key?)))
        {
            return Err(order(table, key));
        }
        let sent = part.messages.iter().filter_map(|row| row.sent_at);
        Ok(PartEntry {
            part: before.map_or(1, |last| last.part.saturating_add(1)),
            first_message: next,
            messages,
            accounts: u32::try_from(part.handles.len()).unwrap_or(u32::MAX),
            sent: sent.clone().min().zip(sent.max()),
        })
    }

    fn pick<R: Row + Clone>(
        &self,
        keys: &[u32],
        key: impl Fn(&R) -> u32,
    ) -> Result<Vec<R>, CaseError> {
        let mut wanted = keys.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found: Vec<R> = Vec::with_capacity(wanted.len());
        for part in self.parts()? {
            let first = wanted.partition_point(|&key| key < part.first_message());
            let end = wanted.partition_point(|&key| key < part.end());
            if let Some(here @ [_, ..]) = wanted.get(first..end) {
                found.extend(part.rows_of(here)?);
            }
        }
        let place = |wanted: &u32| found.binary_search_by_key(wanted, &key).ok();
        Ok(keys
            .iter()
            .filter_map(place)
            .filter_map(|index| found.get(index).cloned())
            .collect())
    }
}

impl Part {
    /// Writes the tables that have rows; all of them at once, since each is bound by one core.
    fn write(&self, folder: &std::path::Path) -> Result<Vec<Sealed>, CaseError> {
        type Job<'a> = Box<dyn Fn() -> Result<Option<Sealed>, CaseError> + Send + Sync + 'a>;
        fn job<'a, R: Row>(folder: &'a std::path::Path, rows: &'a [R]) -> Job<'a> {
            Box::new(move || {
                if rows.is_empty() {
                    return Ok(None);
                }
                let path = folder.join(format!("{}.parquet", R::TABLE.name()));
                let frame = R::frame(rows).map_err(CaseError::table(&path))?;
                parquet::write(&path, R::TABLE, frame).map(Some)
            })
        }
        let jobs = [
            job(folder, &self.messages),
            job(folder, &self.texts),
            job(folder, &self.sketches),
            job(folder, &self.traces),
            job(folder, &self.attachments),
            job(folder, &self.files),
            job(folder, &self.handles),
        ];
        let written: Vec<Option<Sealed>> =
            jobs.par_iter().map(|job| job()).collect::<Result<_, _>>()?;
        Ok(written.into_iter().flatten().collect())
    }
}

/// Counts defects `code@offset: detail` by their code.
pub(super) fn count_codes<'a>(defects: impl Iterator<Item = &'a String>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for defect in defects {
        let code = defect.split('@').next().unwrap_or_default();
        match counts.get_mut(code) {
            Some(count) => *count += 1,
            None => drop(counts.insert(code.to_owned(), 1)),
        }
    }
    counts
}

/// One committed part.
#[derive(Clone, Copy, Debug)]
pub struct PartReader<'a> {
    case: &'a Case,
    entry: PartEntry,
}

impl PartReader<'_> {
    /// Number, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.entry.part
    }

    /// Key of its first message.
    #[must_use]
    pub const fn first_message(&self) -> u32 {
        self.entry.first_message
    }

    /// One more than the key of its last message.
    #[must_use]
    pub const fn end(&self) -> u32 {
        self.entry.first_message.saturating_add(self.entry.messages)
    }

    /// Its messages.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn messages(&self) -> Result<Vec<MessageRow>, CaseError> {
        self.rows()
    }

    /// Its texts.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn texts(&self) -> Result<Vec<TextRow>, CaseError> {
        self.rows()
    }

    /// Its traces.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn traces(&self) -> Result<Vec<TraceRow>, CaseError> {
        self.rows()
    }

    /// The files that its messages carry.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn attachments(&self) -> Result<Vec<AttachmentRow>, CaseError> {
        self.rows()
    }

    /// The bytes of the files that were first met in it.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn files(&self) -> Result<Vec<FileRow>, CaseError> {
        self.rows()
    }

    /// Its sketches, column by column.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn sketches(&self) -> Result<SketchColumns, CaseError> {
        let Some(path) = self.path(Table::Sketches)? else {
            return Ok(SketchColumns {
                token_offsets: vec![0],
                block_offsets: vec![0],
                ..SketchColumns::default()
            });
        };
        let frame = parquet::read(&path, None, None)?;
        SketchColumns::of(&frame).map_err(CaseError::table(&path))
    }

    /// Its own texts, column by column.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn own_texts(&self) -> Result<TextColumns, CaseError> {
        let Some(path) = self.path(Table::Texts)? else {
            return Ok(TextColumns {
                offsets: vec![0],
                ..TextColumns::default()
            });
        };
        let frame = parquet::read(&path, Some(&["message", "own_text"]), None)?;
        TextColumns::of(&frame).map_err(CaseError::table(&path))
    }

    /// One column of a table, by the type that the row's field has:
    /// `part.column::<Option<i64>>(Table::Messages, "sent_at")`. Only that column is read.
    ///
    /// # Errors
    /// The table cannot be read, or has no such column of this type.
    pub fn column<T: Cell>(&self, table: Table, name: &str) -> Result<Vec<T>, CaseError> {
        let Some(path) = self.path(table)? else {
            return Ok(Vec::new());
        };
        let frame = parquet::read(&path, Some(&[name]), None)?;
        let decode = || T::decode(frame.column(name)?);
        decode().map_err(CaseError::table(&path))
    }

    /// Hands one column of text to `visit`, value by value, without a copy of any; nothing when the part has no such file.
    ///
    /// # Errors
    /// The table cannot be read, or has no such column of text.
    pub fn strings(
        &self,
        table: Table,
        name: &str,
        visit: &mut dyn FnMut(usize, Option<&str>),
    ) -> Result<(), CaseError> {
        let Some(path) = self.path(table)? else {
            return Ok(());
        };
        let frame = parquet::read(&path, Some(&[name]), None)?;
        let mut walk = || {
            let values = frame.column(name)?.str()?;
            values
                .iter()
                .enumerate()
                .for_each(|(row, value)| visit(row, value));
            PolarsResult::Ok(())
        };
        walk().map_err(CaseError::table(&path))
    }

    /// All rows of a table; none when the part has no such file.
    pub(super) fn rows<R: Row>(&self) -> Result<Vec<R>, CaseError> {
        let Some(path) = self.path(R::TABLE)? else {
            return Ok(Vec::new());
        };
        R::rows(&parquet::read(&path, None, None)?).map_err(CaseError::table(&path))
    }

    /// The file of a table, when the part has one.
    pub(super) fn path(&self, table: Table) -> Result<Option<PathBuf>, CaseError> {
        let path = format!("ingest/{:06}/{}.parquet", self.entry.part, table.name());
        let has = self
            .case
            .query(|connection| ledger::has_file(connection, &path))?;
        Ok(has.then(|| self.case.dir().join(path)))
    }

    /// The rows of some messages, given in ascending order.
    fn rows_of<R: Row>(&self, keys: &[u32]) -> Result<Vec<R>, CaseError> {
        let Some(path) = self.path(R::TABLE)? else {
            return Ok(Vec::new());
        };
        let keep = |key: u32| keys.binary_search(&key).is_ok();
        let mut rows = Vec::with_capacity(keys.len());
        parquet::read_where(&path, "message", keep, |frame| {
            rows.extend(R::rows(frame)?);
            Ok(())
        })?;
        Ok(rows)
    }
}
