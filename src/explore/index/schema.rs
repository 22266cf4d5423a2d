//! The tables of the index, and the mark by which a file is known to be current.
//!
//! In: an empty database. Out: tables, and after the rows are in, their indexes.
//!
//! A message's `rank` is its place in time: 0 for the oldest, messages without any time first. It is the row id of
//! the text index, so that the newest hits are read first and a span of time is a span of row ids.

use rusqlite::{Connection, OptionalExtension};

use crate::case::{Case, CaseError};

/// Changes whenever the tables or the law of the words change; a file of another one is made anew.
const FORMAT: u32 = 4;

/// Words are parted by spaces before they come here; marks hold `_`, `.` and `-`.
/// The size of the hash table bounds memory while building (32 MiB), the page size follows the file's.
pub(super) const TABLES: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE message(
  key INTEGER PRIMARY KEY, rank INTEGER NOT NULL, at INTEGER, sent_at INTEGER, received_at INTEGER, account INTEGER,
  campaign INTEGER, grp INTEGER, kind TEXT, similarity REAL, platform TEXT NOT NULL, language TEXT, words INTEGER NOT NULL,
  links INTEGER NOT NULL, files INTEGER NOT NULL, image INTEGER NOT NULL, subject TEXT NOT NULL, opening TEXT NOT NULL) STRICT;
CREATE TABLE external(id INTEGER NOT NULL, message INTEGER NOT NULL, PRIMARY KEY(id, message)) STRICT, WITHOUT ROWID;
CREATE TABLE account(
  key INTEGER PRIMARY KEY, platform TEXT NOT NULL, handle TEXT NOT NULL, display_name TEXT NOT NULL, domain TEXT NOT NULL,
  first INTEGER, last INTEGER, messages INTEGER NOT NULL, pseudonym TEXT NOT NULL) STRICT;
CREATE TABLE sender(
  campaign INTEGER NOT NULL, messages INTEGER NOT NULL, account INTEGER NOT NULL,
  PRIMARY KEY(campaign, messages DESC, account)) STRICT, WITHOUT ROWID;
CREATE TABLE hour(
  campaign INTEGER NOT NULL, hour INTEGER NOT NULL, messages INTEGER NOT NULL, PRIMARY KEY(campaign, hour)) STRICT, WITHOUT ROWID;
CREATE TABLE host(key INTEGER PRIMARY KEY, name TEXT NOT NULL, messages INTEGER NOT NULL) STRICT;
CREATE TABLE filling(
  key INTEGER PRIMARY KEY, grp INTEGER NOT NULL, slot INTEGER NOT NULL, messages INTEGER NOT NULL, value TEXT NOT NULL) STRICT;
CREATE TABLE filled(filling INTEGER NOT NULL, message INTEGER NOT NULL, PRIMARY KEY(filling, message)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5(subject, body, mark, content='', tokenize=\"ascii tokenchars '_.-'\");
INSERT INTO text(text, rank) VALUES ('hashsize', 33554432), ('automerge', 0), ('crisismerge', 2000), ('pgsz', 8000);
";

/// Made when the rows are in: sorting once is cheaper than growing in disorder.
pub(super) const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX message_rank ON message(rank)",
    "CREATE INDEX message_campaign_rank ON message(campaign, rank) WHERE campaign IS NOT NULL",
    "CREATE INDEX message_campaign_alike ON message(campaign, similarity, rank) WHERE campaign IS NOT NULL",
    "CREATE INDEX message_account ON message(account, rank) WHERE account IS NOT NULL",
    "CREATE INDEX message_group ON message(grp, rank) WHERE grp IS NOT NULL",
    "CREATE INDEX message_group_alike ON message(grp, similarity, rank) WHERE grp IS NOT NULL",
    "INSERT INTO sender SELECT campaign, count(*), account FROM message WHERE campaign IS NOT NULL AND account IS NOT NULL GROUP BY campaign, account",
    "CREATE INDEX sender_account ON sender(account, messages)",
    "INSERT INTO hour SELECT -1, (at - ((at % 3600) + 3600) % 3600) / 3600 AS h, count(*) FROM message WHERE at IS NOT NULL GROUP BY h",
    "INSERT INTO hour SELECT campaign, (at - ((at % 3600) + 3600) % 3600) / 3600 AS h, count(*) FROM message WHERE at IS NOT NULL AND campaign IS NOT NULL GROUP BY campaign, h",
    "CREATE INDEX account_handle ON account(handle)",
    "CREATE INDEX account_pseudonym ON account(pseudonym)",
    "CREATE INDEX filled_message ON filled(message)",
    "CREATE INDEX filling_slot ON filling(grp, slot, messages DESC)",
    "ANALYZE",
];

/// What a file is made of: it is current while the case says the same.
pub(super) fn stamp(case: &Case) -> Result<String, CaseError> {
    let run = case.current_run()?;
    let run = run.map_or_else(|| "none".to_owned(), |run| run.to_string());
    let messages = case.message_count()?;
    Ok(format!("format {FORMAT}, run {run}, messages {messages}"))
}

/// The stamp of a file; `None` for one that is not whole or no index at all.
pub(super) fn stamped(connection: &Connection) -> Option<String> {
    let query = "SELECT value FROM meta WHERE name = 'stamp'";
    connection
        .query_row(query, [], |row| row.get(0))
        .optional()
        .ok()
        .flatten()
}

/// Marks a file as whole.
pub(super) fn set_stamp(connection: &Connection, stamp: &str) -> rusqlite::Result<()> {
    connection
        .execute("INSERT INTO meta VALUES ('stamp', ?1)", [stamp])
        .map(drop)
}
