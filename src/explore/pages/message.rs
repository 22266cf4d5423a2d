//! One message: what its writer wrote, why it is where it is, and, with the case's key, all of it as it came.

use askama::Template;
use serde::Serialize;

use super::{
    Asked,
    frame::Frame,
    rows::{MessageItem, kind},
};
use crate::{
    case::{
        Case, CaseError, PartReader,
        media::AttachmentRow,
        original::Original,
        rows::{AccountRow, FillingRow, MemberRow, MessageRow, TextRow},
    },
    explore::{
        index, mail_html,
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    message::{self, BodyKind},
    report::{
        clean,
        show::{MessageRows, MessageView},
        words::{LAWFUL, bytes, grouped, minute},
    },
};

/// Others of its group that are shown.
const NEAR: u32 = 6;

/// Characters of a text that a page shows; the JSON has all.
const TEXT: usize = 200_000;

/// Header fields that are shown, and characters of one.
const HEADERS: (usize, usize) = (200, 4_000);

#[derive(Template)]
#[template(path = "page/message.html")]
struct MessagePage {
    frame: Frame,
    lawful: &'static str,
    view: MessageView,
    account: String,
    sent: String,
    received: String,
    text: String,
    text_cut: String,
    quoted: String,
    why: Vec<String>,
    typical: String,
    near: Vec<MessageItem>,
    caption: String,
    alike: bool,
    files: Vec<FileItem>,
    place: String,
    original: Whole,
}

/// A file that it carries.
#[derive(Clone, Debug, Serialize)]
struct FileItem {
    number: usize,
    name: String,
    size: String,
    media_type: String,
    media: String,
}

/// The message as it came, as far as it may and can be shown.
#[derive(Default)]
struct Whole {
    /// Why it is not shown; empty when it is.
    why_not: String,
    headers: Vec<(String, String)>,
    has_html: bool,
}

/// A message with all that pages tell of it.
pub struct Shown {
    /// As `refrain show` tells it.
    pub view: MessageView,
    row: MessageRow,
    quoted: String,
    known: Vec<String>,
    listed: Option<index::Message>,
}

impl Shown {
    /// Loads a message; `None` when the case has none of this key.
    ///
    /// # Errors
    /// When the case or its index cannot be read.
    pub fn load(reader: &Reader<'_>, key: u32) -> Result<Option<Self>, SiteError> {
        let case = reader.case;
        let Some(row) = case.messages(&[key])?.into_iter().next() else {
            return Ok(None);
        };
        let text = case.texts(&[key])?.into_iter().next();
        let (traces, sources) = (case.traces(&[key])?, case.sources()?);
        let listed = reader.index.message(key)?;
        let account = match row.account {
            Some(account) => reader
                .index
                .account(account)?
                .map(|account| account_row(&account)),
            None => None,
        };
        let member = listed.as_ref().and_then(member_row);
        let fillings: Vec<FillingRow> = reader
            .index
            .fillings_of(key)?
            .into_iter()
            .map(|filling| FillingRow {
                message: key,
                slot: filling.slot,
                value: filling.value,
                group: listed
                    .as_ref()
                    .and_then(|listed| listed.group)
                    .unwrap_or_default(),
            })
            .collect();
        let findings = if reader.dossier.impersonations.is_some() {
            case.impersonations_of(key)?
        } else {
            Vec::new()
        };
        let rows = MessageRows {
            message: &row,
            text: text.as_ref(),
            trace: traces.first(),
            account: account.as_ref(),
            source: sources.iter().find(|source| source.source == row.source),
            member: member.as_ref(),
            fillings: &fillings,
            findings: &findings,
        };
        let view = reader.with_names(|names| MessageView::of(rows, names));
        let known = [
            Some(row.display_name.clone()),
            account.map(|account| account.display_name),
        ];
        Ok(Some(Self {
            view,
            row,
            quoted: text.map_or_else(String::new, |text: TextRow| text.quoted_text),
            known: known.into_iter().flatten().collect(),
            listed,
        }))
    }

    /// Sender and time in one line.
    #[must_use]
    pub fn facts(&self) -> String {
        let sender = self
            .view
            .sender
            .clone()
            .unwrap_or_else(|| "no sender named".to_owned());
        let when = self.view.sent_at.or(self.view.received_at);
        format!(
            "{sender} · {}",
            when.map_or_else(
                || "no date".to_owned(),
                |time| format!("{} UTC", minute(time))
            )
        )
    }
}

fn account_row(account: &index::Account) -> AccountRow {
    AccountRow {
        account: account.key,
        platform: account.platform.clone(),
        handle: account.handle.clone(),
        display_name: account.display_name.clone(),
        domain: account.domain.clone(),
        first: account.first,
        last: account.last,
        messages: account.messages,
    }
}

fn member_row(listed: &index::Message) -> Option<MemberRow> {
    Some(MemberRow {
        message: listed.key,
        campaign: listed.campaign?,
        group: listed.group,
        kind: listed.kind.clone().unwrap_or_default(),
        ..MemberRow::default()
    })
}

/// The page.
///
/// # Errors
/// When the case cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked, key: u32) -> Result<Answer, SiteError> {
    let Some(shown) = Shown::load(reader, key)? else {
        return Ok(Answer::not_found());
    };
    if asked.format != Format::Html {
        return Ok(Answer::json(&shown.view));
    }
    let files = files(reader, key)?;
    let typical = match shown.listed.as_ref().and_then(|listed| listed.campaign) {
        Some(campaign) => reader
            .detail(campaign)?
            .and_then(|detail| detail.exemplars.first().map(|seen| seen.message)),
        None => None,
    };
    let known: Vec<&str> = shown.known.iter().map(String::as_str).collect();
    let quoted = reader.text(&clean::shorten(&shown.quoted, TEXT), &known);
    let (text, text_cut) = cut(&shown.view.own_text);
    let title = if shown.view.subject.is_empty() {
        format!("Message {}", shown.view.message)
    } else {
        clean::shorten(&shown.view.subject, 120)
    };
    let time = |time: Option<i64>| {
        time.map_or_else(
            || "not stated".to_owned(),
            |time| format!("{} UTC", minute(time)),
        )
    };
    Ok(Answer::page(&MessagePage {
        frame: Frame::of(reader, asked, "", &title),
        lawful: LAWFUL,
        account: shown.row.account.map_or_else(String::new, |account| format!("a{account}")),
        sent: time(shown.view.sent_at),
        received: time(shown.view.received_at),
        text_cut,
        text,
        quoted,
        why: why(&shown),
        typical: typical.filter(|other| *other != key).map_or_else(String::new, |other| format!("m{other}")),
        near: near(reader, &shown)?,
        caption: "Of the same group, those whose likeness to its most typical letter is nearest to this one's.".to_owned(),
        alike: true,
        files,
        place: format!(
            "{}, bytes {} to {}, SHA-256 {}",
            shown.view.source,
            grouped(shown.view.offset),
            grouped(shown.view.offset.saturating_add(shown.view.length)),
            shown.view.digest
        ),
        original: whole(reader, &shown.row)?,
        view: shown.view,
    }))
}

