//! What stands around every answer, and what forms are taken.

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

/// Where notes are sent to.
const NOTES: &str = "/campaigns/c0/notes";

/// Where a form goes, its names and values, and the status that comes back.
type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], u16);

/// Forms that say too little, or go where none is taken.
const TOO_LITTLE: &[Form<'static>] = &[
    (NOTES, &[("what", "note")], 422),
    (NOTES, &[("what", "note"), ("remark", "  ")], 422),
    (NOTES, &[("what", "nothing")], 422),
    (
        NOTES,
        &[
            ("what", "verdict"),
            ("verdict", "operated"),
            ("likelihood", "likely"),
        ],
        422,
    ),
    (
        NOTES,
        &[
            ("what", "verdict"),
            ("verdict", "operated"),
            ("likelihood", "surely"),
            ("confidence", "low"),
        ],
        422,
    ),
    (NOTES, &[("what", "not_a_member"), ("message", "m0")], 422),
    (NOTES, &[("what", "not_a_member"), ("message", "757")], 422),
    (NOTES, &[("what", "withdraw"), ("entry", "1")], 422),
    (NOTES, &[], 422),
    (
        "/campaigns/c99999/notes",
        &[("what", "note"), ("remark", "a")],
        404,
    ),
    ("/campaigns/c0", &[("what", "note"), ("remark", "a")], 404),
    ("/", &[("what", "note")], 404),
    ("/report", &[("build", "1")], 404),
];

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
    let too_large = [("what", "note"), ("remark", large.as_str())];
    let too_large = (NOTES, too_large.as_slice(), 413);
    for (path, fields, status) in TOO_LITTLE.iter().copied().chain([too_large]) {
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
        NOTES,
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
