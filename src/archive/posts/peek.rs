//! The first records of a table, for a person who writes a mapping.
//!
//! In: a path to a table in rows, JSON lines or Parquet, perhaps compressed with gzip or zstd. Out: [`Peek`]: what its
//! columns are called and how its first records read.

use std::{io::Read, path::Path, sync::Arc};

use super::{
    Layout, Page,
    cells::Cells,
    cut::Cutter,
    export::{Export, Syntax},
    lines::Lines,
    parquet,
    rows::Rows,
    tables,
};
use crate::{
    archive::{ArchiveError, RawBytes, content::Content, map, separator},
    mapping::{Mapping, Misfit, Table},
};

/// Bytes that are looked at of what is no Parquet.
const HEAD: u64 = 4 << 20;

/// Records that are looked at.
const RECORDS: usize = 2_000;

/// The first records of a table.
#[derive(Clone, Debug)]
pub struct Peek {
    /// The table, when it is known without a mapping.
    pub table: Option<Table>,
    /// How its records are written.
    pub syntax: Syntax,
    /// Between the fields of a row; 0 where there are no rows.
    pub delimiter: u8,
    /// Its columns, or the paths of its objects.
    pub names: Vec<String>,
    /// Its first records, at most 2,000.
    pub records: Vec<RawBytes>,
}

impl Peek {
    /// Whether a mapping fits.
    ///
    /// # Errors
    /// [`Misfit`] with the columns that are missing.
    pub fn fits(&self, mapping: &Mapping) -> Result<(), Misfit> {
        match (self.syntax, mapping.delimiter) {
            (Syntax::Row, Some(delimiter)) if delimiter != self.delimiter => {
                let header = self.names.join(&char::from(self.delimiter).to_string());
                mapping.fits(&Cells::of(header.as_bytes(), delimiter).into_list())
            }
            (Syntax::Row | Syntax::ParquetRow, _) => mapping.fits(&self.names),
            _ => mapping.fits_objects(&self.names),
        }
    }

    /// How its records are read by a mapping.
    #[must_use]
    pub fn layout(&self, mapping: &Mapping) -> Layout {
        Layout {
            page: Page::default(),
            export: Export::Table(mapping.table),
            syntax: self.syntax,
            columns: self.names.clone(),
            delimiter: self.delimiter,
            around: RawBytes::from(Vec::new()),
            mapping: Some(Arc::new(mapping.spelt(&self.names))),
        }
    }
}

/// Looks at the first records of a file; `None` for what is no table.
///
/// # Errors
/// [`ArchiveError`] when the file is missing or cannot be read.
pub fn peek(path: &Path) -> Result<Option<Peek>, ArchiveError> {
    let unreadable = |cause| ArchiveError::Unreadable {
        path: path.to_path_buf(),
        cause,
    };
    if !path.exists() {
        return Err(ArchiveError::Missing {
            path: path.to_path_buf(),
        });
    }
    let bytes = map::bytes_of(path).map_err(unreadable)?;
    if bytes.as_ref().starts_with(parquet::MAGIC) {
        return Ok(of_parquet(&bytes));
    }
    let (head, is_whole) = head(&bytes).map_err(unreadable)?;
    Ok(of_head(head, is_whole))
}

/// The first bytes, out of their compression, and whether they are all.
fn head(bytes: &RawBytes) -> std::io::Result<(Vec<u8>, bool)> {
    let all = bytes.as_ref();
    let mut head = Vec::new();
    if all.starts_with(b"\x1F\x8B") {
        flate2::bufread::MultiGzDecoder::new(all)
            .take(HEAD)
            .read_to_end(&mut head)?;
    } else if all.starts_with(b"\x28\xB5\x2F\xFD") {
        zstd::Decoder::with_buffer(all)?
            .take(HEAD)
            .read_to_end(&mut head)?;
    } else {
        all.take(HEAD).read_to_end(&mut head)?;
    }
    let is_whole = (head.len() as u64) < HEAD;
    Ok((head, is_whole))
}

fn of_head(head: Vec<u8>, is_whole: bool) -> Option<Peek> {
    let start = separator::skip_blank(&head);
    let text = head.get(start..)?;
    let (syntax, delimiter, names) = if text.first() == Some(&b'{') {
        (Syntax::JsonLine, 0, tables::paths_of(text))
    } else {
        let (delimiter, names) = tables::columns_of(text)?;
        (Syntax::Row, delimiter, names)
    };
    let layout = Layout {
        page: Page::default(),
        export: Export::Table(Table::Mapped),
        syntax,
        columns: Vec::new(),
        delimiter,
        around: RawBytes::from(Vec::new()),
        mapping: None,
    };
    let table = (syntax == Syntax::Row)
        .then(|| Mapping::known(&names).map(|mapping| mapping.table))
        .flatten();
    let content = Content::Whole(RawBytes::from(head).slice(start, usize::MAX));
    let cutter = match syntax {
        Syntax::Row => Cutter::of(content, Box::new(Rows::of(layout))),
        _ => Cutter::of(content, Box::new(Lines::of(layout))),
    };
    let whole = |piece: super::Piece| piece.layout.map(|_| piece.bytes);
    let mut records: Vec<RawBytes> = cutter.filter_map(whole).take(RECORDS).collect();
    if !is_whole && records.len() < RECORDS {
        records.pop();
    }
    (!names.is_empty()).then_some(Peek {
        table,
        syntax,
        delimiter,
        names: names
            .into_iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
            .collect(),
        records,
    })
}

fn of_parquet(bytes: &RawBytes) -> Option<Peek> {
    let names = parquet::names(bytes).ok()?;
    let lines = RawBytes::from(parquet::first_rows(bytes, RECORDS).ok()?);
    let mut begin = 0;
    let records = memchr::memchr_iter(b'\n', lines.as_ref())
        .map(|end| lines.slice(std::mem::replace(&mut begin, end + 1), end))
        .collect();
    Some(Peek {
        table: Mapping::known(&names).map(|mapping| mapping.table),
        syntax: Syntax::ParquetRow,
        delimiter: 0,
        names,
        records,
    })
}
