//! What a text demands changes no number: an archive and its mirror image, in which every side,
//! stance, party and matter is exchanged, get the same campaigns, weights and verdicts.

use std::{fs, path::Path, process::Command};

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_pcg::Pcg32;

/// The words that take sides, in one archive and in its mirror image.
#[derive(Clone, Copy)]
struct Stance {
    demand: &'static str,
    side: &'static str,
    party: &'static str,
    matter: &'static str,
}

const ONE: Stance = Stance {
    demand: "support",
    side: "growers",
    party: "Spring",
    matter: "dam",
};
const OTHER: Stance = Stance {
    demand: "oppose",
    side: "millers",
    party: "Autumn",
    matter: "mine",
};

const FIRST: [&str; 12] = [
    "Amina", "Bruno", "Chen", "Dilek", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kemal",
    "Leila",
];
const LAST: [&str; 12] = [
    "Abara", "Berg", "Castro", "Dogan", "Evans", "Fuchs", "Gomez", "Haddad", "Ivanov", "Jansen",
    "Kimura", "Lopez",
];
const PROVIDERS: [(&str, &str, [u8; 3]); 6] = [
    ("gmail.com", "mail-ed1-f41.google.com", [209, 85, 208]),
    (
        "outlook.com",
        "mail-db8.outbound.protection.outlook.com",
        [40, 92, 91],
    ),
    (
        "yahoo.com",
        "sonic301.consmr.mail.ir2.yahoo.com",
        [77, 238, 176],
    ),
    ("gmx.net", "mout.gmx.net", [212, 227, 15]),
    ("proton.me", "mail-4316.protonmail.ch", [185, 70, 43]),
    ("icloud.com", "st43p00im.me.com", [17, 58, 63]),
];
/// A Monday in 2025.
const START: i64 = 1_736_121_600;
const DAY: i64 = 86_400;

/// Everyday words, the same in both archives.
fn words(dice: &mut Pcg32, count: usize) -> String {
    const PARTS: [&str; 24] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su",
        "ta", "ve", "wi", "xo", "yu", "za", "bre", "cli", "dro",
    ];
    let mut out = Vec::new();
    for _ in 0..count {
        let syllables = dice.random_range(2..5);
        out.push(
            (0..syllables)
                .map(|_| *PARTS.choose(dice).unwrap())
                .collect::<String>(),
        );
    }
    out.join(" ")
}

struct Mail {
    name: String,
    address: String,
    host: String,
    ip: String,
    id: String,
    client: &'static str,
    list: &'static str,
    time: i64,
    subject: String,
    body: String,
}

/// Somebody with an address as people have them, at one of the providers.
fn person(dice: &mut Pcg32, number: usize) -> (String, String, usize) {
    let (first, last) = (FIRST[number % 12], LAST[number / 12 % 12]);
    let (f, l) = (first.to_lowercase(), last.to_lowercase());
    let provider = number * 7 % 6;
    let local = match number % 5 {
        0 => format!("{f}.{l}"),
        1 => format!("{f}{number}"),
        2 => format!("{l}_{f}"),
        3 => format!("{}{l}{}", &f[..1], number % 100),
        _ => words(dice, 1) + &number.to_string(),
    };
    let address = format!("{local}@{}", PROVIDERS[provider].0);
    (format!("{first} {last}"), address, provider)
}

/// A mail of that somebody, sent in waking hours of a day.
fn by_person(dice: &mut Pcg32, number: usize, day: i64, subject: String, body: String) -> Mail {
    let mut own = Pcg32::seed_from_u64(number as u64);
    let (name, address, provider) = person(&mut own, number);
    let (_, host, net) = PROVIDERS[provider];
    let id: String = (0..20)
        .map(|_| char::from(b'a' + dice.random_range(0..26_u8)))
        .collect();
    Mail {
        name,
        address,
        host: host.to_owned(),
        ip: format!(
            "{}.{}.{}.{}",
            net[0],
            net[1],
            net[2],
            dice.random_range(2..250)
        ),
        id: format!("{id}@{host}"),
        client: ["", "Thunderbird 128.0", "Apple Mail (2.3774)"][number % 3],
        list: "",
        time: START + day * DAY + dice.random_range(8 * 3600..20 * 3600),
        subject,
        body,
    }
}

/// The letter that a campaign is made from.
fn letter(stance: Stance, dice: &mut Pcg32) -> String {
    let Stance {
        demand,
        side,
        party,
        matter,
    } = stance;
    format!(
        "Dear Minister, we {demand} the {matter} that the {side} of the upper valley have asked for since the flood. {} The party of {party} has promised to listen. {}",
        words(dice, 40),
        words(dice, 40)
    )
}

