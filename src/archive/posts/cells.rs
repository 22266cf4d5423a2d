//! The fields of a CSV record.
//!
//! In: the bytes of one record. Out: [`Cells`]: one text and where its fields end, so that a row costs two allocations at
//! most and none a field. What is no UTF-8 is replaced.

use std::{borrow::Cow, cell::RefCell};

use csv_core::{ReadRecordResult, Reader};
use memchr::{memchr, memchr_iter};

thread_local! {
    /// The last reader with its delimiter: making one costs more than reading a row.
    static READER: RefCell<(u8, Reader)> = RefCell::new((b',', super::rows::reader(b',')));
}

/// The fields of one record.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    text: Cow<'a, str>,
    /// Where each field begins and ends.
    places: Vec<(usize, usize)>,
}

impl<'a> Cells<'a> {
    /// Parts a record.
    #[must_use]
    pub fn of(record: &'a [u8], delimiter: u8) -> Self {
        let record = record.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(record);
        match std::str::from_utf8(record) {
            Ok(text) if memchr(b'"', record).is_none() => Self::plain(text, delimiter),
            _ => Self::quoted(record, delimiter),
        }
    }

    /// A record without quotes.
    fn plain(text: &'a str, delimiter: u8) -> Self {
        let text = text.trim_end_matches(['\r', '\n']);
        let mut places = Vec::with_capacity(16);
        let mut start = 0;
        for end in memchr_iter(delimiter, text.as_bytes()) {
            places.push((start, end));
            start = end + 1;
        }
        places.push((start, text.len()));
        Self {
            text: Cow::Borrowed(text),
            places,
        }
    }

    fn quoted(record: &[u8], delimiter: u8) -> Self {
        READER.with_borrow_mut(|(known, reader)| {
            if *known != delimiter {
                *known = delimiter;
                *reader = super::rows::reader(delimiter);
            }
            reader.reset();
            Self::parted(record, delimiter, reader)
        })
    }

    fn parted(record: &[u8], delimiter: u8, reader: &mut Reader) -> Self {
        let mut bytes = vec![0; record.len() + 1];
        let mut ends = vec![0; memchr_iter(delimiter, record).count() + 2];
        let (mut read, mut wrote, mut found) = (0, 0, 0);
        // The reader wants to be called with nothing more to read before it ends a record without a line end.
        loop {
            let (result, taken, written, ended) = reader.read_record(
                record.get(read..).unwrap_or_default(),
                bytes.get_mut(wrote..).unwrap_or_default(),
                ends.get_mut(found..).unwrap_or_default(),
            );
            read += taken;
            wrote += written;
            found += ended;
            if result != ReadRecordResult::InputEmpty {
                break;
            }
        }
        ends.truncate(found);
        bytes.truncate(wrote);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let places: Vec<(usize, usize)> = starts.zip(ends.iter().copied()).collect();
        match String::from_utf8(bytes) {
            Ok(text) => Self {
                text: Cow::Owned(text),
                places,
            },
            Err(error) => Self::lenient(error.as_bytes(), &places),
        }
    }

    /// Fields that are no UTF-8 change their lengths.
    fn lenient(bytes: &[u8], places: &[(usize, usize)]) -> Self {
        let mut text = String::with_capacity(bytes.len());
        let mut decoded = Vec::with_capacity(places.len());
        for &(start, end) in places {
            let begin = text.len();
            text.push_str(&String::from_utf8_lossy(
                bytes.get(start..end).unwrap_or_default(),
            ));
            decoded.push((begin, text.len()));
        }
        Self {
            text: Cow::Owned(text),
            places: decoded,
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// A field by its place; empty when there is none.
    #[must_use]
    pub fn get(&self, at: usize) -> &str {
        let place = self.places.get(at);
        place
            .and_then(|&(start, end)| self.text.get(start..end))
            .unwrap_or_default()
    }

    /// All fields as owned texts.
    #[must_use]
    pub fn into_list(self) -> Vec<String> {
        (0..self.count())
            .map(|at| self.get(at).to_owned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn fields_are_parted_with_and_without_quotes() {
        for (record, expected) in [
            (&b"a,b"[..], &["a", "b"][..]),
            (b"", &[""]),
            (b"a,,\r\n", &["a", "", ""]),
            (b"\"a\",b", &["a", "b"]),
            (b"\"a,\"\"b\",\xFF", &["a,\"b", "\u{fffd}"]),
            (b"\xFF,\xC3\xA9x,", &["\u{fffd}", "éx", ""]),
        ] {
            let cells = Cells::of(record, b',').into_list();
            assert_eq!(cells, expected, "{}", record.escape_ascii());
        }
    }

    proptest! {
        /// Without quotes both ways give the same.
        #[test]
        fn the_short_way_is_the_long_way(record in "[a-zé, ;]{1,40}") {
            let plain = Cells::plain(&record, b',').into_list();
            prop_assert_eq!(plain, Cells::quoted(record.as_bytes(), b',').into_list());
        }

        #[test]
        fn any_bytes_are_survived(bytes in vec(any::<u8>(), 0..200), delimiter in any::<u8>()) {
            let cells = Cells::of(&bytes, delimiter);
            prop_assert_eq!(cells.count(), cells.into_list().len());
        }
    }
}
