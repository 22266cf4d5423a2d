//! What the receiving side recorded about SPF, DKIM and DMARC.
//!
//! In: the header fields and the From domain. Out: [`Results`].
//!
//! Source: RFC 8601. Only the topmost Authentication-Results is read: the receiving server wrote it last,
//! those below may be the sender's invention. Received-SPF (RFC 7208) fills in for SPF, and the `d=` of
//! a DKIM-Signature (RFC 6376) names the domain when no result does. Filters' own scores are not read.

use crate::message::Message;

use super::{AuthResult, received::cut, relay::registrable};

/// Bytes of a field that are read.
const MAX_BYTES: usize = 16 << 10;

/// Recorded results; `None` where nothing is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    /// SPF.
    pub(super) spf: Option<AuthResult>,
    /// DKIM: a pass that is aligned with the From domain, else any pass, else the first result.
    pub(super) dkim: Option<AuthResult>,
    /// DMARC.
    pub(super) dmarc: Option<AuthResult>,
    /// Domain of that DKIM result, else of the first signature.
    pub(super) dkim_domain: Option<String>,
}

/// The results of one mail whose From address is at `from`.
pub(super) fn results(message: &Message, from: &str) -> Results {
    let mut results = message
        .header("Authentication-Results")
        .map_or_else(Results::default, |value| recorded(value, from));
    if results.spf.is_none() {
        let value = message
            .header("Received-SPF")
            .map(|value| plain(cut(value, MAX_BYTES)));
        results.spf = value.and_then(|value| {
            value
                .split([' ', '\t', ';'])
                .find(|word| !word.is_empty())
                .map(result)
        });
    }
    if results.dkim_domain.is_none() {
        results.dkim_domain = message.header("DKIM-Signature").and_then(signing_domain);
    }
    results
}

fn recorded(value: &str, from: &str) -> Results {
    let mut found = Results::default();
    let mut best = 0;
    let from = registrable(from);
    let text = plain(cut(value, MAX_BYTES));
    for segment in text.split(';') {
        let Some((method, outcome)) = outcome(segment) else {
            continue;
        };
        match method.as_str() {
            "spf" => found.spf = found.spf.or(Some(outcome)),
            "dmarc" => found.dmarc = found.dmarc.or(Some(outcome)),
            "dkim" => {
                let domain = dkim_domain(segment);
                let aligned = from.is_some() && domain.as_deref().and_then(registrable) == from;
                let rank = match outcome {
                    AuthResult::Pass if aligned => 3,
                    AuthResult::Pass => 2,
                    _ => 1,
                };
                if rank > best {
                    best = rank;
                    found.dkim = Some(outcome);
                    found.dkim_domain = domain;
                }
            }
            _ => {}
        }
    }
    found
}

/// Method (without its version) and result at a segment's start: ` dkim/1 = pass header.d=…`.
fn outcome(segment: &str) -> Option<(String, AuthResult)> {
    let (left, right) = segment.split_once('=')?;
    let method = left.split('/').next()?.trim();
    // The first segment is the server's name; some servers leave it out or write it before the result.
    let method = method.split_whitespace().last()?.to_ascii_lowercase();
    let word = right.split_whitespace().next()?;
    Some((method, result(word)))
}

fn result(word: &str) -> AuthResult {
    match word.to_ascii_lowercase().trim_end_matches([',', '.']) {
        "pass" => AuthResult::Pass,
        "fail" | "hardfail" => AuthResult::Fail,
        "softfail" => AuthResult::SoftFail,
        "neutral" => AuthResult::Neutral,
        "none" => AuthResult::None,
        _ => AuthResult::Error,
    }
}

/// The domain of a DKIM result: `header.d`, else the domain of `header.i`.
fn dkim_domain(segment: &str) -> Option<String> {
    let property = |name: &str| {
        segment
            .split_whitespace()
            .filter_map(|word| word.split_once('='))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    let (_, value) = property("header.d").or_else(|| property("header.i"))?;
    domain(value)
}

fn domain(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['"', ',']);
    let name = cut(value.rsplit('@').next().unwrap_or(value), 255)
        .trim_end_matches('.')
        .to_lowercase();
    (!name.is_empty() && name != "none").then_some(name)
}

/// The `d=` tag of a signature; folded white space inside it is dropped.
fn signing_domain(value: &str) -> Option<String> {
    let value = cut(value, MAX_BYTES);
    let tags = value.split(';').filter_map(|tag| tag.split_once('='));
    let (_, found) = tags
        .into_iter()
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("d"))?;
    domain(&found.split_whitespace().collect::<String>())
}

