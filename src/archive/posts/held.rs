//! Exports that are cut with all of their bytes at hand, since what is needed to read a record can stand anywhere in them.
//!
//! In: bytes. Out: [`Piece`]s in the order of their offsets, and defects of the export as a whole.

use std::{ops::ControlFlow, sync::Arc};

use super::{
    Layout, Page, Syntax, car,
    cut::Piece,
    export::{Export, Known},
    parquet, whatsapp,
};
use crate::{archive::RawBytes, mapping::Mapping, source::Defect};

/// Bytes of such an export that are held at most.
pub(in super::super) const MOST_HELD: u64 = 1 << 30;

/// Takes what is found, and may stop the search.
pub(super) type Take<'a> = dyn FnMut(Result<Piece, Defect>) -> ControlFlow<()> + 'a;

/// Whether all bytes must be at hand.
pub(in super::super) const fn is_held(syntax: Syntax) -> bool {
    matches!(
        syntax,
        Syntax::ParquetRow | Syntax::Block | Syntax::ChatLine
    )
}

/// Cuts such an export.
pub(in super::super) fn held(
    bytes: &RawBytes,
    known: Known,
    mapping: Option<&Arc<Mapping>>,
    take: &mut Take<'_>,
) -> ControlFlow<()> {
    match known.syntax {
        Syntax::ParquetRow => parquet::cut(bytes, mapping.map(Arc::as_ref), take),
        Syntax::Block => car::cut(bytes, take),
        _ => whatsapp::cut(bytes, take),
    }
}

/// A layout without columns.
pub(super) fn layout(export: Export, syntax: Syntax, around: Vec<u8>) -> Arc<Layout> {
    Arc::new(Layout {
        page: Page::default(),
        export,
        syntax,
        columns: Vec::new(),
        delimiter: 0,
        around: RawBytes::from(around),
        mapping: None,
    })
}
