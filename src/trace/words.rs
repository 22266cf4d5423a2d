//! Words and comments of a structured header field.
//!
//! In: an unfolded value. Out: [`Items`], up to the first semicolon. RFC 5322 section 3.2.2; a comment that is
//! never closed ends with the field. One pass.

/// A piece of a field.
pub(super) enum Item<'a> {
    /// A word outside comments.
    Word(&'a str),
    /// An outermost comment, without its parentheses.
    Comment(&'a str),
}

/// Words and outermost comments up to the semicolon before the date.
pub(super) struct Items<'a>(pub(super) &'a str);

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let text = self
            .0
            .trim_start_matches(|c: char| c.is_whitespace() || c == ')');
        if text.is_empty() || text.starts_with(';') {
            return None;
        }
        if text.starts_with('(') {
            let end = comment_end(text);
            self.0 = text.get(end..).unwrap_or("");
            let inner = text.get(1..end).unwrap_or("");
            return Some(Item::Comment(inner.strip_suffix(')').unwrap_or(inner)));
        }
        let end = text
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';'))
            .unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        self.0 = rest;
        Some(Item::Word(word))
    }
}

/// Where the comment that `text` starts with ends; an open one ends with the text.
fn comment_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}
