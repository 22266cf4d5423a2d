//! Addresses that nobody types: none is a fault of the program, and none leads out of the case.

use std::collections::BTreeSet;

use crate::browser::http;

use super::{cases, open::Explorer};

/// Paths that mean nothing.
const PATHS: [&str; 23] = [
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

/// Queries of odd values.
const QUERIES: [&str; 34] = [
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
];

/// Pages that read their query.
const PAGES: [&str; 13] = [
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
];

#[test]
fn strange_addresses_are_answered_and_lead_nowhere() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    let mut found = BTreeSet::new();
    for path in PATHS {
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
    let long = [
        format!("q={}", "a".repeat(60_000)),
        format!("q={}", "(a ".repeat(5_000)),
        format!("others={}", "c1+".repeat(9_000)),
        "a=b&".repeat(9_000),
    ];
    for query in QUERIES.into_iter().chain(long.iter().map(String::as_str)) {
        let query = query.replace(' ', "+");
        for path in PAGES {
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
