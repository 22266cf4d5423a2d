//! The drawing of accounts and the timeline: by keys, with their tables and links.

use std::collections::BTreeSet;

use crate::browser::{Browser, Page};

use super::{cases, open::Explorer};

fn ready(page: &Page) {
    page.wait_for("window.refrainGraph");
    page.eval("refrainGraph.ready.then(() => 0)");
}

/// Whether anything but one colour is drawn.
const INK: &str = "(() => { const canvas = document.querySelector('.graph canvas');
    const bytes = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(bytes).size; })()";

#[test]
fn accounts_are_chosen_in_the_drawing_by_keys_and_lead_to_their_messages() {
    let case = cases::posts();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.emulate(1280, 900, false);
    page.goto(&explorer.at("/clusters"));
    ready(&page);
    let rows = page.eval("document.querySelectorAll('#nodes tbody tr').length");
    assert!(rows.as_u64().unwrap() > 20);
    let label = page.eval("document.querySelector('.graph canvas').getAttribute('aria-label')");
    assert!(
        label
            .as_str()
            .unwrap()
            .starts_with(&format!("{rows} nodes and ")),
        "{label} {rows}"
    );
    assert!(page.eval(INK).as_u64().unwrap() > 3, "nothing is drawn");

    page.eval("document.querySelector('.graph canvas').focus()");
    page.key("ArrowRight");
    page.key("Enter");
    page.key("ArrowDown");
    page.key("Shift+Enter");
    page.wait_for("document.querySelector('.graph-status').textContent === '2 accounts selected.'");
    let chosen: BTreeSet<String> = serde_json::from_value(page.eval(
        "[...document.querySelectorAll('#nodes input:checked')].map(box => box.dataset.key)",
    ))
    .unwrap();
    let named = page.eval("[...document.querySelectorAll('.graph-names a')].map(link => link.getAttribute('href').split('/').pop())");
    let named: BTreeSet<String> = serde_json::from_value(named).unwrap();
    assert_eq!((chosen.len(), &chosen), (2, &named));
    let wanted = page.eval(
        "[...document.querySelectorAll('#nodes tr:has(input:checked) td.n:nth-child(3)')].reduce((sum, cell) => sum + Number(cell.textContent.replaceAll(/\\D/g, '')), 0)",
    );
    page.click(".graph-messages");
    page.wait_for("location.pathname === '/search' && document.readyState === 'complete'");
    let found = page.eval("fetch('/search.json' + location.search).then(answer => answer.json())");
    assert_eq!(found["found"], wanted);
    let senders = page.eval(
        "(async () => { const ids = new Set(); for (let page = 1, seen = 0;; page += 1) {
            const found = await (await fetch('/search.json' + location.search + '&page=' + page)).json();
            for (const message of found.messages) ids.add(message.account);
            seen += found.messages.length;
            if (seen >= found.found) return [...ids]; } })()",
    );
    let senders: BTreeSet<String> = serde_json::from_value(senders).unwrap();
    assert_eq!(senders, chosen);
    assert!(page.console().is_empty(), "{:?}", page.console());
}

#[test]
fn a_row_of_the_table_is_marked_in_the_drawing_too() {
    let case = cases::posts();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.goto(&explorer.at("/clusters"));
    ready(&page);
    page.eval("document.querySelector('details:has(#nodes)').open = true; document.querySelector('#nodes input').focus()");
    page.key("Space");
    page.wait_for("document.querySelector('.graph-status').textContent === '1 account selected.'");
    page.key("Space");
    page.wait_for("document.querySelector('.graph-status').textContent === 'Nothing is selected.'");
    // A row without the focus is marked by its key.
    page.key("j");
    page.key("x");
    page.wait_for("document.querySelector('.graph-status').textContent === '1 account selected.'");
    assert!(page.console().is_empty(), "{:?}", page.console());
}

#[test]
fn a_span_of_time_is_chosen_by_keys_and_leads_to_its_messages() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.goto(&explorer.at("/campaigns/c0/timeline"));
    page.wait_for("document.querySelectorAll('.timeline-handle').length === 2");
    page.eval("document.querySelector('.timeline-handle').focus()");
    for _ in 0..4 {
        page.key("ArrowRight");
    }
    page.key("Tab");
    page.key("PageDown");
    let [first, last] = ["0", "1"].map(|end| {
        let handle = format!("document.querySelectorAll('.timeline-handle')[{end}]");
        page.eval(&format!("{handle}.getAttribute('aria-valuetext')"))
            .as_str()
            .unwrap()
            .to_owned()
    });
    assert!(first < last, "{first} {last}");
    let promised = page.eval(
        "Number(document.querySelector('.timeline-choice a').textContent.replaceAll(/\\D/g, ''))",
    );
    assert!(promised.as_u64().unwrap() > 0);
    page.key("Enter");
    page.wait_for("location.pathname === '/search' && document.readyState === 'complete'");
    let found = page.eval("fetch('/search.json' + location.search).then(answer => answer.json())");
    assert_eq!(found["found"], promised, "{found}");
    let messages = found["messages"].as_array().unwrap();
    assert!(!messages.is_empty());
    for message in messages {
        let when = message["when"].as_str().unwrap();
        assert!(
            first.as_str() <= when && when < last.as_str(),
            "{first} {when} {last}"
        );
        assert_eq!(message["campaign"], "c0");
    }
    assert!(page.console().is_empty(), "{:?}", page.console());
}