/// A text as far as a page shows it, and what is left.
fn cut(text: &str) -> (String, String) {
    let shown = clean::shorten(text, TEXT);
    let left = text.chars().count().saturating_sub(shown.chars().count());
    let note = match left {
        0 => String::new(),
        left => format!(
            "{} further characters stand in the JSON of this page.",
            grouped(left as u64)
        ),
    };
    (shown, note)
}

/// Why it is where it is, in sentences.
fn why(shown: &Shown) -> Vec<String> {
    let Some(listed) = &shown.listed else {
        return Vec::new();
    };
    let Some(campaign) = listed.campaign else {
        return vec![
            "It is in no campaign: no other message repeats its text beyond what the program counts as likeness.".to_owned(),
        ];
    };
    let mut out = vec![match kind(listed.kind.as_deref()) {
        "" => format!("It is counted in campaign c{campaign}."),
        "holds a passage" => format!(
            "It is counted in campaign c{campaign} because it holds a passage of it inside a text of its own."
        ),
        "in other words" => format!(
            "It is counted in campaign c{campaign} because it says the same in other words."
        ),
        _ => format!(
            "It is counted in campaign c{campaign} because its text is near the same as that of others in it."
        ),
    }];
    if let Some(likeness) = listed.similarity {
        out.push(format!(
            "Likeness to the most typical letter of its group: {likeness:.2} (1 is the same)."
        ));
    }
    out
}

/// Others of its group whose likeness to the typical letter is nearest to its own.
fn near(reader: &Reader<'_>, shown: &Shown) -> Result<Vec<MessageItem>, SiteError> {
    let Some((group, likeness)) = shown
        .listed
        .as_ref()
        .and_then(|listed| Some((listed.group?, listed.similarity?)))
    else {
        return Ok(Vec::new());
    };
    let rows = reader.index.near(group, likeness, NEAR + 1)?;
    let others: Vec<index::Message> = rows
        .into_iter()
        .filter(|row| row.key != shown.row.message)
        .take(NEAR as usize)
        .collect();
    MessageItem::of(&others, reader)
}

