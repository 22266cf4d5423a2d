//! HTML elements, as far as they shape text.
//!
//! In: a lower-case tag name. Out: a number for it and its [`Kind`].
//!
//! Source: WHATWG HTML, 13.1.2 (void elements), 13.2.4.2 (the stack of open elements, scopes) and
//! 15.3 (rendering: which elements are blocks).

/// What an element does to the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `b`, `font` …: an end tag ends it even across blocks (the adoption agency of WHATWG).
    Formatting,
    /// `a`.
    Anchor,
    /// `span` and all that is unknown: an end tag does not reach across blocks.
    Inline,
    /// A line of its own.
    Block,
    /// A paragraph of its own.
    Paragraph,
    /// `p`: a paragraph that any block ends.
    P,
    /// `pre`: a paragraph whose white space stands.
    Pre,
    /// `blockquote`.
    Quote,
    /// `body`.
    Body,
    /// `table`: end tags inside do not reach out of it.
    Table,
    /// `tr` and its groups.
    Row,
    /// `td`, `th`: end tags inside do not reach out of it.
    Cell,
    /// `br`.
    Break,
    /// `hr`.
    Rule,
    /// `img`.
    Picture,
    /// Elements without content and without text.
    Void,
    /// Elements whose content no reader sees.
    Unseen,
}

impl Kind {
    /// Whether end tags of blocks inside stop here.
    pub(super) const fn bounds(self) -> bool {
        matches!(self, Self::Table | Self::Cell)
    }

    /// Whether an end tag of an inline element stops here.
    pub(super) const fn is_block(self) -> bool {
        !matches!(self, Self::Formatting | Self::Anchor | Self::Inline)
    }
}

/// The number of all names that are not in [`NAMES`].
pub(super) const OTHER: u8 = 255;

/// Sorted, so that a name is found by halving.
pub(super) static NAMES: [(&str, Kind); 81] = [
    ("a", Kind::Anchor),
    ("address", Kind::Block),
    ("area", Kind::Void),
    ("article", Kind::Block),
    ("aside", Kind::Block),
    ("b", Kind::Formatting),
    ("base", Kind::Void),
    ("big", Kind::Formatting),
    ("blockquote", Kind::Quote),
    ("body", Kind::Body),
    ("br", Kind::Break),
    ("caption", Kind::Block),
    ("center", Kind::Block),
    ("code", Kind::Formatting),
    ("col", Kind::Void),
    ("dd", Kind::Block),
    ("details", Kind::Block),
    ("dir", Kind::Paragraph),
    ("div", Kind::Block),
    ("dl", Kind::Paragraph),
    ("dt", Kind::Block),
    ("em", Kind::Formatting),
    ("embed", Kind::Void),
    ("fieldset", Kind::Block),
    ("figcaption", Kind::Block),
    ("figure", Kind::Block),
    ("font", Kind::Formatting),
    ("footer", Kind::Block),
    ("form", Kind::Block),
    ("h1", Kind::Paragraph),
    ("h2", Kind::Paragraph),
    ("h3", Kind::Paragraph),
    ("h4", Kind::Paragraph),
    ("h5", Kind::Paragraph),
    ("h6", Kind::Paragraph),
    ("header", Kind::Block),
    ("hr", Kind::Rule),
    ("html", Kind::Body),
    ("i", Kind::Formatting),
    ("iframe", Kind::Unseen),
    ("img", Kind::Picture),
    ("input", Kind::Void),
    ("li", Kind::Block),
    ("link", Kind::Void),
    ("main", Kind::Block),
    ("menu", Kind::Paragraph),
    ("meta", Kind::Void),
    ("nav", Kind::Block),
    ("nobr", Kind::Formatting),
    ("noembed", Kind::Unseen),
    ("noframes", Kind::Unseen),
    ("ol", Kind::Paragraph),
    ("option", Kind::Block),
    ("p", Kind::P),
    ("param", Kind::Void),
    ("plaintext", Kind::Pre),
    ("pre", Kind::Pre),
    ("s", Kind::Formatting),
    ("script", Kind::Unseen),
    ("section", Kind::Block),
    ("small", Kind::Formatting),
    ("source", Kind::Void),
    ("span", Kind::Inline),
    ("strike", Kind::Formatting),
    ("strong", Kind::Formatting),
    ("style", Kind::Unseen),
    ("summary", Kind::Block),
    ("table", Kind::Table),
    ("tbody", Kind::Row),
    ("td", Kind::Cell),
    ("template", Kind::Unseen),
    ("textarea", Kind::Pre),
    ("tfoot", Kind::Row),
    ("th", Kind::Cell),
    ("thead", Kind::Row),
    ("title", Kind::Unseen),
    ("tr", Kind::Row),
    ("track", Kind::Void),
    ("tt", Kind::Formatting),
    ("u", Kind::Formatting),
    ("ul", Kind::Paragraph),
];

/// The first eight bytes of [`NAMES`] as numbers: comparing these is all that a search needs.
static KEYS: [u64; NAMES.len()] = {
    let mut keys = [0; NAMES.len()];
    let mut at = 0;
    while at < NAMES.len() {
        keys[at] = key(NAMES[at].0.as_bytes());
        at += 1;
    }
    keys
};

/// Eight bytes as a number that sorts as the bytes do.
const fn key(name: &[u8]) -> u64 {
    let (mut key, mut at) = (0, 0);
    while at < 8 {
        key = key << 8 | if at < name.len() { name[at] as u64 } else { 0 };
        at += 1;
    }
    key
}

/// The number and the kind of a name.
pub(super) fn find(name: &[u8]) -> (u8, Kind) {
    let found = KEYS.binary_search(&key(name)).ok();
    let whole = |at: &usize| {
        NAMES
            .get(*at)
            .is_some_and(|(known, _)| known.as_bytes() == name)
    };
    let Some(at) = found.filter(whole) else {
        return match name {
            b"wbr" | b"bgsound" | b"basefont" | b"frame" | b"keygen" => (OTHER, Kind::Void),
            b"xmp" | b"listing" => (OTHER, Kind::Pre),
            _ => (OTHER, Kind::Inline),
        };
    };
    let kind = NAMES.get(at).map_or(Kind::Inline, |(_, kind)| *kind);
    (u8::try_from(at).unwrap_or(OTHER), kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_all_are_found() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
        for (at, (name, kind)) in NAMES.iter().enumerate() {
            assert_eq!(
                find(name.as_bytes()),
                (u8::try_from(at).unwrap_or(OTHER), *kind)
            );
        }
        assert_eq!(find(b"o:p"), (OTHER, Kind::Inline));
    }
}
