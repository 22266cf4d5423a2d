//! Planted traffic that nobody operates: forms, newsletters, notices, threads, independent letters.
//!
//! In: a campaign, the number of one of its mails, a moment. Out: that mail.

use super::{
    background::{answer, writer},
    dice::{BASE62, DIGITS, Dice, Stream},
    foreign::Language,
    letter::{self, Earlier, Letter},
    machine::{self, Client},
    mime::Format,
    names::{FIRST, LAST},
    noise,
    person::{Person, World, ascii, public_network},
    plan::{Campaign, Kind},
    prose::{self, Scene, push_number},
    route::{Carrier, Origin, Route},
    wire::{INBOXES, Mail},
};

/// Somebody who takes part: often an account with an earlier life.
fn participant(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Person {
    let mut person = if dice.percent(55) { writer(world, time, dice) } else { world.person(world.fresh(campaign.first_account + nth)) };
    person.language = Language::English;
    person
}

/// The campaign's fixed letter: scene, subject, greeting, body, closing.
struct Fixed {
    scene: Scene,
    subject: String,
    greeting: String,
    body: String,
    closing: String,
}

fn fixed(world: &World, campaign: &Campaign) -> Fixed {
    let mut dice = Dice::of(world.seed, Stream::Campaign, campaign.number);
    let scene = Scene::new(&mut dice);
    let subject = prose::subject(&scene, &mut dice);
    let greeting = prose::greeting(&scene, &mut dice);
    let closing = prose::closing(&scene, &mut dice);
    let mut body = String::new();
    let words = dice.between(80, 220);
    prose::body(words, &scene, &mut dice, &mut body);
    Fixed { scene, subject, greeting, body, closing }
}

/// A form letter that one action page sends for many people.
pub(super) fn form_page(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Mail {
    let person = participant(world, campaign, nth, time, dice);
    let form = fixed(world, campaign);
    let mut of_page = Dice::of(world.seed ^ 7, Stream::Operator, campaign.operator);
    let service = format!("{}.example", of_page.pick(&["speakup-letters", "writetogether", "civicpost", "openletterbox"]));
    let client = of_page.pick(&[Client::Node, Client::PhpMailer, Client::Java]);
    let mut text = format!("{}\n\n{}", form.greeting, form.body);
    if dice.percent(20) {
        text.push_str("\n\n");
        let sentences = dice.between(1, 3);
        prose::paragraph(sentences, &form.scene, dice, &mut text);
    }
    text.push_str(&format!("\n\n{}\n{}\n", form.closing, person.name()));
    let to = of_page.pick(INBOXES).to_owned();
    let mut mail = letter::mail(world, &person, Letter { subject: form.subject, text }, to, time, dice);
    let net = public_network(&mut of_page);
    mail.route = Route {
        host: format!("out1.{service}"),
        ip: [net[0], net[1], net[2], of_page.below(200).try_into().unwrap_or(9)],
        origin: Origin::Hidden,
        signer: Some(service.clone()),
        spf: "pass",
        dmarc: "pass",
        envelope: format!("bounce-{}@{service}", dice.word(BASE62, 10)),
        carrier: Carrier::Other,
    };
    mail.reply_to = Some(person.address.clone());
    if of_page.percent(50) {
        mail.name = format!("{} via {}", person.name(), service.trim_end_matches(".example"));
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

/// A form letter that people copied into their own mail programs.
pub(super) fn form_copied(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Mail {
    let person = participant(world, campaign, nth, time, dice);
    let form = fixed(world, campaign);
    let own_words = dice.percent(30);
    let greeting = if own_words || dice.percent(20) { prose::greeting(&form.scene, dice) } else { form.greeting };
    let body = if dice.percent(18) { noise::slips(&form.body, dice) } else { form.body };
    let mut text = format!("{greeting}\n\n");
    let mut addition = String::new();
    if own_words {
        let own = Scene::new(dice);
        let sentences = dice.between(1, 4);
        prose::paragraph(sentences, &own, dice, &mut addition);
    }
    let before = dice.percent(50);
    if own_words && before {
        text.push_str(&format!("{addition}\n\n"));
    }
    text.push_str(&body);
    if own_words && !before {
        text.push_str(&format!("\n\n{addition}"));
    }
    let closing = if own_words || dice.percent(30) { prose::closing(&form.scene, dice) } else { form.closing };
    letter::sign(&person, &closing, dice, &mut text);
    let subject = if dice.percent(25) { prose::subject(&form.scene, dice) } else { form.subject };
    let to = dice.pick_early(INBOXES).to_owned();
    letter::mail(world, &person, Letter { subject, text }, to, time, dice)
}

/// One copy of a newsletter issue, to one of the ministry's people.
pub(super) fn newsletter(world: &World, campaign: &Campaign, time: u64, dice: &mut Dice) -> Mail {
    let issue = fixed(world, campaign);
    let mut fixed = Dice::of(world.seed ^ 9, Stream::Campaign, campaign.number);
    let domain = super::person::own_domain(world.seed, fixed.below(200));
    let title = format!("{} Letter", prose::place(&mut fixed));
    let token = dice.word(BASE62, 20);
    let mut text = format!("{title}\n\n{}\n\n", issue.body);
    prose::paragraph(5, &issue.scene, &mut fixed, &mut text);
    text.push_str(&format!("\n\nRead online: https://{domain}/issue/{}?r={token}\nUnsubscribe: https://{domain}/u/{token}\n", campaign.number));
    let extra = format!("List-Unsubscribe: <https://{domain}/u/{token}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nList-Id: <news.{domain}>\nPrecedence: bulk\n");
    let client = fixed.pick(&[Client::Java, Client::Swift, Client::Node]);
    let bounce = format!("bounce+{token}@{domain}");
    service(world, campaign, &Service { name: &title, local: "news", domain: &domain, client, bounce, extra }, Letter { subject: issue.subject, text }, time, dice)
}

/// A sender that is one machine of one declared organisation.
struct Service<'a> {
    name: &'a str,
    local: &'a str,
    domain: &'a str,
    client: Client,
    bounce: String,
    extra: String,
}

fn service(world: &World, campaign: &Campaign, from: &Service<'_>, letter: Letter, time: u64, dice: &mut Dice) -> Mail {
    let mut of_host = Dice::of(world.seed ^ 11, Stream::Operator, campaign.operator);
    let net = public_network(&mut of_host);
    let last = of_host.between(10, 40) + dice.below(3);
    Mail {
        name: from.name.to_owned(),
        address: format!("{}@{}", from.local, from.domain),
        to: staff(dice),
        reply_to: None,
        subject: letter.subject,
        text: letter.text,
        format: Format::Alternative,
        client: from.client,
        claims: from.client,
        version: campaign.operator,
        id: machine::message_id(from.client, from.domain, time, dice),
        in_reply_to: None,
        time,
        offset: 0,
        route: Route {
            host: format!("out{}.{}", last % 7, from.domain),
            ip: [net[0], net[1], net[2], u8::try_from(last).unwrap_or(10)],
            origin: Origin::Hidden,
            signer: Some(from.domain.to_owned()),
            spf: "pass",
            dmarc: "pass",
            envelope: from.bounce.clone(),
            carrier: Carrier::Other,
        },
        extra: from.extra.clone(),
        attachment: false,
        language: Language::English,
    }
}

/// The mailbox of one of the ministry's people.
fn staff(dice: &mut Dice) -> String {
    format!("{}.{}@works.orvane.example", ascii(dice.pick(&FIRST)), ascii(dice.pick(&LAST)))
}

/// A notice of a ticket or parcel system.
pub(super) fn notice(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Mail {
    let mut fixed = Dice::of(world.seed ^ 13, Stream::Campaign, campaign.number);
    let system = fixed.pick(&["Parcel Desk", "Permit Office", "Repair Tickets", "Meter Service", "Room Booking"]);
    let domain = super::person::own_domain(world.seed, fixed.below(90) + 300);
    let state = dice.pick(&["received", "in progress", "waiting for a part", "ready to be collected", "closed"]);
    let mut text = format!("{system}: automatic notice\n\nHello {} {},\n\nyour request no. ", dice.pick(&FIRST), dice.pick(&LAST));
    push_number(&mut text, 10_000 + campaign.number * 7919 % 80_000 + nth * 3 + dice.below(3));
    text.push_str(&format!(" for {} is now: {state}.\nCounter: ", prose::place(dice)));
    push_number(&mut text, dice.between(1, 14));
    text.push_str(&format!("\nCode: {}\n\n{}\n\n{system} does not read answers to this address.\n", dice.word(DIGITS, 6), fixed.pick(&[
        "Bring this notice and a document that shows your name. The counter is open on working days from eight to noon.",
        "You need not do anything. We write again as soon as the state of your request changes.",
        "If you did not make this request, please tell the front desk, which is open every morning.",
        "Requests that nobody collects are kept for three weeks and then sent back to the depot.",
    ])));
    let subject = format!("[{system}] Request {state}");
    let extra = String::from("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n");
    let client = fixed.pick(&[Client::Java, Client::Python, Client::PhpMailer]);
    let bounce = format!("no-reply@{domain}");
    let mut mail = service(world, campaign, &Service { name: system, local: "no-reply", domain: &domain, client, bounce, extra }, Letter { subject, text }, time, dice);
    mail.format = Format::Plain;
    mail
}

/// The next mail of a conversation among a few people, all earlier ones quoted below.
pub(super) fn thread(world: &World, campaign: &Campaign, earlier: Option<&Earlier>, time: u64, dice: &mut Dice) -> Mail {
    let who = dice.below(4);
    let mut person = world.person(world.fresh(campaign.first_account + who));
    person.language = Language::English;
    let to = (*INBOXES.first().unwrap_or(&"")).to_owned();
    match earlier {
        Some(earlier) => answer(world, &person, earlier, to, time, dice),
        None => {
            let letter = letter::own(&person, None, dice);
            letter::mail(world, &person, letter, to, time, dice)
        }
    }
}

/// A letter about the same matter as the others of its campaign, in its writer's own words.
pub(super) fn independent(world: &World, campaign: &Campaign, nth: u64, time: u64, dice: &mut Dice) -> Mail {
    debug_assert_eq!(campaign.kind, Kind::Independent);
    let person = participant(world, campaign, nth, time, dice);
    let scene = fixed(world, campaign).scene;
    let letter = letter::own(&person, Some(&scene), dice);
    let to = dice.pick_early(INBOXES).to_owned();
    letter::mail(world, &person, letter, to, time, dice)
}
