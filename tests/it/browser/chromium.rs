//! Where Chromium is, and how it comes there.
//!
//! In: the environment. Out: the path of a program, or a sentence that says what to install.

use std::{
    env,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The names that Chromium goes by.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// What installs it on Debian, in this order.
const INSTALL: [&[&str]; 2] = [
    &["apt-get", "update"],
    &[
        "apt-get",
        "install",
        "-y",
        "--no-install-recommends",
        "chromium",
    ],
];

/// What a person is told who has no Chromium and whose account may not install it.
pub(super) const MISSING: &str = "the tests of the explorer need Chromium: install it (Debian: apt-get install chromium), \
     or name its program in the environment variable CHROMIUM";

/// The program, installed first where it is missing and this account may install it.
pub(super) fn program() -> PathBuf {
    if let Some(named) = env::var_os("CHROMIUM") {
        return PathBuf::from(named);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let find = || find(&folders);
    find().unwrap_or_else(|| {
        // Tests run side by side: the first one installs, the others wait for it.
        let lock = File::create(env::temp_dir().join("refrain-tests-chromium.lock")).unwrap();
        lock.lock().unwrap();
        let found = find().or_else(|| install().then(find)?);
        found.unwrap_or_else(|| panic!("{MISSING}"))
    })
}

/// The first program of one of the names in these folders.
pub(super) fn find(folders: &[PathBuf]) -> Option<PathBuf> {
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

/// Installs Debian's package; false when this account may not, or it failed.
fn install() -> bool {
    if !Path::new("/usr/bin/apt-get").is_file() {
        return false;
    }
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let before: &[&str] = if is_root { &[] } else { &["sudo", "-n"] };
    // A list that is partly out of reach need not keep the package away: the last command decides.
    INSTALL
        .iter()
        .fold(false, |_, command| runs(&[before, command].concat()))
}

fn runs(command: &[&str]) -> bool {
    let Some((program, arguments)) = command.split_first() else {
        return false;
    };
    Command::new(program)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
