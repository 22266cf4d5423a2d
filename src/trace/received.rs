//! One Received field, read tolerantly.
//!
//! In: the unfolded value of one Received field, of any mail server.
//! Out: [`Hop`]: who handed the mail over, to whom, and how.
//!
//! Source: RFC 5321 section 4.4 gives the grammar; no large server keeps to it. What sendmail, Postfix,
//! Exim, qmail, Exchange, Smail, fetchmail and web mail write was read off real mail: the reverse
//! name stands in a comment before the address (sendmail, Postfix), or is the first word while the
//! HELO name stands in a comment (Exim, qmail).

use std::net::IpAddr;

use super::words::{Item, Items};

/// Bytes of one field that are read; real ones are below 1,000.
const MAX_BYTES: usize = 4096;

/// One hand-over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hop {
    /// Address of the host that handed the mail over.
    pub(super) ip: Option<IpAddr>,
    /// Its reverse name, as the server looked it up.
    pub(super) reverse: Option<String>,
    /// Its name as it said itself.
    pub(super) helo: Option<String>,
    /// The server that took the mail.
    pub(super) by: Option<String>,
    /// The server's own address, which Exchange notes.
    pub(super) by_ip: Option<IpAddr>,
    /// How the mail came in.
    pub(super) way: Way,
}

/// How a mail came to a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// From server to server, as far as the field says.
    #[default]
    Relay,
    /// From a person who logged in: authenticated SMTP or web mail.
    Submission,
    /// Within one machine, or fetched from a mailbox.
    Local,
}

impl Hop {
    /// The host's name: the reverse name, else what it said itself.
    pub(super) fn name(&self) -> Option<&str> {
        self.reverse.as_deref().or(self.helo.as_deref())
    }
}

/// Reads one field; a field that says nothing gives an empty hop.
pub(super) fn parse(value: &str) -> Hop {
    let mut reading = Reading::default();
    for item in Items(cut(value, MAX_BYTES)) {
        match item {
            Item::Word(word) => reading.word(word),
            Item::Comment(text) => reading.comment(text),
        }
    }
    reading.finish()
}

/// The longest prefix of at most `limit` bytes that ends between characters.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Clause {
    #[default]
    Start,
    From,
    By,
    With,
    Via,
    Other,
}

#[derive(Default)]
struct Reading {
    clause: Clause,
    /// First word after `from`.
    first: Option<String>,
    /// Name before an address in a comment of the from clause.
    before_address: Option<String>,
    helo: Option<String>,
    /// A comment gave the HELO name, readable or not.
    helo_noted: bool,
    by: Option<String>,
    by_ip: Option<IpAddr>,
    bracketed: Option<IpAddr>,
    bare: Option<IpAddr>,
    bracketed_word: Option<IpAddr>,
    bare_word: Option<IpAddr>,
    submission: bool,
    local: bool,
}

impl Reading {
    fn word(&mut self, word: &str) {
        let clause = match word.to_ascii_lowercase().as_str() {
            "from" if matches!(self.clause, Clause::Start | Clause::From) => Some(Clause::From),
            "by" if self.by.is_none() => Some(Clause::By),
            "with" => Some(Clause::With),
            "via" => Some(Clause::Via),
            "for" | "id" => Some(Clause::Other),
            _ => None,
        };
        match (clause, self.clause) {
            (Some(next), _) => self.clause = next,
            (None, Clause::From) => self.sender_word(word),
            (None, Clause::By) => {
                if self.by.is_none() {
                    self.by = host(word);
                }
            }
            (None, Clause::With | Clause::Via) => self.protocol(word),
            (None, Clause::Start | Clause::Other) => {}
        }
    }

    fn sender_word(&mut self, word: &str) {
        if let Some((ip, bracketed)) = address(word) {
            let slot = if bracketed {
                &mut self.bracketed_word
            } else {
                &mut self.bare_word
            };
            slot.get_or_insert(ip);
        } else if self.first.is_none() {
            self.first = host(word);
        }
    }

