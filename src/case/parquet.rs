//! Frames to and from Parquet files that are synced and sealed with a digest.
//!
//! In: frames. Out: files in zstd with the schema's version and the table's name as key-value
//! metadata and nothing that changes from one writing to the next, so equal rows give equal bytes.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::Path,
};

use polars::{
    io::parquet::write::BatchedWriter,
    polars_utils::compression::ZstdLevel,
    prelude::{
        BooleanChunked, DataFrame, KeyValueMetadata, NewChunkedArray, ParquetCompression,
        ParquetReader, ParquetWriter, PolarsResult, Schema, SerReader,
    },
};
use sha2::{Digest, Sha256};

use super::{CaseError, tables::SCHEMA, tables::Table};

/// Rows of a row group, and of a batch when a file is read piece by piece.
pub(super) const ROW_GROUP: usize = 1 << ROW_GROUP_BITS;
const ROW_GROUP_BITS: u32 = 16;

/// The cheapest level; others were not measured.
const ZSTD_LEVEL: i32 = 1;

/// Name of the schema version in the files' metadata.
const VERSION_KEY: &str = "refrain.schema";

/// A file as it is entered in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sealed {
    /// The table.
    pub(super) table: Table,
    /// Rows.
    pub(super) rows: u64,
    /// Bytes.
    pub(super) bytes: u64,
    /// SHA-256, lower-case hex.
    pub(super) sha256: String,
}

fn writer<W: Write>(to: W, table: &str) -> PolarsResult<ParquetWriter<W>> {
    let metadata = vec![
        (VERSION_KEY.to_owned(), SCHEMA.to_string()),
        ("refrain.table".to_owned(), table.to_owned()),
    ];
    Ok(ParquetWriter::new(to)
        .with_compression(ParquetCompression::Zstd(Some(ZstdLevel::try_new(
            ZSTD_LEVEL,
        )?)))
        .with_row_group_size(Some(ROW_GROUP))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata))))
}

/// A writer that appends batches to one file, for the case and for exports; the table's name goes into the metadata.
pub(crate) fn batches<W: Write>(
    to: W,
    table: &str,
    schema: &Schema,
) -> PolarsResult<BatchedWriter<W>> {
    writer(to, table)?.batched(schema)
}

/// Writes a frame to a new file, syncs and seals it.
pub(super) fn write(path: &Path, table: Table, mut frame: DataFrame) -> Result<Sealed, CaseError> {
    let rows = frame.height() as u64;
    let mut bytes = Vec::new();
    writer(&mut bytes, table.name())
        .and_then(|writer| writer.finish(&mut frame))
        .map_err(CaseError::table(path))?;
    drop(frame);
    let write = || {
        let mut file = File::create_new(path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    };
    write().map_err(CaseError::io(path))?;
    let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    Ok(Sealed {
        table,
        rows,
        bytes: bytes.len() as u64,
        sha256,
    })
}

/// A table that grows by appending; row groups do not depend on how the rows were cut.
pub(super) struct Growing {
    writer: BatchedWriter<BufWriter<File>>,
    pending: DataFrame,
    table: Table,
    rows: u64,
}

impl Growing {
    /// Starts a new file.
    pub(super) fn create(path: &Path, table: Table) -> Result<Self, CaseError> {
        let file = BufWriter::new(File::create_new(path).map_err(CaseError::io(path))?);
        let schema = table.schema();
        let writer = batches(file, table.name(), &schema).map_err(CaseError::table(path))?;
        Ok(Self {
            writer,
            pending: DataFrame::empty_with_schema(&schema),
            table,
            rows: 0,
        })
    }

    /// Appends rows; whole row groups go out.
    pub(super) fn append(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        self.rows += frame.height() as u64;
        self.pending.vstack_mut(frame)?;
        while self.pending.height() >= ROW_GROUP {
            let rest = self.pending.slice(1 << ROW_GROUP_BITS, usize::MAX);
            let full = std::mem::replace(&mut self.pending, rest);
            self.flush(full.slice(0, ROW_GROUP))?;
        }
        Ok(())
    }

    fn flush(&mut self, mut frame: DataFrame) -> PolarsResult<()> {
        frame.rechunk_mut();
        self.writer.write_batch(&frame)
    }

    /// Writes what is left, syncs and seals the file.
    pub(super) fn finish(mut self, path: &Path) -> Result<Sealed, CaseError> {
        let rest = std::mem::take(&mut self.pending);
        let end = || {
            if rest.height() > 0 {
                self.flush(rest)?;
            }
            self.writer.finish()
        };
        end().map_err(CaseError::table(path))?;
        let Self {
            writer,
            table,
            rows,
            ..
        } = self;
        drop(writer);
        File::open(path)
            .and_then(|file| file.sync_all())
            .map_err(CaseError::io(path))?;
        let (sha256, bytes) = digest(path).map_err(CaseError::io(path))?;
        Ok(Sealed {
            table,
            rows,
            bytes,
            sha256,
        })
    }
}

/// SHA-256 (lower-case hex) and size of a file.
pub(crate) fn digest(path: &Path) -> std::io::Result<(String, u64)> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok((data_encoding::HEXLOWER.encode(&hasher.finalize()), bytes));
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
        bytes += count as u64;
    }
}

