//! From is a protected sender's, and what the receiving side recorded speaks against it.
//!
//! In: one mail and the index. Out: at most one finding: strong when DMARC failed, weak when there is
//! no word on DMARC, SPF failed and DKIM did not pass. What a mailing list carried is weak at most:
//! lists change mails and so break signatures.

use super::{
    Finding, Mail, Strength, fold,
    known::{Known, host_of},
    quoted,
};

const RULE: &str = "impersonation.failed_authentication";
const CAVEAT: &str = "Forwarding breaks SPF, mailing lists break DKIM, and both of them DMARC; a domain's own servers may be set up wrongly.";

pub(super) fn check(known: &Known, mail: &Mail<'_>) -> Option<Finding> {
    let from = mail
        .from
        .iter()
        .find(|mailbox| !mailbox.address.is_empty())?;
    let owner = known.owner(&from.address)?;
    let refused = mail.dmarc == Some("fail");
    let unproven = matches!(mail.dmarc, None | Some("none" | "error"))
        && matches!(mail.spf, Some("fail" | "softfail"))
        && mail.dkim != Some("pass");
    if !refused && !unproven {
        return None;
    }
    let told = [
        ("SPF", mail.spf),
        ("DKIM", mail.dkim),
        ("DMARC", mail.dmarc),
    ];
    let seen: Vec<String> = told
        .iter()
        .map(|(name, result)| format!("{name} {}", result.unwrap_or("not recorded")))
        .collect();
    let seen = seen.join(", ");
    Some(Finding {
        rule: RULE,
        strength: if refused && !mail.through_list {
            Strength::Strong
        } else {
            Strength::Weak
        },
        protected: owner.to_owned(),
        text: format!(
            "From is at {}, which belongs to the protected {}, and the receiving side recorded {seen}; that is consistent with a sender who is not that domain's",
            fold::ascii_host(host_of(&from.address)),
            quoted(owner)
        ),
        seen,
        caveat: CAVEAT,
    })
}
