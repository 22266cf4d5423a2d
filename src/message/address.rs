//! Address fields, read tolerantly and in linear time.
//!
//! In: the unfolded value of From, To and the like. Out: [`Addresses`]: mailboxes in their order,
//! and whether the field can be read in more than one way. Where RFC 5322 would give up (a comma in
//! an unquoted name, a bracket that is missing, an empty address) the reader's guess is taken.
//!
//! Source: RFC 5322 §3.4, §4.4 (routes). Names are decoded last, so that a comma inside an encoded
//! word parts nothing.

use super::{Mailbox, encoded_word::decode_words};

/// What an address field holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addresses {
    /// Mailboxes in their order.
    pub(super) boxes: Vec<Mailbox>,
    /// Whether another reader could find another address.
    pub(super) ambiguous: bool,
    /// Whether there were more than the limit.
    pub(super) over: bool,
}

/// Reads the mailboxes of an address field, at most `limit`.
#[must_use]
pub fn read_mailboxes(value: &str, limit: usize) -> Vec<Mailbox> {
    read(value, limit).boxes
}

/// Reads an address field.
pub(super) fn read(value: &str, limit: usize) -> Addresses {
    let found = Reader::new(value, limit).run();
    if !value.contains("=?")
        || found
            .boxes
            .iter()
            .any(|mailbox| mailbox.address.contains('@'))
    {
        return found;
    }
    // Some mailers encode the whole field, brackets and address included.
    let decoded = Reader::new(&decode_words(value), limit).run();
    if decoded
        .boxes
        .iter()
        .any(|mailbox| mailbox.address.contains('@'))
    {
        decoded
    } else {
        found
    }
}

/// What is gathered of one mailbox.
#[derive(Default)]
struct Gathered {
    /// Text outside brackets and comments.
    phrase: String,
    /// Text of the comments.
    comment: String,
    /// Text inside angle brackets.
    angle: Option<String>,
    /// Whether the phrase was quoted in part.
    quoted: bool,
}

struct Reader<'a> {
    value: &'a str,
    at: usize,
    limit: usize,
    /// Positions of `(` with those of their `)`, in order.
    comments: Vec<(usize, usize)>,
    /// The last of each, beyond which a search finds nothing.
    last_quote: usize,
    last_close: usize,
    last_semicolon: usize,
    gathered: Gathered,
    /// A name whose address may follow after the comma.
    waiting: String,
    out: Addresses,
}

impl<'a> Reader<'a> {
    fn new(value: &'a str, limit: usize) -> Self {
        Self {
            value,
            at: 0,
            limit,
            comments: comments_of(value),
            last_quote: value.rfind('"').unwrap_or(0),
            last_close: value.rfind('>').unwrap_or(0),
            last_semicolon: value.rfind(';').unwrap_or(0),
            gathered: Gathered::default(),
            waiting: String::new(),
            out: Addresses::default(),
        }
    }

