//! All checks over an archive's mails, each distinct sender looked at once.
//!
//! In: mails one after another. Out: the findings on each. Cost: of a mail whose senders were seen
//! before, one hash and one look-up a mailbox; of a new sender, a look-up a word of its name and a
//! few of its domain. Edit distances are computed only where all other words agree, or against
//! domains that begin with the same letter.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use super::{
    Finding, Mail, ProtectedList, Strength, authentication, fold, inside,
    known::{Known, host_of},
    lookalike, name, reply, several,
};
use crate::message::Mailbox;

/// What is known of one distinct mailbox.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// It belongs to a protected entry.
    protected: bool,
    /// What was found on it alone.
    findings: Vec<Finding>,
}

/// Compares mails with a protected list.
pub struct Lookout {
    known: Known,
    /// Distinct mailboxes by their hash: where in `notable` they stand, 0 for nothing to tell.
    boxes: HashMap<u128, usize>,
    notable: Vec<Seen>,
    hosts: HashMap<String, Option<Finding>>,
}

impl Lookout {
    /// Prepares a list.
    #[must_use]
    pub fn new(list: &ProtectedList) -> Self {
        Self {
            known: Known::of(list),
            boxes: HashMap::new(),
            notable: vec![Seen::default()],
            hosts: HashMap::new(),
        }
    }

    /// Whether a mailbox is such that its mail must be looked at whole.
    pub fn notes(&mut self, mailbox: &Mailbox) -> bool {
        self.place(mailbox) > 0
    }

    /// All findings on one mail.
    pub fn check(&mut self, mail: &Mail<'_>) -> Vec<Finding> {
        let mut out: Vec<Finding> = Vec::new();
        let answered_home = mail.reply_to.iter().any(|to| self.seen(to).protected);
        for (field, mailboxes) in [
            ("From", mail.from),
            ("Reply-To", mail.reply_to),
            ("Sender", mail.sender.map_or(&[][..], std::slice::from_ref)),
        ] {
            for mailbox in mailboxes {
                for finding in &self.seen(mailbox).findings {
                    let of_name = finding.rule != lookalike::RULE;
                    // An assistant is named as Sender, and a list that rewrites From answers to the person.
                    if of_name && (field == "Sender" || answered_home) {
                        continue;
                    }
                    let known = |other: &Finding| {
                        (other.rule, &other.protected, &other.seen)
                            == (finding.rule, &finding.protected, &finding.seen)
                    };
                    if out.iter().any(known) {
                        continue;
                    }
                    out.push(Finding {
                        strength: if of_name && mail.through_list {
                            Strength::Weak
                        } else {
                            finding.strength
                        },
                        text: format!("{field}: {}", finding.text),
                        ..finding.clone()
                    });
                }
            }
        }
        let known = &self.known;
        out.extend(reply::check(known, mail));
        out.extend(several::check(known, mail));
        out.extend(authentication::check(known, mail));
        out
    }

    fn seen(&mut self, mailbox: &Mailbox) -> &Seen {
        let at = self.place(mailbox);
        self.notable
            .get(at)
            .expect("places are given by pushing, and place 0 is there from the start")
    }

    fn place(&mut self, mailbox: &Mailbox) -> usize {
        let key = xxh3_128(format!("{}\0{}", mailbox.name, mailbox.address).as_bytes());
        if let Some(&at) = self.boxes.get(&key) {
            return at;
        }
        let seen = self.look(mailbox);
        let at = if seen.protected || !seen.findings.is_empty() {
            self.notable.push(seen);
            self.notable.len() - 1
        } else {
            0
        };
        self.boxes.insert(key, at);
        at
    }

    fn look(&mut self, mailbox: &Mailbox) -> Seen {
        let host = fold::ascii_host(host_of(&mailbox.address));
        if self.known.owner(&mailbox.address).is_some() {
            return Seen {
                protected: true,
                findings: Vec::new(),
            };
        }
        let known = &self.known;
        let alike = self
            .hosts
            .entry(host.clone())
            .or_insert_with_key(|host| lookalike::check(known, host));
        let mut findings = name::check(known, &mailbox.name, &host, alike.is_some());
        findings.extend(inside::check(known, &mailbox.name, &mailbox.address, &host));
        findings.extend(alike.clone());
        Seen {
            protected: false,
            findings,
        }
    }
}
