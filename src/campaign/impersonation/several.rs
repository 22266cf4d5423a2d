//! One From with several mailboxes, of which one is a protected sender's and another is not.
//!
//! In: one mail and the index. Out: at most one finding. Programs differ in which of the mailboxes
//! they show.

use super::{
    Finding, Mail, Strength, fold,
    known::{Known, host_of},
    quoted,
};

const RULE: &str = "impersonation.several_senders";
const CAVEAT: &str = "The standard allows several authors (RFC 5322 §3.6.2), and broken programs cut one mailbox in two.";

pub(super) fn check(known: &Known, mail: &Mail<'_>) -> Option<Finding> {
    let mut addressed = mail
        .from
        .iter()
        .filter(|mailbox| mailbox.address.contains('@'));
    let owner = addressed
        .clone()
        .find_map(|mailbox| known.owner(&mailbox.address))?;
    let other = addressed.find(|mailbox| known.owner(&mailbox.address).is_none())?;
    let host = fold::ascii_host(host_of(&other.address));
    Some(Finding {
        rule: RULE,
        strength: Strength::Strong,
        protected: owner.to_owned(),
        text: format!(
            "From names an address of the protected {} and another at {host}; that is consistent with a sender who wants to be shown as the first",
            quoted(owner)
        ),
        seen: host,
        caveat: CAVEAT,
    })
}
