//! What is found, and above all what is not.

use proptest::prelude::*;

use super::{Finding, Lookout, Mail, ProtectedList, Strength};
use crate::message::{Mailbox, read_mailboxes};

const LIST: &str = "
person: Jane Margaret Doe-Ashworth <jane.doe@ministry-of-tides.example>, <jmda@home.example>
person: Jane Doe <jane@ministry-of-tides.example>
person: Wolfgang Müller <wolfgang.mueller@gmail.com>
person: Suharto <suharto@ministry-of-tides.example>
office: Office of the Minister <minister@ministry-of-tides.example>
office: Ministry of Tides and Harbours <post@ministry-of-tides.example>
office: Information Office <info@ministry-of-tides.example>
domain: ministry-of-tides.example
domain: example.org
domain: tidal.gov.example
";

fn found(mail: &Mail<'_>) -> Vec<Finding> {
    Lookout::new(&ProtectedList::parse(LIST).unwrap()).check(mail)
}

/// Findings on a From field as `rule strength protected | seen`.
fn from(field: &str) -> Vec<String> {
    let from = read_mailboxes(field, 9);
    told(&found(&Mail {
        from: &from,
        ..Mail::default()
    }))
}

fn told(findings: &[Finding]) -> Vec<String> {
    let one = |f: &Finding| {
        let rule = f.rule.strip_prefix("impersonation.").unwrap();
        format!("{rule} {} {} | {}", f.strength.word(), f.protected, f.seen)
    };
    findings.iter().map(one).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (field, expected) in cases {
        assert_eq!(from(field), *expected, "{field}");
    }
}

#[test]
fn protected_senders_and_strangers_give_nothing() {
    for field in [
        "Jane Doe <jane@ministry-of-tides.example>",
        "Jane Doe <other@ministry-of-tides.example>",
        "Jane Doe <jane@press.ministry-of-tides.example>",
        "Jane Margaret Doe-Ashworth <JMDA@home.example>",
        "Office of the Minister <press@tidal.gov.example>",
        "Wolfgang Müller <wolfgang.mueller@gmail.com>",
        "Jane Roe <jane.roe@mail.example>",
        "Jane <jane@mail.example>",
        "Doe <doe@mail.example>",
        "John Doe <john@mail.example>",
        "Suharto <suharto@mail.example>",
        "Office <office@shop.example>",
        "Information <info@shop.example>",
        "Information Office <info@town.example>",
        "Ministry of Fish <post@fish.example>",
        "Office of the President <post@palace.example>",
        "Wolfgang Muler <muler@mail.example>",
        "Friends of Jane Doe <friends@club.example>",
        "Jane Marie Doe <jane.marie@mail.example>",
        "Jane Doe via Harbour News <news@lists.example>",
        "Wolfgang Mueller-Brandt <wmb@mail.example>",
        "",
    ] {
        assert_eq!(from(field), Vec::<String>::new(), "{field}");
    }
}

#[test]
fn a_namesake_is_weak_and_a_disguise_is_strong() {
    check(&[
        (
            "Jane Doe <jd77@mail.example>",
            &["display_name weak Jane Doe | Jane Doe"],
        ),
        (
            "\"Doe, Jane\" <jd77@mail.example>",
            &["display_name weak Jane Doe | Doe, Jane"],
        ),
        (
            "Dr. Jane A. Doe <jd77@mail.example>",
            &["display_name weak Jane Doe | Dr. Jane A. Doe"],
        ),
        (
            "JaneDoe <jd77@mail.example>",
            &["display_name weak Jane Doe | JaneDoe"],
        ),
        (
            "Wolfgang Muller <wm@mail.example>",
            &["display_name weak Wolfgang Müller | Wolfgang Muller"],
        ),
        (
            "Wolfgan Müller <wm@mail.example>",
            &["display_name weak Wolfgang Müller | Wolfgan Müller"],
        ),
        (
            "J\u{430}ne Doe <jd77@mail.example>",
            &["display_name strong Jane Doe | J\u{430}ne Doe"],
        ),
        (
            "Jane D0e <jd77@mail.example>",
            &["display_name strong Jane Doe | Jane D0e"],
        ),
        (
            "Minister Jane Doe <jd77@mail.example>",
            &["display_name strong Jane Doe | Minister Jane Doe"],
        ),
        (
            "Jane Doe, Ministry of Tides <jd77@mail.example>",
            &["display_name strong Jane Doe | Jane Doe, Ministry of Tides"],
        ),
    ]);
}

#[test]
fn an_office_needs_words_that_tell_it_apart() {
    check(&[
        (
            "Office of the Minister <x@mail.example>",
            &["display_name weak Office of the Minister | Office of the Minister"],
        ),
        (
            "The Ministry of Tides & Harbours <x@mail.example>",
            &[
                "display_name strong Ministry of Tides and Harbours | The Ministry of Tides & Harbours",
            ],
        ),
        (
            "Karl Weber, Ministry of Tides and Harbours <x@mail.example>",
            &["display_name weak Ministry of Tides and Harbours | … ministry tides harbours …"],
        ),
    ]);
}

