//! Searching, comparing, and following what a slot was filled with.

use serde_json::Value;

use crate::browser::{Browser, Page};

use super::{cases, open::Explorer};

/// The field is reached by its key, filled, and sent.
fn search(page: &Page, line: &str) {
    page.eval("window.left = true");
    page.key("/");
    page.wait_for("document.activeElement.id === 'q'");
    page.type_text(line);
    page.key("Enter");
    page.wait_for("!window.left && document.readyState === 'complete'");
}

/// Ids in the list of messages.
fn listed(page: &Page) -> Vec<String> {
    let ids = page.eval("[...document.querySelectorAll('table.messages a[data-open]')].map(link => link.textContent)");
    serde_json::from_value(ids).unwrap()
}

fn caption(page: &Page) -> Value {
    page.eval("document.querySelector('table.messages caption')?.textContent.trim() ?? ''")
}

#[test]
fn words_phrases_fields_and_ids_are_found_from_any_page() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    let all = |query: &str| {
        let found = page.eval(&format!(
            "fetch('/search.json?q=' + encodeURIComponent({})).then(answer => answer.json())",
            Value::from(query)
        ));
        found["found"].as_u64().unwrap()
    };
    search(&page, "bicycle");
    let (one, phrase) = (all("bicycle"), all("\"Your bicycle of April\""));
    assert!(0 < phrase && phrase < one, "{phrase} {one}");
    assert_eq!(caption(&page), format!("{one} messages."));
    let words = page.eval(
        "[...document.querySelectorAll('table.messages tbody td.w')].map(cell => cell.textContent)",
    );
    assert!(!words.as_array().unwrap().is_empty());
    search(&page, "\"Your bicycle of April\"");
    assert_eq!(caption(&page), format!("{phrase} messages."));
    let subjects = page.eval("[...document.querySelectorAll('table.messages td.w')].every(cell => /your bicycle of april/i.test(cell.textContent))");
    assert_eq!(subjects, true);

    search(&page, "campaign:c0 after:2025-04-08T20:00");
    let late = listed(&page).len() as u64;
    assert!(0 < late && late < all("campaign:c0"), "{late}");
    assert_eq!(
        all("campaign:c0 before:2025-04-08T20:00") + late,
        all("campaign:c0")
    );

    search(&page, "colour:blue");
    let told = page.eval("document.querySelector('main .notice').textContent");
    assert!(told.as_str().unwrap().contains("colour"), "{told}");
    search(&page, "xyzzyplugh");
    assert!(
        page.eval("document.querySelector('main').innerText")
            .as_str()
            .unwrap()
            .contains("No message fits")
    );
    for (id, path) in [
        ("c0", "/campaigns/c0"),
        ("m7", "/messages/m7"),
        ("a5", "/accounts/a5"),
    ] {
        search(&page, id);
        assert_eq!(page.eval("location.pathname"), path);
    }
    assert!(page.console().is_empty(), "{:?}", page.console());
}

#[test]
fn what_differs_is_marked_and_a_slot_leads_to_its_messages() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.goto(&explorer.at("/campaigns/c0"));
    let link = "table a[href*='messages?value=']";
    let value = page.eval(&format!("document.querySelector(\"{link}\").textContent"));
    let value = value.as_str().unwrap().to_owned();
    let times = page.eval(&format!(
        "document.querySelector(\"{link}\").nextElementSibling.textContent"
    ));
    page.click(link);
    page.wait_for(
        "location.pathname === '/campaigns/c0/messages' && document.readyState === 'complete'",
    );
    let ids = listed(&page);
    assert_eq!(times, format!("×{}", ids.len()));
    for id in &ids {
        page.goto(&explorer.at(&format!("/messages/{id}")));
        let text = page.eval("document.querySelector('main').textContent");
        assert!(
            text.as_str().unwrap().contains(&value),
            "{id} does not hold {value}"
        );
    }
    page.click("a.button[href^='/compare']");
    page.wait_for("location.pathname === '/compare' && document.readyState === 'complete'");
    let (struck, new) = (
        page.eval("document.querySelectorAll('.sides del').length"),
        page.eval(
            "[...document.querySelectorAll('.sides ins')].map(part => part.textContent).join(' ')",
        ),
    );
    assert!(struck.as_u64().unwrap() > 0);
    assert!(new.as_str().unwrap().contains(&value), "{new}");
    let apart = page.eval("['del', 'ins'].every(name => [...document.querySelectorAll(name)].every(part => getComputedStyle(part).textDecorationLine !== 'none'))");
    assert_eq!(apart, true, "without colour too");
    assert!(page.console().is_empty(), "{:?}", page.console());
}
