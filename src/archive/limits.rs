//! How far a hostile archive may take us, and the meter that holds decompression to it.
//!
//! In: a decompressing reader. Out: [`Metered`], the same bytes, until a limit is hit; then an
//! `io::Error` that [`fault`] turns into the right defect. The measure is what comes out, since
//! 33 kB of zstd can hold 1 GiB.

use std::{
    cell::Cell,
    io::{self, Read},
};

use crate::source::{Defect, DefectKind};

/// How far a hostile archive may take us. Every hit is a [`Defect`], never a lost message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message; what lies beyond is not read.
    pub message: u64,
    /// Nesting of containers; a compressed tar counts as two.
    pub depth: u32,
    /// Members of one container.
    pub entries: u64,
    /// Bytes that all containers of one input file may expand to.
    pub expanded: u64,
    /// Expansion ratio of a member, judged once more than 10 MiB came out.
    pub ratio: u64,
    /// Log₂ of the largest zstd window that is accepted.
    pub zstd_window_log: u32,
}

/// Log₂ of the largest zstd window that there is use for: that of `zstd --long=31`.
pub const LONG_WINDOW: u32 = 31;

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 64 << 20,
            depth: 3,
            entries: 10_000,
            expanded: 4 << 30,
            ratio: 200,
            zstd_window_log: 27,
        }
    }
}

/// Bytes that may come out before the ratio is judged: short texts compress without measure.
pub(super) const RATIO_GRACE: u64 = 10 << 20;

/// A reader whose bytes are counted where another reader sits on top of it.
pub(super) struct Counted<'a, R> {
    pub(super) inner: R,
    pub(super) count: &'a Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get().saturating_add(read as u64));
        Ok(read)
    }
}

/// A decompressor's output, held to the expansion limits.
pub(super) struct Metered<'a, R> {
    pub(super) inner: R,
    pub(super) limits: &'a Limits,
    /// Compressed bytes that went in so far.
    pub(super) taken: &'a Cell<u64>,
    /// Expanded bytes of the whole input file so far.
    pub(super) spent: &'a Cell<u64>,
    /// Bytes that came out here so far.
    pub(super) given: u64,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.limits.expanded.saturating_sub(self.spent.get());
        if left == 0 {
            // At the limit one more byte decides between "just fits" and "too much".
            return match self.inner.read(&mut [0])? {
                0 => Ok(0),
                _ => Err(io::Error::other(Stop::Expanded(self.limits.expanded))),
            };
        }
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = self
            .inner
            .read(buffer.get_mut(..most).unwrap_or_default())?;
        self.given = self.given.saturating_add(read as u64);
        self.spent.set(self.spent.get().saturating_add(read as u64));
        let allowed = self.taken.get().saturating_mul(self.limits.ratio);
        if self.given > RATIO_GRACE && self.given > allowed {
            return Err(io::Error::other(Stop::Ratio(self.limits.ratio)));
        }
        Ok(read)
    }
}

/// Why the meter stopped a reader.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error("more than {0} bytes came out")]
    Expanded(u64),
    #[error("more than {0} bytes came out for each that went in")]
    Ratio(u64),
}

/// The defect that a failed read of a container's bytes is, at `offset` of what came out.
pub(super) fn fault(error: &io::Error, offset: u64) -> Defect {
    let stopped = matches!(error.get_ref(), Some(inner) if inner.is::<Stop>());
    let mut text = error.to_string();
    let is_window = text.contains("too much memory");
    if is_window {
        text.push_str("; scan with --long-window if the file is trusted");
    }
    let kind = if stopped || is_window {
        DefectKind::ExpansionLimit
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        DefectKind::Truncated
    } else {
        DefectKind::CorruptContainer
    };
    Defect::new(kind, offset, text)
}
