//! Who is let in, by raw requests: each host, origin, method, cookie and token against each other.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::browser::http::{self, Answer};

use super::{
    cases,
    open::{Explorer, Visitor},
};

/// The policy of every page, to the letter.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Bytes of a form at most, as the program has it.
const FORM: usize = 512 << 10;

/// One request of the matrix.
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
    let mut allowed = 0;
    for &(host, is_ours) in &hosts {
        for origin in [
            None,
            Some(ours.as_str()),
            Some("null"),
            Some("http://evil.example"),
            Some("http://127.0.0.1"),
        ] {
            for site in [
                None,
                Some("same-origin"),
                Some("none"),
                Some("same-site"),
                Some("cross-site"),
            ] {
                for (cookie, is_in) in [
                    (None, false),
                    (Some(wrong.as_str()), false),
                    (Some(visitor.cookie.as_str()), true),
                ] {
                    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
                        let tokens = [(csrf.as_str(), true), ("", false), (wrong.as_str(), false)];
                        for (csrf, has_token) in
                            tokens
                                .into_iter()
                                .take(if method == "POST" { 3 } else { 1 })
                        {
                            let asked = Asked {
                                method,
                                host,
                                is_ours,
                                origin,
                                site,
                                cookie,
                                is_in,
                                csrf,
                                has_token,
                            };
                            let (answer, expected) = (asked.ask(&explorer), asked.expected(&ours));
                            assert_eq!(
                                answer.status, expected,
                                "{method} {host:?} {origin:?} {site:?} {cookie:?} {csrf}"
                            );
                            allowed += usize::from(expected == 303);
                            assert!(method != "HEAD" || answer.body.is_empty());
                            assert_eq!(answer.header("access-control-allow-origin"), None);
                        }
                    }
                }
            }
        }
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

/// The answers of every kind, each with the policy that it must have.
fn kinds(explorer: &Explorer, visitor: &Visitor) -> Vec<(String, u16, &'static str)> {
    let mail = "sandbox; default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    let report = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
        frame-ancestors 'self'";
    let mut kinds: Vec<(String, u16, &'static str)> = [
        ("/", 200),
        ("/campaigns.csv", 200),
        ("/campaigns/c0.json", 200),
        ("/campaigns/c0/graph", 200),
        ("/messages/m757", 200),
        ("/messages/m757/raw", 200),
        ("/assets/app.css", 200),
        ("/assets/keys.js", 200),
        ("/assets/none.js", 404),
        ("/nowhere", 404),
        ("/messages/m999999", 404),
        ("/search?q=c0", 303),
        ("/report/file?format=md", 200),
        ("/enter/0", 403),
    ]
    .map(|(path, status)| (path.to_owned(), status, POLICY))
    .to_vec();
    kinds.push((explorer.token_path().to_owned(), 303, POLICY));
    kinds.push(("/messages/m757/html".to_owned(), 200, mail));
    kinds.push(("/report/view".to_owned(), 200, report));
    kinds.push(("/report/file".to_owned(), 200, report));
    assert_eq!(visitor.get("/").status, 200);
    kinds
}

fn has_headers(what: &str, answer: &Answer, policy: &str) {
    let readers = if what.starts_with("/assets/") && answer.status == 200 {
        "cross-origin"
    } else {
        "same-origin"
    };
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", readers),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} of {what}");
        assert_eq!(
            answer
                .headers
                .iter()
                .filter(|(known, _)| known == name)
                .count(),
            1,
            "{name} of {what}"
        );
    }
    assert!(answer.header("content-type").is_some(), "{what}");
}

#[test]
fn every_answer_has_the_headers() {
    let case = cases::letters();
    let explorer = Explorer::revealed(case.path());
    let visitor = explorer.visitor();
    for (path, status, policy) in kinds(&explorer, &visitor) {
        let answer = visitor.get(&path);
        assert_eq!(answer.status, status, "{path}");
        has_headers(&path, &answer, policy);
    }
    let refused = [
        (
            "no cookie",
            http::ask(
                explorer.address(),
                "GET",
                "/",
                &[("Host", explorer.host())],
                b"",
            ),
            403,
        ),
        (
            "no host",
            http::ask(explorer.address(), "GET", "/", &[], b""),
            421,
        ),
        (
            "a method",
            http::ask(
                explorer.address(),
                "PUT",
                "/",
                &[("Host", explorer.host())],
                b"",
            ),
            405,
        ),
        (
            "a form without a token",
            visitor.post(
                "/campaigns/c0/notes",
                "",
                &[("Sec-Fetch-Site", "same-origin")],
                &[],
            ),
            403,
        ),
    ];
    for (what, answer, status) in refused {
        assert_eq!(answer.status, status, "{what}");
        has_headers(what, &answer, POLICY);
    }
}

