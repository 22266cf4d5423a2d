//! How long a protected list of 100 entries takes over senders made by rule, first names shared with the list.

use divan::{Bencher, black_box, counter::ItemsCount};
use refrain::{
    campaign::impersonation::{Lookout, Mail, ProtectedList},
    message::Mailbox,
};

const FIRST: [&str; 20] = [
    "John", "Jane", "David", "Mary", "Peter", "Anna", "Paul", "Sarah", "James", "Laura", "Michael",
    "Susan", "Thomas", "Karen", "Robert", "Nina", "Daniel", "Helen", "Mark", "Julia",
];
const SYLLABLES: [&str; 16] = [
    "ba", "ker", "lin", "mor", "ton", "sen", "wal", "fer", "gra", "hol", "dan", "rit", "vos",
    "man", "per", "sol",
];

fn main() {
    divan::main();
}

fn last(number: usize) -> String {
    let parts = [
        number % 16,
        number / 16 % 16,
        number / 256 % 16,
        number / 4096 % 16,
    ];
    parts.iter().map(|&part| SYLLABLES[part]).collect()
}

fn list() -> ProtectedList {
    let persons = (0..70).map(|number| {
        let (first, last) = (FIRST[number % 20], last(number * 977));
        format!("person: {first} {last} <{first}.{last}@ministry-of-tides.example>")
    });
    let offices = (0..10).map(|number| {
        let name = last(number * 811);
        format!("office: Ministry of {name} <post@{name}.example>")
    });
    let domains = (0..20).map(|number| format!("domain: {}.example", last(number * 613)));
    let lines: Vec<String> = persons.chain(offices).chain(domains).collect();
    ProtectedList::parse(&lines.join("\n")).expect("the list is well formed")
}

fn senders(distinct: usize) -> Vec<[Mailbox; 1]> {
    let sender = |number: usize| {
        let (first, last) = (FIRST[number * 7 % 20], last(number * 31));
        [Mailbox {
            name: format!("{first} {last}"),
            address: format!(
                "{first}.{last}{number}@{}.example",
                self::last(number * 17 % 40_000)
            ),
        }]
    };
    (0..distinct).map(sender).collect()
}

/// A million mails of as many or of fewer distinct senders.
#[divan::bench(args = [100_000, 1_000_000], sample_count = 3, sample_size = 1)]
fn million_mails(bencher: Bencher<'_, '_>, distinct: usize) {
    let (list, senders) = (list(), senders(distinct));
    bencher
        .counter(ItemsCount::new(1_000_000_usize))
        .bench_local(|| {
            let mut lookout = Lookout::new(&list);
            let mut found = 0;
            for from in senders.iter().cycle().take(1_000_000) {
                if lookout.notes(&from[0]) {
                    let mail = Mail {
                        from,
                        ..Mail::default()
                    };
                    found += lookout.check(&mail).len();
                }
            }
            black_box(found)
        });
}
