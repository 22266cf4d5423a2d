//! `explore`: the case in a browser.

use std::{
    process::{Command, Stdio},
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};

use tokio::sync::Notify;

use super::{
    args::{self, Manner},
    check,
    exit::{Interrupted, Outcome},
    gather, interrupt, output,
    progress::{Progress, Saying},
};
use crate::explore::{Options, serve};

/// Stages of making the index, for the progress bar: those of the index, and telling campaigns twice.
const STAGES: u64 = 6;

/// Time between two looks at whether to end.
const LOOK: Duration = Duration::from_millis(100);

/// Serves a case until it is interrupted.
///
/// # Errors
/// The case cannot be read, or the port cannot be had.
pub(super) fn explore(args: &args::Explore, manner: Manner) -> anyhow::Result<Outcome> {
    let case = check::case(&args.case)?;
    let stop = interrupt::flag()?;
    let progress = Progress::new(
        STAGES,
        if manner.quiet {
            Saying::Nothing
        } else {
            Saying::Progress
        },
    );
    let site = gather::site(case, args.reveal.as_deref(), &progress, &stop);
    progress.finish();
    let Some(site) = site? else {
        return Err(Interrupted(format!("refrain explore {}", case.display())).into());
    };
    let ended = Arc::new(Notify::new());
    let notify = Arc::clone(&ended);
    thread::spawn(move || {
        while !stop.load(Ordering::SeqCst) {
            thread::sleep(LOOK);
        }
        // The permit is kept when nobody waits yet.
        notify.notify_one();
    });
    serve(site, &Options { port: args.port }, &ended, |address| {
        ready(address, args.open);
    })?;
    Ok(Outcome::Done)
}

fn ready(address: &str, open: bool) {
    output::print(&format!("{address}\n")).ok();
    output::note(
        "the case is open at the address above, on this machine alone; it opens one browser once. Ctrl-C ends it",
    );
    if open && !opened(address) {
        output::note("no browser could be started; open the address yourself");
    }
}

/// Asks the desktop to open an address.
fn opened(address: &str) -> bool {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    Command::new(program)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok()
}