#[test]
fn forms_that_are_too_large_or_say_too_little_change_nothing() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    let csrf = visitor.csrf("/campaigns/c0/notes");
    let site = [("Sec-Fetch-Site", "same-origin")];
    let large = "x".repeat(FORM);
    let twenty = "€".repeat(20_000);
    let notes = "/campaigns/c0/notes";
    for (path, fields, status) in [
        (
            notes,
            [("what", "note"), ("remark", large.as_str())].as_slice(),
            413,
        ),
        (notes, &[("what", "note")], 422),
        (notes, &[("what", "note"), ("remark", "  ")], 422),
        (notes, &[("what", "nothing")], 422),
        (
            notes,
            &[
                ("what", "verdict"),
                ("verdict", "operated"),
                ("likelihood", "likely"),
            ],
            422,
        ),
        (
            notes,
            &[
                ("what", "verdict"),
                ("verdict", "operated"),
                ("likelihood", "surely"),
                ("confidence", "low"),
            ],
            422,
        ),
        (notes, &[("what", "not_a_member"), ("message", "m0")], 422),
        (notes, &[("what", "not_a_member"), ("message", "757")], 422),
        (notes, &[("what", "withdraw"), ("entry", "1")], 422),
        (notes, &[], 422),
        (
            "/campaigns/c99999/notes",
            &[("what", "note"), ("remark", "a")],
            404,
        ),
        ("/campaigns/c0", &[("what", "note"), ("remark", "a")], 404),
        ("/", &[("what", "note")], 404),
        ("/report", &[("build", "1")], 404),
    ] {
        let answer = visitor.post(path, &csrf, &site, fields);
        assert_eq!(
            answer.status,
            status,
            "{path} {:.80}",
            format!("{fields:?}")
        );
        has_headers(path, &answer, POLICY);
    }
    assert_eq!(visitor.logged(), 0);
    let answer = visitor.post(
        notes,
        &csrf,
        &site,
        &[("what", "note"), ("remark", &twenty)],
    );
    assert_eq!(
        (answer.status, visitor.logged()),
        (303, 1),
        "{}",
        answer.text()
    );
}

#[test]
fn strange_addresses_are_answered_and_lead_nowhere() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    let long = "a".repeat(60_000);
    let strange = [
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/assets/../key",
        "/assets/%2e%2e/%2e%2e/key",
        "//etc/passwd",
        "//evil.example/",
        "/campaigns/c0%00",
        "/campaigns/c0%0d%0aSet-Cookie:a=b",
        "/campaigns/c4294967295",
        "/campaigns/c4294967296",
        "/messages/m4294967295",
        "/messages/m757/files/4294967295",
        "/media/p4294967295/marked/4294967295",
        "/accounts/a-1",
        "/campaigns/%63%30",
        "/campaigns/c0/../c1",
        "/campaigns/c0.csv.json",
        "/enter/../",
        "/campaigns/c0/notes%2f",
        "/\u{e4}",
        "/campaigns;c0",
        "/campaigns/c0//evidence",
        "*",
    ];
    let mut found = BTreeSet::new();
    for path in strange {
        let answer = visitor.get(path);
        assert!(
            (400..500).contains(&answer.status),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.text().contains("root:"), "{path}");
        found.insert(answer.status);
    }
    assert!(found.contains(&404), "{found:?}");
    for query in [
        "page=4294967295",
        "page=0",
        "page=-1",
        "page=99999999999999",
        "sort=%00",
        "q=%ff%fe",
        "q=%00",
        "q=%22",
        "q=(((((",
        "q=%22%22 OR",
        "q=-",
        "q=*",
        "q=campaign:c4294967295",
        "q=after:9999-99-99",
        "q=after:-9999-01-01",
        "q=before:99999999",
        "q=account:a1,a1,,a",
        "q=url:",
        "q=from:%25",
        "q=NEAR(a,b)",
        "q=%E2%80%AE",
        "value=4294967295",
        "value=-1",
        "verdict=%27",
        "min=99999999999",
        "a=m0&b=m0",
        "a=m4294967295&b=",
        "message=%3Cscript%3E",
        "campaign=c0&campaign=c4294967295&others=c1%20x,;",
        "format=pdf",
        "done=1",
        "&&&=&",
        "%",
        "%zz=%",
        &format!("q={long}"),
        &format!("q={}", "(a ".repeat(5_000)),
        &format!("others={}", "c1+".repeat(9_000)),
        &"a=b&".repeat(9_000),
    ] {
        let query = query.replace(' ', "+");
        for path in [
            "/",
            "/campaigns",
            "/campaigns/c0",
            "/campaigns/c0/messages",
            "/campaigns/c0/accounts",
            "/search",
            "/search.json",
            "/compare",
            "/audit",
            "/report",
            "/clusters",
            "/accounts/a5",
            "/campaigns/c0/notes",
        ] {
            let answer = visitor.get(&format!("{path}?{query}"));
            assert!(
                answer.status < 500,
                "{path}?{query:.100}: {}",
                answer.status
            );
            assert!(!answer.text().contains("<script>"), "{path}?{query:.100}");
        }
    }
}

#[test]
fn an_address_of_another_host_in_the_first_line_is_not_ours() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    assert_eq!(visitor.get("http://evil.example/campaigns").status, 421);
    assert_eq!(visitor.get(&explorer.at("/campaigns")).status, 200);
    let long = visitor.get(&format!("/{}", "a".repeat(1 << 20)));
    assert!((400..500).contains(&long.status), "{}", long.status);
    let host = [
        ("Host", explorer.host()),
        ("Cookie", visitor.cookie.as_str()),
    ];
    for method in ["CONNECT", "TRACE", "BREW", "get"] {
        let answer = http::ask(explorer.address(), method, "/", &host, b"");
        assert!(
            (400..500).contains(&answer.status),
            "{method}: {}",
            answer.status
        );
    }
    assert_eq!(visitor.get("/campaigns").status, 200, "and it goes on");
}
