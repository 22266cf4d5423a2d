//! The list of those who are to be protected, as a person writes it.
//!
//! In: text, an entry a line: `person: NAME <ADDRESS>, <ADDRESS>`, `office: NAME <ADDRESS>` or
//! `domain: NAME`; blank lines and what follows a `#` at a line's start are passed over.
//! Out: a [`ProtectedList`], or the first [`BadLine`] with its cause and remedy.

use crate::{message::read_mailboxes, trace};

/// Addresses of one entry.
const ADDRESSES: usize = 100;

/// What an entry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Person,
    /// An office, whoever holds it.
    Office,
    /// A mail domain with all its subdomains.
    Domain,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it names.
    pub kind: Kind,
    /// The name as written; of a domain, the domain.
    pub name: String,
    /// Addresses in lower case; none for a domain.
    pub addresses: Vec<String>,
}

/// All entries in the order of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProtectedList {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {cause}")]
pub struct BadLine {
    /// Number from 1.
    pub line: usize,
    /// What is wrong with it.
    pub cause: Cause,
}

/// What is wrong with a line, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// It does not begin with a known word.
    #[error(
        "`{0}` does not begin with person:, office: or domain:; write it like person: Jane Doe <jane.doe@ministry.example>"
    )]
    Kind(String),
    /// A person or an office has no name.
    #[error(
        "the name is missing; write it before the address, like person: Jane Doe <jane.doe@ministry.example>"
    )]
    NoName,
    /// A person or an office has no address.
    #[error("`{0}` has no address; add it in angle brackets, like {0} <name@ministry.example>")]
    NoAddress(String),
    /// An address is none.
    #[error("`{0}` is no mail address; write it like name@ministry.example")]
    Address(String),
    /// A second name stands before a further address.
    #[error("`{0}` is a second name; give each person or office a line of its own")]
    SecondName(String),
    /// A domain is none.
    #[error("`{0}` is no domain; write it like domain: ministry.example")]
    Domain(String),
    /// A domain under which everybody can register.
    #[error("`{0}` is a public ending that nobody owns as a whole; name the domain below it")]
    PublicEnding(String),
}

impl ProtectedList {
    /// Reads a list.
    ///
    /// # Errors
    /// The first [`BadLine`].
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut list = Self::default();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = entry(line).map_err(|cause| BadLine {
                line: index + 1,
                cause,
            })?;
            if !list.entries.contains(&entry) {
                list.entries.push(entry);
            }
        }
        Ok(list)
    }
}

fn entry(line: &str) -> Result<Entry, Cause> {
    let (word, rest) = line.split_once(':').unwrap_or((line, ""));
    let rest = rest.trim();
    match word.trim().to_lowercase().as_str() {
        "person" => named(Kind::Person, rest),
        "office" => named(Kind::Office, rest),
        "domain" => domain(rest),
        _ => Err(Cause::Kind(line.chars().take(60).collect())),
    }
}

fn named(kind: Kind, rest: &str) -> Result<Entry, Cause> {
    // A lone bracket reads as an address with a name missing; a lone name as a name.
    let boxes = read_mailboxes(rest, ADDRESSES);
    let mut addresses = Vec::new();
    let mut name = String::new();
    for (index, mailbox) in boxes.into_iter().enumerate() {
        match index {
            0 => name = mailbox.name,
            _ if mailbox.name.is_empty() => {}
            _ => return Err(Cause::SecondName(mailbox.name)),
        }
        if !mailbox.address.is_empty() {
            addresses.push(address(&mailbox.address)?);
        }
    }
    if !rest.contains('@') {
        return Err(if rest.is_empty() {
            Cause::NoName
        } else {
            Cause::NoAddress(rest.to_owned())
        });
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(Cause::NoName);
    }
    if addresses.is_empty() {
        return Err(Cause::NoAddress(name));
    }
    addresses.sort();
    addresses.dedup();
    Ok(Entry {
        kind,
        name,
        addresses,
    })
}

fn address(text: &str) -> Result<String, Cause> {
    let bad = || Cause::Address(text.to_owned());
    let (local, host) = text.rsplit_once('@').ok_or_else(bad)?;
    let host = hostname(host).ok_or_else(bad)?;
    if local.is_empty() || local.contains('@') {
        return Err(bad());
    }
    Ok(format!("{}@{host}", local.to_lowercase()))
}

fn domain(rest: &str) -> Result<Entry, Cause> {
    let bare = rest.trim_start_matches("*.").trim_start_matches('@');
    let name = hostname(bare).ok_or_else(|| Cause::Domain(rest.to_owned()))?;
    if trace::registrable(&name).is_none() {
        return Err(Cause::PublicEnding(name));
    }
    Ok(Entry {
        kind: Kind::Domain,
        name,
        addresses: Vec::new(),
    })
}

/// A host name with a dot in it, in lower-case ASCII form.
fn hostname(text: &str) -> Option<String> {
    let host = super::fold::ascii_host(text);
    let part = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    (host.contains('.') && host.split('.').all(part)).then_some(host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_list_is_read_as_it_is_written() {
        let text = "\u{FEFF}# who is protected\r\n\r\nperson: Doe, Jane <Jane.Doe@Ministry.example>, <jd@home.example>\r\n\
            OFFICE : Office of the Minister <minister@ministry.example>\n domain: @Ministry.Example\ndomain: ministry.example\n";
        let list = ProtectedList::parse(text).unwrap();
        let told: Vec<_> = list
            .entries
            .iter()
            .map(|e| format!("{:?} {} {:?}", e.kind, e.name, e.addresses))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        Person Doe, Jane ["jane.doe@ministry.example", "jd@home.example"]
        Office Office of the Minister ["minister@ministry.example"]
        Domain ministry.example []
        "#);
    }

    #[test]
    fn a_bad_line_is_named_with_its_remedy() {
        let told: Vec<_> = [
            "persn: Jane Doe <jane@ministry.example>",
            "Jane Doe",
            "person: <jane@ministry.example>",
            "person: jane@ministry.example",
            "person: Jane Doe",
            "person:",
            "office: Press <press@ministry>",
            "person: Jane Doe <jane@ministry.example>, John Roe <john@ministry.example>",
            "domain: jane@ministry.example",
            "domain: ministry",
            "domain: co.uk",
        ]
        .iter()
        .map(|line| {
            ProtectedList::parse(&format!("# x\n{line}"))
                .unwrap_err()
                .to_string()
        })
        .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), near in "(person|office|domain): ?[a-z<>@., \"()#-]{0,40}") {
            let _ = ProtectedList::parse(&text);
            let _ = ProtectedList::parse(&near);
        }
    }
}
