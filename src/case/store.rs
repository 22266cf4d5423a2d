//! The folder of a case: create, open, lock, key.
//!
//! In: a path. Out: a [`Case`]. One process writes at a time, held by a lock on `case.lock` that
//! the system lets go when the process ends, however it ends; any number of processes read.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::archive::{Known, Resume};

use super::{CaseError, ledger, rows::RunRow, rows::SourceRow};

/// A folder that holds everything known about one inquiry.
#[derive(Debug)]
pub struct Case {
    dir: PathBuf,
    ledger: Mutex<Connection>,
    lock: Option<File>,
}

impl Case {
    /// Opens a case for writing, making it when the folder is new or empty. Leftovers of parts and
    /// runs that were under way when a writer was killed are removed.
    ///
    /// # Errors
    /// [`CaseError::Locked`] while another process writes, [`CaseError::NotACase`] for a folder
    /// that holds something else, [`CaseError::Newer`], [`CaseError::Older`], or what the file system says.
    pub fn create_or_open(dir: &Path) -> Result<Self, CaseError> {
        refuse_other_folders(dir)?;
        for folder in [dir.to_path_buf(), dir.join("ingest"), dir.join("runs")] {
            fs::create_dir_all(&folder).map_err(CaseError::io(&folder))?;
        }
        let lock = lock(dir)?;
        let ledger_path = dir.join(LEDGER);
        if !ledger_path.exists() {
            make_key(&dir.join(KEY))?;
        }
        let connection = ledger::open_writer(&ledger_path)?;
        sync_folder(dir)?;
        let case = Self {
            dir: dir.to_path_buf(),
            ledger: Mutex::new(connection),
            lock: Some(lock),
        };
        case.sweep()?;
        Ok(case)
    }

    /// Opens a case for reading. Works while another process writes, and on read-only media.
    ///
    /// # Errors
    /// [`CaseError::NotACase`], [`CaseError::Newer`], [`CaseError::Older`], or what the file system says.
    pub fn open(dir: &Path) -> Result<Self, CaseError> {
        let path = dir.join(LEDGER);
        if !path.is_file() {
            return Err(CaseError::NotACase {
                path: dir.to_path_buf(),
            });
        }
        Ok(Self {
            dir: dir.to_path_buf(),
            ledger: Mutex::new(ledger::open_reader(&path)?),
            lock: None,
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The pseudonym key.
    ///
    /// # Errors
    /// [`CaseError::Key`] when it is not there.
    pub fn key(&self) -> Result<[u8; 32], CaseError> {
        let path = self.dir.join(KEY);
        let missing = || CaseError::Key { path: path.clone() };
        fs::read(&path)
            .map_err(|_| missing())?
            .try_into()
            .map_err(|_| missing())
    }

    /// Where reading stopped: what the case knows of each input file, and the next source key.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn resume(&self) -> Result<Resume, CaseError> {
        let known = self.query(ledger::inputs)?.into_iter().map(|input| Known {
            name: input.name,
            digest: input.digest,
            bytes: input.bytes,
            records: input.records,
            complete: input.complete,
            first_source: input.first_source,
        });
        let next_source = self.query(|connection| {
            connection.query_row(
                "SELECT coalesce(max(source) + 1, 0) FROM sources",
                [],
                |row| row.get(0),
            )
        })?;
        Ok(Resume {
            known: known.collect(),
            next_source,
        })
    }

    /// How far each input file was read, in the order of their first sources.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn inputs(&self) -> Result<Vec<super::rows::InputRow>, CaseError> {
        self.query(ledger::inputs)
    }

    /// All sources in the order of their keys.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn sources(&self) -> Result<Vec<SourceRow>, CaseError> {
        self.query(ledger::sources)
    }

