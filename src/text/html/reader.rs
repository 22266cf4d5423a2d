//! From tokens to the page.
//!
//! In: the calls of the tokenizer. Out: [`Visible`].
//!
//! Source: crate `html5gum`, trait `Emitter`. Parse errors are of no interest here, so none are made.

use std::{convert::Infallible, sync::LazyLock};

use html5gum::{Emitter, Error, State, Tokenizer};

use super::super::phrases::Phrases;

use super::{
    Anchor, MOST, Visible,
    element::{self, Kind},
    page::{Page, Quoted},
    stack::{Effect, Stack},
    style::{self, Paper, Style},
};

/// The attributes that matter.
const ATTRIBUTES: [&[u8]; 11] = [
    b"style",
    b"href",
    b"src",
    b"class",
    b"id",
    b"background",
    b"bgcolor",
    b"color",
    b"type",
    b"hidden",
    b"text",
];
const STYLE: usize = 0;
const HREF: usize = 1;
const SRC: usize = 2;
const CLASS: usize = 3;
const ID: usize = 4;
const BACKGROUND: usize = 5;
const BGCOLOR: usize = 6;
const COLOR: usize = 7;
const TYPE: usize = 8;
const HIDDEN: usize = 9;
const TEXT: usize = 10;

/// Longest attribute value that is read, in bytes; the rest of it is left out.
const LONGEST: usize = 16 << 10;

/// Longest anchor text, in bytes.
const ANCHOR: usize = 200;

/// Reads a page.
pub(super) fn read(html: &str) -> Visible {
    let mut reader = Reader::new();
    let Ok(()) = Tokenizer::new_with_emitter(html, &mut reader).finish();
    reader.finish()
}

/// What kind of tag is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Start,
    SelfClosed,
    End,
}

struct Reader {
    page: Page,
    stack: Stack,
    anchor: Option<Anchor>,
    links: Vec<Anchor>,
    pictures: Vec<String>,
    hidden: bool,
    /// The number of `p`.
    paragraph: u8,
    /// The tag under way.
    tag: Tag,
    name: Vec<u8>,
    last_start: Vec<u8>,
    attribute: Vec<u8>,
    /// Where the value of the attribute under way goes.
    slot: Option<usize>,
    settled: bool,
    values: [Vec<u8>; ATTRIBUTES.len()],
    /// Which values are there, a bit each.
    present: u16,
}

impl Reader {
    fn new() -> Self {
        Self {
            page: Page::default(),
            stack: Stack::new(),
            anchor: None,
            links: Vec::new(),
            pictures: Vec::new(),
            hidden: false,
            paragraph: element::find(b"p").0,
            tag: Tag::Start,
            name: Vec::new(),
            last_start: Vec::new(),
            attribute: Vec::new(),
            slot: None,
            settled: true,
            values: [const { Vec::new() }; ATTRIBUTES.len()],
            present: 0,
        }
    }

    fn finish(mut self) -> Visible {
        self.end_anchor();
        let (text, moved) = self.page.finish();
        let mut links = self.links;
        for link in &mut links {
            link.at = moved.place(link.at);
        }
        let mut seen = std::collections::HashSet::new();
        let mut pictures = self.pictures;
        pictures.retain(|picture| seen.insert(picture.clone()));
        Visible {
            text,
            links,
            pictures,
            hidden: self.hidden,
        }
    }

    fn value(&self, slot: usize) -> Option<&str> {
        let value = self.values.get(slot).filter(|_| self.has(slot))?;
        // A value that was cut inside of a character still counts up to there.
        let valid = |error: std::str::Utf8Error| {
            std::str::from_utf8(value.get(..error.valid_up_to())?).ok()
        };
        std::str::from_utf8(value).map_or_else(valid, Some)
    }

    fn has(&self, slot: usize) -> bool {
        self.present >> slot & 1 == 1
    }

