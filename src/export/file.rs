//! Files that get their name once they are complete.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use polars::prelude::PolarsError;

use super::ExportError;

/// Makes a folder where there is none.
pub(super) fn folder(path: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(path).map_err(|cause| ExportError::io(path, cause))
}

/// Writes a file beside its place, then gives it its name; nothing is left when writing fails.
pub(super) fn whole(
    path: &Path,
    write: impl FnOnce(&Path, &mut (dyn Write + Send)) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".part");
    let draft = Path::new(&draft);
    let file = File::create(draft).map_err(|cause| ExportError::io(draft, cause))?;
    let written = write(draft, &mut BufWriter::new(file));
    if written.is_err() {
        // The first error is the one to report; a draft that stays is overwritten next time.
        let _ = fs::remove_file(draft);
        return written;
    }
    fs::rename(draft, path).map_err(|cause| ExportError::io(path, cause))
}

/// An error of polars, told as what it means for the caller.
pub(super) fn wrap(path: &Path, table: &str, cause: PolarsError) -> ExportError {
    match cause {
        PolarsError::IO { error, .. } => {
            ExportError::io(path, std::io::Error::new(error.kind(), error))
        }
        cause => ExportError::Encode {
            table: table.to_owned(),
            cause,
        },
    }
}
