//! What members filled into the slots of templates, and who used each value.
//!
//! In: the run's table of fillings, in which a group's rows stand together. Out: one row a value with its count, and one small
//! row a use. Memory: the fillings of one group.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::case::{Case, rows::FillingRow};

use super::{
    Filling, Index, IndexError, Listed, Message, PAGE, Slot, SlotValue, Used,
    derived::rows,
    read::{MESSAGE, message},
    reader::offset,
};

/// Values and who used them.
type Values = BTreeMap<(u16, String), Vec<u32>>;

/// Copies all fillings; a group whose rows do not stand together has its values once a stretch.
pub(super) fn copy(
    case: &Case,
    connection: &Connection,
    wrap: &dyn Fn(rusqlite::Error) -> IndexError,
) -> Result<(), IndexError> {
    let (mut group, mut values, mut next) = (None, Values::new(), 0_i64);
    rows(case, |row: FillingRow| {
        if group != Some(row.group) {
            let before = std::mem::take(&mut values);
            write(connection, group, before, &mut next).map_err(wrap)?;
            group = Some(row.group);
        }
        let users = values.entry((row.slot, row.value)).or_default();
        users.push(row.message);
        Ok(())
    })?;
    write(connection, group, values, &mut next).map_err(wrap)
}

fn write(
    connection: &Connection,
    group: Option<u32>,
    values: Values,
    next: &mut i64,
) -> rusqlite::Result<()> {
    let mut filling =
        connection.prepare_cached("INSERT INTO filling VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let mut filled = connection.prepare_cached("INSERT INTO filled VALUES (?1, ?2)")?;
    for ((slot, value), mut users) in values {
        users.sort_unstable();
        users.dedup();
        filling.execute(params![
            *next,
            group,
            slot,
            i64::try_from(users.len()).unwrap_or(i64::MAX),
            value
        ])?;
        for user in users {
            filled.execute(params![*next, user])?;
        }
        *next = next.saturating_add(1);
    }
    Ok(())
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
