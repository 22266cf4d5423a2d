//! Records of comma-separated values.
//!
//! In: bytes of a table whose first record names its columns. Out: the records behind it, line ends within quotes
//! included. The crate `csv-core` knows where fields end.

use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use memchr::{memchr, memchr3};

use super::{
    Layout,
    cells::Cells,
    cut::{Cut, Rest, Step},
};
use crate::mapping::Mapping;

/// Records that may go without end before quotes are no longer believed: each costs a look at all that follows.
const MOST_GIVEN_UP: u32 = 32;

/// Cuts behind each record.
pub(in super::super) struct Rows {
    layout: Layout,
    /// The layout with its columns, once they are read.
    known: Option<Arc<Layout>>,
    reader: Reader,
    /// Bytes of the record under way that the reader has seen.
    seen: usize,
    /// Records that did not end.
    given_up: u32,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Rows {
    /// A cutter whose records are read by this layout; the columns are taken from the first record.
    pub(in super::super) fn of(layout: Layout) -> Self {
        Self {
            reader: reader(layout.delimiter),
            layout,
            known: None,
            seen: 0,
            given_up: 0,
            fields: vec![0; 4 << 10],
            ends: vec![0; 256],
        }
    }

    /// The end of the record that the bytes begin with.
    fn end(&mut self, rest: &Rest<'_>) -> Option<usize> {
        // A line without quotes is a record, which is what most of them are.
        if self.seen == 0 {
            let first = memchr3(b'"', b'\n', b'\r', rest.bytes);
            if let Some(at) = first.filter(|&at| rest.bytes.get(at) == Some(&b'\n')) {
                return Some(at + 1);
            }
        }
        if self.given_up > MOST_GIVEN_UP {
            let end = memchr(b'\n', rest.bytes).map(|at| at + 1);
            return end.or_else(|| rest.last.then_some(rest.bytes.len()));
        }
        loop {
            let unseen = rest.bytes.get(self.seen..).unwrap_or_default();
            // Nothing more to read means the end of the table to the reader.
            if unseen.is_empty() {
                return rest.last.then(|| self.whole_end(rest)).flatten();
            }
            let (result, read, ..) =
                self.reader
                    .read_record(unseen, &mut self.fields, &mut self.ends);
            self.seen += read;
            // The fields are not wanted here, only where the record ends.
            if result == ReadRecordResult::Record {
                return Some(self.seen);
            }
        }
    }

    /// The end of what no line end follows; `None` where a quote that is never closed has swallowed lines.
    fn whole_end(&mut self, rest: &Rest<'_>) -> Option<usize> {
        let has_lines = memchr(b'\n', rest.bytes.trim_ascii()).is_some();
        if has_lines && memchr(b'"', rest.bytes).is_some() {
            // A line end ends a record, unless it stands within quotes.
            // No record follows, so the reader itself can be asked; a clone of it forgets where it stands.
            let (result, ..) = self
                .reader
                .read_record(b"\n", &mut self.fields, &mut self.ends);
            if result != ReadRecordResult::Record {
                return None;
            }
        }
        Some(rest.bytes.len())
    }
}

impl Cut for Rows {
    fn cut(&mut self, rest: &Rest<'_>) -> Step {
        let Some(next) = self.end(rest) else {
            return Step::More;
        };
        self.seen = 0;
        let record = rest.bytes.get(..next).unwrap_or_default();
        let length = record.trim_ascii_end().len();
        let Some(layout) = &self.known else {
            let columns = Cells::of(record, self.layout.delimiter).into_list();
            if columns.len() < 2 && length == 0 {
                return Step::Skip(next);
            }
            let mapping = match &self.layout.mapping {
                Some(mapping) => Some(mapping.placed(&columns)),
                None => Mapping::known(&columns),
            };
            self.known = Some(Arc::new(Layout {
                mapping: mapping.map(Arc::new),
                columns,
                ..self.layout.clone()
            }));
            return Step::Skip(next);
        };
        let start = record.len() - record.trim_ascii_start().len();
        if start >= length {
            return Step::Skip(next);
        }
        let lead = record
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        Step::Record {
            range: lead..without_line_end(record),
            next,
            layout: Arc::clone(layout),
        }
    }

