//! Where results go: stdout or a file, whole or not at all.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, IsTerminal as _, Write as _},
    path::Path,
};

use anyhow::Context as _;

use super::args::{Colour, Manner};
use crate::report::terminal::Look;

/// Columns when nobody says how wide the terminal is.
const USUAL_WIDTH: usize = 100;

/// Writes a result to stdout.
///
/// # Errors
/// When stdout cannot be written to; a reader that went away is told apart by its kind.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("stdout: cannot be written")
}

/// Writes a note to stderr. Nothing can be done when that fails.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes a file: first beside its place, then renamed, so that no half file is ever seen.
///
/// # Errors
/// When the folder cannot be written to or the disk is full.
pub(super) fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut name = OsString::from(".");
    name.push(
        path.file_name()
            .with_context(|| format!("{}: names no file", path.display()))?,
    );
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(|| {
        format!(
            "{}: cannot be written; check the folder and its permissions",
            path.display()
        )
    })
}

/// How to write to stdout.
pub(super) fn look(manner: Manner) -> Look {
    let colour = match manner.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
        }
    };
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Look::new(columns.or_else(measured).unwrap_or(USUAL_WIDTH), colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        save(&path, "one").unwrap();
        save(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = save(&folder.path().join("no/such.html"), "x").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no/such.html: cannot be written")
        );
    }
}
