//! JSON documents: objects that stand at known paths, cut out while the document goes by.
//!
//! In: a document, or several behind each other, and paths such as `chats.list[].messages[]`. Out: the objects there. What
//! is not on the way to a path is passed over unread. The scalar members of the objects around a record, as far as they
//! stand before it, are handed on in its [`Layout`] as one small JSON object; of two with one name the inner wins.

use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::{
    archive::RawBytes,
    source::{Defect, DefectKind},
};

use super::{
    Layout,
    cut::{Cut, Rest, Step},
    tokens::{Scan, Token, Tokens, unquoted},
};

/// Bytes of a scalar that is handed on; names of chats are shorter.
const LONGEST_SCALAR: usize = 1 << 10;

/// Bytes of all scalars of one object.
const MOST_SCALARS: usize = 16 << 10;

/// Cuts objects at paths.
pub(in super::super) struct Nested {
    layout: Layout,
    paths: &'static [&'static str],
    /// The containers that are open and lead to a path.
    frames: Vec<Frame>,
    path: String,
    /// The name of the member whose value comes.
    key: Option<String>,
    mode: Mode,
    /// Bytes of the record under way that the scan has seen.
    seen: usize,
    shared: Option<Arc<Layout>>,
}

struct Frame {
    is_array: bool,
    /// Length of the path before it.
    before: usize,
    /// `"name":value`, each with a comma behind it.
    scalars: Vec<u8>,
}

enum Mode {
    Between,
    Passing(Scan),
    Record(Scan),
}

impl Nested {
    /// A cutter of the objects at these paths; the empty path is the document itself.
    pub(in super::super) fn of(layout: Layout, paths: &'static [&'static str]) -> Self {
        Self {
            layout,
            paths,
            frames: Vec::new(),
            path: String::new(),
            key: None,
            mode: Mode::Between,
            seen: 0,
            shared: None,
        }
    }

    /// Takes tokens up to a value that is a record or is passed over; how many bytes they were.
    fn between(&mut self, rest: &Rest<'_>) -> usize {
        let mut tokens = Tokens::of(rest.bytes, rest.last);
        let mut done = 0;
        while let Some((token, range)) = tokens.next() {
            match token {
                Token::Open { is_array } => {
                    if !self.open(is_array) {
                        return range.start;
                    }
                }
                Token::Close => self.close(),
                Token::Colon => {}
                Token::Comma => self.key = None,
                Token::Text | Token::Plain => {
                    self.scalar(rest.bytes.get(range).unwrap_or_default());
                }
            }
            done = tokens.at;
        }
        let blank = rest.bytes.get(done..).unwrap_or_default();
        done + blank.len() - blank.trim_ascii_start().len()
    }

    /// Enters a container, or sets the mode for a value that is not entered.
    fn open(&mut self, is_array: bool) -> bool {
        let before = self.path.len();
        match (self.frames.last(), self.key.take()) {
            (Some(frame), _) if frame.is_array => self.path.push_str("[]"),
            (Some(_), key) => {
                if before > 0 {
                    self.path.push('.');
                }
                self.path.push_str(key.as_deref().unwrap_or("?"));
            }
            (None, _) => {}
        }
        let path = self.path.as_str();
        if !is_array && self.paths.contains(&path) {
            self.mode = Mode::Record(Scan::default());
        } else if self.paths.iter().any(|goal| leads(path, goal)) {
            self.frames.push(Frame {
                is_array,
                before,
                scalars: Vec::new(),
            });
            self.shared = None;
            return true;
        } else {
            self.mode = Mode::Passing(Scan::default());
        }
        self.path.truncate(before);
        false
    }

    fn close(&mut self) {
        self.key = None;
        if let Some(frame) = self.frames.pop() {
            self.path.truncate(frame.before);
            self.shared = None;
        }
    }

    fn scalar(&mut self, text: &[u8]) {
        let Some(frame) = self.frames.last_mut().filter(|frame| !frame.is_array) else {
            return;
        };
        let Some(key) = self.key.take() else {
            self.key = Some(String::from_utf8_lossy(unquoted(text)).into_owned());
            return;
        };
        let is_kept = text.len() <= LONGEST_SCALAR && frame.scalars.len() < MOST_SCALARS;
        if is_kept && serde_json::from_slice::<IgnoredAny>(text).is_ok() {
            frame.scalars.push(b'"');
            frame.scalars.extend_from_slice(key.as_bytes());
            frame.scalars.extend_from_slice(b"\":");
            frame.scalars.extend_from_slice(text);
            frame.scalars.push(b',');
            self.shared = None;
        }
    }

    /// The layout of the records here.
    fn shared(&mut self) -> Arc<Layout> {
        let Self {
            shared,
            frames,
            layout,
            ..
        } = self;
        let made = shared.get_or_insert_with(|| {
            let mut around = vec![b'{'];
            for frame in frames {
                around.extend_from_slice(&frame.scalars);
            }
            if around.last() == Some(&b',') {
                around.pop();
            }
            around.push(b'}');
            Arc::new(Layout {
                around: RawBytes::from(around),
                ..layout.clone()
            })
        });
        Arc::clone(made)
    }
}

