//! The chain of Received fields to the relay and the origin.
//!
//! In: the header fields of one mail, newest hop first.
//! Out: [`Path`]: the host that handed the mail to the receiving side from outside, and the address
//! that submitted it where that is recorded.
//!
//! Everything below the relay was written by machines that the receiver does not know, and can be
//! invented: the origin is weaker evidence than the relay. Private addresses: RFC 1918, 4193, 6598.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::message::{Header, Message};

use super::received::{self, Hop, Way};

/// Received fields that are read, newest first; real chains are below 30.
const MAX_HOPS: usize = 100;

/// Fields in which web mail notes the address of the browser.
const ORIGINATING: [&str; 4] = [
    "X-Originating-IP",
    "X-Sender-IP",
    "X-Client-IP",
    "X-Yahoo-Post-IP",
];

/// The way of one mail, as far as its headers tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path {
    /// Address of the relay.
    pub(super) relay_ip: Option<IpAddr>,
    /// Name of the relay: reverse name, else HELO.
    pub(super) relay_host: Option<String>,
    /// Address of the submitting client, when it is not the relay.
    pub(super) origin_ip: Option<IpAddr>,
}

/// Walks the chain of one mail.
pub(super) fn path(message: &Message) -> Path {
    let fields: Vec<&Header> = message
        .headers
        .iter()
        .filter(|h| h.name.eq_ignore_ascii_case("Received"))
        .collect();
    let hops: Vec<Hop> = fields
        .iter()
        .take(MAX_HOPS)
        .map(|field| received::parse(&field.value))
        .collect();
    let relay = relay(&hops);
    let relay_ip = relay.and_then(|hop| hop.ip);
    let origin_ip = origin(message, &hops).filter(|ip| Some(*ip) != relay_ip);
    Path {
        relay_ip,
        relay_host: relay.and_then(|hop| hop.name().map(str::to_owned)),
        origin_ip,
    }
}

/// The newest hop whose client is a public address outside the receiving side. Mail that never
/// leaves a provider has only hops within one domain: then the first of these.
fn relay(hops: &[Hop]) -> Option<&Hop> {
    let mut within = None;
    for hop in hops
        .iter()
        .filter(|hop| hop.way != Way::Local && hop.ip.is_some_and(public))
    {
        match hop.way {
            Way::Submission => return within.or(Some(hop)),
            _ if internal(hop) => within = within.or(Some(hop)),
            _ => return Some(hop),
        }
    }
    within
}

/// Whether both ends of a hop belong to one registrable domain. A stranger can say any HELO name,
/// the receiver's own above all, so that it counts only between addresses of one network.
fn internal(hop: &Hop) -> bool {
    let domain = |name: &Option<String>| name.as_deref().and_then(registrable);
    let by = domain(&hop.by);
    if hop.reverse.is_some() || by.is_none() {
        return by.is_some() && domain(&hop.reverse) == by;
    }
    let near = hop
        .ip
        .zip(hop.by_ip)
        .is_some_and(|(from, by)| neighbours(from, by));
    near && domain(&hop.helo) == by
}

/// Whether two addresses lie in one /16 of IPv4 or one /32 of IPv6.
fn neighbours(a: IpAddr, b: IpAddr) -> bool {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => a.octets().get(..2) == b.octets().get(..2),
        (IpAddr::V6(a), IpAddr::V6(b)) => a.segments().get(..2) == b.segments().get(..2),
        _ => false,
    }
}

/// The submitting client: the oldest authenticated hop, else what web mail notes, else the oldest
/// hop with a public address.
fn origin(message: &Message, hops: &[Hop]) -> Option<IpAddr> {
    let oldest = |wanted: fn(&Hop) -> bool| {
        hops.iter()
            .rev()
            .filter(|hop| wanted(hop))
            .find_map(|hop| hop.ip.filter(|ip| public(*ip)))
    };
    let noted = || {
        let values = ORIGINATING.iter().filter_map(|name| message.header(name));
        values.filter_map(bare_address).find(|ip| public(*ip))
    };
    oldest(|hop| hop.way == Way::Submission)
        .or_else(noted)
        .or_else(|| oldest(|hop| hop.way != Way::Local))
}

fn bare_address(value: &str) -> Option<IpAddr> {
    let first = value.split([',', ' ', ';']).find(|part| !part.is_empty())?;
    first
        .trim_matches(['[', ']', '<', '>'])
        .parse()
        .ok()
        .map(|ip: IpAddr| ip.to_canonical())
}

/// Whether an address can belong to a host of the public net. Addresses set apart for
/// documentation count as public, so that examples behave like real mail.
fn public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => public_v6(ip),
    }
}

const fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, _, _] = ip.octets();
    let shared = a == 100 && b & 0xC0 == 64;
    !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || a == 0 || a >= 224 || shared)
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    // 6to4 carries an IPv4 address; large providers write private ones this way.
    if let [0x2002, high, low, ..] = segments {
        return public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    }
    !(ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        || ip.is_multicast())
}

/// The network of an address: /24 of IPv4, /48 of IPv6.
#[must_use]
pub fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}

