//! One pass over the parts of a case to the rows of the index.
//!
//! In: a case. Out: a whole `explore.db`. One part is read and folded to words while the one before is inserted; memory is bounded
//! by two parts, the text index's table of 32 MiB, and a few bytes a message and account.

use std::{collections::HashMap, sync::mpsc::sync_channel, thread};

use rusqlite::{Connection, params};

use crate::case::{Case, Table, Watch, pseudonym::Pseudonyms};

use super::{
    IndexError,
    derived::{self, Derived, Senders},
    fillings,
    gather::{self, Gathered},
    marks::Mark,
    place::{Draft, Place},
    schema,
};

/// Nothing is kept of a draft that was not finished, so nothing is synced on the way. The page cache is 32 MiB.
const SPEED: &str = "
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -32768;
BEGIN;
";

/// Pages of the text index that are merged in one step: a few tenths of a second.
const MERGED: i64 = 2000;

/// Builds the index; `None` when the watch stopped it.
pub(super) fn build(
    case: &Case,
    stamp: &str,
    watch: &dyn Watch,
) -> Result<Option<Place>, IndexError> {
    let draft = Draft::create(case.dir())?;
    let path = draft.path().to_path_buf();
    let wrap = || IndexError::database(&path);
    let connection = Connection::open(&path).map_err(wrap())?;
    let whole = fill(case, &connection, watch, &|cause| {
        IndexError::database(&path)(cause)
    })?;
    if !whole {
        return Ok(None);
    }
    schema::set_stamp(&connection, stamp).map_err(wrap())?;
    connection.execute_batch("COMMIT").map_err(wrap())?;
    connection.close().map_err(|(_, cause)| wrap()(cause))?;
    draft.finish().map(Some)
}

/// Fills an empty database; `false` when the watch stopped it.
fn fill(
    case: &Case,
    connection: &Connection,
    watch: &dyn Watch,
    wrap: &dyn Fn(rusqlite::Error) -> IndexError,
) -> Result<bool, IndexError> {
    connection.execute_batch(SPEED).map_err(wrap)?;
    connection.execute_batch(schema::TABLES).map_err(wrap)?;
    watch.stage("reading findings", 0);
    let derived = Derived::load(case)?;
    if watch.stopped() {
        return Ok(false);
    }
    let senders = copy_accounts(case, connection, wrap)?;
    let ranks = ranks(case)?;
    if watch.stopped()
        || !copy_messages(case, connection, (&ranks, &derived, &senders), watch, wrap)?
    {
        return Ok(false);
    }
    drop((ranks, derived, senders));
    if !merge(connection, watch).map_err(wrap)? {
        return Ok(false);
    }
    watch.stage("sorting", schema::INDEXES.len() as u64 + 1);
    fillings::copy(case, connection, wrap)?;
    for statement in schema::INDEXES {
        if watch.stopped() {
            return Ok(false);
        }
        watch.advance(1);
        connection.execute_batch(statement).map_err(wrap)?;
    }
    watch.advance(1);
    Ok(true)
}

/// The place in time of every message, by its key: without a time first, then the oldest.
fn ranks(case: &Case) -> Result<Vec<u32>, IndexError> {
    let mut times = Vec::with_capacity(case.message_count()? as usize);
    for part in case.parts()? {
        let sent = part.column::<Option<i64>>(Table::Messages, "sent_at")?;
        let received = part.column::<Option<i64>>(Table::Messages, "received_at")?;
        let at = sent.into_iter().zip(received);
        times.extend(
            at.map(|(sent, received)| gather::at(sent, received))
                .zip(part.first_message()..),
        );
    }
    times.sort_unstable();
    let mut ranks = vec![0; times.len()];
    for ((_, key), rank) in times.into_iter().zip(0_u32..) {
        if let Some(slot) = ranks.get_mut(key as usize) {
            *slot = rank;
        }
    }
    Ok(ranks)
}

