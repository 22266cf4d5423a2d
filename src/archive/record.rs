//! One message's bytes, where they stand, and how mbox quoting is undone.
//!
//! In: shared bytes and their place. Out: [`RawRecord`]; its [`content`](RawRecord::content) is the
//! message as it was before an mbox writer quoted it.
//!
//! Source: the mboxrd rule (quote every `^>*From ` line, strip one `>` on reading). We apply it to
//! mboxo and mboxcl as well: those never quote a line that begins with `>`, so at worst a line that
//! the writer began with `>From ` loses its `>`.

use std::{borrow::Cow, sync::Arc};

use memchr::{memchr_iter, memmem};

use crate::source::{Defect, SourceRef};

use super::posts::PostPlace;

/// One message's bytes with the place they stand at.
#[derive(Clone, Debug)]
pub struct RawRecord {
    /// Where it stands: `offset` is the message's first byte, after the envelope line of an mbox
    /// and after the count line of an EMLX; `length` leaves out the empty line before the next
    /// `From ` line, and counts the whole record, the part over the limit included.
    pub at: SourceRef,
    /// The mbox `From ` line without its line end, where there is one.
    pub envelope: Option<String>,
    /// The bytes as they stand in the source, after the envelope line; cut at the limit.
    pub bytes: RawBytes,
    /// Whether lines of `>From ` must lose one `>` to be the message again.
    pub quoted: bool,
    /// How it is to be read when it is a post; `None` for mail.
    pub post: Option<PostPlace>,
    /// What was wrong with it so far.
    pub defects: Vec<Defect>,
}

impl RawRecord {
    /// The message itself, mbox quoting undone; copies only when there is a quoted line.
    #[must_use]
    pub fn content(&self) -> Cow<'_, [u8]> {
        let bytes = self.bytes.as_ref();
        if self.quoted {
            unquote(bytes)
        } else {
            Cow::Borrowed(bytes)
        }
    }
}

/// What holds shared bytes.
pub(super) trait Owner: Send + Sync {
    /// All of them.
    fn bytes(&self) -> &[u8];

    /// The bytes from `start` up to `end` are not needed in memory for now; they can still be read.
    fn let_go(&self, _start: usize, _end: usize) {}
}

impl Owner for Vec<u8> {
    fn bytes(&self) -> &[u8] {
        self
    }
}

/// Shared bytes: a slice of a memory map or of a decompressed buffer. Cloning copies nothing.
#[derive(Clone)]
pub struct RawBytes {
    owner: Arc<dyn Owner>,
    start: usize,
    end: usize,
}

impl RawBytes {
    /// Shares all the bytes of an owner.
    pub(super) fn whole(owner: Arc<dyn Owner>) -> Self {
        let end = owner.bytes().len();
        Self {
            owner,
            start: 0,
            end,
        }
    }

    /// Says that these bytes are done with for now. A mapped file gives their memory back, so that
    /// reading an archive of many GB does not fill memory with it; reading them again works.
    pub fn let_go(&self) {
        self.owner.let_go(self.start, self.end);
    }

    /// Says so of these bytes, of `last`'s, and of what lies between them when both are of one owner.
    pub fn let_go_up_to(&self, last: &Self) {
        if Arc::ptr_eq(&self.owner, &last.owner) {
            self.owner.let_go(self.start, last.end.max(self.end));
        } else {
            self.let_go();
            last.let_go();
        }
    }

    /// Whether both share the bytes of one owner.
    #[must_use]
    pub fn is_of_one_owner(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.owner, &other.owner)
    }

    /// The bytes from `start` up to `end`, cut to those that there are; copies nothing.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let end = self.start.saturating_add(end).min(self.end);
        let start = self.start.saturating_add(start).min(end);
        Self {
            owner: Arc::clone(&self.owner),
            start,
            end,
        }
    }
}

impl From<Vec<u8>> for RawBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::whole(Arc::new(bytes))
    }
}

impl AsRef<[u8]> for RawBytes {
    fn as_ref(&self) -> &[u8] {
        self.owner
            .bytes()
            .get(self.start..self.end)
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for RawBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawBytes({} bytes)", self.as_ref().len())
    }
}

/// Strips exactly one `>` of every line `^>+From `, in one pass.
fn unquote(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memmem::find(bytes, b">From ").is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut out: Option<Vec<u8>> = None;
    let mut kept = 0;
    let starts = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|end| end + 1));
    for start in starts {
        let line = bytes.get(start..).unwrap_or_default();
        if is_quoted_from(line) {
            let out = out.get_or_insert_with(|| Vec::with_capacity(bytes.len()));
            out.extend_from_slice(bytes.get(kept..start).unwrap_or_default());
            kept = start + 1;
        }
    }
    match out {
        Some(mut out) => {
            out.extend_from_slice(bytes.get(kept..).unwrap_or_default());
            Cow::Owned(out)
        }
        None => Cow::Borrowed(bytes),
    }
}

/// Whether a line is one or more `>` and then `From `.
fn is_quoted_from(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|&&byte| byte == b'>').count();
    marks > 0
        && line
            .get(marks..)
            .is_some_and(|rest| rest.starts_with(b"From "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_and_no_more_is_stripped_of_quoted_from_lines() {
        for (input, expected) in [
            ("a\n>From b\n", "a\nFrom b\n"),
            (">>From b\n", ">From b\n"),
            (
                "a >From b\n> From c\n>Fromage\n",
                "a >From b\n> From c\n>Fromage\n",
            ),
            ("x\r\n>From y\r\n>>>From z", "x\r\nFrom y\r\n>>From z"),
        ] {
            assert_eq!(unquote(input.as_bytes()), input_cow(expected), "{input:?}");
        }
    }

    fn input_cow(text: &str) -> Cow<'_, [u8]> {
        Cow::Borrowed(text.as_bytes())
    }

    #[test]
    fn nothing_is_copied_when_no_line_is_quoted() {
        assert!(matches!(unquote(b"a >From b\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_slice_never_reaches_beyond_its_bytes() {
        let bytes = RawBytes::from(b"hello".to_vec());
        assert_eq!(bytes.slice(1, 3).as_ref(), b"el");
        assert_eq!(bytes.slice(1, 3).slice(1, 99).as_ref(), b"l");
        assert_eq!(bytes.slice(9, 1).as_ref(), b"");
    }
}
