//! Every kind of page of the explorer: how long it takes, how large it is, and how much memory the server holds.
//!
//! In: a case: `cargo bench --bench pages -- CASE [--program PATH] [--warm N]`. Out: a table on stdout. The program is
//! started as users start it and asked over its socket.
//!
//! - **cold**: the first request of a process that was started for this one page. The system's own cache of files is left
//!   as it is: dropping it needs rights that users do not have, so a first visit after switching on is slower.
//! - **warm**: median and worst of 30 further requests (`--warm`) to one process, the kinds in turn.
//!
//! Where the case has no index yet, making it is timed first; its peak memory is that process' own. Memory is the
//! kernel's `VmRSS` and `VmHWM`, which Linux alone has. A `*` marks what misses its target: a first byte within 100 ms
//! warm (150 ms for a search) and 300 ms cold.
#![allow(
    clippy::print_stdout,
    reason = "a bench talks to the person who runs it"
)]

mod child;
mod http;
mod visits;

use std::{env, io, path::PathBuf, process::ExitCode, time::Duration};

use child::{Explorer, Memory};
use visits::Visit;

/// First byte of a cold page, in milliseconds.
const COLD: f64 = 300.0;

/// Further requests of each kind.
const WARM: usize = 30;

/// What the bench is asked to do.
struct Asked {
    case: PathBuf,
    program: PathBuf,
    warm: usize,
}

/// Times of one kind of page.
struct Times {
    cold: Duration,
    first: Vec<Duration>,
    last: Vec<Duration>,
    bytes: usize,
    status: u16,
}

fn main() -> ExitCode {
    let Some(asked) = asked() else {
        println!(
            "pages: name a case: cargo bench --bench pages -- CASE [--program PATH] [--warm N]"
        );
        return ExitCode::SUCCESS;
    };
    match run(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            println!("pages: {cause}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the arguments; cargo adds `--bench` by itself.
fn asked() -> Option<Asked> {
    let mut arguments = env::args_os()
        .skip(1)
        .filter(|argument| argument != "--bench");
    let mut asked = Asked {
        case: PathBuf::new(),
        program: PathBuf::from(env!("CARGO_BIN_EXE_refrain")),
        warm: WARM,
    };
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--program") => asked.program = arguments.next()?.into(),
            Some("--warm") => asked.warm = arguments.next()?.to_str()?.parse().ok()?,
            _ => asked.case = argument.into(),
        }
    }
    asked.case.is_dir().then_some(asked)
}

fn run(asked: &Asked) -> io::Result<()> {
    let start = || Explorer::start(&asked.program, &asked.case);
    let has_index = asked.case.join("explore.db").is_file();
    let first = start()?;
    let what = if has_index {
        "opened"
    } else {
        "index made and opened"
    };
    println!(
        "{what} in {:.2} s{}",
        first.ready.as_secs_f64(),
        held(first.memory())
    );
    let visits = visits::of(&first)?;
    drop(first);
    let mut times = Vec::with_capacity(visits.len());
    let mut opened = Vec::with_capacity(visits.len());
    for visit in &visits {
        let explorer = start()?;
        opened.push(explorer.ready);
        let answer = explorer.get(&visit.path)?;
        times.push(Times {
            cold: answer.first,
            first: Vec::with_capacity(asked.warm),
            last: Vec::with_capacity(asked.warm),
            bytes: answer.body.len(),
            status: answer.status,
        });
    }
    let explorer = start()?;
    println!(
        "opened with its index in {} ms (median)",
        shown(middle(&opened))
    );
    println!("before the first page{}", held(explorer.memory()));
    for _ in 0..=asked.warm {
        for (visit, times) in visits.iter().zip(&mut times) {
            let answer = explorer.get(&visit.path)?;
            times.first.push(answer.first);
            times.last.push(answer.last);
        }
    }
    // The first round was still cold.
    for times in &mut times {
        times.first.remove(0);
        times.last.remove(0);
    }
    println!("after all pages{}\n", held(explorer.memory()));
    table(&visits, &times);
    Ok(())
}

fn table(visits: &[Visit], times: &[Times]) {
    println!("milliseconds; * misses its target");
    println!(
        "| {:<36} | {:>8} | {:>8} | {:>8} | {:>9} | {:>8} | path |",
        "page", "cold", "warm", "worst", "last byte", "kB"
    );
    println!("|---|---:|---:|---:|---:|---:|---|");
    let mut missed = 0;
    for (visit, times) in visits.iter().zip(times) {
        let worst = times.first.iter().max().copied().unwrap_or_default();
        let mark = |time: Duration, target: f64| {
            let star = if milliseconds(time) > target { "*" } else { "" };
            format!("{}{star}", shown(time))
        };
        let (cold, warm) = (
            mark(times.cold, COLD),
            mark(middle(&times.first), visit.target),
        );
        missed += u32::from(cold.ends_with('*') || warm.ends_with('*'));
        let status = if times.status == 200 {
            String::new()
        } else {
            format!(" (status {})", times.status)
        };
        println!(
            "| {:<36} | {cold:>8} | {warm:>8} | {:>8} | {:>9} | {:>8.1} | `{}`{status} |",
            visit.kind,
            mark(worst, visit.target),
            shown(middle(&times.last)),
            times.bytes as f64 / 1e3,
            visit.path
        );
    }
    println!("\n{missed} of {} kinds miss a target", visits.len());
}

fn held(memory: Option<Memory>) -> String {
    memory.map_or_else(
        || ", memory not known on this system".to_owned(),
        |memory| {
            format!(
                ", memory {:.0} MiB, peak {:.0} MiB",
                memory.now / 1024.0,
                memory.peak / 1024.0
            )
        },
    )
}

fn middle(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn shown(time: Duration) -> String {
    format!("{:.1}", milliseconds(time))
}
