//! Hostile mail, with the key: nothing that it says is done, and all that it hides is seen.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    browser::{Browser, Page},
    hostile::{CAMPAIGN, SHARED, TRACKER},
};

use super::{
    cases,
    open::{Explorer, Visitor},
};

/// Control and bidirectional characters, and others that cannot be seen.
fn is_unseen(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
}

fn count(visitor: &Visitor) -> u64 {
    visitor.json("/search.json?q=")["found"].as_u64().unwrap()
}

/// The cells of a table, row by row (RFC 4180).
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

/// Opens the frame with the letter's HTML, looks at it, and clicks at several places in it.
fn open_letter(page: &Page, number: u64) {
    page.eval("document.querySelectorAll('details').forEach(part => { part.open = true; })");
    let place = page.eval(
        "(() => { const frame = document.querySelector('iframe.mail'); frame.loading = 'eager'; frame.scrollIntoView({block: 'start', behavior: 'instant'});
            const box = frame.getBoundingClientRect(); return [box.x, box.y, box.width, box.height]; })()",
    );
    let frame = page.frame(&format!("/messages/m{number}/html"));
    frame.wait_for("document.readyState === 'complete'");
    let inside = frame.eval(
        "({ active: document.querySelectorAll('[href], [src], [style], [action], form, input, button, script, svg, math, object, embed, base').length
              - document.querySelectorAll('head > link[rel=stylesheet]').length,
            styled: getComputedStyle(document.body).marginLeft })",
    );
    assert_eq!(inside, json!({"active": 0, "styled": "16px"}), "m{number}");
    let [x, y, width, height] = [0, 1, 2, 3].map(|at| place[at].as_f64().unwrap());
    for (right, down) in [
        (30.0, 26.0),
        (90.0, 26.0),
        (60.0, 60.0),
        (width / 2.0, height.min(300.0) / 2.0),
    ] {
        page.click_at(&json!(x + right), &json!(y + down));
    }
    assert_eq!(
        page.eval("location.pathname"),
        format!("/messages/m{number}"),
        "it led away"
    );
}

#[test]
fn nothing_that_a_letter_says_is_done() {
    let case = cases::hostile();
    let explorer = Explorer::revealed(case.path());
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.emulate(1280, 900, false);
    let all = page.eval("fetch('/search.json?q=').then(answer => answer.json())");
    let mut with_html = 0;
    for number in 0..all["found"].as_u64().unwrap() {
        page.goto(&explorer.at(&format!("/messages/m{number}")));
        if page.eval("document.querySelector('iframe.mail') !== null") == true {
            with_html += 1;
            open_letter(&page, number);
        }
    }
    assert!(with_html > 150, "{with_html}");
    for path in [
        "/",
        "/campaigns",
        "/campaigns/c0",
        "/campaigns/c0/evidence",
        "/campaigns/c0/messages",
        "/campaigns/c0/timeline",
        "/campaigns/c0/accounts",
        "/campaigns/c0/machines",
        "/campaigns/c0/media",
        "/campaigns/c0/notes",
        "/search",
        "/search?page=3",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/accounts/a0",
        "/report?build=1&section=members&section=senders&section=machines",
        "/compare?a=m0&b=m1",
    ] {
        page.goto(&explorer.at(path));
        page.click("h1");
    }
    page.rest();
    assert_eq!(browser.arrivals(), Vec::<String>::new());
    let ours = format!("http://{}/", explorer.host());
    let away: Vec<String> = page
        .requests()
        .into_iter()
        .filter(|asked| {
            !asked.starts_with(&ours) && !asked.starts_with("data:") && asked != "about:blank"
        })
        .collect();
    assert_eq!(away, Vec::<String>::new());
    assert!(page.console().is_empty(), "{:?}", page.console());
}