    fn give_up(&mut self) {
        self.reader = reader(self.layout.delimiter);
        self.seen = 0;
        self.given_up += 1;
    }
}

/// The length without the line ends behind it.
fn without_line_end(record: &[u8]) -> usize {
    let ends = record
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    record.len() - ends
}

/// A CSV reader as RFC 4180 has it.
pub(super) fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::{
        super::{Export, Syntax, cut::Cutter},
        *,
    };
    use crate::{
        archive::{RawBytes, content::Content},
        mapping::Table,
    };

    fn layout() -> Layout {
        Layout::of(Export::Table(Table::Mapped), Syntax::Row)
    }

    /// What a table's records are, by a map and by a stream.
    fn both(table: &[u8]) -> [Vec<(u64, u64, Vec<String>)>; 2] {
        let told = |cutter: Cutter<'_>| {
            cutter
                .map(|piece| {
                    let cells = Cells::of(piece.bytes.as_ref(), b',').into_list();
                    (piece.offset, piece.line, cells)
                })
                .collect()
        };
        let whole = Content::Whole(RawBytes::from(table.to_vec()));
        let mut stream = table;
        [
            told(Cutter::of(whole, Box::new(Rows::of(layout())))),
            told(Cutter::of(
                Content::Stream(&mut stream),
                Box::new(Rows::of(layout())),
            )),
        ]
    }

    #[test]
    fn records_keep_their_lines_and_offsets() {
        let table = b"\xEF\xBB\xBFa,b\r\n1,\"two\nlines\"\r\n\r\n3,\"say \"\"hi\"\"\"\n5,";
        for found in both(table) {
            let texts: Vec<_> = found
                .iter()
                .map(|(offset, line, fields)| (*offset, *line, fields.join("|")))
                .collect();
            assert_eq!(
                texts,
                [
                    (8, 2, "1|two\nlines".to_owned()),
                    (25, 5, "3|say \"hi\"".to_owned()),
                    (40, 6, "5|".to_owned())
                ]
            );
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_line_alone() {
        for found in both(b"a,b\n1,\"x\n2,y\n\"3\",z\n4,\"w\n") {
            let texts: Vec<_> = found
                .iter()
                .map(|(_, line, fields)| (*line, fields.join("|")))
                .collect();
            // The quotes of lines 2 and 4 pair up, as they do for any reader; that of line 5 stands alone.
            assert_eq!(texts.last().map(|(line, _)| *line), Some(5), "{texts:?}");
        }
        for found in both(b"a,b\n1,\"x\n2,y\n3,z\n") {
            let texts: Vec<_> = found
                .iter()
                .map(|(_, line, fields)| (*line, fields.join("|")))
                .collect();
            assert_eq!(
                texts,
                [
                    (2, "1|x".to_owned()),
                    (3, "2|y".to_owned()),
                    (4, "3|z".to_owned())
                ]
            );
        }
    }

    #[test]
    fn many_open_quotes_cost_no_more_than_a_few_looks() {
        let table = String::from("a,b,c\n") + &"a\",\"\n".repeat(200_000);
        for found in both(table.as_bytes()) {
            assert!(found.len() > 100_000);
        }
    }

    proptest! {
        #[test]
        fn any_table_comes_back(rows in vec(vec("[ -~é\n\r\"]{0,9}", 2..4), 0..12)) {
            let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
            let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
            let table = String::from("a,b,c\n") + &rows.iter().map(line).collect::<String>();
            for found in both(table.as_bytes()) {
                let fields: Vec<Vec<String>> = found.into_iter().map(|(.., fields)| fields).collect();
                prop_assert_eq!(&fields, &rows);
            }
        }

        #[test]
        fn any_bytes_are_cut_the_same_by_map_and_stream(bytes in vec(any::<u8>(), 0..300)) {
            let [whole, stream] = both(&bytes);
            prop_assert_eq!(whole, stream);
        }
    }
}
