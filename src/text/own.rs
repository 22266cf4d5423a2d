//! From a message to its texts.
//!
//! In: a [`Message`]. Out: [`Text`].

use std::borrow::Cow;

use crate::message::Message;

use super::{
    Text,
    body::{self, Chosen},
    language,
    links::{self, Links},
    quoting, tags, words,
};

/// Extracts the texts of one message. Pure; cost is linear in the bodies' bytes.
#[must_use]
pub fn own(message: &Message) -> Text {
    let choice = body::choose(message);
    let mut text = Text {
        hidden: choice.hidden,
        pictures: choice.pictures,
        ..Text::default()
    };
    let mut links = Links::default();
    let mut anchors = Vec::new();
    for chosen in &choice.chosen {
        let (body, page) = match chosen {
            Chosen::Plain(plain) => (plain.as_ref(), None),
            Chosen::Page(page) => (page.text.as_str(), Some(page)),
        };
        let parts = quoting::part(body);
        parts.write(true, &mut text.own);
        parts.write(false, &mut text.quoted);
        let seen = page.into_iter().flat_map(|page| &page.links);
        anchors.extend(seen.filter(|link| parts.owns(link.at)).map(Cow::Borrowed));
    }
    for page in choice.beside.iter().filter(|page| !page.links.is_empty()) {
        let parts = quoting::part(&page.text);
        anchors.extend(
            page.links
                .iter()
                .filter(|link| parts.owns(link.at))
                .cloned()
                .map(Cow::Owned),
        );
    }
    for raw in links::find(&text.own) {
        links.add(raw, "");
    }
    for anchor in &anchors {
        links.add(&anchor.href, &anchor.text);
    }
    text.links = links.into_list();
    text.tags = tags::find(&text.own);
    text.words = words::count(&text.own);
    text.language = language::detect(&text.own);
    text
}

#[cfg(test)]
mod tests;
