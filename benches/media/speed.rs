//! CPU seconds and peak memory on one picture.

use std::{fs, path::Path, process::ExitCode, time::Instant};

use refrain::media::{Limits, Picture, examine, traces};

/// Seconds of CPU that this process has used.
fn used() -> f64 {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF);
    usage.map_or(0.0, |usage| {
        let seconds =
            |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    })
}

/// Peak memory in MiB.
fn peak() -> f64 {
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF);
    usage.map_or(0.0, |usage| usage.max_rss() as f64 / 1024.0)
}

/// Tells what each detector costs, and all of them.
pub(crate) fn tell(photo: &Path) -> ExitCode {
    let Ok(bytes) = fs::read(photo) else {
        eprintln!("{}: cannot be read", photo.display());
        return ExitCode::FAILURE;
    };
    let limits = Limits::default();
    let before = used();
    let Ok(picture) = Picture::decode(&bytes, &limits) else {
        eprintln!("{}: no picture", photo.display());
        return ExitCode::FAILURE;
    };
    let megapixels = f64::from(picture.width) * f64::from(picture.height) / 1e6;
    println!("{megapixels:.1} megapixels\n\n| | CPU s | peak MiB so far |\n|---|---|---|");
    println!("| decoding | {:.2} | {:.0} |", used() - before, peak());
    for listed in traces::ALL {
        let before = used();
        let _ = listed.detector.measure(&picture);
        println!(
            "| {} | {:.2} | {:.0} |",
            listed.detector.kind().name(),
            used() - before,
            peak()
        );
    }
    drop(picture);
    let (before, clock) = (used(), Instant::now());
    let _ = examine(&bytes, &limits);
    println!(
        "| everything | {:.2} ({:.2} s) | {:.0} |",
        used() - before,
        clock.elapsed().as_secs_f64(),
        peak()
    );
    ExitCode::SUCCESS
}
