//! Who is let in, by raw requests: each host, origin, method, cookie and token against each other.

use std::fmt::Write as _;

use crate::browser::http::{self, Answer};

use super::{cases, open::Explorer};

/// One request of the matrix.
#[derive(Debug)]
struct Asked<'a> {
    method: &'a str,
    host: Option<&'a str>,
    is_ours: bool,
    origin: Option<&'a str>,
    site: Option<&'a str>,
    cookie: Option<&'a str>,
    is_in: bool,
    csrf: &'a str,
    has_token: bool,
}

impl Asked<'_> {
    /// What must come back: the rules in the order in which they are looked at.
    fn expected(&self, ours: &str) -> u16 {
        let from_us = match self.origin {
            // What a browser sends for a page without a referrer; no other page can say the same of itself.
            Some("null") => self.site == Some("same-origin"),
            Some(origin) => origin == ours,
            None => true,
        };
        match self.method {
            _ if !self.is_ours => 421,
            "GET" | "HEAD" | "POST" if !self.is_in => 403,
            "GET" | "HEAD" if !from_us || matches!(self.site, Some("cross-site" | "same-site")) => {
                403
            }
            "GET" | "HEAD" => 200,
            "POST" if !from_us || !matches!(self.site, None | Some("same-origin")) => 403,
            "POST" if self.site.is_none() && self.origin.is_none() => 403,
            "POST" if !self.has_token => 403,
            "POST" => 303,
            _ => 405,
        }
    }

    fn ask(&self, explorer: &Explorer) -> Answer {
        let mut headers = Vec::new();
        headers.extend(self.host.map(|host| ("Host", host)));
        headers.extend(self.origin.map(|origin| ("Origin", origin)));
        headers.extend(self.site.map(|site| ("Sec-Fetch-Site", site)));
        headers.extend(self.cookie.map(|cookie| ("Cookie", cookie)));
        let mut body = String::new();
        if self.method == "POST" {
            headers.push(("Content-Type", "application/x-www-form-urlencoded"));
            let _ = write!(body, "csrf={}&what=note&remark=words", self.csrf);
        }
        let path = "/campaigns/c0/notes";
        http::ask(
            explorer.address(),
            self.method,
            path,
            &headers,
            body.as_bytes(),
        )
    }
}

/// A value of a header, and whether it is as it should be.
type Given<'a> = (Option<&'a str>, bool);

/// Every host with every origin, site, cookie, method and, in forms, token.
fn all<'a>(
    hosts: &[Given<'a>],
    ours: &'a str,
    cookies: &[Given<'a>],
    tokens: &[(&'a str, bool)],
) -> Vec<Asked<'a>> {
    let origins = [
        None,
        Some(ours),
        Some("null"),
        Some("http://evil.example"),
        Some("http://127.0.0.1"),
    ];
    let sites = [
        None,
        Some("same-origin"),
        Some("none"),
        Some("same-site"),
        Some("cross-site"),
    ];
    let mut heads = Vec::new();
    for &host in hosts {
        for origin in origins {
            for site in sites {
                heads.extend(cookies.iter().map(|&cookie| (host, origin, site, cookie)));
            }
        }
    }
    let mut all = Vec::new();
    for ((host, is_ours), origin, site, (cookie, is_in)) in heads {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
            let tried = if method == "POST" { tokens.len() } else { 1 };
            all.extend(tokens.iter().take(tried).map(|&(csrf, has_token)| Asked {
                method,
                host,
                is_ours,
                origin,
                site,
                cookie,
                is_in,
                csrf,
                has_token,
            }));
        }
    }
    all
}

#[test]
fn only_pages_of_ours_read_and_write() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    let csrf = visitor.csrf("/campaigns/c0/notes");
    let port = explorer.address().port();
    let ours = format!("http://127.0.0.1:{port}");
    let names = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "evil.example",
        "127.0.0.1.evil.example",
    ];
    let names = names.map(|name| format!("{name}:{port}"));
    let mut hosts: Vec<(Option<&str>, bool)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (Some(name.as_str()), at < 3))
        .collect();
    let other = format!("127.0.0.1:{}", port ^ 1);
    hosts.extend([
        (Some("127.0.0.1"), false),
        (Some(other.as_str()), false),
        (Some(""), false),
    ]);
    let wrong = visitor.cookie.replace(|c: char| c.is_ascii_digit(), "e");
    let cookies = [
        (None, false),
        (Some(wrong.as_str()), false),
        (Some(visitor.cookie.as_str()), true),
    ];
    let tokens = [(csrf.as_str(), true), ("", false), (wrong.as_str(), false)];
    let mut allowed = 0;
    for asked in all(&hosts, &ours, &cookies, &tokens) {
        let (answer, expected) = (asked.ask(&explorer), asked.expected(&ours));
        assert_eq!(answer.status, expected, "{asked:?}");
        allowed += usize::from(expected == 303);
        assert!(asked.method != "HEAD" || answer.body.is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert_eq!(
        (allowed, visitor.logged()),
        (12, 12),
        "nothing else was entered"
    );
}

#[test]
fn the_entrance_opens_once_and_nothing_is_told_outside() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let host = [("Host", explorer.host())];
    let outside = |path: &str| http::ask(explorer.address(), "GET", path, &host, b"");
    let refused = outside("/nowhere");
    assert_eq!(refused.status, 403);
    let pages = [
        "/",
        "/campaigns",
        "/campaigns/c0",
        "/campaigns/c0.json",
        "/campaigns.csv",
        "/messages/m0",
        "/messages/m0/raw",
        "/messages/m0/html",
        "/media/p0/picture",
        "/clusters/graph",
        "/accounts/a0",
        "/search?q=ferry",
        "/audit.json",
        "/report/view",
        "/help",
    ];
    for path in pages {
        assert_eq!(outside(path).body, refused.body, "{path} says something");
    }
    let text = refused.text();
    assert!(
        !text.contains("letters.case") && !text.contains("/campaigns"),
        "{text}"
    );
    for path in [
        "/enter/",
        "/enter/0",
        &format!("{}0", explorer.token_path()),
    ] {
        assert_eq!(outside(path).status, 403, "{path}");
    }
    let visitor = explorer.visitor();
    assert_eq!(outside(explorer.token_path()).status, 403, "a second time");
    assert_eq!(
        visitor.get(explorer.token_path()).status,
        303,
        "but not for who is in"
    );
    let other = Explorer::start(case.path(), &[]);
    assert_eq!(
        http::ask(
            other.address(),
            "GET",
            "/",
            &[("Host", other.host()), ("Cookie", &visitor.cookie)],
            b""
        )
        .status,
        403
    );
}

#[test]
fn the_cookie_is_for_this_browser_alone() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let host = [("Host", explorer.host())];
    let answer = http::ask(explorer.address(), "GET", explorer.token_path(), &host, b"");
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    assert_eq!(value.len(), 64);
    assert!(!explorer.token_path().contains(value));
}
