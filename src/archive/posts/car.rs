//! Repositories of Bluesky accounts: content-addressed archives of blocks.
//!
//! In: all bytes of a CAR file. Out: one record a post or repost, its bytes those of one block; the layout's `around` is
//! the record's address, `at://account/collection/key`, as far as the file tells it. The account stands in the commit
//! block; keys stand in the nodes of a search tree, shortened by what they share with the key before.
//!
//! Source: "Content Addressable aRchives (CAR v1)", "DAG-CBOR" (ipld.io); "Repository" (atproto.com). Blocks are not
//! compared with their hashes.

use std::{
    collections::{BTreeSet, HashMap},
    ops::ControlFlow,
};

use ciborium::Value;

use super::{
    cut::Piece,
    export::{Export, Known, Syntax},
    held::{Take, layout},
};
use crate::{
    archive::RawBytes,
    source::{Defect, DefectKind},
};

/// Bytes of the longest block that is looked at.
const LONGEST: usize = 4 << 20;
/// Nesting of values in a block.
const DEPTH: usize = 64;
/// Bytes of the longest key; the protocol allows 512 for a key and 317 for a collection.
const LONGEST_KEY: usize = 1_024;

/// What a record's bytes say when it is one that is read.
const KINDS: [&str; 2] = ["app.bsky.feed.post", "app.bsky.feed.repost"];

/// Tells a CAR by its header: a map with the roots and the version.
pub(super) fn sniff(head: &[u8]) -> Option<Known> {
    let (length, rest) = varint(head)?;
    let header = rest.get(..usize::try_from(length).ok()?.min(rest.len()))?;
    let is_map = header.first() == Some(&0xA2);
    let names = |name: &[u8]| memchr::memmem::find(header, name).is_some();
    (is_map && names(b"eroots") && names(b"gversion\x01")).then_some(Known {
        export: Export::BlueskyRepo,
        syntax: Syntax::Block,
        delimiter: 0,
    })
}

/// Cuts a repository into its posts and reposts.
pub(super) fn cut(bytes: &RawBytes, take: &mut Take<'_>) -> ControlFlow<()> {
    let all = bytes.as_ref();
    let mut account = String::new();
    // Earlier states of the tree name the same records again.
    let mut keys: HashMap<Vec<u8>, BTreeSet<String>> = HashMap::new();
    let mut records = Vec::new();
    let mut blocks = Blocks::of(all);
    for (id, start, end) in blocks.by_ref() {
        let Some(block) = value(all.get(start..end).unwrap_or_default()) else {
            continue;
        };
        match member(&block, "$type") {
            Some(Value::Text(kind)) if KINDS.contains(&kind.as_str()) => {
                records.push((id, start, end));
            }
            Some(_) => {}
            None => {
                if let (Some(Value::Text(did)), Some(_)) =
                    (member(&block, "did"), member(&block, "data"))
                {
                    account.clone_from(did);
                }
                for (key, id) in entries(&block) {
                    keys.entry(id).or_default().insert(key);
                }
            }
        }
    }
    for (id, start, end) in records {
        // A record that no node names is part of a slice; its key is not known.
        let paths = keys
            .remove(id)
            .unwrap_or_else(|| BTreeSet::from([String::new()]));
        for path in paths {
            let address = format!("at://{account}/{path}");
            let piece = Piece {
                offset: start as u64,
                line: 1,
                bytes: bytes.slice(start, end),
                layout: Some(layout(
                    Export::BlueskyRepo,
                    Syntax::Block,
                    address.into_bytes(),
                )),
            };
            take(Ok(piece))?;
        }
    }
    match blocks.cut_at {
        Some(at) => {
            let words = "a block does not end";
            take(Err(Defect::new(DefectKind::Truncated, at as u64, words)))
        }
        None => ControlFlow::Continue(()),
    }
}

/// The blocks of a file: their ids and where their bytes begin and end.
struct Blocks<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the file ends too early.
    cut_at: Option<usize>,
}

impl<'a> Blocks<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut blocks = Self {
            bytes,
            at: 0,
            cut_at: None,
        };
        // The header is a section like the others.
        if blocks.section().is_none() {
            blocks.cut_at = Some(0);
            blocks.at = bytes.len();
        }
        blocks
    }

    /// The next stretch of bytes with a length in front: where it begins and ends.
    fn section(&mut self) -> Option<(usize, usize)> {
        let rest = self.bytes.get(self.at..)?;
        let (length, behind) = varint(rest)?;
        let start = self.at + rest.len() - behind.len();
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        self.bytes.get(start..end)?;
        self.at = end;
        Some((start, end))
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = (&'a [u8], usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.at >= self.bytes.len() || self.cut_at.is_some() {
                return None;
            }
            let Some((start, end)) = self.section() else {
                self.cut_at = Some(self.at);
                return None;
            };
            let section = self.bytes.get(start..end)?;
            // A section without an id is passed over.
            if let Some(behind) = behind_id(section) {
                let id = section.get(..section.len() - behind.len())?;
                return Some((id, start + id.len(), end));
            }
        }
    }
}

/// What stands behind the content id (CID) that the bytes begin with.
fn behind_id(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(&[0x12, 0x20]) {
        return bytes.get(34..);
    }
    let (version, rest) = varint(bytes)?;
    let (_codec, rest) = varint(rest)?;
    let (_hash, rest) = varint(rest)?;
    let (length, rest) = varint(rest)?;
    (version == 1)
        .then(|| rest.get(usize::try_from(length).ok()?..))
        .flatten()
}

