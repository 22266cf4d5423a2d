//! Simulated post archives: repeatable, complete, the same in both shapes, and true to their truth.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs::{self, File},
    io::Read,
    path::Path,
};

use refrain::simulate::{PostFormat, PostKinds, PostRecipe, PostSinks, PostTotals, write_posts};
use serde_json::Value;

struct Made {
    posts: String,
    truth: String,
    organic: String,
    totals: PostTotals,
}

fn make(recipe: &PostRecipe, format: PostFormat) -> Made {
    let (mut posts, mut truth, mut organic) = (Vec::new(), Vec::new(), Vec::new());
    let mut sinks = PostSinks {
        posts: &mut posts,
        truth: &mut truth,
        organic: &mut organic,
    };
    let totals = write_posts(recipe, format, &mut sinks).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Made {
        posts: text(posts),
        truth: text(truth),
        organic: text(organic),
        totals,
    }
}

fn recipe(messages: u64, seed: u64) -> PostRecipe {
    PostRecipe {
        messages,
        seed,
        ..PostRecipe::default()
    }
}

/// The archive that the data folder ships.
fn demo() -> PostRecipe {
    recipe(20_000, 2025)
}

fn lines(posts: &str) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap();
    posts.lines().map(read).collect()
}

/// Rows of a list of accounts: account, group, kind.
fn rows(list: &str) -> Vec<[&str; 3]> {
    list.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            <[&str; 3]>::try_from(cells).unwrap()
        })
        .collect()
}

/// Reads RFC 4180, quotes and all.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    rows
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn second(post: &Value) -> i64 {
    let moment: jiff::Timestamp = text(post, "created_at").parse().unwrap();
    moment.as_second()
}

fn reference<'a>(post: &'a Value, kind: &str) -> &'a str {
    let all = post["referenced_tweets"].as_array();
    let found = all.and_then(|all| all.iter().find(|one| one["type"] == kind));
    found.map_or("", |one| text(one, "id"))
}

/// One field of all entities of a kind.
fn entities<'a>(post: &'a Value, kind: &str, field: &str) -> Vec<&'a str> {
    let all = post["entities"][kind].as_array();
    all.map_or_else(Vec::new, |all| {
        all.iter().map(|one| text(one, field)).collect()
    })
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_another_seed_gives_others() {
    for format in [PostFormat::ToolkitCsv, PostFormat::XApiLines] {
        let (one, two) = (
            make(&recipe(3000, 5), format),
            make(&recipe(3000, 5), format),
        );
        assert_eq!(one.posts, two.posts);
        assert_eq!((one.truth, one.organic), (two.truth, two.organic));
        assert_ne!(one.posts, make(&recipe(3000, 6), format).posts);
    }
}

#[test]
fn an_archive_has_as_many_posts_as_asked_for_each_with_a_number_of_its_own() {
    for messages in [1, 2, 31, 400, 1999, 2000, 2600, 5000, 7001] {
        let made = make(&recipe(messages, 3), PostFormat::XApiLines);
        let posts = lines(&made.posts);
        assert_eq!(posts.len() as u64, messages);
        assert_eq!(made.totals.messages, messages);
        assert_eq!(made.totals.bytes, made.posts.len() as u64);
        let numbers: Vec<u64> = posts
            .iter()
            .map(|post| text(post, "id").parse().unwrap())
            .collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "numbers rise with time");
        assert!(posts.iter().map(second).is_sorted());
    }
}

#[test]
fn what_a_post_refers_to_is_there_before_it() {
    let made = make(&recipe(6000, 4), PostFormat::XApiLines);
    let mut seen: HashMap<String, (String, String)> = HashMap::new();
    let mut repeated = HashSet::new();
    for post in lines(&made.posts) {
        for kind in ["retweeted", "replied_to", "quoted"] {
            let id = reference(&post, kind);
            if id.is_empty() {
                continue;
            }
            let (author, conversation) = seen.get(id).expect("referred to before it was written");
            let referenced = &post["referenced_tweets"][0];
            assert_eq!(text(referenced, "author_id"), author);
            if kind == "retweeted" {
                let pair = (text(&post, "author_id").to_owned(), id.to_owned());
                assert!(
                    repeated.insert(pair),
                    "repeated twice by one account: {post}"
                );
            }
            if kind == "replied_to" {
                assert_eq!(text(&post, "in_reply_to_user_id"), author);
                assert_eq!(text(&post, "conversation_id"), conversation);
            }
        }
        let own = (
            text(&post, "author_id").to_owned(),
            text(&post, "conversation_id").to_owned(),
        );
        seen.insert(text(&post, "id").to_owned(), own);
    }
    assert!((1000..3500).contains(&repeated.len()), "{}", repeated.len());
}

