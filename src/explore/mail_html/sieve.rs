//! The first sieve: tokens of a mail in, a small and closed tree of harmless tags out.
//!
//! In: HTML, however broken. Out: HTML of the elements in [`KEPT`](super::element::KEPT) alone: each is
//! closed where it was opened, tables have rows and rows have cells, at most [`DEEPEST`] are open at
//! once. So the tree builder of the second sieve finds nothing to mend, which is where its cost and the
//! surprises of HTML lie.
//!
//! Text loses no words: what a browser would not show (`template`, `noscript`, hidden blocks) is shown.

mod attributes;
mod open;

use html5gum::{State, Token, Tokenizer};

use super::{
    DEEPEST, MOST_READ, MOST_WRITTEN,
    element::{Fate, Role, fate},
};
use crate::report::clean;
use attributes::{Attributes, language_and_direction, span, value};
use open::{Open, Stack};

/// Longest address that is shown, in characters.
const LONGEST_ADDRESS: usize = 500;

/// Longest description of a picture, in characters.
const LONGEST_DESCRIPTION: usize = 500;

/// Most characters of a text without a tag in it: the writer of `html5ever` takes time quadratic in
/// the length of one text that is full of `&` or of hard spaces (9 s for a mebibyte of these; so 0.3 s).
const LONGEST_RUN: usize = 16 << 10;

/// What is said where the text ends early.
const CUT: &str = "[The letter goes on; it is too long to be shown whole here.]";

