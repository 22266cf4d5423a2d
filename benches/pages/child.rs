//! The explorer as a child: started, entered, and how much memory it holds.

use std::{
    fs,
    io::{self, BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::http::{Answer, get};

/// A running explorer; it ends when this is dropped.
pub(crate) struct Explorer {
    child: Child,
    address: SocketAddr,
    cookie: String,
    /// Time from its start until it printed its address.
    pub(crate) ready: Duration,
}

/// Memory of a process in KiB, as the kernel tells it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Held now.
    pub(crate) now: f64,
    /// The most since its start.
    pub(crate) peak: f64,
}

impl Explorer {
    /// Starts the program on a case and enters by its one-time address.
    pub(crate) fn start(program: &Path, case: &Path) -> io::Result<Self> {
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(["explore".as_ref(), case.as_os_str()])
            .args(["--port", "0", "--quiet"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let ready = started.elapsed();
        let entrance = entrance(line.trim());
        let (address, path) =
            entrance.ok_or_else(|| io::Error::other("the explorer printed no address"))?;
        let mut explorer = Self {
            child,
            address,
            cookie: String::new(),
            ready,
        };
        let entered = explorer.get(path)?;
        let cookie = entered.header("set-cookie").unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default();
        cookie.clone_into(&mut explorer.cookie);
        Ok(explorer)
    }

    /// Asks for a path.
    pub(crate) fn get(&self, path: &str) -> io::Result<Answer> {
        get(self.address, path, &self.cookie)
    }

    /// Its memory; `None` where the system has no `/proc`.
    pub(crate) fn memory(&self) -> Option<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        Some(Memory {
            now: field("VmRSS:")?,
            peak: field("VmHWM:")?,
        })
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        // A child that ended by itself cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Address and path of `http://127.0.0.1:PORT/enter/TOKEN`.
fn entrance(line: &str) -> Option<(SocketAddr, &str)> {
    let rest = line.strip_prefix("http://")?;
    let slash = rest.find('/')?;
    let (address, path) = rest.split_at_checked(slash)?;
    Some((address.parse().ok()?, path))
}
