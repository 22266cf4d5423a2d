//! The mbox splitter: one pass over a memory map, or over a stream in bounded memory.
//!
//! In: bytes of an mbox. Out: [`Piece`]s, one a message, in order; slices of the map (nothing is
//! copied) or one copy each out of the stream's window. Memory for a stream is bounded by about
//! twice [`Limits::message`](super::Limits) and a chunk, whatever the stream holds.
//!
//! A Content-Length is honoured only where it leads to a separator or to the end, and is not over
//! the message limit. Someone who can write that header in a mail, and guess the sizes of the
//! mails after it, can hide these from a reader of mboxcl2; no reader of that dialect can tell.

use std::io::{self, Read};

use super::{
    RawBytes,
    separator::{self, LOOKAHEAD, Landing, Look, Separator},
};

/// Bytes read from a stream at once.
pub(super) const CHUNK: usize = 1 << 20;

/// One message as it was cut out of the mbox.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its `From ` line.
    pub(super) envelope: String,
    /// Offset of its first byte.
    pub(super) offset: u64,
    /// Bytes in all.
    pub(super) length: u64,
    /// Its bytes, up to the limit.
    pub(super) bytes: RawBytes,
    /// Whether `From ` lines in it are quoted; not where a Content-Length spared the quoting.
    pub(super) quoted: bool,
    /// Why it seems to be cut short.
    pub(super) cut: Option<String>,
}

/// Where the bytes come from.
enum Feed<'a> {
    Whole(RawBytes),
    Stream {
        reader: &'a mut dyn Read,
        window: Vec<u8>,
    },
}

/// The message that is being read. Offsets count from the start of the source.
struct Open {
    envelope: String,
    start: u64,
    /// Separators are searched from here on.
    search: u64,
    /// Whether its Content-Length is still to be looked at.
    ask_length: bool,
    short_of: Option<u64>,
    /// The first bytes of a message over the limit, once the window has moved on.
    head: Option<Vec<u8>>,
}

/// Cuts an mbox into its messages.
pub(super) struct Splitter<'a> {
    feed: Feed<'a>,
    limit: u64,
    /// Offset of the first byte that is at hand.
    base: u64,
    /// No more bytes will come.
    last: bool,
    begun: bool,
    open: Option<Open>,
    /// Why the stream ended early.
    pub(super) error: Option<io::Error>,
}

impl<'a> Splitter<'a> {
    /// Splits bytes that are all at hand.
    pub(super) fn whole(bytes: RawBytes, limit: u64) -> Self {
        Self::new(Feed::Whole(bytes), limit, true)
    }

    /// Splits a stream.
    pub(super) fn stream(reader: &'a mut dyn Read, limit: u64) -> Self {
        Self::new(
            Feed::Stream {
                reader,
                window: Vec::new(),
            },
            limit,
            false,
        )
    }

    fn new(feed: Feed<'a>, limit: u64, last: bool) -> Self {
        Self {
            feed,
            limit,
            base: 0,
            last,
            begun: false,
            open: None,
            error: None,
        }
    }

    /// Bytes of the source so far; all of them once the splitter has ended.
    pub(super) fn bytes_read(&self) -> u64 {
        self.base + self.window().len() as u64
    }

    fn window(&self) -> &[u8] {
        match &self.feed {
            Feed::Whole(bytes) => bytes.as_ref(),
            Feed::Stream { window, .. } => window,
        }
    }

