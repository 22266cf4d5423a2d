//! One part of a case to rows and words.
//!
//! In: a part, and what the run says. Out: [`Gathered`] rows in the order of their ranks, ready to be inserted.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::{
    case::{PartReader, Table},
    explore::search::words,
};

use super::{
    IndexError,
    derived::{Derived, Senders},
    marks::{self, Mark},
};

/// Characters of the own text that lists show.
const OPENING: usize = 320;
/// Characters of a subject that lists show.
const SUBJECT: usize = 400;
/// Links of one message that are searched.
const LINKS: usize = 1000;

/// Endings of the names that posts give to their pictures.
const PICTURES: [&str; 6] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"];

/// One message.
pub(super) struct Gathered {
    pub(super) key: u32,
    pub(super) rank: u32,
    pub(super) at: Option<i64>,
    pub(super) sent_at: Option<i64>,
    pub(super) received_at: Option<i64>,
    pub(super) account: Option<u32>,
    pub(super) platform: String,
    pub(super) language: Option<String>,
    pub(super) words: u32,
    pub(super) links: u32,
    pub(super) files: u32,
    pub(super) image: bool,
    pub(super) subject: String,
    pub(super) opening: String,
    pub(super) external: Option<i64>,
    /// Hosts of its links, each once; their marks are put behind the others when their numbers are known.
    pub(super) hosts: Vec<String>,
    pub(super) searched_subject: String,
    pub(super) searched_body: String,
    pub(super) marks: String,
}

/// The columns of a part that are needed.
struct Columns {
    sent: Vec<Option<i64>>,
    received: Vec<Option<i64>>,
    account: Vec<Option<u32>>,
    external: Vec<Option<String>>,
    platform: Vec<String>,
    language: Vec<Option<String>>,
    words: Vec<u32>,
    subject: Vec<String>,
    links: Vec<Vec<String>>,
    media: Vec<Vec<String>>,
    /// Messages that carry a picture.
    images: HashSet<u32>,
}

impl Columns {
    fn read(part: &PartReader<'_>) -> Result<Self, IndexError> {
        let table = Table::Messages;
        let carriers = part.column::<u32>(Table::Attachments, "message")?;
        let types = part.column::<String>(Table::Attachments, "media_type")?;
        let is_image = |(_, media_type): &(u32, String)| media_type.starts_with("image/");
        let images = carriers.into_iter().zip(types).filter(is_image);
        Ok(Self {
            sent: part.column(table, "sent_at")?,
            received: part.column(table, "received_at")?,
            account: part.column(table, "account")?,
            external: part.column(table, "external_id")?,
            platform: part.column(table, "platform")?,
            language: part.column(table, "language")?,
            words: part.column(table, "words")?,
            subject: part.column(table, "subject")?,
            links: part.column(table, "links")?,
            media: part.column(table, "media")?,
            images: images.map(|(message, _)| message).collect(),
        })
    }
}

/// When a message happened: as stated, else as received.
pub(super) fn at(sent: Option<i64>, received: Option<i64>) -> Option<i64> {
    sent.or(received)
}

/// Gathers a part; `ranks` are those of all messages.
pub(super) fn gather(
    part: &PartReader<'_>,
    ranks: &[u32],
    derived: &Derived,
    senders: &Senders,
) -> Result<Vec<Gathered>, IndexError> {
    let columns = Columns::read(part)?;
    let own = part.own_texts()?;
    let count = part.end().saturating_sub(part.first_message()) as usize;
    let mut gathered: Vec<Gathered> = (0..count)
        .into_par_iter()
        .filter_map(|index| {
            let key = part
                .first_message()
                .checked_add(u32::try_from(index).ok()?)?;
            let text = own
                .messages
                .binary_search(&key)
                .map_or("", |row| own.own_text(row));
            let rank = *ranks.get(key as usize)?;
            let mut row = row(&columns, index, (key, rank), text)?;
            row.marks = written(&columns, index, &row, derived, senders);
            Some(row)
        })
        .collect();
    gathered.sort_unstable_by_key(|row| row.rank);
    Ok(gathered)
}

