//! Planted mail of declared machines: newsletters, notices of ticket systems.
//!
//! In: a campaign, the number of one of its mails, a moment. Out: that mail.

use super::{
    dice::{BASE62, DIGITS, Dice, Stream},
    foreign::Language,
    forms::fixed,
    letter::Letter,
    machine::{self, Client},
    mime::Format,
    names::{FIRST, LAST},
    organisation::{own_domain, public_network},
    person::{World, ascii},
    plan::Campaign,
    prose::{self, push_number},
    route::{Carrier, Origin, Route},
    wire::Mail,
};

/// One copy of a newsletter issue, to one of the ministry's people.
pub(super) fn newsletter(world: &World, campaign: &Campaign, time: u64, dice: &mut Dice) -> Mail {
    let issue = fixed(world, campaign);
    let mut fixed = Dice::of(world.seed ^ 9, Stream::Campaign, campaign.number);
    let domain = own_domain(world.seed, fixed.below(200));
    let title = format!("{} Letter", prose::place(&mut fixed));
    let token = dice.word(BASE62, 20);
    let mut text = format!("{title}\n\n{}\n\n", issue.body);
    prose::paragraph(5, &issue.scene, &mut fixed, &mut text);
    let line = format!(
        "\n\nRead online: https://{domain}/issue/{}?r={token}\nUnsubscribe: https://{domain}/u/{token}\n",
        campaign.number
    );
    text.push_str(&line);
    let extra = format!(
        "List-Unsubscribe: <https://{domain}/u/{token}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nList-Id: <news.{domain}>\nPrecedence: bulk\n"
    );
    let client = fixed.pick(&[Client::Java, Client::Swift, Client::Node]);
    let bounce = format!("bounce+{token}@{domain}");
    service(
        world,
        campaign,
        &Service {
            name: &title,
            local: "news",
            domain: &domain,
            client,
            bounce,
            extra,
        },
        Letter {
            subject: issue.subject,
            text,
        },
        time,
        dice,
    )
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

fn service(
    world: &World,
    campaign: &Campaign,
    from: &Service<'_>,
    letter: Letter,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let mut of_host = Dice::of(world.seed ^ 0xB, Stream::Operator, campaign.operator);
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
    format!(
        "{}.{}@works.orvane.example",
        ascii(dice.pick(&FIRST)),
        ascii(dice.pick(&LAST))
    )
}

/// A notice of a ticket or parcel system.
pub(super) fn notice(
    world: &World,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let mut fixed = Dice::of(world.seed ^ 0xD, Stream::Campaign, campaign.number);
    let system = fixed.pick(&[
        "Parcel Desk",
        "Permit Office",
        "Repair Tickets",
        "Meter Service",
        "Room Booking",
    ]);
    let domain = own_domain(world.seed, fixed.below(90) + 300);
    let state = dice.pick(&[
        "received",
        "in progress",
        "waiting for a part",
        "ready to be collected",
        "closed",
    ]);
    let mut text = format!(
        "{system}: automatic notice\n\nHello {} {},\n\nyour request no. ",
        dice.pick(&FIRST),
        dice.pick(&LAST)
    );
    push_number(
        &mut text,
        10_000 + campaign.number * 7919 % 80_000 + nth * 3 + dice.below(3),
    );
    let line = format!(" for {} is now: {state}.\nCounter: ", prose::place(dice));
    text.push_str(&line);
    push_number(&mut text, dice.between(1, 14));
    let line = format!("\nCode: {}\n\n{}\n\n{system} does not read answers to this address.\n", dice.word(DIGITS, 6), fixed.pick(&[
        "Bring this notice and a document that shows your name. The counter is open on working days from eight to noon.",
        "You need not do anything. We write again as soon as the state of your request changes.",
        "If you did not make this request, please tell the front desk, which is open every morning.",
        "Requests that nobody collects are kept for three weeks and then sent back to the depot.",
    ]));
    text.push_str(&line);
    let subject = format!("[{system}] Request {state}");
    let extra = String::from("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n");
    let client = fixed.pick(&[Client::Java, Client::Python, Client::PhpMailer]);
    let bounce = format!("no-reply@{domain}");
    let mut mail = service(
        world,
        campaign,
        &Service {
            name: system,
            local: "no-reply",
            domain: &domain,
            client,
            bounce,
            extra,
        },
        Letter { subject, text },
        time,
        dice,
    );
    mail.format = Format::Plain;
    mail
}
