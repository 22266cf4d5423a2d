//! UTF-7: `+AOk-` to `é`, in linear time.
//!
//! In: bytes. Out: text; what is no UTF-7 is kept as it stands, lone surrogates become U+FFFD.
//!
//! Source: RFC 2152.

/// Decodes UTF-7. Bytes over 127, which it does not know, are read as Latin-1.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'+' {
            out.push(char::from(first));
        } else if let Some(after) = tail.strip_prefix(b"-") {
            out.push('+');
            rest = after;
        } else {
            rest = run(tail, &mut out);
        }
    }
    out
}

/// Decodes one base64 run of UTF-16 and gives what follows it.
fn run<'a>(bytes: &'a [u8], out: &mut String) -> &'a [u8] {
    let length = bytes
        .iter()
        .take_while(|byte| sextet(**byte).is_some())
        .count();
    let (coded, rest) = bytes.split_at(length);
    if coded.is_empty() {
        out.push('+');
        return rest;
    }
    let (mut bits, mut held) = (0_u32, 0_u32);
    let units = coded.iter().filter_map(|byte| {
        bits = (bits << 6) | sextet(*byte)?;
        held += 6;
        if held < 16 {
            return None;
        }
        held -= 16;
        u16::try_from((bits >> held) & 0xFFFF).ok()
    });
    out.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    rest.strip_prefix(b"-").unwrap_or(rest)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        assert_eq!(decode(b"A+ImIDkQ."), "A\u{2262}\u{391}.");
        assert_eq!(decode(b"Hi Mom -+Jjo--!"), "Hi Mom -\u{263A}-!");
        assert_eq!(decode(b"+ZeVnLIqe-"), "\u{65E5}\u{672C}\u{8A9E}");
        assert_eq!(decode(b"Item 3 is +AKM-1."), "Item 3 is \u{A3}1.");
        assert_eq!(decode(b"1 +- 1 + 2"), "1 + 1 + 2");
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            prop_assert!(decode(&bytes).chars().count() <= bytes.len());
        }
    }
}
