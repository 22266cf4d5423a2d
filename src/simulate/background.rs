//! Everyday mail: letters, replies with quotes, list traffic, single newsletters and notices.
//!
//! In: a moment and dice. Out: one [`Mail`]. Only the last [`REMEMBERED`] mails are kept, for replies.

use std::collections::VecDeque;

use super::{
    calendar::{ZONES, rhythm},
    dice::{BASE62, Dice, Stream},
    letter::{self, Earlier},
    organisation::own_domain,
    person::{Person, World},
    prose::{self, Scene},
    recipe::Recipe,
    wire::{INBOXES, Mail},
};

/// How many mails a reply may answer.
const REMEMBERED: usize = 128;

/// Discussion lists of the archive.
pub(super) const LISTS: u64 = 12;

/// The everyday mail of one archive.
pub(super) struct Background {
    world: World,
    attachments: bool,
    recent: VecDeque<Earlier>,
}

impl Background {
    /// Starts with nothing to reply to.
    pub(super) fn new(world: World, recipe: &Recipe) -> Self {
        Self {
            world,
            attachments: recipe.attachments,
            recent: VecDeque::with_capacity(REMEMBERED),
        }
    }

    /// The mail that arrives at `time`.
    pub(super) fn mail(&mut self, time: u64, dice: &mut Dice) -> Mail {
        let person = writer(&self.world, time, dice);
        let mut mail = match dice.below(100) {
            0..=17 if !self.recent.is_empty() => self.reply(&person, time, dice),
            18..=27 => self.list_post(&person, time, dice),
            28..=32 => newsletter(&self.world, &person, time, dice),
            _ => {
                let letter = letter::own(&person, None, dice);
                let to = dice.pick_early(INBOXES).to_owned();
                letter::mail(&self.world, &person, letter, to, time, dice)
            }
        };
        mail.attachment = self.attachments && dice.percent(4);
        if dice.percent(30) {
            if self.recent.len() == REMEMBERED {
                self.recent.pop_front();
            }
            self.recent.push_back(Earlier::of(&mail));
        }
        mail
    }

    fn reply(&self, person: &Person, time: u64, dice: &mut Dice) -> Mail {
        let slot = usize::try_from(dice.below(self.recent.len() as u64)).unwrap_or(0);
        let earlier = &self.recent[slot];
        let to = dice.pick_early(INBOXES).to_owned();
        answer(&self.world, person, earlier, to, time, dice)
    }

    fn list_post(&self, person: &Person, time: u64, dice: &mut Dice) -> Mail {
        let list = List::of(&self.world, dice.below(LISTS));
        let answered = self.recent.back().filter(|_| dice.percent(50));
        let to = list.address();
        let mut mail = if let Some(earlier) = answered {
            answer(&self.world, person, earlier, to, time, dice)
        } else {
            let letter = letter::own(person, None, dice);
            letter::mail(&self.world, person, letter, to, time, dice)
        };
        list.carry(&mut mail);
        mail
    }
}

/// A discussion list: its name, its server, and what it does to what it carries.
pub(super) struct List {
    pub(super) name: &'static str,
    pub(super) host: String,
    net: [u8; 3],
}

impl List {
    /// The archive's list of this number, below [`LISTS`].
    pub(super) fn of(world: &World, list: u64) -> Self {
        let mut of_list = Dice::of(world.seed, Stream::Domain, u64::MAX - list);
        let place = prose::place(&mut of_list).to_lowercase();
        Self {
            name: of_list.pick(&["walkers", "trams", "gardens", "history", "repair", "choir"]),
            host: format!("lists.{place}.example"),
            net: super::organisation::public_network(&mut of_list),
        }
    }

    /// Where one writes to reach the list.
    pub(super) fn address(&self) -> String {
        format!("{}@{}", self.name, self.host)
    }

    /// Puts the list's marks onto a mail that it carries: subject, footer, header lines, way.
    pub(super) fn carry(&self, mail: &mut Mail) {
        let Self { name, host, net } = self;
        mail.subject = format!("[{name}] {}", mail.subject);
        let line = format!(
            "\n_______________________________________________\n{name} mailing list -- {name}@{host}\nTo unsubscribe send an email to {name}-leave@{host}\n"
        );
        mail.text.push_str(&line);
        mail.extra = format!(
            "List-Id: <{name}.{host}>\nList-Post: <mailto:{name}@{host}>\nList-Unsubscribe: <mailto:{name}-leave@{host}>\nX-Mailman-Version: 3.3.9\nPrecedence: list\n"
        );
        mail.route.host = format!("mail.{host}");
        mail.route.ip = [net[0], net[1], net[2], 25];
        mail.route.envelope = format!("{name}-bounces@{host}");
        mail.route.signer = Some(host.clone());
        mail.route.dmarc = "fail";
    }
}

/// Somebody who is awake at `time`.
pub(super) fn writer(world: &World, time: u64, dice: &mut Dice) -> Person {
    let weights = ZONES.map(|(offset, share)| rhythm(time, offset) * share);
    let mut left = dice.below(weights.iter().sum());
    let mut zone = 0;
    for (k, weight) in (0u64..).zip(weights) {
        if left < weight {
            zone = k;
            break;
        }
        left -= weight;
    }
    let id = world.draw(zone, dice);
    world.person(id)
}

/// A reply by `person` to `earlier`, which is quoted below (or, at times, above).
pub(super) fn answer(
    world: &World,
    person: &Person,
    earlier: &Earlier,
    to: String,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let scene = Scene::new(dice);
    let mut text = String::new();
    if dice.percent(70) {
        text.push_str(&prose::greeting(&scene, dice));
        text.push_str("\n\n");
    }
    let words = dice.between(20, 120);
    prose::body(words, &scene, dice, &mut text);
    let closing = prose::closing(&scene, dice);
    letter::sign(person, &closing, dice, &mut text);
    letter::quote(earlier, person.client, &mut text);
    let letter = letter::Letter {
        subject: letter::re(&earlier.subject),
        text,
    };
    let mut mail = letter::mail(world, person, letter, to, time, dice);
    mail.in_reply_to = Some(earlier.id.clone());
    mail
}

/// One issue of some small newsletter that only one inbox gets.
fn newsletter(world: &World, person: &Person, time: u64, dice: &mut Dice) -> Mail {
    let scene = Scene::new(dice);
    let sender = own_domain(world.seed, dice.below(world.people / 3 + 12));
    let mut text = String::from("News of the month\n\n");
    for _ in 0..dice.between(2, 5) {
        prose::paragraph(4, &scene, dice, &mut text);
        text.push_str("\n\n");
    }
    let token = dice.word(BASE62, 16);
    let line = format!(
        "You receive this newsletter because you subscribed. Unsubscribe: https://news.{sender}/u/{token}\n"
    );
    text.push_str(&line);
    let letter = letter::Letter {
        subject: prose::subject(&scene, dice),
        text,
    };
    let to = dice.pick(INBOXES).to_owned();
    let mut mail = letter::mail(world, person, letter, to, time, dice);
    mail.name = String::from("Newsletter");
    mail.address = format!("news@{sender}");
    mail.extra = format!(
        "List-Unsubscribe: <https://news.{sender}/u/{token}>\nList-Id: <news.{sender}>\nPrecedence: bulk\n"
    );
    mail.route.host = format!("out.{sender}");
    mail.route.envelope = format!("bounce-{token}@{sender}");
    mail.route.signer = Some(sender);
    mail.language = super::foreign::Language::English;
    mail
}