/// The registrable domain of a host name by the public suffix list, in lower case.
#[must_use]
pub fn registrable(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_lowercase();
    let numeric = host
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numeric {
        None
    } else {
        psl::domain_str(&host).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(fields: &[(&str, &str)]) -> Message {
        let headers = fields
            .iter()
            .map(|(n, v)| Header {
                name: (*n).to_owned(),
                value: (*v).to_owned(),
            })
            .collect();
        Message {
            headers,
            ..Message::default()
        }
    }

    fn check(received: &[&str], ip: &str, host: &str, origin: &str) {
        let fields: Vec<_> = received.iter().map(|value| ("Received", *value)).collect();
        let path = path(&mail(&fields));
        let shown = |ip: Option<IpAddr>| ip.map_or(String::new(), |ip| ip.to_string());
        assert_eq!(
            (
                shown(path.relay_ip).as_str(),
                path.relay_host.as_deref().unwrap_or("")
            ),
            (ip, host),
            "{received:?}"
        );
        assert_eq!(shown(path.origin_ip), origin, "{received:?}");
    }

    #[test]
    fn local_hops_and_fetchmail_are_walked_past() {
        check(
            &[
                "from localhost (jalapeno [127.0.0.1]) by jmason.org (Postfix) with ESMTP id E5",
                "from dogma.slashnull.org [212.17.35.15] by localhost with IMAP (fetchmail-5.9.0) for jm@localhost",
                "from mail.example.org (mail.example.org [198.51.100.4]) by dogma.slashnull.org (8.11.6) with ESMTP id g1",
                "from localhost (localhost [127.0.0.1]) by mail.example.org",
                "from pc (dsl.example.net [203.0.113.77]) by mail.example.org with ESMTP id g1",
            ],
            "198.51.100.4",
            "mail.example.org",
            "203.0.113.77",
        );
    }

    #[test]
    fn hops_within_the_receiver_are_walked_past() {
        check(
            &[
                "from mx1.ministry.example (mx1.ministry.example [198.51.100.9]) by store.ministry.example with ESMTP",
                "from gate (unknown [10.1.1.1]) by mx1.ministry.example",
                "from vps444.host.example (unknown [203.0.113.5]) by gate.ministry.example (Postfix) with ESMTPS id 4",
                "from [203.0.113.29] ([203.0.113.29]) by vps444.host.example with ESMTPSA id wm",
            ],
            "203.0.113.5",
            "vps444.host.example",
            "203.0.113.29",
        );
    }

    #[test]
    fn a_stranger_who_says_the_receivers_name_is_still_the_relay() {
        check(
            &[
                "from mx1.ministry.example ([203.0.113.66]) by mx1.ministry.example (Postfix) with ESMTP id 4",
                "from bank.example (bank.example [198.51.100.1]) by mx1.ministry.example with ESMTP id forged",
            ],
            "203.0.113.66",
            "mx1.ministry.example",
            "198.51.100.1",
        );
    }

    #[test]
    fn exchange_hops_between_neighbouring_addresses_are_walked_past() {
        check(
            &[
                "from AM6PR.eurprd06.prod.outlook.com (2603:10a6:208:1::12) by AM7PR.eurprd06.prod.outlook.com (2603:10a6:20b::7) with Microsoft SMTP Server id 15",
                "from mail.sender.example (198.51.100.4) by BN1.mail.protection.outlook.com (10.13.2.5) with Microsoft SMTP Server id 15",
            ],
            "198.51.100.4",
            "mail.sender.example",
            "",
        );
    }

    #[test]
    fn mail_within_one_provider_keeps_the_providers_own_hop() {
        check(
            &[
                "by 2002:a05:6808:1 with SMTP id x; Fri",
                "from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id k1",
                "from [105.34.5.6] by smtp.gmail.com with ESMTPSA id 7",
            ],
            "209.85.220.41",
            "mail-sor-f41.google.com",
            "105.34.5.6",
        );
    }

    #[test]
    fn a_chain_without_public_addresses_has_no_relay() {
        check(&[], "", "", "");
        check(
            &[
                "from a (a [192.168.1.1]) by b.example",
                "by b.example (Postfix, from userid 5) id 1",
            ],
            "",
            "",
            "",
        );
        check(
            &[
                "from a (a [100.64.3.3]) by b.example",
                "from c ([2002:a05::1]) by d.example",
            ],
            "",
            "",
            "",
        );
    }

    #[test]
    fn web_mails_note_of_the_browser_is_the_origin() {
        let message = mail(&[
            (
                "Received",
                "from f64.mail.example ([198.51.100.4]) by mx.other.example with ESMTP",
            ),
            ("X-Originating-IP", "[203.0.113.8]"),
        ]);
        assert_eq!(path(&message).origin_ip, "203.0.113.8".parse().ok());
    }

    #[test]
    fn networks_and_domains_are_reduced_as_documented() {
        let net = |ip: &str| network(ip.parse().expect("an address"));
        assert_eq!(net("193.239.191.138"), "193.239.191.0/24");
        assert_eq!(net("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert_eq!(net("::ffff:193.239.191.138"), "193.239.191.0/24");
        for (host, domain) in [
            ("mail.BBC.co.uk", Some("bbc.co.uk")),
            ("vps4.hostwave.example", Some("hostwave.example")),
            ("am7.eurprd06.prod.outlook.com", Some("outlook.com")),
            (
                "mail-am62.outbound.protection.outlook.com",
                Some("outlook.com"),
            ),
            ("localhost", None),
            ("1.2.3.4", None),
        ] {
            assert_eq!(registrable(host).as_deref(), domain, "{host}");
        }
    }
}
