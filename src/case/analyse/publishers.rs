//! Accounts that publish on a site of their own: newsrooms, blogs, offices.
//!
//! In: posts with links. Out: such accounts. Newsrooms print the same agency's text and link within a minute of each other, all
//! day, by publishing systems; who stands with an own site behind a text is declared, and what it posts is nobody's acting
//! together. (A text that publishers repeat is a campaign all the same, and is weighed as one; so are their reposts.)
//!
//! A site is an account's own if it links there in most of its posts with links, and its posts are most of all posts that link there.
//! Accounts that push *one* site together are none of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xxhash_rust::xxh3::xxh3_64;

use crate::key::AccountKey;

/// Posts to its own site below which an account is no publisher.
const LEAST: u32 = 5;

/// A post and the site that it links to.
struct Pointing {
    account: AccountKey,
    site: u64,
}

/// Collects posts with links.
#[derive(Default)]
pub(super) struct Publishers(Vec<Pointing>);

impl Publishers {
    /// Adds a post that is no repost, by the registrable domain of its first link.
    pub(super) fn add(&mut self, account: AccountKey, domain: &str) {
        self.0.push(Pointing {
            account,
            site: xxh3_64(domain.as_bytes()),
        });
    }

    /// Accounts that have a site of their own.
    pub(super) fn accounts(self) -> BTreeSet<AccountKey> {
        let mut by_pair: BTreeMap<(AccountKey, u64), u32> = BTreeMap::new();
        let mut by_account: HashMap<AccountKey, u32> = HashMap::new();
        let mut by_site: HashMap<u64, u32> = HashMap::new();
        for post in &self.0 {
            *by_pair.entry((post.account, post.site)).or_default() += 1;
            *by_account.entry(post.account).or_default() += 1;
            *by_site.entry(post.site).or_default() += 1;
        }
        let own = |account: AccountKey, site: u64| {
            let count = |n: Option<&u32>| n.copied().unwrap_or(0);
            let here = count(by_pair.get(&(account, site)));
            here >= LEAST
                && 2 * here > count(by_account.get(&account))
                && 2 * here > count(by_site.get(&site))
        };
        let owners = by_pair
            .keys()
            .filter(|(account, site)| own(*account, *site));
        owners.map(|(account, _)| *account).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(posts: &[(u32, &str)]) -> Vec<u32> {
        let mut publishers = Publishers::default();
        for (account, site) in posts {
            publishers.add(AccountKey(*account), site);
        }
        publishers.accounts().iter().map(|a| a.0).collect()
    }

    #[test]
    fn a_newsroom_has_a_site_of_its_own_and_its_readers_have_none() {
        let mut posts = vec![(1, "herald.example"); 6];
        posts.extend([
            (1, "other.example"),
            (2, "herald.example"),
            (2, "herald.example"),
        ]);
        assert_eq!(of(&posts), [1]);
    }

    #[test]
    fn accounts_that_push_one_site_do_not_own_it() {
        let posts: Vec<(u32, &str)> = (0..5)
            .flat_map(|account| vec![(account, "push.example"); 9])
            .collect();
        assert_eq!(of(&posts), [0; 0]);
    }

    #[test]
    fn few_posts_and_readers_of_many_sites_own_nothing() {
        assert_eq!(of(&[(1, "a.example"); 4]), [0; 0]);
        let sites = ["a.example", "b.example", "c.example"];
        let mixed: Vec<(u32, &str)> = sites.iter().flat_map(|site| vec![(1, *site); 5]).collect();
        assert_eq!(of(&mixed), [0; 0]);
    }
}
