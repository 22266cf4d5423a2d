//! Pages of messages, senders and times.
//!
//! In: an open index. Out: rows. Each read is one bounded statement; a page deep in a long list walks an index, not the rows.

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, Row, params};

use crate::case::{Case, Watch};

use super::{
    Account, Bar, Bucket, Filling, IndexError, Listed, Message, Order, PAGE, Sender, Slot,
    SlotValue, Used, build, marks,
    place::{self, Place},
    schema,
};

/// Bars of a timeline that are read.
const BARS: u32 = 20_000;

/// The hours of the whole archive stand under this campaign.
const ARCHIVE: i64 = -1;

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
}

const MESSAGE: &str = "key, at, sent_at, received_at, account, campaign, grp, kind, similarity, platform, language, words, \
     links, files, image, subject, opening";

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        key: row.get(0)?,
        at: row.get(1)?,
        sent_at: row.get(2)?,
        received_at: row.get(3)?,
        account: row.get(4)?,
        campaign: row.get(5)?,
        group: row.get(6)?,
        kind: row.get(7)?,
        similarity: row.get(8)?,
        platform: row.get(9)?,
        language: row.get(10)?,
        words: row.get(11)?,
        links: row.get(12)?,
        files: row.get(13)?,
        image: row.get(14)?,
        subject: row.get(15)?,
        opening: row.get(16)?,
    })
}

const ACCOUNT: &str =
    "key, platform, handle, display_name, domain, first, last, messages, pseudonym";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        key: row.get(0)?,
        platform: row.get(1)?,
        handle: row.get(2)?,
        display_name: row.get(3)?,
        domain: row.get(4)?,
        first: row.get(5)?,
        last: row.get(6)?,
        messages: row.get(7)?,
        pseudonym: row.get(8)?,
    })
}

