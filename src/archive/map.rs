//! A file's bytes, shared: mapped when it is large, read when it is small.
//!
//! In: a path. Out: [`RawBytes`] of all of it.

use std::{fs, io, path::Path, sync::Arc};

use super::{RawBytes, record::Owner};

/// Up to this many bytes a read is cheaper than a map and its page faults.
const SMALL: u64 = 256 << 10;

/// The bytes of a file.
///
/// # Errors
/// Whatever opening, mapping or reading says.
pub(super) fn bytes_of(path: &Path) -> io::Result<RawBytes> {
    let file = fs::File::open(path)?;
    if file.metadata()?.len() <= SMALL {
        return Ok(RawBytes::from(fs::read(path)?));
    }
    Ok(RawBytes::whole(Arc::new(Mapped(map(&file)?))))
}

/// A mapped file.
struct Mapped(memmap2::Mmap);

impl Owner for Mapped {
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    #[cfg(unix)]
    #[allow(
        unsafe_code,
        reason = "what was read must not stay in memory; the crate marks this advice as unsafe"
    )]
    fn let_go(&self, start: usize, end: usize) {
        // SAFETY: the map is of a file and read-only, so pages given back are read from the file
        // again at the next access, with the same bytes; nothing that borrows them can tell.
        let advice = unsafe {
            self.0.unchecked_advise_range(
                memmap2::UncheckedAdvice::DontNeed,
                start,
                end.saturating_sub(start),
            )
        };
        // Advice that the system does not take costs memory, no more.
        drop(advice);
    }
}

#[allow(
    unsafe_code,
    reason = "an archive of many GB is split in place; reading it into memory would need as much memory"
)]
fn map(file: &fs::File) -> io::Result<memmap2::Mmap> {
    // SAFETY: the map is read-only and lives as long as its `Arc`. Another program that writes to
    // the file while we read changes the bytes under us: every reader here treats them as hostile
    // anyway and takes no decision twice on the same byte that memory safety rests on. A file that
    // is cut short meanwhile ends the process (SIGBUS), which loses no more than any kill.
    unsafe { memmap2::Mmap::map(file) }
}
