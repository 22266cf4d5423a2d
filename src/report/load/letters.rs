//! The few facts that details tell of every message of every campaign, read in one pass over the case.
//!
//! In: the messages of campaigns. Out: [`Letters`], which gives the rows of any of them back, holding only what details
//! look at: account, sending time, machine traits and results of authentication. Memory: about 60 bytes a message, and
//! each different value once.

use std::collections::HashMap;

use crate::case::{
    CaseError, PartReader, Table,
    rows::{MessageRow, TraceRow},
};

use super::super::Rows;

/// The columns of traces that are kept: the machine traits in the order of [`super::super::TRAITS`], then authentication.
const COLUMNS: [&str; 8] = [
    "relay_net",
    "relay_domain",
    "client",
    "message_id_form",
    "boundary_form",
    "spf",
    "dkim",
    "dmarc",
];

/// What is kept of one message.
#[derive(Clone, Copy, Debug)]
struct Letter {
    message: u32,
    account: Option<u32>,
    sent_at: Option<i64>,
    /// Places of its values in [`Values`], one more than that; 0 for none.
    traits: [u32; COLUMNS.len()],
}

/// Different values, each once.
#[derive(Default)]
struct Values {
    places: HashMap<String, u32>,
    all: Vec<String>,
}

impl Values {
    /// The number of a value, from 1.
    fn number(&mut self, value: &str) -> u32 {
        if let Some(&known) = self.places.get(value) {
            return known;
        }
        self.all.push(value.to_owned());
        let number = u32::try_from(self.all.len()).unwrap_or(0);
        self.places.insert(value.to_owned(), number);
        number
    }
}

/// Reads the messages of campaigns part by part.
#[derive(Default)]
pub(super) struct Reading {
    values: Values,
    letters: Vec<Letter>,
}

/// Facts of the messages of campaigns, in the order of their keys.
pub(super) struct Letters {
    all: Vec<String>,
    letters: Vec<Letter>,
}

impl Reading {
    /// Takes in the next part: `wanted` are the messages of campaigns in it, their keys ascending, and `sent` the sending
    /// times of all its messages. Counts the machine traits of the whole part.
    pub(super) fn take(
        &mut self,
        part: &PartReader<'_>,
        wanted: &[u32],
        sent: &[Option<i64>],
        rows: &mut Rows,
    ) -> Result<(), CaseError> {
        let begin = self.letters.len();
        if !wanted.is_empty() {
            let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
            self.letters.extend(wanted.iter().map(|&message| {
                let at = message.saturating_sub(part.first_message()) as usize;
                Letter {
                    message,
                    account: accounts.get(at).copied().flatten(),
                    sent_at: sent.get(at).copied().flatten(),
                    traits: [0; COLUMNS.len()],
                }
            }));
        }
        let traced = part.column::<u32>(Table::Traces, "message")?;
        let Self { values, letters } = self;
        let own = letters.get_mut(begin..).unwrap_or_default();
        let places: Vec<Option<usize>> = traced
            .iter()
            .map(|key| own.binary_search_by_key(key, |letter| letter.message).ok())
            .collect();
        for (column, name) in COLUMNS.into_iter().enumerate() {
            let mut counts = rows.archive.machines.values.get_mut(column);
            part.strings(Table::Traces, name, &mut |row, value| {
                let Some(value) = value else {
                    return;
                };
                if let Some(counts) = &mut counts {
                    super::super::archive_facts::count(counts, value);
                }
                let letter = places.get(row).copied().flatten();
                let letter = letter.and_then(|at| own.get_mut(at));
                if let Some(slot) = letter.and_then(|letter| letter.traits.get_mut(column)) {
                    *slot = values.number(value);
                }
            })?;
        }
        Ok(())
    }

    /// What was read.
    pub(super) fn finish(self) -> Letters {
        Letters {
            all: self.values.all,
            letters: self.letters,
        }
    }
}

impl Letters {
    /// Puts the rows of some messages, whose keys ascend, into those of a report.
    pub(super) fn put(&self, keys: &[u32], rows: &mut Rows) {
        let letters = keys.iter().filter_map(|key| {
            let at = self
                .letters
                .binary_search_by_key(key, |letter| letter.message);
            at.ok().and_then(|at| self.letters.get(at))
        });
        (rows.messages, rows.traces) = letters
            .map(|letter| (message(letter), self.trace(letter)))
            .unzip();
    }

    fn trace(&self, letter: &Letter) -> TraceRow {
        let [
            relay_net,
            relay_domain,
            client,
            message_id_form,
            boundary_form,
            spf,
            dkim,
            dmarc,
        ] = letter.traits.map(|number| {
            let at = (number as usize).checked_sub(1)?;
            self.all.get(at).cloned()
        });
        TraceRow {
            message: letter.message,
            relay_net,
            relay_domain,
            client,
            message_id_form,
            boundary_form,
            spf,
            dkim,
            dmarc,
            ..TraceRow::default()
        }
    }
}

fn message(letter: &Letter) -> MessageRow {
    MessageRow {
        message: letter.message,
        account: letter.account,
        sent_at: letter.sent_at,
        ..MessageRow::default()
    }
}
