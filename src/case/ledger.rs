//! `case.db`: what is entered there, one transaction at a time.
//!
//! In: parts and runs whose files are already on disk. Out: rows of SQLite in WAL mode, synced at
//! each commit, so that what is entered is there after a power cut. A file that is not entered
//! does not exist for any reader.

use std::path::{Path, PathBuf};

use rusqlite::{
    Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params,
};

use super::{
    CaseError, parquet::Sealed, rows::InputRow, rows::RunRow, rows::SourceRow, tables::SCHEMA,
};

/// How long a statement waits for another process' transaction.
const BUSY: std::time::Duration = std::time::Duration::from_secs(20);

const TABLES: &str = "
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE parts(
  part INTEGER PRIMARY KEY, first_message INTEGER NOT NULL, messages INTEGER NOT NULL,
  accounts INTEGER NOT NULL, first_sent INTEGER, last_sent INTEGER) STRICT;
CREATE TABLE defects(
  part INTEGER NOT NULL, code TEXT NOT NULL, messages INTEGER NOT NULL,
  PRIMARY KEY(part, code)) STRICT, WITHOUT ROWID;
CREATE TABLE runs(
  run INTEGER PRIMARY KEY, version TEXT NOT NULL, messages INTEGER NOT NULL, parameters TEXT NOT NULL) STRICT;
CREATE TABLE files(
  path TEXT PRIMARY KEY, part INTEGER, run INTEGER, name TEXT NOT NULL, rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX files_part ON files(part);
CREATE TABLE sources(
  source INTEGER PRIMARY KEY, parent INTEGER, name TEXT NOT NULL, format TEXT NOT NULL, digest TEXT,
  bytes INTEGER NOT NULL, state TEXT NOT NULL, messages INTEGER NOT NULL, repeated INTEGER NOT NULL,
  defects TEXT NOT NULL) STRICT;
CREATE TABLE inputs(
  name TEXT PRIMARY KEY, digest BLOB NOT NULL, bytes INTEGER NOT NULL, records INTEGER NOT NULL,
  complete INTEGER NOT NULL, first_source INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audit(
  entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL,
  hash BLOB NOT NULL) STRICT;
";

/// A number for SQLite, which knows int64 only.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A count that SQLite holds.
pub(super) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Opens the database for writing, making it when it is new.
pub(super) fn open_writer(path: &Path) -> Result<Connection, CaseError> {
    let wrap = || CaseError::ledger(path);
    let mut connection = Connection::open(path).map_err(wrap())?;
    connection.busy_timeout(BUSY).map_err(wrap())?;
    refuse_others(path, &connection)?;
    connection
        .pragma_update(None, "journal_mode", "wal")
        .map_err(wrap())?;
    connection
        .pragma_update(None, "synchronous", "full")
        .map_err(wrap())?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(wrap())?;
    if version(&transaction).map_err(wrap())? == 0 {
        transaction.execute_batch(TABLES).map_err(wrap())?;
        transaction
            .execute_batch(super::media::EXAMINED)
            .map_err(wrap())?;
        transaction
            .pragma_update(None, "user_version", SCHEMA)
            .map_err(wrap())?;
    }
    transaction.commit().map_err(wrap())?;
    Ok(connection)
}

/// Opens the database for reading; on media that cannot be written without the files that WAL needs.
pub(super) fn open_reader(path: &Path) -> Result<Connection, CaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |connection: Connection| {
        connection.busy_timeout(BUSY)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })?;
        Ok(connection)
    };
    let usual = Connection::open_with_flags(path, flags).and_then(open);
    let connection = match usual {
        Ok(connection) => connection,
        Err(cause) if checkpointed(path) => {
            Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)
                .and_then(open)
                .map_err(|_| CaseError::ledger(path)(cause))?
        }
        Err(cause) => return Err(CaseError::ledger(path)(cause)),
    };
    refuse_others(path, &connection)?;
    Ok(connection)
}

/// Whether all commits are in the database file itself, none in its write-ahead log.
fn checkpointed(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(PathBuf::from(log)).map_or(true, |log| log.len() == 0)
}

