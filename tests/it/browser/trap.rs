//! Where every request to a host in `.example` ends.
//!
//! In: connections. Out: what arrived; each is answered with an empty page.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::DEADLINE;

/// A listener on a port of its own; it lives as long as the test program.
pub(super) struct Trap {
    port: u16,
    arrivals: Arc<Mutex<Vec<String>>>,
}

impl Trap {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let arrivals = Arc::<Mutex<Vec<String>>>::default();
        let list = Arc::clone(&arrivals);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let list = Arc::clone(&list);
                thread::spawn(move || note(&stream, &list));
            }
        });
        Self { port, arrivals }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn arrivals(&self) -> Vec<String> {
        self.arrivals.lock().unwrap().clone()
    }
}

/// Notes a connection as soon as it is there, and its request once that is read.
fn note(stream: &TcpStream, list: &Mutex<Vec<String>>) {
    let at = {
        let mut list = list.lock().unwrap();
        list.push("a connection".to_owned());
        list.len() - 1
    };
    let _ = stream.set_read_timeout(Some(DEADLINE));
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let host = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("host: ")
                .map(str::to_owned)
        })
        .last()
        .unwrap_or_default();
    let mut words = first.split(' ');
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    if let Some(arrival) = list.lock().unwrap().get_mut(at) {
        *arrival = format!("{method} http://{host}{path}");
    }
    let mut stream = stream;
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}
