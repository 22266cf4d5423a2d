//! Bytes as lower-case hexadecimal digits.

/// Two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// The 32 bytes of a SHA-256 in lower-case hex.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    data_encoding::HEXLOWER
        .decode(text.as_bytes())
        .ok()?
        .try_into()
        .ok()
}