    fn protocol(&mut self, word: &str) {
        let word = word.to_ascii_uppercase();
        match word.as_str() {
            "ESMTPA" | "ESMTPSA" | "ASMTP" | "UTF8SMTPA" | "UTF8SMTPSA" | "HTTP" | "HTTPS"
            | "HTTPU" => self.submission = true,
            "IMAP" | "IMAP4" | "POP3" | "LMTP" | "LMTPS" | "LMTPA" | "LMTPSA" | "LOCAL"
            | "MAPI" | "PIPE" | "BSMTP" => {
                self.local = true;
            }
            _ => {}
        }
    }

    fn comment(&mut self, text: &str) {
        let lower = text.to_ascii_lowercase();
        self.local |= lower.starts_with("fetchmail") || lower.starts_with("getmail");
        self.submission |= lower.contains("authenticated") && !lower.contains("unauthenticated");
        match self.clause {
            Clause::From => self.sender_comment(text),
            Clause::By => {
                self.by_ip = self
                    .by_ip
                    .or_else(|| address(text.trim()).map(|(ip, _)| ip));
            }
            _ => {}
        }
    }

    fn sender_comment(&mut self, text: &str) {
        let mut name = None;
        let mut helo_next = false;
        for token in text
            .split([' ', '\t', '\r', '\n', ',', '(', ')'])
            .filter(|token| !token.is_empty())
        {
            let said = token
                .split_once('=')
                .filter(|(key, _)| key.eq_ignore_ascii_case("helo"))
                .map(|(_, said)| said);
            if let Some(said) = said.or(helo_next.then_some(token)) {
                self.helo_noted = true;
                self.helo = self.helo.take().or_else(|| host(said));
                helo_next = false;
            } else if token.eq_ignore_ascii_case("helo") || token.eq_ignore_ascii_case("ehlo") {
                helo_next = true;
            } else if let Some((ip, bracketed)) = address(token) {
                let slot = if bracketed {
                    &mut self.bracketed
                } else {
                    &mut self.bare
                };
                if slot.is_none() {
                    *slot = Some(ip);
                    self.before_address = self.before_address.take().or_else(|| name.take());
                }
            } else if name.is_none() {
                name = host(token);
            }
        }
    }

    fn finish(self) -> Hop {
        let ip = self
            .bracketed
            .or(self.bracketed_word)
            .or(self.bare)
            .or(self.bare_word);
        // With the HELO name in a comment (Exim, qmail) the first word is the reverse name.
        let (reverse, helo) = match (self.before_address, self.helo) {
            (None, helo) if self.helo_noted => (self.first, helo),
            (reverse, helo) => (reverse, self.first.or(helo)),
        };
        let way = match (self.local, self.submission) {
            (true, _) => Way::Local,
            (false, true) => Way::Submission,
            (false, false) => Way::Relay,
        };
        Hop {
            ip,
            reverse,
            helo,
            by: self.by,
            by_ip: self.by_ip,
            way,
        }
    }
}

/// A host name: user and final dot off, lower case; `None` for `unknown`, addresses and other words.
fn host(word: &str) -> Option<String> {
    let name = word
        .rsplit('@')
        .next()
        .unwrap_or(word)
        .trim_matches(['<', '>', '.', '"', ';']);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let named = !name.is_empty()
        && name.len() <= 255
        && name.chars().all(plain)
        && name.chars().any(char::is_alphabetic);
    (named && !name.eq_ignore_ascii_case("unknown")).then(|| name.to_lowercase())
}

