//! The first half of the way: inputs to committed parts, one batch at a time.
//!
//! In: paths. Out: parts in the case. A batch is closed by its size alone (records or bytes), so an
//! interrupted reading that goes on gives the same parts as one that was not interrupted.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::ControlFlow,
    path::PathBuf,
    sync::Arc,
};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{
    AccountBook, Case, CaseError, Part,
    hex::hex,
    media::{Examiner, FileRow},
    prepare::{Prepared, prepare},
    protect::Protected,
    rows::{InputRow, SourceRow},
    watch::Watch,
};
use crate::{
    archive::{self, ArchiveError, Event, Format, RawRecord, SourceInfo},
    key::SourceKey,
    mapping::Mapping,
    message,
    source::Defect,
};

/// Records of one batch.
const BATCH_RECORDS: usize = 32_768;
/// Raw bytes of one batch: what is in memory at once is a small multiple of it.
const BATCH_BYTES: u64 = 48 << 20;
/// Bytes of a source's defects that are kept; the rest is counted only.
const DEFECTS_KEPT: usize = 1_000;

/// What is read, and how far a hostile input may take us.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Limits of archives.
    pub archive: archive::Limits,
    /// Limits of messages.
    pub message: message::Limits,
    /// Whose names and domains all senders are compared with.
    pub protected: Option<Protected>,
    /// Spans of time within which posts count as together; the usual ones when absent.
    pub windows: Option<crate::graph::Windows>,
    /// What the columns of unknown tables mean.
    pub mapping: Option<Arc<Mapping>>,
    /// How files that messages carry are looked at.
    pub examiner: Examiner,
}

/// What a reading brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Messages that are new.
    pub messages: u64,
    /// Records that were byte for byte a message already known.
    pub repeated: u64,
    /// Input files that the case held already, whole.
    pub unchanged: u64,
    /// Whether all inputs were read to their end.
    pub finished: bool,
}

/// What stops a reading.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// An input is missing or unreadable.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The case cannot be written.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// Reads what is new in the inputs and commits it, part by part.
///
/// # Errors
/// [`IngestError`]; what was committed before it stays.
pub fn ingest(case: &Case, inputs: &Inputs, watch: &dyn Watch) -> Result<Ingested, IngestError> {
    watch.stage("reading", archive::total_bytes(&inputs.paths)?);
    let resume = case.resume()?;
    let mut intake = Intake::new(case, inputs, watch)?;
    let mut failure = None;
    archive::read_mapped(
        &inputs.paths,
        &inputs.archive,
        &resume,
        inputs.mapping.clone(),
        &mut |event| match intake.take(event) {
            Ok(flow) => flow,
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        },
    )?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    if !watch.stopped() {
        intake.commit()?;
        intake.done.finished = true;
    }
    Ok(intake.done)
}

/// The reading under way.
struct Intake<'a> {
    case: &'a Case,
    limits: &'a message::Limits,
    watch: &'a dyn Watch,
    accounts: AccountBook,
    known: HashSet<u128>,
    /// Digests of the files that the case holds.
    kept: HashSet<[u8; 32]>,
    next: u32,
    batch: Vec<RawRecord>,
    bytes: u64,
    /// Sources as the case held them before, by key.
    earlier: HashMap<u32, SourceRow>,
    /// Sources opened or changed since the last commit, and those still open.
    sources: BTreeMap<u32, SourceRow>,
    /// Records committed of the inputs that the case held before, by their first source.
    read_before: HashMap<u32, u64>,
    input: Option<InputRow>,
    /// Records seen in the closed sources of the input under way.
    closed_records: u64,
    ended: Vec<InputRow>,
    done: Ingested,
}

impl<'a> Intake<'a> {
    fn new(case: &'a Case, inputs: &'a Inputs, watch: &'a dyn Watch) -> Result<Self, CaseError> {
        Ok(Self {
            case,
            limits: &inputs.message,
            watch,
            accounts: AccountBook::load(case)?,
            known: case.digests()?,
            kept: case.files_kept()?,
            next: case.message_count()?,
            batch: Vec::new(),
            bytes: 0,
            earlier: case
                .sources()?
                .into_iter()
                .map(|row| (row.source, row))
                .collect(),
            sources: BTreeMap::new(),
            read_before: case
                .inputs()?
                .into_iter()
                .map(|input| (input.first_source, input.records))
                .collect(),
            input: None,
            closed_records: 0,
            ended: Vec::new(),
            done: Ingested::default(),
        })
    }