#[test]
fn what_a_letter_hides_is_seen_and_what_is_long_is_cut() {
    let case = cases::hostile();
    let explorer = Explorer::revealed(case.path());
    let visitor = explorer.visitor();
    let mut longest = 0;
    for number in 0..count(&visitor) {
        let page = visitor.text(&format!("/messages/m{number}"));
        let unseen: BTreeSet<char> = page
            .chars()
            .filter(|character| is_unseen(*character))
            .collect();
        assert!(unseen.is_empty(), "m{number}: {unseen:?}");
        let head = page.split("</h1>").next().unwrap();
        longest = longest.max(head.len());
        let markup = page.to_lowercase();
        for tag in [
            "<script>",
            "<svg",
            "<img",
            "onerror=alert(1)>",
            "javascript:alert",
        ] {
            let meant = tag == "javascript:alert" || tag == "onerror=alert(1)>";
            assert!(meant || !markup.contains(tag), "m{number} holds {tag}");
        }
        assert!(
            !markup.contains("href=\"javascript:")
                && !markup.contains(&format!("href=\"http://{TRACKER}")),
            "m{number}"
        );
    }
    assert!(longest < 16_000, "a head of {longest} bytes");
    let page = visitor.text("/campaigns/c0/accounts?page=1");
    assert!(
        page.contains("=HYPERLINK(") && page.contains("{{7*7}}${7*7}"),
        "shown as it stands"
    );
    let text = visitor.text("/campaigns/c0");
    assert!(text.contains(SHARED));
    for path in [
        "/",
        "/campaigns",
        "/search",
        "/search?page=4",
        "/campaigns/c0/messages",
        "/campaigns/c0/accounts",
        "/campaigns/c0/machines",
        "/campaigns/c0/media",
    ] {
        let page = visitor.text(path);
        assert!(!page.chars().any(is_unseen), "{path}");
        assert!(page.len() < 400_000, "{path}: {}", page.len());
    }
}

#[test]
fn files_are_saved_under_plain_names_and_never_opened() {
    let case = cases::hostile();
    let explorer = Explorer::revealed(case.path());
    let visitor = explorer.visitor();
    let mut saved = 0;
    for number in 0..count(&visitor) {
        let page = visitor.text(&format!("/messages/m{number}"));
        let links: Vec<String> = page
            .split("href=\"")
            .filter_map(|part| part.split('"').next())
            .filter(|path| path.contains("/files/"))
            .map(str::to_owned)
            .collect();
        for path in links.iter().chain([&format!("/messages/m{number}/raw")]) {
            let answer = visitor.get(path);
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(
                answer.header("content-type"),
                Some("application/octet-stream"),
                "{path}"
            );
            let name = answer.header("content-disposition").unwrap();
            let name = name
                .strip_prefix("attachment; filename=\"")
                .and_then(|name| name.strip_suffix('"'))
                .unwrap();
            let plain = name
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "._-".contains(character));
            assert!(
                plain && name.starts_with('m') && name.len() < 40,
                "{path}: {name}"
            );
            saved += usize::from(path.contains("/files/"));
        }
    }
    assert!(saved >= 15 + CAMPAIGN / 3, "{saved}");
    let first = visitor.text("/search.json?q=subject:attached");
    assert!(first.contains("see attached"), "{first}");
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let case = cases::hostile();
    let explorer = Explorer::revealed(case.path());
    let visitor = explorer.visitor();
    let mut tables: Vec<String> = [
        "/search.csv",
        "/campaigns.csv",
        "/campaigns/c0.csv",
        "/campaigns/c0/messages.csv",
        "/campaigns/c0/accounts.csv",
        "/campaigns/c0/machines.csv",
        "/campaigns/c0/evidence.csv",
        "/campaigns/c0/timeline.csv",
        "/campaigns/c0/media.csv",
        "/campaigns/c0/notes.csv",
        "/clusters.csv",
        "/audit.csv",
    ]
    .map(str::to_owned)
    .to_vec();
    tables.extend((0..64).map(|account| format!("/accounts/a{account}.csv")));
    let csrf = visitor.csrf("/campaigns/c0/notes");
    let note = [("what", "note"), ("remark", "=1+1"), ("by", "@me")];
    assert_eq!(
        visitor
            .post(
                "/campaigns/c0/notes",
                &csrf,
                &[("Sec-Fetch-Site", "same-origin")],
                &note
            )
            .status,
        303
    );
    let mut guarded = 0;
    for path in tables {
        let answer = visitor.get(&path);
        if path.starts_with("/campaigns/c0") && answer.status == 404 {
            continue;
        }
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            answer
                .header("content-disposition")
                .unwrap()
                .starts_with("attachment; "),
            "{path}"
        );
        let rows = cells(&answer.text());
        for cell in rows.iter().flatten() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']);
            assert!(!formula || cell.parse::<f64>().is_ok(), "{path}: {cell:?}");
            guarded += usize::from(cell.starts_with('\''));
        }
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{path}");
    }
    assert!(guarded > 20, "{guarded}");
}
