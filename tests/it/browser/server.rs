//! A web server for tests of the browser and of what it must refuse.
//!
//! In: pages by their path. Out: the same, to whoever asks on this machine.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use super::DEADLINE;

/// One page.
#[derive(Clone, Default)]
pub(crate) struct Served {
    /// Its headers, besides length and `Connection`.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Its bytes.
    pub(crate) body: Vec<u8>,
}

impl Served {
    /// A page of HTML.
    pub(crate) fn html(body: &str) -> Self {
        Self {
            headers: vec![("Content-Type", "text/html; charset=utf-8".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    /// The same page with one more header.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// Serves these pages on a port of its own for as long as the test program lives; gives where.
pub(crate) fn serve(pages: BTreeMap<String, Served>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let pages = Arc::new(pages);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let pages = Arc::clone(&pages);
            thread::spawn(move || answer(&stream, &pages));
        }
    });
    address
}

fn answer(stream: &TcpStream, pages: &BTreeMap<String, Served>) -> Option<()> {
    stream.set_read_timeout(Some(DEADLINE)).ok()?;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next()?;
    let path = first.split(' ').nth(1)?;
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let found = pages.get(path);
    let page = found.cloned().unwrap_or_default();
    let status = if found.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let mut head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n",
        page.body.len()
    );
    for (name, value) in &page.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    let mut stream = stream;
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&page.body).ok()
}
