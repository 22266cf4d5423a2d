//! Which files there are, and who carries each.
//!
//! In: the attachments of all messages, in one pass, and what was found on the files. Out: [`Files`]: each file once, with
//! the files that it stands inside. A message carries a file when it is attached, and when a file that holds it is: a
//! message in which both are so counts once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{Case, CaseError, Table};
use crate::media::{Examined, Says, Tier};

/// All files of a case; the key of a file is its place.
#[derive(Default)]
pub(super) struct Files {
    list: Vec<File>,
    /// Keys by SHA-256.
    keys: HashMap<String, u32>,
    /// Keys of a file that messages carry and of those inside it, by its SHA-256.
    carried: HashMap<String, Vec<u32>>,
}

/// One file.
pub(super) struct File {
    /// What is known of it.
    pub(super) examined: Examined,
    /// Keys of the files that it was taken out of.
    pub(super) inside: BTreeSet<u32>,
    /// Messages that carry it.
    pub(super) messages: u32,
    /// Accounts that sent these.
    pub(super) accounts: BTreeSet<u32>,
    /// The first such message.
    pub(super) first: Option<u32>,
    /// The least key of the files that show the same picture.
    pub(super) picture: u32,
}

impl File {
    /// Whether it has a finding of this strength at least that says one of these.
    pub(super) fn has(&self, tier: Tier, says: &[Says]) -> bool {
        let mut findings = self.examined.findings.iter();
        findings.any(|found| found.tier <= tier && says.contains(&found.says))
    }
}

impl Files {
    /// Collects the files of a case; `missed` holds what this run found no answer for, by SHA-256. Keys are in the order
    /// in which messages bring them, those inside others after these.
    pub(super) fn of(case: &Case, missed: &BTreeMap<String, Examined>) -> Result<Self, CaseError> {
        let mut out = Self::default();
        for part in case.parts()? {
            let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
            let rows = part.attachments()?;
            for of_message in rows.chunk_by(|a, b| a.message == b.message) {
                let Some(message) = of_message.first().map(|row| row.message) else {
                    continue;
                };
                let mut carried = BTreeSet::new();
                for row in of_message {
                    carried.extend(out.met(case, &row.sha256, missed)?);
                }
                let at = message.saturating_sub(part.first_message());
                let account = accounts.get(at as usize).copied().flatten();
                for key in carried {
                    let Some(file) = out.get_mut(key) else {
                        continue;
                    };
                    file.messages += 1;
                    file.first.get_or_insert(message);
                    file.accounts.extend(account);
                }
            }
        }
        Ok(out)
    }

    /// Every file with its key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &File)> {
        (0..).zip(&self.list)
    }

    /// A file by its key.
    pub(super) fn get(&self, key: u32) -> Option<&File> {
        self.list.get(key as usize)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, key: u32) -> Option<&mut File> {
        self.list.get_mut(key as usize)
    }

    /// Keys of the file that a message carries under this SHA-256, and of those inside it.
    pub(super) fn carried(&self, sha256: &str) -> &[u32] {
        self.carried.get(sha256).map_or(&[], Vec::as_slice)
    }

    /// SHA-256 of the files that one was taken out of.
    pub(super) fn holders<'a>(&'a self, file: &'a File) -> impl Iterator<Item = &'a str> {
        let holders = file.inside.iter().filter_map(|key| self.get(*key));
        holders.map(|holder| holder.examined.sha256.as_str())
    }

    /// The keys that an attached file brings; it is entered when it is met for the first time.
    fn met(
        &mut self,
        case: &Case,
        sha256: &str,
        missed: &BTreeMap<String, Examined>,
    ) -> Result<Vec<u32>, CaseError> {
        if let Some(keys) = self.carried.get(sha256) {
            return Ok(keys.clone());
        }
        let found = case.examined(sha256)?;
        let found = found.or_else(|| missed.get(sha256).map(|one| vec![one.clone()]));
        let keys = self.enter(found.unwrap_or_default());
        self.carried.insert(sha256.to_owned(), keys.clone());
        Ok(keys)
    }

    /// Enters an attached file, and then what is inside it.
    fn enter(&mut self, found: Vec<Examined>) -> Vec<u32> {
        let mut keys: Vec<u32> = Vec::new();
        for examined in found {
            let next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            let key = *self.keys.entry(examined.sha256.clone()).or_insert(next);
            match self.list.get_mut(key as usize) {
                // What is said of a file by itself also says what could not be taken out of it.
                Some(known) if keys.is_empty() => known.examined = examined,
                Some(_) => {}
                None => self.list.push(File {
                    examined,
                    inside: BTreeSet::new(),
                    messages: 0,
                    accounts: BTreeSet::new(),
                    first: None,
                    picture: key,
                }),
            }
            if let (Some(outer), Some(file)) = (keys.first(), self.get_mut(key)) {
                file.inside.insert(*outer);
            }
            keys.push(key);
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examined(name: &str, inside: Option<&str>) -> Examined {
        Examined {
            sha256: name.to_owned(),
            inside: inside.map(str::to_owned),
            ..Examined::unknown(name.as_bytes(), String::new())
        }
    }

    #[test]
    fn a_file_knows_every_file_that_holds_it() {
        let mut files = Files::default();
        let zip = |name| vec![examined(name, None), examined("picture", Some(name))];
        assert_eq!(files.enter(zip("one.zip")), [0, 1]);
        assert_eq!(files.enter(zip("other.zip")), [2, 1]);
        assert_eq!(files.enter(vec![examined("picture", None)]), [1]);
        let picture = files.get(1).unwrap();
        assert_eq!(picture.inside, [0, 2].into());
        assert_eq!(picture.examined.inside, None);
        assert!(files.holders(picture).eq(["one.zip", "other.zip"]));
    }
}
