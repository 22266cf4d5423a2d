//! The explorer as a child process, and somebody who came in by its address.
//!
//! In: a case. Out: its pages, by a browser or by raw requests.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use url::form_urlencoded::Serializer;

use crate::browser::{
    Browser, Page,
    http::{self, Answer},
};

/// Runs the program to its end.
pub(super) fn refrain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_refrain"))
        .args(arguments)
        .output()
        .unwrap()
}

/// What the program tells when all goes well.
pub(super) fn told(arguments: &[&str]) -> String {
    let output = refrain(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// `refrain explore` on a case; it ends when this is dropped.
pub(super) struct Explorer {
    child: Child,
    entrance: String,
}

impl Explorer {
    /// Starts it, and waits for the address that it prints.
    pub(super) fn start(case: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_refrain"))
            .arg("explore")
            .arg(case)
            .args(["--port", "0", "-q"])
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut entrance = String::new();
        let said = child.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut entrance).unwrap();
        assert!(entrance.starts_with("http://127.0.0.1:"), "{entrance:?}");
        Self {
            child,
            entrance: entrance.trim().to_owned(),
        }
    }

    /// The same with the case's own key: names are shown.
    pub(super) fn revealed(case: &Path) -> Self {
        Self::start(case, &["--reveal", case.join("key").to_str().unwrap()])
    }

    /// The address that opens one browser once.
    pub(super) fn entrance(&self) -> &str {
        &self.entrance
    }

    /// The path of that address.
    pub(super) fn token_path(&self) -> &str {
        let at = self.entrance.find("/enter/").unwrap();
        &self.entrance[at..]
    }

    /// Name and port, as they stand in `Host`.
    pub(super) fn host(&self) -> &str {
        self.entrance.split('/').nth(2).unwrap()
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.host().parse().unwrap()
    }

    /// The address of a page.
    pub(super) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    /// Comes in with a browser; the page stands at the overview then.
    pub(super) fn page(&self, browser: &Browser) -> Page {
        let page = browser.page();
        page.goto(self.entrance());
        page.wait_for("location.pathname === '/' && document.readyState === 'complete'");
        page
    }

    /// Comes in by raw requests.
    pub(super) fn visitor(&self) -> Visitor {
        let host = [("Host", self.host())];
        let answer = http::ask(self.address(), "GET", self.token_path(), &host, b"");
        assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
        let cookie = answer.header("set-cookie").unwrap();
        Visitor {
            address: self.address(),
            host: self.host().to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }
}

impl Drop for Explorer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody with the cookie.
pub(super) struct Visitor {
    address: SocketAddr,
    host: String,
    /// Name and value.
    pub(super) cookie: String,
}

impl Visitor {
    /// Asks for a page.
    pub(super) fn get(&self, path: &str) -> Answer {
        let headers = [("Host", self.host.as_str()), ("Cookie", &self.cookie)];
        http::ask(self.address, "GET", path, &headers, b"")
    }

    /// The text of a page that must be there.
    pub(super) fn text(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// A document that must be there.
    pub(super) fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(&self.text(path)).unwrap()
    }

    /// Sends a form as a page of the explorer does, but for these headers and with this token.
    pub(super) fn post(
        &self,
        path: &str,
        csrf: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut head = vec![("Host", self.host.as_str()), ("Cookie", &self.cookie)];
        head.push(("Content-Type", "application/x-www-form-urlencoded"));
        head.extend(headers);
        let body = Serializer::new(String::new())
            .append_pair("csrf", csrf)
            .extend_pairs(fields)
            .finish();
        http::ask(self.address, "POST", path, &head, body.as_bytes())
    }

    /// The token that forms carry.
    pub(super) fn csrf(&self, page: &str) -> String {
        let text = self.text(page);
        let (_, rest) = text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// How many entries the log has.
    pub(super) fn logged(&self) -> usize {
        self.json("/audit.json")["entries"]
            .as_array()
            .unwrap()
            .len()
    }
}
