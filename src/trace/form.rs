//! Message-IDs and boundaries abstracted to their forms.
//!
//! In: a Message-ID or a boundary. Out: a short code in which runs of letters and digits are replaced
//! by their kind and length, while punctuation stays: `itZDklJi4Y7nRWGi@host` becomes `w16@relay`.
//! Programs make these strings by rule, so equal forms mean equal software, configuration and host.
//!
//! Kinds: `n` digits, `a` letters, `x`/`X` hexadecimal, `l`/`u` letters of one case with digits,
//! `w` mixed case with digits (base 62), `q` base 64 with its punctuation, `uuid`, `exim`. Lengths: none
//! for digits up to 6 (counters), exact from 7 to 14 (time stamps); all else in steps of 4.

use crate::message::Message;

use super::{freemail::freemail, received::cut, relay::registrable, software};

/// Bytes of an id or boundary that are read; RFC 2046 allows boundaries of 70, ids are below 250.
const MAX_BYTES: usize = 250;

/// The outermost boundary that is not empty.
pub(super) fn outer_boundary(message: &Message) -> Option<&str> {
    message
        .parts
        .first()
        .map(|part| part.boundary.as_str())
        .filter(|boundary| !boundary.is_empty())
}

/// The first ten characters of a boundary.
pub(super) fn prefix(boundary: &str) -> String {
    boundary.chars().take(10).collect()
}

/// The form of a boundary: its known prefix as it stands, the rest abstracted.
pub(super) fn boundary(boundary: &str) -> String {
    let boundary = cut(boundary, MAX_BYTES);
    let (known, _) = software::known(boundary);
    format!(
        "{known}{}",
        runs(boundary.strip_prefix(known).unwrap_or(boundary))
    )
}

/// The form of a Message-ID without angle brackets; `None` when there is none.
pub(super) fn message_id(id: &str, from: &str, relay_domain: Option<&str>) -> Option<String> {
    let id = cut(id.trim(), MAX_BYTES);
    if id.is_empty() {
        return None;
    }
    let Some((local, host)) = id.rsplit_once('@') else {
        return Some(local_form(id));
    };
    Some(format!(
        "{}@{}",
        local_form(local),
        host_class(host, from, relay_domain)
    ))
}

/// The part before the `@`, with the fixed starts that well-known software writes.
fn local_form(local: &str) -> String {
    const STARTS: [&str; 8] = [
        "JavaMail.",
        "Pine.",
        "CA",
        "Sent.",
        "SwiftMailer.",
        "PHPMailer.",
        "OF",
        "alpine.",
    ];
    let pieces: Vec<&str> = local.split('-').collect();
    if let [a, b, c] = pieces.as_slice() {
        let known = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = a
            .strip_prefix('E')
            .filter(|rest| rest.len() == 6)
            .unwrap_or(a);
        if id.len() == 6
            && matches!((b.len(), c.len()), (6, 2) | (11, 4))
            && known(id)
            && known(b)
            && known(c)
        {
            return "exim".to_owned();
        }
    }
    // A two-letter start is taken for a constant only before a long random run.
    let start = STARTS
        .iter()
        .find(|start| local.starts_with(**start) && (start.len() > 2 || local.len() > 30));
    let start = start.copied().unwrap_or("");
    format!(
        "{start}{}",
        runs(local.strip_prefix(start).unwrap_or(local))
    )
}

/// Where the id's host belongs: `from`, `relay`, a provider's own name, `bare` (no dot), `ip`, `other`.
fn host_class(host: &str, from: &str, relay_domain: Option<&str>) -> String {
    let host = host.trim_matches(['[', ']', '.', '>', ' ']).to_lowercase();
    if host.parse::<std::net::IpAddr>().is_ok() {
        return "ip".to_owned();
    }
    let domain = registrable(&host);
    if let Some(domain) = domain.as_deref().filter(|domain| freemail(domain)) {
        return provider(&host, domain);
    }
    let from = registrable(from);
    let class = match domain {
        None => {
            let label = from.as_deref().and_then(|domain| domain.split('.').next());
            if label == Some(host.as_str()) {
                "from"
            } else {
                "bare"
            }
        }
        Some(domain) if Some(&domain) == from.as_ref() => "from",
        Some(domain) if Some(domain.as_str()) == relay_domain => "relay",
        Some(_) => "other",
    };
    class.to_owned()
}

