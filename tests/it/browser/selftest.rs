//! The browser held against pages of which we know what is wrong with them.

use std::{collections::BTreeMap, env, fs, net::SocketAddr};

use serde_json::{Value, json};

use super::{
    Browser, chromium, http,
    server::{Served, serve},
};

/// A page with one fault of each kind that must be seen.
const FAULTY: &str = "<!doctype html><html><head><title>Faulty</title></head><body><main>
    <h1>A page</h1><img src='http://tracker.example/pixel.png'><p id=said></p>
    <a href='/next'>Next</a> <button onclick=\"said.textContent='clicked'\">Press</button>
    <input aria-label=words onkeydown=\"if (event.key === 'Enter') said.textContent = this.value\">
    <iframe title=letter sandbox src='/letter'></iframe></main>
    <script>console.error('one error', 7); setTimeout(() => { throw new Error('thrown') });</script></body></html>";

const NEXT: &str = "<!doctype html><html lang=en><head><title>Next</title>
    <style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }
    @media print { body { width: 400px } }</style></head><body><main style='height:3000px'><h1>Next</h1>
    <p id=script>none</p><p id=dragged></p><script>script.textContent = 'ran';
    let steps = ''; for (const kind of ['mousedown', 'mousemove', 'mouseup'])
    addEventListener(kind, event => { steps += kind[5] + event.buttons; dragged.textContent = steps; });</script></main></body></html>";

fn pages() -> SocketAddr {
    let letter = "<!doctype html><p>a letter</p><img src='http://tracker.example/inside.png'>";
    let strict = "<!doctype html><title>Strict</title><script>alert(1)</script><img src=http://tracker.example/barred.png>";
    serve(BTreeMap::from([
        ("/".to_owned(), Served::html(FAULTY)),
        ("/next".to_owned(), Served::html(NEXT)),
        ("/letter".to_owned(), Served::html(letter)),
        (
            "/strict".to_owned(),
            Served::html(strict).with("Content-Security-Policy", "default-src 'none'"),
        ),
        (
            "/alert".to_owned(),
            Served::html("<!doctype html><title>Alert</title><script>alert('hello')</script>"),
        ),
    ]))
}

#[test]
fn a_page_with_known_faults_shows_each_of_them() {
    let (browser, address) = (Browser::start(), pages());
    let page = browser.page();
    page.goto(&format!("http://{address}/"));
    page.rest();
    for wanted in [
        "http://tracker.example/pixel.png",
        "http://tracker.example/inside.png",
    ] {
        assert!(
            page.requests().iter().any(|asked| asked == wanted),
            "{:?}",
            page.requests()
        );
        assert!(
            browser.arrivals().contains(&format!("GET {wanted}")),
            "{:?}",
            browser.arrivals()
        );
    }
    let console = page.console();
    let has = |kind: &str, text: &str| {
        let mut fitting = console.iter().filter(|said| said.kind == kind);
        fitting.any(|said| said.text.contains(text))
    };
    assert!(
        has("console", "one error 7") && has("exception", "thrown"),
        "{console:?}"
    );
    let (violations, advice) = page.axe();
    let rules: Vec<&str> = violations.iter().map(|found| found.rule.as_str()).collect();
    assert_eq!(
        rules,
        ["html-has-lang", "image-alt"],
        "{violations:?} {advice:?}"
    );
    let picture = violations
        .iter()
        .find(|found| found.rule == "image-alt")
        .unwrap();
    assert_eq!(picture.impact, "critical");
    assert!(picture.nodes[0].contains("pixel.png") && !picture.help.is_empty());
    assert!(advice.iter().all(|found| found.is_advice), "{advice:?}");
}