/// Whether a container at this path can hold what stands at the goal.
fn leads(path: &str, goal: &str) -> bool {
    goal.strip_prefix(path)
        .is_some_and(|rest| !rest.is_empty() && (path.is_empty() || rest.starts_with(['.', '['])))
}

impl Cut for Nested {
    fn cut(&mut self, rest: &Rest<'_>) -> Step {
        let length = rest.bytes.len();
        match &mut self.mode {
            Mode::Record(scan) => {
                let end = match scan.close(rest.bytes, self.seen) {
                    Ok(end) => end,
                    // It does not end: its reader tells where it breaks off.
                    Err(_) if rest.last => length,
                    Err(seen) => {
                        self.seen = seen;
                        return Step::More;
                    }
                };
                self.seen = 0;
                self.mode = Mode::Between;
                Step::Record {
                    range: 0..end,
                    next: end,
                    layout: self.shared(),
                }
            }
            Mode::Passing(scan) => match scan.close(rest.bytes, 0) {
                Ok(end) => {
                    self.mode = Mode::Between;
                    Step::Skip(end)
                }
                Err(_) if rest.last => Step::End(Some(truncated())),
                Err(0) => Step::More,
                Err(seen) => Step::Skip(seen),
            },
            Mode::Between => {
                let done = self.between(rest);
                let is_done = matches!(self.mode, Mode::Between);
                match done {
                    0 if !is_done => self.cut(rest),
                    0 if rest.last => Step::Skip(length),
                    0 => Step::More,
                    _ if is_done && rest.last && done == length && !self.frames.is_empty() => {
                        Step::End(Some(truncated()))
                    }
                    _ => Step::Skip(done),
                }
            }
        }
    }

    fn give_up(&mut self) {
        self.seen = 0;
        self.mode = Mode::Between;
        self.key = None;
    }
}

fn truncated() -> Defect {
    Defect::new(DefectKind::Truncated, 0, "the JSON document does not end")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{
        super::{
            cut::Cutter,
            export::{Export, Syntax},
        },
        *,
    };
    use crate::archive::content::Content;

    const PATHS: &[&str] = &["a[]", "b.c[].d"];

    /// Records and what stands around them, by a map and by a stream.
    fn both(text: &[u8], paths: &'static [&'static str]) -> [Vec<(u64, u64, Value, Value)>; 2] {
        let layout = || Layout::of(Export::TelegramJson, Syntax::Json(paths));
        let value = |bytes: &RawBytes| serde_json::from_slice(bytes.as_ref()).unwrap_or_default();
        let told = |cutter: Cutter<'_>| {
            cutter
                .map(|piece| {
                    let around = piece.layout.map(|layout| value(&layout.around));
                    (
                        piece.offset,
                        piece.line,
                        value(&piece.bytes),
                        around.unwrap_or_default(),
                    )
                })
                .collect()
        };
        let whole = Content::Whole(RawBytes::from(text.to_vec()));
        let mut stream = text;
        [
            told(Cutter::of(whole, Box::new(Nested::of(layout(), paths)))),
            told(Cutter::of(
                Content::Stream(&mut stream),
                Box::new(Nested::of(layout(), paths)),
            )),
        ]
    }

    #[test]
    fn objects_at_paths_come_with_what_stands_around_them() {
        let text = "\u{feff}{\"x\": [{\"a\": 1}], \"name\": \"N\",\n \"a\": [{\"i\": 1}, 7,\n {\"i\": \"]}\"}],\n \
                    \"b\": {\"name\": 2, \"c\": [{\"k\": true, \"d\": {\"i\": 3}}, {\"d\": {\"i\": 4}}]}}";
        for found in both(text.as_bytes(), PATHS) {
            let told: Vec<_> = found
                .into_iter()
                .map(|(_, line, value, around)| (line, value, around))
                .collect();
            assert_eq!(
                told,
                [
                    (2, json!({"i": 1}), json!({"name": "N"})),
                    (3, json!({"i": "]}"}), json!({"name": "N"})),
                    (4, json!({"i": 3}), json!({"name": 2, "k": true})),
                    (4, json!({"i": 4}), json!({"name": 2})),
                ]
            );
        }
    }

    proptest! {
        #[test]
        fn all_objects_of_a_document_are_found(items in prop::collection::vec(super::super::tokens::tests::values(), 0..6), pretty in any::<bool>()) {
            let document = json!({"z": items, "a": items, "b": {"c": [{"d": items.first()}]}});
            let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
            let mut expected: Vec<Value> = items.iter().filter(|item| item.is_object()).cloned().collect();
            expected.extend(items.first().filter(|item| item.is_object()).cloned());
            for found in both(text.unwrap().as_bytes(), PATHS) {
                let values: Vec<Value> = found.into_iter().map(|(_, _, value, _)| value).collect();
                prop_assert_eq!(&values, &expected);
            }
        }

        #[test]
        fn any_bytes_are_cut_the_same_by_map_and_stream(text in "[\\[\\]{}\",:ab.0\\\\ \n]{0,60}") {
            let [whole, stream] = both(text.as_bytes(), &["", "[]", "a[]", "a.b"]);
            prop_assert_eq!(whole, stream);
        }
    }
}