    /// An offset of the source as an index into the window.
    fn index(&self, offset: u64) -> usize {
        usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX)
    }

    fn offset(&self, index: usize) -> u64 {
        self.base.saturating_add(index as u64)
    }

    /// Opens the message behind a separator.
    fn open(&mut self, separator: &Separator) {
        let line = self
            .window()
            .get(separator.line.clone())
            .unwrap_or_default();
        let envelope = String::from_utf8_lossy(line).into_owned();
        let start = self.offset(separator.message);
        // The line end of the envelope may be the one before the next `From `.
        let search = start.saturating_sub(1);
        self.open = Some(Open {
            envelope,
            start,
            search,
            ask_length: true,
            short_of: None,
            head: None,
        });
    }

    /// Reads one more chunk, after letting go of what is no longer needed.
    fn more(&mut self) {
        let keep = self.open.as_ref().map_or(self.base, |open| {
            // Of a message over the limit only the lines before the search are needed.
            if open.head.is_some() {
                open.search.saturating_sub(2)
            } else {
                open.start.saturating_sub(1)
            }
        });
        let spare = self.index(keep);
        let Feed::Stream { reader, window } = &mut self.feed else {
            return;
        };
        // Moving the rest only when it is the smaller half keeps the cost linear.
        if spare > window.len() / 2 {
            window.drain(..spare.min(window.len()));
            self.base = keep;
        }
        let before = window.len();
        let read = reader.by_ref().take(CHUNK as u64).read_to_end(window);
        self.last = window.len() - before < CHUNK;
        if let Err(error) = read {
            self.error = Some(error);
            self.last = true;
        }
    }

    /// Puts the start of a message over the limit aside, so that the window can move on.
    fn set_aside(&mut self) {
        let Some(open) = &self.open else { return };
        let far =
            open.search.saturating_sub(open.start) > self.limit.saturating_add(LOOKAHEAD as u64);
        if self.last || open.head.is_some() || !far {
            return;
        }
        let start = self.index(open.start);
        let end = self.index(open.start.saturating_add(self.limit));
        let head = self.window().get(start..end).unwrap_or_default().to_vec();
        if let Some(open) = &mut self.open {
            open.head = Some(head);
        }
    }

    /// Follows the open message's Content-Length; `Found` holds what it led to.
    fn follow_length(&mut self, start: u64) -> Look<(u64, Landing)> {
        let claim = match separator::claimed_end(self.window(), self.index(start), self.last) {
            Look::Found(end) => self.base.saturating_add(end),
            Look::Absent => return Look::Absent,
            Look::More(at) => return Look::More(at),
        };
        if claim.saturating_sub(start) > self.limit {
            return Look::Absent;
        }
        match separator::landing(self.window(), self.index(claim), self.last) {
            Look::Found(landing) => Look::Found((claim, landing)),
            Look::More(at) => Look::More(at),
            Look::Absent => {
                if self.last
                    && claim > self.bytes_read()
                    && let Some(open) = &mut self.open
                {
                    open.short_of = Some(claim);
                }
                Look::Absent
            }
        }
    }

    /// Closes the open message at `end` and opens the one behind `next`.
    fn close(&mut self, end: u64, next: Option<&Separator>, by_length: bool) -> Option<Piece> {
        let open = self.open.take()?;
        let end = end.max(open.start);
        let length = end - open.start;
        let (from, to) = (
            self.index(open.start),
            self.index(open.start.saturating_add(length.min(self.limit))),
        );
        let bytes = match (open.head, &self.feed) {
            (Some(head), _) => RawBytes::from(head),
            (None, Feed::Whole(bytes)) => bytes.slice(from, to),
            (None, Feed::Stream { window, .. }) => {
                RawBytes::from(window.get(from..to).unwrap_or_default().to_vec())
            }
        };
        let quoted = !(by_length && memchr::memmem::find(bytes.as_ref(), b"\nFrom ").is_some());
        let cut = if next.is_some() {
            None
        } else {
            self.why_cut(length, open.short_of)
        };
        if let Some(next) = next {
            self.open(next);
        }
        Some(Piece {
            envelope: open.envelope,
            offset: open.start,
            length,
            bytes,
            quoted,
            cut,
        })
    }

    /// Why the last message of the source seems to be cut short, if it does.
    fn why_cut(&self, length: u64, short_of: Option<u64>) -> Option<String> {
        if let Some(error) = &self.error {
            Some(format!("the stream ended early: {error}"))
        } else if length == 0 {
            Some("nothing follows the From line".to_owned())
        } else {
            short_of.map(|end| format!("its Content-Length leads to byte {end} of the file"))
        }
    }

    /// Finds the first separator; `false` when this is no mbox.
    fn begin(&mut self) -> bool {
        loop {
            match separator::first(self.window(), self.last) {
                Look::Found(separator) => {
                    self.begun = true;
                    self.open(&separator);
                    return true;
                }
                _ if self.last || self.window().len() > CHUNK => return false,
                _ => self.more(),
            }
        }
    }

    /// What ends the open message, as far as the window shows.
    fn find_end(
        &mut self,
        start: u64,
        search: u64,
        ask_length: bool,
    ) -> Look<(u64, Option<Separator>, bool)> {
        if ask_length {
            match self.follow_length(start) {
                Look::Found((end, Landing::End)) => return Look::Found((end, None, true)),
                Look::Found((end, Landing::Separator(next))) => {
                    return Look::Found((end, Some(next), true));
                }
                Look::More(at) => return Look::More(at),
                Look::Absent => {}
            }
            if let Some(open) = &mut self.open {
                open.ask_length = false;
            }
        }
        let window = self.window();
        match separator::next(window, self.index(search), self.last) {
            Look::Found(next) => {
                let blank = separator::blank_line_before(window, next.line.start);
                Look::Found((self.offset(next.line.start - blank), Some(next), false))
            }
            Look::Absent => {
                let blank = separator::blank_line_before(window, window.len());
                Look::Found((self.offset(window.len() - blank), None, false))
            }
            Look::More(at) => {
                let reached = self.offset(at);
                if let Some(open) = &mut self.open {
                    open.search = reached.max(search);
                }
                Look::More(at)
            }
        }
    }
}