/// An unsigned number in LEB128, of nine bytes at most, and what stands behind it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, &byte) in bytes.iter().take(9).enumerate() {
        number |= u64::from(byte & 0x7F) << (7 * at);
        if byte < 0x80 {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

/// A block as a value; `None` for what is no CBOR, too long or too deep.
#[must_use]
pub fn value(block: &[u8]) -> Option<Value> {
    let fits = block.len() <= LONGEST;
    fits.then(|| ciborium::de::from_reader_with_recursion_limit(block, DEPTH).ok())
        .flatten()
}

/// A member of a map.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let is_it = |(key, _): &&(Value, Value)| key.as_text() == Some(name);
    value.as_map()?.iter().find(is_it).map(|(_, value)| value)
}

/// The keys in a node of the search tree, and the ids of their blocks.
fn entries(node: &Value) -> Vec<(String, Vec<u8>)> {
    let list = member(node, "e").and_then(Value::as_array);
    let mut key: Vec<u8> = Vec::new();
    let mut found = Vec::new();
    for entry in list.into_iter().flatten() {
        let (Some(Value::Integer(shared)), Some(Value::Bytes(rest)), Some(id)) = (
            member(entry, "p"),
            member(entry, "k"),
            member(entry, "v").and_then(link),
        ) else {
            continue;
        };
        key.truncate(usize::try_from(*shared).unwrap_or(usize::MAX));
        key.extend_from_slice(rest);
        if key.len() > LONGEST_KEY {
            break;
        }
        if let Ok(key) = std::str::from_utf8(&key) {
            found.push((key.to_owned(), id.to_vec()));
        }
    }
    found
}

/// The id that a link leads to; a zero byte stands in front of it.
#[must_use]
pub fn link(value: &Value) -> Option<&[u8]> {
    let (42, inner) = value.as_tag()? else {
        return None;
    };
    inner.as_bytes()?.strip_prefix(&[0])
}

#[cfg(test)]
mod tests {
    use ciborium::cbor;
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// A content id of a made-up hash.
    fn id(number: u8) -> Vec<u8> {
        [&[1, 0x71, 0x12, 32][..], &[number; 32]].concat()
    }

    fn section(id: &[u8], value: &Value) -> Vec<u8> {
        let mut block = id.to_vec();
        ciborium::into_writer(value, &mut block).unwrap();
        let mut length = block.len();
        let mut out = Vec::new();
        while length >= 0x80 {
            out.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
            length >>= 7;
        }
        out.push(u8::try_from(length).unwrap());
        out.extend(block);
        out
    }

    fn to(number: u8) -> Value {
        Value::Tag(42, Box::new(Value::Bytes([vec![0], id(number)].concat())))
    }

    fn post(text: &str) -> Value {
        cbor!({"$type" => "app.bsky.feed.post", "text" => text, "createdAt" => "2023-01-01T00:00:00Z"}).unwrap()
    }

    fn repository() -> Vec<u8> {
        let header = cbor!({"roots" => [to(1)], "version" => 1}).unwrap();
        let entry = |shared: usize, key: &str, number: u8| {
            cbor!({"p" => shared, "k" => Value::Bytes(key.as_bytes().to_vec()), "v" => to(number), "t" => null}).unwrap()
        };
        let node = cbor!({"l" => null, "e" => [
            entry(0, "app.bsky.feed.post/3a", 3), entry("app.bsky.feed.post/3".len(), "b", 4), entry(0, "app.bsky.feed.like/3a", 5)]})
        .unwrap();
        [
            section(&[], &header),
            section(&id(3), &post("one")),
            section(&id(1), &cbor!({"did" => "did:plc:x", "data" => to(2), "version" => 3}).unwrap()),
            section(&id(2), &node),
            section(&id(4), &post("two")),
            section(
                &id(5),
                &cbor!({"$type" => "app.bsky.feed.like", "subject" => "at://x/app.bsky.feed.post/1"}).unwrap(),
            ),
            section(&id(6), &post("three")),
        ]
        .concat()
    }

    fn found(bytes: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        let _ = cut(&RawBytes::from(bytes.to_vec()), &mut |found| {
            told.push(match found {
                Ok(piece) => {
                    let address = piece.layout.map(|layout| layout.around.as_ref().to_vec());
                    String::from_utf8(address.unwrap()).unwrap()
                }
                Err(defect) => defect.kind.code().to_owned(),
            });
            ControlFlow::Continue(())
        });
        told
    }

    #[test]
    fn posts_are_found_with_their_addresses() {
        let bytes = repository();
        assert_eq!(
            sniff(&bytes).map(|known| known.export),
            Some(Export::BlueskyRepo)
        );
        assert_eq!(
            found(&bytes),
            [
                "at://did:plc:x/app.bsky.feed.post/3a",
                "at://did:plc:x/app.bsky.feed.post/3b",
                "at://did:plc:x/"
            ]
        );
    }

    #[test]
    fn a_file_that_ends_too_early_says_so() {
        let bytes = repository();
        let cut = bytes.get(..bytes.len() - 3).unwrap();
        assert_eq!(found(cut).last().map(String::as_str), Some("truncated"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..300)) {
            let _ = (found(&bytes), sniff(&bytes));
        }

        #[test]
        fn changed_bytes_are_survived(at in 0_usize..700, byte in any::<u8>(), end in 0_usize..900) {
            let mut bytes = repository();
            if let Some(changed) = bytes.get_mut(at) {
                *changed = byte;
            }
            bytes.truncate(end.max(100));
            let _ = (found(&bytes), sniff(&bytes));
        }
    }
}
