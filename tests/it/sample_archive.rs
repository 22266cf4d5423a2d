//! Sample files of other projects, where they are at hand: a folder of them beside this
//! package, or where `REFRAIN_SAMPLES` points. Without it the test says so and passes.
//!
//! The oracles are simple on purpose: lines that begin with `From `, and names that end in `.eml`.

use std::{
    collections::BTreeMap,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use refrain::archive::{self, Event, Format, Limits, Resume};

#[allow(
    clippy::print_stderr,
    reason = "a test that is skipped must not do so in silence"
)]
fn samples(part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let root = std::env::var_os("REFRAIN_SAMPLES")
        .map_or(beside, PathBuf::from)
        .join(part);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: no samples at {}", root.display());
    None
}

/// Form and records of each source by name. Every source that is opened must be closed.
fn sources(root: &Path) -> BTreeMap<String, (Format, u64)> {
    let mut open = BTreeMap::new();
    let mut found = BTreeMap::new();
    let mut visit = |event: Event| {
        match event {
            Event::Opened(info) => drop(open.insert(info.key, (info.name, info.format))),
            Event::Closed {
                source, records, ..
            } => {
                let (name, format) = open.remove(&source).unwrap();
                found.insert(name, (format, records));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    };
    archive::read(
        &[root.to_owned()],
        &Limits::default(),
        &Resume::default(),
        &mut visit,
    )
    .unwrap();
    assert!(open.is_empty(), "{open:?} were not closed");
    found
}

fn separators(path: &str) -> usize {
    let bytes = fs::read(path).unwrap();
    bytes
        .split(|&byte| byte == b'\n')
        .filter(|line| line.starts_with(b"From "))
        .count()
}

#[test]
fn samples_of_other_projects_are_read() {
    let Some(root) = samples("formats") else {
        return;
    };
    let sources = sources(&root);
    let mut mboxes = 0;
    for (name, (format, records)) in &sources {
        if *format == Format::Mbox {
            mboxes += 1;
            assert_eq!(*records, separators(name) as u64, "{name}");
        }
        let mail = Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "eml" || ending == "mbox");
        assert!(!mail || *records > 0, "{name} is {format:?}");
    }
    assert!(
        mboxes > 30 && sources.len() > 1_000,
        "{mboxes} mboxes of {} sources",
        sources.len()
    );
}

#[test]
fn the_measuring_corpora_have_their_known_sizes() {
    let Some(root) = samples("mail") else { return };
    let sources = sources(&root);
    for (name, expected) in [
        ("spamassassin-ham", 2_500),
        ("spamassassin-spam", 1_896),
        ("planted-easy", 3_095),
        ("planted-medium", 3_095),
        ("planted-hard", 3_095),
    ] {
        let inner = root
            .join(format!("{name}.mbox.zst!{name}.mbox"))
            .display()
            .to_string();
        assert_eq!(
            sources.get(&inner),
            Some(&(Format::Mbox, expected)),
            "{inner}"
        );
    }
}
