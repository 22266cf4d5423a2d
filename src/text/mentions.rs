//! Accounts named in a text: `@handle`, `@user@server`.
//!
//! In: a text. Out: handles in lower case without the sign, in their order, each once.

/// Most names that are kept of one text.
const MOST: usize = 500;

/// The accounts that a text names.
pub(super) fn find(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut free = 0;
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        if at < free || names.len() >= MOST {
            continue;
        }
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        // An address, or a part of a link.
        if before.is_some_and(|c| is_part(c) || matches!(c, '/' | '.' | '-' | '+' | '@')) {
            continue;
        }
        let length = handle(text.get(at + 1..).unwrap_or_default());
        let Some(name) = text
            .get(at + 1..at + 1 + length)
            .filter(|name| !name.is_empty())
        else {
            continue;
        };
        free = at + 1 + length;
        let name = name.to_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Bytes of the names, and the spaces between them, that a text begins with.
pub(super) fn leading(text: &str) -> usize {
    let mut passed = 0;
    loop {
        let rest = text.get(passed..).unwrap_or_default();
        let spaces = rest.len() - rest.trim_start().len();
        let Some(name) = rest.trim_start().strip_prefix('@') else {
            return passed;
        };
        let length = handle(name);
        let behind = name.get(length..).and_then(|rest| rest.chars().next());
        if length == 0 || behind.is_some_and(|c| !c.is_whitespace()) {
            return passed;
        }
        passed += spaces + 1 + length;
    }
}

/// Bytes of the handle that a text begins with: letters, digits, `_`, dots and hyphens inside, and one `@server`.
fn handle(text: &str) -> usize {
    let mut servers = 0;
    let end = text.find(|c: char| {
        servers += usize::from(c == '@');
        !(is_part(c) || matches!(c, '.' | '-') || (c == '@' && servers == 1))
    });
    let name = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    name.trim_end_matches(['.', '-', '@']).len().min(200)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn handles_are_found_and_addresses_are_not() {
        for (text, expected) in [
            ("@Bob, ask @eve_1.", &["bob", "eve_1"][..]),
            ("me@x.org and https://m.org/@bob", &[]),
            ("(@user@server.org) @user@server.org", &["user@server.org"]),
            (
                "@ @. @bob.bsky.social @bob.bsky.social",
                &["bob.bsky.social"],
            ),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }

    #[test]
    fn names_before_the_first_word_are_measured() {
        for (text, length) in [
            ("@a @b hi", 5),
            ("hi @a", 0),
            ("@a, hi", 0),
            ("@a", 2),
            ("", 0),
            ("  @a b", 4),
        ] {
            assert_eq!(leading(text), length, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[@a_. é\\-]{0,40}") {
            prop_assert!(text.is_char_boundary(leading(&text)));
            prop_assert!(find(&text).iter().all(|name| text.to_lowercase().contains(name.as_str())));
        }
    }
}