    fn begin_tag(&mut self, tag: Tag) {
        self.tag = tag;
        self.name.clear();
        self.attribute.clear();
        self.settled = true;
        self.slot = None;
        self.present = 0;
    }

    /// The name of the attribute under way is whole: finds where its value goes.
    fn settle_attribute(&mut self) {
        if self.settled || self.tag == Tag::End {
            return;
        }
        self.settled = true;
        let slot = ATTRIBUTES.iter().position(|name| *name == self.attribute);
        // Of two attributes with one name the first counts.
        self.slot = slot.filter(|slot| !self.has(*slot));
        if let Some(slot) = self.slot {
            self.present |= 1 << slot;
            if let Some(value) = self.values.get_mut(slot) {
                value.clear();
            }
        }
    }

    fn start_tag(&mut self) -> Option<State> {
        let (id, kind) = element::find(&self.name);
        match kind {
            Kind::Void => self.area(),
            Kind::Break => self.page.line_break(),
            Kind::Rule => self.page.block(1),
            Kind::Picture => {
                self.style(kind);
                self.add_picture(SRC);
            }
            _ => self.open(id, kind),
        }
        (kind == Kind::Unseen
            || matches!(self.name.as_slice(), b"textarea" | b"plaintext" | b"xmp"))
        .then(|| html5gum::naive_next_state(&self.name))?
    }

    fn open(&mut self, id: u8, kind: Kind) {
        let style = self.style(kind);
        if kind.is_block() && kind != Kind::Unseen {
            self.stack.end_unclosed(self.paragraph, Kind::P);
        }
        match kind {
            Kind::Anchor => {
                self.end_anchor();
                self.stack.end_unclosed(id, kind);
            }
            Kind::Cell => self.stack.end_unclosed(id, kind),
            _ => {}
        }
        self.break_before(kind, style.tight);
        let quoted = self.quotation(kind);
        let effect = Effect {
            style,
            unseen: kind == Kind::Unseen,
            quoted,
        };
        // Only names that HTML does not know may close themselves: `<o:p/>`.
        if !(self.tag == Tag::SelfClosed && id == element::OTHER) {
            self.stack
                .start(id, kind, effect, self.has(CLASS) || self.has(ID));
        }
        self.page.quote(self.stack.quoted());
        // A picture in a link is seen, whatever colour its letters would have.
        if kind == Kind::Anchor && !self.stack.is_gone() && !self.stack.drops() {
            let href = self.value(HREF).unwrap_or_default().trim().to_owned();
            if !href.is_empty() && self.links.len() < MOST {
                self.anchor = Some(Anchor {
                    href,
                    text: String::new(),
                    at: self.page.len(),
                });
            }
        }
    }

    /// `area`: a link that is a place in a picture.
    fn area(&mut self) {
        let href = self
            .value(HREF)
            .filter(|_| self.name == b"area")
            .unwrap_or_default()
            .trim()
            .to_owned();
        if !href.is_empty() && self.links.len() < MOST {
            self.links.push(Anchor {
                href,
                text: String::new(),
                at: self.page.len(),
            });
        }
    }

    fn break_before(&mut self, kind: Kind, tight: bool) {
        match kind {
            Kind::Formatting | Kind::Anchor | Kind::Inline | Kind::Unseen => {}
            Kind::Cell => self.page.gap(),
            Kind::Paragraph | Kind::Pre | Kind::Quote => self.page.block(2),
            Kind::P => self
                .page
                .block(if tight || self.is_office() { 1 } else { 2 }),
            _ => self.page.block(1),
        }
    }

    /// Word's and Outlook's paragraphs are lines: their margins are zero in the style sheet.
    fn is_office(&self) -> bool {
        self.value(CLASS)
            .is_some_and(|class| class.contains("MsoNormal") || class.contains("MsoPlainText"))
    }

