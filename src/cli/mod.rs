//! The command line.
//!
//! In: arguments. Out: results on stdout, everything else on stderr, an exit code.

pub mod args;
pub mod check;
mod commands;
mod count;
mod doctor;
pub mod exit;
mod explore;
mod gather;
mod interrupt;
mod map;
mod media;
mod output;
pub mod progress;
mod simulate;

use std::{panic, process::ExitCode};

use clap::Parser as _;

/// Parses the arguments, runs the command and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout, usage errors to stderr; a closed pipe is no error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let result = panic::catch_unwind(|| commands::run(&cli)).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
        Err(exit::Bug(text.unwrap_or_else(|| "a panic without words".to_owned())).into())
    });
    if let Some(message) = exit::message(&result) {
        output::note(&message);
    }
    exit::exit_code(&result)
}
