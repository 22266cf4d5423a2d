//! The order and casing of the core headers: each program writes its own.
//!
//! In: the header fields. Out: a code, one capital a field in the order seen, with a small letter when
//! the name is not written the usual way: `FTSDItMC` has `Message-Id` in place of `Message-ID`.
//!
//! Only fields below the last Received are the sender's own; servers on the way add theirs above.

use crate::message::Header;

/// Fields of the code that are kept.
const MAX_FIELDS: usize = 40;

/// Below this many core fields under the last Received, a server has moved them: then all are read.
const MIN_OWN: usize = 3;

/// `(usual spelling, letter)`. Both fields that name a client are told apart.
const CORE: [(&str, char); 13] = [
    ("From", 'F'),
    ("To", 'T'),
    ("Subject", 'S'),
    ("Date", 'D'),
    ("Message-ID", 'I'),
    ("MIME-Version", 'M'),
    ("Content-Type", 'C'),
    ("X-Mailer", 'X'),
    ("User-Agent", 'U'),
    ("Reply-To", 'R'),
    ("Cc", 'K'),
    ("In-Reply-To", 'A'),
    ("References", 'N'),
];

/// The code of one mail's headers; `None` when there is no core header.
pub(super) fn of(headers: &[Header]) -> Option<String> {
    let last = headers
        .iter()
        .rposition(|header| header.name.eq_ignore_ascii_case("Received"));
    let own = code(headers.iter().skip(last.map_or(0, |at| at + 1)));
    let letters = own.chars().filter(char::is_ascii_uppercase).count();
    let code = if letters < MIN_OWN {
        code(headers.iter())
    } else {
        own
    };
    (!code.is_empty()).then_some(code)
}

fn code<'a>(headers: impl Iterator<Item = &'a Header>) -> String {
    let mut code = String::new();
    let mut before = None;
    for letter in headers
        .filter_map(|header| letter(&header.name))
        .take(MAX_FIELDS)
    {
        // A list's many List- fields count once.
        if before != Some(letter) || letter.0 != 'L' {
            code.push(letter.0);
            code.extend(letter.1);
        }
        before = Some(letter);
    }
    code
}

/// The letter of a core field and of its casing; `None` for other fields.
fn letter(name: &str) -> Option<(char, Option<char>)> {
    if let Some((usual, letter)) = CORE
        .iter()
        .find(|(usual, _)| usual.eq_ignore_ascii_case(name))
    {
        return Some((*letter, casing(name, usual)));
    }
    let usual = "Content-Transfer-Encoding";
    if name.eq_ignore_ascii_case(usual) {
        return Some(('E', casing(name, usual)));
    }
    let list = name
        .as_bytes()
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"list-"));
    list.then_some(('L', None))
}

/// How a name departs from the usual spelling: `l` all lower, `u` all upper, `t` each word
/// capitalised, `o` otherwise; nothing when it does not.
fn casing(name: &str, usual: &str) -> Option<char> {
    let titled = name.split('-').all(|word| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
            && bytes.all(|byte| byte.is_ascii_lowercase())
    });
    let any = |wanted: fn(&u8) -> bool| name.bytes().any(|byte| wanted(&byte));
    match (
        name == usual,
        any(u8::is_ascii_uppercase),
        any(u8::is_ascii_lowercase),
    ) {
        (true, ..) => None,
        (_, false, _) => Some('l'),
        (_, _, false) => Some('u'),
        _ if titled => Some('t'),
        _ => Some('o'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], code: Option<&str>) {
        let headers: Vec<_> = names
            .iter()
            .map(|n| Header {
                name: (*n).to_owned(),
                value: String::new(),
            })
            .collect();
        assert_eq!(of(&headers).as_deref(), code, "{names:?}");
    }

    #[test]
    fn order_and_casing_make_the_code() {
        check(
            &["From", "To", "Subject", "Date", "Message-ID"],
            Some("FTSDI"),
        );
        check(
            &[
                "from",
                "TO",
                "Subject",
                "Message-Id",
                "Content-type",
                "Mime-Version",
            ],
            Some("FlTuSItCoMt"),
        );
        check(
            &[
                "Reply-To",
                "Cc",
                "CC",
                "List-Id",
                "List-Post",
                "X-Other",
                "In-Reply-To",
            ],
            Some("RKKuLA"),
        );
        check(&["X-Other"], None);
        check(&[], None);
    }

    #[test]
    fn only_the_senders_own_headers_count() {
        check(
            &[
                "Subject", "Received", "X-Spam", "Received", "From", "To", "Date",
            ],
            Some("FTD"),
        );
    }

    #[test]
    fn headers_that_a_server_moved_above_are_still_read() {
        check(
            &["From", "To", "Subject", "Date", "Received", "X-Other"],
            Some("FTSD"),
        );
    }
}
