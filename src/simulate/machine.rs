//! The programs that write mail: header order, Message-ID form, boundary form, mailer line.
//!
//! In: a [`Client`] and dice. Out: the strings that this program would have written.
//! Shapes after the programs' own output and their public source; see [`order`] for the codes.

use super::{
    dice::{BASE36, BASE62, DIGITS, Dice, HEX},
    prose::push_number,
};

/// A program that writes mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Gmail,
    OutlookWeb,
    OutlookDesktop,
    Yahoo,
    AppleMail,
    Iphone,
    Thunderbird,
    Proton,
    Gmx,
    Roundcube,
    PhpMailer,
    Python,
    Swift,
    Java,
    Node,
}

/// How a client encodes a body that is not plain ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    QuotedPrintable,
    Base64,
    EightBit,
}

/// The header order, a letter a header: `f` From, `t` To and Cc, `s` Subject, `d` Date, `i`
/// Message-ID, `r` In-Reply-To and References, `m` MIME-Version, `y` Content-Type, `x` the
/// client's own lines, `p` Reply-To and Sender.
pub(super) const fn order(client: Client) -> &'static [u8] {
    match client {
        Client::Gmail => b"mrfdispty",
        Client::OutlookWeb => b"ftspdirxym",
        Client::OutlookDesktop => b"ftrpsdimyx",
        Client::Yahoo => b"dfptirsmyx",
        Client::AppleMail => b"ymsfrpditx",
        Client::Iphone => b"yfpmsdirtx",
        Client::Thunderbird => b"idmxstrpfy",
        Client::Proton => b"dtfpsirxmy",
        Client::Gmx => b"miftpsydrx",
        Client::Roundcube => b"mdftpsrxiy",
        Client::PhpMailer => b"dtfpsixmyr",
        Client::Python => b"ymfptsdirx",
        Client::Swift => b"idsfptmyxr",
        Client::Java => b"dfptismyxr",
        Client::Node => b"yfptsidmxr",
    }
}

/// How the client encodes what is not ASCII.
pub(super) const fn encoding(client: Client) -> Encoding {
    match client {
        Client::Thunderbird | Client::Roundcube => Encoding::EightBit,
        Client::Gmail | Client::Python | Client::Proton => Encoding::Base64,
        _ => Encoding::QuotedPrintable,
    }
}

/// A Message-ID with its angle brackets. `host` is the writing or sending host.
pub(super) fn message_id(client: Client, host: &str, time: u64, dice: &mut Dice) -> String {
    let mut id = String::with_capacity(80);
    id.push('<');
    match client {
        Client::Gmail => {
            id.push_str("CA");
            dice.letters(BASE62, 30, &mut id);
            id.push_str(dice.pick(&["=", "-", "_"]));
            dice.letters(BASE62, 15, &mut id);
            id.push_str("@mail.gmail.com");
        }
        Client::OutlookWeb => outlook_id(dice, &mut id),
        Client::Yahoo => numbers(dice, &[10, 7, 13], "@mail.yahoo.com", &mut id),
        Client::AppleMail | Client::Iphone => groups(dice, &BASE36[..16], "", host, &mut id),
        Client::Thunderbird | Client::Node => groups(dice, HEX, "", host, &mut id),
        Client::Proton => {
            dice.letters(BASE62, 43, &mut id);
            id.push('-');
            dice.letters(BASE62, 42, &mut id);
            id.push_str("=@protonmail.com");
        }
        Client::Gmx => {
            id.push_str("trinity-");
            groups(dice, HEX, "-", "3c-app-gmx-bs42", &mut id);
        }
        Client::OutlookDesktop => {
            dice.letters(HEX, 6, &mut id);
            id.push_str("01db");
            dice.letters(HEX, 4, &mut id);
            id.push('$');
            dice.letters(HEX, 8, &mut id);
            id.push('$');
            dice.letters(HEX, 8, &mut id);
            id.push_str("$@");
            id.push_str(host);
        }
        Client::Roundcube | Client::PhpMailer | Client::Swift | Client::Python | Client::Java => {
            library_id(client, time, dice, &mut id);
            id.push_str(host);
        }
    }
    id.push('>');
    id
}

/// What libraries and server programs put before the host.
fn library_id(client: Client, time: u64, dice: &mut Dice, id: &mut String) {
    match client {
        Client::PhpMailer => dice.letters(BASE62, 40, id),
        Client::Python => {
            push_number(id, time * 100);
            id.push('.');
            dice.letters(DIGITS, 5, id);
            id.push('.');
            dice.letters(DIGITS, 19, id);
        }
        Client::Java => {
            dice.letters(&DIGITS[1..], 9, id);
            id.push('.');
            dice.letters(DIGITS, 5, id);
            id.push('.');
            push_number(id, time * 1000 + dice.below(1000));
            id.push_str(".JavaMail.root");
        }
        _ => dice.letters(HEX, 32, id),
    }
    id.push('@');
}

fn outlook_id(dice: &mut Dice, id: &mut String) {
    let site = dice.pick(&["AM6PR05", "DB9PR08", "VI1PR04", "PAXPR03", "SN7PR12"]);
    let mut host = String::from(site);
    host.push_str("MB");
    dice.letters(DIGITS, 4, &mut host);
    id.push_str(&host);
    dice.letters(&BASE36[..16], 28, id);
    id.push('@');
    id.push_str(&host);
    id.push_str(".eurprd05.prod.outlook.com");
}