    fn end_tag(&mut self) {
        let (id, kind) = element::find(&self.name);
        match kind {
            Kind::Void | Kind::Picture | Kind::Rule => return,
            Kind::Break => return self.page.line_break(),
            Kind::Anchor => self.end_anchor(),
            Kind::Formatting | Kind::Inline | Kind::Unseen => {}
            Kind::Cell => self.page.gap(),
            Kind::Paragraph | Kind::Pre | Kind::Quote => self.page.block(2),
            _ => self.page.block(1),
        }
        self.stack.end(id, kind);
        self.page.quote(self.stack.quoted());
    }

    fn end_anchor(&mut self) {
        let Some(mut anchor) = self.anchor.take() else {
            return;
        };
        let text = String::from_utf8_lossy(self.page.since(anchor.at));
        for word in text.split_whitespace().filter(|word| *word != ">") {
            if anchor.text.len() + word.len() >= ANCHOR {
                break;
            }
            if !anchor.text.is_empty() {
                anchor.text.push(' ');
            }
            anchor.text.push_str(word);
        }
        self.links.push(anchor);
    }

    fn style(&mut self, kind: Kind) -> Style {
        let mut found = Vec::new();
        let mut style = self
            .value(STYLE)
            .map(|css| style::read(css, |url| found.push(url.to_owned())))
            .unwrap_or_default();
        for url in found {
            self.keep_picture(&url);
        }
        if self.value(BACKGROUND).is_some() {
            self.add_picture(BACKGROUND);
            style.paper = Some(Paper::Unknown);
        } else if let Some(colour) = self.value(BGCOLOR) {
            style.paper = style.paper.or(Some(
                style::colour(colour).map_or(Paper::Unknown, Paper::Plain),
            ));
        }
        let attribute = if kind == Kind::Body { TEXT } else { COLOR };
        if let Some(colour) = self.value(attribute) {
            style.ink = style.ink.or(style::colour(colour));
        }
        style.gone |= self.has(HIDDEN);
        style.preserves |= kind == Kind::Pre;
        style
    }

    fn quotation(&mut self, kind: Kind) -> Quoted {
        let marked = self
            .value(CLASS)
            .and_then(mark)
            .or_else(|| self.value(ID).and_then(mark));
        let surely = marked == Some(Mark::Quoted)
            || kind == Kind::Quote
                && (self
                    .value(TYPE)
                    .is_some_and(|t| t.eq_ignore_ascii_case("cite"))
                    || self
                        .value(STYLE)
                        .is_some_and(|css| css.contains("border-left"))
                    || self.page.ends_in_colon());
        self.stack.rest_quoted |= marked == Some(Mark::Rest);
        match (surely, kind) {
            (true, _) => Quoted::Surely,
            // In a table a bare one is layout.
            (false, Kind::Quote) if !self.stack.is_in_table() => Quoted::Perhaps,
            _ => Quoted::No,
        }
    }

    fn add_picture(&mut self, slot: usize) {
        if let Some(url) = self.value(slot).map(str::trim).map(str::to_owned) {
            self.keep_picture(&url);
        }
    }

    fn keep_picture(&mut self, url: &str) {
        if url.is_empty() || self.pictures.len() >= MOST {
            return;
        }
        let is_data = url
            .get(..5)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        let end = if is_data {
            url.floor_char_boundary(64)
        } else {
            url.len()
        };
        self.pictures.extend(url.get(..end).map(str::to_owned));
    }

    fn show(&mut self, text: &[u8]) {
        if self.stack.drops() {
            return;
        }
        if self.stack.hides() {
            self.hidden =
                self.hidden || String::from_utf8_lossy(text).contains(char::is_alphanumeric);
            return;
        }
        let before = self.page.len();
        if self.stack.preserves() {
            self.page.preserved(text);
        } else {
            self.page.text(text);
        }
        // The text of a link begins after the breaks that were due, on its own line.
        if let Some(anchor) = self.anchor.as_mut().filter(|anchor| anchor.at == before) {
            let begun = self.page.since(before);
            let skipped = begun
                .iter()
                .take_while(|b| b.is_ascii_whitespace() || **b == b'>')
                .count();
            anchor.at = before + skipped;
        }
    }
}

