//! Containers: gzip and zstd here, zip and tar next door; each member a source of its own.
//!
//! In: a container's bytes, at hand or as a stream. Out: its members, handed back to the reader one
//! after another in the order they stand in. All is read from memory or streams: no path inside a
//! container is ever written, or looked at on disk.
//!
//! Source: RFC 1952 (gzip, through crate `flate2`), RFC 8878 (zstd, through crate `zstd`).

use std::{
    cell::Cell,
    io::{self, BufReader, Cursor, Read},
    ops::ControlFlow,
    rc::Rc,
};

use flate2::bufread::MultiGzDecoder;

use crate::{
    key::SourceKey,
    source::{Defect, DefectKind},
};

use super::{
    content::{Content, Held},
    limits::{Counted, Limits, Metered, fault},
    reader::{Place, Reader},
    sniff::Kind,
};

/// Bytes of a zip that stands inside another container: it is held in memory, since its directory
/// is at its end.
pub(super) const INNER_ZIP: u64 = 512 << 20;

impl Reader<'_> {
    /// Reads all members of a container; gives the bytes of it that were read.
    pub(super) fn container(
        &mut self,
        key: SourceKey,
        place: &Place,
        kind: &Kind,
        content: Content<'_>,
    ) -> ControlFlow<(), u64> {
        let count = Cell::new(0);
        if *kind == Kind::Zip {
            let held = Held::of(content, INNER_ZIP);
            self.zip(key, place, &held)?;
            return ControlFlow::Continue(held.total);
        }
        let mut whole;
        let inner: &mut dyn Read = match content {
            Content::Whole(bytes) => {
                whole = Cursor::new(bytes);
                &mut whole
            }
            Content::Stream(stream) => stream,
        };
        let mut counted = Counted {
            inner,
            count: &count,
        };
        match kind {
            Kind::Gzip => {
                let mut inner = MultiGzDecoder::new(BufReader::new(&mut counted));
                self.compressed(key, place, &mut inner, &count)?;
            }
            Kind::Zstd => match zstd_decoder(&mut counted, self.limits) {
                Ok(mut inner) => self.compressed(key, place, &mut inner, &count)?,
                Err(error) => self.defect(key, fault(&error, 0))?,
            },
            _ => self.tar(key, place, &mut counted)?,
        }
        ControlFlow::Continue(count.get())
    }

    /// The one member of a gzip or zstd stream; all of its frames are read as one.
    fn compressed(
        &mut self,
        key: SourceKey,
        place: &Place,
        inner: &mut dyn Read,
        taken: &Cell<u64>,
    ) -> ControlFlow<()> {
        let spent = Rc::clone(&self.spent);
        let mut metered = Metered {
            inner,
            limits: self.limits,
            taken,
            spent: &spent,
            given: 0,
        };
        self.member(
            &inside(key, place, unpacked_name(&place.name), None),
            &mut metered,
        )
    }
}

/// The place of a member.
pub(super) fn inside(parent: SourceKey, outer: &Place, name: &str, bytes: Option<u64>) -> Place {
    let name = format!("{}!{name}", outer.name);
    Place {
        parent: Some(parent),
        name,
        depth: outer.depth.saturating_add(1),
        digest: None,
        bytes,
    }
}

/// What `gunzip` would call the file: the last part of its name without the ending.
fn unpacked_name(name: &str) -> &str {
    let name = name.rsplit(['/', '!']).next().unwrap_or(name);
    let endings = [".gz", ".zst", ".zstd", ".tgz", ".tzst"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

fn zstd_decoder<R: Read>(
    reader: R,
    limits: &Limits,
) -> io::Result<zstd::Decoder<'static, BufReader<R>>> {
    let mut decoder = zstd::Decoder::new(reader)?;
    decoder.window_log_max(limits.zstd_window_log)?;
    Ok(decoder)
}

pub(super) fn too_many(limits: &Limits) -> Defect {
    Defect::new(
        DefectKind::EntryLimit,
        0,
        format!("more than {} entries", limits.entries),
    )
}