fn numbers(dice: &mut Dice, lengths: &[usize], tail: &str, id: &mut String) {
    for (k, &n) in lengths.iter().enumerate() {
        if k > 0 {
            id.push('.');
        }
        dice.letters(&DIGITS[1..], n, id);
    }
    id.push_str(tail);
}

/// A UUID's groups, an optional mark, `@` and the host.
fn groups(dice: &mut Dice, alphabet: &[u8], mark: &str, host: &str, id: &mut String) {
    for (k, n) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if k > 0 {
            id.push('-');
        }
        dice.letters(alphabet, n, id);
    }
    id.push_str(mark);
    id.push('@');
    id.push_str(host);
}

/// A multipart boundary.
pub(super) fn boundary(client: Client, dice: &mut Dice) -> String {
    let (before, alphabet, n, after): (&str, &[u8], usize, &str) = match client {
        Client::Gmail => ("000000000000", HEX, 16, ""),
        Client::OutlookWeb => ("_000_AM6PR05MB", &BASE36[..16], 30, "AM6PR05MB5523eurp_"),
        Client::OutlookDesktop => (
            "----=_NextPart_000_",
            &BASE36[..16],
            4,
            "_01DB5A1F.7C3E2B40",
        ),
        Client::Yahoo => ("----=_Part_", DIGITS, 7, "_1428571304.1736"),
        Client::AppleMail => ("Apple-Mail=_", &BASE36[..16], 32, ""),
        Client::Iphone => ("Apple-Mail-", &BASE36[..16], 32, ""),
        Client::Thunderbird => ("------------", BASE62, 24, ""),
        Client::Proton => ("b1_", BASE62, 43, ""),
        Client::Gmx => ("abmob-", HEX, 32, ""),
        Client::Roundcube => ("=_", HEX, 32, ""),
        Client::PhpMailer => ("b1_", BASE62, 32, ""),
        Client::Python => ("===============", DIGITS, 19, "=="),
        Client::Swift => ("_=_swift_v4_", HEX, 26, "_=_"),
        Client::Java => ("----=_Part_", DIGITS, 4, "_938271645.1736"),
        Client::Node => ("--_NmP-", HEX, 16, "-Part_1"),
    };
    let mut out = String::from(before);
    dice.letters(alphabet, n, &mut out);
    out.push_str(after);
    out
}

/// The line by which the client names itself, if it does; `version` picks among its releases.
pub(super) fn mailer(client: Client, version: u64) -> Option<&'static str> {
    let releases: &[&str] = match client {
        Client::OutlookDesktop => &[
            "X-Mailer: Microsoft Outlook 16.0",
            "X-Mailer: Microsoft Outlook 15.0",
        ],
        Client::Yahoo => &[
            "X-Mailer: WebService/1.1.23369 YMailNorrin",
            "X-Mailer: WebService/1.1.23288 YahooMailAndroidMobile",
        ],
        Client::AppleMail => &[
            "X-Mailer: Apple Mail (2.3826.300.87.4.3)",
            "X-Mailer: Apple Mail (2.3774.600.62)",
            "X-Mailer: Apple Mail (2.3654.120.0.1.15)",
        ],
        Client::Iphone => &[
            "X-Mailer: iPhone Mail (22D72)",
            "X-Mailer: iPhone Mail (21G93)",
            "X-Mailer: iPhone Mail (20H350)",
            "X-Mailer: iPad Mail (22D72)",
        ],
        Client::Thunderbird => &[
            "User-Agent: Mozilla Thunderbird",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Thunderbird/102.15.1",
        ],
        Client::Roundcube => &[
            "User-Agent: Roundcube Webmail/1.6.9",
            "User-Agent: Roundcube Webmail/1.4.15",
        ],
        Client::PhpMailer => &[
            "X-Mailer: PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)",
            "X-Mailer: PHPMailer 5.2.27 (https://github.com/PHPMailer/PHPMailer)",
        ],
        Client::Swift => &["X-Mailer: SwiftMailer 6.3.0"],
        Client::Java => &["X-Mailer: JavaMail"],
        _ => return None,
    };
    let slot = usize::try_from(version % releases.len() as u64).unwrap_or(0);
    releases.get(slot).copied()
}

/// Further lines that the client always writes.
pub(super) fn marks(client: Client, dice: &mut Dice, out: &mut String) {
    match client {
        Client::OutlookWeb => {
            out.push_str("Thread-Index: AQHb");
            dice.letters(BASE62, 26, out);
            out.push_str("==\nAccept-Language: en-GB, en-US\nContent-Language: en-GB\nX-MS-Has-Attach:\nX-MS-TNEF-Correlator:\n");
        }
        Client::OutlookDesktop => {
            out.push_str("Thread-Index: AQJ");
            dice.letters(BASE62, 27, out);
            out.push_str("==\nContent-Language: en-gb\n");
        }
        Client::Proton => {
            out.push_str("Feedback-ID: ");
            dice.letters(DIGITS, 8, out);
            out.push_str(":user:proton\n");
        }
        Client::Thunderbird => out.push_str("Content-Language: en-GB\n"),
        Client::Gmx => out.push_str("Importance: normal\nSensitivity: Normal\nX-Priority: 3\n"),
        _ => {}
    }
}