    fn take(&mut self, event: Event) -> Result<ControlFlow<()>, CaseError> {
        match event {
            Event::Opened(info) => self.open(&info),
            Event::Record(record) => {
                let size = record.bytes.as_ref().len() as u64;
                self.watch.advance(size);
                self.bytes += size + 256;
                if let Some(input) = &mut self.input {
                    input.records += 1;
                }
                self.batch.push(record);
                if self.batch.len() >= BATCH_RECORDS || self.bytes >= BATCH_BYTES {
                    self.commit()?;
                }
            }
            Event::Defect(source, defect) => self.note(source, &defect),
            Event::Closed {
                source,
                bytes,
                records,
            } => self.close(source, bytes, records),
            Event::Unchanged { .. } => self.done.unchanged += 1,
        }
        Ok(if self.watch.stopped() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    }

    fn open(&mut self, info: &SourceInfo) {
        // What was said of a file that could not be read is no longer so.
        let earlier = self
            .earlier
            .get(&info.key.0)
            .filter(|row| row.format != "unknown");
        let row = earlier.cloned().unwrap_or_default();
        let row = SourceRow {
            source: info.key.0,
            parent: info.parent.map(|parent| parent.0),
            name: info.name.clone(),
            format: format_word(info.format).to_owned(),
            digest: info.digest.map(|digest| hex(&digest)),
            bytes: info.bytes.unwrap_or(0),
            state: "partial".to_owned(),
            ..row
        };
        self.sources.insert(info.key.0, row);
        if let (None, Some(digest)) = (info.parent, info.digest) {
            let before = self.read_before.get(&info.key.0).copied();
            self.closed_records = 0;
            self.input = Some(InputRow {
                name: info.name.clone(),
                digest,
                bytes: info.bytes.unwrap_or(0),
                records: before.unwrap_or(0),
                complete: false,
                first_source: info.key.0,
            });
        }
    }

    fn note(&mut self, source: SourceKey, defect: &Defect) {
        if let Some(row) = self.sources.get_mut(&source.0) {
            let text = format!(
                "{}@{}: {}",
                defect.kind.code(),
                defect.offset,
                defect.detail
            );
            if row.defects.len() < DEFECTS_KEPT && !row.defects.contains(&text) {
                row.defects.push(text);
            }
        }
    }

    fn close(&mut self, source: SourceKey, bytes: u64, records: u64) {
        if let Some(row) = self.sources.get_mut(&source.0) {
            row.bytes = bytes;
            "complete".clone_into(&mut row.state);
        }
        self.closed_records += records;
        if self
            .input
            .as_ref()
            .is_some_and(|input| input.first_source == source.0)
            && let Some(mut input) = self.input.take()
        {
            input.records = self.closed_records;
            input.complete = true;
            self.ended.push(input);
        }
    }

    /// Parses the batch on all cores, gives keys in order and commits.
    fn commit(&mut self) -> Result<(), CaseError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let limits = self.limits;
        let known = &self.known;
        let prepared: Vec<Result<Prepared, (u32, u128)>> = batch
            .par_iter()
            .map(|record| {
                let digest: [u8; 32] = Sha256::digest(record.bytes.as_ref()).into();
                let short = u128::from_be_bytes(*digest.first_chunk().expect("32 bytes hold 16"));
                if known.contains(&short) {
                    Err((record.at.source.0, short))
                } else {
                    Ok(prepare(record, digest, short, limits))
                }
            })
            .collect();
        for records in batch.chunk_by(|a, b| a.bytes.is_of_one_owner(&b.bytes)) {
            if let [first, .., last] | [first @ last] = records {
                first.bytes.let_go_up_to(&last.bytes);
            }
        }
        drop(batch);
        let mut part = Part::default();
        for one in prepared {
            match one {
                Ok(new) if self.known.insert(new.short) => self.enter(&mut part, new),
                Ok(Prepared { message: row, .. }) => self.repeat(row.source),
                Err((source, _)) => self.repeat(source),
            }
        }
        part.handles = self.accounts.take_new();
        part.sources = self.sources.values().cloned().collect();
        self.sources.retain(|_, row| row.state == "partial");
        part.inputs = self.ended.drain(..).chain(self.input.clone()).collect();
        self.case.commit_part(&part)?;
        Ok(())
    }

    fn repeat(&mut self, source: u32) {
        self.done.repeated += 1;
        if let Some(row) = self.sources.get_mut(&source) {
            row.repeated += 1;
        }
    }

    fn enter(&mut self, part: &mut Part, new: Prepared) {
        let Prepared {
            platform,
            handle,
            mut message,
            mut text,
            mut trace,
            mut sketch,
            mut attachments,
            files,
            ..
        } = new;
        let key = self.next;
        self.next += 1;
        self.done.messages += 1;
        message.message = key;
        message.account = handle.map(|handle| self.accounts.intern(&platform, &handle).0);
        text.message = key;
        trace.message = key;
        sketch.message = key;
        for row in &mut attachments {
            row.message = key;
        }
        if let Some(row) = self.sources.get_mut(&message.source) {
            row.messages += 1;
        }
        part.messages.push(message);
        part.texts.push(text);
        part.traces.push(trace);
        part.sketches.push(sketch);
        part.attachments.append(&mut attachments);
        for (digest, content) in files {
            if self.kept.insert(digest) {
                part.files.push(FileRow {
                    sha256: hex(&digest),
                    content,
                });
            }
        }
    }
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Mbox => "mbox",
        Format::Eml => "eml",
        Format::Emlx => "emlx",
        Format::Posts(export) => export.word(),
        Format::Container => "container",
        Format::Unknown => "unknown",
    }
}
