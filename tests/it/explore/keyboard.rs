//! From the entrance to a report with a verdict in it, by the keyboard alone.

use crate::browser::{Browser, Page};

use super::{
    cases,
    open::{Explorer, refrain, told},
};

/// What the analyst writes.
const REMARK: &str = "Read by hand: nineteen letters, one pen.";

/// ICD 203: where each range begins, in percent, with its words.
const WORDS: [(f64, &str); 7] = [
    (0.0, "almost no chance"),
    (5.0, "very unlikely"),
    (20.0, "unlikely"),
    (45.0, "roughly even chance"),
    (55.0, "likely"),
    (80.0, "very likely"),
    (95.0, "almost certain"),
];

/// Presses Tab until this is true of the element in focus.
fn tab_to(page: &Page, what: &str) {
    for _ in 0..120 {
        page.key("Tab");
        let found = format!("(here => Boolean({what}))(document.activeElement)");
        if page.eval(&found) == true {
            return;
        }
    }
    panic!("Tab does not lead to {what}");
}

fn arrive(page: &Page, path: &str) {
    page.wait_for(&format!(
        "location.pathname === '{path}' && document.readyState === 'complete'"
    ));
}

fn text(page: &Page, expression: &str) -> String {
    page.eval(expression).as_str().unwrap().to_owned()
}

fn number(text: &str) -> f64 {
    text.replace('−', "-").trim().parse().unwrap()
}

/// The sum of the evidence is the sum of its last column, and the likelihood follows from it.
fn adds_up(page: &Page) {
    let cells = page.eval(
        "[...document.querySelectorAll('section[aria-labelledby=sum] td:last-child')].map(cell => cell.textContent)",
    );
    let cells: Vec<f64> = cells
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| number(cell.as_str().unwrap()))
        .collect();
    let [counted @ .., sum, prior] = cells.as_slice() else {
        panic!("{cells:?}");
    };
    let added: f64 = counted.iter().sum();
    assert!(
        counted.len() > 3 && (added - sum).abs() <= 0.05 * counted.len() as f64,
        "{added} is not {sum}"
    );
    let percent = 100.0 / (1.0 + 10_f64.powf(-(prior + 1.5 * sum) / 10.0));
    let words = WORDS.iter().rfind(|(from, _)| percent >= *from).unwrap().1;
    let said = text(
        page,
        "document.querySelector('section[aria-labelledby=sum] > p:last-of-type').textContent",
    );
    assert!(
        said.contains(&format!("operated: {words} (")),
        "{percent}: {said}"
    );
}

#[test]
fn a_verdict_is_reached_entered_and_reported_by_keys_alone() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    page.key("j");
    let campaign = text(&page, "document.activeElement.getAttribute('href')");
    assert!(campaign.starts_with("/campaigns/c"), "{campaign}");
    page.key("Enter");
    arrive(&page, &campaign);
    page.key("e");
    arrive(&page, &format!("{campaign}/evidence"));
    adds_up(&page);
    tab_to(&page, "here.textContent === 'Notes'");
    page.key("Enter");
    arrive(&page, &format!("{campaign}/notes"));
    write_verdict(&page);
    page.wait_for("document.querySelector('.notice')?.textContent.includes('Entered in the log')");
    arrive(&page, &format!("{campaign}/notes"));
    let said = text(&page, "document.querySelector('main table').innerText");
    for part in [REMARK, "likely", "low", "R. T."] {
        assert!(said.contains(part), "{part}: {said}");
    }
    report(&page);
    page.key("g");
    page.key("a");
    arrive(&page, "/audit");
    let log = text(&page, "document.querySelector('main').innerText");
    assert!(
        log.contains(REMARK) && log.contains("1 entry; each follows on the one before."),
        "{log}"
    );
    assert!(page.console().is_empty(), "{:?}", page.console());
    drop(explorer);
    let markdown = told(&["report", case.arg(), "--format", "md"]);
    assert!(markdown.contains(REMARK));
    assert!(refrain(&["verify", case.arg()]).status.success());
}

/// Chooses and types in the form of the notes, and sends it.
fn write_verdict(page: &Page) {
    for (field, downs) in [("v-verdict", 1), ("v-likelihood", 5), ("v-confidence", 1)] {
        tab_to(page, &format!("here.id === '{field}'"));
        for _ in 0..downs {
            page.key("ArrowDown");
        }
    }
    assert_eq!(
        text(page, "document.getElementById('v-likelihood').value"),
        "likely"
    );
    page.key("Tab");
    page.type_text("R. T.");
    page.key("Tab");
    // Letters that are keys elsewhere are letters here.
    page.key("j");
    page.key("Backspace");
    page.type_text(REMARK);
    page.key("Tab");
    page.key("Enter");
}

/// Builds the report and finds the remark in it.
fn report(page: &Page) {
    page.key("g");
    page.key("r");
    arrive(page, "/report");
    tab_to(page, "here.textContent === 'Build the report'");
    page.key("Enter");
    page.wait_for("location.search.includes('build=1') && document.querySelector('iframe.paper')");
    page.frame("/report/view")
        .wait_for(&format!("document.body.innerText.includes('{REMARK}')"));
}
