//! Where scripts are forbidden, every page still shows what it has, and forms still work.

use crate::browser::Browser;

use super::{cases, open::Explorer};

/// Pages, and words that each holds.
const PAGES: [(&str, &str); 17] = [
    ("/", "Look at these first"),
    ("/campaigns", "c0"),
    ("/campaigns/c0", "The evidence is consistent with"),
    ("/campaigns/c0/evidence", "machine.message_id_form"),
    ("/campaigns/c0/messages", "Three that stand for it"),
    ("/campaigns/c0/timeline", "Each bar"),
    ("/campaigns/c0/accounts", "Senders"),
    ("/campaigns/c0/machines", "relay network"),
    ("/campaigns/c0/media", "No message of this campaign carries"),
    ("/campaigns/c0/notes", "Nobody has said anything"),
    ("/clusters", "together"),
    ("/messages/m757", "What the writer wrote"),
    ("/accounts/a385", "Campaigns it took part in"),
    ("/compare?a=m757&b=m760", "of the words of both are common"),
    ("/report?build=1", "As it stands now"),
    ("/audit", "Nothing is entered yet"),
    ("/help", "How to search"),
];

#[test]
fn pages_and_forms_need_no_script() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.forbid_scripts(true);
    let here = "document.readyState === 'complete' && location.pathname + location.search";
    for (path, holds) in PAGES {
        page.goto(&explorer.at(path));
        let text = page.eval("document.querySelector('main').innerText");
        assert!(text.as_str().unwrap().contains(holds), "{path}: {text}");
    }
    // Bars of the timeline are links of their own, rows of the drawing too.
    page.goto(&explorer.at("/campaigns/c0/timeline"));
    assert!(
        page.eval("document.querySelectorAll('.timeline-plot a[href^=\"/search\"]').length")
            .as_u64()
            > Some(3)
    );

    page.goto(&explorer.at("/campaigns/c0/notes"));
    page.click("#n-remark");
    page.type_text("Without a script.");
    page.click("form:has(#n-remark) button");
    page.wait_for(&format!("({here}) === '/campaigns/c0/notes?done=1'"));
    let text = page.eval("document.body.innerText");
    assert!(
        text.as_str().unwrap().contains("Entered in the log")
            && text.as_str().unwrap().contains("Without a script."),
        "{text}"
    );

    page.click("#q");
    page.type_text("campaign:c0");
    page.click(".find button");
    page.wait_for(&format!("({here}) === '/search?q=campaign%3Ac0'"));
    assert_eq!(
        page.eval("document.querySelector('caption').textContent.trim()"),
        "50 messages."
    );

    page.goto(&explorer.at("/campaigns"));
    page.click("#f-m");
    page.type_text("30");
    page.click(".filter button");
    page.wait_for("location.search.includes('min=30') && document.readyState === 'complete'");
    let rows = page.eval("document.querySelectorAll('table.campaigns tbody tr').length");
    let all = page.eval("[...document.querySelectorAll('table.campaigns td.n:nth-of-type(4)')].every(cell => Number(cell.textContent) >= 30)");
    assert!((rows.as_u64().unwrap(), all) == (4, true.into()), "{rows}");
    assert!(page.console().is_empty(), "{:?}", page.console());
}
