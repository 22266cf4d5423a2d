//! The HTML of hostile letters in a real browser: what goes through can do nothing there.

use std::{collections::BTreeMap, fmt::Write as _, net::SocketAddr, ops::Range};

use refrain::explore::mail_html;
use serde_json::json;

use crate::{
    browser::{
        Browser, Page,
        server::{Served, serve},
    },
    hostile::tricks::{self, Trick},
};

/// Letters shown in one page.
const AT_ONCE: usize = 12;

/// Letters longer than this are left to the tests that need no window: they are text, and much of it.
const LONGEST: usize = 200_000;

/// What is in a document that may not be there, as the browser's own parser sees it.
const FAULTS: &str = "(() => { const faults = [];
    const elements = 'html head meta link title body b blockquote br caption cite code dd del div dl dt em h1 h2 h3 h4 h5 \
        h6 hr i ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td th tr u ul wbr'.split(' ');
    const values = {dir: /^(ltr|rtl|auto)$/, lang: /^[A-Za-z0-9-]{1,35}$/, colspan: /^([2-9]|[1-9][0-9]|100)$/,
        rowspan: /^([2-9]|[1-9][0-9]|100)$/};
    for (const element of document.querySelectorAll('*')) {
        const name = element.localName;
        if (!elements.includes(name) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') faults.push(name);
        if (document.head.contains(element)) continue;
        for (const {name: attribute, value} of element.attributes)
            if (!(attribute in values) || !values[attribute].test(value)) faults.push(name + ' ' + attribute + '=' + value);
    }
    const head = document.head.innerHTML.match(/<\\w+/g).join(' ');
    if (head !== '<meta <meta <meta <meta <meta <title <link') faults.push(head);
    return faults; })()";

/// Serves each letter by itself, and pages that show some of them in frames.
fn served(letters: &[Trick], frame: &str, document: impl Fn(&str) -> Served) -> SocketAddr {
    let style = Served {
        headers: vec![("Content-Type", "text/css".to_owned())],
        body: b"samp { color: rgb(1, 2, 3) }".to_vec(),
    };
    let mut pages = BTreeMap::from([
        (mail_html::STYLE_SHEET.to_owned(), style),
        ("/favicon.ico".to_owned(), Served::default()),
    ]);
    for (number, letter) in letters.iter().enumerate() {
        pages.insert(format!("/letter/{number}/"), document(&letter.html));
    }
    for (page, numbers) in in_pages(letters).enumerate() {
        let mut html = "<!doctype html><html lang=en><title>Letters</title>".to_owned();
        for number in numbers {
            let _ = write!(
                html,
                "<iframe title=a width=300 height=200 {frame} src='/letter/{number}/'></iframe>"
            );
        }
        pages.insert(format!("/page/{page}"), Served::html(&html));
    }
    serve(pages)
}

/// The numbers of the letters on each page.
fn in_pages(letters: &[Trick]) -> impl Iterator<Item = Range<usize>> {
    let all = letters.len();
    (0..all)
        .step_by(AT_ONCE)
        .map(move |first| first..all.min(first + AT_ONCE))
}

fn letters() -> Vec<Trick> {
    let mut letters = tricks::all();
    letters.retain(|letter| letter.html.len() < LONGEST);
    letters
}

/// Clicks in the middle of each frame, and where a letter's first line is.
fn click_all(page: &Page, numbers: Range<usize>) {
    for number in numbers {
        for (right, down) in [(40, 24), (150, 100)] {
            let place = page.eval(&format!(
                "(() => {{ const frame = document.querySelector('iframe[src=\"/letter/{number}/\"]');
                    frame.scrollIntoView({{block: 'center', behavior: 'instant'}});
                    const box = frame.getBoundingClientRect();
                    return {{x: box.x + {right}, y: box.y + {down}}}; }})()"
            ));
            page.click_at(&place["x"], &place["y"]);
        }
    }
}

#[test]
fn nothing_leaves_a_letter_that_was_made_safe_and_all_does_otherwise() {
    let (letters, browser) = (letters(), Browser::start());
    let page = browser.page();
    let address = served(&letters, "sandbox", |html| {
        Served::html(&mail_html::safe(html)).with("Content-Security-Policy", mail_html::POLICY)
    });
    for (number, numbers) in in_pages(&letters).enumerate() {
        page.goto(&format!("http://{address}/page/{number}"));
        page.rest();
        click_all(&page, numbers.clone());
        page.rest();
        for number in numbers {
            let frame = page.frame(&format!("/letter/{number}/"));
            let name = letters[number].name;
            assert_eq!(frame.eval(FAULTS), json!([]), "{name}");
            let text = frame.eval("document.body.innerText");
            assert!(
                text.as_str()
                    .is_some_and(|text| text.contains(tricks::SEEN)),
                "{name}: {text}"
            );
        }
    }
    let ours = format!("http://{address}/");
    let others: Vec<String> = page
        .requests()
        .into_iter()
        .filter(|asked| !asked.starts_with(&ours))
        .collect();
    assert_eq!((others, browser.arrivals()), (Vec::new(), Vec::new()));
    assert_eq!(page.console(), Vec::new());
    assert_eq!(page.eval("window.name"), "");

    // The same letters as they came: the tricks are live ones, and the trap sees them.
    let address = served(&letters, "", Served::html);
    for (number, _) in in_pages(&letters).enumerate() {
        page.goto(&format!("http://{address}/page/{number}"));
        page.rest();
    }
    let arrivals = browser.arrivals();
    for wanted in [
        "open.gif",
        "style.png",
        "import.css",
        "refresh",
        "frame",
        "svg.png",
        "mx1",
        "prefetch",
    ] {
        let address = format!("GET http://{}/{wanted}", crate::hostile::TRACKER);
        assert!(arrivals.contains(&address), "{wanted}: {arrivals:?}");
    }
}

#[test]
fn a_sandboxed_letter_has_its_style_sheet() {
    let letter = [Trick {
        name: "a link",
        html: "<a href=http://tracker.example/>here</a>".to_owned(),
    }];
    let browser = Browser::start();
    let address = served(&letter, "sandbox", |html| {
        Served::html(&mail_html::safe(html)).with("Content-Security-Policy", mail_html::POLICY)
    });
    let page = browser.page();
    page.goto(&format!("http://{address}/page/0"));
    let colour = "getComputedStyle(document.querySelector('samp')).color";
    assert_eq!(page.frame("/letter/0/").eval(colour), "rgb(1, 2, 3)");
}
