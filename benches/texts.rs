//! Same text, alone: texts to groups and passages, without mail, case or report.
//!
//! In: a corpus of JSON Lines `{"id", "text"}` and a file for the labels:
//! `cargo bench --bench texts -- CORPUS LABELS`; without them a corpus of 100 000 texts is made.
//! Out: a line a text, `{"id", "group", "campaign"}` (a campaign is groups and the texts that hold a passage of them), and the seconds of each step on stderr. One thread.
#![allow(
    clippy::print_stderr,
    reason = "a bench talks to the person who runs it"
)]

use std::{
    env,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use refrain::{
    campaign,
    fingerprint::sketch,
    neardup::{self, Corpus},
    simulate::{TextRecipe, TextSinks, write_texts},
};
use serde::{Deserialize, Serialize};

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Texts that must hold a passage for it to count.
const LEAST_HOLDERS: usize = 3;

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

#[derive(Serialize)]
struct Label {
    id: usize,
    group: Option<u32>,
    campaign: Option<usize>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    let done = match arguments.as_slice() {
        [corpus, labels] => run(Path::new(corpus), Path::new(labels)),
        _ => made_up(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("texts: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn made_up() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let (corpus, labels) = (folder.path().join("corpus"), folder.path().join("labels"));
    let recipe = TextRecipe {
        texts: 100_000,
        seed: 20,
        background_share: 70,
    };
    let mut texts = BufWriter::new(File::create(&corpus)?);
    let mut sinks = TextSinks {
        texts: &mut texts,
        truth: &mut io::sink(),
        grammars: &mut io::sink(),
    };
    write_texts(&recipe, &mut sinks)?;
    texts.flush()?;
    run(&corpus, &labels)
}

fn run(corpus: &Path, labels: &Path) -> io::Result<()> {
    let mut clock = Instant::now();
    let mut step = |name: &str| {
        eprintln!("{:8.3} s  {name}", clock.elapsed().as_secs_f64());
        clock = Instant::now();
    };
    let mut reader = BufReader::with_capacity(1 << 20, File::open(corpus)?);
    let mut texts = Corpus::default();
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        let parsed: Line<'_> = serde_json::from_str(&line)?;
        texts.add(&sketch(&parsed.text).tokens);
        line.clear();
    }
    step("reading and sketching");
    texts.seal();
    step("counting document frequencies");
    let groups = neardup::group(&texts);
    texts.release();
    step("grouping");
    let passages = neardup::passages(&texts, &groups, LEAST_HOLDERS);
    step("finding passages");
    let mut out: Vec<Label> = (0..texts.messages())
        .map(|id| Label {
            id,
            group: None,
            campaign: None,
        })
        .collect();
    for member in &groups.members {
        if let Some(label) = out.get_mut(member.message.index()) {
            label.group = Some(member.group.0);
        }
    }
    for (number, draft) in campaign::drafts(&groups, &passages, 2).iter().enumerate() {
        for member in &draft.members {
            if let Some(label) = out.get_mut(member.message.index()) {
                label.campaign = Some(number);
            }
        }
    }
    let mut writer = BufWriter::new(File::create(labels)?);
    for label in &out {
        serde_json::to_writer(&mut writer, label)?;
        writer.write_all(b"\n")?;
    }
    writer.flush()?;
    step("writing labels");
    Ok(())
}
