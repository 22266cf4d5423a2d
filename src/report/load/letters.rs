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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Case, Part};

    fn part() -> Part {
        let client = |message: u32| ["swaks", "Outlook", ""].get(message as usize % 3).copied();
        Part {
            messages: (0..6)
                .map(|message| MessageRow {
                    message,
                    account: (message != 4).then_some(message / 2),
                    sent_at: Some(i64::from(message) * 60),
                    subject: "not kept".to_owned(),
                    ..MessageRow::default()
                })
                .collect(),
            // Message 3 has no trace.
            traces: [0, 1, 2, 4, 5]
                .map(|message| TraceRow {
                    message,
                    client: client(message).map(str::to_owned),
                    dkim: (message == 4).then(|| "pass".to_owned()),
                    ..TraceRow::default()
                })
                .into(),
            ..Part::default()
        }
    }

    #[test]
    fn letters_give_back_what_details_look_at_and_all_traits_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(folder.path()).unwrap();
        case.commit_part(&part()).unwrap();
        let (mut rows, mut reading) = (Rows::default(), Reading::default());
        for part in case.parts().unwrap() {
            let sent = part.column(Table::Messages, "sent_at").unwrap();
            reading.take(&part, &[1, 3, 4], &sent, &mut rows).unwrap();
        }
        let clients: Vec<(&str, u64)> = rows.archive.machines.values[2]
            .iter()
            .map(|(value, count)| (value.as_str(), *count))
            .collect();
        assert_eq!(clients, [("Outlook", 2), ("swaks", 1)]);
        reading.finish().put(&[3, 4, 5], &mut rows);
        let told: Vec<(u32, Option<u32>, Option<i64>)> = rows
            .messages
            .iter()
            .map(|row| (row.message, row.account, row.sent_at))
            .collect();
        assert_eq!(told, [(3, Some(1), Some(180)), (4, None, Some(240))]);
        let trace = &rows.traces[1];
        assert_eq!(
            (trace.client.as_deref(), trace.dkim.as_deref()),
            (Some("Outlook"), Some("pass"))
        );
        assert_eq!(rows.traces[0].client, None);
    }
}
