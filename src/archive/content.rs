//! A source's bytes on their way in: at hand, or as a stream that may end in an error.
//!
//! In: a file's bytes or a member's stream. Out: [`Held`], its first bytes in memory.

use std::{
    cell::Cell,
    io::{self, Read},
};

use super::{RawBytes, limits::Counted};

/// A source's bytes: all at hand, or a stream.
pub(super) enum Content<'a> {
    Whole(RawBytes),
    Stream(&'a mut dyn Read),
}

/// A source held in memory up to a limit, and how far it goes beyond.
pub(super) struct Held {
    pub(super) bytes: RawBytes,
    /// Bytes in all, those that are not held included.
    pub(super) total: u64,
    /// Why the stream ended early.
    pub(super) error: Option<io::Error>,
}

impl Held {
    /// Reads a source to its end and keeps its first `most` bytes.
    pub(super) fn of(content: Content<'_>, most: u64) -> Self {
        match content {
            Content::Whole(bytes) => Self {
                total: bytes.as_ref().len() as u64,
                bytes,
                error: None,
            },
            Content::Stream(stream) => {
                let count = Cell::new(0);
                let mut stream = Counted {
                    inner: stream,
                    count: &count,
                };
                let mut kept = Vec::new();
                let read = stream.by_ref().take(most).read_to_end(&mut kept);
                let error = read
                    .and_then(|_| io::copy(&mut stream, &mut io::sink()))
                    .err();
                Self {
                    bytes: RawBytes::from(kept),
                    total: count.get(),
                    error,
                }
            }
        }
    }
}

/// A stream that has nothing more to give than the error it was left with.
pub(super) struct Broken(pub(super) Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
