//! (platform, handle) to account keys; the table of accounts.
//!
//! In: platforms and normalised handles as messages bring them. Out: dense keys in the order of
//! first meeting, persisted with the part that met them first. Memory: the handle's bytes, 8 for
//! its end and 6 for the hash table, per account.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use hashbrown::{HashTable, hash_table::Entry};

use crate::key::AccountKey;

use super::{
    Case, CaseError,
    rows::{AccountRow, HandleRow},
    tables::Table,
};

/// Between platform and handle; no platform's name holds it.
const BETWEEN: char = '\0';

/// All accounts met so far.
#[derive(Debug, Default)]
pub struct AccountBook {
    /// Seeded for each process, so nobody can choose handles that collide; no order leaks from it.
    hasher: RandomState,
    table: HashTable<u32>,
    names: String,
    ends: Vec<usize>,
    committed: usize,
}

impl AccountBook {
    /// The accounts that a case knows.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn load(case: &Case) -> Result<Self, CaseError> {
        let mut book = Self::default();
        for part in case.parts()? {
            for row in part.rows::<HandleRow>()? {
                let key = book.intern(&row.platform, &row.handle);
                if key.0 != row.account {
                    let path = case.dir().to_path_buf();
                    return Err(CaseError::Order {
                        path,
                        table: Table::Handles.name(),
                        key: row.account,
                    });
                }
            }
        }
        book.committed = book.len();
        Ok(book)
    }

    /// The key of an account, a new one when it is met for the first time.
    ///
    /// # Panics
    /// Never: each account comes with a message, and keys of messages are `u32` too.
    pub fn intern(&mut self, platform: &str, handle: &str) -> AccountKey {
        let name = format!("{platform}{BETWEEN}{handle}");
        let Self {
            hasher,
            table,
            names,
            ends,
            ..
        } = self;
        let hash = |key: u32| hasher.hash_one(name_of(names, ends, key));
        let found = table.entry(
            hasher.hash_one(&name),
            |&key| name_of(names, ends, key) == name,
            |&key| hash(key),
        );
        match found {
            Entry::Occupied(entry) => AccountKey(*entry.get()),
            Entry::Vacant(entry) => {
                let key = u32::try_from(ends.len())
                    .expect("a case has fewer messages, hence accounts, than u32 counts");
                entry.insert(key);
                names.push_str(&name);
                ends.push(names.len());
                AccountKey(key)
            }
        }
    }

    /// Platform and handle of an account.
    #[must_use]
    pub fn get(&self, key: AccountKey) -> Option<(&str, &str)> {
        (key.index() < self.len())
            .then(|| name_of(&self.names, &self.ends, key.0))?
            .split_once(BETWEEN)
    }

    /// Accounts.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The accounts met since the last call, for [`super::Part::handles`].
    pub fn take_new(&mut self) -> Vec<HandleRow> {
        let new = self.committed..self.len();
        self.committed = self.len();
        new.filter_map(|index| {
            let account = u32::try_from(index).ok()?;
            let (platform, handle) = self.get(AccountKey(account))?;
            Some(HandleRow {
                account,
                platform: platform.to_owned(),
                handle: handle.to_owned(),
            })
        })
        .collect()
    }
}

fn name_of<'a>(names: &'a str, ends: &[usize], key: u32) -> &'a str {
    let index = key as usize;
    let start = index
        .checked_sub(1)
        .and_then(|before| ends.get(before))
        .copied()
        .unwrap_or(0);
    ends.get(index)
        .and_then(|&end| names.get(start..end))
        .unwrap_or_default()
}

impl Case {
    /// The table of accounts, derived from all messages: two columns and the display names of one
    /// part in memory at a time, and one count for each name that an account used.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn derive_accounts(&self, book: &AccountBook) -> Result<Vec<AccountRow>, CaseError> {
        let mut rows: Vec<AccountRow> = (0..u32::try_from(book.len()).unwrap_or(u32::MAX))
            .map(|account| {
                let (platform, handle) = book.get(AccountKey(account)).unwrap_or_default();
                let domain = handle.rsplit_once('@').map_or("", |(_, domain)| domain);
                AccountRow {
                    account,
                    platform: platform.to_owned(),
                    handle: handle.to_owned(),
                    domain: domain.to_owned(),
                    ..AccountRow::default()
                }
            })
            .collect();
        let mut used = NameCounts::default();
        for part in self.parts()? {
            let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
            let sent = part.column::<Option<i64>>(Table::Messages, "sent_at")?;
            let names = part.column::<String>(Table::Messages, "display_name")?;
            for ((account, sent), name) in accounts.into_iter().zip(sent).zip(names) {
                let Some(row) = account.and_then(|account| rows.get_mut(account as usize)) else {
                    continue;
                };
                row.messages = row.messages.saturating_add(1);
                row.first = [row.first, sent].into_iter().flatten().min();
                row.last = row.last.max(sent);
                used.count(row.account, name);
            }
        }
        used.name(&mut rows);
        Ok(rows)
    }
}

/// How often each account used each display name.
#[derive(Debug, Default)]
struct NameCounts {
    names: HashMap<String, u32>,
    counts: HashMap<(u32, u32), u32>,
}

impl NameCounts {
    fn count(&mut self, account: u32, name: String) {
        if name.is_empty() {
            return;
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *self.names.entry(name).or_insert(next);
        let count = self.counts.entry((account, number)).or_default();
        *count = count.saturating_add(1);
    }

    /// Gives each account the name that it used most; of equals, the first in byte order.
    fn name(&self, rows: &mut [AccountRow]) {
        let mut by_number: Vec<&str> = vec![""; self.names.len()];
        for (name, &number) in &self.names {
            if let Some(place) = by_number.get_mut(number as usize) {
                *place = name;
            }
        }
        let name = |number: u32| by_number.get(number as usize).copied().unwrap_or_default();
        let mut best: HashMap<u32, (u32, &str)> = HashMap::new();
        for (&(account, number), &count) in &self.counts {
            let better = |&(most, least): &(u32, &str)| {
                count > most || (count == most && name(number) < least)
            };
            if best.get(&account).is_none_or(better) {
                best.insert(account, (count, name(number)));
            }
        }
        for row in rows {
            row.display_name = best
                .get(&row.account)
                .map(|best| best.1.to_owned())
                .unwrap_or_default();
        }
    }
}