/// SQLite's URI of a file that nobody changes; see <https://www.sqlite.org/uri.html>.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for character in path.to_string_lossy().chars() {
        match character {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    uri + "?immutable=1"
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a case of another schema; version 0 is a database that is just being made.
fn refuse_others(path: &Path, connection: &Connection) -> Result<(), CaseError> {
    let found = version(connection).map_err(CaseError::ledger(path))?;
    if (1..SCHEMA).contains(&found) {
        return Err(CaseError::Older {
            path: path.to_path_buf(),
            found,
            known: SCHEMA,
        });
    }
    if found > SCHEMA {
        return Err(CaseError::Newer {
            path: path.to_path_buf(),
            found,
            known: SCHEMA,
        });
    }
    Ok(())
}

/// What a part is entered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PartEntry {
    /// Number, from 1.
    pub(super) part: u32,
    /// Key of its first message.
    pub(super) first_message: u32,
    /// Its messages; their keys have no gaps.
    pub(super) messages: u32,
    /// Accounts met for the first time.
    pub(super) accounts: u32,
    /// Least and greatest sending time.
    pub(super) sent: Option<(i64, i64)>,
}

/// Enters a part with all that it changes.
pub(super) fn enter_part(
    transaction: &Transaction<'_>,
    entry: &PartEntry,
    files: &[Sealed],
    defects: &std::collections::BTreeMap<String, u32>,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO parts VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            entry.part,
            entry.first_message,
            entry.messages,
            entry.accounts,
            entry.sent.map(|sent| sent.0),
            entry.sent.map(|sent| sent.1),
        ],
    )?;
    for (code, messages) in defects {
        transaction.execute(
            "INSERT INTO defects VALUES(?1, ?2, ?3)",
            params![entry.part, code, messages],
        )?;
    }
    enter_files(
        transaction,
        &format!("ingest/{:06}", entry.part),
        Some(entry.part),
        None,
        files,
    )
}

fn enter_files(
    transaction: &Transaction<'_>,
    folder: &str,
    part: Option<u32>,
    run: Option<u32>,
    files: &[Sealed],
) -> rusqlite::Result<()> {
    let mut insert =
        transaction.prepare_cached("INSERT INTO files VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for file in files {
        let name = file.table.name();
        let path = format!("{folder}/{name}.parquet");
        insert.execute(params![
            path,
            part,
            run,
            name,
            signed(file.rows),
            signed(file.bytes),
            file.sha256
        ])?;
    }
    Ok(())
}

/// Enters sources as they stand now.
pub(super) fn enter_sources(
    transaction: &Transaction<'_>,
    sources: &[SourceRow],
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO sources VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for row in sources {
        let defects = serde_json::Value::from(row.defects.as_slice()).to_string();
        insert.execute(params![
            row.source,
            row.parent,
            row.name,
            row.format,
            row.digest,
            signed(row.bytes),
            row.state,
            signed(row.messages),
            signed(row.repeated),
            defects,
        ])?;
    }
    Ok(())
}

/// Enters how far inputs were read.
pub(super) fn enter_inputs(
    transaction: &Transaction<'_>,
    inputs: &[InputRow],
) -> rusqlite::Result<()> {
    let mut insert = transaction
        .prepare_cached("INSERT OR REPLACE INTO inputs VALUES(?1, ?2, ?3, ?4, ?5, ?6)")?;
    for row in inputs {
        insert.execute(params![
            row.name,
            row.digest,
            signed(row.bytes),
            signed(row.records),
            row.complete,
            row.first_source,
        ])?;
    }
    Ok(())
}

/// Enters a run as the current one and forgets all but the newest `keep`.
pub(super) fn enter_run(
    transaction: &Transaction<'_>,
    run: &RunRow,
    files: &[Sealed],
    keep: u32,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO runs VALUES(?1, ?2, ?3, ?4)",
        params![run.run, run.version, signed(run.messages), run.parameters],
    )?;
    enter_files(
        transaction,
        &format!("runs/{}", run.run),
        None,
        Some(run.run),
        files,
    )?;
    set(transaction, CURRENT_RUN, &run.run.to_string())?;
    let last_forgotten = run.run.saturating_sub(keep);
    transaction.execute("DELETE FROM files WHERE run <= ?1", [last_forgotten])?;
    transaction.execute("DELETE FROM runs WHERE run <= ?1", [last_forgotten])?;
    Ok(())
}