/// A provider's host with at most one label before the registrable domain: `mail.gmail.com`,
/// `prod.outlook.com`.
fn provider(host: &str, domain: &str) -> String {
    let before = host
        .strip_suffix(domain)
        .unwrap_or("")
        .trim_end_matches('.');
    let label = before.rsplit('.').next().unwrap_or("");
    let constant = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
    if constant {
        format!("{label}.{domain}")
    } else {
        domain.to_owned()
    }
}

/// Replaces runs of letters and digits by their kind and length.
fn runs(text: &str) -> String {
    if is_uuid(text) {
        return "uuid".to_owned();
    }
    if is_base64(text) {
        return format!("q{}", step(text.len()));
    }
    let mut form = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = first.is_alphanumeric();
        let end = rest
            .find(|c: char| c.is_alphanumeric() != inside)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if inside {
            push_kind(&mut form, run);
        } else {
            form.push_str(run);
        }
        rest = after;
    }
    form
}

fn push_kind(form: &mut String, run: &str) {
    let count = run.chars().count();
    let all = |wanted: fn(&u8) -> bool| run.bytes().all(|byte| wanted(&byte));
    let any = |wanted: fn(&u8) -> bool| run.bytes().any(|byte| wanted(&byte));
    let (digit, upper, lower) = (
        any(u8::is_ascii_digit),
        any(u8::is_ascii_uppercase),
        any(u8::is_ascii_lowercase),
    );
    if all(u8::is_ascii_digit) {
        form.push('n');
        match count {
            0..=6 => {}
            7..=14 => form.push_str(&count.to_string()),
            _ => form.push_str(&step(count).to_string()),
        }
        return;
    }
    let hex = count >= 8 && digit && all(u8::is_ascii_hexdigit) && upper != lower;
    let kind = match (hex, upper, lower, digit) {
        (true, true, ..) => 'X',
        (true, ..) => 'x',
        (_, true, true, true) => 'w',
        (_, true, false, true) => 'u',
        (_, false, true, true) => 'l',
        _ if mixed(run) => 'w',
        _ => 'a',
    };
    form.push(kind);
    form.push_str(&step(count).to_string());
}

/// Whether letters are mixed as random ones are: two capitals or more after the first letter, while
/// some letters are small.
fn mixed(run: &str) -> bool {
    let capitals = run.bytes().skip(1).filter(u8::is_ascii_uppercase).count();
    capitals > 1 && run.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Changes from a lower-case to an upper-case letter: many in random letters, few in words.
fn turns(run: &str) -> usize {
    let pairs = run.as_bytes().iter().zip(run.as_bytes().iter().skip(1));
    pairs
        .filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase())
        .count()
}