    /// The runs that are kept, oldest first.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn runs(&self) -> Result<Vec<RunRow>, CaseError> {
        self.query(ledger::runs)
    }

    /// A setting's value.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn setting(&self, name: &str) -> Result<Option<String>, CaseError> {
        self.query(|connection| ledger::get(connection, name))
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// [`CaseError::ReadOnly`] or [`CaseError::Ledger`].
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), CaseError> {
        self.transact(|transaction| ledger::set(transaction, name, value))
    }

    /// Whether this process holds the lock.
    pub(super) const fn writes(&self) -> bool {
        self.lock.is_some()
    }

    /// Path of the database.
    pub(super) fn ledger_path(&self) -> PathBuf {
        self.dir.join(LEDGER)
    }

    /// Asks the ledger.
    pub(super) fn query<T>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CaseError> {
        ask(&self.connection()).map_err(CaseError::ledger(&self.ledger_path()))
    }

    /// Changes the ledger in one transaction.
    pub(super) fn transact<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, CaseError> {
        if !self.writes() {
            return Err(CaseError::ReadOnly {
                path: self.dir.clone(),
            });
        }
        transact(&mut self.connection(), change).map_err(CaseError::ledger(&self.ledger_path()))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes folders that are not entered in the ledger.
    fn sweep(&self) -> Result<(), CaseError> {
        let entered: BTreeSet<PathBuf> = self
            .query(ledger::files)?
            .iter()
            .filter_map(|(path, _, _)| self.dir.join(path).parent().map(Path::to_path_buf))
            .collect();
        for home in [self.dir.join("ingest"), self.dir.join("runs")] {
            for entry in fs::read_dir(&home).map_err(CaseError::io(&home))? {
                let path = entry.map_err(CaseError::io(&home))?.path();
                if path.is_dir() && !entered.contains(&path) {
                    fs::remove_dir_all(&path).map_err(CaseError::io(&path))?;
                }
            }
        }
        Ok(())
    }
}

const LEDGER: &str = "case.db";
const KEY: &str = "key";
const LOCK: &str = "case.lock";

/// One immediate transaction; nothing stays when `change` fails.
pub(super) fn transact<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = change(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// A folder with files of others is not taken for a case, so that a mistyped path does no harm.
fn refuse_other_folders(dir: &Path) -> Result<(), CaseError> {
    let ours = ["ingest", "runs", KEY, LOCK];
    let refusal = || CaseError::NotACase {
        path: dir.to_path_buf(),
    };
    match fs::read_dir(dir) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotADirectory => Err(refusal()),
        Err(cause) => Err(CaseError::io(dir)(cause)),
        Ok(_) if dir.join(LEDGER).is_file() => Ok(()),
        Ok(mut entries) => {
            let known = |name: &std::ffi::OsStr| {
                ours.iter().any(|&own| name == own) || name.to_string_lossy().starts_with(LEDGER)
            };
            if entries.all(|entry| entry.is_ok_and(|entry| known(&entry.file_name()))) {
                Ok(())
            } else {
                Err(refusal())
            }
        }
    }
}

fn lock(dir: &Path) -> Result<File, CaseError> {
    let path = dir.join(LOCK);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(CaseError::io(&path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file
                .take(32)
                .read_to_string(&mut text)
                .ok()
                .and_then(|_| text.trim().parse().ok());
            return Err(CaseError::Locked {
                path: dir.to_path_buf(),
                pid,
            });
        }
        Err(TryLockError::Error(cause)) => return Err(CaseError::io(&path)(cause)),
    }
    file.set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(CaseError::io(&path))?;
    Ok(file)
}

/// Writes a new key that only its owner can read; a whole key that is there stays.
fn make_key(path: &Path) -> Result<(), CaseError> {
    if fs::metadata(path).is_ok_and(|file| file.len() == 32) {
        return Ok(());
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|cause| CaseError::io(path)(std::io::Error::other(cause)))?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(path)?;
        file.write_all(&key)?;
        file.sync_all()
    };
    write().map_err(CaseError::io(path))
}

/// Syncs a folder, so that names in it survive a power cut.
pub(super) fn sync_folder(path: &Path) -> Result<(), CaseError> {
    if cfg!(unix) {
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(CaseError::io(path))?;
    }
    Ok(())
}

/// Makes an empty folder for files under way.
pub(super) fn fresh_folder(path: &Path) -> Result<(), CaseError> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(CaseError::io(path))?;
    }
    fs::create_dir(path).map_err(CaseError::io(path))
}

/// Gives a folder of finished files its name, for good.
pub(super) fn publish(from: &Path, to: &Path) -> Result<(), CaseError> {
    sync_folder(from)?;
    if to.exists() {
        fs::remove_dir_all(to).map_err(CaseError::io(to))?;
    }
    fs::rename(from, to).map_err(CaseError::io(to))?;
    to.parent().map_or(Ok(()), sync_folder)
}