fn row(columns: &Columns, index: usize, (key, rank): (u32, u32), text: &str) -> Option<Gathered> {
    let links = columns.links.get(index)?;
    let media = columns.media.get(index)?;
    let (sent_at, received_at) = (*columns.sent.get(index)?, *columns.received.get(index)?);
    let subject = columns.subject.get(index)?;
    let mut hosts: Vec<String> = links
        .iter()
        .take(LINKS)
        .filter_map(|link| host(link).map(str::to_lowercase))
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Gathered {
        key,
        rank,
        at: at(sent_at, received_at),
        sent_at,
        received_at,
        account: *columns.account.get(index)?,
        platform: columns.platform.get(index)?.clone(),
        language: columns.language.get(index)?.clone(),
        words: *columns.words.get(index)?,
        links: number(links.len()),
        files: number(media.len()),
        image: columns.images.contains(&key) || media.iter().any(|name| is_picture(name)),
        subject: folded(subject, SUBJECT),
        opening: folded(text, OPENING),
        external: columns.external.get(index)?.as_deref().map(marks::external),
        hosts,
        searched_subject: words::spaced(subject),
        searched_body: words::spaced(text),
        marks: String::new(),
    })
}

/// The marks of a message but for its hosts.
fn written(
    columns: &Columns,
    index: usize,
    row: &Gathered,
    derived: &Derived,
    senders: &Senders,
) -> String {
    let mut all = marks::EVERY.to_owned();
    let mut put = |mark: &str| {
        all.push(' ');
        all.push_str(mark);
    };
    match derived.fact(row.key).member {
        Some(member) => {
            put(&Mark::Campaign.number(member.campaign));
            put(&Mark::Verdict.of(derived.spelled(member.verdict)));
            put(&Mark::Kind.of(derived.spelled(member.kind)));
        }
        None => put(marks::ALONE),
    }
    put(&Mark::Platform.of(&row.platform));
    if let Some(language) = &row.language {
        put(&Mark::Language.of(language));
    }
    let has = [
        ("image", row.image),
        ("link", row.links > 0),
        ("file", row.files > 0),
    ];
    for (what, _) in has.iter().filter(|(_, has)| *has) {
        put(&Mark::Has.of(what));
    }
    for link in columns.links.get(index).into_iter().flatten().take(LINKS) {
        put(&Mark::Link.hashed(link));
    }
    if let Some(account) = row.account {
        put(senders.marks(account).trim_end());
    }
    all
}

/// The host of a canonical link.
fn host(link: &str) -> Option<&str> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

fn is_picture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PICTURES.iter().any(|ending| name.ends_with(ending))
}

/// The first characters of a text with its white space folded.
fn folded(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        let gap = usize::from(count > 0);
        if count + gap >= most {
            break;
        }
        if gap > 0 {
            out.push(' ');
        }
        count += gap;
        for c in word.chars().take(most - count) {
            out.push(c);
            count += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_one_line_and_short() {
        assert_eq!(folded("  Dear\r\n\tSir,  or ", 160), "Dear Sir, or");
        assert_eq!(folded("Dear Sir", 6), "Dear S");
        assert_eq!(folded("Dear Sir", 5), "Dear");
        assert_eq!(folded(&"é ".repeat(900), 160).chars().count(), 159);
    }

    #[test]
    fn the_host_of_a_link_is_found() {
        for (link, expected) in [
            ("https://a.example/x?y=1", Some("a.example")),
            ("http://u:p@a.example:8080", Some("a.example")),
            ("https:///x", None),
            ("a.example/x", Some("a.example")),
        ] {
            assert_eq!(host(link), expected, "{link}");
        }
    }
}
