//! What members filled into the slots of templates, and who used each value.
//!
//! In: the run's table of fillings, in the order of messages. Out: one row a value with its count, and one small row a use.
//! SQLite brings equal values together, so memory does not grow with the table.

use rusqlite::{Connection, params};

use crate::case::{Case, rows::FillingRow};

use super::{
    Filling, Index, IndexError, Listed, Message, PAGE, Slot, SlotValue, Used,
    derived::rows,
    read::{MESSAGE, message},
    reader::offset,
};

/// Where the rows stand until equal ones are brought together.
const RAW: &str =
    "CREATE TEMP TABLE raw(grp INTEGER, slot INTEGER, value TEXT, message INTEGER) STRICT";

/// Brings equal values together.
const TOGETHER: &str = "
INSERT INTO filling(grp, slot, messages, value)
  SELECT grp, slot, count(DISTINCT message), value FROM raw GROUP BY grp, slot, value ORDER BY grp, slot, value;
CREATE INDEX filling_words ON filling(grp, slot, value);
INSERT INTO filled
  SELECT DISTINCT key, message FROM raw JOIN filling USING (grp, slot, value) ORDER BY key, message;
DROP INDEX filling_words;
DROP TABLE raw;
";

/// Copies all fillings.
pub(super) fn copy(
    case: &Case,
    connection: &Connection,
    wrap: &dyn Fn(rusqlite::Error) -> IndexError,
) -> Result<(), IndexError> {
    connection.execute_batch(RAW).map_err(wrap)?;
    let mut insert = connection
        .prepare("INSERT INTO raw VALUES (?1, ?2, ?3, ?4)")
        .map_err(wrap)?;
    rows(case, |row: FillingRow| {
        insert
            .execute(params![row.group, row.slot, row.value.trim(), row.message])
            .map(drop)
            .map_err(wrap)
    })?;
    drop(insert);
    connection.execute_batch(TOGETHER).map_err(wrap)
}

impl Index {
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
}
