//! Transfer encodings: base64 and quoted-printable, leniently and in linear time.
//!
//! In: the bytes of a part as they stand. Out: decoded bytes, handed to a sink piece by piece, so
//! that an attachment can be hashed without being held.
//!
//! Source: RFC 2045 §6.7, §6.8. Junk in base64 is skipped, as §6.8 asks; what cannot be an escape
//! in quoted-printable is kept as it stands.

/// Whether everything could be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// All of it.
    Sound,
    /// Something was skipped or kept undecoded.
    Broken,
}

/// Bytes that are gathered before the sink gets them.
const PIECE: usize = 12 << 10;
/// Table entry of a byte that is not of the base64 alphabet.
const JUNK: u8 = 0xFF;
/// Table entry of white space.
const SPACE: u8 = 0xFE;
/// Table entry of `=`.
const PAD: u8 = 0xFD;

static SEXTETS: [u8; 256] = sextets();

#[allow(
    clippy::cast_possible_truncation,
    reason = "an index below 64 fits into a byte"
)]
const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [JUNK; 256];
    let mut index = 0;
    while index < alphabet.len() {
        table[alphabet[index] as usize] = index as u8;
        index += 1;
    }
    table[b' ' as usize] = SPACE;
    table[b'\t' as usize] = SPACE;
    table[b'\r' as usize] = SPACE;
    table[b'\n' as usize] = SPACE;
    table[b'=' as usize] = PAD;
    table
}

/// Decodes base64 up to its padding; missing padding and junk are tolerated.
pub(super) fn base64(input: &[u8], sink: &mut dyn FnMut(&[u8])) -> Health {
    let mut out = Vec::with_capacity(PIECE.min(input.len()) + 8);
    let (mut rest, mut held, mut count, mut health) = (input, 0_u32, 0_u8, Health::Sound);
    loop {
        if count == 0 {
            rest = quartets(rest, &mut out, sink);
        }
        let Some((&byte, tail)) = rest.split_first() else {
            break;
        };
        rest = tail;
        match SEXTETS[usize::from(byte)] {
            SPACE => {}
            PAD if count >= 2 => break,
            PAD | JUNK => health = Health::Broken,
            value => {
                held = (held << 6) | u32::from(value);
                count += 1;
                if count == 4 {
                    out.extend_from_slice(held.to_be_bytes().get(1..).unwrap_or_default());
                    (held, count) = (0, 0);
                }
            }
        }
    }
    match count {
        1 => health = Health::Broken,
        2 => out.extend((held >> 4).to_be_bytes().get(3..).unwrap_or_default()),
        3 => out.extend((held >> 2).to_be_bytes().get(2..).unwrap_or_default()),
        _ => {}
    }
    sink(&out);
    health
}

/// Decodes whole quartets as long as they are sound; gives what is left.
fn quartets<'a>(mut rest: &'a [u8], out: &mut Vec<u8>, sink: &mut dyn FnMut(&[u8])) -> &'a [u8] {
    while let [a, b, c, d, tail @ ..] = rest {
        let [a, b, c, d] = [a, b, c, d].map(|byte| SEXTETS[usize::from(*byte)]);
        if (a | b | c | d) & 0xC0 != 0 {
            break;
        }
        out.extend_from_slice(&[(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d]);
        rest = tail;
        if out.len() >= PIECE {
            sink(out);
            out.clear();
        }
    }
    rest
}

/// Decodes quoted-printable; blanks at the ends of lines go, as RFC 2045 asks.
pub(super) fn quoted_printable(input: &[u8], sink: &mut dyn FnMut(&[u8])) -> Health {
    let mut out = Vec::with_capacity(PIECE.min(input.len()) + 128);
    let (mut rest, mut health) = (input, Health::Sound);
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, tail) = rest.split_at(end);
        rest = tail;
        let mut text = super::headers::trim_end(line);
        let soft = text.last() == Some(&b'=');
        if soft {
            text = text.get(..text.len() - 1).unwrap_or_default();
        }
        if escapes(text, &mut out) == Health::Broken {
            health = Health::Broken;
        }
        if !soft && line.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        } else if !soft && line.ends_with(b"\n") {
            out.push(b'\n');
        }
        if out.len() >= PIECE {
            sink(&out);
            out.clear();
        }
    }
    sink(&out);
    health
}

/// Decodes the text of a Q-encoded word.
pub(super) fn q_word(text: &[u8], out: &mut Vec<u8>) {
    escapes(text, out);
}

/// Decodes `=XX` within a line; any other `=` stays.
fn escapes(mut text: &[u8], out: &mut Vec<u8>) -> Health {
    let mut health = Health::Sound;
    while let Some(at) = memchr::memchr(b'=', text) {
        let (plain, escape) = text.split_at(at);
        out.extend_from_slice(plain);
        let value = match escape {
            [_, high, low, ..] => hex(*high)
                .zip(hex(*low))
                .map(|(high, low)| (high << 4) | low),
            _ => None,
        };
        let used = if let Some(value) = value {
            out.push(value);
            3
        } else {
            out.push(b'=');
            health = Health::Broken;
            1
        };
        text = escape.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(text);
    health
}

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64_MIME;
    use proptest::prelude::*;

    use super::*;

    type Decoder = fn(&[u8], &mut dyn FnMut(&[u8])) -> Health;

    fn of(decoder: Decoder, input: &[u8]) -> (String, Health) {
        let mut out = Vec::new();
        let health = decoder(input, &mut |bytes| out.extend_from_slice(bytes));
        (String::from_utf8_lossy(&out).into_owned(), health)
    }

    #[test]
    fn faulty_base64_is_read_as_far_as_it_goes() {
        for (input, expected, health) in [
            ("aGVsbG8=", "hello", Health::Sound),
            ("aGVs\r\nbG8", "hello", Health::Sound),
            ("aG!!VsbG8===", "hello", Health::Broken),
            ("aGVsbG8=\n-- \nfooter of a list", "hello", Health::Sound),
            ("aGVsb", "hel", Health::Broken),
            ("=aGk", "hi", Health::Broken),
        ] {
            assert_eq!(
                of(base64, input.as_bytes()),
                (expected.to_owned(), health),
                "{input}"
            );
        }
    }

    #[test]
    fn faulty_quoted_printable_is_read_as_far_as_it_goes() {
        for (input, expected, health) in [
            ("a=3Db", "a=b", Health::Sound),
            ("a= \r\nb\r\nc", "ab\r\nc", Health::Sound),
            ("a  \nb", "a\nb", Health::Sound),
            ("a=3db=zz", "a=b=zz", Health::Broken),
            ("a=", "a", Health::Sound),
            ("\u{fc}=20", "\u{fc} ", Health::Sound),
        ] {
            assert_eq!(
                of(quoted_printable, input.as_bytes()),
                (expected.to_owned(), health),
                "{input}"
            );
        }
    }

    proptest! {
        /// The oracle is another implementation's encoder.
        #[test]
        fn base64_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..40_000)) {
            let mut out = Vec::new();
            base64(BASE64_MIME.encode(&bytes).as_bytes(), &mut |piece| out.extend_from_slice(piece));
            prop_assert_eq!(out, bytes);
        }

        #[test]
        fn any_bytes_are_taken_and_nothing_grows(bytes: Vec<u8>) {
            for decoder in [base64, quoted_printable] {
                let mut size = 0;
                decoder(&bytes, &mut |piece| size += piece.len());
                prop_assert!(size <= bytes.len());
            }
        }
    }
}
