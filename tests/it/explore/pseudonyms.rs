//! Without the key nobody is named; with it everybody is, and the log says so.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read as _,
    path::Path,
};

use mailparse::MailHeaderMap as _;

use super::{
    cases,
    open::{Explorer, Visitor},
};

/// Who the demo's letters come from: by address in small letters, the display names.
fn senders() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/archive.mbox.zst");
    let mut bytes = Vec::new();
    let mut archive = zstd::Decoder::new(File::open(path).unwrap()).unwrap();
    archive.read_to_end(&mut bytes).unwrap();
    let mut senders = BTreeMap::<String, BTreeSet<String>>::new();
    for mail in String::from_utf8_lossy(&bytes).split("\n\nFrom ") {
        // The rest of the line that the mbox begins a mail with goes first.
        let (_, mail) = mail.split_once('\n').unwrap_or_default();
        let head = format!("{}\n\n", mail.split("\n\n").next().unwrap_or_default());
        let (headers, _) = mailparse::parse_headers(head.as_bytes()).unwrap_or_default();
        let Some(line) = headers.get_first_value("From") else {
            continue;
        };
        let Some((name, address)) = line.rsplit_once('<') else {
            continue;
        };
        let names = senders
            .entry(address.trim_end_matches('>').to_lowercase())
            .or_default();
        names.insert(name.trim().trim_matches('"').to_owned());
    }
    assert!(senders.len() > 500, "{}", senders.len());
    senders
}

/// The address that stands in a text, if one of these does.
fn address_in(text: &str, senders: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let is_part =
        |character: char| character.is_ascii_alphanumeric() || "._+-@".contains(character);
    let text = text.to_lowercase();
    let mut words = text
        .split(|character| !is_part(character))
        .map(|word| word.trim_matches(['.', '-']));
    words
        .find(|word| word.contains('@') && senders.contains_key(*word))
        .map(str::to_owned)
}

/// Addresses of every kind of page, each also as JSON and as a table.
fn paths(visitor: &Visitor) -> Vec<String> {
    let mut stems: Vec<String> = ["/overview", "/campaigns", "/clusters", "/search", "/audit"]
        .map(str::to_owned)
        .to_vec();
    let overview = visitor.json("/overview.json");
    for campaign in overview["campaigns"].as_array().unwrap() {
        let id = campaign["id"].as_str().unwrap();
        for tab in [
            "",
            "/evidence",
            "/messages",
            "/timeline",
            "/accounts",
            "/machines",
            "/media",
            "/notes",
        ] {
            stems.push(format!("/campaigns/{id}{tab}"));
        }
    }
    stems.extend(
        (0..1500)
            .step_by(25)
            .map(|message| format!("/messages/m{message}")),
    );
    stems.extend(
        (0..570)
            .step_by(19)
            .map(|account| format!("/accounts/a{account}")),
    );
    stems.push("/compare".to_owned());
    let mut paths: Vec<String> = stems
        .iter()
        .flat_map(|stem| ["", ".json", ".csv"].map(|form| format!("{stem}{form}")))
        .collect();
    paths.extend(
        [
            "/campaigns/c0/graph",
            "/clusters/graph",
            "/report",
            "/report/view?section=members&section=senders&section=template",
            "/help",
        ]
        .map(str::to_owned),
    );
    paths.extend((1..=30).map(|page| format!("/search?page={page}")));
    paths
}

#[test]
fn without_the_key_no_page_names_a_sender() {
    let (case, senders) = (cases::letters(), senders());
    let explorer = Explorer::start(case.path(), &[]);
    let visitor = explorer.visitor();
    let mut looked = 0;
    for path in paths(&visitor) {
        let answer = visitor.get(&path);
        if answer.status == 404 {
            continue;
        }
        looked += 1;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(address_in(&answer.text(), &senders), None, "{path}");
    }
    assert!(looked > 400, "{looked}");
    for path in [
        "/messages/m757/raw",
        "/messages/m757/html",
        "/messages/m757/files/0",
    ] {
        assert_eq!(visitor.get(path).status, 404, "{path}");
    }
    assert_eq!(visitor.logged(), 0);
}

/// Display names stand on no page of their own account, and on none of their own messages.
#[test]
fn without_the_key_letters_do_not_show_their_writers_names() {
    let (case, senders) = (cases::letters(), senders());
    let (hidden, shown) = (
        Explorer::start(case.path(), &[]),
        Explorer::revealed(case.path()),
    );
    let (hidden, shown) = (hidden.visitor(), shown.visitor());
    for message in (0..1500).step_by(20) {
        let told = shown.json(&format!("/messages/m{message}.json"));
        let sender = told["sender"].as_str().unwrap();
        let (name, address) = sender.rsplit_once(" <").unwrap();
        let address = address.trim_end_matches('>').to_lowercase();
        let names = &senders[&address];
        assert!(names.contains(name), "{sender}: {names:?}");
        let page = shown.text(&format!("/messages/m{message}"));
        assert!(page.contains(name) && page.contains(&address), "{sender}");
        let found = hidden.json(&format!("/messages/m{message}.json"));
        let pseudonym = found["sender"].as_str().unwrap();
        assert!(pseudonym.starts_with("s-"), "{pseudonym}");
        let account = hidden.text(&format!("/messages/m{message}"));
        let account = account
            .split("href=\"/accounts/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        for path in [
            format!("/messages/m{message}"),
            format!("/messages/m{message}.json"),
            format!("/accounts/{account}.json"),
        ] {
            let text = hidden.text(&path);
            assert!(!text.contains(name), "{path}: {name}");
            assert!(text.contains(pseudonym), "{path}: {pseudonym}");
        }
    }
}

#[test]
fn with_the_key_everybody_is_named_and_the_log_says_so() {
    let (case, senders) = (cases::letters(), senders());
    let explorer = Explorer::revealed(case.path());
    let visitor = explorer.visitor();
    for path in [
        "/campaigns/c0/accounts",
        "/campaigns/c0/accounts.csv",
        "/messages/m757",
        "/messages/m757.json",
        "/accounts/a5",
        "/accounts/a5.json",
        "/search",
        "/search.csv",
    ] {
        assert!(
            address_in(&visitor.text(path), &senders).is_some(),
            "{path}"
        );
    }
    let log = visitor.json("/audit.json");
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(
        (entries.len(), &entries[0]["event"]),
        (1, &"reveal".into()),
        "{log}"
    );
    drop(explorer);
    let again = Explorer::revealed(case.path());
    assert_eq!(again.visitor().logged(), 2, "each time");
}

#[test]
fn a_search_by_name_needs_the_key() {
    let case = cases::letters();
    let (hidden, shown) = (
        Explorer::start(case.path(), &[]),
        Explorer::revealed(case.path()),
    );
    let (hidden, shown) = (hidden.visitor(), shown.visitor());
    let told = shown.json("/messages/m757.json");
    let (_, address) = told["sender"].as_str().unwrap().rsplit_once(" <").unwrap();
    let query = format!("/search.json?q=from:{}", address.trim_end_matches('>'));
    assert!(shown.json(&query)["found"].as_u64() > Some(0));
    let found = hidden.json(&query);
    assert_eq!(found["found"], 0, "{found}");
    assert!(
        !found["notes"].as_array().unwrap().is_empty(),
        "it says why: {found}"
    );
}
