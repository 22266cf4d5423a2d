//! One request over a connection of its own, timed.
//!
//! In: an address, a path, a cookie. Out: status, body, and how long the first and the last byte took, counted from
//! before the connection is made.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// How long an answer may take before the bench gives up.
const DEADLINE: Duration = Duration::from_mins(5);

/// An answer.
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    /// Its headers as they came.
    pub(crate) head: String,
    /// Its body.
    pub(crate) body: Vec<u8>,
    /// Time to the first byte.
    pub(crate) first: Duration,
    /// Time to the last byte.
    pub(crate) last: Duration,
}

impl Answer {
    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &str| line.split_once(':').map(|(known, _)| known.to_lowercase());
        let line = self
            .head
            .lines()
            .find(|line| of(line).as_deref() == Some(name))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks for a path.
pub(crate) fn get(address: SocketAddr, path: &str, cookie: &str) -> io::Result<Answer> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    );
    let started = Instant::now();
    let mut stream = TcpStream::connect_timeout(&address, DEADLINE)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = vec![0; 1];
    stream.read_exact(&mut bytes)?;
    let first = started.elapsed();
    stream.read_to_end(&mut bytes)?;
    let last = started.elapsed();
    let foreign = || io::Error::other(format!("{path}: no answer of HTTP"));
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or_else(foreign)?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Ok(Answer {
        status: status.ok_or_else(foreign)?,
        head,
        body,
        first,
        last,
    })
}
