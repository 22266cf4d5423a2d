//! Answers that go elsewhere: From is a protected sender's, Reply-To is not.
//!
//! In: one mail and the index. Out: at most one finding. Mailing lists direct answers to themselves,
//! so mail that a list carried, and answers to an address that the mail was sent to, are left alone.

use super::{
    Finding, Mail, Strength, fold,
    known::{Known, host_of},
    lookalike, quoted,
};
use crate::trace;

const RULE: &str = "impersonation.reply_elsewhere";
const CAVEAT: &str =
    "Newsletters, ticket systems and people on leave direct answers to another address by intent.";

pub(super) fn check(known: &Known, mail: &Mail<'_>) -> Option<Finding> {
    if mail.through_list {
        return None;
    }
    let (from, owner) = mail
        .from
        .iter()
        .find_map(|mailbox| Some((mailbox, known.owner(&mailbox.address)?)))?;
    if mail
        .reply_to
        .iter()
        .any(|to| known.owner(&to.address).is_some())
    {
        return None;
    }
    let home = trace::registrable(host_of(&from.address));
    let elsewhere = |address: &str| {
        let host = host_of(address);
        !host.is_empty()
            && trace::registrable(host) != home
            && !mail
                .recipients
                .iter()
                .any(|to| to.eq_ignore_ascii_case(address))
    };
    let to = mail.reply_to.iter().find(|to| elsewhere(&to.address))?;
    let host = fold::ascii_host(host_of(&to.address));
    let failed = mail.dmarc == Some("fail");
    let strong = failed || trace::freemail(&host) || lookalike::check(known, &host).is_some();
    let also = if failed { ", and DMARC failed" } else { "" };
    Some(Finding {
        rule: RULE,
        strength: if strong {
            Strength::Strong
        } else {
            Strength::Weak
        },
        protected: owner.to_owned(),
        text: format!(
            "From is at {}, which belongs to the protected {}, and answers go to {host}{also}; that is consistent with another's wish to read the answers",
            fold::ascii_host(host_of(&from.address)),
            quoted(owner)
        ),
        seen: host,
        caveat: CAVEAT,
    })
}