fn everyday(stance: Stance, dice: &mut Pcg32) -> Vec<Mail> {
    let mail = |n: usize| {
        let day = dice.random_range(0..30);
        let body = format!(
            "{}\n\nI {} the {} and {}.\n\n{}",
            words(dice, 40),
            stance.demand,
            stance.side,
            words(dice, 6),
            words(dice, 30)
        );
        let subject = words(dice, 3);
        by_person(dice, n % 140, day, subject, body)
    };
    (0..300).map(mail).collect()
}

/// A letter that people copied, three in ten with words of their own.
fn copied(stance: Stance, letter: &str, dice: &mut Pcg32) -> Vec<Mail> {
    let mail = |n: usize| {
        let own = match n % 10 {
            0..3 => format!("\n\n{}", words(dice, 14)),
            _ => String::new(),
        };
        let body = format!("{letter}{own}\n\n{}", words(dice, 2));
        let day = dice.random_range(10..15);
        by_person(
            dice,
            60 + n * 2,
            day,
            format!("We {} it", stance.demand),
            body,
        )
    };
    (0..60).map(mail).collect()
}

/// Mails of one hand under many names, one every 150 seconds.
fn operated(stance: Stance, dice: &mut Pcg32, body: impl Fn(&mut Pcg32) -> String) -> Vec<Mail> {
    let mail = |(n, at): (usize, i64)| {
        let (first, last) = (*FIRST.choose(dice).unwrap(), *LAST.choose(dice).unwrap());
        let local = format!("{}{}{}", first.to_lowercase(), last.to_lowercase(), 100 + n);
        let domain = format!("townpost{}.example", 31 + n % 6);
        Mail {
            name: format!("{first} {last}"),
            address: format!("{local}@{domain}"),
            host: "vps7.rackfield.example".to_owned(),
            ip: format!("198.51.100.{}", 10 + n % 5),
            id: format!("{}.{}@{domain}", START + at, 7_000 + n),
            client: "PHPMailer 6.9.1",
            list: "",
            time: START + 15 * DAY + 150 * at,
            subject: format!("I {} it", stance.demand),
            body: body(dice),
        }
    };
    (0..60).zip(0..).map(mail).collect()
}

/// A text with a choice of three words in each of its ten sentences.
fn spun(stance: Stance, dice: &mut Pcg32) -> Vec<Mail> {
    let sentences: Vec<(String, [String; 3])> = (0..10)
        .map(|_| (words(dice, 8), [0; 3].map(|_| words(dice, 1))))
        .collect();
    let start = format!(
        "I {} the {} with the {} and with {}. ",
        stance.demand, stance.matter, stance.side, stance.party
    );
    operated(stance, dice, |dice| {
        let drawn = sentences.iter().map(|(fixed, choice)| {
            let word = choice.choose(dice).unwrap();
            format!("{fixed} {word}")
        });
        start.clone() + &drawn.collect::<Vec<_>>().join(". ")
    })
}

fn newsletter(stance: Stance, letter: &str, dice: &mut Pcg32) -> Vec<Mail> {
    let mail = |n: i64| Mail {
        name: format!("{} Letter", stance.party),
        address: "news@letter.example".to_owned(),
        host: "out1.letter.example".to_owned(),
        ip: "203.0.113.8".to_owned(),
        id: format!("news{n}@letter.example"),
        client: "",
        list: "List-Id: <news.letter.example>\nPrecedence: bulk\n",
        time: START + 20 * DAY + 2 * n,
        subject: format!("The {}", stance.matter),
        body: format!(
            "{letter} {} {} {}",
            stance.side,
            stance.matter,
            words(dice, 2)
        ),
    };
    (0..30).map(mail).collect()
}

/// The archive of one stance: everyday mail, a form letter, a spun text, a newsletter.
fn archive(stance: Stance) -> String {
    let mut dice = Pcg32::seed_from_u64(5);
    let dice = &mut dice;
    let mut mails = everyday(stance, dice);
    let form = letter(stance, dice);
    mails.extend(copied(stance, &form, dice));
    mails.extend(spun(stance, dice));
    let issue = letter(stance, dice);
    mails.extend(newsletter(stance, &issue, dice));
    written(mails)
}

/// A letter that people copied and a machine sends as well.
fn amplified(stance: Stance) -> String {
    let mut dice = Pcg32::seed_from_u64(6);
    let dice = &mut dice;
    let mut mails = everyday(stance, dice);
    let form = letter(stance, dice);
    mails.extend(copied(stance, &form, dice));
    mails.extend(operated(stance, dice, |_| form.clone()));
    written(mails)
}