fn sender(row: &Row<'_>) -> rusqlite::Result<Sender> {
    Ok(Sender {
        campaign: row.get(0)?,
        account: row.get(1)?,
        messages: row.get(2)?,
    })
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
            }));
        }
        Ok(build::build(case, &stamp, watch)?.map(|place| Self {
            readers: Mutex::default(),
            place,
        }))
    }

    /// The file.
    pub(super) fn path(&self) -> &std::path::Path {
        self.place.path()
    }

    /// Messages of the case.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn count(&self) -> Result<u32, IndexError> {
        self.one(
            "SELECT coalesce(max(rank) + 1, 0) FROM message",
            [],
            |row| row.get(0),
        )
        .map(Option::unwrap_or_default)
    }

    /// A message by its key.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn message(&self, key: u32) -> Result<Option<Message>, IndexError> {
        let sql = format!("SELECT {MESSAGE} FROM message WHERE key = ?1");
        self.one(&sql, [key], message)
    }

    /// Messages by their keys, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn messages(&self, keys: &[u32]) -> Result<Vec<Message>, IndexError> {
        let found = keys.iter().map(|&key| self.message(key));
        found.filter_map(Result::transpose).collect()
    }

    /// Messages by their places in time, in the order asked.
    pub(in super::super) fn ranked(&self, ranks: &[u32]) -> Result<Vec<Message>, IndexError> {
        let sql = format!("SELECT {MESSAGE} FROM message WHERE rank = ?1");
        let found = ranks.iter().map(|rank| self.one(&sql, [rank], message));
        found.filter_map(Result::transpose).collect()
    }

    /// The messages of a campaign.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn messages_of(
        &self,
        campaign: u32,
        order: Order,
        page: u32,
    ) -> Result<Listed<Message>, IndexError> {
        let order = match order {
            Order::LeastAlike => "similarity, rank",
            Order::MostAlike => "similarity DESC, rank DESC",
            Order::Newest => "rank DESC",
            Order::Oldest => "rank",
        };
        self.listed("campaign", campaign, order, page)
    }

    /// The messages of an account, newest first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn messages_by(&self, account: u32, page: u32) -> Result<Listed<Message>, IndexError> {
        self.listed("account", account, "rank DESC", page)
    }

    /// The messages of a group of near duplicates, newest first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn messages_in(&self, group: u32, page: u32) -> Result<Listed<Message>, IndexError> {
        self.listed("grp", group, "rank DESC", page)
    }

    /// The keys of the messages with a Message-ID (without angle brackets) or the id of a post.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn messages_with_id(&self, id: &str) -> Result<Vec<u32>, IndexError> {
        let sql = "SELECT message FROM external WHERE id = ?1 ORDER BY message LIMIT ?2";
        self.all(sql, params![marks::external(id), PAGE], |row| row.get(0))
    }

    /// An account by its key.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn account(&self, key: u32) -> Result<Option<Account>, IndexError> {
        self.one(
            &format!("SELECT {ACCOUNT} FROM account WHERE key = ?1"),
            [key],
            account,
        )
    }

    /// Accounts by their keys, in the order asked; unknown keys are left out.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn accounts(&self, keys: &[u32]) -> Result<Vec<Account>, IndexError> {
        let found = keys.iter().map(|&key| self.account(key));
        found.filter_map(Result::transpose).collect()
    }

    /// The accounts of a pseudonym: more than one where a handle is on several platforms.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn accounts_called(&self, pseudonym: &str) -> Result<Vec<u32>, IndexError> {
        let sql = "SELECT key FROM account WHERE pseudonym = ?1 ORDER BY key LIMIT ?2";
        self.all(sql, params![pseudonym, PAGE], |row| row.get(0))
    }

    /// The accounts of a handle, as it is normalised.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn accounts_with_handle(&self, handle: &str) -> Result<Vec<u32>, IndexError> {
        let sql = "SELECT key FROM account WHERE handle = ?1 ORDER BY key LIMIT ?2";
        self.all(sql, params![handle, PAGE], |row| row.get(0))
    }

    /// The senders of a campaign, those of most messages first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn senders_of(&self, campaign: u32, page: u32) -> Result<Listed<Sender>, IndexError> {
        let sql = "SELECT campaign, account, messages FROM sender WHERE campaign = ?1 ORDER BY messages DESC, account LIMIT ?2 OFFSET ?3";
        Ok(Listed {
            rows: self.all(sql, params![campaign, PAGE, offset(page)], sender)?,
            total: self.total("SELECT count(*) FROM sender WHERE campaign = ?1", campaign)?,
        })
    }

    /// The campaigns that an account took part in, those of most messages first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn campaigns_of(&self, account: u32, page: u32) -> Result<Listed<Sender>, IndexError> {
        let sql = "SELECT campaign, account, messages FROM sender WHERE account = ?1 ORDER BY messages DESC, campaign LIMIT ?2 OFFSET ?3";
        Ok(Listed {
            rows: self.all(sql, params![account, PAGE, offset(page)], sender)?,
            total: self.total("SELECT count(*) FROM sender WHERE account = ?1", account)?,
        })
    }

    /// When the messages of a campaign, or of the whole archive, were sent: one bar for each bucket that has any,
    /// oldest first, at most 20,000 of them. `within` leaves out bars that do not touch this span of seconds.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn timeline(
        &self,
        campaign: Option<u32>,
        bucket: Bucket,
        within: Option<std::ops::Range<i64>>,
    ) -> Result<Vec<Bar>, IndexError> {
        let (width, shift) = (bucket.hours(), bucket.shift());
        let floor = |hour: i64| {
            (hour.saturating_add(shift))
                .div_euclid(width)
                .saturating_mul(width)
                .saturating_sub(shift)
        };
        let span = within.unwrap_or(i64::MIN..i64::MAX);
        let last = floor(span.end.saturating_sub(1).div_euclid(3600)).saturating_add(width - 1);
        let sql = "SELECT h - ((h + ?2) % ?3 + ?3) % ?3 AS start, sum(m) FROM
            (SELECT hour AS h, messages AS m FROM hour WHERE campaign = ?1 AND hour BETWEEN ?4 AND ?5)
            GROUP BY start ORDER BY start LIMIT ?6";
        let campaign = campaign.map_or(ARCHIVE, i64::from);
        let first = floor(span.start.div_euclid(3600));
        self.all(
            sql,
            params![campaign, shift, width, first, last, BARS],
            |row| {
                Ok(Bar {
                    start: row.get::<_, i64>(0)?.saturating_mul(3600),
                    messages: row.get(1)?,
                })
            },
        )
    }

    /// The first and the last hour (its start) in which a campaign, or the whole archive, has messages.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn span(&self, campaign: Option<u32>) -> Result<Option<(i64, i64)>, IndexError> {
        let sql = "SELECT min(hour), max(hour) FROM hour WHERE campaign = ?1";
        let ends = self.one(sql, [campaign.map_or(ARCHIVE, i64::from)], |row| {
            Ok(row
                .get::<_, Option<i64>>(0)?
                .zip(row.get::<_, Option<i64>>(1)?))
        })?;
        let seconds =
            |(first, last): (i64, i64)| (first.saturating_mul(3600), last.saturating_mul(3600));
        Ok(ends.flatten().map(seconds))
    }

    /// Messages of a group whose likeness to its most typical member is nearest to this one, the nearest first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn near(&self, group: u32, likeness: f64, most: u32) -> Result<Vec<Message>, IndexError> {
        let sql = format!(
            "WITH page AS MATERIALIZED (SELECT key AS wanted, abs(similarity - ?2) AS apart FROM message WHERE grp = ?1
               ORDER BY apart, rank LIMIT ?3)
             SELECT {MESSAGE} FROM page CROSS JOIN message ON key = wanted ORDER BY apart, rank"
        );
        self.all(&sql, params![group, likeness, most], message)
    }

    /// The slots of a group's template that were filled, in their order.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn slots(&self, group: u32) -> Result<Vec<Slot>, IndexError> {
        let sql = "SELECT slot, count(*), sum(messages) FROM filling WHERE grp = ?1 GROUP BY slot ORDER BY slot";
        self.all(sql, [group], |row| {
            Ok(Slot {
                slot: row.get(0)?,
                values: row.get(1)?,
                messages: row.get(2)?,
            })
        })
    }

    /// The values of a slot, those of most messages first.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn values_of(
        &self,
        group: u32,
        slot: u16,
        page: u32,
    ) -> Result<Listed<SlotValue>, IndexError> {
        let sql = "SELECT key, value, messages FROM filling WHERE grp = ?1 AND slot = ?2 ORDER BY messages DESC, key LIMIT ?3 OFFSET ?4";
        let rows = self.all(sql, params![group, slot, PAGE, offset(page)], |row| {
            Ok(SlotValue {
                key: row.get(0)?,
                value: row.get(1)?,
                messages: row.get(2)?,
            })
        })?;
        let total = "SELECT count(*) FROM filling WHERE grp = ?1 AND slot = ?2";
        let total = self.one(total, params![group, slot], |row| row.get(0))?;
        Ok(Listed {
            rows,
            total: total.unwrap_or_default(),
        })
    }

    /// A value by its number: its group, its slot and its words.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn value(&self, value: u32) -> Result<Option<Used>, IndexError> {
        let sql = "SELECT grp, slot, value FROM filling WHERE key = ?1";
        self.one(sql, [value], |row| {
            Ok(Used {
                group: row.get(0)?,
                slot: row.get(1)?,
                value: row.get(2)?,
            })
        })
    }

    /// The messages that used a value, by its number, in the order of their keys.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn users_of(&self, value: u32, page: u32) -> Result<Listed<Message>, IndexError> {
        let sql = format!(
            "SELECT {MESSAGE} FROM message WHERE key IN
             (SELECT message FROM filled WHERE filling = ?1 ORDER BY message LIMIT ?2 OFFSET ?3) ORDER BY key"
        );
        Ok(Listed {
            rows: self.all(&sql, params![value, PAGE, offset(page)], message)?,
            total: self.total("SELECT count(*) FROM filled WHERE filling = ?1", value)?,
        })
    }

    /// What a message filled into the slots of its group's template.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn fillings_of(&self, message: u32) -> Result<Vec<Filling>, IndexError> {
        let sql = "SELECT slot, value FROM filled JOIN filling ON key = filling WHERE message = ?1 ORDER BY slot LIMIT 1000";
        self.all(sql, [message], |row| {
            Ok(Filling {
                slot: row.get(0)?,
                value: row.get(1)?,
            })
        })
    }

    /// A page of messages with a value in a column that has an index with the rank.
    fn listed(
        &self,
        column: &str,
        value: u32,
        order: &str,
        page: u32,
    ) -> Result<Listed<Message>, IndexError> {
        let sql = format!(
            "WITH page AS MATERIALIZED (SELECT key AS wanted FROM message WHERE {column} = ?1 ORDER BY {order} LIMIT ?2 OFFSET ?3)
             SELECT {MESSAGE} FROM page CROSS JOIN message ON key = wanted ORDER BY {order}"
        );
        Ok(Listed {
            rows: self.all(&sql, params![value, PAGE, offset(page)], message)?,
            total: self.total(
                &format!("SELECT count(*) FROM message WHERE {column} = ?1"),
                value,
            )?,
        })
    }

    fn total(&self, sql: &str, value: u32) -> Result<u32, IndexError> {
        Ok(self
            .one(sql, [value], |row| row.get(0))?
            .unwrap_or_default())
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
fn offset(page: u32) -> i64 {
    i64::from(page) * i64::from(PAGE)
}

fn reader(path: &std::path::Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = Connection::open_with_flags(path, flags)?;
    reader.pragma_update(None, "cache_size", CACHE)?;
    Ok(reader)
}
