//! Simulated archives: repeatable, complete, true to their truth, and readable as mail.

use std::collections::HashMap;

use mailparse::MailHeaderMap;
use refrain::simulate::{Clocks, Kinds, Level, Recipe, Totals, write};

fn make(recipe: &Recipe) -> (Vec<u8>, String, Totals) {
    let (mut mbox, mut truth) = (Vec::new(), Vec::new());
    let totals = write(recipe, &mut mbox, &mut truth).unwrap();
    (mbox, String::from_utf8(truth).unwrap(), totals)
}

fn recipe(messages: u64, level: Level) -> Recipe {
    Recipe {
        messages,
        level,
        seed: 11,
        ..Recipe::default()
    }
}

/// The messages of an mbox: a `From ` line after an empty line (or at the start) begins one.
fn split(mbox: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<usize> = memchr::memmem::find_iter(mbox, b"\n\nFrom ")
        .map(|at| at + 2)
        .collect();
    starts.insert(0, 0);
    starts.push(mbox.len());
    starts.windows(2).map(|w| &mbox[w[0]..w[1]]).collect()
}

fn truth_ids(truth: &str) -> HashMap<String, String> {
    let rows = truth
        .lines()
        .map(|line| serde_json::from_str::<HashMap<String, String>>(line).unwrap());
    rows.map(|row| (row["message_id"].clone(), row["campaign"].clone()))
        .collect()
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_another_seed_gives_others() {
    let one = make(&recipe(600, Level::Hard));
    assert_eq!(one, make(&recipe(600, Level::Hard)));
    assert_ne!(
        one.0,
        make(&Recipe {
            seed: 12,
            ..recipe(600, Level::Hard)
        })
        .0
    );
}

#[test]
fn totals_add_up() {
    for level in [Level::Easy, Level::Medium, Level::Hard] {
        let (mbox, truth, totals) = make(&recipe(2000, level));
        assert_eq!(split(&mbox).len(), 2000);
        assert_eq!((totals.messages, totals.bytes), (2000, mbox.len() as u64));
        assert_eq!(totals.planted, truth.lines().count() as u64);
        assert_eq!(totals.planted, truth_ids(&truth).len() as u64);
        assert!((390..=400).contains(&totals.planted), "{totals:?}");
        let campaigns: std::collections::HashSet<String> =
            truth_ids(&truth).into_values().collect();
        assert_eq!(totals.campaigns, campaigns.len() as u64);
    }
}

#[test]
fn every_mail_parses_and_every_planted_one_is_there_once() {
    for recipe in [
        recipe(3000, Level::Easy),
        recipe(3000, Level::Medium),
        recipe(3000, Level::Hard),
        full(11, Level::Medium),
    ] {
        let (mbox, truth, _) = make(&recipe);
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut before = 0;
        for raw in split(&mbox) {
            let end = memchr::memchr(b'\n', raw).unwrap();
            let mail = mailparse::parse_mail(&raw[end + 1..]).unwrap();
            let header = |name: &str| {
                mail.headers
                    .get_first_value(name)
                    .unwrap_or_else(|| panic!("no {name}: {}", String::from_utf8_lossy(raw)))
            };
            let from = mailparse::addrparse(&header("From")).unwrap();
            assert!(from.extract_single_info().unwrap().addr.contains('@'));
            let date = mailparse::dateparse(&header("Date")).unwrap();
            assert!(date >= before, "mails stand in the order of their times");
            before = date;
            assert!(!header("Subject").is_empty());
            let text = text_of(&mail);
            assert!(text.split_whitespace().count() >= 15, "{text}");
            assert!(!text.contains('\u{fffd}'), "{text}");
            assert!(
                text.contains("<html") || !text.contains('{'),
                "an open slot: {text}"
            );
            *seen.entry(header("Message-ID")).or_default() += 1;
        }
        assert!(seen.values().all(|&n| n == 1), "Message-IDs are unique");
        assert!(truth_ids(&truth).keys().all(|id| seen.contains_key(id)));
    }
}

/// The body of the first text part.
fn text_of(mail: &mailparse::ParsedMail<'_>) -> String {
    mail.parts()
        .find(|part| part.ctype.mimetype.starts_with("text/"))
        .unwrap()
        .get_body()
        .unwrap()
}

#[test]
fn all_kinds_of_campaigns_are_planted() {
    let (_, truth, _) = make(&recipe(4000, Level::Medium));
    for kind in [
        "operated",
        "form",
        "newsletter",
        "notice",
        "thread",
        "independent",
    ] {
        assert!(truth.contains(&format!("\"kind\": \"{kind}\"")), "{kind}");
    }
    for variant in ["exact", "merge", "spin-light", "spin-heavy", "partial"] {
        assert!(
            truth.contains(&format!("\"variant\": \"{variant}\"")),
            "{variant}"
        );
    }
}

/// Every kind is planted, 30 % of 6,000 messages being campaigns.
fn full(seed: u64, level: Level) -> Recipe {
    Recipe {
        seed,
        background_share: 70,
        kinds: Kinds::Full,
        clocks: Clocks::Varied,
        ..recipe(6000, level)
    }
}

#[test]
fn an_archive_of_all_kinds_has_lists_members_and_amplified_calls_at_every_seed() {
    for seed in 1..=12 {
        let (_, truth, totals) = make(&full(seed, Level::Hard));
        let lines = truth.lines();
        for part in [
            "\"campaign\": \"form-list-",
            "\"kind\": \"list\"",
            "-call\", \"variant\": \"mixed\"",
            "-amplified\", \"kind\": \"operated\"",
            "\"kind\": \"form\", \"operator\"",
        ] {
            let count = lines.clone().filter(|line| line.contains(part)).count();
            assert!(count >= 10, "seed {seed}: {count} of {part}");
        }
        let campaigns: std::collections::HashSet<String> =
            truth_ids(&truth).into_values().collect();
        assert_eq!(totals.campaigns, campaigns.len() as u64);
    }
}

#[test]
fn members_of_an_organisation_share_its_domain_and_many_write_from_home() {
    let (mbox, truth, _) = make(&full(3, Level::Medium));
    let ids = truth_ids(&truth);
    let mut domains: HashMap<String, HashMap<String, usize>> = HashMap::new();
    for raw in split(&mbox) {
        let end = memchr::memchr(b'\n', raw).unwrap();
        let mail = mailparse::parse_mail(&raw[end + 1..]).unwrap();
        let id = mail.headers.get_first_value("Message-ID").unwrap();
        if let Some(name) = ids.get(&id).filter(|name| name.starts_with("form-list-")) {
            let from = mail.headers.get_first_value("From").unwrap();
            let domain = from.rsplit_once('@').unwrap().1.to_owned();
            *domains
                .entry(name.clone())
                .or_default()
                .entry(domain)
                .or_default() += 1;
        }
    }
    assert!(!domains.is_empty());
    for (name, counts) in domains {
        let total: usize = counts.values().sum();
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let two: usize = counts.iter().take(2).sum();
        assert!(
            two * 100 >= total * 25 && two * 100 <= total * 90 && counts.len() > 2,
            "{name}: {counts:?} of {total}"
        );
    }
}

/// A mean step tells nothing; the share of steps below ten seconds tells bursts from human hours.
#[test]
fn every_level_has_bursts_and_human_hours_when_clocks_vary() {
    for level in [Level::Easy, Level::Medium, Level::Hard] {
        let (mut bursts, mut loose) = (0, 0);
        for seed in 1..=4 {
            let (mbox, truth, _) = make(&full(seed, level));
            let operated = truth
                .lines()
                .filter(|line| line.contains("\"kind\": \"operated\""));
            let mut times: HashMap<String, Vec<i64>> = HashMap::new();
            let ids: HashMap<String, String> = truth_ids(&operated.collect::<Vec<_>>().join("\n"));
            for raw in split(&mbox) {
                let end = memchr::memchr(b'\n', raw).unwrap();
                let (headers, _) = mailparse::parse_headers(&raw[end + 1..]).unwrap();
                if let Some(name) = ids.get(&headers.get_first_value("Message-ID").unwrap()) {
                    let date = headers.get_first_value("Date").unwrap();
                    let date = mailparse::dateparse(&date).unwrap();
                    times.entry(name.clone()).or_default().push(date);
                }
            }
            for times in times.values().filter(|times| times.len() >= 10) {
                let short = times.windows(2).filter(|w| w[1] - w[0] < 10).count();
                if short * 2 > times.len() {
                    bursts += 1;
                } else if times[times.len() - 1] - times[0] > 3 * 86_400 {
                    loose += 1;
                }
            }
        }
        assert!(bursts > 0 && loose > 0, "{level:?}: {bursts} {loose}");
    }
}

#[test]
fn the_mean_mail_is_as_large_as_real_mail() {
    let (_, _, totals) = make(&recipe(5000, Level::Medium));
    assert!(
        (3000..=5000).contains(&(totals.bytes / totals.messages)),
        "{totals:?}"
    );
}

#[test]
fn a_recipe_that_does_not_hold_is_refused() {
    for wrong in [
        Recipe {
            messages: 0,
            ..Recipe::default()
        },
        Recipe {
            background_share: 101,
            ..Recipe::default()
        },
        Recipe {
            days: 3,
            ..Recipe::default()
        },
    ] {
        assert!(wrong.check().is_err());
        let error = write(&wrong, &mut Vec::new(), &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}
