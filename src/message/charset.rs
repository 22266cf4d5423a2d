//! Character sets: bytes and a label to text.
//!
//! In: bytes with the label that the mail declares. Out: UTF-8, and whether the label was known.
//! What is declared is doubted where the bytes say otherwise: valid UTF-8 under a Latin or missing
//! label is UTF-8, and invalid UTF-8 is Windows-1252 unless most of it is UTF-8 after all.
//!
//! Source: WHATWG Encoding Standard (crate `encoding_rs`) for labels and tables; UTF-7 is ours.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::utf7;

/// Decoded text and whether the label was known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// Whether the label names a character set that we read.
    pub(super) known: bool,
}

/// Bytes without any label: UTF-8, else Windows-1252.
pub(super) fn decode_raw(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(
        |_| WINDOWS_1252.decode_without_bom_handling(bytes).0,
        Cow::Borrowed,
    )
}

/// Decodes bytes by the label they were declared with; an empty label stands for none. Linear.
pub(super) fn decode(bytes: Cow<'_, [u8]>, label: &str) -> Decoded {
    let label = clean(label);
    if is_utf7(&label) {
        return Decoded {
            text: utf7::decode(&bytes),
            known: true,
        };
    }
    let declared = Encoding::for_label_no_replacement(label.as_bytes());
    let known = declared.is_some() || label.is_empty();
    let encoding = match declared {
        Some(encoding) if encoding == GBK => GB18030,
        Some(encoding) => encoding,
        None => UTF_8,
    };
    if encoding == UTF_8 || encoding == WINDOWS_1252 {
        return Decoded {
            text: utf8_or_latin(bytes),
            known,
        };
    }
    let encoding = match Encoding::for_bom(&bytes) {
        Some((bom, _)) if bom == UTF_16LE || bom == UTF_16BE => bom,
        _ => encoding,
    };
    Decoded {
        text: encoding.decode(&bytes).0.into_owned(),
        known,
    }
}

/// Whether line ends may be searched for bytewise.
pub(super) fn is_ascii_like(label: &str) -> bool {
    !clean(label).starts_with("utf-16") && !clean(label).starts_with("utf16")
}

/// The label in lower case without the dirt that mailers leave around it.
fn clean(label: &str) -> String {
    let label = label
        .trim()
        .trim_matches(['"', '\'', ' ', ';', ','])
        .to_ascii_lowercase();
    let label = label.strip_prefix("3d").unwrap_or(&label).trim_matches('"');
    match label {
        "utf" | "utf_8" | "utf-8mb4" | "utf8mb4" | "utf-8-strict" => "utf-8".to_owned(),
        "ascii7" | "7bit" | "8bit" | "iso-8859" | "latin-1" | "iso8859_1" | "cp-1252" | "ansi" => {
            "windows-1252".to_owned()
        }
        other => other.to_owned(),
    }
}

fn is_utf7(label: &str) -> bool {
    matches!(
        label,
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" | "csunicode11utf7"
    )
}

fn utf8_or_latin(bytes: Cow<'_, [u8]>) -> String {
    let bytes = match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => return without_bom(text).to_owned(),
            Err(_) => Cow::Borrowed(bytes),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) if text.starts_with('\u{feff}') => return without_bom(&text).to_owned(),
            Ok(text) => return text,
            Err(broken) => Cow::Owned(broken.into_bytes()),
        },
    };
    if mostly_utf8(&bytes) {
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        WINDOWS_1252
            .decode_without_bom_handling(&bytes)
            .0
            .into_owned()
    }
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether whole multi-byte characters outnumber broken bytes by far: UTF-8 that was cut or damaged.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken.saturating_mul(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], label: &str, expected: &str, known: bool) {
        let expected = Decoded {
            text: expected.to_owned(),
            known,
        };
        assert_eq!(decode(Cow::Borrowed(bytes), label), expected, "{label}");
        assert_eq!(
            decode(Cow::Owned(bytes.to_vec()), label),
            expected,
            "{label}, owned"
        );
    }

    #[test]
    fn labels_are_read_as_mailers_write_them() {
        check(b"\xfc", "ISO-8859-1", "ü", true);
        check(b"\xfc", "\"3Diso-8859-1\"", "ü", true);
        check(b"\xcc\xec", "gb2312", "天", true);
        check(b"\x1b$B$\"\x1b(B", "iso-2022-jp", "あ", true);
        check(b"+AOk-", "utf-7", "é", true);
        check(b"\xff\xfea\0", "utf-16", "a", true);
    }

    #[test]
    fn the_bytes_overrule_a_wrong_label() {
        check("grün".as_bytes(), "us-ascii", "grün", true);
        check("grün".as_bytes(), "", "grün", true);
        check(b"gr\xfcn", "utf-8", "grün", true);
        check(b"\xef\xbb\xbfa", "utf-8", "a", true);
    }

    #[test]
    fn an_unknown_label_is_told_and_text_still_read() {
        check("ü".as_bytes(), "x-klingon", "ü", false);
        check(b"\xfc", "x-klingon", "ü", false);
        check(b"a", "iso-2022-kr", "a", false);
    }

    #[test]
    fn long_utf_8_with_one_broken_byte_stays_utf_8() {
        let bytes = [" ä".repeat(20).as_bytes(), b"\xff"].concat();
        assert!(decode(bytes.into(), "utf-8").text.starts_with(" ä ä"));
    }
}