#[test]
fn entities_stand_where_they_say() {
    let made = make(&recipe(4000, 9), PostFormat::XApiLines);
    let mut checked = 0;
    for post in lines(&made.posts) {
        let letters: Vec<char> = text(&post, "text").chars().collect();
        for (kind, field, mark) in [
            ("hashtags", "tag", "#"),
            ("mentions", "username", "@"),
            ("urls", "url", ""),
        ] {
            for entity in post["entities"][kind].as_array().into_iter().flatten() {
                let place = |name: &str| usize::try_from(entity[name].as_u64().unwrap()).unwrap();
                let found: String = letters[place("start")..place("end")].iter().collect();
                assert_eq!(found, format!("{mark}{}", text(entity, field)), "{post}");
                checked += 1;
            }
        }
    }
    assert!(checked > 2000, "{checked}");
}

#[test]
fn both_shapes_hold_the_same_messages() {
    let recipe = recipe(5000, 8);
    let (table, objects) = (
        make(&recipe, PostFormat::ToolkitCsv),
        make(&recipe, PostFormat::XApiLines),
    );
    assert_eq!(
        (table.truth, table.organic),
        (objects.truth, objects.organic)
    );
    let table = csv(&table.posts);
    assert_eq!(
        table[0].join(","),
        "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls"
    );
    let objects = lines(&objects.posts);
    assert_eq!(table.len(), objects.len() + 1);
    for (row, post) in table[1..].iter().zip(&objects) {
        let expected = [
            text(post, "id").to_owned(),
            text(post, "author_id").to_owned(),
            text(&post["author"], "username").to_owned(),
            reference(post, "retweeted").to_owned(),
            reference(post, "replied_to").to_owned(),
            text(post, "text").to_owned(),
            second(post).to_string(),
            entities(post, "urls", "expanded_url").join(" "),
        ];
        assert_eq!(row[..], expected);
    }
}

