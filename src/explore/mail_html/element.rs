//! What becomes of each element of a mail.
//!
//! In: a lower-case tag name. Out: its [`Fate`].
//!
//! Source: WHATWG HTML, 4 (elements), 13.2.6 (which start tags end which open elements). A name that
//! is not listed leaves its text and nothing else.

/// The elements that stay.
pub(super) const KEPT: [&str; 43] = [
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
    "ul",
    "wbr",
];

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays, under this name.
    Stay(&'static str, Role),
    /// `br`, `hr`, `wbr`.
    Void(&'static str),
    /// `a`: its text stays, and where it leads is written after it.
    Link,
    /// `img`: its description stays.
    Picture,
    /// A field of a form.
    Field,
    /// It goes with all that is in it.
    Gone,
    /// It goes, its text stays.
    Unwrap,
}

/// How an element that stays stands to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Emphasis and the like: its end tag ends it even across blocks.
    Emphasis,
    /// `span`, which stays only for its language or direction.
    Span,
    /// `p`, which any block ends.
    Paragraph,
    /// A heading, which another heading ends.
    Heading,
    /// `pre`.
    Preformatted,
    /// Any other block.
    Block,
    /// `ul`, `ol`, `dl`.
    List,
    /// `li`, `dt`, `dd`: ends the one before it in the same list.
    Item,
    /// `table`.
    Table,
    /// `caption`.
    Caption,
    /// `tbody`, and what stands for it.
    Rows,
    /// `tr`.
    Row,
    /// `td`, `th`.
    Cell,
}

impl Role {
    /// Whether it is no part of a line.
    pub(super) const fn is_block(self) -> bool {
        !matches!(self, Self::Emphasis | Self::Span)
    }

    /// Whether end tags inside do not reach out of it, unless they end a part of a table.
    pub(super) const fn bounds(self) -> bool {
        matches!(self, Self::Table | Self::Cell | Self::Caption)
    }

    /// Whether it stands between a table and its cells, where no text may stand.
    pub(super) const fn is_frame(self) -> bool {
        matches!(self, Self::Table | Self::Rows | Self::Row)
    }

    /// Whether it is a part of a table.
    pub(super) const fn is_part(self) -> bool {
        matches!(self, Self::Caption | Self::Rows | Self::Row | Self::Cell)
    }
}

/// What becomes of the element with this name.
pub(super) fn fate(name: &[u8]) -> Fate {
    plain(name)
        .or_else(|| structural(name))
        .unwrap_or(match name {
            b"a" => Fate::Link,
            b"br" => Fate::Void("br"),
            b"hr" => Fate::Void("hr"),
            b"wbr" => Fate::Void("wbr"),
            b"img" | b"image" => Fate::Picture,
            b"input" | b"keygen" | b"select" | b"textarea" => Fate::Field,
            b"iframe" | b"noembed" | b"script" | b"style" | b"title" => Fate::Gone,
            _ => Fate::Unwrap,
        })
}

/// Emphasis and the like.
fn plain(name: &[u8]) -> Option<Fate> {
    let stay = match name {
        b"b" => "b",
        b"cite" => "cite",
        b"code" | b"tt" => "code",
        b"del" => "del",
        b"em" => "em",
        b"i" => "i",
        b"ins" => "ins",
        b"kbd" => "kbd",
        b"mark" => "mark",
        b"q" => "q",
        b"s" | b"strike" => "s",
        b"samp" => "samp",
        b"small" => "small",
        b"strong" => "strong",
        b"sub" => "sub",
        b"sup" => "sup",
        b"u" => "u",
        b"span" | b"font" => return Some(Fate::Stay("span", Role::Span)),
        _ => return None,
    };
    Some(Fate::Stay(stay, Role::Emphasis))
}

/// Blocks, lists and tables.
fn structural(name: &[u8]) -> Option<Fate> {
    let (stay, role) = match name {
        b"p" => ("p", Role::Paragraph),
        b"h1" => ("h1", Role::Heading),
        b"h2" => ("h2", Role::Heading),
        b"h3" => ("h3", Role::Heading),
        b"h4" => ("h4", Role::Heading),
        b"h5" => ("h5", Role::Heading),
        b"h6" => ("h6", Role::Heading),
        b"pre" | b"listing" | b"xmp" | b"plaintext" => ("pre", Role::Preformatted),
        b"blockquote" => ("blockquote", Role::Block),
        b"div" | b"address" | b"article" | b"aside" | b"button" | b"center" | b"details"
        | b"dialog" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"header"
        | b"hgroup" | b"legend" | b"main" | b"nav" | b"optgroup" | b"option" | b"section"
        | b"summary" => ("div", Role::Block),
        b"ul" | b"dir" | b"menu" => ("ul", Role::List),
        b"ol" => ("ol", Role::List),
        b"dl" => ("dl", Role::List),
        b"li" => ("li", Role::Item),
        b"dt" => ("dt", Role::Item),
        b"dd" => ("dd", Role::Item),
        b"table" => ("table", Role::Table),
        b"caption" => ("caption", Role::Caption),
        b"tbody" | b"thead" | b"tfoot" => ("tbody", Role::Rows),
        b"tr" => ("tr", Role::Row),
        b"td" => ("td", Role::Cell),
        b"th" => ("th", Role::Cell),
        _ => return None,
    };
    Some(Fate::Stay(stay, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_in_the_list_and_nothing_else_is() {
        let names: Vec<&str> = KEPT
            .into_iter()
            .filter(|name| match fate(name.as_bytes()) {
                Fate::Stay(stays, _) | Fate::Void(stays) => stays == *name,
                _ => false,
            })
            .collect();
        assert_eq!(names, KEPT);
        for name in [
            "svg", "math", "object", "embed", "template", "base", "meta", "x", "",
        ] {
            assert_eq!(fate(name.as_bytes()), Fate::Unwrap, "{name}");
        }
    }
}
