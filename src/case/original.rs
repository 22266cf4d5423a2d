//! The bytes of a message as they stand in its input.
//!
//! In: a row of `messages`. Out: the bytes whose SHA-256 the row holds, or why they cannot be had. A case keeps no copy of
//! the input; a plain file is read at the message's place, a small container is read from its start.

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{Case, CaseError, rows::MessageRow, rows::SourceRow};
use crate::archive::{self, Event, Limits, Resume};

/// Bytes of a container that is read from its start for one message.
const CONTAINER: u64 = 256 << 20;

/// A message's bytes, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Original {
    /// The bytes.
    Bytes(Vec<u8>),
    /// Why they cannot be had.
    Gone(Missing),
}

/// Why a message's bytes cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The input file is not where it was, or cannot be read.
    File,
    /// The input file has changed since it was read.
    Changed,
    /// It stands inside a container that is too large to be read for one message.
    Container,
    /// It is a row of a table whose bytes were never those of a message.
    Row,
}

impl Missing {
    /// The reason in a sentence, with what helps.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::File => {
                "The input file is not where it was when it was read. Put it back to see the message as it came."
            }
            Self::Changed => {
                "The input file has changed since it was read; what stands there now is not this message."
            }
            Self::Container => {
                "The message stands inside a large container. Unpack it and scan what was inside to see messages as they came."
            }
            Self::Row => "The message is a row of a table; its cells are what is shown here.",
        }
    }
}

impl Case {
    /// The bytes of a message as they stand in its input.
    ///
    /// # Errors
    /// [`CaseError::Ledger`]; input that cannot be read is an answer.
    pub fn original(&self, message: &MessageRow) -> Result<Original, CaseError> {
        let sources = self.sources()?;
        let of = |key: u32| sources.iter().find(|row| row.source == key);
        let Some(source) = of(message.source) else {
            return Ok(Original::Gone(Missing::File));
        };
        let mut root = source;
        while let Some(outer) = root.parent.and_then(of) {
            root = outer;
        }
        let plain = source.parent.is_none() && source.format != "container";
        Ok(if plain {
            in_place(Path::new(&source.name), message)
        } else {
            inside(root, message)
        })
    }
}

fn is(bytes: &[u8], message: &MessageRow) -> bool {
    HEXLOWER.encode(&Sha256::digest(bytes)) == message.digest
}

fn in_place(path: &Path, message: &MessageRow) -> Original {
    let Ok(mut file) = File::open(path) else {
        return Original::Gone(Missing::File);
    };
    let mut head = [0; 4];
    if file.read_exact(&mut head).is_ok() && head == *b"PAR1" {
        return Original::Gone(Missing::Row);
    }
    let length = message.length.min(Limits::default().message);
    let mut bytes = Vec::new();
    let read = file
        .seek(SeekFrom::Start(message.offset))
        .and_then(|_| file.take(length).read_to_end(&mut bytes));
    match read {
        Ok(_) if is(&bytes, message) => Original::Bytes(bytes),
        Ok(_) => Original::Gone(Missing::Changed),
        Err(_) => Original::Gone(Missing::File),
    }
}

fn inside(root: &SourceRow, message: &MessageRow) -> Original {
    if root.bytes > CONTAINER {
        return Original::Gone(Missing::Container);
    }
    let mut found = None;
    let read = archive::read(
        &[PathBuf::from(&root.name)],
        &Limits::default(),
        &Resume::default(),
        &mut |event| {
            let Event::Record(record) = event else {
                return ControlFlow::Continue(());
            };
            let here = (record.at.offset, record.at.length) == (message.offset, message.length);
            if here && is(record.bytes.as_ref(), message) {
                found = Some(record.bytes.as_ref().to_vec());
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        },
    );
    match (found, read) {
        (Some(bytes), _) => Original::Bytes(bytes),
        (None, Err(_)) => Original::Gone(Missing::File),
        (None, Ok(())) => Original::Gone(Missing::Changed),
    }
}