/// A length rounded up to the next multiple of 4.
const fn step(length: usize) -> usize {
    length.div_ceil(4) * 4
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut pieces = 0;
    let fits = text.split('-').enumerate().all(|(at, piece)| {
        pieces = at + 1;
        lengths.get(at) == Some(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    fits && pieces == lengths.len()
}

/// Whether a text is one long random run in which base 64's punctuation falls anywhere.
fn is_base64(text: &str) -> bool {
    let long = text.len() >= 30;
    let set =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let punctuated = text.bytes().any(|byte| !byte.is_ascii_alphanumeric());
    long && punctuated
        && text.bytes().all(set)
        && turns(text) >= text.len() / 12
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(id: &str, from: &str, relay: Option<&str>, form: &str) {
        assert_eq!(message_id(id, from, relay).as_deref(), Some(form), "{id}");
    }

    /// Message-ID, From domain, relay domain, form.
    const IDS: &[(&str, &str, Option<&str>, &str)] = &[
        (
            "QIy8UD8sPzekOklOEEek@zuku",
            "zuku.example",
            None,
            "w20@from",
        ),
        (
            "QIy8UD8sPzekOklOEEek@zuku-home.example",
            "mail.zuku-home.example",
            None,
            "w20@from",
        ),
        (
            "mWd18iiuPBA869Ql@vps444.hostwave.example",
            "citizen.example",
            Some("hostwave.example"),
            "w16@relay",
        ),
        (
            "0D2x2J8HfoqmGHBhCG984gDezpMwdPlm@mail.gmail.com",
            "gmail.com",
            Some("google.com"),
            "w32@mail.gmail.com",
        ),
        (
            "i6XBL6sZtWChREqI@nmlav3.eurprd08.prod.outlook.com",
            "outlook.com",
            None,
            "w16@prod.outlook.com",
        ),
        (
            "13258.1030015585@munnari.oz.au",
            "munnari.oz.au",
            None,
            "n.n10@from",
        ),
        (
            "3C5A2B2E.9050400@shaw.example",
            "x.example",
            None,
            "X8.n7@other",
        ),
        ("17oq5b-0000uj-00@mx.example", "", None, "exim@other"),
        ("E17oq5b-0000uj-00@mx", "", None, "exim@bare"),
        (
            "0103c1042001882DD_IT7@[198.51.100.2]",
            "",
            None,
            "w20_u4@ip",
        ),
        (
            "9f2c1e34-1b2d-4c3f-8a5b-0123456789ab@x.example",
            "y.example",
            None,
            "uuid@other",
        ),
        (
            "CAKf6xpuXm8s_yW2+bZqL1=Tt0VhQpX-3Rr9aBcDeFgHiJkLmN@mail.gmail.com",
            "gmail.com",
            None,
            "CAq48@mail.gmail.com",
        ),
        ("no-at-sign", "", None, "a4-a4-a4"),
    ];

    #[test]
    fn message_ids_are_reduced_to_their_form() {
        for (id, from, relay, form) in IDS {
            check(id, from, *relay, form);
        }
        assert_eq!(message_id("", "", None), None);
    }

    #[test]
    fn boundaries_keep_what_software_always_writes() {
        for (raw, form) in [
            ("b1_OPgbyCbremwZf7nANw", "b1_w20"),
            ("----=_Part_3461_U5Vr9M9ZJ4", "----=_Part_n_w12"),
            ("----=_Part_12_345678.1031616161616", "----=_Part_n_n.n13"),
            (
                "===============7330845974216740156==",
                "===============n20==",
            ),
            ("_000_KuUvWCS4FM_", "_000_w12_"),
            ("Apple-Mail-TMkA78nJmo", "Apple-Mail-w12"),
            ("Apple-Mail-TMkAqnJmoB", "Apple-Mail-w12"),
            (
                "----=_NextPart_000_0001_01C2501B.94E4F1C0",
                "----=_NextPart_n_n_X8.X8",
            ),
        ] {
            assert_eq!(boundary(raw), form, "{raw}");
        }
        assert_eq!(prefix("b1_OPgbyCbremwZf7nANw"), "b1_OPgbyCb");
    }

    proptest! {
        #[test]
        fn any_id_is_reduced_without_panic(id in ".{0,300}", from in ".{0,40}") {
            let _ = (message_id(&id, &from, Some("x.example")), boundary(&id), prefix(&id));
        }

        /// The form is of the software: other random digits and letters of the same kind give the same form.
        #[test]
        fn the_form_does_not_depend_on_the_random_part(a in "[0-9]{10}", b in "[0-9]{10}", c in "[A-Z][a-z][0-9][a-zA-Z0-9]{13}", d in "[A-Z][a-z][0-9][a-zA-Z0-9]{13}") {
            let form = |n: &str, w: &str| message_id(&format!("{n}.{w}@h.example"), "", None);
            prop_assert_eq!(form(&a, &c), form(&b, &d));
        }
    }
}