/// An address and whether it stood in brackets: `[1.2.3.4]`, `root@[1.2.3.4]`, `[IPv6:…]`, `[…]:25`,
/// `user@1.2.3.4`, `1.2.3.4`.
fn address(token: &str) -> Option<(IpAddr, bool)> {
    let token = token
        .rsplit('@')
        .next()
        .unwrap_or(token)
        .trim_end_matches(';');
    let token = token.trim_start_matches("ip=");
    let inner = token
        .split_once('[')
        .and_then(|(before, rest)| before.is_empty().then_some(rest));
    let text = inner.map_or(token, |rest| {
        rest.split_once(']').map_or(rest, |(text, _)| text)
    });
    let bytes = text.as_bytes();
    let tagged = bytes
        .get(..5)
        .is_some_and(|tag| tag.eq_ignore_ascii_case(b"ipv6:"));
    let text = if tagged {
        text.get(5..).unwrap_or(text)
    } else {
        text
    };
    let ip: IpAddr = text.parse().ok()?;
    Some((ip.to_canonical(), inner.is_some()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(value: &str, ip: &str, reverse: &str, helo: &str, by: &str, way: Way) {
        let hop = parse(value);
        let shown = hop.ip.map_or(String::new(), |ip| ip.to_string());
        assert_eq!(
            (
                shown.as_str(),
                hop.reverse.as_deref().unwrap_or(""),
                hop.helo.as_deref().unwrap_or("")
            ),
            (ip, reverse, helo),
            "{value}"
        );
        assert_eq!(
            (hop.by.as_deref().unwrap_or(""), hop.way),
            (by, way),
            "{value}"
        );
    }

    /// Field, address, reverse name, HELO name, receiving server, way.
    const SHAPES: &[(&str, &str, &str, &str, &str, Way)] = &[
        // Sendmail and Postfix.
        (
            "from auth02.nl.egwn.net (ns.egwn.net [193.172.5.4]) by dogma.slashnull.org (8.11.6/8.11.6) with ESMTP id g115 for <jm@x.org>; Fri, 1 Feb 2002 05:48:53 GMT",
            "193.172.5.4",
            "ns.egwn.net",
            "auth02.nl.egwn.net",
            "dogma.slashnull.org",
            Way::Relay,
        ),
        (
            "from iycom.co.kr (IDENT:root@[211.48.238.131]) by mandark.example (8.11.2/8.11.2) with ESMTP id g4",
            "211.48.238.131",
            "",
            "iycom.co.kr",
            "mandark.example",
            Way::Relay,
        ),
        (
            "from Server.laguna.mx (customer-148.uninet.net.mx [148.223.70.14] (may be forged)) by m.example",
            "148.223.70.14",
            "customer-148.uninet.net.mx",
            "server.laguna.mx",
            "m.example",
            Way::Relay,
        ),
        (
            "from lugh (root@localhost [127.0.0.1]) by lugh.tuatha.org (8.9.3/8.9.3) with ESMTP id UAA12883;",
            "127.0.0.1",
            "localhost",
            "lugh",
            "lugh.tuatha.org",
            Way::Relay,
        ),
        (
            "from email.qves.com (unknown [209.63.151.251]) by relay.example (Postfix) with ESMTP id B3",
            "209.63.151.251",
            "",
            "email.qves.com",
            "relay.example",
            Way::Relay,
        ),
        (
            "from a.example (b.example [198.51.100.7]) (using TLSv1.3 with cipher X (256/256 bits)) (Authenticated sender: bob) by c.example (Postfix) with ESMTPSA id 1",
            "198.51.100.7",
            "b.example",
            "a.example",
            "c.example",
            Way::Submission,
        ),
        (
            "(from mail@localhost) by int-mx1.corp.example (8.11.6/8.11.6) id g7MBY7g11259 for x@y;",
            "",
            "",
            "",
            "int-mx1.corp.example",
            Way::Relay,
        ),
        (
            "by dimebox.bmc.com (Postfix, from userid 1205) id 3F74337EA9; Tue, 1 Oct 2002 23:21:27 -0500",
            "",
            "",
            "",
            "dimebox.bmc.com",
            Way::Relay,
        ),
        (
            "from x.example (x.example [IPv6:2001:db8::25]) by y.example",
            "2001:db8::25",
            "x.example",
            "x.example",
            "y.example",
            Way::Relay,
        ),
        // Exim.
        (
            "from mail.iadfw.net ([209.196.123.141] helo=mail.airmail.net) by mx7.airmail.net with smtp (Exim 4.10) id 17oq5b-0000uj-00",
            "209.196.123.141",
            "mail.iadfw.net",
            "mail.airmail.net",
            "mx7.airmail.net",
            Way::Relay,
        ),
        (
            "from [203.0.113.9] (port=4711 helo=[192.168.1.2]) by mx.example with esmtpsa (TLS1.2) (Exim 4.94) id 1",
            "203.0.113.9",
            "",
            "",
            "mx.example",
            Way::Submission,
        ),
        (
            "from bob by box.example with local (Exim 4.80) (envelope-from <b@x>) id 1",
            "",
            "",
            "bob",
            "box.example",
            Way::Local,
        ),
        // qmail.
        (
            "from unknown (HELO mx9.example) (203.0.113.4) by 0 with SMTP; 3 Feb 2003 01:02:03 -0000",
            "203.0.113.4",
            "",
            "mx9.example",
            "",
            Way::Relay,
        ),
        (
            "from rev.example (HELO [10.0.0.3]) (bob@rev.example@203.0.113.4 with login) by mail.example with SMTP",
            "203.0.113.4",
            "rev.example",
            "",
            "mail.example",
            Way::Relay,
        ),
        (
            "(qmail 31415 invoked by uid 89); 3 Feb 2003 01:02:03 -0000",
            "",
            "",
            "",
            "",
            Way::Relay,
        ),
        // Exchange, SMTPSVC, Google, Smail.
        (
            "from AM6PR.eurprd06.prod.outlook.com (2603:10a6:208:1::12) by AM7PR.eurprd06.prod.outlook.com (2603:10a6:20b::7) with Microsoft SMTP Server (version=TLS1_2) id 15.20",
            "2603:10a6:208:1::12",
            "",
            "am6pr.eurprd06.prod.outlook.com",
            "am7pr.eurprd06.prod.outlook.com",
            Way::Relay,
        ),
        (
            "from qvp0090 ([169.254.6.21]) by email.qves.com with Microsoft SMTPSVC(5.0.2195.2966); Fri",
            "169.254.6.21",
            "",
            "qvp0090",
            "email.qves.com",
            Way::Relay,
        ),
        (
            "from r-smtp.korea.com - 203.122.2.197 by dd_it7  with Microsoft SMTPSVC(5.5.1775.675.6);",
            "203.122.2.197",
            "",
            "r-smtp.korea.com",
            "dd_it7",
            Way::Relay,
        ),
        (
            "from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id k1",
            "209.85.220.41",
            "mail-sor-f41.google.com",
            "mail-sor-f41.google.com",
            "mx.google.com",
            Way::Relay,
        ),
        (
            "from mx2.airmail.net from [209.196.77.99] by mail.airmail.net (/\\##/\\ Smail3.1.30.16 #30.56) with esmtp for <x@y> sender: <v@w>",
            "209.196.77.99",
            "",
            "mx2.airmail.net",
            "mail.airmail.net",
            Way::Relay,
        ),
        // Mailboxes, web mail.
        (
            "from mail.webnote.net [193.120.211.219] by localhost with POP3 (fetchmail-5.9.0) for z@localhost",
            "193.120.211.219",
            "",
            "mail.webnote.net",
            "localhost",
            Way::Local,
        ),
        (
            "from 41.1.2.3 (SquirrelMail authenticated user bob) by web.example with HTTP; Fri",
            "41.1.2.3",
            "",
            "",
            "web.example",
            Way::Submission,
        ),
        (
            "from [105.34.5.6] by web120.mail.example via HTTP; Fri",
            "105.34.5.6",
            "",
            "",
            "web120.mail.example",
            Way::Submission,
        ),
    ];

    #[test]
    fn the_servers_shapes_are_read() {
        for (value, ip, reverse, helo, by, way) in SHAPES {
            check(value, ip, reverse, helo, by, *way);
        }
    }

    #[test]
    fn an_open_comment_ends_with_the_field() {
        check(
            "from a.example (b.example [198.51.100.7] by c.example",
            "198.51.100.7",
            "b.example",
            "a.example",
            "",
            Way::Relay,
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(value in ".{0,300}", noise in "[ ()\\[\\];@a-z0-9.=:]{0,300}") {
            let _ = (parse(&value), parse(&noise));
        }
    }
}
