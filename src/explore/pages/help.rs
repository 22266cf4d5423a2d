//! How to search, which keys there are, and what the words mean.

use askama::Template;

use super::{Asked, frame::Frame};
use crate::{
    explore::{server::answer::Answer, site::Reader},
    report::words::{GLOSSARY, LAWFUL, LIMITS, NOT_SAID},
};

/// What can be typed into the search field, and what it finds.
const SEARCH: [(&str, &str); 13] = [
    (
        "bridge council",
        "messages that hold both words, in the subject or in the writer's own text",
    ),
    ("\"old bridge\"", "these words one after the other"),
    ("-council", "messages without this word"),
    (
        "from:s-00012",
        "messages of a sender, by pseudonym, number (a5) or domain; with the case's key also by address",
    ),
    ("subject:bridge", "the word in the subject"),
    ("url:example.org", "messages with a link there"),
    (
        "has:image",
        "messages with a picture; also has:link and has:file",
    ),
    (
        "campaign:c3",
        "messages of a campaign; campaign:none for all others",
    ),
    (
        "after:2025-03-01 before:2025-04-01",
        "messages sent from the one day on, and before the other",
    ),
    (
        "verdict:operated",
        "messages of campaigns with this verdict; also form_letter, bulk_sender, undetermined",
    ),
    (
        "kind:partial",
        "members by how they belong: near_duplicate, partial, paraphrase",
    ),
    ("is:alone", "messages that belong to no campaign"),
    (
        "c3, m7, a5, p2",
        "leads straight to a campaign, message, account or picture; so does a Message-ID",
    ),
];

#[derive(Template)]
#[template(path = "page/help.html")]
struct HelpPage {
    frame: Frame,
    lawful: &'static str,
    search: [(&'static str, &'static str); 13],
    not_said: [(&'static str, &'static str); 4],
    limits: [&'static str; 6],
    glossary: [(&'static str, &'static str); 11],
}

/// The page.
#[must_use]
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Answer {
    let frame = Frame::of(reader, asked, "help", "Help");
    Answer::page(&HelpPage {
        frame,
        lawful: LAWFUL,
        search: SEARCH,
        not_said: NOT_SAID,
        limits: LIMITS,
        glossary: GLOSSARY,
    })
}
