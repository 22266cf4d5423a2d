//! The HTML of a mail as a document that can do nothing.
//!
//! In: HTML out of a mail, however hostile. Out: a whole document for a sandboxed frame: text, lists,
//! tables and emphasis; no address that a browser could follow, no picture, no style, no script.
//!
//! Two sieves, each an allow-list. Ours goes over the tokens, in time linear in them, and writes a
//! small and closed tree: it shows where links lead, names pictures, and bounds depth and size, since
//! the tree builder of `html5ever` takes time quadratic in the depth and has no bound of its own
//! (servo/html5ever, issue 788). What it wrote then goes through the crate `ammonia`, which builds the tree by the rules
//! of WHATWG HTML and knows of no attribute but [`ATTRIBUTES`]: a fault in one sieve alone opens nothing.

mod element;
mod sieve;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;

use element::KEPT;

/// The attributes that stay, on any element; besides these, only [`SPANS`] on cells.
pub const ATTRIBUTES: [&str; 2] = ["dir", "lang"];

/// The attributes that stay on cells of tables.
pub const SPANS: [&str; 2] = ["colspan", "rowspan"];

/// The policy that the document carries in its head. The answer that brings it must say no less.
pub const POLICY: &str = "default-src 'none'; style-src 'self'";

/// Where the document looks for its only style sheet; it is readable without.
///
/// A sandboxed frame has no origin: it sends no cookie with `SameSite=Strict`, and an answer with
/// `Cross-Origin-Resource-Policy: same-origin` is kept from it. So this one answer needs neither.
pub const STYLE_SHEET: &str = "/assets/letter.css";

/// Most of the HTML that is read, in bytes: a bound on the time of a page, far above what people write.
pub const MOST_READ: usize = 8 << 20;

/// Most that the first sieve writes, in bytes; closing tags and one notice may come after it.
pub const MOST_WRITTEN: usize = 2 << 20;

/// Most elements inside of one another, where browsers stop at 512: cost grows with its square.
pub const DEEPEST: usize = 100;

/// Turns the HTML of a mail into a document that loads nothing, runs nothing and leads nowhere.
#[must_use]
pub fn safe(html: &str) -> String {
    document(&body(html))
}

/// The inside of the document's body.
fn body(html: &str) -> String {
    SECOND.clean(&sieve::sift(html)).to_string()
}

/// The document around a body that went through both sieves.
fn document(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"und\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>The letter, made safe</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLE_SHEET}\">\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
}

/// The second sieve.
static SECOND: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sieve = Builder::empty();
    let cells = ["td", "th"].map(|cell| (cell, HashSet::from(SPANS)));
    sieve
        .tags(KEPT.into_iter().collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .tag_attributes(HashMap::from(cells))
        .url_schemes(HashSet::new())
        .strip_comments(true);
    sieve
});
