//! The protected list, prepared once so that each sender is looked up and not compared with every entry.
//!
//! In: a [`ProtectedList`]. Out: [`Known`]: names by each of their words, addresses, hosts, and
//! domains by registrable domain, folded label and first letter.

use std::collections::{HashMap, HashSet};

use super::{
    fold::{self, Word},
    list::{Kind, ProtectedList},
    vocabulary,
};
use crate::trace;

/// A protected name.
pub(super) struct Target {
    /// As written.
    pub(super) shown: String,
    /// A person or an office.
    pub(super) office: bool,
    /// Words that count, in order.
    pub(super) words: Vec<Word>,
    /// Those words in one, folded.
    pub(super) joined: String,
}

/// A protected domain.
pub(super) struct Domain {
    /// The host name.
    pub(super) host: String,
    /// Its registrable domain.
    registrable: String,
    /// The first label of the registrable domain, plain.
    pub(super) label: String,
    /// The same, folded.
    pub(super) folded: String,
    /// What comes behind that label.
    pub(super) ending: String,
    /// The registrable domain without its dots, folded.
    pub(super) compact: String,
}

/// The list, indexed.
#[derive(Default)]
pub(super) struct Known {
    pub(super) targets: Vec<Target>,
    pub(super) domains: Vec<Domain>,
    by_word: HashMap<String, Vec<usize>>,
    /// Words of the offices' names and the domains' labels, plain.
    own_words: HashSet<String>,
    /// Listed addresses with the name of their entry.
    addresses: HashMap<String, String>,
    by_host: HashMap<String, usize>,
    by_registrable: HashMap<String, usize>,
    by_label: HashMap<String, usize>,
    by_compact: HashMap<String, usize>,
    by_first: HashMap<char, Vec<usize>>,
}

impl Known {
    /// Prepares a list. The domains of listed addresses are protected too, unless a webmail provider's.
    pub(super) fn of(list: &ProtectedList) -> Self {
        let mut known = Self::default();
        let domains = list.entries.iter().filter(|e| e.kind == Kind::Domain);
        for entry in domains {
            known.add_domain(&entry.name);
        }
        for entry in &list.entries {
            for address in &entry.addresses {
                let host = host_of(address);
                if !trace::freemail(host) {
                    known.add_domain(host);
                }
                known
                    .addresses
                    .entry(address.clone())
                    .or_insert_with(|| entry.name.clone());
            }
            if entry.kind != Kind::Domain {
                known.add_name(&entry.name, entry.kind == Kind::Office);
            }
        }
        known
    }

    fn add_name(&mut self, name: &str, office: bool) {
        let counts = |word: &Word| {
            !vocabulary::linking(&word.plain) && (office || !vocabulary::title(&word.plain))
        };
        let words: Vec<Word> = fold::words(name).into_iter().filter(counts).collect();
        let joined: String = words.iter().map(|word| word.folded.as_str()).collect();
        let index = self.targets.len();
        for key in words.iter().map(|word| &word.folded).chain([&joined]) {
            let entries = self.by_word.entry(key.clone()).or_default();
            if entries.last() != Some(&index) {
                entries.push(index);
            }
        }
        if office {
            self.own_words
                .extend(words.iter().map(|word| word.plain.clone()));
        }
        self.targets.push(Target {
            shown: name.to_owned(),
            office,
            words,
            joined,
        });
    }

    fn add_domain(&mut self, host: &str) {
        let Some(registrable) = trace::registrable(host) else {
            return;
        };
        if self.by_host.contains_key(host) {
            return;
        }
        let (label, ending) = split(&registrable);
        let label = fold::plain(&fold::shown_label(label));
        let folded = fold::fold(&label);
        let index = self.domains.len();
        let compact = fold::fold(&fold::plain(&registrable.replace(['.', '-'], "")));
        let ending = ending.to_owned();
        self.own_words.extend(
            label
                .split('-')
                .filter(|word| word.len() > 2)
                .map(str::to_owned),
        );
        self.by_host.insert(host.to_owned(), index);
        self.by_registrable
            .entry(registrable.clone())
            .or_insert(index);
        self.by_label.entry(folded.clone()).or_insert(index);
        self.by_compact.entry(compact.clone()).or_insert(index);
        if let Some(first) = folded.chars().next() {
            self.by_first.entry(first).or_default().push(index);
        }
        self.domains.push(Domain {
            host: host.to_owned(),
            registrable,
            label,
            folded,
            ending,
            compact,
        });
    }

    /// Names that hold this folded word.
    pub(super) fn with_word(&self, folded: &str) -> &[usize] {
        self.by_word.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Whether a plain word stands in a protected office's name or domain and tells it from others.
    pub(super) fn own_word(&self, plain: &str) -> bool {
        self.own_words.contains(plain) && !vocabulary::generic(plain)
    }

    /// The entry that an address belongs to: one that lists it, else the protected domain of its host.
    pub(super) fn owner(&self, address: &str) -> Option<&str> {
        let listed = self.addresses.get(&address.to_lowercase());
        listed
            .map(String::as_str)
            .or_else(|| self.owner_of_host(&fold::ascii_host(host_of(address))))
    }

    /// The protected domain that a host lies in, or shares its registrable domain with.
    pub(super) fn owner_of_host(&self, host: &str) -> Option<&str> {
        let index = self
            .within(host)
            .or_else(|| self.by_registrable.get(&trace::registrable(host)?).copied())?;
        self.domains.get(index).map(|domain| domain.host.as_str())
    }

    /// The protected host that a host is or lies below.
    pub(super) fn within(&self, host: &str) -> Option<usize> {
        let mut rest = host;
        loop {
            if let Some(&index) = self.by_host.get(rest) {
                return Some(index);
            }
            (_, rest) = rest.split_once('.')?;
        }
    }

    /// The protected domain of exactly this host.
    pub(super) fn host(&self, host: &str) -> Option<&Domain> {
        self.by_host
            .get(host)
            .and_then(|&index| self.domains.get(index))
    }

    /// The protected domain whose folded label this is.
    pub(super) fn label(&self, folded: &str) -> Option<&Domain> {
        self.by_label
            .get(folded)
            .and_then(|&index| self.domains.get(index))
    }

    /// The protected domain that reads so without its dots.
    pub(super) fn compact(&self, folded: &str) -> Option<&Domain> {
        self.by_compact
            .get(folded)
            .and_then(|&index| self.domains.get(index))
    }

    /// Protected domains whose folded label begins like this one.
    pub(super) fn beginning_like(&self, folded: &str) -> impl Iterator<Item = &Domain> {
        let first = folded.chars().next();
        let found = first.and_then(|first| self.by_first.get(&first));
        found
            .into_iter()
            .flatten()
            .filter_map(|&index| self.domains.get(index))
    }
}

impl Domain {
    /// The domain as a reader knows it.
    pub(super) fn shown(&self) -> &str {
        &self.host
    }

    /// Whether a registrable domain is this one's.
    pub(super) fn holds(&self, registrable: &str) -> bool {
        self.registrable == registrable
    }
}

/// The part of an address behind its last `@`.
pub(super) fn host_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, host)| host)
}

/// A registrable domain as its label and its ending.
pub(super) fn split(registrable: &str) -> (&str, &str) {
    registrable.split_once('.').unwrap_or((registrable, ""))
}
