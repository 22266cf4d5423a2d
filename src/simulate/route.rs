//! The way a mail took: the relay that handed it over, its network, and what was authenticated.
//!
//! In: a provider or a server. Out: [`Route`]. Hosts of one provider share that provider's few
//! networks; a server of one's own stands in a network of its own.

use super::{
    dice::{BASE36, DIGITS, Dice, Stream},
    organisation::{Hosting, hosting, public_network},
    person::{Person, Provider},
    prose::push_number,
};

/// How the mail came to be and came over.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// Name of the relay that handed the mail to the receiving side.
    pub(super) host: String,
    /// Its address.
    pub(super) ip: [u8; 4],
    /// Where the mail was handed to the relay, when it is recorded.
    pub(super) origin: Origin,
    /// The domain that signed, if one did.
    pub(super) signer: Option<String>,
    /// SPF as recorded.
    pub(super) spf: &'static str,
    /// DMARC as recorded.
    pub(super) dmarc: &'static str,
    /// The envelope sender.
    pub(super) envelope: String,
    /// The writer's mail service, for its own header lines.
    pub(super) carrier: Carrier,
}

/// What the mail service writes between writer and relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nothing: the relay itself is where it begins.
    Hidden,
    /// A submission from this address.
    Submitted([u8; 4]),
    /// A script on the relay.
    Script,
}

/// A family of mail services by the lines they add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Google,
    Microsoft,
    Other,
}

/// An address in text form onto `out`.
pub(super) fn push_ip(out: &mut String, ip: [u8; 4]) {
    for (k, byte) in ip.into_iter().enumerate() {
        if k > 0 {
            out.push('.');
        }
        push_number(out, u64::from(byte));
    }
}

/// Some host of this network.
pub(super) fn host_in(net: [u8; 3], dice: &mut Dice) -> [u8; 4] {
    [
        net[0],
        net[1],
        net[2],
        u8::try_from(dice.between(2, 253)).unwrap_or(2),
    ]
}

/// The usual way of this person's mail.
pub(super) fn of_person(person: &Person, seed: u64, dice: &mut Dice) -> Route {
    let (host, ip, carrier) = relay(person.provider, seed, dice);
    let web = person.client == super::machine::Client::Gmail
        || person.client == super::machine::Client::OutlookWeb;
    let origin = if web {
        Origin::Hidden
    } else {
        Origin::Submitted(host_in(person.home, dice))
    };
    let mut route = Route {
        host,
        ip,
        origin,
        signer: Some(person.domain().to_owned()),
        spf: "pass",
        dmarc: "pass",
        envelope: person.address.clone(),
        carrier,
    };
    if let Provider::Own { domain } = person.provider {
        let mut of_domain = Dice::of(seed ^ 2, Stream::Domain, domain);
        if of_domain.percent(22) {
            route.signer = None;
            route.dmarc = "none";
        }
        if of_domain.percent(12) {
            route.spf = of_domain.pick(&["none", "softfail", "neutral"]);
        }
    }
    route
}

/// The relay of a provider: host, address, carrier.
pub(super) fn relay(provider: Provider, seed: u64, dice: &mut Dice) -> (String, [u8; 4], Carrier) {
    match provider {
        Provider::Gmail => google(dice),
        Provider::Outlook => microsoft(
            &[[40, 92, 91], [40, 92, 89], [40, 92, 58], [40, 92, 73]],
            dice,
        ),
        Provider::Yahoo => {
            let k = dice.between(301, 319);
            let host = format!(
                "sonic{k}-{}.consmr.mail.ir2.yahoo.com",
                dice.between(20, 60)
            );
            (
                host,
                host_in([77, 238, u8::try_from(176 + k % 4).unwrap_or(176)], dice),
                Carrier::Other,
            )
        }
        Provider::Gmx => (
            "mout.gmx.net".into(),
            host_in([212, 227, dice.pick(&[15, 17])], dice),
            Carrier::Other,
        ),
        Provider::Proton => {
            let last = u8::try_from(dice.between(16, 140)).unwrap_or(16);
            let net = dice.pick(&[40u8, 43]);
            (
                format!("mail-{net}{last}.protonmail.ch"),
                [185, 70, net, last],
                Carrier::Other,
            )
        }
        Provider::Icloud => {
            let mut host = String::from("st43p00im-ztdg100");
            dice.letters(DIGITS, 8, &mut host);
            host.push_str(".me.com");
            (
                host,
                host_in([17, 58, dice.pick(&[63, 38, 23])], dice),
                Carrier::Other,
            )
        }
        Provider::Own { domain } => match hosting(seed, domain) {
            Hosting::Microsoft => microsoft(
                &[
                    [40, 107, 22],
                    [40, 107, 6],
                    [40, 107, 105],
                    [52, 101, 73],
                    [52, 101, 70],
                ],
                dice,
            ),
            Hosting::Google => google(dice),
            Hosting::Server => own_server(seed, domain),
        },
    }
}

fn google(dice: &mut Dice) -> (String, [u8; 4], Carrier) {
    let (code, third) = dice.pick(&[
        ("ed1", 208u8),
        ("wr1", 221),
        ("pf1", 210),
        ("lf1", 167),
        ("yw1", 128),
        ("io1", 166),
        ("qt1", 160),
        ("ot1", 210),
        ("ej1", 218),
        ("wm1", 128),
    ]);
    let last = u8::try_from(dice.between(41, 180)).unwrap_or(41);
    (
        format!("mail-{code}-f{last}.google.com"),
        [209, 85, third, last],
        Carrier::Google,
    )
}

fn microsoft(nets: &[[u8; 3]], dice: &mut Dice) -> (String, [u8; 4], Carrier) {
    let net = dice.pick(nets);
    let mut host = String::from("mail-");
    host.push_str(dice.pick(&["am6eur05", "db8eur05", "vi1eur04", "he1eur02", "bn7nam10"]));
    host.push_str("on2");
    dice.letters(DIGITS, 3, &mut host);
    host.push_str(".outbound.protection.outlook.com");
    (host, host_in(net, dice), Carrier::Microsoft)
}

/// A server at a hosting company: every organisation has one, always the same.
fn own_server(seed: u64, domain: u64) -> (String, [u8; 4], Carrier) {
    let mut dice = Dice::of(seed ^ 3, Stream::Domain, domain);
    let net = public_network(&mut dice);
    let ip = host_in(net, &mut dice);
    let name = super::organisation::own_domain(seed, domain);
    (
        format!(
            "{}.{name}",
            dice.pick(&["mail", "smtp", "mx", "relay", "post"])
        ),
        ip,
        Carrier::Other,
    )
}

/// A queue number as Postfix writes it.
pub(super) fn queue_id(dice: &mut Dice) -> String {
    dice.word(&BASE36[..16], 10)
}
