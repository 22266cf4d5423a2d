//! The whole program on simulated archives: speed, memory, and how both grow with the archive.
//!
//! In: archive sizes in messages as arguments (10 000 and 100 000 without any):
//! `cargo bench --bench whole -- 10000 100000 1000000`. Out: a table on stdout; archives and cases
//! live in the system's temporary folder and are removed. CPU seconds and peak memory are those
//! that the kernel counted for the child; every run has a small parent of its own, since that
//! account is the largest over all children, and a child begins with its parent's size.
#![allow(
    clippy::print_stdout,
    reason = "a bench talks to the person who runs it"
)]

use std::{
    env,
    fs::File,
    io::{self, BufWriter},
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use refrain::simulate::{Level, Recipe, Totals, write};

/// The argument by which this program runs itself as the small parent of one run.
const PARENT: &str = "--measure-one-run";

/// What one run of the program cost.
struct Cost {
    cpu: f64,
    wall: f64,
    peak_kib: f64,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, archive, case] = arguments.as_slice()
        && flag == PARENT
    {
        return parent(archive, case);
    }
    let mut sizes: Vec<u64> = arguments
        .iter()
        .filter_map(|argument| argument.replace('_', "").parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    match table(&sizes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            println!("whole: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn table(sizes: &[u64]) -> io::Result<()> {
    println!(
        "{:>10} {:>9} {:>9} {:>9} {:>12} {:>12} {:>10} {:>11}",
        "messages", "MB", "CPU s", "wall s", "messages/s", "MB/s a core", "peak MiB", "B a message"
    );
    let mut before: Option<(u64, Cost)> = None;
    for &messages in sizes {
        let folder = tempfile::tempdir()?;
        let totals = archive(messages, &folder.path().join("archive.mbox"))?;
        let cost = measure(folder.path())?;
        let megabytes = totals.bytes as f64 / 1e6;
        println!(
            "{messages:>10} {megabytes:>9.1} {:>9.2} {:>9.2} {:>12.0} {:>12.1} {:>10.1} {:>11.1}",
            cost.cpu,
            cost.wall,
            messages as f64 / cost.wall,
            megabytes / cost.cpu,
            cost.peak_kib / 1024.0,
            cost.peak_kib * 1024.0 / messages as f64
        );
        if let Some((fewer, less)) = before.filter(|(fewer, _)| *fewer < messages) {
            let growth = (cost.peak_kib - less.peak_kib) * 1024.0 / (messages - fewer) as f64;
            println!(
                "{:>10} {fewer} to {messages} messages (x{:.1}): CPU x{:.2}, wall x{:.2}, peak memory x{:.2}, that is {growth:.0} bytes a further message",
                "growth",
                messages as f64 / fewer as f64,
                cost.cpu / less.cpu,
                cost.wall / less.wall,
                cost.peak_kib / less.peak_kib
            );
        }
        before = Some((messages, cost));
    }
    Ok(())
}

fn archive(messages: u64, path: &Path) -> io::Result<Totals> {
    let recipe = Recipe {
        messages,
        seed: 20,
        level: Level::Medium,
        ..Recipe::default()
    };
    let mut out = BufWriter::new(File::create(path)?);
    write(&recipe, &mut out, &mut io::sink())
}

/// Runs this program again as the small parent, and reads its one line.
fn measure(folder: &Path) -> io::Result<Cost> {
    let output = Command::new(env::current_exe()?)
        .args([
            PARENT.as_ref(),
            folder.join("archive.mbox").as_os_str(),
            folder.join("bench.case").as_os_str(),
        ])
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    match (output.status.success(), numbers.as_slice()) {
        (true, &[cpu, wall, peak_kib]) => Ok(Cost {
            cpu,
            wall,
            peak_kib,
        }),
        _ => Err(io::Error::other(format!("the run failed: {}", text.trim()))),
    }
}

/// One run of `refrain scan`; prints CPU seconds, wall seconds and peak KiB of that child.
fn parent(archive: &str, case: &str) -> ExitCode {
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(["scan", archive, "--case", case, "-q"])
        .stdout(Stdio::null())
        .status();
    let wall = started.elapsed().as_secs_f64();
    if !matches!(&status, Ok(status) if status.success()) {
        println!("refrain scan: {status:?}");
        return ExitCode::FAILURE;
    }
    if !Path::new(case).is_dir() {
        println!("refrain scan made no case");
        return ExitCode::FAILURE;
    }
    match nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN) {
        Ok(spent) => {
            let seconds =
                |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
            println!(
                "{} {wall} {}",
                seconds(spent.user_time()) + seconds(spent.system_time()),
                spent.max_rss()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("getrusage: {error}");
            ExitCode::FAILURE
        }
    }
}
