//! Numbers and parts at a place of a byte string, without a panic where it ends.

/// `length` bytes from `at`; `None` where they are not all there.
pub(in crate::media) fn part(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// The bytes from `at` on; empty past the end.
pub(in crate::media) fn from(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

/// Two bytes, high one first.
pub(in crate::media) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(part(bytes, at, 2)?.try_into().ok()?))
}

/// Four bytes, high one first.
pub(in crate::media) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(part(bytes, at, 4)?.try_into().ok()?))
}

/// Eight bytes, high one first.
pub(in crate::media) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(part(bytes, at, 8)?.try_into().ok()?))
}

/// Two bytes, low one first.
pub(in crate::media) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(part(bytes, at, 2)?.try_into().ok()?))
}

/// Four bytes, low one first.
pub(in crate::media) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(part(bytes, at, 4)?.try_into().ok()?))
}

/// A length of a file as a place in memory; a length that does not fit is past every end.
pub(in crate::media) fn place(length: impl TryInto<usize>) -> usize {
    length.try_into().unwrap_or(usize::MAX)
}

/// Text in UTF-8 where it is that, else in Latin-1, up to the first zero byte.
pub(in crate::media) fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    whole_text(bytes.get(..end).unwrap_or_default())
}

/// Text in UTF-8 where it is that, else in Latin-1.
pub(in crate::media) fn whole_text(bytes: &[u8]) -> String {
    str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        str::to_owned,
    )
}

/// Text in UTF-16; a half pair becomes a replacement character.
pub(in crate::media) fn utf16(bytes: &[u8], number: fn(&[u8], usize) -> Option<u16>) -> String {
    let units: Vec<u16> = (0..bytes.len() / 2)
        .filter_map(|index| number(bytes, index * 2))
        .collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_past_the_end() {
        assert_eq!(be32(&[1, 2, 3], 0), None);
        assert_eq!(le16(&[1, 2, 3], usize::MAX), None);
        assert_eq!(from(&[1], 5), &[] as &[u8]);
        assert_eq!(be32(&[1, 2, 3, 4], 0), Some(0x0102_0304));
        assert_eq!(be64(&[0, 0, 0, 0, 0, 0, 0, 1], 0), Some(1));
    }

    #[test]
    fn text_that_is_no_utf8_is_latin() {
        assert_eq!(text(b"caf\xe9\0rest"), "café");
        assert_eq!(text("café".as_bytes()), "café");
        assert_eq!(utf16(b"\0A\0B\0", be16), "AB");
    }
}
