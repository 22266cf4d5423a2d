//! Pictures and other known files in a zip: DOCX, ODT, PPTX, or a plain archive.
//!
//! In: a zip. Out: members whose first bytes are of a known format, whatever their name. A member that unpacks to many
//! times its size is left out, as pictures are packed already.

use std::{
    borrow::Cow,
    io::{Cursor, Read},
};

use zip::{ZipArchive, read::ZipFile};

use crate::media::{Format, Limits};

use super::{Part, kept::Kept};

/// Bytes that a member may unpack to for each byte that it takes: bitmaps of one colour reach a few hundred.
const MAX_RATIO: u64 = 400;

/// Bytes below which the ratio does not matter.
const SMALL: u64 = 1 << 20;

/// Bytes by which a format is known.
const MARK: usize = 1024;

/// Takes out what a zip holds.
pub(super) fn parts(bytes: &[u8], limits: &Limits, kept: &mut Kept) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        kept.trouble("a zip whose directory cannot be read");
        return;
    };
    if archive.len() > limits.steps {
        kept.trouble("more members than the limit");
    }
    for index in 0..archive.len().min(limits.steps) {
        if kept.is_full() {
            kept.trouble("more parts than the limit");
            return;
        }
        match archive.by_index(index) {
            Ok(mut member) if member.is_file() => one(&mut member, kept),
            Ok(_) => {}
            Err(_) => kept.trouble("a member that is encrypted, broken or packed in another way"),
        }
    }
}

fn one<R: Read>(member: &mut ZipFile<'_, R>, kept: &mut Kept) {
    let Ok(name) = member.name().map(Cow::into_owned) else {
        kept.trouble("a member whose name cannot be read");
        return;
    };
    let packed = member.compressed_size();
    let mut whole = Vec::new();
    let mark = u64::try_from(MARK).unwrap_or(u64::MAX);
    if member.by_ref().take(mark).read_to_end(&mut whole).is_err() || Format::of(&whole).is_none() {
        return;
    }
    let room = u64::try_from(kept.room()).unwrap_or(u64::MAX);
    let most = room.min(packed.saturating_mul(MAX_RATIO).max(SMALL));
    let more = member
        .by_ref()
        .take(most.saturating_sub(mark).saturating_add(1))
        .read_to_end(&mut whole);
    if more.is_err() {
        kept.trouble("a member that does not unpack whole");
        return;
    }
    if whole.len() as u64 > most {
        kept.refuse(whole.len());
        return;
    }
    kept.keep(Part { name, bytes: whole });
}
