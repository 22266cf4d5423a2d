//! Links: found in plain text, brought to one form.
//!
//! In: a text, or a link as written. Out: where links stand; scheme and host in lower case, tracking
//! off, query sorted; the registrable domain.
//!
//! Source: WHATWG URL (crate `url`), RFC 3986 Appendix C (links in text), the Public Suffix List
//! (crate `psl`), the tables in `tracking`.

mod tracking;
mod wrapped;

use std::{borrow::Cow, collections::HashMap};

use url::Url;

use super::Link;

/// Most links that are kept of one message.
pub(super) const MOST: usize = 2_000;

/// Longest link that is read, in bytes.
const LONGEST: usize = 4_096;

/// A link in its one form, its host, and the registrable domain of that host.
///
/// Redirects that mail gateways and big sites wrap around a link are taken off. `None` for what is no
/// `http` link. Host names come out in ASCII (punycode).
#[must_use]
pub fn canonical(raw: &str) -> Option<(String, String, String)> {
    let mut url = parse(raw)?;
    for _ in 0..wrapped::LAYERS {
        let Some(inner) = wrapped::unwrap(&url).and_then(|inner| parse(&inner)) else {
            break;
        };
        url = inner;
    }
    url.set_fragment(None);
    sort_query(&mut url);
    let host = url.host_str()?.trim_end_matches('.').to_owned();
    if host.is_empty() {
        return None;
    }
    let is_name = matches!(url.host(), Some(url::Host::Domain(_)));
    let domain = psl::domain_str(&host)
        .filter(|_| is_name)
        .unwrap_or(&host)
        .to_owned();
    Some((url.into(), host, domain))
}

/// Reads an `http` link, also without scheme (`www.…`, `//…`) and defanged (`hxxp://a[.]b`).
fn parse(raw: &str) -> Option<Url> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > LONGEST {
        return None;
    }
    let (scheme, rest) = match raw.split_once("://") {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "hxxp" => ("http", rest),
            "https" | "hxxps" => ("https", rest),
            _ => return None,
        },
        None if raw.starts_with("//") => ("https", raw.trim_start_matches('/')),
        None if raw
            .as_bytes()
            .get(..4)
            .is_some_and(|www| www.eq_ignore_ascii_case(b"www.")) =>
        {
            ("http", raw)
        }
        None => return None,
    };
    let rest = if rest.contains("[.]") {
        Cow::Owned(rest.replace("[.]", "."))
    } else {
        Cow::Borrowed(rest)
    };
    Url::parse(&format!("{scheme}://{rest}")).ok()
}

/// Takes tracking parameters off and sorts the others by their bytes.
fn sort_query(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !tracking::tracks(name(pair)))
        .collect();
    kept.sort_unstable();
    let query = kept.join("&");
    url.set_query((!query.is_empty()).then_some(query.as_str()));
}

fn name(pair: &str) -> &str {
    pair.split('=').next().unwrap_or(pair)
}

/// The places of links in plain text, in their order.
pub(super) fn find(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut schemes = memchr::memmem::find_iter(bytes, b"://")
        .filter_map(|at| with_scheme(bytes, at))
        .peekable();
    let mut bare = www(bytes).peekable();
    let mut links = Vec::new();
    let mut free = 0;
    while links.len() < MOST {
        let start = match (schemes.peek().copied(), bare.peek().copied()) {
            (Some(a), Some(b)) if b < a => bare.next(),
            (Some(_), _) => schemes.next(),
            (None, _) => bare.next(),
        };
        let Some(start) = start else { break };
        if start < free {
            continue;
        }
        let Some(link) = text.get(start..).map(cut) else {
            continue;
        };
        free = start + link.len();
        links.push(link);
    }
    links
}

/// Where the scheme before `://` begins.
fn with_scheme(bytes: &[u8], colon: usize) -> Option<usize> {
    let head = bytes.get(colon.saturating_sub(5)..colon)?;
    ["https", "hxxps", "http", "hxxp"]
        .iter()
        .find_map(|scheme| {
            let from = head.len().checked_sub(scheme.len())?;
            head.get(from..)?
                .eq_ignore_ascii_case(scheme.as_bytes())
                .then(|| colon - scheme.len())
        })
}

/// Where `www.` begins a word.
fn www(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memmem::find_iter(bytes, b"ww.")
        .filter_map(|at| at.checked_sub(1))
        .chain(None)
        .filter(move |at| {
            let before = at
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .copied()
                .unwrap_or(b' ');
            bytes.get(*at) == Some(&b'w')
                && !before.is_ascii_alphanumeric()
                && !matches!(before, b'/' | b'.' | b'@' | b'-' | b'_')
                && bytes
                    .get(at + 4)
                    .is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80)
        })
}

/// The link that a text begins with: to the first space or quote, without the sentence's own marks.
fn cut(text: &str) -> &str {
    let stops = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{2018}'..='\u{201f}' | '\u{2028}' | '\u{2029}' | '«' | '»')
    };
    let head = text
        .get(..text.floor_char_boundary(LONGEST))
        .unwrap_or(text);
    let mut link = head
        .get(..head.find(stops).unwrap_or(head.len()))
        .unwrap_or(head);
    let count = |link: &str, bracket: u8| link.bytes().filter(|b| *b == bracket).count();
    let mut spare = (
        count(link, b')').saturating_sub(count(link, b'(')),
        count(link, b']').saturating_sub(count(link, b'[')),
    );
    while let Some(last) = link.chars().next_back() {
        let off = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' => true,
            ')' if spare.0 > 0 => {
                spare.0 -= 1;
                true
            }
            ']' if spare.1 > 0 => {
                spare.1 -= 1;
                true
            }
            _ => false,
        };
        if !off {
            break;
        }
        link = link.get(..link.len() - last.len_utf8()).unwrap_or_default();
    }
    link
}

/// Links in their order, each form once; a later anchor text fills an earlier empty one.
#[derive(Default)]
pub(super) struct Links {
    list: Vec<Link>,
    places: HashMap<String, usize>,
}

impl Links {
    /// Adds a link if it is one.
    pub(super) fn add(&mut self, raw: &str, anchor: &str) {
        if self.list.len() >= MOST {
            return;
        }
        let Some((canonical, _, domain)) = canonical(raw) else {
            return;
        };
        if let Some(known) = self
            .places
            .get(&canonical)
            .and_then(|at| self.list.get_mut(*at))
        {
            if known.anchor.is_empty() {
                anchor.clone_into(&mut known.anchor);
            }
            return;
        }
        self.places.insert(canonical.clone(), self.list.len());
        self.list.push(Link {
            raw: raw.to_owned(),
            canonical,
            domain,
            anchor: anchor.to_owned(),
        });
    }

    /// All of them.
    pub(super) fn into_list(self) -> Vec<Link> {
        self.list
    }
}

#[cfg(test)]
mod tests;
