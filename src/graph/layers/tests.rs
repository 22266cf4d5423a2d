use super::*;

fn words(seen: &Seen<'_>) -> Vec<String> {
    objects(seen)
        .iter()
        .map(|object| format!("{} {}", object.layer.word(), object.name))
        .collect()
}

#[test]
fn each_thing_that_a_post_shares_is_told_once_by_its_layer() {
    let text = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let (links, tags) = (
        text(&[
            "https://news.example.co.uk/a?x=1",
            "https://example.co.uk/b",
            "17",
        ]),
        text(&["b", "a"]),
    );
    let seen = Seen {
        platform: "x",
        group: Some(3),
        links: &links,
        tags: &tags,
        in_reply_to: Some("9"),
        ..Seen::default()
    };
    assert_eq!(
        words(&seen),
        [
            "group 3",
            "link https://news.example.co.uk/a?x=1",
            "link https://example.co.uk/b",
            "link 17",
            "domain example.co.uk",
            "tags b a",
            "tag_set a b",
            "reply 9",
        ]
    );
}

#[test]
fn one_hashtag_and_empty_names_are_nothing_shared() {
    let (tags, links) = (vec!["a".to_owned()], vec![String::new()]);
    let seen = Seen {
        platform: "x",
        tags: &tags,
        links: &links,
        repost_of: Some(""),
        ..Seen::default()
    };
    assert_eq!(words(&seen), [""; 0]);
}

#[test]
fn ids_of_two_platforms_are_two_things_and_links_are_one() {
    let links = vec!["https://a.example/".to_owned()];
    let on = |platform| {
        let mut hashes = Vec::new();
        let seen = Seen {
            platform,
            quote_of: Some("7"),
            links: &links,
            ..Seen::default()
        };
        each(&seen, |layer, hash| hashes.push((layer, hash)));
        hashes
    };
    let (x, reddit) = (on("x"), on("reddit"));
    assert_eq!(x.len(), 3);
    let same: Vec<bool> = x.iter().zip(&reddit).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, true, false]);
}

#[test]
fn names_and_hashes_are_of_the_same_objects() {
    let mentions = vec!["eve".to_owned(), "bob".to_owned()];
    let seen = Seen {
        platform: "telegram",
        mentions: &mentions,
        quote_of: Some("1"),
        ..Seen::default()
    };
    let mut hashes = Vec::new();
    each(&seen, |layer, hash| hashes.push((layer, hash)));
    let named: Vec<_> = objects(&seen).iter().map(|o| (o.layer, o.hash)).collect();
    assert_eq!(hashes, named);
}

#[test]
fn whoever_repeats_a_post_names_nobody() {
    let mentions = vec!["eve".to_owned()];
    let seen = Seen {
        platform: "x",
        repost_of: Some("7"),
        mentions: &mentions,
        ..Seen::default()
    };
    assert_eq!(words(&seen), ["repost 7"]);
}
