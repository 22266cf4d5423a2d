//! Whole letters: greeting, body, ending, signature, quotes; and the mail that carries one.
//!
//! In: a person, dice, a scene. Out: subject and text, or a [`Mail`] ready to be written.

use super::{
    calendar::push_date,
    dice::{BASE36, DIGITS, Dice},
    foreign::{self, Language, phrases},
    machine::{self, Client},
    mime::Format,
    names::{ORGANISATIONS, STREETS},
    person::{Person, World},
    prose::{self, Scene, capitalise, push_number},
    route::{Origin, of_person},
    wire::Mail,
    words::DISCLAIMERS,
};

/// Subject and text of a letter.
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) text: String,
}

/// A letter of this person's own, about `scene` where one is given.
pub(super) fn own(person: &Person, scene: Option<&Scene>, dice: &mut Dice) -> Letter {
    if person.language != Language::English && scene.is_none() {
        return foreign(person, dice);
    }
    let fresh;
    let scene = if let Some(given) = scene {
        given
    } else {
        fresh = Scene::new(dice);
        &fresh
    };
    let subject = prose::subject(scene, dice);
    let mut text = prose::greeting(scene, dice);
    text.push_str("\n\n");
    prose::body(length(dice), scene, dice, &mut text);
    sign(person, &prose::closing(scene, dice), dice, &mut text);
    Letter { subject, text }
}

/// Words of a letter: most are short, few are long.
fn length(dice: &mut Dice) -> u64 {
    let reach = dice.between(20, 370);
    30 + dice.below(reach)
}

fn foreign(person: &Person, dice: &mut Dice) -> Letter {
    let from = phrases(person.language);
    let mut subject = String::new();
    let pattern = dice.pick(from.subjects);
    foreign::fill(pattern, from, dice, &mut subject);
    capitalise(&mut subject, 0);
    let mut text = String::from(dice.pick_early(from.greetings));
    text.push_str("\n\n");
    let sentences = dice.between(4, 11);
    foreign::body(sentences, from, dice, &mut text);
    let closing = dice.pick_early(from.closings);
    sign(person, closing, dice, &mut text);
    Letter { subject, text }
}

/// Ending, name and whatever this person always puts below.
pub(super) fn sign(person: &Person, closing: &str, dice: &mut Dice, text: &mut String) {
    text.push_str("\n\n");
    text.push_str(closing);
    text.push('\n');
    text.push_str(person.first);
    if dice.percent(75) {
        text.push(' ');
        text.push_str(person.last);
    }
    text.push('\n');
    signature(person, text);
}

/// The signature block: the same under every mail of a person.
fn signature(person: &Person, text: &mut String) {
    let mut habit = Dice::of(person.habit, super::dice::Stream::Account, 1);
    let own = matches!(person.provider, super::person::Provider::Own { .. });
    if person.client == Client::Iphone && habit.percent(60) {
        text.push_str("\nSent from my iPhone\n");
    } else if person.client == Client::Yahoo && habit.percent(20) {
        text.push_str("\nSent from Yahoo Mail on Android\n");
    } else if own && habit.percent(70) {
        text.push_str("\n-- \n");
        text.push_str(&person.name());
        text.push('\n');
        text.push_str(habit.pick(&[
            "Secretary",
            "Head of Works",
            "Treasurer",
            "Office",
            "Teacher",
            "Planning",
            "Customer Service",
            "Manager",
        ]));
        text.push_str(", ");
        text.push_str(habit.pick(ORGANISATIONS));
        text.push('\n');
        text.push_str(habit.pick(STREETS));
        text.push(' ');
        push_number(text, habit.between(1, 120));
        text.push_str(" | Tel. +");
        habit.letters(&DIGITS[1..], 11, text);
        text.push('\n');
        if habit.percent(35) {
            text.push('\n');
            text.push_str(habit.pick(DISCLAIMERS));
            text.push('\n');
        }
    } else if habit.percent(6) {
        text.push_str("\n-- \n");
        text.push_str(habit.pick(&[
            "Plant a tree while it rains.",
            "A map is not the walk.",
            "Measure twice, cut once.",
            "Slow is smooth.",
            "The kettle is always on.",
        ]));
        text.push('\n');
    }
}

