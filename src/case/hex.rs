//! Bytes as lower-case hexadecimal digits.

/// Two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
