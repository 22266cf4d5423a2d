//! People with mail accounts: everything about one follows from the seed and the account's number.
//!
//! In: an account number. Out: [`Person`]: name, address, provider, client, time zone, home network.
//! Nothing is stored, so a population of millions takes no memory.

use super::{
    calendar::ZONES,
    dice::{Dice, Stream, mix},
    foreign::Language,
    machine::Client,
    names::{FIRST, LAST},
    organisation::{Hosting, hosting, own_domain, public_network, share},
    prose::push_number,
};

/// Who carries somebody's mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Gmail,
    Outlook,
    Yahoo,
    Gmx,
    Proton,
    Icloud,
    /// An organisation's own domain, hosted by one of the big ones or on a server of its own.
    Own {
        /// The organisation's number.
        domain: u64,
    },
}

/// Providers of private mail and their share in percent.
const PRIVATE: [(Provider, u64); 6] = [
    (Provider::Gmail, 52),
    (Provider::Outlook, 20),
    (Provider::Yahoo, 12),
    (Provider::Gmx, 5),
    (Provider::Proton, 4),
    (Provider::Icloud, 7),
];

/// The world that an archive's letters come from.
#[derive(Clone, Copy, Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    /// Accounts of each zone that the background draws from.
    pub(super) people: u64,
    bits: u32,
}

/// One account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) address: String,
    pub(super) provider: Provider,
    pub(super) client: Client,
    /// Picks the release of the client.
    pub(super) version: u64,
    /// Minutes east of UTC.
    pub(super) offset: i64,
    /// The network that this person writes from.
    pub(super) home: [u8; 3],
    pub(super) language: Language,
    /// Seeds habits: signature, layout, greeting.
    pub(super) habit: u64,
}

impl Person {
    /// The part of the address after the `@`.
    pub(super) fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }

    /// First and family name.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }
}

impl World {
    /// A world with enough people for `messages` messages: about five messages for two people.
    pub(super) fn new(seed: u64, messages: u64) -> Self {
        let people = (messages / 20).max(40);
        let ids = (people * 8 + messages).max(1 << 14);
        Self {
            seed,
            people,
            bits: 64 - ids.leading_zeros(),
        }
    }

    /// An account of the background's population in one zone; low ranks write more.
    pub(super) fn draw(&self, zone: u64, dice: &mut Dice) -> u64 {
        let mut rank = dice.below(self.people) + 1;
        if dice.percent(60) {
            rank = dice.below(rank) + 1;
        }
        if dice.percent(35) {
            rank = dice.below(rank) + 1;
        }
        (rank - 1) * ZONES.len() as u64 + zone
    }

    /// An account number outside the background's population; `n` must differ between accounts.
    pub(super) fn fresh(&self, n: u64) -> u64 {
        self.people * ZONES.len() as u64 + n
    }

    /// The account with this number.
    pub(super) fn person(&self, id: u64) -> Person {
        let mut dice = Dice::of(self.seed, Stream::Account, id);
        let zone = usize::try_from(id % ZONES.len() as u64).unwrap_or(0);
        let (first, last, rest) = self.name_of(id);
        let provider = if dice.percent(30) {
            Provider::Own {
                domain: self.organisation(&mut dice),
            }
        } else {
            share(&PRIVATE, &mut dice)
        };
        let client = client_of(provider, self.seed, &mut dice);
        let address = self.address(first, last, rest, provider, &mut dice);
        let language = language_of(ZONES[zone].0, &mut dice);
        let home = public_network(&mut dice);
        Person {
            first,
            last,
            address,
            provider,
            client,
            version: dice.bits() >> 8,
            offset: ZONES[zone].0,
            home,
            language,
            habit: dice.bits() >> 8,
        }
    }

    /// The account with this number as one of the people of organisation `domain`: its address form,
    /// its mail system, its office's network and time zone; most use the program of the house.
    pub(super) fn colleague(&self, id: u64, domain: u64) -> Person {
        let mut person = self.person(id);
        let (first, last, rest) = self.name_of(id);
        let mut house = Dice::of(self.seed ^ 4, Stream::Domain, domain);
        let mut own = Dice::of(self.seed ^ 4, Stream::Account, id);
        person.provider = Provider::Own { domain };
        let separator = house.pick(&[".", ".", ".", "_", ""]);
        let family_first = house.percent(15);
        let (first, last) = (ascii(first), ascii(last));
        person.address = if family_first {
            format!("{last}{separator}{first}")
        } else {
            format!("{first}{separator}{last}")
        };
        if rest > 0 {
            push_number(&mut person.address, rest);
        }
        person.address.push('@');
        person.address.push_str(&own_domain(self.seed, domain));
        let usual = client_of(person.provider, self.seed, &mut house);
        let office = public_network(&mut house);
        let release = house.bits() >> 8;
        person.client = client_of(person.provider, self.seed, &mut own);
        if own.percent(65) {
            person.client = usual;
            person.version = release;
        }
        if own.percent(85) {
            person.home = office;
        }
        person.offset = 180;
        person
    }

    /// How many organisations have people in the archive; those with low numbers have more.
    pub(super) fn organisations(&self) -> u64 {
        self.people / 3 + 12
    }

    /// Names by a scrambled number: the triple (first, last, rest) is never given twice.
    fn name_of(&self, id: u64) -> (&'static str, &'static str, u64) {
        let mask = (1 << self.bits) - 1;
        let mut x = id & mask;
        for round in 0..3 {
            let odd = mix(self.seed ^ (Stream::Scramble as u64) << 8 ^ round) | 1;
            x = x.wrapping_mul(odd) & mask;
            x ^= x >> (self.bits / 2);
        }
        let at = |n: u64| usize::try_from(n % 128).unwrap_or(0);
        (FIRST[at(x)], LAST[at(x >> 7)], x >> 14)
    }

