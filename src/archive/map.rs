//! A file's bytes, shared: mapped when it is large, read when it is small.
//!
//! In: a path. Out: [`RawBytes`] of all of it.

use std::{fs, io, path::Path, sync::Arc};

use super::RawBytes;

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
    Ok(RawBytes::whole(Arc::new(map(&file)?)))
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
