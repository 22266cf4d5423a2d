//! The mail client or library: what the mail says, else what its boundary betrays.
//!
//! In: header fields and the outermost boundary. Out: product and major version, `Microsoft Outlook 16`;
//! a library inferred from the boundary is marked `PHPMailer (by its boundary)`.
//!
//! The field is free text that a sender can invent; it is evidence of sameness, not of the program.

use crate::message::Message;

use super::{received::cut, software};

/// Fields that name the client, the first one that says something wins.
const FIELDS: [&str; 6] = [
    "X-Mailer",
    "User-Agent",
    "X-Newsreader",
    "X-Mail-Agent",
    "X-MimeOLE",
    "X-Library",
];

/// Bytes of a client's name that are kept.
const MAX_NAME: usize = 64;

/// Words that introduce a version and are no part of the name.
const FILLERS: [&str; 6] = ["version", "ver", "ver.", "build", "release", "-"];

/// Programs that call themselves Mozilla first, and their own name later.
const UNDER_MOZILLA: [&str; 6] = [
    "Thunderbird",
    "Postbox",
    "SeaMonkey",
    "Icedove",
    "Betterbird",
    "Netscape",
];

/// The client of one mail.
pub(super) fn of(message: &Message, boundary: Option<&str>) -> Option<String> {
    let said = FIELDS
        .iter()
        .filter_map(|name| message.header(name))
        .find_map(reduce);
    said.or_else(|| inferred(boundary?))
}

fn inferred(boundary: &str) -> Option<String> {
    let (_, software) = software::known(boundary);
    (!software.is_empty()).then(|| format!("{software} (by its boundary)"))
}

/// Product and major version of a client's own words; `None` when there are none.
fn reduce(value: &str) -> Option<String> {
    let value = cut(value.trim(), 512);
    let own = UNDER_MOZILLA.iter().find_map(|name| {
        let at = value.starts_with("Mozilla").then(|| value.find(name))??;
        value.get(at..)
    });
    let value = own
        .unwrap_or(value)
        .trim_start_matches("Produced By ")
        .trim();
    let (name, rest) = split(value);
    let name = cut(name.trim_matches([' ', ',', '-', '\t', '"']), MAX_NAME).trim();
    if name.is_empty() {
        return (!value.is_empty()).then(|| cut(value, MAX_NAME).trim().to_owned());
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(major(rest).map_or_else(|| name.clone(), |number| format!("{name} {number}")))
}

/// Cuts a client's words into its name and what follows: a version, a comment, a platform.
fn split(value: &str) -> (&str, &str) {
    let mut start = 0;
    for word in value.split_inclusive([' ', '\t']) {
        let bare = word.trim();
        let versioned = digits_first(bare)
            || (start > 0 && FILLERS.contains(&bare.trim_end_matches(',').to_lowercase().as_str()));
        let stop = if versioned {
            Some(0)
        } else {
            bare.find(['/', '(', '[', ';'])
        };
        if let Some(at) = stop.filter(|at| start + at > 0) {
            return value.split_at_checked(start + at).unwrap_or((value, ""));
        }
        start += word.len();
    }
    (value, "")
}

/// Whether a word starts with a digit, or with `v` and a digit.
fn digits_first(word: &str) -> bool {
    let mut bytes = word.trim_start_matches(['v', 'V']).bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

/// The major version: the number right after the name, at most four digits.
fn major(rest: &str) -> Option<&str> {
    let mut rest = rest.trim_start_matches(['/', '(', '[', ' ', '\t', ',', '-']);
    for word in rest.split_inclusive([' ', '\t']) {
        if !FILLERS.contains(&word.trim().trim_end_matches(',').to_lowercase().as_str()) {
            break;
        }
        rest = rest.get(word.len()..).unwrap_or("");
    }
    let rest = rest.trim_start_matches(['v', 'V']);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, after) = rest.split_at_checked(end)?;
    // `(21E236)` is a build of a platform, not a version.
    let version = after.chars().next().is_none_or(|c| !c.is_ascii_uppercase());
    (version && (1..=4).contains(&number.len())).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clients_are_reduced_to_product_and_major_version() {
        for (said, client) in [
            ("Microsoft Outlook 16.0", "Microsoft Outlook 16"),
            (
                "Microsoft Outlook Express 6.00.2800.1106",
                "Microsoft Outlook Express 6",
            ),
            ("Microsoft Outlook, Build 10.0.2616", "Microsoft Outlook 10"),
            (
                "Microsoft Outlook IMO, Build 9.0.2416 (9.0.2911.0)",
                "Microsoft Outlook IMO 9",
            ),
            (
                "Microsoft Outlook Express Macintosh Edition - 4.5 (0410)",
                "Microsoft Outlook Express Macintosh Edition 4",
            ),
            (
                "Produced By Microsoft MimeOLE V6.00.2600.0000",
                "Microsoft MimeOLE 6",
            ),
            ("iPhone Mail (21E236)", "iPhone Mail"),
            ("Apple Mail (2.482)", "Apple Mail 2"),
            ("SwiftMailer 6.3", "SwiftMailer 6"),
            ("Evolution/3.44.4-0ubuntu2", "Evolution 3"),
            ("Ximian Evolution 1.0.8 (1.0.8-10)", "Ximian Evolution 1"),
            (
                "PHPMailer 6.1.4 (https://github.com/PHPMailer/PHPMailer)",
                "PHPMailer 6",
            ),
            ("PHPMailer [version 1.73]", "PHPMailer 1"),
            ("exmh version 2.5 07/13/2001 with nmh-1.0.4", "exmh 2"),
            (
                "QUALCOMM Windows Eudora Version 5.1",
                "QUALCOMM Windows Eudora 5",
            ),
            ("Mutt/1.4i", "Mutt 1"),
            ("The Bat! (v1.61) Educational", "The Bat! 1"),
            (
                "Internet Mail Service (5.5.2653.19)",
                "Internet Mail Service 5",
            ),
            ("WebService/1.1.91 YMailNorrin", "WebService 1"),
            (
                "Mozilla/5.0 (X11; U; Linux i686; en-US; rv:0.9.2.1) Gecko/20010901",
                "Mozilla 5",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; rv:102.0) Gecko/20100101 Thunderbird/102.4.1",
                "Thunderbird 102",
            ),
            ("Mozilla Thunderbird", "Thunderbird"),
            ("Gnus v5.7/Emacs 20.7", "Gnus 5"),
            ("Yahoo Groups Message Poster", "Yahoo Groups Message Poster"),
            ("AOL 7.0 for Windows US sub 118", "AOL 7"),
            ("12345", "12345"),
        ] {
            assert_eq!(reduce(said).as_deref(), Some(client), "{said}");
        }
        assert_eq!(reduce("  "), None);
    }

    #[test]
    fn a_silent_mail_is_known_by_its_boundary() {
        let message = Message::default();
        assert_eq!(
            of(&message, Some("b1_OPgbyCbr12")).as_deref(),
            Some("PHPMailer (by its boundary)")
        );
        assert_eq!(of(&message, Some("abc")), None);
    }

    proptest! {
        #[test]
        fn any_client_is_reduced_without_panic(said in ".{0,200}", noise in "[ vV/().,0-9a-z-]{0,80}") {
            let _ = (reduce(&said), reduce(&noise));
        }
    }
}
