//! Pages of messages, accounts and senders.
//!
//! In: an open index. Out: rows. Each read is one bounded statement; a page deep in a long list walks an index, not the rows.

use rusqlite::{Row, params};

use super::{
    Account, Index, IndexError, Listed, Message, Order, PAGE, Sender, marks, reader::offset,
};

pub(super) const MESSAGE: &str = "key, at, sent_at, received_at, account, campaign, grp, kind, similarity, platform, language, words, \
     links, files, image, subject, opening";

pub(super) fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
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

    /// The oldest messages of a campaign that name a sender: message and account, by message.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn written_in(&self, campaign: u32, most: u32) -> Result<Vec<(u32, u32)>, IndexError> {
        let sql = "SELECT key, account FROM (SELECT key, account, rank FROM message WHERE campaign = ?1 ORDER BY rank LIMIT ?2)
             WHERE account IS NOT NULL ORDER BY key";
        self.all(sql, params![campaign, most], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
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

    /// Messages of a group whose likeness to its most typical member is nearest to this one, the nearest first. Those at least
    /// as like and those less like are each read from their end of the index, so that a large group costs no more than a small one.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn near(&self, group: u32, likeness: f64, most: u32) -> Result<Vec<Message>, IndexError> {
        let sql = format!(
            "WITH above AS MATERIALIZED (SELECT key AS wanted, similarity - ?2 AS apart FROM message
               WHERE grp = ?1 AND similarity >= ?2 ORDER BY similarity, rank LIMIT ?3),
             below AS MATERIALIZED (SELECT key AS wanted, ?2 - similarity AS apart FROM message
               WHERE grp = ?1 AND similarity < ?2 ORDER BY similarity DESC, rank DESC LIMIT ?3),
             page AS MATERIALIZED (SELECT wanted, apart FROM above UNION ALL SELECT wanted, apart FROM below)
             SELECT {MESSAGE} FROM page CROSS JOIN message ON key = wanted ORDER BY apart, rank LIMIT ?3"
        );
        self.all(&sql, params![group, likeness, most], message)
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

    /// The senders of a campaign with the most messages.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn first_senders(&self, campaign: u32, most: u32) -> Result<Vec<Sender>, IndexError> {
        let sql = "SELECT campaign, account, messages FROM sender WHERE campaign = ?1 ORDER BY messages DESC, account LIMIT ?2";
        self.all(sql, params![campaign, most], sender)
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

    pub(super) fn total(&self, sql: &str, value: u32) -> Result<u32, IndexError> {
        Ok(self
            .one(sql, [value], |row| row.get(0))?
            .unwrap_or_default())
    }
}