/// Rows of a file to read: from one, at most so many.
pub(super) type Window = Option<(usize, usize)>;

/// Reads a file's columns (all without a choice) within a window of rows.
pub(super) fn read(
    path: &Path,
    columns: Option<&[&str]>,
    window: Window,
) -> Result<DataFrame, CaseError> {
    let mut reader = open(path)?;
    refuse_newer(path, &mut reader)?;
    reader
        .with_columns(columns.map(|names| names.iter().map(|&name| name.to_owned()).collect()))
        .with_slice(window)
        .finish()
        .map_err(CaseError::table(path))
}

/// Rows of a file.
pub(super) fn height(path: &Path) -> Result<usize, CaseError> {
    open(path)?.num_rows().map_err(CaseError::table(path))
}

fn open(path: &Path) -> Result<ParquetReader<File>, CaseError> {
    Ok(ParquetReader::new(
        File::open(path).map_err(CaseError::io(path))?,
    ))
}

fn refuse_newer(path: &Path, reader: &mut ParquetReader<File>) -> Result<(), CaseError> {
    let metadata = reader.get_metadata().map_err(CaseError::table(path))?;
    let found = metadata
        .key_value_metadata()
        .iter()
        .flatten()
        .find(|entry| entry.key == VERSION_KEY)
        .and_then(|entry| entry.value.as_deref()?.parse().ok())
        .unwrap_or(0);
    if found > SCHEMA {
        return Err(CaseError::Newer {
            path: path.to_path_buf(),
            found,
            known: SCHEMA,
        });
    }
    Ok(())
}

/// Hands the rows whose key in `column` is wanted to `visit`, a row group at a time: first that column is read, then of
/// each row group the span that holds wanted ones. So a table sorted by the column is read only where it matters, and
/// memory is bounded by a row group and the wanted rows.
pub(super) fn read_where(
    path: &Path,
    column: &str,
    wanted: impl Fn(u32) -> bool,
    mut visit: impl FnMut(&DataFrame) -> PolarsResult<()>,
) -> Result<(), CaseError> {
    let keys = read(path, Some(&[column]), None)?;
    let find = || {
        let keep = |key: Option<i64>| {
            key.and_then(|key| u32::try_from(key).ok())
                .is_some_and(&wanted)
        };
        let mask: Vec<bool> = keys.column(column)?.i64()?.iter().map(keep).collect();
        PolarsResult::Ok(mask)
    };
    let mask = find().map_err(CaseError::table(path))?;
    drop(keys);
    for (start, mask) in (0..).step_by(ROW_GROUP).zip(mask.chunks(ROW_GROUP)) {
        let first = mask.iter().position(|&keep| keep);
        let last = mask.iter().rposition(|&keep| keep);
        let (Some(first), Some(last)) = (first, last) else {
            continue;
        };
        let frame = read(path, None, Some((start + first, last - first + 1)))?;
        let mask =
            BooleanChunked::from_slice("keep".into(), mask.get(first..=last).unwrap_or_default());
        frame
            .filter(&mask)
            .and_then(|rows| visit(&rows))
            .map_err(CaseError::table(path))?;
    }
    Ok(())
}
