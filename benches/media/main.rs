//! How well the detectors of media traces do, and what their scores weigh.
//!
//!     cargo bench --bench media -- FOLDER...            tables over folders of scenes, as Markdown
//!     cargo bench --bench media -- FOLDER... --write    also writes what was learned to data/reference
//!     cargo bench --bench media -- --speed PHOTO        CPU seconds and peak memory of each detector on one picture
//!
//! A folder of scenes is what `benches/peers/planted_pictures.py` makes. Of several folders the first is told; the others
//! only teach. Everything is crossed by scene: what is said of a scene was learned without it.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench tells its figures"
)]

mod curve;
mod learn;
mod scenes;
mod speed;
mod tables;

use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`, `cargo test --benches` nothing that concerns us.
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    if let Some(at) = arguments.iter().position(|word| word == "--speed") {
        return arguments
            .get(at + 1)
            .map_or_else(usage, |photo| speed::tell(photo.as_ref()));
    }
    let write = arguments.iter().any(|word| word == "--write");
    let folders: Vec<PathBuf> = arguments
        .iter()
        .filter(|word| !word.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if folders.is_empty() {
        return usage();
    }
    let mut sets = Vec::new();
    for folder in &folders {
        match scenes::measure(folder) {
            Ok(scenes) => sets.push(scenes),
            Err(cause) => {
                eprintln!("{}: {cause}", folder.display());
                return ExitCode::FAILURE;
            }
        }
    }
    print!("{}", tables::tell(&sets));
    if write && let Err(cause) = learn::write(&sets) {
        eprintln!("data/reference: {cause}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!(
        "give a folder of scenes, as benches/peers/planted_pictures.py makes them, or --speed PHOTO"
    );
    ExitCode::SUCCESS
}
