//! `simulate`: archives and texts with known truth, into new files.
//!
//! In: checked arguments. Out: files; one that exists is never written over.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

use anyhow::Context as _;

use super::{
    args::{self, Simulate},
    check,
};
use crate::simulate as archives;

/// Writes a simulated archive.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn simulate(args: &Simulate) -> anyhow::Result<()> {
    let outputs = [
        Some(&args.output),
        args.truth.as_ref(),
        args.grammars.as_ref(),
        args.organic.as_ref(),
        args.media_truth.as_ref(),
    ];
    for path in outputs.into_iter().flatten() {
        // Asked before the first file is made, so that a refusal leaves nothing behind.
        anyhow::ensure!(
            !path.exists(),
            "{}: exists; it is not written over",
            path.display()
        );
    }
    if args.texts_only {
        return simulate_texts(args);
    }
    if args.posts {
        return simulate_posts(args);
    }
    let usual = archives::Recipe::default();
    let recipe = archives::Recipe {
        messages: u64::from(args.messages),
        seed: args.seed,
        level: match args.level {
            args::Level::Easy => archives::Level::Easy,
            args::Level::Medium => archives::Level::Medium,
            args::Level::Hard => archives::Level::Hard,
        },
        kinds: match args.kinds {
            args::Kinds::Basic => archives::Kinds::Basic,
            args::Kinds::Full => archives::Kinds::Full,
        },
        clocks: match args.clocks {
            args::Clocks::ByLevel => archives::Clocks::ByLevel,
            args::Clocks::Varied => archives::Clocks::Varied,
        },
        background_share: args.background_share,
        days: args.days.unwrap_or(usual.days),
        media: args.media,
        ..usual
    };
    recipe.check()?;
    let mut truth = create_or_drop(args.truth.as_deref())?;
    let mut shown = create_or_drop(args.media_truth.as_deref())?;
    let out = create(&args.output)?;
    let written = if args.output.extension().is_some_and(|end| end == "zst") {
        compressed(&recipe, out, &mut truth, &mut shown)
    } else {
        plain(&recipe, out, &mut truth, &mut shown)
    };
    written.with_context(|| format!("{}: cannot be written", args.output.display()))?;
    shown.flush()?;
    Ok(truth.flush()?)
}

fn simulate_posts(args: &Simulate) -> anyhow::Result<()> {
    let (format, compress) = check::post_format(&args.output)?;
    let recipe = archives::PostRecipe {
        messages: u64::from(args.messages),
        seed: args.seed,
        days: args.days.unwrap_or(archives::PostRecipe::default().days),
        kinds: match args.posts_kinds {
            args::PostKinds::Full => archives::PostKinds::Full,
            args::PostKinds::Organic => archives::PostKinds::Organic,
        },
    };
    recipe.check()?;
    let mut truth = create_or_drop(args.truth.as_deref())?;
    let mut organic = create_or_drop(args.organic.as_deref())?;
    let mut out = create(&args.output)?;
    let mut write = |posts: &mut dyn io::Write| {
        let mut sinks = archives::PostSinks {
            posts,
            truth: &mut truth,
            organic: &mut organic,
        };
        archives::write_posts(&recipe, format, &mut sinks).map(|_| ())
    };
    let written = if compress {
        let level = if args.messages <= SMALL { 19 } else { 9 };
        zstd::Encoder::new(out, level).and_then(|mut encoder| {
            write(&mut encoder)?;
            encoder.finish()?.flush()
        })
    } else {
        write(&mut out).and_then(|()| out.flush())
    };
    written.with_context(|| format!("{}: cannot be written", args.output.display()))?;
    organic.flush()?;
    Ok(truth.flush()?)
}

/// A post archive of at most so many is kept and read often; one of millions is made to be measured
/// on, once, and is not worth the time of the highest level.
const SMALL: u32 = 50_000;

fn simulate_texts(args: &Simulate) -> anyhow::Result<()> {
    let recipe = archives::TextRecipe {
        texts: u64::from(args.messages),
        seed: args.seed,
        background_share: args.background_share,
    };
    let mut texts = create(&args.output)?;
    let mut truth = create_or_drop(args.truth.as_deref())?;
    let mut grammars = create_or_drop(args.grammars.as_deref())?;
    let mut sinks = archives::TextSinks {
        texts: &mut texts,
        truth: &mut truth,
        grammars: &mut grammars,
    };
    archives::write_texts(&recipe, &mut sinks)
        .with_context(|| format!("{}: cannot be written", args.output.display()))?;
    texts.flush()?;
    grammars.flush()?;
    Ok(truth.flush()?)
}

/// A new file; one that exists is left alone.
fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create_new(path)
        .with_context(|| format!("{}: cannot be made; it must not exist yet", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 20, file))
}

fn create_or_drop(path: Option<&Path>) -> anyhow::Result<Box<dyn io::Write>> {
    Ok(match path {
        Some(path) => Box::new(create(path)?),
        None => Box::new(io::sink()),
    })
}

fn plain(
    recipe: &archives::Recipe,
    mut out: BufWriter<File>,
    truth: &mut dyn io::Write,
    shown: &mut dyn io::Write,
) -> io::Result<()> {
    archives::write_with_pictures(recipe, &mut out, truth, shown)?;
    out.flush()
}

/// Level 19: a demo archive is compressed once and read often. Pictures hardly get smaller, at whatever level.
fn compressed(
    recipe: &archives::Recipe,
    out: BufWriter<File>,
    truth: &mut dyn io::Write,
    shown: &mut dyn io::Write,
) -> io::Result<()> {
    let level = if recipe.media { 3 } else { 19 };
    let mut encoder = zstd::Encoder::new(out, level)?;
    archives::write_with_pictures(recipe, &mut encoder, truth, shown)?;
    encoder.finish()?.flush()
}