/// What a reply needs of the mail it answers.
#[derive(Clone)]
pub(super) struct Earlier {
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) time: u64,
    pub(super) offset: i64,
}

impl Earlier {
    /// Remembers a mail; long texts are cut, so that memory stays bounded.
    pub(super) fn of(mail: &Mail) -> Self {
        let mut text = String::new();
        for line in mail.text.lines() {
            if text.len() + line.len() > 2400 {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        Self {
            id: mail.id.clone(),
            subject: mail.subject.clone(),
            name: mail.name.clone(),
            text,
            time: mail.time,
            offset: mail.offset,
        }
    }
}

/// Puts the earlier mail under `text` as a client would quote it.
pub(super) fn quote(earlier: &Earlier, client: Client, text: &mut String) {
    text.push('\n');
    if matches!(client, Client::OutlookWeb | Client::OutlookDesktop) {
        text.push_str("________________________________\nFrom: ");
        text.push_str(&earlier.name);
        text.push_str("\nSent: ");
        push_date(text, earlier.time, earlier.offset);
        text.push_str("\nSubject: ");
        text.push_str(&earlier.subject);
        text.push_str("\n\n");
        text.push_str(&earlier.text);
        return;
    }
    text.push_str("On ");
    push_date(text, earlier.time, earlier.offset);
    text.push_str(", ");
    text.push_str(&earlier.name);
    text.push_str(" wrote:\n\n");
    for line in earlier.text.lines() {
        text.push('>');
        if !line.is_empty() && !line.starts_with('>') {
            text.push(' ');
        }
        text.push_str(line);
        text.push('\n');
    }
}

/// `Re: ` before a subject, once.
pub(super) fn re(subject: &str) -> String {
    if subject.starts_with("Re: ") {
        subject.to_owned()
    } else {
        format!("Re: {subject}")
    }
}

/// The mail in which `person` would send this letter.
pub(super) fn mail(
    world: &World,
    person: &Person,
    letter: Letter,
    to: String,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let route = of_person(person, world.seed, dice);
    let host = if person.client == Client::Roundcube || matches!(route.origin, Origin::Script) {
        route.host.clone()
    } else {
        person.domain().to_owned()
    };
    Mail {
        name: person.name(),
        address: person.address.clone(),
        to,
        reply_to: None,
        subject: letter.subject,
        text: letter.text,
        format: format_of(person.client, dice),
        client: person.client,
        claims: person.client,
        version: person.version,
        id: machine::message_id(person.client, &host, time, dice),
        in_reply_to: None,
        time,
        offset: person.offset,
        route,
        extra: String::new(),
        attachment: false,
        language: person.language,
    }
}

fn format_of(client: Client, dice: &mut Dice) -> Format {
    let (plain, html) = match client {
        Client::Gmail => (4, 2),
        Client::OutlookWeb | Client::OutlookDesktop | Client::Proton => (6, 10),
        Client::Yahoo => (4, 6),
        Client::Gmx => (25, 55),
        Client::AppleMail | Client::Iphone => (60, 4),
        Client::Thunderbird => (78, 2),
        Client::Roundcube => (70, 0),
        _ => (50, 10),
    };
    let drawn = dice.below(100);
    if drawn < plain {
        Format::Plain
    } else if drawn < plain + html {
        Format::Html
    } else {
        Format::Alternative
    }
}

/// A short code such as `KT-48213`.
pub(super) fn code(dice: &mut Dice, out: &mut String) {
    dice.letters(&BASE36[10..], 2, out);
    out.push('-');
    dice.letters(DIGITS, 5, out);
}
