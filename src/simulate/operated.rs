//! Operated campaigns: one hand, many names.
//!
//! In: a campaign, the number of one of its mails, a moment. Out: that mail. The operator's
//! machines, library and domains follow from the operator's number, so that all campaigns of one
//! operator share them.

use super::{
    dice::{DIGITS, Dice, Stream},
    foreign::Language,
    machine::{self, Client},
    mime::Format,
    noise,
    organisation::{public_network, share},
    person::{Person, Provider, World, ascii},
    plan::Campaign,
    prose::push_number,
    recipe::Level,
    route::{Carrier, Origin, Route, host_in, of_person},
    spin,
    wire::{INBOXES, Mail},
};

/// Mail `nth` of an operated campaign.
pub(super) fn mail(
    world: &World,
    level: Level,
    campaign: &Campaign,
    nth: u64,
    time: u64,
    dice: &mut Dice,
) -> Mail {
    let id = world.fresh(campaign.first_account + nth);
    let mut person = world.person(id);
    let mut infra = Dice::of(world.seed, Stream::Operator, campaign.operator);
    let library = infra.pick(&[
        Client::PhpMailer,
        Client::Python,
        Client::Swift,
        Client::Java,
        Client::Node,
    ]);
    let mut of_persona = Dice::of(world.seed, Stream::Member, id);
    let route = match level {
        Level::Easy => {
            let operator = campaign.operator;
            own_server(operator, &mut person, &mut infra, &mut of_persona, dice)
        }
        Level::Medium => own_domains(&mut person, &mut infra, &mut of_persona, dice),
        Level::Hard => webmail(world, &mut person, &mut infra, &mut of_persona, dice),
    };
    person.language = Language::English;
    let mut letter = spin::text(world, campaign, &person, dice);
    if level == Level::Hard && dice.percent(25) {
        letter.text = noise::disguise(&letter.text, dice);
    }
    let to = dice.pick_early(INBOXES).to_owned();
    let (client, claims) = clients(level, library, &person, &mut of_persona);
    let host = if level == Level::Hard {
        person.domain().to_owned()
    } else {
        route.host.clone()
    };
    Mail {
        name: person.name(),
        address: person.address.clone(),
        to,
        reply_to: None,
        subject: letter.subject,
        text: letter.text,
        format: infra.pick(&[Format::Plain, Format::Alternative, Format::Html]),
        client,
        claims,
        version: campaign.operator,
        id: machine::message_id(client, &host, time, dice),
        in_reply_to: None,
        time,
        offset: if level == Level::Medium && of_persona.percent(30) {
            person.offset
        } else {
            0
        },
        route,
        extra: String::new(),
        attachment: false,
        language: Language::English,
    }
}

/// What writes the mail, and what its mailer line claims.
fn clients(level: Level, library: Client, person: &Person, persona: &mut Dice) -> (Client, Client) {
    match level {
        Level::Medium if persona.percent(50) => (
            library,
            persona.pick(&[
                Client::Thunderbird,
                Client::OutlookDesktop,
                Client::AppleMail,
                Client::Iphone,
            ]),
        ),
        Level::Easy | Level::Medium => (library, library),
        Level::Hard if persona.percent(40) => (library, Client::Gmail),
        Level::Hard => (person.client, person.client),
    }
}

/// Throw-away domains of an operator.
const DOMAINS: u64 = 9;

/// Easy: a row of servers in one network, throw-away domains in a row, nothing signed.
fn own_server(
    operator: u64,
    person: &mut Person,
    infra: &mut Dice,
    persona: &mut Dice,
    dice: &mut Dice,
) -> Route {
    let net = public_network(infra);
    let company = infra.pick(&["rackfield", "cheaprow", "boxlane", "serverloft", "vpsbarn"]);
    let first = infra.between(3, 70);
    let stem = infra.pick(&[
        "letterhall",
        "ourvoices",
        "townspeak",
        "openpost",
        "streetwords",
        "plainmail",
    ]);
    // Domains in a row, which no other operator has.
    let serial = 10 + operator * DOMAINS;
    let spf = infra.pick(&["none", "softfail", "none", "pass"]);
    let domain = format!("{stem}{}.example", serial + persona.below(DOMAINS));
    by_rule(person, infra, persona, &domain);
    let ip = host_in(net, dice);
    let mut host = String::from("vps");
    push_number(&mut host, first * 3 + u64::from(ip[3] % 6));
    host.push('.');
    host.push_str(company);
    host.push_str(".example");
    Route {
        host,
        ip,
        origin: Origin::Script,
        signer: None,
        spf,
        dmarc: "none",
        envelope: person.address.clone(),
        carrier: Carrier::Other,
    }
}

/// Medium: own domains that sign, servers in several networks.
fn own_domains(
    person: &mut Person,
    infra: &mut Dice,
    persona: &mut Dice,
    dice: &mut Dice,
) -> Route {
    let nets: Vec<[u8; 3]> = (0..infra.between(4, 8))
        .map(|_| public_network(infra))
        .collect();
    let seed = infra.bits();
    let domain = super::organisation::own_domain(seed, persona.below(14) + infra.below(500) * 20);
    by_rule(person, infra, persona, &domain);
    let net = persona.pick(&nets);
    let host = format!("mail.{domain}");
    let origin = if dice.percent(50) {
        Origin::Submitted(host_in(net, dice))
    } else {
        Origin::Hidden
    };
    Route {
        host,
        ip: host_in(net, dice),
        origin,
        signer: Some(domain),
        spf: "pass",
        dmarc: "pass",
        envelope: person.address.clone(),
        carrier: Carrier::Other,
    }
}

/// Hard: accounts at the big providers, handed in through many networks.
fn webmail(
    world: &World,
    person: &mut Person,
    infra: &mut Dice,
    persona: &mut Dice,
    dice: &mut Dice,
) -> Route {
    let (provider, domain) = share(
        &[
            ((Provider::Gmail, "gmail.com"), 46),
            ((Provider::Outlook, "outlook.com"), 26),
            ((Provider::Yahoo, "yahoo.com"), 12),
            ((Provider::Gmx, "gmx.net"), 10),
            ((Provider::Proton, "proton.me"), 6),
        ],
        persona,
    );
    person.provider = provider;
    by_rule(person, infra, persona, domain);
    person.client = match provider {
        Provider::Outlook => Client::OutlookWeb,
        Provider::Yahoo => Client::Yahoo,
        Provider::Gmx => Client::Gmx,
        Provider::Proton => Client::Proton,
        _ => Client::Gmail,
    };
    person.home = public_network(persona);
    of_person(person, world.seed, dice)
}

/// An address by the operator's rule, unlike the habits of people.
fn by_rule(person: &mut Person, infra: &mut Dice, persona: &mut Dice, domain: &str) {
    let (first, last) = (ascii(person.first), ascii(person.last));
    let digits = persona.word(DIGITS, 3);
    let initial = first.chars().next().unwrap_or('x');
    person.address = match infra.below(3) {
        0 => format!("{first}{last}{digits}@{domain}"),
        1 => format!("{first}.{last}{digits}@{domain}"),
        _ => format!("{initial}{last}{digits}@{domain}"),
    };
}
