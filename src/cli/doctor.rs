//! `doctor`: whether this machine can do the work, checked by doing it in small.

use std::fmt::Write as _;

use std::{fs::File, io::Write as _, path::Path, thread};

use serde::Serialize;

use super::{
    args::{Doctor, Manner},
    exit::Outcome,
    output,
};
use crate::report::words;

/// Below this much free disk a case of any size is at risk.
const DISK_WANTED: u64 = 2 << 30;

/// Below this much free memory large archives are at risk.
const MEMORY_WANTED: u64 = 2 << 30;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    found: String,
    remedy: &'static str,
}

#[derive(Serialize)]
struct DoctorV1 {
    schema: &'static str,
    version: &'static str,
    ok: bool,
    checks: Vec<Check>,
}

/// Looks at everything and says what to do about what is wrong.
///
/// # Errors
/// When stdout cannot be written to.
pub(super) fn run(args: &Doctor, manner: Manner) -> anyhow::Result<Outcome> {
    let checks = vec![disk(&args.folder), memory(), threads(), lock(&args.folder)];
    let ok = checks.iter().all(|check| check.ok);
    if args.json {
        let document = DoctorV1 {
            schema: "refrain.doctor/1",
            version: env!("CARGO_PKG_VERSION"),
            ok,
            checks,
        };
        output::print(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
    } else {
        let mut text = String::new();
        for check in &checks {
            let sign = if check.ok { "ok  " } else { "!   " };
            let _ = writeln!(text, "{sign}{:<8} {}", check.name, check.found);
            if !check.ok {
                let _ = writeln!(text, "             {}", check.remedy);
            }
        }
        if !manner.quiet {
            let end = if ok {
                "this machine can do the work"
            } else {
                "some things need a look"
            };
            let _ = writeln!(text, "{end}");
        }
        output::print(&text)?;
    }
    Ok(if ok { Outcome::Done } else { Outcome::Negative })
}

fn disk(folder: &Path) -> Check {
    let name = "disk";
    let remedy = "free some space, or name a folder on another disk: a case takes about a fifth of the mail's size";
    match fs4::available_space(folder) {
        Ok(free) => Check {
            name,
            ok: free >= DISK_WANTED,
            found: format!("{} free", words::bytes(free)),
            remedy,
        },
        Err(error) => Check {
            name,
            ok: false,
            found: format!("{}: {error}", folder.display()),
            remedy,
        },
    }
}

/// Free memory, where the system tells it in `/proc/meminfo`; elsewhere nothing is claimed.
fn memory() -> Check {
    let free = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| available(&text));
    Check {
        name: "memory",
        ok: free.is_none_or(|free| free >= MEMORY_WANTED),
        found: free.map_or_else(
            || "not known on this system".to_owned(),
            |free| format!("{} free", words::bytes(free)),
        ),
        remedy: "close other programs; archives of some 100,000 messages still work",
    }
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    kib.checked_mul(1024)
}

fn threads() -> Check {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    Check {
        name: "threads",
        ok: true,
        found: words::count(threads as u64, "thread", "threads"),
        remedy: "",
    }
}

/// Makes a file, locks it, syncs it, renames it and reads it again: what a case does all the time.
fn lock(folder: &Path) -> Check {
    let found = round_trip(folder);
    Check {
        name: "files",
        ok: found.is_ok(),
        found: found.map_or_else(
            |error| format!("{}: {error}", folder.display()),
            |()| "made, locked, synced, renamed and read again".to_owned(),
        ),
        remedy: "choose a folder on a local disk that you may write to; network folders often cannot lock",
    }
}

fn round_trip(folder: &Path) -> std::io::Result<()> {
    let first = folder.join(format!(".refrain-doctor-{}", std::process::id()));
    let second = first.with_extension("renamed");
    let done = (|| {
        let mut file = File::create_new(&first)?;
        file.try_lock().map_err(std::io::Error::from)?;
        file.write_all(b"refrain")?;
        file.sync_all()?;
        std::fs::rename(&first, &second)?;
        let read = std::fs::read(&second)?;
        if read == b"refrain" {
            Ok(())
        } else {
            Err(std::io::Error::other(
                "what was written is not what was read",
            ))
        }
    })();
    let _ = std::fs::remove_file(&first);
    let _ = std::fs::remove_file(&second);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_folder_passes_and_stays_empty() {
        let folder = tempfile::tempdir().unwrap();
        assert!(lock(folder.path()).ok);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_missing_folder_is_told_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let check = lock(&folder.path().join("none"));
        assert!(!check.ok && !check.remedy.is_empty());
        assert!(!disk(&folder.path().join("none")).ok);
    }

    #[test]
    fn free_memory_is_read_from_the_kernel_s_words() {
        assert_eq!(
            available("MemTotal: 9 kB\nMemAvailable:     2048 kB\n"),
            Some(2 << 20)
        );
        assert_eq!(available("nonsense"), None);
    }
}
