//! The demo archive is what its recipe makes, to the byte.

use std::{fs, io::Read, path::Path};

use refrain::simulate::{Level, Recipe, write};

/// The recipe that data/demo/RECIPE.md names.
fn recipe() -> Recipe {
    Recipe {
        messages: 1_500,
        seed: 2025,
        level: Level::Medium,
        background_share: 72,
        days: 180,
        ..Recipe::default()
    }
}

fn made() -> (Vec<u8>, Vec<u8>) {
    let (mut mbox, mut truth) = (Vec::new(), Vec::new());
    write(&recipe(), &mut mbox, &mut truth).unwrap();
    (mbox, truth)
}

#[test]
fn the_demo_archive_is_what_its_recipe_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let (mbox, truth) = made();
    let mut shipped = Vec::new();
    zstd::Decoder::new(fs::File::open(folder.join("archive.mbox.zst")).unwrap())
        .unwrap()
        .read_to_end(&mut shipped)
        .unwrap();
    assert!(
        shipped == mbox,
        "data/demo/archive.mbox.zst differs: make it again as data/demo/RECIPE.md says"
    );
    assert!(
        fs::read(folder.join("archive.truth.jsonl")).unwrap() == truth,
        "the demo's truth differs"
    );
}

#[test]
fn the_recipe_page_names_the_recipe_of_this_test() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/RECIPE.md"))
            .unwrap();
    let recipe = recipe();
    for part in [
        format!("--messages {}", recipe.messages),
        format!("--seed {}", recipe.seed),
        String::from("--level medium"),
        format!("--background-share {}", recipe.background_share),
        format!("--days {}", recipe.days),
    ] {
        assert!(page.contains(&part), "{part}");
    }
}