/// What a class or an id says of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// It is a quotation or a signature.
    Quoted,
    /// All that follows is quoted.
    Rest,
}

fn mark(name: &str) -> Option<Mark> {
    static FINDER: LazyLock<Phrases> =
        LazyLock::new(|| Phrases::new(NAMES.iter().map(|(name, _)| *name)));
    NAMES.get(FINDER.first(name)?).map(|(_, mark)| *mark)
}

/// Names in class or id that mail programs give to quotations and signatures.
const NAMES: [(&str, Mark); 17] = [
    ("gmail_quote", Mark::Quoted),
    ("gmail_signature", Mark::Quoted),
    ("yahoo_quoted", Mark::Quoted),
    ("moz-cite-prefix", Mark::Quoted),
    ("moz-forward-container", Mark::Quoted),
    ("moz-signature", Mark::Quoted),
    ("moz-email-headers-table", Mark::Quoted),
    ("protonmail_quote", Mark::Quoted),
    ("protonmail_signature", Mark::Quoted),
    ("tutanota_quote", Mark::Quoted),
    ("zmail_extra", Mark::Quoted),
    ("AppleMailSignature", Mark::Quoted),
    ("yahoo-signature", Mark::Quoted),
    ("ms-outlook-mobile-signature", Mark::Quoted),
    ("divRplyFwdMsg", Mark::Rest),
    ("OutlookMessageHeader", Mark::Rest),
    ("ms-outlook-mobile-reference-message", Mark::Rest),
];

impl Emitter for &mut Reader {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start
            .extend_from_slice(last_start_tag.unwrap_or_default());
    }
    fn emit_eof(&mut self) {}
    fn emit_error(&mut self, _: Error) {}
    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }
    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }
    fn emit_string(&mut self, text: &[u8]) {
        self.show(text);
    }
    fn init_start_tag(&mut self) {
        self.begin_tag(Tag::Start);
    }
    fn init_end_tag(&mut self) {
        self.begin_tag(Tag::End);
    }
    fn init_comment(&mut self) {}
    fn emit_current_tag(&mut self) -> Option<State> {
        self.settle_attribute();
        if self.tag == Tag::End {
            self.end_tag();
            return None;
        }
        let Reader {
            last_start, name, ..
        } = &mut **self;
        last_start.clone_from(name);
        self.start_tag()
    }
    fn emit_current_comment(&mut self) {}
    fn emit_current_doctype(&mut self) {}
    fn set_self_closing(&mut self) {
        if self.tag == Tag::Start {
            self.tag = Tag::SelfClosed;
        }
    }
    fn set_force_quirks(&mut self) {}
    fn push_tag_name(&mut self, name: &[u8]) {
        // No name that matters is longer; a megabyte of one is not kept.
        if self.name.len() < 64 {
            self.name.extend_from_slice(name);
        }
    }
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn init_attribute(&mut self) {
        self.settle_attribute();
        self.attribute.clear();
        self.settled = false;
        self.slot = None;
    }
    fn init_attribute_value(&mut self) {
        self.settle_attribute();
    }
    fn push_attribute_name(&mut self, name: &[u8]) {
        if self.attribute.len() < 16 {
            self.attribute.extend_from_slice(name);
        }
    }
    fn push_attribute_value(&mut self, value: &[u8]) {
        let slot = self.slot.and_then(|slot| self.values.get_mut(slot));
        if let Some(kept) = slot.filter(|kept| kept.len() < LONGEST) {
            let room = LONGEST - kept.len();
            kept.extend_from_slice(value.get(..room).unwrap_or(value));
        }
    }
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag == Tag::End && self.name == self.last_start
    }
}