#[test]
fn a_protected_address_inside_a_name_is_seen() {
    check(&[
        (
            "\"Jane Doe <jane@ministry-of-tides.example>\" <x@mail.example>",
            &["address_in_name strong Jane Doe | jane@ministry-of-tides.example at mail.example"],
        ),
        (
            "\"minister@ministry-of-tides.example via Calendar\" <x@mail.example>",
            &[
                "address_in_name weak Office of the Minister | minister@ministry-of-tides.example at mail.example",
            ],
        ),
        (
            "\"Harbour News (www.ministry-of-tides.example)\" <x@mail.example>",
            &[
                "address_in_name weak ministry-of-tides.example | www.ministry-of-tides.example at mail.example",
            ],
        ),
        ("\"someone@else.example\" <x@mail.example>", &[]),
        ("\"x@mail.example\" <x@mail.example>", &[]),
    ]);
}

#[test]
fn lookalike_domains_are_told_from_like_ones() {
    let of = |host: &str| from(&format!("A B <x@{host}>"));
    for (host, expected) in [
        ("rninistry-of-tides.example", "strong"),
        ("ministry-0f-tides.example", "strong"),
        ("ministry-of-tides.example.evil.example", "strong"),
        ("xn--mnistry-of-tides-8rb.example", "strong"),
        ("ministryoftides-example.net", "strong"),
        ("ministry-of-tides-login.net", "strong"),
        ("minsitry-of-tides.example", "strong"),
        ("ministryof-tides.example", "strong"),
        ("ministry-of-tides.com", "weak"),
        ("minstry-of-tide.example", "weak"),
        ("ministry-of-tides-fanclub.net", "weak"),
    ] {
        let found = of(host);
        assert_eq!(
            found,
            [format!(
                "lookalike_domain {expected} ministry-of-tides.example | {host}"
            )],
            "{host}"
        );
    }
    for host in [
        "ministry-of-tides.example",
        "press.ministry-of-tides.example",
        "mail.tidal.gov.example",
        "gov.example",
        "ministry.example.org",
        "example.com",
        "example.net",
        "ministry-of-fish.example",
        "tides.example",
        "gmail.com",
        "home.example",
    ] {
        assert_eq!(of(host), Vec::<String>::new(), "{host}");
    }
}

#[test]
fn short_names_of_domains_are_words_that_many_have() {
    let list =
        ProtectedList::parse("domain: python.org\ndomain: paypal.com\ndomain: sun.com").unwrap();
    let mut lookout = Lookout::new(&list);
    let mut of = |host: &str| {
        let from = read_mailboxes(&format!("x@{host}"), 1);
        told(&lookout.check(&Mail {
            from: &from,
            ..Mail::default()
        }))
    };
    for host in [
        "python.net",
        "paypal.de",
        "paypal-fans.net",
        "sun.org",
        "sum.com",
        "sun-login.com",
        "son.com",
    ] {
        assert_eq!(of(host), Vec::<String>::new(), "{host}");
    }
    for (host, expected) in [
        ("paypa1.com", "strong"),
        ("paypal-login.net", "strong"),
        ("secure-paypal-com.net", "strong"),
        ("paypai.com", "weak"),
    ] {
        assert_eq!(
            of(host),
            [format!("lookalike_domain {expected} paypal.com | {host}")],
            "{host}"
        );
    }
}

#[test]
fn a_parent_of_a_protected_domain_is_its_owner_and_a_name_before_another_is_not() {
    let list = |text: &str| Lookout::new(&ProtectedList::parse(text).unwrap());
    let of = |list: &mut Lookout, address: &str| {
        let from = [Mailbox {
            name: String::new(),
            address: address.to_owned(),
        }];
        list.check(&Mail {
            from: &from,
            ..Mail::default()
        })
        .len()
    };
    assert_eq!(
        of(&mut list("domain: ministry.example.org"), "x@example.org"),
        0
    );
    assert_eq!(
        of(&mut list("domain: example.org"), "x@ministry.example.org"),
        0
    );
    assert_eq!(
        of(
            &mut list("domain: ministry.example"),
            "x@ministry.example.org"
        ),
        1
    );
}

fn boxes(fields: [&str; 2]) -> [Vec<Mailbox>; 2] {
    fields.map(|field| read_mailboxes(field, 9))
}

