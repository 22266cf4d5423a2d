//! Messages of a `WhatsApp` chat.
//!
//! Times are those of the phone that wrote the file, in a zone that it does not name. Accounts are names as that phone's
//! address book has them, or numbers.

use std::borrow::Cow;

use jiff::{civil, tz::Offset};

use super::{Post, Source, when::Moment};
use crate::archive::posts::{Order, Stamp, line};

/// What stands in place of a picture or film that was left out, in the languages that samples show.
const LEFT_OUT: &[&str] = &[
    "<Media omitted>",
    "<Medien ausgeschlossen>",
    "<Multimedia omitido>",
    "<Médias omis>",
    "<Media weggelaten>",
    "<Media omessi>",
    "<Arquivo de mídia oculto>",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "GIF omitted",
    "document omitted",
    "Contact card omitted",
];

/// What stands in place of a message that was taken back.
const TAKEN_BACK: &[&str] = &[
    "This message was deleted",
    "You deleted this message",
    "null",
];

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("whatsapp"),
        ..Post::default()
    };
    let text = String::from_utf8_lossy(source.bytes);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let order = Order::of(source.layout.around.as_ref());
    let (Some(line), Some(order)) = (line(first.trim_end_matches('\r')), order) else {
        post.defects.push(source.malformed("no time", first));
        return post;
    };
    post.sent = moment(&line.stamp, order);
    if post.sent.is_none() {
        post.defects.push(source.malformed("date", first));
    }
    line.name.clone_into(&mut post.account);
    line.name.clone_into(&mut post.name);
    post.text = said(line.text.trim_end());
    for line in rest.lines() {
        post.text.push('\n');
        post.text.push_str(line);
    }
    post
}

/// The words of a message: what stands for something else is none.
fn said(text: &str) -> String {
    let bare = text.trim_end_matches('.');
    let is_file = bare.ends_with("(file attached)")
        || (bare.starts_with("<attached:") && bare.ends_with('>'));
    if is_file || LEFT_OUT.contains(&text) || TAKEN_BACK.contains(&bare) {
        return String::new();
    }
    text.trim_end_matches("<This message was edited>")
        .trim_end()
        .to_owned()
}

fn moment(stamp: &Stamp, order: Order) -> Option<Moment> {
    let (year, month, day) = stamp.date(order)?;
    let date = civil::Date::new(year, month, day).ok()?;
    let of = |number: u8| i8::try_from(number).ok();
    let at = date.at(
        of(stamp.hour)?,
        of(stamp.minute)?,
        of(stamp.second.unwrap_or(0))?,
        0,
    );
    Some(Moment {
        unix: Offset::UTC.to_timestamp(at).ok()?.as_second(),
        millis: 0,
        precision: if stamp.second.is_some() { 1 } else { 60 },
        zone_known: false,
    })
}