/// A value without comments; in quoted strings, marks that would split it are blanked.
fn plain(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in value.chars() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            ';' | '=' | '(' | ')' if quoted => text.push('_'),
            _ if quoted => text.push(c),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::message::Header;

    use super::*;

    fn mail(fields: &[(&str, &str)]) -> Message {
        let headers = fields
            .iter()
            .map(|(n, v)| Header {
                name: (*n).to_owned(),
                value: (*v).to_owned(),
            })
            .collect();
        Message {
            headers,
            ..Message::default()
        }
    }

    fn check(
        value: &str,
        spf: Option<AuthResult>,
        dkim: Option<AuthResult>,
        dmarc: Option<AuthResult>,
        domain: Option<&str>,
    ) {
        let found = results(&mail(&[("Authentication-Results", value)]), "example.com");
        assert_eq!(
            (
                found.spf,
                found.dkim,
                found.dmarc,
                found.dkim_domain.as_deref()
            ),
            (spf, dkim, dmarc, domain),
            "{value}"
        );
    }

    #[test]
    fn results_are_read_as_the_standard_writes_them() {
        use AuthResult::{Error, Fail, None as Nothing, Pass, SoftFail};
        check(
            "mx1.example; dkim=none; spf=softfail smtp.mailfrom=a@b.example; dmarc=none",
            Some(SoftFail),
            Some(Nothing),
            Some(Nothing),
            None,
        );
        check(
            "mx 1; spf=pass (sender; IP = is (1.2.3.4)) smtp.mailfrom=x; dkim=pass (good) header.i=@Mail.Example.com",
            Some(Pass),
            Some(Pass),
            None,
            Some("mail.example.com"),
        );
        check(
            "spf=fail (sender IP is 1.2.3.4) smtp.mailfrom=x; dkim=none (message not signed) header.d=none; dmarc=temperror",
            Some(Fail),
            Some(Nothing),
            Some(Error),
            None,
        );
        check(
            "mx; dkim=fail reason=\"a; spf=pass; b\" header.d=x.example",
            None,
            Some(Fail),
            None,
            Some("x.example"),
        );
        check("mx.example; none", None, None, None, None);
        check(
            "mx; dkim/1 = pass header.d=example.com",
            None,
            Some(Pass),
            None,
            Some("example.com"),
        );
    }

    #[test]
    fn of_several_signatures_the_aligned_pass_wins() {
        use AuthResult::{Fail, Pass};
        check(
            "mx; dkim=pass header.d=esp.example; dkim=pass header.d=m.example.com",
            None,
            Some(Pass),
            None,
            Some("m.example.com"),
        );
        check(
            "mx; dkim=fail header.d=example.com; dkim=pass header.d=esp.example",
            None,
            Some(Pass),
            None,
            Some("esp.example"),
        );
        check(
            "mx; dkim=fail header.d=a.example; dkim=fail header.d=b.example",
            None,
            Some(Fail),
            None,
            Some("a.example"),
        );
    }

    #[test]
    fn only_the_topmost_field_is_trusted() {
        let found = results(
            &mail(&[
                ("Authentication-Results", "mx; spf=fail"),
                ("Authentication-Results", "mx; dkim=pass header.d=a.example"),
            ]),
            "",
        );
        assert_eq!((found.spf, found.dkim), (Some(AuthResult::Fail), None));
    }

    #[test]
    fn older_fields_fill_in() {
        let found = results(
            &mail(&[
                ("Received-SPF", "Pass (mx: domain of x) client-ip=1.2.3.4"),
                ("DKIM-Signature", "v=1; a=rsa; d=ex\r\n ample.org; s=k"),
            ]),
            "",
        );
        assert_eq!(
            (found.spf, found.dkim, found.dkim_domain.as_deref()),
            (Some(AuthResult::Pass), None, Some("example.org"))
        );
    }

    proptest! {
        #[test]
        fn any_field_is_read_without_panic(value in ".{0,300}", noise in "[ ()\"\\\\;=a-z/.]{0,200}") {
            let _ = results(&mail(&[("Authentication-Results", &value), ("DKIM-Signature", &noise)]), &noise);
            let _ = results(&mail(&[("Authentication-Results", &noise), ("Received-SPF", &value)]), &value);
        }
    }
}
