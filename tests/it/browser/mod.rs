//! A real browser for tests: Chromium, driven over the `DevTools` protocol.
//!
//! In: addresses of pages, keys, clicks. Out: what the page says then, what was requested, what went wrong.
//! Chromium is spoken to over two pipes, so no port is open and it ends when the test does. Names
//! that end in `.example` lead into a [`Trap`], all others but this machine's lead nowhere: a test can neither
//! reach the network nor miss that a page tried to. (Chromium has errands of its own to other names, whatever
//! its flags say.)
//!
//! Source: <https://chromedevtools.github.io/devtools-protocol/>; `--remote-debugging-pipe`.

mod axe;
mod chromium;
pub(crate) mod http;
mod keys;
mod page;
mod record;
mod selftest;
pub(crate) mod server;
mod trap;
mod wire;

use std::{
    fs::{self, File},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use serde_json::json;
use tempfile::TempDir;

pub(crate) use page::Page;
use trap::Trap;
use wire::Wire;

/// How long anything may take; a slow machine under load needs seconds.
const DEADLINE: Duration = Duration::from_secs(30);

/// Gives Chromium its input and output as the descriptors 3 and 4 that it speaks the protocol on.
const PIPES: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// The names of this machine, which lead where they say.
const HERE: &str = "EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]";

/// The flags besides profile, pipe and names of hosts: no window, nothing of its own on the network.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

/// A running Chromium with a profile of its own; it ends when this is dropped.
pub(crate) struct Browser {
    wire: Arc<Wire>,
    trap: Trap,
    child: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium; installs it first where it is missing and this may be done.
    pub(crate) fn start() -> Self {
        let program = chromium::program();
        let profile = tempfile::tempdir().unwrap();
        let said = profile.path().join("said");
        let trap = Trap::start();
        let mut child = Command::new("sh")
            .args(["-c", PIPES])
            .arg(&program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!(
                "--host-resolver-rules=MAP *.example 127.0.0.1:{}, MAP * ~NOTFOUND, {HERE}",
                trap.port()
            ))
            .arg("about:blank")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let wire = Wire::new(child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let browser = Self {
            wire,
            trap,
            child,
            _profile: profile,
        };
        let version = browser.wire.ask(None, "Browser.getVersion", &json!({}));
        assert!(
            version.is_ok(),
            "{} does not answer: {}",
            program.display(),
            fs::read_to_string(said).unwrap_or_default()
        );
        for (method, parameters) in [
            ("Browser.setDownloadBehavior", json!({"behavior": "deny"})),
            ("Target.setAutoAttach", wire::auto_attach()),
        ] {
            browser.wire.ask(None, method, &parameters).unwrap();
        }
        browser
    }

    /// Opens an empty page.
    pub(crate) fn page(&self) -> Page {
        let answer = self
            .wire
            .ask(None, "Target.createTarget", &json!({"url": "about:blank"}))
            .unwrap();
        let target = answer["targetId"].as_str().unwrap().to_owned();
        let session = self
            .wire
            .wait("the new page", |record| record.session_of(&target));
        Page::new(Arc::clone(&self.wire), session)
    }

    /// What arrived of requests to names in `.example` since the start: `GET http://host/path`, or
    /// `a connection` where no more than that was made.
    pub(crate) fn arrivals(&self) -> Vec<String> {
        self.trap.arrivals()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.wire.ask(None, "Browser.close", &json!({}));
        if !self.wire.is_closed_soon() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
