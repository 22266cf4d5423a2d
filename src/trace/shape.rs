//! The MIME tree as a short code.
//!
//! In: the shapes of all parts in depth-first order, and the root's Content-Type.
//! Out: `multipart/alternative(utf-8) text/plain:base64 text/html:quoted-printable`; the charset is the
//! one that the message's own Content-Type states. RFC 2045.

use std::fmt::Write as _;

use crate::message::Message;

use super::received::cut;

/// Parts of the code; the rest is written as `+`.
const MAX_PARTS: usize = 12;

/// The code of one mail; `None` when it has no parts at all.
pub(super) fn of(message: &Message) -> Option<String> {
    let mut code = String::new();
    for (at, part) in message.parts.iter().take(MAX_PARTS).enumerate() {
        if at > 0 {
            code.push(' ');
        }
        code.push_str(cut(&part.media_type, 60));
        if let Some(charset) = message
            .header("Content-Type")
            .filter(|_| at == 0)
            .and_then(charset)
        {
            // Writing to a string cannot fail.
            let _ = write!(code, "({charset})");
        }
        if !part.encoding.is_empty() {
            code.push(':');
            code.push_str(cut(&part.encoding, 20));
        }
    }
    if message.parts.len() > MAX_PARTS {
        code.push_str(" +");
    }
    (!code.is_empty()).then_some(code)
}

/// The charset parameter of a Content-Type, in lower case.
fn charset(value: &str) -> Option<String> {
    let parameter = value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    let name = cut(parameter.trim().trim_matches(['"', '\'']), 30).to_ascii_lowercase();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::message::{Header, PartShape};

    use super::*;

    fn part(media_type: &str, encoding: &str) -> PartShape {
        PartShape {
            media_type: media_type.to_owned(),
            encoding: encoding.to_owned(),
            boundary: String::new(),
        }
    }

    #[test]
    fn types_encodings_and_charset_make_the_code() {
        let headers = vec![Header {
            name: "Content-Type".to_owned(),
            value: "text/plain; charset=\"UTF-8\"".to_owned(),
        }];
        let one = Message {
            headers,
            parts: vec![part("text/plain", "base64")],
            ..Message::default()
        };
        assert_eq!(of(&one).as_deref(), Some("text/plain(utf-8):base64"));
        let parts = vec![
            part("multipart/alternative", ""),
            part("text/plain", "8bit"),
            part("text/html", "8bit"),
        ];
        let tree = Message {
            parts,
            ..Message::default()
        };
        assert_eq!(
            of(&tree).as_deref(),
            Some("multipart/alternative text/plain:8bit text/html:8bit")
        );
        assert_eq!(of(&Message::default()), None);
    }

    #[test]
    fn thousands_of_parts_stay_short() {
        let parts = vec![part("text/plain", ""); 5_000];
        let code = of(&Message {
            parts,
            ..Message::default()
        })
        .expect("parts make a code");
        assert!(code.ends_with(" +") && code.len() < 200);
    }
}
