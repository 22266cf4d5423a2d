//! A protected address or domain written inside a display name, while the address is elsewhere.
//!
//! In: a display name, its own address, and the index. Out: at most one finding; what is shown of the
//! name is the protected part alone.
//!
//! Many programs show the display name only, so that the address inside it passes for the sender's.

use super::{Finding, Strength, fold, known::Known, quoted};

const RULE: &str = "impersonation.address_in_name";
const CAVEAT: &str = "Mailing lists, calendars and services that send on somebody's behalf write the first sender into the name.";

/// Words of a name by which services say that they only pass a mail on.
const PASSED_ON: &[&str] = &["via", "behalf", "uber", "durch", "through"];

/// A finding on a display name whose own address belongs to nobody protected.
pub(super) fn check(known: &Known, name: &str, address: &str, host: &str) -> Option<Finding> {
    if !name.contains('.') {
        return None;
    }
    let mut parts = name.split(|c: char| c.is_whitespace() || "()[]<>{},;:\"'|/“”„«»".contains(c));
    let (part, owner) = parts.find_map(|part| protected(known, part))?;
    if part.eq_ignore_ascii_case(address) {
        return None;
    }
    let passed_on = fold::plain(name)
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| PASSED_ON.contains(&word))
        || rewritten(address, &part);
    let whole = part.contains('@');
    let what = if whole { "address" } else { "domain" };
    let place = if host.is_empty() {
        "there is no address".to_owned()
    } else {
        format!("the address is at {host}")
    };
    Some(Finding {
        rule: RULE,
        strength: if whole && !passed_on {
            Strength::Strong
        } else {
            Strength::Weak
        },
        protected: owner,
        text: format!(
            "the display name holds the protected {what} {}, while {place}; that is consistent with mail in another's name",
            quoted(&part)
        ),
        seen: if host.is_empty() {
            part
        } else {
            format!("{part} at {host}")
        },
        caveat: CAVEAT,
    })
}

/// A part of a name that is a protected address or host, with the entry that it belongs to.
fn protected(known: &Known, part: &str) -> Option<(String, String)> {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric());
    let host = part.rsplit_once('@').map_or(part, |(_, host)| host);
    if !host.contains('.') {
        return None;
    }
    let part = part.to_lowercase();
    if part.contains('@') {
        let owner = known.owner(&part)?.to_owned();
        return Some((part, owner));
    }
    let index = known.within(&fold::ascii_host(host))?;
    let owner = known.domains.get(index)?.shown().to_owned();
    Some((part, owner))
}

/// Whether the address carries the protected part in its own local part, as lists that rewrite do
/// (`jane.doe=ministry.example@lists.example`).
fn rewritten(address: &str, part: &str) -> bool {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    local.to_lowercase().contains(&part.replace('@', "="))
}
