//! Simulated mail with pictures: true to its truth, repeatable, and the same archive but for the pictures.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use mailparse::MailHeaderMap;
use refrain::simulate::{Recipe, write, write_with_pictures};
use serde::Deserialize;

/// A line of the truth about pictures.
#[derive(Deserialize)]
struct Shown {
    message: String,
    picture: String,
    variant: String,
    campaign: Option<String>,
    region: Option<[u32; 4]>,
}

fn recipe() -> Recipe {
    Recipe {
        messages: 600,
        seed: 4,
        background_share: 60,
        media: true,
        ..Recipe::default()
    }
}

struct Made {
    mbox: Vec<u8>,
    truth: Vec<u8>,
    shown: Vec<u8>,
}

fn make(recipe: &Recipe) -> Made {
    let (mut mbox, mut truth, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    write_with_pictures(recipe, &mut mbox, &mut truth, &mut shown).unwrap();
    Made { mbox, truth, shown }
}

fn lines(made: &Made) -> Vec<Shown> {
    let text = std::str::from_utf8(&made.shown).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Made once: painting takes its time.
static MADE: LazyLock<Made> = LazyLock::new(|| make(&recipe()));

/// The pictures of each mail: media type and bytes.
fn pictures(mbox: &[u8]) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
    let mut starts: Vec<usize> = memchr::memmem::find_iter(mbox, b"\n\nFrom ")
        .map(|at| at + 2)
        .collect();
    starts.insert(0, 0);
    starts.push(mbox.len());
    let mut out = BTreeMap::new();
    for pair in starts.windows(2) {
        let raw = &mbox[pair[0]..pair[1]];
        let head = memchr::memchr(b'\n', raw).unwrap();
        let mail = mailparse::parse_mail(&raw[head + 1..]).unwrap();
        let id = mail.headers.get_first_value("Message-ID").unwrap();
        let images = mail
            .parts()
            .filter(|part| part.ctype.mimetype.starts_with("image/"))
            .map(|part| (part.ctype.mimetype.clone(), part.get_body_raw().unwrap()))
            .collect();
        out.insert(id, images);
    }
    out
}

#[test]
fn the_truth_names_every_picture_and_no_other() {
    let made = &*MADE;
    let mails = pictures(&made.mbox);
    let mut told: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    for shown in lines(made) {
        told.entry(shown.message.clone()).or_default().push(shown);
    }
    for (id, images) in &mails {
        assert_eq!(images.len(), told.get(id).map_or(0, Vec::len), "{id}");
    }
    for (id, shown) in &told {
        for one in shown {
            let wanted = if one.variant == "logo" {
                "image/png"
            } else {
                "image/jpeg"
            };
            let (_, bytes) = mails[id].iter().find(|(kind, _)| kind == wanted).unwrap();
            let picture = image::load_from_memory(bytes).unwrap();
            assert_eq!(one.region.is_some(), one.variant == "altered");
            if let Some([x, y, width, height]) = one.region {
                assert!(x + width <= picture.width() && y + height <= picture.height());
            }
        }
    }
}

#[test]
fn pictures_are_shared_within_a_campaign_reused_across_campaigns_and_altered() {
    let made = &*MADE;
    let mails = pictures(&made.mbox);
    let mut files: BTreeMap<(String, String), BTreeSet<Vec<u8>>> = BTreeMap::new();
    let mut campaigns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut variants = BTreeSet::new();
    for shown in lines(made) {
        variants.insert(shown.variant.clone());
        if let Some(campaign) = shown.campaign {
            let image = mails[&shown.message]
                .iter()
                .find(|(kind, _)| kind == "image/jpeg");
            let file = image.unwrap().1.clone();
            files
                .entry((campaign.clone(), shown.variant))
                .or_default()
                .insert(file);
            campaigns.entry(shown.picture).or_default().insert(campaign);
        }
    }
    for variant in ["same", "altered", "own", "logo"] {
        assert!(variants.contains(variant), "no {variant}: {variants:?}");
    }
    assert!(campaigns.values().any(|carriers| carriers.len() >= 3));
    for ((campaign, variant), files) in &files {
        assert!(
            variant != "same" || files.len() == 1,
            "{campaign} has {} files",
            files.len()
        );
    }
    assert!(
        files.values().any(|files| files.len() > 3),
        "accounts save their copies again"
    );
}

#[test]
fn pictures_change_neither_which_mails_there_are_nor_what_is_planted() {
    let with = &*MADE;
    let (mut mbox, mut truth) = (Vec::new(), Vec::new());
    let without = Recipe {
        media: false,
        ..recipe()
    };
    write(&without, &mut mbox, &mut truth).unwrap();
    assert!(with.truth == truth);
    let ids = |mbox: &[u8]| pictures(mbox).into_keys().collect::<Vec<String>>();
    assert_eq!(ids(&with.mbox), ids(&mbox));
    assert!(make(&without).shown.is_empty());
}

#[test]
fn the_same_recipe_gives_the_same_pictures() {
    let (one, other) = (&*MADE, make(&recipe()));
    assert!(one.mbox == other.mbox && one.shown == other.shown);
}
