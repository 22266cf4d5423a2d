//! What was taken out of a container so far, under limits of number and bytes.

use std::collections::BTreeSet;

use crate::media::Limits;

use super::{Extracted, Part};

/// Kept parts and what went wrong.
pub(super) struct Kept {
    extracted: Extracted,
    troubles: BTreeSet<String>,
    parts: usize,
    each: usize,
    left: usize,
}

impl Kept {
    /// Nothing kept yet. All parts together take no more than what decoding one picture may.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            extracted: Extracted::default(),
            troubles: BTreeSet::new(),
            parts: limits.parts,
            each: limits.bytes,
            left: usize::try_from(limits.memory).unwrap_or(usize::MAX),
        }
    }

    /// Bytes that the next part may have.
    pub(super) fn room(&self) -> usize {
        self.each.min(self.left)
    }

    /// Whether no more parts are taken.
    pub(super) const fn is_full(&self) -> bool {
        self.extracted.parts.len() >= self.parts || self.left == 0
    }

    /// Keeps a part, or says why not.
    pub(super) fn keep(&mut self, part: Part) {
        if self.is_full() {
            self.trouble("more parts than the limit");
        } else if part.bytes.len() > self.room() {
            self.refuse(part.bytes.len());
        } else {
            self.left -= part.bytes.len();
            self.extracted.parts.push(part);
        }
    }

    /// Counts bytes that were unpacked for nothing: many bombs must not cost more than many parts.
    pub(super) fn refuse(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
        self.trouble("a part is larger than the limit, or unpacks to many times its size");
    }

    /// Keeps what went wrong, once; the order of first sight.
    pub(super) fn trouble(&mut self, words: &str) {
        if self.troubles.insert(words.to_owned()) {
            self.extracted.troubles.push(words.to_owned());
        }
    }

    /// Parts kept so far.
    pub(super) fn parts(&self) -> &[Part] {
        &self.extracted.parts
    }

    /// Changes the names of the parts from one on.
    pub(super) fn put_under(&mut self, first: usize, folder: &str) {
        for part in self.extracted.parts.iter_mut().skip(first) {
            part.name = format!("{folder}/{}", part.name);
        }
    }

    /// All of it.
    pub(super) fn done(self) -> Extracted {
        self.extracted
    }
}
