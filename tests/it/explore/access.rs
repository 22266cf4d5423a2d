//! Every kind of page: what a program can judge of its accessibility, and that the browser has nothing to complain of.

use std::{fs, path::Path};

use crate::{
    browser::{Browser, Page},
    media,
};

use super::{cases, open::Explorer};

/// Wide and narrow, in CSS pixels.
const WIDE: (u32, u32) = (1280, 900);
const NARROW: (u32, u32) = (380, 800);

/// What Chromium says of a page that is not there, or not for it.
const STATUS: &str = "Failed to load resource: the server responded with a status of 4";

/// Looks at pages, wide and light, then narrow and dark.
fn look(page: &Page, explorer: &Explorer, paths: &[&str]) {
    for path in paths {
        page.emulate(WIDE.0, WIDE.1, false);
        page.forget();
        page.goto(&explorer.at(path));
        page.eval("document.querySelectorAll('details').forEach(part => { part.open = true; })");
        page.eval("window.refrainGraph ? refrainGraph.ready.then(() => 0) : 0");
        fits(page, path);
        page.emulate(NARROW.0, NARROW.1, true);
        fits(page, path);
        let wide = page
            .eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(wide, 0, "{path} is wider than a narrow window");
        let mut complaints = page.console();
        complaints.retain(|said| !said.text.starts_with(STATUS));
        assert!(complaints.is_empty(), "{path}: {complaints:?}");
    }
}

fn fits(page: &Page, path: &str) {
    let (violations, _) = page.axe();
    assert!(violations.is_empty(), "{path}: {violations:#?}");
}

#[test]
fn the_pages_of_a_campaign_can_be_read_by_all() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    look(
        &page,
        &explorer,
        &[
            "/campaigns/c0",
            "/campaigns/c0/evidence",
            "/campaigns/c0/messages",
            "/campaigns/c0/timeline",
            "/campaigns/c0/accounts",
            "/campaigns/c0/machines",
            "/campaigns/c0/media",
            "/campaigns/c0/notes",
            "/campaigns/c0/messages?value=461",
        ],
    );
}

#[test]
fn the_other_pages_can_be_read_by_all() {
    let case = cases::letters();
    let explorer = Explorer::start(case.path(), &[]);
    let browser = Browser::start();
    let page = explorer.page(&browser);
    look(
        &page,
        &explorer,
        &[
            "/",
            "/campaigns",
            "/campaigns?q=xyzzyplugh",
            "/campaigns?sort=messages&verdict=operated",
            "/messages/m757",
            "/accounts/a5",
            "/search?q=bicycle",
            "/search?q=xyzzyplugh+colour:blue",
            "/compare",
            "/compare?a=m757&b=m760",
            "/compare?a=m757&b=m99999",
            "/report",
            "/report?build=1&section=template",
            "/audit",
            "/help",
            "/nowhere",
            "/enter/0",
        ],
    );
}

#[test]
fn drawings_pictures_and_letters_with_names_can_be_read_by_all() {
    let browser = Browser::start();
    let case = cases::posts();
    let explorer = Explorer::start(case.path(), &[]);
    let page = explorer.page(&browser);
    look(&page, &explorer, &["/", "/clusters"]);

    let case = cases::letters();
    let explorer = Explorer::revealed(case.path());
    let page = explorer.page(&browser);
    look(
        &page,
        &explorer,
        &["/messages/m757", "/audit", "/accounts/a5"],
    );

    let folder = tempfile::tempdir().unwrap();
    let (archive, case) = (folder.path().join("in.mbox"), folder.path().join("in.case"));
    fs::write(&archive, media::small_archive()).unwrap();
    pictures(&browser, &archive, &case);
}

fn pictures(browser: &Browser, archive: &Path, case: &Path) {
    cases::scan(archive, case);
    let explorer = Explorer::revealed(case);
    let page = explorer.page(browser);
    look(
        &page,
        &explorer,
        &[
            "/campaigns/c0/media",
            "/media/p0",
            "/media/p1",
            "/messages/m5",
        ],
    );
    page.goto(&explorer.at("/media/p1"));
    let drawn = page.eval(
        "[...document.images].map(picture => picture.naturalWidth > 0 && picture.alt !== '')",
    );
    let drawn = drawn.as_array().unwrap();
    assert!(
        !drawn.is_empty() && drawn.iter().all(|is| *is == true),
        "{drawn:?}"
    );
}
