//! Which tables go where.
//!
//! In: a case, a table or all, a format, a place. Out: a file a table, complete or not there at
//! all, or one table into a stream. Memory is bounded by one part of the case.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use polars::prelude::PolarsError;

use crate::case::{Case, Table, pseudonym::Pseudonyms};

use super::{
    ExportError, Format, Names,
    shape::{schema, shape},
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
    let pseudonyms = match names {
        Names::Pseudonyms => Some(Pseudonyms::new(&case.key()?)),
        Names::Reveal => {
            let what = table.map_or("all tables", Table::name);
            case.audit(
                "reveal",
                &format!("export of {what} as {}", format.extension()),
            )?;
            None
        }
    };
    let export = Export {
        case,
        format,
        pseudonyms,
    };
    match (out, table) {
        (Out::Folder(folder), table) => {
            fs::create_dir_all(folder).map_err(|cause| io(folder, cause))?;
            let one = table.as_slice();
            for &table in if one.is_empty() { Table::EXPORTED } else { one } {
                export.file(
                    table,
                    &folder.join(format!("{}.{}", table.name(), format.extension())),
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
    pseudonyms: Option<Pseudonyms>,
}

impl Export<'_> {
    /// A table into a file that gets its name once it is complete.
    fn file(&self, table: Table, path: &Path) -> Result<(), ExportError> {
        let mut draft = path.as_os_str().to_owned();
        draft.push(".part");
        let draft = Path::new(&draft);
        let file = File::create(draft).map_err(|cause| io(draft, cause))?;
        let written = self.table(table, draft, &mut BufWriter::new(file));
        if written.is_err() {
            // The first error is the one to report; a draft that stays is overwritten next time.
            let _ = fs::remove_file(draft);
            return written;
        }
        fs::rename(draft, path).map_err(|cause| io(path, cause))
    }

    fn table(
        &self,
        table: Table,
        path: &Path,
        mut to: &mut (dyn Write + Send),
    ) -> Result<(), ExportError> {
        let wrap = |cause| match cause {
            PolarsError::IO { error, .. } => io(path, std::io::Error::new(error.kind(), error)),
            cause => ExportError::Encode {
                table: table.name(),
                cause,
            },
        };
        let mut writer = self
            .format
            .start(Box::new(&mut to), table, &schema(table))
            .map_err(wrap)?;
        self.case.frames(table, &mut |frame| {
            let frame = shape(&frame, table, self.pseudonyms.as_ref()).map_err(wrap)?;
            writer.write(&frame).map_err(wrap)
        })?;
        writer.finish().map_err(wrap)?;
        to.flush().map_err(|cause| io(path, cause))
    }
}

fn io(path: &Path, cause: std::io::Error) -> ExportError {
    ExportError::Io {
        path: path.to_path_buf(),
        cause,
    }
}