    fn organisation(&self, dice: &mut Dice) -> u64 {
        let all = self.organisations();
        let reach = dice.below(all) + 1;
        dice.below(reach)
    }

    fn address(
        &self,
        first: &str,
        last: &str,
        rest: u64,
        provider: Provider,
        dice: &mut Dice,
    ) -> String {
        let (first, last) = (ascii(first), ascii(last));
        let (a, b) = if dice.percent(20) {
            (&last, &first)
        } else {
            (&first, &last)
        };
        let mut out = format!("{a}{}{b}", dice.pick(&[".", ".", "", "_"]));
        if rest > 0 {
            push_number(&mut out, rest);
        }
        out.push('@');
        match provider {
            Provider::Gmail => out.push_str("gmail.com"),
            Provider::Outlook => {
                out.push_str(dice.pick(&["outlook.com", "hotmail.com", "live.com"]));
            }
            Provider::Yahoo => out.push_str(dice.pick(&["yahoo.com", "yahoo.co.uk"])),
            Provider::Gmx => out.push_str(dice.pick(&["gmx.net", "gmx.de"])),
            Provider::Proton => out.push_str(dice.pick(&["proton.me", "protonmail.com"])),
            Provider::Icloud => out.push_str(dice.pick(&["icloud.com", "me.com"])),
            Provider::Own { domain } => out.push_str(&own_domain(self.seed, domain)),
        }
        out
    }
}

/// The programs that customers of a provider use, and their share in percent.
const fn clients(provider: Provider) -> &'static [(Client, u64)] {
    use Client::{
        AppleMail, Gmail, Gmx, Iphone, OutlookDesktop, OutlookWeb, Proton, Thunderbird, Yahoo,
    };
    match provider {
        Provider::Gmail => &[(Gmail, 78), (Iphone, 12), (Thunderbird, 5), (AppleMail, 5)],
        Provider::Outlook => &[(OutlookWeb, 80), (Iphone, 12), (OutlookDesktop, 8)],
        Provider::Yahoo => &[(Yahoo, 82), (Iphone, 14), (Thunderbird, 4)],
        Provider::Gmx => &[(Gmx, 66), (Thunderbird, 22), (Iphone, 12)],
        Provider::Proton => &[(Proton, 100)],
        Provider::Icloud => &[(Iphone, 68), (AppleMail, 32)],
        Provider::Own { .. } => &[],
    }
}

/// The same for organisations.
const fn clients_at(hosting: Hosting) -> &'static [(Client, u64)] {
    use Client::{AppleMail, Gmail, Iphone, OutlookDesktop, OutlookWeb, Roundcube, Thunderbird};
    match hosting {
        Hosting::Microsoft => &[(OutlookWeb, 72), (OutlookDesktop, 20), (Iphone, 8)],
        Hosting::Google => &[(Gmail, 84), (Iphone, 10), (AppleMail, 6)],
        Hosting::Server => &[
            (Thunderbird, 34),
            (Roundcube, 26),
            (OutlookDesktop, 18),
            (AppleMail, 14),
            (Iphone, 8),
        ],
    }
}

fn client_of(provider: Provider, seed: u64, dice: &mut Dice) -> Client {
    let table = match provider {
        Provider::Own { domain } => clients_at(hosting(seed, domain)),
        other => clients(other),
    };
    share(table, dice)
}

fn language_of(offset: i64, dice: &mut Dice) -> Language {
    if dice.percent(82) {
        return Language::English;
    }
    match offset {
        180 => dice.pick(&[
            Language::Swahili,
            Language::Swahili,
            Language::Arabic,
            Language::French,
        ]),
        60 => dice.pick(&[Language::German, Language::French, Language::Spanish]),
        480 => Language::Malay,
        -180 | -300 => Language::Spanish,
        _ => dice.pick(&[Language::Arabic, Language::French, Language::German]),
    }
}

/// A name as people put it into addresses.
pub(super) fn ascii(name: &str) -> String {
    name.chars()
        .map(|c| match c.to_ascii_lowercase() {
            'é' | 'ë' => 'e',
            'í' => 'i',
            'ü' => 'u',
            'ñ' => 'n',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_accounts_have_one_address() {
        let world = World::new(9, 20_000);
        let addresses: HashSet<String> = (0..20_000).map(|id| world.person(id).address).collect();
        assert!(addresses.len() >= 19_990, "{}", addresses.len());
        assert!(addresses.iter().all(|address| address.is_ascii()));
    }

    #[test]
    fn an_account_is_the_same_whenever_it_is_asked_for() {
        let world = World::new(9, 1000);
        assert_eq!(
            format!("{:?}", world.person(77)),
            format!("{:?}", World::new(9, 1000).person(77))
        );
    }

    #[test]
    fn few_accounts_write_much_and_many_write_once() {
        let world = World::new(9, 10_000);
        let mut dice = Dice::of(9, Stream::Background, 0);
        let mut counts = vec![0u32; usize::try_from(world.people).unwrap()];
        for _ in 0..1250 {
            counts[usize::try_from(world.draw(0, &mut dice) / 8).unwrap()] += 1;
        }
        counts.sort_unstable_by(|a, b| b.cmp(a));
        assert!(counts[0] >= 15, "{:?}", &counts[..5]);
        assert!(counts.iter().filter(|&&n| n == 1).count() > 60);
    }
}