    fn run(mut self) -> Addresses {
        while let Some(c) = self
            .value
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            if self.out.boxes.len() >= self.limit {
                self.out.over = true;
                return self.out;
            }
            let start = self.at;
            self.at += c.len_utf8();
            match c {
                '"' if start < self.last_quote => self.quoted_string(),
                '(' => self.comment(start),
                '<' => self.angle(start),
                ',' | ';' => self.end_of_mailbox(false),
                ':' if start < self.last_semicolon && !self.gathered.phrase.contains('@') => {
                    self.gathered = Gathered::default();
                }
                '\\' => {}
                '>' if self.gathered.angle.is_some() => {}
                _ => self.gathered.phrase.push(c),
            }
        }
        self.end_of_mailbox(true);
        self.out
    }

    fn quoted_string(&mut self) {
        let rest = self.value.get(self.at..).unwrap_or_default();
        let within_word =
            !self.gathered.phrase.is_empty() && !self.gathered.phrase.ends_with([' ', '\t']);
        let mut text = String::new();
        let mut chars = rest.char_indices();
        while let Some((offset, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += offset + 1;
                    let after = self.value.get(self.at..).unwrap_or_default();
                    if after.starts_with('@') && !within_word {
                        // A quoted local part; blanks go from addresses, so they go from this one too.
                        text.retain(|c| !c.is_whitespace());
                        self.gathered.phrase.extend(["\"", &text, "\""]);
                    } else {
                        self.gathered.quoted = true;
                        self.gathered.phrase.push_str(&text);
                    }
                    return;
                }
                '\\' => text.extend(chars.next().map(|(_, c)| c)),
                _ => text.push(c),
            }
        }
        // No quote closes it: what was taken for quoting is a plain character, and so are all later ones.
        self.last_quote = 0;
    }

    fn comment(&mut self, start: usize) {
        let Ok(index) = self
            .comments
            .binary_search_by_key(&start, |(open, _)| *open)
        else {
            self.gathered.phrase.push('(');
            return;
        };
        let Some((_, close)) = self.comments.get(index) else {
            return;
        };
        let text = self.value.get(self.at..*close).unwrap_or_default();
        if !self.gathered.comment.is_empty() {
            self.gathered.comment.push(' ');
        }
        self.gathered.comment.push_str(&text.replace('\\', ""));
        self.at = close + 1;
    }

    /// `<…>`; of brackets within brackets the innermost holds the address.
    fn angle(&mut self, start: usize) {
        let rest = self.value.get(self.at..).unwrap_or_default();
        let closed = start < self.last_close;
        let end = rest
            .find(if closed { ['>', '<'] } else { [',', '<'] })
            .unwrap_or(rest.len());
        let inside = rest.get(..end).unwrap_or_default();
        if rest.get(end..).is_some_and(|after| after.starts_with('<')) {
            self.gathered.phrase.push_str(inside);
            self.at += end;
            return;
        }
        self.at += end + usize::from(closed && end < rest.len());
        if self
            .gathered
            .angle
            .as_ref()
            .is_some_and(|angle| !angle.is_empty())
        {
            // A second address without a comma: both may be the sender.
            self.out.ambiguous = true;
            self.end_of_mailbox(true);
        }
        self.gathered.angle = Some(inside.to_owned());
    }

    fn end_of_mailbox(&mut self, last: bool) {
        let gathered = std::mem::take(&mut self.gathered);
        let phrase = tidy(&gathered.phrase);
        match gathered.angle {
            Some(angle) => self.with_angle(&angle, phrase, &gathered.comment, gathered.quoted),
            None if phrase.contains('@') => self.bare(&phrase, &gathered.comment),
            None if phrase.is_empty() => {}
            None if !last && !gathered.quoted => self.wait(&phrase),
            None => {
                self.release();
                self.nameless(&phrase);
            }
        }
        if last {
            self.release();
        }
    }

    fn with_angle(&mut self, angle: &str, phrase: String, comment: &str, quoted: bool) {
        let address = address_of(angle);
        let mut name = if phrase.is_empty() {
            tidy(comment)
        } else {
            phrase
        };
        if !self.waiting.is_empty() {
            name = format!("{}, {name}", std::mem::take(&mut self.waiting));
        }
        let claimed = name
            .split_whitespace()
            .find(|word| looks_like_address(word))
            .map(address_of);
        self.out.ambiguous |=
            !quoted && claimed.is_some_and(|claimed| !claimed.eq_ignore_ascii_case(&address));
        self.push(&name, address);
    }

    /// No brackets: the word with the `@` is the address, and the rest is the name.
    fn bare(&mut self, phrase: &str, comment: &str) {
        self.release();
        let joined = phrase.replace(" @", "@").replace("@ ", "@");
        let whole = joined.split_whitespace().any(looks_like_address);
        let is_address = |word: &&str| {
            if whole {
                looks_like_address(word)
            } else {
                word.contains('@')
            }
        };
        let (addresses, rest): (Vec<&str>, Vec<&str>) =
            joined.split_whitespace().partition(is_address);
        self.out.ambiguous |= addresses.len() > 1;
        let name = if rest.is_empty() {
            tidy(comment)
        } else {
            rest.join(" ")
        };
        for address in addresses.into_iter().take(4) {
            self.push(&name, address_of(address));
        }
    }

    /// A word or name without any address.
    fn nameless(&mut self, phrase: &str) {
        let decoded = decode_words(phrase);
        if decoded.contains([' ', '\t', '=']) || !decoded.is_ascii() {
            self.push(phrase, String::new());
        } else {
            self.push("", decoded);
        }
    }

    /// Keeps a name that ended at a comma, since its address may come after it.
    fn wait(&mut self, phrase: &str) {
        if !self.waiting.is_empty() {
            self.waiting.push_str(", ");
        }
        self.waiting.push_str(phrase);
    }

    /// The address of a waiting name did not come.
    fn release(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        for name in waiting.split(", ").filter(|name| !name.is_empty()) {
            if self.out.boxes.len() >= self.limit {
                self.out.over = true;
                return;
            }
            self.nameless(name);
        }
    }

    fn push(&mut self, name: &str, address: String) {
        if self.out.boxes.len() >= self.limit {
            self.out.over = true;
            return;
        }
        let name = tidy(&decode_words(name));
        if !name.is_empty() || !address.is_empty() {
            self.out.boxes.push(Mailbox { name, address });
        }
    }
}

