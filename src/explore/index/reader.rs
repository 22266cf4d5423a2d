//! The index as it is opened and asked.
//!
//! In: a case. Out: an [`Index`], whose readers are lent to one statement at a time.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Params, Row};

use crate::case::{Case, Watch};

use super::{
    IndexError, PAGE, build,
    place::{self, Place},
    schema,
};

/// Page cache of one reader, in KiB, negative as SQLite wants it.
const CACHE: i64 = -16_384;

/// Readers that are kept open.
const READERS: usize = 4;

/// The derived database of a case. May be asked from many threads at once.
#[derive(Debug)]
pub struct Index {
    // Before the place, so that a temporary file is closed when it is removed.
    readers: Mutex<Vec<Connection>>,
    place: Place,
    stamp: String,
}

impl Index {
    /// Opens the index of a case, building it first where it is missing or out of date; `None` when the watch stopped
    /// the building. A million messages take about a minute.
    ///
    /// # Errors
    /// The case cannot be read, or neither its folder nor the system's temporary folder can be written.
    pub fn open(case: &Case, watch: &dyn Watch) -> Result<Option<Self>, IndexError> {
        let stamp = schema::stamp(case)?;
        let home = case.dir().join(place::NAME);
        if home.is_file()
            && let Ok(reader) = reader(&home)
            && schema::stamped(&reader).as_deref() == Some(stamp.as_str())
        {
            return Ok(Some(Self {
                readers: Mutex::new(vec![reader]),
                place: Place::at(home),
                stamp,
            }));
        }
        Ok(build::build(case, &stamp, watch)?.map(|place| Self {
            readers: Mutex::default(),
            place,
            stamp,
        }))
    }

    /// Whether the case is still what the index was made of; if not, open it again.
    ///
    /// # Errors
    /// [`IndexError::Case`].
    pub fn is_current(&self, case: &Case) -> Result<bool, IndexError> {
        Ok(schema::stamp(case)? == self.stamp)
    }

    /// The file that is read.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    pub(in super::super) fn one<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, IndexError> {
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row(values, read).optional()
        })
    }

    pub(in super::super) fn all<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, IndexError> {
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map(values, read)?.collect()
        })
    }

    /// As [`Self::all`], given up after so long: `None` then.
    pub(in super::super) fn all_within<T>(
        &self,
        limit: Duration,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<Vec<T>>, IndexError> {
        self.ask(|connection| {
            let handle = connection.get_interrupt_handle();
            let (done, wait) = channel::<()>();
            thread::scope(|scope| {
                scope.spawn(move || {
                    if wait.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                        handle.interrupt();
                    }
                });
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map(values, read)?.collect();
                drop(done);
                match rows {
                    Err(cause)
                        if cause.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
                    {
                        Ok(None)
                    }
                    rows => rows.map(Some),
                }
            })
        })
    }

    /// Asks with a reader of the pool; one that failed is not used again.
    fn ask<T>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, IndexError> {
        let pool = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = pool().pop();
        let run = || {
            let reader = idle.map_or_else(|| reader(self.place.path()), Ok)?;
            let answer = ask(&reader)?;
            let mut readers = pool();
            if readers.len() < READERS {
                readers.push(reader);
            }
            Ok(answer)
        };
        run().map_err(IndexError::database(self.place.path()))
    }
}

/// Rows before a page.
pub(super) fn offset(page: u32) -> i64 {
    i64::from(page) * i64::from(PAGE)
}

fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags)?;
    reader.pragma_update(None, "cache_size", CACHE)?;
    Ok(reader)
}
