//! What the run says of each message: campaign, group, likeness; and of accounts.
//!
//! In: the run's tables, streamed. Out: one small entry a message, found by its key. Memory: 28 bytes a message, and
//! the marks of every account once.

use crate::case::{
    Case, Table,
    rows::{AccountRow, GroupRow, MemberRow, PassageRow},
    tables::Row,
};

use super::{
    IndexError,
    marks::{self, Mark},
};
use crate::explore::search::words;

/// What the run says of one message.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fact {
    /// How it belongs to a campaign.
    pub(super) member: Option<Member>,
    /// The group.
    pub(super) group: Option<u32>,
    /// Likeness to the group's medoid, or the share of a passage that it holds.
    pub(super) similarity: Option<f32>,
}

/// How a message belongs to a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The campaign.
    pub(super) campaign: u32,
    /// Its verdict, as an index of [`Derived::words`].
    pub(super) verdict: u16,
    /// The kind of membership, as an index of [`Derived::words`].
    pub(super) kind: u16,
}

/// What the run says.
#[derive(Default)]
pub(super) struct Derived {
    facts: Vec<Fact>,
    words: Vec<String>,
}

impl Derived {
    /// Reads it; without a run there is nothing.
    pub(super) fn load(case: &Case) -> Result<Self, IndexError> {
        let mut derived = Self {
            facts: vec![Fact::default(); case.message_count()? as usize],
            words: Vec::new(),
        };
        rows(case, |row: MemberRow| {
            let (verdict, kind) = (derived.word(&row.verdict), derived.word(&row.kind));
            derived.change(row.message, |fact| {
                // A message of two campaigns stays with the first.
                fact.member.get_or_insert(Member {
                    campaign: row.campaign,
                    verdict,
                    kind,
                });
            });
            Ok(())
        })?;
        rows(case, |row: PassageRow| {
            derived.change(row.message, |fact| {
                let share = fact.similarity.unwrap_or(row.share).max(row.share);
                fact.similarity = Some(share);
            });
            Ok(())
        })?;
        rows(case, |row: GroupRow| {
            derived.change(row.message, |fact| {
                fact.group = Some(row.group);
                fact.similarity = Some(row.similarity);
            });
            Ok(())
        })?;
        Ok(derived)
    }

    /// What is known of a message.
    pub(super) fn fact(&self, message: u32) -> Fact {
        self.facts
            .get(message as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The word of an index.
    pub(super) fn spelled(&self, word: u16) -> &str {
        self.words.get(usize::from(word)).map_or("", String::as_str)
    }

    fn change(&mut self, message: u32, change: impl FnOnce(&mut Fact)) {
        if let Some(fact) = self.facts.get_mut(message as usize) {
            change(fact);
        }
    }

    /// The index of a word; there are a handful.
    fn word(&mut self, word: &str) -> u16 {
        let known = self.words.iter().position(|known| known == word);
        let index = known.unwrap_or_else(|| {
            if self.words.len() < usize::from(u16::MAX) {
                self.words.push(word.to_owned());
            }
            self.words.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }
}

/// Hands the rows of a run's table to `visit`, one row group in memory at a time.
pub(super) fn rows<R: Row>(
    case: &Case,
    mut visit: impl FnMut(R) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    case.frames(R::TABLE, &mut |frame| {
        let wrap = |cause| IndexError::Table {
            table: R::TABLE.name(),
            cause,
        };
        R::rows(&frame)
            .map_err(wrap)?
            .into_iter()
            .try_for_each(&mut visit)
    })
}

/// The accounts of a case: those of the run, and those that were met since.
pub(super) fn accounts(
    case: &Case,
    mut visit: impl FnMut(AccountRow) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let mut next = 0;
    rows(case, |row: AccountRow| {
        next = next.max(row.account.saturating_add(1));
        visit(row)
    })?;
    for part in case.parts()? {
        let keys = part.column::<u32>(Table::Handles, "account")?;
        if keys.last().is_none_or(|&last| last < next) {
            continue;
        }
        let platforms = part.column::<String>(Table::Handles, "platform")?;
        let handles = part.column::<String>(Table::Handles, "handle")?;
        let met = keys.into_iter().zip(platforms).zip(handles);
        for ((account, platform), handle) in met.filter(|((key, _), _)| *key >= next) {
            let domain = handle.rsplit_once('@').map_or("", |(_, domain)| domain);
            visit(AccountRow {
                account,
                platform,
                domain: domain.to_owned(),
                handle,
                ..AccountRow::default()
            })?;
        }
    }
    Ok(())
}

/// The marks of every account's messages, by its key.
#[derive(Default)]
pub(super) struct Senders {
    marks: String,
    ends: Vec<usize>,
}

impl Senders {
    /// Keeps the marks of an account; they come in the order of their keys.
    pub(super) fn keep(&mut self, row: &AccountRow) {
        /// Bytes of a handle, display name and domain that are searched.
        const READ: usize = 512;
        /// Accounts in a row that may be missing; keys are dense, so a greater hole is damage.
        const HOLE: usize = 1 << 20;
        let index = row.account as usize;
        if index < self.ends.len() || index - self.ends.len() > HOLE {
            return;
        }
        self.ends.resize(index, self.marks.len());
        let mut put = |mark: &str| {
            self.marks.push_str(mark);
            self.marks.push(' ');
        };
        put(&Mark::Account.number(row.account));
        for domain in marks::domains(&row.domain) {
            put(&Mark::Domain.of(domain));
        }
        for name in [&row.handle, &row.display_name] {
            put(marks::GAP);
            let name = name.get(..name.floor_char_boundary(READ)).unwrap_or(name);
            words::each(name, |word| put(&Mark::Name.of(word)));
        }
        self.ends.push(self.marks.len());
    }

    /// The marks of an account.
    pub(super) fn marks(&self, account: u32) -> &str {
        let index = account as usize;
        let start = index
            .checked_sub(1)
            .map_or(Some(&0), |before| self.ends.get(before));
        match (start, self.ends.get(index)) {
            (Some(&start), Some(&end)) => self.marks.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_account_has_its_own_marks_also_behind_a_hole() {
        let mut senders = Senders::default();
        for (account, handle) in [
            (0, "ada@a.example"),
            (2, "bob"),
            (1, "late"),
            (u32::MAX, "far"),
        ] {
            senders.keep(&AccountRow {
                account,
                handle: handle.to_owned(),
                domain: handle
                    .split_once('@')
                    .map_or("", |(_, domain)| domain)
                    .to_owned(),
                display_name: "Zoë".to_owned(),
                ..AccountRow::default()
            });
        }
        assert_eq!(
            senders.marks(0),
            "_a0 _da.example _ _nada _na _nexample _ _nzoe "
        );
        assert_eq!(
            (senders.marks(1), senders.marks(2)),
            ("", "_a2 _ _nbob _ _nzoe ")
        );
        assert_eq!((senders.marks(3), senders.marks(u32::MAX)), ("", ""));
    }
}