/// The rows of files that a message carries, in the order of the table.
fn attachments(case: &Case, key: u32) -> Result<Vec<AttachmentRow>, CaseError> {
    let parts = case.parts()?;
    let part = parts
        .iter()
        .find(|part| (part.first_message()..part.end()).contains(&key));
    let mut rows = part.map_or_else(|| Ok(Vec::new()), PartReader::attachments)?;
    rows.retain(|row| row.message == key);
    Ok(rows)
}

fn files(reader: &Reader<'_>, key: u32) -> Result<Vec<FileItem>, SiteError> {
    let mut out = Vec::new();
    for (number, row) in attachments(reader.case, key)?.into_iter().enumerate() {
        let media = reader.index.media_of(&row.sha256)?;
        let name = clean::line(&reader.text(&row.name, &[]));
        out.push(FileItem {
            number,
            name: if name.is_empty() {
                "without a name".to_owned()
            } else {
                clean::shorten(&name, 120)
            },
            size: bytes(row.bytes),
            media_type: clean::shorten(&clean::line(&row.media_type), 80),
            media: media.map_or_else(String::new, |key| format!("p{key}")),
        });
    }
    Ok(out)
}

/// The message as it came; only with the key, since it names people.
fn whole(reader: &Reader<'_>, row: &MessageRow) -> Result<Whole, SiteError> {
    if !reader.revealed {
        return Ok(Whole {
            why_not: "Headers, HTML, files and the message as it came name people. They are shown when the case is opened with its key: \
                refrain explore CASE --reveal KEYFILE. The log then says so."
                .to_owned(),
            ..Whole::default()
        });
    }
    Ok(match reader.case.original(row)? {
        Original::Gone(missing) => Whole {
            why_not: missing.sentence().to_owned(),
            ..Whole::default()
        },
        Original::Bytes(raw) => {
            let mail = message::parse_bytes(&raw, &message::Limits::default());
            let (most, long) = HEADERS;
            let is_mail = row.platform == message::MAIL;
            let fields = mail.headers.iter().take(if is_mail { most } else { 0 });
            Whole {
                why_not: String::new(),
                headers: fields
                    .map(|field| {
                        (
                            clean::line(&field.name),
                            clean::shorten(&clean::visible(&field.value), long),
                        )
                    })
                    .collect(),
                has_html: is_mail && mail.bodies.iter().any(|body| body.kind == BodyKind::Html),
            }
        }
    })
}

/// The bytes of a message when they may and can be shown.
fn original(reader: &Reader<'_>, key: u32) -> Result<Option<(MessageRow, Vec<u8>)>, SiteError> {
    let row = reader.case.messages(&[key])?.into_iter().next();
    let Some(row) = row.filter(|_| reader.revealed) else {
        return Ok(None);
    };
    Ok(match reader.case.original(&row)? {
        Original::Bytes(raw) => Some((row, raw)),
        Original::Gone(_) => None,
    })
}

/// Its HTML as a document that can do nothing.
///
/// # Errors
/// When the case cannot be read.
pub fn html(reader: &Reader<'_>, key: u32) -> Result<Answer, SiteError> {
    let Some((_, raw)) = original(reader, key)? else {
        return Ok(Answer::not_found());
    };
    let mail = message::parse_bytes(&raw, &message::Limits::default());
    let body = mail.bodies.iter().find(|body| body.kind == BodyKind::Html);
    Ok(body.map_or_else(Answer::not_found, |body| {
        Answer::mail(mail_html::safe(&body.text))
    }))
}

/// Its bytes, to keep.
///
/// # Errors
/// When the case cannot be read.
pub fn raw(reader: &Reader<'_>, key: u32) -> Result<Answer, SiteError> {
    Ok(
        original(reader, key)?.map_or_else(Answer::not_found, |(_, raw)| {
            Answer::of("application/octet-stream", raw).to_keep(&format!("m{key}.eml"))
        }),
    )
}

/// A file that it carries, to keep; never with a type of its own.
///
/// # Errors
/// When the case cannot be read.
pub fn file(reader: &Reader<'_>, key: u32, number: u32) -> Result<Answer, SiteError> {
    let rows = attachments(reader.case, key)?;
    let Some(wanted) = rows.get(number as usize) else {
        return Ok(Answer::not_found());
    };
    let Some((_, raw)) = original(reader, key)? else {
        return Ok(Answer::not_found());
    };
    let mail = message::parse_bytes_keeping(&raw, &message::Limits::default(), &|_| true);
    let found = mail
        .attachments
        .into_iter()
        .find(|file| data_encoding::HEXLOWER.encode(&file.digest) == wanted.sha256);
    let content = found.and_then(|file| file.content);
    Ok(content.map_or_else(Answer::not_found, |content| {
        Answer::of("application/octet-stream", content)
            .to_keep(&format!("m{key}-file-{number}.bin"))
    }))
}