fn copy_accounts(
    case: &Case,
    connection: &Connection,
    wrap: &dyn Fn(rusqlite::Error) -> IndexError,
) -> Result<Senders, IndexError> {
    // Without the key nobody is found by a pseudonym; all else works.
    let names = case.key().ok().map(|key| Pseudonyms::new(&key));
    let mut senders = Senders::default();
    let mut insert = connection
        .prepare("INSERT INTO account VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .map_err(wrap)?;
    derived::accounts(case, |row| {
        senders.keep(&row);
        let pseudonym = names.as_ref().map(|names| names.of(&row.handle));
        insert
            .execute(params![
                row.account,
                row.platform,
                row.handle,
                row.display_name,
                row.domain,
                row.first,
                row.last,
                row.messages,
                pseudonym.unwrap_or_default(),
            ])
            .map(drop)
            .map_err(wrap)
    })?;
    Ok(senders)
}

/// Inserts all messages; `false` when the watch stopped it.
fn copy_messages(
    case: &Case,
    connection: &Connection,
    (ranks, derived, senders): (&[u32], &Derived, &Senders),
    watch: &dyn Watch,
    wrap: &dyn Fn(rusqlite::Error) -> IndexError,
) -> Result<bool, IndexError> {
    let parts = case.parts()?;
    watch.stage("indexing texts", ranks.len() as u64);
    let mut hosts = Hosts::default();
    let whole = thread::scope(|scope| {
        let (send, receive) = sync_channel(0);
        scope.spawn(move || {
            for part in &parts {
                // Nobody receives any more: the other side stopped.
                let gathered = gather::gather(part, ranks, derived, senders);
                if send.send(gathered).is_err() {
                    return;
                }
            }
        });
        for gathered in receive {
            let gathered = gathered?;
            insert(connection, &gathered, derived, &mut hosts).map_err(wrap)?;
            watch.advance(gathered.len() as u64);
            if watch.stopped() {
                return Ok(false);
            }
        }
        Ok::<_, IndexError>(true)
    })?;
    if whole {
        hosts.write(connection).map_err(wrap)?;
    }
    Ok(whole)
}

const MESSAGE: &str = "INSERT INTO message VALUES
  (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";

fn insert(
    connection: &Connection,
    rows: &[Gathered],
    derived: &Derived,
    hosts: &mut Hosts,
) -> rusqlite::Result<()> {
    let mut message = connection.prepare_cached(MESSAGE)?;
    let mut external = connection.prepare_cached("INSERT INTO external VALUES (?1, ?2)")?;
    let mut text = connection
        .prepare_cached("INSERT INTO text(rowid, subject, body, mark) VALUES (?1, ?2, ?3, ?4)")?;
    for row in rows {
        let fact = derived.fact(row.key);
        let member = fact.member;
        message.execute(params![
            row.key,
            row.rank,
            row.at,
            row.sent_at,
            row.received_at,
            row.account,
            member.map(|member| member.campaign),
            fact.group,
            member.map(|member| derived.spelled(member.kind)),
            fact.similarity,
            row.platform,
            row.language,
            row.words,
            row.links,
            row.files,
            row.image,
            row.subject,
            row.opening,
        ])?;
        if let Some(id) = row.external {
            external.execute(params![id, row.key])?;
        }
        let mut marks = row.marks.clone();
        for host in &row.hosts {
            marks.push(' ');
            marks.push_str(&Mark::Host.number(hosts.number(host)));
        }
        text.execute(params![
            row.rank,
            row.searched_subject,
            row.searched_body,
            marks
        ])?;
    }
    Ok(())
}

/// The hosts of all links, with the messages that link there.
#[derive(Default)]
struct Hosts(HashMap<String, (u32, u32)>);

impl Hosts {
    fn number(&mut self, host: &str) -> u32 {
        if let Some((number, messages)) = self.0.get_mut(host) {
            *messages = messages.saturating_add(1);
            return *number;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(host.to_owned(), (number, 1));
        number
    }

    fn write(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(_, (number, _))| *number);
        let mut insert = connection.prepare("INSERT INTO host VALUES (?1, ?2, ?3)")?;
        for (name, (number, messages)) in all {
            insert.execute(params![number, name, messages])?;
        }
        Ok(())
    }
}

/// Merges the text index to one piece, so that a search looks in one place; `false` when the watch stopped it.
fn merge(connection: &Connection, watch: &dyn Watch) -> rusqlite::Result<bool> {
    watch.stage("merging", 0);
    let mut step = connection.prepare("INSERT INTO text(text, rank) VALUES ('merge', ?1)")?;
    // A negative number begins a merge of everything; then it goes on until nothing more changes.
    let mut pages = -MERGED;
    loop {
        let before = connection.total_changes();
        step.execute([pages])?;
        // FTS5's own sign that no work was left: fewer than two changes.
        if connection.total_changes().saturating_sub(before) < 2 {
            return Ok(true);
        }
        if watch.stopped() {
            return Ok(false);
        }
        pages = MERGED;
    }
}
