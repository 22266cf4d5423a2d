//! `count`: plain windowed counts of posts.
//!
//! In: checked arguments. Out: sums on stdout, and pairs of accounts as CSV.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use anyhow::Context as _;
use serde::Serialize;

use super::{
    args::{Count, Thing},
    check,
    exit::Outcome,
    output,
};
use crate::{
    case::{self, AccountBook, Case, Counted},
    export::harmless,
    graph::Layer,
    report::words::{count, span_of_seconds},
};

#[derive(Serialize)]
struct CountV1 {
    schema: &'static str,
    uses: usize,
    window_seconds: u64,
    pairs: usize,
    accounts: usize,
    edges: usize,
}

/// Counts and tells.
///
/// # Errors
/// When the case cannot be read or the output cannot be written.
pub(super) fn run(args: &Count) -> anyhow::Result<Outcome> {
    let case = Case::open(check::case(&args.case)?)?;
    let found = case.count(thing(args.thing), args.window, args.least)?;
    if let Some(path) = &args.output {
        write(&case, &found, path).with_context(|| format!("{}", path.display()))?;
    }
    let (pairs, edges) = (found.counts.pairs.len(), found.counts.tallies.len());
    let accounts = found.counts.accounts().len();
    if args.json {
        let document = CountV1 {
            schema: "refrain.count/1",
            uses: found.shares,
            window_seconds: args.window,
            pairs,
            accounts,
            edges,
        };
        output::print(&format!("{}\n", serde_json::to_string_pretty(&document)?))?;
    } else {
        output::print(&format!(
            "{} of the same thing within {}: {} of posts, {}, {} of accounts\n",
            count(found.shares as u64, "use", "uses"),
            span_of_seconds(args.window),
            count(pairs as u64, "pair", "pairs"),
            count(accounts as u64, "account", "accounts"),
            count(edges as u64, "pair", "pairs"),
        ))?;
    }
    Ok(if pairs > 0 {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}

const fn thing(asked: Thing) -> case::Thing {
    let layer = match asked {
        Thing::Hashtag => return case::Thing::Hashtag,
        Thing::Link => Layer::Link,
        Thing::Domain => Layer::Domain,
        Thing::Repost => Layer::Repost,
        Thing::Reply => Layer::Reply,
        Thing::Mention => Layer::Mention,
        Thing::Tags => Layer::Tags,
        Thing::Picture => Layer::Picture,
        Thing::Group => Layer::Group,
        Thing::Object => Layer::Object,
    };
    case::Thing::Of(layer)
}

/// Pairs of accounts, by their ids on their platform.
fn write(case: &Case, found: &Counted, path: &Path) -> anyhow::Result<()> {
    let book = AccountBook::load(case)?;
    let name = |key| quoted(book.get(key).map_or("", |(_, handle)| handle));
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "a,b,pairs,objects,contents_a,contents_b,apart")?;
    for tally in &found.counts.tallies {
        let [of_a, of_b] = tally.contents;
        writeln!(
            out,
            "{},{},{},{},{of_a},{of_b},{}",
            name(tally.a),
            name(tally.b),
            tally.pairs,
            tally.objects,
            tally.apart
        )?;
    }
    Ok(out.flush()?)
}

/// A cell (RFC 4180) that no spreadsheet takes for a formula.
fn quoted(text: &str) -> String {
    let text = harmless(text);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        for (text, expected) in [
            ("u1", "u1"),
            ("a,b", "\"a,b\""),
            ("=1+1", "'=1+1"),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