/// Pairs each `(` with its `)`, quoted strings left out; one pass.
fn comments_of(value: &str) -> Vec<(usize, usize)> {
    if !value.contains('(') {
        return Vec::new();
    }
    let last_quote = value.rfind('"').unwrap_or(0);
    let (mut open, mut pairs, mut quoted, mut escaped) = (Vec::new(), Vec::new(), false, false);
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' if open.is_empty() && (quoted || at < last_quote) => quoted = !quoted,
            b'(' if !quoted => open.push(at),
            b')' if !quoted => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

fn looks_like_address(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', '<', '>', '(', ')', '[', ']', ',', ';', ':']);
    word.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@')
    })
}

/// Blanks at the ends and runs of blanks go; one pair of single or double quotes goes too.
fn tidy(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // An odd quote is a remnant; quotes that belong to a local part come in pairs.
    let odd = text.matches('"').count() % 2 == 1;
    let bare = if odd {
        text.trim_matches('"').trim()
    } else {
        text.as_str()
    };
    let bare = bare
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(bare)
        .trim();
    let bare = bare
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or(bare);
    bare.to_owned()
}

/// The text without what stands in its comments (RFC 5322 §3.4.1 allows them around every word).
fn without_comments(text: &str) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for (open, close) in comments_of(text) {
        // A comment within a comment starts before the outer one ended: it is gone already.
        if open >= from {
            out.push_str(text.get(from..open).unwrap_or_default());
            from = close + 1;
        }
    }
    out + text.get(from..).unwrap_or_default()
}

