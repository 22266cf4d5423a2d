//! What an account is called outside the case.
//!
//! In: the accounts of a case. Out: for each a text of its own. An account of mail is its key, so that no address
//! leaves; an account of a platform is its id there, as it stands, so that it joins with the platform's own data. Where
//! two would be called the same, the platform is put before the id: `telegram:42`.

use std::collections::{HashMap, HashSet};

use crate::case::{AccountBook, Case, CaseError, pseudonym::Pseudonyms};
use crate::key::AccountKey;
use crate::message::MAIL;

/// Names of accounts.
#[derive(Debug, Default)]
pub(super) struct AccountNames {
    book: AccountBook,
    /// Accounts whose id alone would not tell them apart, ascending.
    doubtful: Vec<u32>,
    /// Accounts whose pseudonym another account has already, ascending; known when it matters.
    taken: Vec<u32>,
}

impl AccountNames {
    /// The accounts of a case.
    pub(super) fn load(case: &Case) -> Result<Self, CaseError> {
        Ok(Self::of(AccountBook::load(case)?))
    }

    fn of(book: AccountBook) -> Self {
        let posts = || accounts(&book).filter(|(_, platform, _)| *platform != MAIL);
        let platforms: HashSet<&str> = posts().map(|(_, platform, _)| platform).collect();
        let mut holders: HashMap<&str, u32> = HashMap::new();
        for (_, _, id) in posts() {
            *holders.entry(id).or_default() += 1;
        }
        let is_mail_key = |id: &str| {
            let key: Option<u32> = id.parse().ok().filter(|key: &u32| key.to_string() == id);
            key.and_then(|key| book.get(AccountKey(key)))
                .is_some_and(|(platform, _)| platform == MAIL)
        };
        // An id that looks like platform and id could meet one that is written so.
        let looks_named = |id: &str| {
            id.split_once(':')
                .is_some_and(|(first, _)| platforms.contains(first))
        };
        let doubtful = posts()
            .filter(|(_, _, id)| {
                holders.get(id).is_some_and(|count| *count > 1)
                    || is_mail_key(id)
                    || looks_named(id)
            })
            .map(|(key, _, _)| key)
            .collect();
        Self {
            book,
            doubtful,
            taken: Vec::new(),
        }
    }

    /// Finds pseudonyms that two accounts would share, so that [`Self::pseudonym`] keeps them apart.
    pub(super) fn keep_apart(&mut self, pseudonyms: &Pseudonyms) {
        let mut seen = HashSet::new();
        let known = accounts(&self.book).map(|(key, _, _)| key);
        self.taken = known
            .filter(|&key| !seen.insert(self.pseudonym(key, pseudonyms)))
            .collect();
    }

    /// Platform and handle of an account.
    pub(super) fn get(&self, account: u32) -> Option<(&str, &str)> {
        self.book.get(AccountKey(account))
    }

    /// The account's text.
    pub(super) fn name(&self, account: u32) -> String {
        match self.get(account) {
            Some((platform, id)) if platform != MAIL => {
                if self.doubtful.binary_search(&account).is_ok() {
                    format!("{platform}:{id}")
                } else {
                    id.to_owned()
                }
            }
            _ => account.to_string(),
        }
    }

    /// The account's text for files that are passed on: of mail the pseudonym that reports show.
    pub(super) fn pseudonym(&self, account: u32, pseudonyms: &Pseudonyms) -> String {
        let own = match self.get(account) {
            Some((MAIL, handle)) => handle.to_owned(),
            _ => self.name(account),
        };
        if self.taken.binary_search(&account).is_ok() {
            pseudonyms.of(&format!("{account}:{own}"))
        } else {
            pseudonyms.of(&own)
        }
    }
}

fn accounts(book: &AccountBook) -> impl Iterator<Item = (u32, &str, &str)> {
    (0..u32::try_from(book.len()).unwrap_or(u32::MAX)).filter_map(|key| {
        let (platform, handle) = book.get(AccountKey(key))?;
        Some((key, platform, handle))
    })
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn names(accounts: &[(&str, &str)]) -> AccountNames {
        let mut book = AccountBook::default();
        for (platform, handle) in accounts {
            book.intern(platform, handle);
        }
        AccountNames::of(book)
    }

    #[test]
    fn ids_stand_as_they_are_where_they_are_clear() {
        for (accounts, expected) in [
            (vec![("x", "u9536"), ("x", "-17")], vec!["u9536", "-17"]),
            (vec![("mail", "a@x.org"), ("x", "7")], vec!["0", "7"]),
            (vec![("mail", "a@x.org"), ("x", "0")], vec!["0", "x:0"]),
            (
                vec![("x", "5"), ("telegram", "5"), ("x", "6")],
                vec!["x:5", "telegram:5", "6"],
            ),
            (vec![("x", "00"), ("mail", "a@x.org")], vec!["00", "1"]),
            (vec![("x", "x:5"), ("x", "a:b")], vec!["x:x:5", "a:b"]),
        ] {
            let names = names(&accounts);
            let told: Vec<_> = (0_u32..)
                .zip(&accounts)
                .map(|(key, _)| names.name(key))
                .collect();
            assert_eq!(told, expected, "{accounts:?}");
        }
        assert_eq!(names(&[]).name(9), "9");
    }

    proptest! {
        #[test]
        fn no_two_accounts_are_called_the_same(
            accounts in vec(("mail|x|y", "[0-3]|(x|y|z):[0-3]|[ab]@c"), 0..30),
        ) {
            let accounts: Vec<_> = accounts.iter().map(|(p, h)| (p.as_str(), h.as_str())).collect();
            let mut names = names(&accounts);
            let count = u32::try_from(names.book.len()).unwrap();
            let pseudonyms = Pseudonyms::new(&[7; 32]);
            names.keep_apart(&pseudonyms);
            let told: HashSet<_> = (0..count).map(|key| names.name(key)).collect();
            let hidden: HashSet<_> = (0..count).map(|key| names.pseudonym(key, &pseudonyms)).collect();
            prop_assert_eq!((told.len(), hidden.len()), (count as usize, count as usize));
        }
    }
}