/// The setting that names the current run.
pub(super) const CURRENT_RUN: &str = "current_run";

/// A setting's value.
pub(super) fn get(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    connection
        .query_row(
            "SELECT value FROM settings WHERE name = ?1",
            [name],
            |row| row.get(0),
        )
        .optional()
}

/// Sets a setting.
pub(super) fn set(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .execute(
            "INSERT OR REPLACE INTO settings VALUES(?1, ?2)",
            [name, value],
        )
        .map(|_| ())
}

/// All parts in the order of their commits.
pub(super) fn parts(connection: &Connection) -> rusqlite::Result<Vec<PartEntry>> {
    connection
        .prepare_cached("SELECT part, first_message, messages, accounts, first_sent, last_sent FROM parts ORDER BY part")?
        .query_map([], |row| {
            let sent: (Option<i64>, Option<i64>) = (row.get(4)?, row.get(5)?);
            Ok(PartEntry {
                part: row.get(0)?,
                first_message: row.get(1)?,
                messages: row.get(2)?,
                accounts: row.get(3)?,
                sent: sent.0.zip(sent.1),
            })
        })?
        .collect()
}

/// All sources in the order of their keys.
pub(super) fn sources(connection: &Connection) -> rusqlite::Result<Vec<SourceRow>> {
    connection
        .prepare_cached("SELECT source, parent, name, format, digest, bytes, state, messages, repeated, defects FROM sources ORDER BY source")?
        .query_map([], |row| {
            let defects: String = row.get(9)?;
            Ok(SourceRow {
                source: row.get(0)?,
                parent: row.get(1)?,
                name: row.get(2)?,
                format: row.get(3)?,
                digest: row.get(4)?,
                bytes: unsigned(row.get(5)?),
                state: row.get(6)?,
                messages: unsigned(row.get(7)?),
                repeated: unsigned(row.get(8)?),
                defects: serde_json::from_str(&defects).unwrap_or_else(|_| vec![defects]),
            })
        })?
        .collect()
}

/// All inputs in the order of their first source.
pub(super) fn inputs(connection: &Connection) -> rusqlite::Result<Vec<InputRow>> {
    connection
        .prepare_cached("SELECT name, digest, bytes, records, complete, first_source FROM inputs ORDER BY first_source, name")?
        .query_map([], |row| {
            Ok(InputRow {
                name: row.get(0)?,
                digest: row.get(1)?,
                bytes: unsigned(row.get(2)?),
                records: unsigned(row.get(3)?),
                complete: row.get(4)?,
                first_source: row.get(5)?,
            })
        })?
        .collect()
}

/// All runs that are kept, oldest first.
pub(super) fn runs(connection: &Connection) -> rusqlite::Result<Vec<RunRow>> {
    connection
        .prepare_cached("SELECT run, version, messages, parameters FROM runs ORDER BY run")?
        .query_map([], |row| {
            Ok(RunRow {
                run: row.get(0)?,
                version: row.get(1)?,
                messages: unsigned(row.get(2)?),
                parameters: row.get(3)?,
            })
        })?
        .collect()
}

/// A file as it was entered: path within the case, bytes, SHA-256.
pub(super) type FileEntry = (String, u64, String);

/// All files that are entered, in the order of their paths.
pub(super) fn files(connection: &Connection) -> rusqlite::Result<Vec<FileEntry>> {
    connection
        .prepare_cached("SELECT path, bytes, sha256 FROM files ORDER BY path")?
        .query_map([], |row| {
            Ok((row.get(0)?, unsigned(row.get(1)?), row.get(2)?))
        })?
        .collect()
}

/// Whether a file is entered.
pub(super) fn has_file(connection: &Connection, path: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM files WHERE path = ?1")?
        .exists([path])
}