#[test]
fn keys_clicks_and_frames_are_a_persons() {
    let (browser, address) = (Browser::start(), pages());
    let page = browser.page();
    page.goto(&format!("http://{address}/"));
    page.click("button");
    page.wait_for("said.textContent === 'clicked'");
    page.click("input");
    page.type_text("ſome wörds");
    page.key("Enter");
    page.wait_for("said.textContent === 'ſome wörds'");
    page.key("Shift+Tab");
    page.key("Shift+Tab");
    assert_eq!(
        page.eval("document.activeElement.href"),
        format!("http://{address}/next")
    );
    assert_eq!(
        page.frame("/letter").eval("document.body.innerText.trim()"),
        "a letter"
    );
    page.key("Enter");
    page.wait_for("document.title === 'Next'");
    page.drag((10.0, 200.0), (90.0, 250.0));
    page.wait_for("dragged.textContent.includes('d1') && dragged.textContent.includes('m1') && dragged.textContent.endsWith('u0')");
}

#[test]
fn a_policy_is_kept_and_its_breaches_are_told() {
    let (browser, address) = (Browser::start(), pages());
    let page = browser.page();
    page.goto(&format!("http://{address}/strict"));
    page.rest();
    let breaches = page
        .console()
        .iter()
        .filter(|said| said.kind == "security")
        .count();
    assert_eq!(breaches, 2, "{:?}", page.console());
    assert_eq!(browser.arrivals(), Vec::<String>::new());
    page.forget();
    assert!(page.console().is_empty() && page.requests().is_empty());
    page.goto(&format!("http://{address}/alert"));
    let dialogs = page.console();
    assert!(
        dialogs
            .iter()
            .any(|said| said.kind == "dialog" && said.text == "hello"),
        "{dialogs:?}"
    );
}

#[test]
fn sizes_schemes_paper_and_missing_scripts_are_shown() {
    let (browser, address) = (Browser::start(), pages());
    let (page, folder) = (browser.page(), tempfile::tempdir().unwrap());
    page.forbid_scripts(true);
    page.goto(&format!("http://{address}/next"));
    assert_eq!(
        page.eval("document.getElementById('script').textContent"),
        "none"
    );
    page.forbid_scripts(false);
    page.goto(&format!("http://{address}/next"));
    assert_eq!(
        page.eval("document.getElementById('script').textContent"),
        "ran"
    );
    let colour = "getComputedStyle(document.body).backgroundColor";
    let path = folder.path().join("a.png");
    page.screenshot(&path, 320, 240, true);
    assert_eq!(page.eval(colour), "rgb(0, 0, 0)");
    let picture = image::open(&path).unwrap().to_rgb8();
    assert_eq!(
        (picture.dimensions(), picture.get_pixel(5, 200).0),
        ((320, 240), [0, 0, 0])
    );
    page.screenshot_whole(&path, 500, false);
    let picture = image::open(&path).unwrap().to_rgb8();
    assert!(
        picture.width() == 500 && picture.height() > 3000,
        "{:?}",
        picture.dimensions()
    );
    assert_eq!(picture.get_pixel(5, 2900).0, [255, 255, 255]);
    page.emulate_print(true);
    assert_eq!(page.eval("document.body.clientWidth"), json!(400));
    page.emulate_print(false);
    assert_eq!(page.eval("Promise.resolve(null)"), Value::Null);
}

#[test]
fn a_request_goes_out_to_the_letter() {
    let address = pages();
    let found = http::ask(
        address,
        "GET",
        "/strict",
        &[("Host", "elsewhere.example")],
        b"",
    );
    assert_eq!(
        (found.status, found.header("content-security-policy")),
        (200, Some("default-src 'none'"))
    );
    assert!(found.text().contains("Strict"));
    assert_eq!(http::ask(address, "POST", "/none", &[], b"a=b").status, 404);
}

#[test]
fn chromium_is_found_by_any_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let folders = [
        env::temp_dir().join("there-is-no-such-folder"),
        folder.path().to_owned(),
    ];
    assert_eq!(chromium::find(&folders), None);
    let program = folder.path().join("google-chrome");
    fs::write(&program, "").unwrap();
    assert_eq!(chromium::find(&folders), Some(program));
    assert!(chromium::MISSING.contains("apt-get install chromium"));
}