/// The address without blanks, route, scheme and stray signs; its domain in lower case.
fn address_of(text: &str) -> String {
    let text = without_comments(text);
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
        .collect();
    let text = if text.contains("=?") {
        decode_words(&text).replace(' ', "")
    } else {
        text
    };
    let routed = if text.starts_with('@') {
        text.split_once(':')
            .map_or(text.as_str(), |(_, address)| address)
    } else {
        &text
    };
    let bare = match routed.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => {
            routed.get(7..).unwrap_or_default()
        }
        _ => routed,
    };
    let bare = bare
        .trim_matches(['\'', '(', ')', '[', ',', ';', ':'])
        .trim_end_matches('.');
    let bare = if bare.starts_with('"') && bare.ends_with('"') {
        bare.trim_matches('"')
    } else {
        bare
    };
    match bare.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(value: &str, expected: &[(&str, &str)]) {
        let boxes = read_mailboxes(value, 99);
        let boxes: Vec<_> = boxes
            .iter()
            .map(|b| (b.name.as_str(), b.address.as_str()))
            .collect();
        assert_eq!(boxes, expected, "{value}");
    }

    #[test]
    fn fields_of_the_rfc_are_read() {
        check("a@B.Example", &[("", "a@b.example")]);
        check(
            "Joe Q. Public <joe@x.org>",
            &[("Joe Q. Public", "joe@x.org")],
        );
        check(
            "\"Giant; \\\"Big\\\" Box\" <s@x.net>",
            &[("Giant; \"Big\" Box", "s@x.net")],
        );
        check(
            "Pete(A nice \\) chap) <pete@x.org>",
            &[("Pete", "pete@x.org")],
        );
        check(
            "A Group:Ed <ed@x.org>,joe@y.org; c@z.org",
            &[("Ed", "ed@x.org"), ("", "joe@y.org"), ("", "c@z.org")],
        );
        check("Undisclosed recipients:;", &[]);
        check("<@a,@b:c@d.org>", &[("", "c@d.org")]);
        check("\"john doe\"@x.org", &[("", "\"johndoe\"@x.org")]);
        check(
            "=?utf-8?Q?M=C3=BCller=2C_J?= <j@x.org>",
            &[("Müller, J", "j@x.org")],
        );
    }

    #[test]
    fn faulty_fields_are_read_tolerantly() {
        check("nur heute, jehd <x@y.de>", &[("nur heute, jehd", "x@y.de")]);
        check("Facebook ,_<x@y.de>", &[("Facebook, _", "x@y.de")]);
        check("Name <>", &[("Name", "")]);
        check("<addr@x.org >", &[("", "addr@x.org")]);
        check("addr@x.org (Full Name)", &[("Full Name", "addr@x.org")]);
        check("Joe <joe@x.org", &[("Joe", "joe@x.org")]);
        check("Joe joe@x.org", &[("Joe", "joe@x.org")]);
        check("joe @ x.org", &[("", "joe@x.org")]);
        check("<<joe@x.org>>", &[("", "joe@x.org")]);
        check("Joe <mailto:joe@x.org>", &[("Joe", "joe@x.org")]);
        check(
            "Pete <pete(his account)@x.org(his (own) host)>",
            &[("Pete", "pete@x.org")],
        );
        check("\"Joe <joe@x.org>", &[("Joe", "joe@x.org")]);
        check("Joe (Smile <joe@x.org>", &[("Joe (Smile", "joe@x.org")]);
        check("RE: Joe <joe@x.org>", &[("RE: Joe", "joe@x.org")]);
        check("=?utf-8?B?Sm9lIDxqb2VAeC5vcmc+?=", &[("Joe", "joe@x.org")]);
        check("root", &[("", "root")]);
        check("Mail Delivery System", &[("Mail Delivery System", "")]);
        check(
            "one, two, c@x.org",
            &[("", "one"), ("", "two"), ("", "c@x.org")],
        );
        check("", &[]);
    }

    #[test]
    fn a_quoted_local_part_keeps_its_quotes() {
        check("\"a@b.org\"@x.org", &[("", "\"a@b.org\"@x.org")]);
    }

    #[test]
    fn several_senders_are_ambiguous() {
        for (value, ambiguous) in [
            ("a@x.org <b@y.org>", true),
            ("A <a@x.org> <b@y.org>", true),
            ("a@x.org b@y.org", true),
            ("\"a@x.org\" <b@y.org>", false),
            ("a@x.org <A@X.org>", false),
            ("Joe, Jim <b@y.org>", false),
        ] {
            assert_eq!(read(value, 99).ambiguous, ambiguous, "{value}");
        }
    }

    #[test]
    fn the_number_of_addresses_is_bounded() {
        let found = read(&"a@x.org, ".repeat(50), 7);
        assert_eq!((found.boxes.len(), found.over), (7, true));
        assert!(read(&"a, ".repeat(50), 7).boxes.len() <= 7);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(value in ".{0,60}", signs in "[<>()\",;:@\\\\ a=?.ü]{0,60}") {
            read(&value, 5);
            prop_assert!(read(&signs, 5).boxes.len() <= 5);
        }
    }
}
