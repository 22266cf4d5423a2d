//! What is typed into the search field: any line is read, and read back as it is written; any path is a page or none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use refrain::explore::{search::parse, server::route::Route};

fuzz_target!(|input: &[u8]| {
    let line = String::from_utf8_lossy(input);
    let query = parse(&line).query;
    assert_eq!(parse(&query.to_string()).query, query);
    assert!(Route::parse(&line).is_none() || line.starts_with('/'));
});
