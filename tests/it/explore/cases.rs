//! Cases that several tests look at, each made once.
//!
//! In: archives. Out: copies of a case whose index is made, so that no test sees what another wrote.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

use super::open::{Explorer, told};
use crate::hostile;

/// A copy of a case; it is removed when this is dropped.
pub(super) struct Copied {
    _folder: TempDir,
    path: PathBuf,
}

impl Copied {
    /// Its folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Its folder as an argument.
    pub(super) fn arg(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

/// The demo's letters: campaigns of every verdict.
pub(super) fn letters() -> Copied {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    copy(MADE.get_or_init(|| made("letters", &data("demo/archive.mbox.zst"))))
}

/// The demo's posts: accounts that act together.
pub(super) fn posts() -> Copied {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    copy(MADE.get_or_init(|| made("posts", &data("demo-posts/archive.jsonl.zst"))))
}

/// The hostile archive.
pub(super) fn hostile() -> Copied {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    copy(MADE.get_or_init(|| {
        let archive = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile.mbox");
        fs::write(&archive, hostile::mbox()).unwrap();
        made("hostile", &archive)
    }))
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(name)
}

/// Scans an archive and has the index made.
fn made(name: &str, archive: &Path) -> PathBuf {
    let case = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.case"));
    if case.exists() {
        fs::remove_dir_all(&case).unwrap();
    }
    scan(archive, &case);
    drop(Explorer::start(&case, &[]));
    case
}

/// Scans an archive into a case.
pub(super) fn scan(archive: &Path, case: &Path) {
    let (archive, case) = (archive.to_str().unwrap(), case.to_str().unwrap());
    told(&["scan", archive, "--case", case, "-q"]);
}

fn copy(case: &Path) -> Copied {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(case.file_name().unwrap());
    copy_folder(case, &path);
    Copied {
        _folder: folder,
        path,
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
