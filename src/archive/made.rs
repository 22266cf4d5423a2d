//! Records, made from the pieces of an mbox and from files that are one message.
//!
//! In: a [`Piece`], or bytes and where in them the message stands. Out: [`RawRecord`]s, cut at the
//! limit, with the defects that show at this point.

use crate::{
    key::SourceKey,
    source::{Defect, DefectKind, SourceRef},
};

use super::{
    Limits, RawBytes, RawRecord,
    mbox::{Piece, Splitter},
    posts::{self, PostPlace},
};

/// Splits the bytes of an mbox that are at hand into its records, in their order; none for bytes
/// that are no mbox. Copies no message, and costs one pass.
pub fn split_mbox(
    source: SourceKey,
    bytes: RawBytes,
    limits: &Limits,
) -> impl Iterator<Item = RawRecord> + use<'_> {
    Splitter::whole(bytes, limits.message).map(move |piece| of_piece(source, piece, limits))
}

/// The record of one message of an mbox.
pub(super) fn of_piece(source: SourceKey, piece: Piece, limits: &Limits) -> RawRecord {
    let at = SourceRef {
        source,
        offset: piece.offset,
        length: piece.length,
    };
    let mut defects = too_large(piece.length, limits);
    defects.extend(
        piece
            .cut
            .map(|why| Defect::new(DefectKind::Truncated, piece.length, why)),
    );
    RawRecord {
        at,
        envelope: Some(piece.envelope),
        bytes: piece.bytes,
        quoted: piece.quoted,
        post: None,
        defects,
    }
}

/// The record of a file that is one message, or has one message in it.
pub(super) fn unwrapped(
    source: SourceKey,
    bytes: &RawBytes,
    start: usize,
    length: u64,
    limits: &Limits,
) -> RawRecord {
    let kept = usize::try_from(length.min(limits.message)).unwrap_or(usize::MAX);
    RawRecord {
        at: SourceRef {
            source,
            offset: start as u64,
            length,
        },
        envelope: None,
        bytes: bytes.slice(start, start.saturating_add(kept)),
        quoted: false,
        post: None,
        defects: too_large(length, limits),
    }
}

/// The record of one post.
pub(super) fn of_post(source: SourceKey, piece: posts::Piece, limits: &Limits) -> RawRecord {
    let length = piece.bytes.as_ref().len();
    let kept = usize::try_from(limits.message).unwrap_or(usize::MAX);
    let mut defects = too_large(length as u64, limits);
    if piece.layout.is_none() {
        defects.push(posts::uncut(&piece));
    }
    RawRecord {
        at: SourceRef {
            source,
            offset: piece.offset,
            length: length as u64,
        },
        envelope: None,
        bytes: piece.bytes.slice(0, length.min(kept)),
        quoted: false,
        post: Some(PostPlace {
            layout: piece.layout,
            line: piece.line,
        }),
        defects,
    }
}

fn too_large(length: u64, limits: &Limits) -> Vec<Defect> {
    let over = length > limits.message;
    let defect = || {
        Defect::new(
            DefectKind::MessageTooLarge,
            limits.message,
            format!("{length} bytes"),
        )
    };
    over.then(defect).into_iter().collect()
}