impl Iterator for Splitter<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if !self.begun && !self.begin() {
            return None;
        }
        loop {
            let open = self.open.as_ref()?;
            let (start, search, ask_length) = (open.start, open.search, open.ask_length);
            match self.find_end(start, search, ask_length) {
                Look::Found((end, next, by_length)) => {
                    return self.close(end, next.as_ref(), by_length);
                }
                Look::Absent => return None,
                Look::More(_) => {
                    self.set_aside();
                    self.more();
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop here"
)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{archive::RawRecord, key::SourceKey, source::SourceRef};

    /// A reader that gives a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (give, rest) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
            buffer[..give.len()].copy_from_slice(give);
            self.0 = rest;
            Ok(give.len())
        }
    }

    fn split(bytes: &[u8], limit: u64) -> Vec<Piece> {
        Splitter::whole(RawBytes::from(bytes.to_vec()), limit).collect()
    }

    fn split_stream(bytes: &[u8], limit: u64) -> Vec<Piece> {
        Splitter::stream(&mut Drip(bytes, 7_001), limit).collect()
    }

    fn text(piece: &Piece) -> String {
        String::from_utf8(piece.bytes.as_ref().to_vec()).unwrap()
    }

    /// All that is known of each piece, to compare.
    fn facts(pieces: &[Piece]) -> Vec<String> {
        let fact = |p: &Piece| {
            let bytes = p.bytes.as_ref().escape_ascii();
            format!(
                "{} {} {} {bytes} {} {:?}",
                p.envelope, p.offset, p.length, p.quoted, p.cut
            )
        };
        pieces.iter().map(fact).collect()
    }

    /// The only place that calls the splitter for tables: envelopes and messages.
    fn check(input: &str, expected: &[(&str, &str)]) {
        for pieces in [
            split(input.as_bytes(), 1 << 20),
            split_stream(input.as_bytes(), 1 << 20),
        ] {
            let found: Vec<_> = pieces
                .iter()
                .map(|piece| (piece.envelope.clone(), text(piece)))
                .collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect();
            assert_eq!(found, expected, "{input:?}");
            for piece in &pieces {
                let at = usize::try_from(piece.offset).unwrap();
                let end = at + usize::try_from(piece.length).unwrap();
                assert_eq!(
                    &input.as_bytes()[at..end],
                    piece.bytes.as_ref(),
                    "offset and length lead to the bytes"
                );
            }
        }
    }

    #[test]
    fn every_dialect_is_split() {
        // mboxo and mboxrd, with and without the empty line.
        check(
            "From a\nA: 1\n\nx\n\nFrom b\nA: 2\n\ny\n\n",
            &[("From a", "A: 1\n\nx\n"), ("From b", "A: 2\n\ny\n")],
        );
        check(
            "From a\nA: 1\n\nx\nFrom b\nA: 2\n\ny",
            &[("From a", "A: 1\n\nx\n"), ("From b", "A: 2\n\ny")],
        );
        check(
            "From a\nA: 1\n\n>From x\n\nFrom me\nto you\n",
            &[("From a", "A: 1\n\n>From x\n\nFrom me\nto you\n")],
        );
        // mboxcl2: a From line in the body, spared by the length.
        check(
            "From a\nContent-Length: 16\n\nhi\n\nFrom x\nB: 1\n\nFrom b\nA: 2\n\ny\n",
            &[
                ("From a", "Content-Length: 16\n\nhi\n\nFrom x\nB: 1\n"),
                ("From b", "A: 2\n\ny\n"),
            ],
        );
        // A length that lands nowhere is no length.
        check(
            "From a\nContent-Length: 9\n\nhi\n\nFrom b\nA: 2\n\ny\n",
            &[
                ("From a", "Content-Length: 9\n\nhi\n"),
                ("From b", "A: 2\n\ny\n"),
            ],
        );
        // Takeout, Thunderbird, CRLF, a byte order mark and empty lines before all.
        check(
            "From 1844@xxx Mon Jan 01 00:00:00 +0000 2026\r\nX-GM-THRID: 1\r\n\r\nx\r\n\r\nFrom - Mon\r\nA: 2\r\n\r\n",
            &[
                (
                    "From 1844@xxx Mon Jan 01 00:00:00 +0000 2026",
                    "X-GM-THRID: 1\r\n\r\nx\r\n",
                ),
                ("From - Mon", "A: 2\r\n"),
            ],
        );
        check("\u{feff}\n\nFrom a\nA: 1\n", &[("From a", "A: 1\n")]);
        check("From a\n\nA: 1\n", &[("From a", "\nA: 1\n")]);
        check("no mbox\n", &[]);
    }

    #[test]
    fn a_message_that_is_cut_short_says_so() {
        for (input, cut) in [
            ("From a\nContent-Length: 900\n\nhi\n", true),
            ("From a\nContent-Length: 3\n\nhi\n", false),
            (
                "From a\nA: 1\n\nhi\n\nFrom b@c Thu Jan  1 00:00:00 2026\n",
                true,
            ),
            ("From a\nA: 1\n\nhi\n", false),
        ] {
            let pieces = split(input.as_bytes(), 1 << 20);
            assert_eq!(pieces.last().unwrap().cut.is_some(), cut, "{input:?}");
        }
    }

    #[test]
    fn a_message_over_the_limit_is_cut_but_counted_whole() {
        let input = format!(
            "From a\nA: 1\n\n{}\n\nFrom b\nA: 2\n\n",
            "x".repeat(5 << 20)
        );
        for pieces in [
            split(input.as_bytes(), 100),
            split_stream(input.as_bytes(), 100),
        ] {
            assert_eq!(pieces.len(), 2);
            assert_eq!(
                (pieces[0].length, pieces[0].bytes.as_ref().len()),
                ((5 << 20) + 7, 100)
            );
            assert_eq!(text(&pieces[1]), "A: 2\n");
        }
    }

    #[test]
    fn a_stream_of_claims_is_read_in_bounded_memory() {
        let input = "From a\nContent-Length: 3000000\n\nhi\n\n".repeat(100_000);
        let mut reader = Drip(input.as_bytes(), 7_001);
        let mut splitter = Splitter::stream(&mut reader, 4 << 20);
        let mut count = 0;
        while splitter.next().is_some() {
            count += 1;
            assert!(splitter.window().len() <= 3 * (4 << 20));
        }
        // Now and then a claim does lead to a separator; it then is believed.
        assert!(count > 1_000, "{count}");
    }

    /// Bodies as they come: short lines, many of them like separators.
    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,20}",
            Just(String::new()),
            "From [a-z]{0,5}",
            ">{1,3}From [a-z]{0,5}",
            "[A-Z][a-z]{1,5}: [a-z]{0,5}",
            Just("Content-Length: 12".to_owned()),
        ]
    }

    /// The oracle: what an mboxrd writer does.
    fn render(messages: &[String]) -> String {
        let mut out = String::new();
        for message in messages {
            out.push_str("From a@b Thu Jan  1 00:00:00 2026\n");
            for line in message.lines() {
                let quoted = line.trim_start_matches('>').starts_with("From ");
                out.push_str(if quoted { ">" } else { "" });
                out.push_str(line);
                out.push('\n');
            }
            out.push('\n');
        }
        out
    }

    fn content(piece: Piece) -> String {
        let at = SourceRef {
            source: SourceKey(0),
            offset: piece.offset,
            length: piece.length,
        };
        let record = RawRecord {
            at,
            envelope: None,
            bytes: piece.bytes,
            post: None,
            quoted: piece.quoted,
            defects: Vec::new(),
        };
        String::from_utf8(record.content().into_owned()).unwrap()
    }

    proptest! {
        #[test]
        fn messages_joined_as_mboxrd_come_apart_again(bodies in vec(vec(line(), 0..12), 1..8)) {
            let messages: Vec<_> =
                bodies.iter().map(|lines| format!("To: x\n\n{}{}", lines.join("\n"), "\n")).collect();
            let mbox = render(&messages);
            let whole: Vec<_> = split(mbox.as_bytes(), 1 << 20).into_iter().map(content).collect();
            prop_assert_eq!(whole, messages);
        }

        #[test]
        fn map_and_stream_agree_on_any_lines(lines in vec(line(), 0..60), drip in 1_usize..50, limit in 0_u64..300) {
            let mbox = format!("From a\nB: c\n{}", lines.join("\n"));
            let stream: Vec<_> = Splitter::stream(&mut Drip(mbox.as_bytes(), drip), limit).collect();
            prop_assert_eq!(facts(&split(mbox.as_bytes(), limit)), facts(&stream));
        }

        #[test]
        fn any_bytes_are_split_without_panic(bytes in vec(any::<u8>(), 0..2_000), limit in 0_u64..100) {
            let mut mbox = b"From a\nB: c\n".to_vec();
            mbox.extend(bytes);
            let pieces = split(&mbox, limit);
            prop_assert!(pieces.windows(2).all(|pair| pair[0].offset + pair[0].length <= pair[1].offset));
            prop_assert!(pieces.iter().all(|piece| piece.offset + piece.length <= mbox.len() as u64));
        }
    }
}
