//! Planted letters of many people: forms, threads, independent letters on one matter.
//!
//! In: a campaign, the number of one of its mails, a moment. Out: that mail.

use super::{
    background::{answer, writer},
    dice::{BASE62, Dice, Stream},
    foreign::Language,
    letter::{self, Earlier, Letter},
    machine::{self, Client},
    mime::Format,
    noise,
    organisation::public_network,
    person::{Person, World},
    plan::{Campaign, Kind},
    prose::{self, Scene},
    route::{Carrier, Origin, Route, host_in},
    wire::{INBOXES, Mail},
};

/// Somebody who takes part: often an account with an earlier life.
pub(super) fn participant(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Person {
    let mut person = if dice.percent(campaign.known) {
        writer(world, time, dice)
    } else {
        world.person(world.fresh(campaign.first_account + nth))
    };
    person.language = Language::English;
    person
}

/// The campaign's fixed letter: scene, subject, greeting, body, closing.
pub(super) struct Fixed {
    pub(super) scene: Scene,
    pub(super) subject: String,
    pub(super) greeting: String,
    pub(super) body: String,
    pub(super) closing: String,
}

/// The fixed letter of a campaign.
pub(super) fn fixed(world: &World, campaign: &Campaign) -> Fixed {
    let mut dice = Dice::of(world.seed, Stream::Campaign, campaign.number);
    let scene = Scene::new(&mut dice);
    let subject = prose::subject(&scene, &mut dice);
    let greeting = prose::greeting(&scene, &mut dice);
    let closing = prose::closing(&scene, &mut dice);
    let mut body = String::new();
    let words = dice.between(80, 220);
    prose::body(words, &scene, &mut dice, &mut body);
    Fixed {
        scene,
        subject,
        greeting,
        body,
        closing,
    }
}

/// A form letter that one action page sends for many people.
pub(super) fn form_page(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let person = participant(world, campaign, nth, time, dice);
    let form = fixed(world, campaign);
    let mut of_page = Dice::of(world.seed ^ 7, Stream::Operator, campaign.operator);
    let service = format!(
        "{}.example",
        of_page.pick(&[
            "speakup-letters",
            "writetogether",
            "civicpost",
            "openletterbox"
        ])
    );
    let client = of_page.pick(&[Client::Node, Client::PhpMailer, Client::Java]);
    let mut text = format!("{}\n\n{}", form.greeting, form.body);
    if dice.percent(20) {
        text.push_str("\n\n");
        let sentences = dice.between(1, 3);
        prose::paragraph(sentences, &form.scene, dice, &mut text);
    }
    let line = format!("\n\n{}\n{}\n", form.closing, person.name());
    text.push_str(&line);
    let to = of_page.pick(INBOXES).to_owned();
    let mut mail = letter::mail(
        world,
        &person,
        Letter {
            subject: form.subject,
            text,
        },
        to,
        time,
        dice,
    );
    mail.route = page_route(&service, &mut of_page, dice);
    mail.reply_to = Some(person.address.clone());
    if of_page.percent(50) {
        mail.name = format!(
            "{} via {}",
            person.name(),
            service.trim_end_matches(".example")
        );
        mail.address = format!("letters@{service}");
    } else {
        mail.route.dmarc = "fail";
        mail.extra = format!("Sender: letters@{service}\n");
    }
    mail.client = client;
    mail.claims = client;
    mail.offset = 0;
    mail.format = Format::Alternative;
    mail.id = machine::message_id(client, &service, time, dice);
    mail
}

/// The way from an action page's own relay.
fn page_route(service: &str, of_page: &mut Dice, dice: &mut Dice) -> Route {
    let net = public_network(of_page);
    Route {
        host: format!("out1.{service}"),
        ip: host_in(net, of_page),
        origin: Origin::Hidden,
        signer: Some(service.to_owned()),
        spf: "pass",
        dmarc: "pass",
        envelope: format!("bounce-{}@{service}", dice.word(BASE62, 10)),
        carrier: Carrier::Other,
    }
}

/// A form letter that people copied into their own mail programs.
pub(super) fn form_copied(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let person = participant(world, campaign, nth, time, dice);
    let form = fixed(world, campaign);
    let own_words = dice.percent(30);
    let greeting = if own_words || dice.percent(20) {
        prose::greeting(&form.scene, dice)
    } else {
        form.greeting
    };
    let body = if dice.percent(18) {
        noise::slips(&form.body, dice)
    } else {
        form.body
    };
    let mut text = format!("{greeting}\n\n");
    let mut addition = String::new();
    if own_words {
        let own = Scene::new(dice);
        let sentences = dice.between(1, 4);
        prose::paragraph(sentences, &own, dice, &mut addition);
    }
    let before = dice.percent(50);
    if own_words && before {
        let line = format!("{addition}\n\n");
        text.push_str(&line);
    }
    text.push_str(&body);
    if own_words && !before {
        let line = format!("\n\n{addition}");
        text.push_str(&line);
    }
    let closing = if own_words || dice.percent(30) {
        prose::closing(&form.scene, dice)
    } else {
        form.closing
    };
    letter::sign(&person, &closing, dice, &mut text);
    let subject = if dice.percent(25) {
        prose::subject(&form.scene, dice)
    } else {
        form.subject
    };
    let to = dice.pick_early(INBOXES).to_owned();
    letter::mail(world, &person, Letter { subject, text }, to, time, dice)
}

/// The next mail of a conversation among a few people, all earlier ones quoted below.
pub(super) fn thread(
    world: &World,
    campaign: &Campaign,
    earlier: Option<&Earlier>,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let who = dice.below(4);
    let mut person = world.person(world.fresh(campaign.first_account + who));
    person.language = Language::English;
    let to = (*INBOXES.first().unwrap_or(&"")).to_owned();
    if let Some(earlier) = earlier {
        answer(world, &person, earlier, to, time, dice)
    } else {
        let letter = letter::own(&person, None, dice);
        letter::mail(world, &person, letter, to, time, dice)
    }
}

/// A letter about the same matter as the others of its campaign, in its writer's own words.
pub(super) fn independent(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    debug_assert_eq!(campaign.kind, Kind::Independent);
    let person = participant(world, campaign, nth, time, dice);
    let scene = fixed(world, campaign).scene;
    let letter = letter::own(&person, Some(&scene), dice);
    let to = dice.pick_early(INBOXES).to_owned();
    letter::mail(world, &person, letter, to, time, dice)
}
