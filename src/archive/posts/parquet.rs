//! Apache Parquet files of posts.
//!
//! In: all bytes of a file. Out: one record a row, written as a JSON object; its offset and line are the row's number, from
//! 0 and from 1. Columns of Parquet's own types of time are refused: times must be texts or numbers.

use std::{
    io::Cursor,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use polars::prelude::{
    ArrowDataType, JsonWriter, ParquetReader, PolarsResult, SerReader, SerWriter,
};

use super::{
    Layout, Page,
    cut::Piece,
    export::{Export, Known, Syntax},
    held::Take,
    tables,
};
use crate::{
    archive::RawBytes,
    mapping::{Mapping, Table},
    source::{Defect, DefectKind},
};

/// What a file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Rows that are decoded at once.
const ROWS: usize = 8_192;

/// Bytes that a file may say it expands to.
const MOST_EXPANDED: i64 = 16 << 30;

/// Which table a file is.
pub(in super::super) fn sniff(
    bytes: &RawBytes,
    mapping: Option<&Mapping>,
) -> Result<Known, String> {
    let names = names(bytes)?;
    let known = |table| Known {
        export: Export::Table(table),
        syntax: Syntax::ParquetRow,
        delimiter: 0,
    };
    if mapping.is_some_and(|mapping| mapping.fits(&names).is_ok()) {
        return Ok(known(Table::Mapped));
    }
    let found = Mapping::known(&names).map(|mapping| known(mapping.table));
    let listed: Vec<&str> = names.iter().map(String::as_str).collect();
    found.ok_or_else(|| tables::words("a Parquet file with the columns", &listed))
}

/// The names of columns, and the paths that the first rows have in them.
pub(super) fn names(bytes: &RawBytes) -> Result<Vec<String>, String> {
    let (_, mut names) = guarded(|| shape(bytes))?;
    let first = guarded(|| rows(bytes, 0, ROWS.min(1_000)))?;
    for path in tables::paths_of(&first) {
        if !names.contains(&path) {
            names.push(path);
        }
    }
    Ok(names)
}

/// The first rows, an object a line.
pub(super) fn first_rows(bytes: &RawBytes, count: usize) -> Result<Vec<u8>, String> {
    guarded(|| rows(bytes, 0, count))
}

/// Cuts a file into its rows.
pub(super) fn cut(
    bytes: &RawBytes,
    mapping: Option<&Mapping>,
    take: &mut Take<'_>,
) -> ControlFlow<()> {
    let bad = |why: String| Err(Defect::new(DefectKind::Truncated, 0, why));
    let (count, names) =
        match guarded(|| shape(bytes)).and_then(|(count, _)| Ok((count, names(bytes)?))) {
            Ok(shape) => shape,
            Err(why) => return take(bad(why)),
        };
    let fitting = mapping
        .filter(|mapping| mapping.fits(&names).is_ok())
        .cloned();
    let mapping = fitting.or_else(|| Mapping::known(&names));
    let Some(mapping) = mapping.map(|mapping| mapping.spelt(&names)) else {
        return ControlFlow::Continue(());
    };
    let layout = Arc::new(Layout {
        page: Page::default(),
        export: Export::Table(mapping.table),
        syntax: Syntax::ParquetRow,
        columns: names,
        delimiter: 0,
        around: RawBytes::from(Vec::new()),
        mapping: Some(Arc::new(mapping)),
    });
    let mut row = 0_u64;
    for start in (0..count).step_by(ROWS) {
        let lines = match guarded(|| rows(bytes, start, ROWS)) {
            Ok(lines) => RawBytes::from(lines),
            // What comes behind can still be read.
            Err(why) => {
                take(bad(format!("rows from {start}: {why}")))?;
                row = (start + ROWS) as u64;
                continue;
            }
        };
        let mut begin = 0;
        for end in memchr::memchr_iter(b'\n', lines.as_ref()) {
            let piece = Piece {
                offset: row,
                line: row + 1,
                bytes: lines.slice(begin, end),
                layout: Some(Arc::clone(&layout)),
            };
            take(Ok(piece))?;
            begin = end + 1;
            row += 1;
        }
    }
    ControlFlow::Continue(())
}

fn reader(bytes: &RawBytes) -> ParquetReader<Cursor<&[u8]>> {
    ParquetReader::new(Cursor::new(bytes.as_ref()))
}

/// Rows and names of columns.
fn shape(bytes: &RawBytes) -> PolarsResult<(usize, Vec<String>)> {
    let mut reader = reader(bytes);
    let expanded: i64 = reader
        .get_metadata()?
        .row_groups
        .iter()
        .map(|group| i64::try_from(group.total_byte_size()).unwrap_or(i64::MAX))
        .fold(0, i64::saturating_add);
    polars::prelude::polars_ensure!(
        expanded <= MOST_EXPANDED,
        ComputeError: "the file expands to {expanded} bytes"
    );
    let schema = reader.schema()?;
    let timed = schema.iter_values().find(|field| is_time(&field.dtype));
    if let Some(field) = timed {
        polars::prelude::polars_bail!(
            ComputeError: "the column {} holds times of Parquet's own type, which is not read; write it as text or seconds",
            field.name
        );
    }
    let names = schema.iter_names().map(ToString::to_string).collect();
    Ok((reader.num_rows()?, names))
}

/// Whether a column is of a type that the library, as it is built here, cannot decode.
const fn is_time(dtype: &ArrowDataType) -> bool {
    matches!(
        dtype,
        ArrowDataType::Timestamp(..)
            | ArrowDataType::Date32
            | ArrowDataType::Date64
            | ArrowDataType::Time32(_)
            | ArrowDataType::Time64(_)
            | ArrowDataType::Duration(_)
    )
}

/// Some rows, an object a line.
fn rows(bytes: &RawBytes, start: usize, count: usize) -> PolarsResult<Vec<u8>> {
    let mut frame = reader(bytes).with_slice(Some((start, count))).finish()?;
    let mut lines = Vec::new();
    JsonWriter::new(&mut lines).finish(&mut frame)?;
    Ok(lines)
}

/// Does what the library does, whose errors and panics on broken files are answers alike.
fn guarded<T>(work: impl FnOnce() -> PolarsResult<T>) -> Result<T, String> {
    let told = |text: String| text.chars().take(160).collect::<String>();
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| told(error.to_string())),
        Err(_) => Err("the file is damaged".to_owned()),
    }
}