/// Sifts a page in time linear in what is read of it.
pub(super) fn sift(html: &str) -> String {
    let read = within(html, MOST_READ);
    let mut sieve = Sieve::default();
    let mut tokens = Tokenizer::new(read);
    while let Some(Ok(token)) = tokens.next() {
        if sieve.out.len() >= MOST_WRITTEN {
            sieve.is_cut = true;
            break;
        }
        match token {
            Token::StartTag(tag) => {
                if let Some(state) = sieve.start(&tag.name, &tag.attributes) {
                    tokens.set_state(state);
                }
            }
            Token::EndTag(tag) => sieve.end(&tag.name),
            Token::String(text) => sieve.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    sieve.is_cut |= read.len() < html.len();
    sieve.finish()
}

/// The longest beginning of a text that has at most so many bytes.
fn within(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

#[derive(Default)]
struct Sieve {
    out: String,
    open: Stack,
    /// The element whose content goes with it.
    gone: Option<Vec<u8>>,
    /// Whether nothing was written yet in the innermost `pre`.
    fresh: bool,
    /// Characters of text since the last tag.
    run: usize,
    is_cut: bool,
}

impl Sieve {
    fn start(&mut self, name: &[u8], attributes: &Attributes) -> Option<State> {
        if self.gone.is_some() {
            return None;
        }
        match fate(name) {
            Fate::Stay(stay, role) => self.start_element(stay, role, attributes),
            Fate::Void(name) => self.void(name),
            Fate::Link => self.start_link(attributes),
            Fate::Picture => self.picture(attributes),
            Fate::Field => self.text("[field]"),
            Fate::Gone => self.gone = Some(name.to_vec()),
            Fate::Unwrap => {}
        }
        match name {
            b"script" => Some(State::ScriptData),
            b"iframe" | b"noembed" | b"style" | b"xmp" => Some(State::RawText),
            b"textarea" | b"title" => Some(State::RcData),
            b"plaintext" => Some(State::PlainText),
            _ => None,
        }
    }

    fn start_element(&mut self, name: &'static str, role: Role, attributes: &Attributes) {
        if role == Role::Span && language_and_direction(attributes).is_empty() {
            return;
        }
        self.end_unclosed(name, role);
        if role.is_part() && !self.enter(role) {
            return;
        }
        if !role.is_part() {
            self.enter_flow();
        }
        if self.open.is_full() {
            self.open.beyond += 1;
            return;
        }
        let mut tag = language_and_direction(attributes);
        if role == Role::Cell {
            tag.push_str(&span(attributes, "colspan"));
            tag.push_str(&span(attributes, "rowspan"));
        }
        self.push(name, role, &tag);
    }

    /// Ends what the start of this element ends.
    fn end_unclosed(&mut self, name: &str, role: Role) {
        if role.is_block() && !role.is_part() {
            self.close_nearest(|open| open.role == Role::Paragraph, Role::bounds);
        }
        match role {
            Role::Heading => {
                self.close_nearest(|open| open.role == Role::Heading, Role::bounds);
            }
            Role::Item if name == "li" => {
                self.close_nearest(|open| open.name == "li", ends_items);
            }
            Role::Item => {
                self.close_nearest(|open| matches!(open.name, "dd" | "dt"), ends_items);
            }
            _ => {}
        }
    }

    /// Closes all within the table that would hold this part, and opens what must stand around the
    /// part. False when there is no table, or the part has no place in it.
    fn enter(&mut self, role: Role) -> bool {
        let Some(table) = self.open.nearest(|open| open.role == Role::Table) else {
            return false;
        };
        let outer = |open: &Open| match role {
            Role::Cell => open.role == Role::Row || open.role == Role::Rows,
            Role::Row => open.role == Role::Rows,
            _ => false,
        };
        let keep = self
            .open
            .nearest(outer)
            .filter(|at| *at > table)
            .unwrap_or(table);
        self.close_to(keep + 1);
        if role == Role::Caption {
            // A caption stands first, so it is not taken once there are rows.
            return self.open.is_untouched();
        }
        if matches!(role, Role::Row | Role::Cell) && self.open.is_in(Role::Table) {
            self.push("tbody", Role::Rows, "");
        }
        if role == Role::Cell && self.open.is_in(Role::Rows) {
            self.push("tr", Role::Row, "");
        }
        true
    }

    /// Text and all that is no part of a table stands in a cell.
    fn enter_flow(&mut self) {
        if self.open.is_in_frame() && self.enter(Role::Cell) {
            self.push("td", Role::Cell, "");
        }
    }

    fn push(&mut self, name: &'static str, role: Role, attributes: &str) {
        self.tag("", name, attributes);
        self.fresh = role == Role::Preformatted;
        self.open.push(Open::element(name, role));
    }

    fn void(&mut self, name: &str) {
        if name == "hr" {
            self.end_unclosed(name, Role::Block);
        }
        self.enter_flow();
        self.fresh = false;
        self.tag("", name, "");
    }

    fn tag(&mut self, slash: &str, name: &str, attributes: &str) {
        self.run = 0;
        for part in ["<", slash, name, attributes, ">"] {
            self.out.push_str(part);
        }
    }

    fn start_link(&mut self, attributes: &Attributes) {
        self.close_nearest(|open| open.link.is_some(), Role::bounds);
        let address = clean::line(&value(attributes, "href").unwrap_or_default());
        let address = clean::shorten(&address, LONGEST_ADDRESS);
        self.enter_flow();
        if self.open.is_full() {
            self.open.beyond += 1;
        } else {
            self.open.push(Open::link(address, self.out.len()));
        }
    }

    fn picture(&mut self, attributes: &Attributes) {
        let description = clean::line(&value(attributes, "alt").unwrap_or_default());
        let description = clean::shorten(&description, LONGEST_DESCRIPTION);
        if description.is_empty() {
            self.text("[picture]");
        } else {
            self.text(&format!("[picture: {description}]"));
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(gone) = &self.gone {
            if gone == name {
                self.gone = None;
            }
            return;
        }
        let (found, role): (fn(&Open, &str) -> bool, _) = match fate(name) {
            Fate::Link => (|open, _| open.link.is_some(), Role::Emphasis),
            Fate::Stay(_, role) => (|open, name| open.link.is_none() && open.name == name, role),
            Fate::Void("br") => return self.void("br"),
            _ => return,
        };
        if self.open.beyond > 0 {
            self.open.beyond -= 1;
            return;
        }
        let Fate::Stay(name, _) = fate(name) else {
            self.close_nearest(|open| found(open, ""), Role::bounds);
            return;
        };
        match role {
            Role::Span => self.close_nearest(|open| found(open, name), Role::is_block),
            Role::Table => self.close_nearest(|open| found(open, name), |_| false),
            Role::Heading => self.close_nearest(|open| open.role == role, Role::bounds),
            _ if role.is_part() => {
                self.close_nearest(|open| found(open, name), |role| role == Role::Table);
            }
            _ => self.close_nearest(|open| found(open, name), Role::bounds),
        }
    }

    /// Closes the nearest element of this kind and all in it, unless one that bounds is nearer.
    fn close_nearest(&mut self, wanted: impl Fn(&Open) -> bool, bounds: impl Fn(Role) -> bool) {
        let found = self
            .open
            .nearest(|open| wanted(open) || open.link.is_none() && bounds(open.role))
            .filter(|at| self.open.at(*at).is_some_and(&wanted));
        if let Some(at) = found {
            self.close_to(at);
        }
    }

    /// Closes elements until only so many are open.
    fn close_to(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(open) = self.open.pop() else { return };
            match open.link {
                None => self.tag("/", open.name, ""),
                Some(link) => self.show_address(&link.address, link.text),
            }
        }
    }

    /// Writes where a link leads, unless that is what it says.
    fn show_address(&mut self, address: &str, text: usize) {
        let said = self.out.get(text..).unwrap_or_default().trim();
        if address.is_empty() || said == escaped(address) {
            return;
        }
        self.write(" ");
        self.tag("", "samp", " dir=\"ltr\"");
        self.write(&format!("⟨{address}⟩"));
        self.tag("/", "samp", "");
    }

    fn text(&mut self, text: &str) {
        if self.gone.is_some() {
            return;
        }
        let shown = clean::visible(within(text, self.room()));
        // A tree builder drops the first line end in `pre`.
        let shown = if self.fresh {
            shown.trim_start_matches('\n')
        } else {
            &shown
        };
        if self.open.is_in_frame() && shown.chars().all(|c| c.is_ascii_whitespace()) {
            return;
        }
        self.enter_flow();
        self.write(shown);
    }

    /// Bytes that may still be written.
    fn room(&self) -> usize {
        MOST_WRITTEN.saturating_sub(self.out.len())
    }

    /// Writes text, as far as there is room.
    fn write(&mut self, text: &str) {
        self.fresh &= text.is_empty();
        for character in text.chars() {
            if self.room() == 0 {
                self.is_cut = true;
                return;
            }
            if self.run == LONGEST_RUN {
                self.tag("", "wbr", "");
            }
            self.run += 1;
            escape(character, &mut self.out);
        }
    }

    fn finish(mut self) -> String {
        self.close_to(0);
        if self.is_cut {
            self.tag("", "p", "");
            self.out.push_str(CUT);
            self.tag("/", "p", "");
        }
        self.out
    }
}

/// Whether the search for an item before this one stops here.
fn ends_items(role: Role) -> bool {
    role == Role::List || role.bounds()
}

/// Writes a character; one that means something in HTML as a reference.
fn escape(character: char, out: &mut String) {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        other => out.push(other),
    }
}

/// A text with the characters that mean something in HTML written as references.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        escape(character, &mut out);
    }
    out
}
