//! Writes a simulated archive: `cargo run --release --example simulate -- OUT.mbox MESSAGES SEED LEVEL SHARE DAYS`.
//!
//! The truth is written next to it as `OUT.truth.jsonl`. An `OUT` that ends in `.zst` is compressed.
#![allow(
    clippy::print_stdout,
    reason = "an example talks to the person who runs it"
)]

use std::{
    env,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use refrain::simulate::{Level, Recipe, Totals, write};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize, otherwise: u64| {
        arguments
            .get(at)
            .and_then(|argument| argument.parse().ok())
            .unwrap_or(otherwise)
    };
    let out = arguments.first().map_or("archive.mbox", String::as_str);
    let level = match arguments.get(3).map(String::as_str) {
        Some("easy") => Level::Easy,
        Some("hard") => Level::Hard,
        _ => Level::Medium,
    };
    let recipe = Recipe {
        messages: number(1, 10_000),
        seed: number(2, 1),
        level,
        background_share: number(4, 80),
        days: number(5, 365),
        attachments: true,
    };
    let stem = out.trim_end_matches(".zst").trim_end_matches(".mbox");
    let mut truth = BufWriter::new(File::create(format!("{stem}.truth.jsonl"))?);
    let file = BufWriter::new(File::create(out)?);
    let totals = if Path::new(out).extension().is_some_and(|end| end == "zst") {
        compressed(&recipe, file, &mut truth)?
    } else {
        plain(&recipe, file, &mut truth)?
    };
    truth.flush()?;
    println!(
        "{} messages, {} of them planted in {} campaigns, {} bytes",
        totals.messages, totals.planted, totals.campaigns, totals.bytes
    );
    Ok(())
}

fn plain(recipe: &Recipe, mut file: BufWriter<File>, truth: &mut dyn Write) -> io::Result<Totals> {
    let totals = write(recipe, &mut file, truth)?;
    file.flush()?;
    Ok(totals)
}

fn compressed(recipe: &Recipe, file: BufWriter<File>, truth: &mut dyn Write) -> io::Result<Totals> {
    let mut encoder = zstd::Encoder::new(file, 19)?;
    let totals = write(recipe, &mut encoder, truth)?;
    encoder.finish()?.flush()?;
    Ok(totals)
}
