//! Which tables go where.
//!
//! In: a case, a table or all, a format, a place. Out: a file a table, complete or not there at
//! all, or one table into a stream. Memory is bounded by one part of the case and the names of its accounts.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use crate::case::{Case, Table};

use super::{
    ExportError, Format, Names,
    file::{folder, whole, wrap},
    shape::{Shaper, schema},
};

/// Where an export goes.
pub enum Out<'a> {
    /// A folder, made when it is not there; a file for each table.
    Folder(&'a Path),
    /// One file for one table.
    File(&'a Path),
    /// A stream for one table, such as stdout.
    Stream(&'a mut (dyn Write + Send)),
}

/// Exports one table, or all when none is named. Revealing names is entered in the case's log
/// first, so without a log there is no revealing.
///
/// # Errors
/// [`ExportError::NeedsFolder`] for all tables into one file or stream; trouble with the case or
/// the output.
pub fn write(
    case: &Case,
    table: Option<Table>,
    format: Format,
    out: Out<'_>,
    names: Names,
) -> Result<(), ExportError> {
    if names == Names::Reveal {
        let what = table.map_or("all tables", Table::name);
        case.audit(
            "reveal",
            &format!("export of {what} as {}", format.extension()),
        )?;
    }
    let export = Export {
        case,
        format,
        shaper: Shaper::of(case, names)?,
    };
    match (out, table) {
        (Out::Folder(path), table) => {
            folder(path)?;
            let one = table.as_slice();
            for &table in if one.is_empty() { Table::EXPORTED } else { one } {
                export.file(
                    table,
                    &path.join(format!("{}.{}", table.name(), format.extension())),
                )?;
            }
            Ok(())
        }
        (Out::File(path), Some(table)) => export.file(table, path),
        (Out::Stream(stream), Some(table)) => {
            export.table(table, Path::new("-"), &mut BufWriter::new(stream))
        }
        (Out::File(_) | Out::Stream(_), None) => Err(ExportError::NeedsFolder),
    }
}

struct Export<'a> {
    case: &'a Case,
    format: Format,
    shaper: Shaper,
}

impl Export<'_> {
    fn file(&self, table: Table, path: &Path) -> Result<(), ExportError> {
        whole(path, |draft, to| self.table(table, draft, to))
    }

    fn table(
        &self,
        table: Table,
        path: &Path,
        mut to: &mut (dyn Write + Send),
    ) -> Result<(), ExportError> {
        let wrap = |cause| wrap(path, table.name(), cause);
        let mut writer = self
            .format
            .start(Box::new(&mut to), table.name(), &schema(table))
            .map_err(wrap)?;
        self.case.frames(table, &mut |frame| {
            let frame = self.shaper.frame(&frame, table).map_err(wrap)?;
            writer.write(&frame).map_err(wrap)
        })?;
        writer.finish().map_err(wrap)?;
        to.flush().map_err(|cause| ExportError::io(path, cause))
    }
}