fn written(mut mails: Vec<Mail>) -> String {
    mails.sort_by_key(|mail| mail.time);
    mails.iter().map(wire).collect()
}

fn wire(mail: &Mail) -> String {
    let date = jiff::Timestamp::from_second(mail.time).unwrap();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S +0000");
    let client = match mail.client {
        "" => String::new(),
        name => format!("X-Mailer: {name}\n"),
    };
    let Mail {
        name,
        address,
        host,
        ip,
        id,
        list,
        subject,
        body,
        ..
    } = mail;
    format!(
        "From {address} Mon Jan  6 02:43:39 2025\nReceived: from {host} ({host} [{ip}])\n\tby mx1.office.example (Postfix) with ESMTPS id 4F00\n\tfor <info@office.example>; {date}\nMessage-ID: <{id}>\nDate: {date}\nFrom: {name} <{address}>\nTo: info@office.example\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{client}{list}\n{body}\n\n"
    )
}

fn refrain(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Scans an archive; the case's path.
fn scanned(folder: &Path, name: &str, archive: &str) -> String {
    let mbox = folder.join(format!("{name}.mbox"));
    let case = folder.join(format!("{name}.case"));
    fs::write(&mbox, archive).unwrap();
    let (mbox, case) = (mbox.to_str().unwrap(), case.to_str().unwrap());
    refrain(&["scan", mbox, "--case", case, "-q"]);
    case.to_owned()
}

fn rows(case: &str, table: &str) -> Vec<serde_json::Value> {
    refrain(&["export", case, table, "--format", "jsonl"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The most that a template's evidence may differ by in decibans: which letters a template is told
/// from hangs on hashes of their words, like a drawing of lots.
const LOTS: f64 = 1.0;

/// What must be equal of one stance's campaigns, and the numbers that rest on templates.
fn numbers(folder: &Path, stance: Stance) -> (Vec<String>, Vec<f64>) {
    let case = scanned(folder, stance.demand, &archive(stance));
    let (mut equal, mut near) = (Vec::new(), Vec::new());
    let cells = |row: &serde_json::Value, columns: &[&str]| -> String {
        let cells = columns.iter().map(|name| row[name].to_string());
        cells.collect::<Vec<_>>().join(" ")
    };
    for row in rows(&case, "campaigns") {
        equal.push(cells(
            &row,
            &["campaign", "verdict", "messages", "accounts", "wanted"],
        ));
        near.push(row["weight"].as_f64().unwrap());
    }
    let mut evidence = rows(&case, "evidence");
    evidence.sort_by_key(|row| cells(row, &["campaign", "rule"]));
    for row in evidence {
        if row["family"] == "template" {
            equal.push(cells(&row, &["campaign", "rule"]));
            near.push(row["weight"].as_f64().unwrap());
        } else {
            equal.push(cells(
                &row,
                &["campaign", "rule", "weight", "text", "messages"],
            ));
        }
    }
    for row in rows(&case, "members") {
        equal.push(cells(&row, &["external_id", "campaign", "kind"]));
    }
    (equal, near)
}

#[test]
fn exchanging_sides_changes_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let (one, near) = numbers(folder.path(), ONE);
    let (other, near_other) = numbers(folder.path(), OTHER);
    for verdict in ["operated", "form_letter", "bulk_sender"] {
        assert!(
            one.iter().any(|line| line.contains(verdict)),
            "{verdict}: {one:#?}"
        );
    }
    assert_eq!(one, other);
    for (a, b) in near.iter().zip(&near_other) {
        assert!((a - b).abs() <= LOTS, "{near:?} {near_other:?}");
    }
}

#[test]
fn a_letter_that_people_copied_and_a_machine_sends_is_split_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let case = scanned(folder.path(), "amplified", &amplified(ONE));
    let campaigns = rows(&case, "campaigns");
    let found: Vec<(&str, &str)> = campaigns
        .iter()
        .map(|row| {
            (
                row["verdict"].as_str().unwrap(),
                row["beside"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(campaigns.len(), 2, "{campaigns:#?}");
    assert!(
        found.contains(&("operated", "0")) && found.contains(&("form_letter", "1"))
            || found.contains(&("operated", "1")) && found.contains(&("form_letter", "0")),
        "{campaigns:#?}"
    );
    for member in rows(&case, "members") {
        let by_machine = member["external_id"]
            .as_str()
            .unwrap()
            .contains("@townpost");
        assert_eq!(member["verdict"] == "operated", by_machine, "{member}");
    }
}