#[test]
fn an_organic_archive_has_no_campaign_and_the_innocent_groups_are_there() {
    let organic = PostRecipe {
        kinds: PostKinds::Organic,
        ..recipe(20_000, 2)
    };
    let made = make(&organic, PostFormat::ToolkitCsv);
    assert_eq!(made.truth, "user_id,campaign,kind\n");
    assert_eq!((made.totals.campaigns, made.totals.planted), (0, 0));
    let kinds: BTreeSet<&str> = rows(&made.organic).iter().map(|row| row[2]).collect();
    let expected = [
        "activists_fast",
        "activists_slow",
        "breaking",
        "fans",
        "hyperactive",
        "syndication",
        "viral",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn from_twenty_thousand_posts_on_every_kind_is_planted_and_nobody_is_both() {
    for seed in 1..=4 {
        let made = make(&recipe(20_000, seed), PostFormat::ToolkitCsv);
        let truth = rows(&made.truth);
        let kinds: BTreeSet<&str> = truth.iter().map(|row| row[2]).collect();
        assert_eq!(kinds.len(), 11, "seed {seed}: {kinds:?}");
        let planted: HashSet<&str> = truth.iter().map(|row| row[0]).collect();
        assert_eq!(planted.len(), truth.len(), "one campaign an account");
        assert_eq!(made.totals.planted, truth.len() as u64);
        assert!(
            rows(&made.organic)
                .iter()
                .all(|row| !planted.contains(row[0]))
        );
    }
}

/// What a post shares with posts of the same campaign.
fn shared(kind: &str, post: &Value) -> Vec<String> {
    let object = match kind {
        "colink" => {
            let of_page = |link: &&str| !link.starts_with("https://twitter.com/");
            let links = entities(post, "urls", "expanded_url")
                .into_iter()
                .filter(of_page);
            return links
                .map(|link| link.split('?').next().unwrap_or(link).to_owned())
                .collect();
        }
        "coretweet" => reference(post, "retweeted").to_owned(),
        "coreply" => reference(post, "replied_to").to_owned(),
        "cohashtag" => entities(post, "hashtags", "tag").join(" "),
        "comention" => entities(post, "mentions", "username").join(" "),
        "copicture" => {
            let key = post["attachments"]["media_keys"][0].as_str();
            key.unwrap_or_default().to_owned()
        }
        _ => own_words(post).join(" "),
    };
    vec![object]
        .into_iter()
        .filter(|object| !object.is_empty())
        .collect()
}

fn own_words(post: &Value) -> Vec<&str> {
    let own = |word: &&str| !word.starts_with(['#', '@']) && !word.starts_with("https://");
    text(post, "text").split(' ').filter(own).collect()
}

/// Whether two posts are one co-use of this kind.
fn alike(kind: &str, a: &Value, b: &Value) -> bool {
    let overlap = |least: f64| {
        let (a, b): (HashSet<&str>, HashSet<&str>) = (
            own_words(a).into_iter().collect(),
            own_words(b).into_iter().collect(),
        );
        a.intersection(&b).count() as f64 >= least * a.union(&b).count() as f64
    };
    match kind {
        "neardup" => overlap(0.6),
        "template" => overlap(0.3),
        "cotime" => own_words(a) != own_words(b),
        "mixed" => [
            "colink",
            "coretweet",
            "coreply",
            "cohashtag",
            "comention",
            "copicture",
            "template",
        ]
        .iter()
        .any(|kind| alike(kind, a, b)),
        _ => {
            let (a, b) = (shared(kind, a), shared(kind, b));
            a.iter().any(|object| b.contains(object))
        }
    }
}

/// Every pair of posts of a campaign is held against its kind and tempo: no index, no window trick.
#[test]
fn every_planted_account_shares_within_the_campaigns_tempo_again_and_again() {
    let made = make(&demo(), PostFormat::XApiLines);
    let posts = lines(&made.posts);
    let mut by_author: HashMap<&str, Vec<(i64, &Value)>> = HashMap::new();
    for post in &posts {
        by_author
            .entry(text(post, "author_id"))
            .or_default()
            .push((second(post), post));
    }
    let mut campaigns: BTreeMap<&str, (&str, Vec<&str>)> = BTreeMap::new();
    let truth = rows(&made.truth);
    for [account, campaign, kind] in &truth {
        campaigns
            .entry(campaign)
            .or_insert((kind, Vec::new()))
            .1
            .push(account);
    }
    for (campaign, (kind, members)) in campaigns {
        let window: i64 = campaign
            .rsplit('-')
            .next()
            .unwrap()
            .trim_end_matches('s')
            .parse()
            .unwrap();
        assert!(
            [10, 60, 600].contains(&window) && (5..=100).contains(&members.len()),
            "{campaign}"
        );
        for member in &members {
            let own = by_author
                .get(member)
                .unwrap_or_else(|| panic!("{member} of {campaign} never posts"));
            let others = members.iter().filter(|other| *other != member);
            let theirs: Vec<&(i64, &Value)> = others.flat_map(|other| &by_author[other]).collect();
            let co_used = own.iter().filter(|(time, post)| {
                let near = theirs
                    .iter()
                    .filter(|(other, _)| (other - time).abs() <= window);
                near.into_iter().any(|(_, other)| alike(kind, post, other))
            });
            let found = co_used.count();
            let least = if kind == "mixed" { 2 } else { 4 };
            assert!(found >= least, "{campaign}: {member} shares {found} times");
            assert!(
                own.len() > found || own.len() >= 8,
                "{campaign}: {member} has no other life"
            );
        }
    }
}

/// The largest cascade reaches a fair share of accounts, and half of its reposts come in hours.
#[test]
fn one_post_goes_viral() {
    let made = make(&demo(), PostFormat::XApiLines);
    let mut written: HashMap<String, i64> = HashMap::new();
    let mut delays: HashMap<String, Vec<i64>> = HashMap::new();
    for post in lines(&made.posts) {
        let original = reference(&post, "retweeted");
        if let Some(time) = written.get(original) {
            delays
                .entry(original.to_owned())
                .or_default()
                .push(second(&post) - time);
        }
        written.insert(text(&post, "id").to_owned(), second(&post));
    }
    let mut largest = delays.into_values().max_by_key(Vec::len).unwrap();
    largest.sort_unstable();
    let accounts = usize::try_from(made.totals.accounts).unwrap();
    assert!(
        largest.len() * 50 > accounts && largest.len() * 8 < accounts,
        "{} of {accounts}",
        largest.len()
    );
    assert!(largest[largest.len() / 2] < 3 * 3600, "{largest:?}");
}

#[test]
fn the_demo_posts_are_what_their_recipe_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo-posts");
    let made = make(&demo(), PostFormat::XApiLines);
    let mut shipped = String::new();
    zstd::Decoder::new(File::open(folder.join("archive.jsonl.zst")).unwrap())
        .unwrap()
        .read_to_string(&mut shipped)
        .unwrap();
    assert!(
        shipped == made.posts,
        "make the archive again as its README says"
    );
    assert_eq!(
        fs::read_to_string(folder.join("truth.csv")).unwrap(),
        made.truth
    );
    assert_eq!(
        fs::read_to_string(folder.join("organic.csv")).unwrap(),
        made.organic
    );
    let page = fs::read_to_string(folder.join("README.md")).unwrap();
    let command = format!("--messages {} --seed {}", demo().messages, demo().seed);
    assert!(page.contains(&command), "{command}");
}

#[test]
fn a_recipe_of_posts_that_does_not_hold_is_refused() {
    for (messages, days) in [(0, 21), (PostRecipe::MOST + 1, 21), (100, 6), (100, 367)] {
        let wrong = PostRecipe {
            messages,
            days,
            ..PostRecipe::default()
        };
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
}