#[test]
fn answers_that_go_elsewhere_are_seen_unless_a_list_carried_the_mail() {
    let of = |from: &str, reply: &str, through_list: bool| {
        let [from, reply_to] = boxes([from, reply]);
        told(&found(&Mail {
            from: &from,
            reply_to: &reply_to,
            recipients: &["talk@lists.example".to_owned()],
            through_list,
            ..Mail::default()
        }))
    };
    let jane = "Jane Doe <jane@ministry-of-tides.example>";
    assert_eq!(
        of(jane, "x@gmail.com", false),
        [
            "reply_elsewhere strong ministry-of-tides.example | gmail.com"
                .replace("ministry-of-tides.example", "Jane Doe")
        ]
    );
    assert_eq!(
        of(jane, "desk@tickets.example", false),
        ["reply_elsewhere weak Jane Doe | tickets.example"]
    );
    for (reply, through_list) in [
        ("", false),
        ("jmda@home.example", false),
        ("press@www.ministry-of-tides.example", false),
        ("Talk@lists.example", false),
        ("x@gmail.com", true),
    ] {
        assert_eq!(
            of(jane, reply, through_list),
            Vec::<String>::new(),
            "{reply}"
        );
    }
    assert_eq!(
        of("A B <a@b.example>", "x@gmail.com", false),
        Vec::<String>::new()
    );
    // A list that rewrites From, and answers to the person.
    assert_eq!(
        of(
            "Jane Doe <talk@lists.example>",
            "jane@ministry-of-tides.example",
            false
        ),
        Vec::<String>::new()
    );
    // A namesake in Reply-To only.
    assert_eq!(
        of("Sales <a@b.example>", "Jane Doe <jd@gmail.com>", false),
        ["display_name weak Jane Doe | Jane Doe"]
    );
}

#[test]
fn two_senders_in_one_from_are_seen_when_one_is_protected() {
    check(&[
        (
            "jane@ministry-of-tides.example, evil@mail.example",
            &["several_senders strong Jane Doe | mail.example"],
        ),
        (
            "jane@ministry-of-tides.example, minister@ministry-of-tides.example",
            &[],
        ),
        ("a@b.example, c@d.example", &[]),
    ]);
}

#[test]
fn failed_checks_count_for_protected_senders_only() {
    let of = |from: &str, [spf, dkim, dmarc]: [&str; 3], through_list: bool| {
        let from = read_mailboxes(from, 9);
        let result = |word: &'static str| (!word.is_empty()).then_some(word);
        found(&Mail {
            from: &from,
            spf: (!spf.is_empty()).then_some(spf),
            dkim: (!dkim.is_empty()).then_some(dkim),
            dmarc: (!dmarc.is_empty()).then_some(dmarc).or_else(|| result("")),
            through_list,
            ..Mail::default()
        })
        .first()
        .map(|finding| finding.strength)
    };
    let jane = "Jane Doe <jane@ministry-of-tides.example>";
    let (strong, weak) = (Some(Strength::Strong), Some(Strength::Weak));
    assert_eq!(of(jane, ["pass", "", "fail"], false), strong);
    assert_eq!(of(jane, ["pass", "fail", "fail"], true), weak);
    assert_eq!(of(jane, ["fail", "", ""], false), weak);
    assert_eq!(of(jane, ["softfail", "none", "none"], false), weak);
    assert_eq!(of(jane, ["fail", "pass", ""], false), None);
    assert_eq!(of(jane, ["fail", "fail", "pass"], false), None);
    assert_eq!(of(jane, ["", "", ""], false), None);
    assert_eq!(of("A <a@b.example>", ["fail", "fail", "fail"], false), None);
}

#[test]
fn no_local_part_of_a_stranger_is_told() {
    let [from, reply_to] = boxes([
        "Jane Doe <secretlocal@rninistry-of-tides.example>, jane@ministry-of-tides.example",
        "Other Person <secretlocal@mail.example>",
    ]);
    let mail = Mail {
        from: &from,
        reply_to: &reply_to,
        dmarc: Some("fail"),
        ..Mail::default()
    };
    let all = format!("{:?}", found(&mail));
    assert!(
        !all.contains("secretlocal") && !all.contains("Other Person"),
        "{all}"
    );
    assert!(all.contains("rninistry"), "{all}");
}

proptest! {
    #[test]
    fn no_sender_makes_a_panic(
        name in any::<String>(), near in "(jane|doe|minister|office|[a-z.@ ]){0,6}", address in "\\PC{0,40}", list in "[a-z.@<>: \n]{0,80}",
    ) {
        let from = [
            Mailbox { name: name.clone(), address: format!("{near}@{address}") },
            Mailbox { name: near, address: address.clone() },
            Mailbox { name: address, address: name },
        ];
        let mail = Mail { from: &from, reply_to: &from, sender: from.first(), dmarc: Some("fail"), ..Mail::default() };
        let _ = found(&mail);
        if let Ok(list) = ProtectedList::parse(&list) {
            let _ = Lookout::new(&list).check(&mail);
        }
    }
}
