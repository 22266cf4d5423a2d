//! What members filled into the slots of templates, and who used each value.
//!
//! In: the run's table of fillings, in which a group's rows stand together. Out: one row a value with its count, and one small
//! row a use. Memory: the fillings of one group.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::case::{Case, rows::FillingRow};

use super::{IndexError, derived::rows};

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
