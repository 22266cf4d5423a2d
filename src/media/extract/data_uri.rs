//! Pictures that stand in the HTML of a mail itself.
//!
//! In: HTML. Out: what its `data:` addresses hold, where that is of a known format. Addresses are found by their scheme,
//! whatever attribute or style they stand in.
//!
//! Source: RFC 2397; WHATWG Fetch, "data: URL processor".

use data_encoding::{BASE64, BASE64_NOPAD};

use crate::media::{Format, Limits};

use super::{Part, kept::Kept};

/// What a `data:` address of a file begins with.
const SCHEME: &str = "data:";

/// Bytes of the declared type and its parameters.
const MAX_HEAD: usize = 200;

/// The pictures and other known files in the `data:` addresses of an HTML text, in their order.
#[must_use]
pub fn data_uris(html: &str, limits: &Limits) -> Vec<Part> {
    let mut kept = Kept::new(limits);
    let mut rest = html;
    let mut number = 0;
    for _ in 0..limits.steps {
        let Some(at) = memchr::memmem::find(rest.as_bytes(), SCHEME.as_bytes()) else {
            break;
        };
        rest = rest.get(at + SCHEME.len()..).unwrap_or_default();
        let window = rest.as_bytes();
        let comma = window
            .iter()
            .take(MAX_HEAD)
            .position(|&byte| byte == b',' || ends(byte));
        let Some(comma) = comma.filter(|&comma| window.get(comma) == Some(&b',')) else {
            continue;
        };
        let head = rest.get(..comma).unwrap_or_default();
        let body = rest.get(comma + 1..).unwrap_or_default();
        let end = body.bytes().position(ends).unwrap_or(body.len());
        let body = body.get(..end).unwrap_or_default();
        rest = rest.get(comma + 1 + end..).unwrap_or_default();
        if body.len() / 4 * 3 > kept.room() {
            continue;
        }
        let is_base64 = head.to_ascii_lowercase().trim_end().ends_with("base64");
        let bytes = if is_base64 {
            base64(body)
        } else {
            Some(percent(body.as_bytes()))
        };
        if let Some((bytes, format)) = bytes.and_then(|b| Format::of(&b).map(|format| (b, format)))
        {
            number += 1;
            let name = format!("data-{number}.{}", format.name());
            kept.keep(Part { name, bytes });
        }
        if kept.is_full() {
            break;
        }
    }
    kept.done().parts
}

/// What ends an address in HTML or in a style. Line ends do not: mail programs fold long attributes.
const fn ends(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b')' | b'<' | b'>')
}

/// Base 64 with or without padding, percent signs and white space.
fn base64(body: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = percent(body.as_bytes())
        .into_iter()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
        .collect();
    BASE64_NOPAD
        .decode(&plain)
        .or_else(|_| BASE64.decode(&plain))
        .ok()
}

/// Percent signs with two digits become bytes.
fn percent(body: &[u8]) -> Vec<u8> {
    let digit = |at: usize| body.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut plain = Vec::with_capacity(body.len());
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        let pair = (byte == b'%')
            .then(|| digit(at + 1).zip(digit(at + 2)))
            .flatten();
        let coded = pair.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        plain.push(coded.unwrap_or(byte));
        at += if coded.is_some() { 3 } else { 1 };
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(html: &str, expected: &[(&str, usize)]) {
        let parts = data_uris(html, &Limits::default());
        let read: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_str(), part.bytes.len()))
            .collect();
        assert_eq!(read, expected, "{html}");
    }

    #[test]
    fn pictures_in_attributes_and_styles_are_found() {
        check(
            r#"<img src="data:image/gif;base64,R0lGODlh">"#,
            &[("data-1.gif", 6)],
        );
        check(
            "<p style='x: url(data:image/gif;base64,R0lG\r\n ODlh)'>",
            &[("data-1.gif", 6)],
        );
        check(
            r#"<img src="data:image/gif;base64,R0lGODlhAA==">"#,
            &[("data-1.gif", 7)],
        );
        check(
            r#"<img src="data:image/gif;BASE64,R0lGODlhAA%3D%3D">"#,
            &[("data-1.gif", 7)],
        );
        check(
            r#"<img src="data:image/svg+xml,%3Csvg%20x=''/>">"#,
            &[("data-1.svg", 7)],
        );
        check("data:,x data:image/gif;base64,!!! metadata:, data:", &[]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tail in prop::collection::vec(any::<u8>(), 0..50)) {
            let bytes = [b"GIF89a", &tail[..]].concat();
            let html = format!("<img src=\"data:image/gif;base64,{}\">", BASE64.encode(&bytes));
            let parts = data_uris(&html, &Limits::default());
            prop_assert_eq!(parts.first().map(|part| part.bytes.clone()), Some(bytes));
        }

        #[test]
        fn any_text_is_taken_without_panic(html in "(data:|,|base64|%4|[ä\"'a-c])*") {
            let _ = data_uris(&html, &Limits::default());
        }
    }
}
