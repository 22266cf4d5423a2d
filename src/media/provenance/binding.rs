//! Whether a file is still the one that its content credentials were made for, byte for byte.
//!
//! In: the file and its active manifest. Out: [`Binding`]: the hash over the file without the ranges that the manifest
//! excludes, against the hash that the manifest holds; and likewise each assertion against the claim.
//! A hash that agrees says nothing about who wrote it; one that does not says that bytes are not those that were signed.
//!
//! Source: C2PA 2.1, 9.2 and 18.5 (`c2pa.hash.data`), 8.3 (hashed references). Other bindings are not compared.

use std::collections::BTreeSet;

use ciborium::Value;
use memchr::memmem;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{c2pa::Manifest, cbor, jumbf::Superbox};

/// Ranges that one manifest may exclude; writers need one or two.
const MAX_EXCLUSIONS: usize = 1000;

/// Bytes at the end of a block by which it is known: the end of a signature, which is as good as random.
const TAIL: usize = 32;

/// How a file stands to its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// The bytes are those that were hashed.
    Agrees,
    /// The bytes are not those that were hashed.
    Differs,
    /// An assertion is not the one that the claim refers to.
    AssertionDiffers(String),
    /// It was not compared, and why.
    NotCompared(&'static str),
}

/// Compares a file with its active manifest; `block` is the whole store that the manifest stands in.
pub(super) fn compare(file: &[u8], block: &[u8], manifest: &Manifest<'_>) -> Binding {
    if manifest.is_update {
        return Binding::NotCompared("an update manifest has no hash of its own");
    }
    if let Some(broken) = broken_reference(manifest) {
        return broken;
    }
    let hash = manifest
        .assertions
        .iter()
        .find(|a| a.label.starts_with("c2pa.hash."));
    match hash {
        None => Binding::NotCompared("no hash of the file among the assertions"),
        Some(found) if found.label.starts_with("c2pa.hash.data") => {
            data_hash(file, block, found, manifest).unwrap_or(Binding::NotCompared(
                "a hash of the file that cannot be read",
            ))
        }
        Some(_) => Binding::NotCompared("a hash over boxes, which is not compared here"),
    }
}

fn data_hash(
    file: &[u8],
    block: &[u8],
    assertion: &Superbox<'_>,
    manifest: &Manifest<'_>,
) -> Option<Binding> {
    let value = cbor::value(assertion.content_of(*b"cbor")?)?;
    let expected = cbor::get(&value, "hash").and_then(Value::as_bytes)?;
    let mut ranges = Vec::new();
    for range in cbor::items(&value, "exclusions")
        .iter()
        .take(MAX_EXCLUSIONS)
    {
        let start = cbor::length(cbor::get(range, "start")?)?;
        let length = cbor::length(cbor::get(range, "length")?)?;
        ranges.push((start, start.checked_add(length)?));
    }
    ranges.sort_unstable();
    let algorithm = cbor::text(&value, "alg").or_else(|| manifest.hash.clone());
    let kept = kept(file, &ranges);
    let found = digest(algorithm.as_deref(), &kept)?;
    Some(if found == *expected {
        Binding::Agrees
    } else if kept
        .iter()
        .any(|part| memmem::find(part, tail(block)).is_some())
    {
        // No writer can hash its own signature: such a hash never agreed, and nothing follows from that.
        Binding::NotCompared("the hashed part takes in the credentials themselves")
    } else {
        Binding::Differs
    })
}

/// The end of a block of credentials, without the zero bytes that fill it up.
fn tail(block: &[u8]) -> &[u8] {
    let end = block
        .iter()
        .rposition(|&byte| byte != 0)
        .map_or(0, |at| at + 1);
    block.get(end.saturating_sub(TAIL)..end).unwrap_or_default()
}

/// The parts of a file outside sorted ranges.
fn kept<'a>(file: &'a [u8], ranges: &[(usize, usize)]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut at = 0;
    for &(start, end) in ranges {
        parts.extend(file.get(at..start.min(file.len())));
        at = at.max(end);
    }
    parts.extend(file.get(at..));
    parts
}

/// What is wrong with the claim's references to assertions; one that is missing was redacted.
fn broken_reference(manifest: &Manifest<'_>) -> Option<Binding> {
    let (mut agree, mut first) = (0, None);
    let mut seen = BTreeSet::new();
    for (label, algorithm, expected) in &manifest.references {
        if !seen.insert(label) {
            continue;
        }
        let Some(assertion) = manifest.assertions.iter().find(|a| a.label == *label) else {
            continue;
        };
        let algorithm = algorithm.as_deref().or(manifest.hash.as_deref());
        match digest(algorithm, &[assertion.whole]) {
            Some(found) if found == *expected => agree += 1,
            Some(_) => first = first.or(Some(label)),
            None => {}
        }
    }
    // Before version 1 the hashes were taken over other bytes: then none agrees, and nothing was changed.
    first.map(|label| match agree {
        0 => Binding::NotCompared("its references to assertions are hashed in another way"),
        _ => Binding::AssertionDiffers(label.clone()),
    })
}

/// The digest of parts by the name of its algorithm (C2PA 2.1, 13.1); none is guessed where there is no name.
fn digest(algorithm: Option<&str>, parts: &[&[u8]]) -> Option<Vec<u8>> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        let mut digest = D::new();
        for part in parts {
            digest.update(part);
        }
        digest.finalize().to_vec()
    }
    match algorithm {
        Some("sha256") => Some(of::<Sha256>(parts)),
        Some("sha384") => Some(of::<Sha384>(parts)),
        Some("sha512") => Some(of::<Sha512>(parts)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The oracle looks at each byte on its own.
        #[test]
        fn what_is_kept_is_each_byte_outside_all_ranges(
            file in prop::collection::vec(any::<u8>(), 0..60),
            mut ranges in prop::collection::vec((0_usize..80, 0_usize..80), 0..5),
        ) {
            for range in &mut ranges {
                range.1 = range.1.max(range.0);
            }
            ranges.sort_unstable();
            let inside = |at: usize| ranges.iter().any(|&(start, end)| (start..end).contains(&at));
            let slow: Vec<u8> = file.iter().enumerate().filter(|&(at, _)| !inside(at)).map(|(_, &b)| b).collect();
            prop_assert_eq!(kept(&file, &ranges).concat(), slow);
        }
    }

    #[test]
    fn a_block_is_known_by_its_end_before_the_filling() {
        assert_eq!(tail(&[&[7; 40][..], &[0; 9]].concat()), [7; TAIL]);
        assert_eq!(tail(&[0; 9]), b"");
    }

    #[test]
    fn an_unknown_algorithm_is_not_guessed() {
        assert_eq!(digest(Some("md5"), &[b"x"]), None);
        assert_eq!(digest(None, &[b"x"]), None);
        assert_eq!(
            digest(Some("sha256"), &[b"a", b"b"]),
            digest(Some("sha256"), &[b"ab"])
        );
    }
}
