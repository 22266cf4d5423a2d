//! The language of a text.
//!
//! In: a text. Out: an ISO 639-3 code, from its first [`READ`] bytes.

/// Bytes that are read.
pub(super) const READ: usize = 400;

/// The language, if it can be told.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let head = text.get(..text.floor_char_boundary(READ)).unwrap_or(text);
    let info = whatlang::detect(head)?;
    info.is_reliable().then(|| info.lang().code())
}
