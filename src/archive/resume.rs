//! What a case knows already, and what that means for a file that is met again.
//!
//! In: [`Resume`] and a file's name and bytes. Out: a [`Plan`]: skip the file, go on behind the
//! records that are committed, or read it as new. One pass over the bytes gives the SHA-256 of the
//! file and of the prefix that an earlier reading saw, so that a grown mbox is told from another file.

use std::{
    collections::{HashMap, hash_map::Entry},
    ops::Range,
};

use sha2::{Digest, Sha256};

use super::RawBytes;

/// What a case already knows of an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Path as it was named.
    pub name: String,
    /// SHA-256 of the bytes that were there then.
    pub digest: [u8; 32],
    /// How many bytes there were.
    pub bytes: u64,
    /// Records (over all members) that are committed already.
    pub records: u64,
    /// Whether it was read to its end. Leave it `false` when a limit cut the reading short and the
    /// limit is higher now: the file is then read again behind the committed records.
    pub complete: bool,
    /// Key of the file itself, the first of its sources. A file that is read again opens its
    /// sources in the same order and gives them the keys from here on again, up to the first key
    /// of another known file; sources beyond get new ones.
    pub first_source: u32,
}

/// Where an earlier reading stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// Input files known so far.
    pub known: Vec<Known>,
    /// The first source key that is free.
    pub next_source: u32,
}

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// All of its records are committed; this many.
    Unchanged(u64),
    /// Read it, and pass over what is committed.
    Read(Behind),
}

/// What of a file is committed already; nothing, for a new file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Behind {
    /// Records to pass over.
    pub(super) records: u64,
    /// Source keys to use again.
    pub(super) keys: Range<u32>,
    /// For a grown mbox the size that was read then: a record that reached the end of the file
    /// and has grown since is not passed over.
    pub(super) grown_from: Option<u64>,
}

/// What is known, by name and by digest; files read to their end in this reading are added.
pub(super) struct Memory<'a> {
    by_name: HashMap<&'a str, &'a Known>,
    by_digest: HashMap<[u8; 32], &'a Known>,
    read_now: HashMap<[u8; 32], u64>,
    /// Ascending: the first source keys of all known files, and the first that is free.
    first_sources: Vec<u32>,
}

impl<'a> Memory<'a> {
    /// Indexes what a case knows. Of two entries with one digest the complete one counts.
    pub(super) fn of(resume: &'a Resume) -> Self {
        let mut by_digest: HashMap<[u8; 32], &Known> = HashMap::new();
        for known in &resume.known {
            match by_digest.entry(known.digest) {
                Entry::Vacant(free) => {
                    free.insert(known);
                }
                Entry::Occupied(mut taken) if known.complete && !taken.get().complete => {
                    taken.insert(known);
                }
                Entry::Occupied(_) => {}
            }
        }
        let by_name = resume
            .known
            .iter()
            .map(|known| (known.name.as_str(), known))
            .collect();
        let firsts = resume.known.iter().map(|known| known.first_source);
        let mut first_sources: Vec<_> = firsts.chain([resume.next_source]).collect();
        first_sources.sort_unstable();
        Self {
            by_name,
            by_digest,
            read_now: HashMap::new(),
            first_sources,
        }
    }

    /// SHA-256 of a file and the plan for it.
    pub(super) fn plan(&self, name: &str, bytes: &RawBytes, is_mbox: bool) -> ([u8; 32], Plan) {
        let same_name = self.by_name.get(name).copied();
        let earlier = same_name
            .filter(|known| is_mbox && known.complete && known.bytes < bytes.as_ref().len() as u64);
        let (digest, grown) = digests(bytes, earlier);
        (digest, self.decide(same_name, digest, grown))
    }

    /// What to do with a known file that gave nothing and is to be read again.
    pub(super) fn afresh(&self, name: &str) -> Behind {
        let known = self.by_name.get(name);
        known.map_or_else(Behind::default, |known| self.behind(known, None))
    }

    fn decide(&self, same_name: Option<&Known>, digest: [u8; 32], grown: Option<&Known>) -> Plan {
        if let Some(known) = same_name.filter(|known| known.digest == digest) {
            return if known.complete {
                Plan::Unchanged(known.records)
            } else {
                Plan::Read(self.behind(known, None))
            };
        }
        // A copy under another name adds nothing, unless it is one of the files that gave no
        // record: those are named one by one, so that nobody takes them for read.
        if let Some(known) = self
            .by_digest
            .get(&digest)
            .filter(|known| known.complete && known.records > 0)
        {
            return Plan::Unchanged(known.records);
        }
        if let Some(&records) = self.read_now.get(&digest) {
            return Plan::Unchanged(records);
        }
        grown.map_or_else(
            || Plan::Read(Behind::default()),
            |known| Plan::Read(self.behind(known, Some(known.bytes))),
        )
    }

    fn behind(&self, known: &Known, grown_from: Option<u64>) -> Behind {
        let start = known.first_source;
        let after = self.first_sources.partition_point(|&first| first <= start);
        let end = self.first_sources.get(after).copied().unwrap_or(start);
        Behind {
            records: known.records,
            keys: start..end,
            grown_from,
        }
    }

    /// Remembers a file that was read to its end, so that a copy of it in the same reading is
    /// passed over just as it would be in the next one.
    pub(super) fn add(&mut self, digest: [u8; 32], records: u64) {
        if records > 0 {
            self.read_now.insert(digest, records);
        }
    }
}

/// Bytes that are hashed before their memory is given back.
const STRETCH: usize = 8 << 20;

/// SHA-256 of all bytes, and the earlier state if these bytes begin with it.
fn digests<'a>(bytes: &RawBytes, earlier: Option<&'a Known>) -> ([u8; 32], Option<&'a Known>) {
    let length = bytes.as_ref().len();
    let at = earlier
        .and_then(|known| usize::try_from(known.bytes).ok())
        .filter(|&at| at <= length)
        .unwrap_or(0);
    let mut hasher = Sha256::new();
    update(&mut hasher, bytes, 0..at);
    let grown = earlier.filter(|known| <[u8; 32]>::from(hasher.clone().finalize()) == known.digest);
    update(&mut hasher, bytes, at..length);
    (hasher.finalize().into(), grown)
}

fn update(hasher: &mut Sha256, bytes: &RawBytes, range: Range<usize>) {
    for start in range.clone().step_by(STRETCH) {
        let stretch = bytes.slice(start, (start + STRETCH).min(range.end));
        hasher.update(stretch.as_ref());
        stretch.let_go();
    }
}
