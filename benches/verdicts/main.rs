//! Verdicts on simulated archives whose truth is known: who is called operated, rightly or wrongly.
//!
//! In: seeds a level, messages an archive, the first seed (4, 6000 and 1 without any):
//! `cargo bench --bench verdicts -- SEEDS MESSAGES FIRST --svg FILE`. Out: Markdown tables on stdout,
//! the same for the same arguments; with `--svg` the reliability diagram. A found campaign belongs
//! to the planted one that at least half of its messages are of, else to the background.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench talks to the person who runs it"
)]

mod figures;
mod found;
mod svg;
mod tables;

use std::{env, path::PathBuf, process::ExitCode};

use refrain::simulate::Level;

use found::{Archive, examine};

/// The program's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the person asked for.
struct Asked {
    seeds: u64,
    messages: u64,
    first: u64,
    svg: Option<PathBuf>,
}

fn asked() -> Asked {
    let mut numbers = Vec::new();
    let mut svg = None;
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--svg" {
            svg = words.next().map(PathBuf::from);
        } else if let Ok(number) = word.replace('_', "").parse::<u64>() {
            numbers.push(number);
        }
    }
    let number = |at: usize, otherwise| numbers.get(at).copied().unwrap_or(otherwise);
    Asked {
        seeds: number(0, 4),
        messages: number(1, 6000),
        first: number(2, 1),
        svg,
    }
}

fn main() -> ExitCode {
    match run(&asked()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("verdicts: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn run(asked: &Asked) -> Result<(), Box<dyn std::error::Error>> {
    let mut archives: Vec<Archive> = Vec::new();
    for level in [Level::Easy, Level::Medium, Level::Hard] {
        for seed in asked.first..asked.first + asked.seeds {
            archives.push(examine(level, seed, asked.messages)?);
            eprintln!("{level:?}, seed {seed}: done");
        }
    }
    println!(
        "{} archives a level of {} messages, seeds {} to {}; 30 % planted, all kinds, varied clocks.\n",
        asked.seeds,
        asked.messages,
        asked.first,
        (asked.first + asked.seeds).saturating_sub(1)
    );
    print!("{}", tables::all(&archives));
    if let Some(path) = &asked.svg {
        std::fs::write(path, svg::reliability(&tables::cases(&archives)))?;
    }
    Ok(())
}
