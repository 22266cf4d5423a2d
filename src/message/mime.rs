//! The MIME facts of a part. The only place that calls `mailparse`.
//!
//! In: a part's fields. Out: [`Facts`]: media type, boundary, character set, name and so on.
//! `mailparse` reads the parameters (quoting, RFC 2231 continuations and character sets); it gets
//! values of bounded length and number only, since it compares all parameters with one another.
//!
//! Source: RFC 2045 §5, RFC 2046, RFC 2183, RFC 2231.

use std::{borrow::Cow, collections::BTreeMap};

use super::{encoded_word::decode_words, headers::Field};

/// Bytes of a parameter list that are read; real ones stay below 1 KiB.
const LONGEST: usize = 4 << 10;
/// Parameters that are read.
const PARAMETERS: usize = 64;
/// Bytes of a boundary that are compared (RFC 2046 allows 70).
const BOUNDARY: usize = 1 << 10;

/// Whether a part is shown within the text or offered beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Disposition {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// To be shown.
    Inline,
    /// To be offered as a file.
    Attachment,
}

/// How soft line ends are to be treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    /// Lines are lines.
    #[default]
    Fixed,
    /// `format=flowed`.
    Flowed,
    /// `format=flowed; delsp=yes`.
    FlowedDeletingSpaces,
}

/// What the headers of a part say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Media type in lower case.
    pub(super) media_type: String,
    /// Content-Transfer-Encoding in lower case; empty when there is none.
    pub(super) encoding: String,
    /// Boundary of a multipart; empty otherwise.
    pub(super) boundary: String,
    /// Character set as declared; empty when there is none.
    pub(super) charset: String,
    /// File name, decoded; empty when there is none.
    pub(super) name: String,
    /// Content-ID without brackets.
    pub(super) content_id: String,
    /// Content-Disposition.
    pub(super) disposition: Disposition,
    /// Format of a plain text.
    pub(super) flow: Flow,
}

impl Facts {
    /// Whether the part holds parts.
    pub(super) fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }

    /// The facts of text that stands where parts were declared.
    pub(super) fn plain_text() -> Self {
        Self {
            media_type: "text/plain".to_owned(),
            ..Self::default()
        }
    }
}

/// Reads the facts of a part; `default` is the media type of one that declares none.
pub(super) fn facts(fields: &[Field<'_>], default: &str) -> Facts {
    let first = |name: &str| fields.iter().find(|field| field.is(name));
    facts_of(
        |name| first(name).map(|field| Cow::Owned(field.value())),
        default,
    )
}

/// Reads the facts from the first value of each field, which `first` finds by its name.
pub(super) fn facts_of<'a>(first: impl Fn(&str) -> Option<Cow<'a, str>>, default: &str) -> Facts {
    let mut facts = Facts {
        media_type: default.to_owned(),
        ..Facts::default()
    };
    let mut name = String::new();
    if let Some(value) = first("Content-Type") {
        let parsed = mailparse::parse_content_type(&bounded(&value));
        facts.media_type = media_type(&parsed.mimetype, default);
        let get = |key: &str| {
            parsed
                .params
                .get(key)
                .map(|value| value.trim().trim_matches('"').trim().to_owned())
        };
        facts.charset = get("charset").unwrap_or_default();
        if facts.is_multipart() {
            facts.boundary = get("boundary")
                .filter(|boundary| boundary.len() <= BOUNDARY)
                .unwrap_or_default();
        }
        if get("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
            let delsp = get("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes"));
            facts.flow = if delsp {
                Flow::FlowedDeletingSpaces
            } else {
                Flow::Flowed
            };
        }
        name = file_name(&parsed.params, "name");
    }
    if let Some(value) = first("Content-Disposition") {
        let parsed = mailparse::parse_content_disposition(&bounded(&value));
        facts.disposition = match parsed.disposition {
            mailparse::DispositionType::Inline => Disposition::Inline,
            mailparse::DispositionType::Attachment => Disposition::Attachment,
            _ => Disposition::Unsaid,
        };
        facts.name = file_name(&parsed.params, "filename");
    }
    if facts.name.is_empty() {
        facts.name = name;
    }
    facts.encoding = first("Content-Transfer-Encoding")
        .map(|value| encoding(&value))
        .unwrap_or_default();
    facts.content_id = first("Content-ID")
        .map(|value| super::ids::first(&value))
        .unwrap_or_default();
    facts
}

/// Whether the value names a multipart although no boundary could be read.
fn media_type(declared: &str, default: &str) -> String {
    let token: String = declared
        .trim()
        .chars()
        .take_while(|c| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '"' | '(' | ':' | '='))
        .collect();
    match token.split_once('/') {
        Some((kind, subtype)) if !kind.is_empty() && !subtype.is_empty() => token,
        _ if token.contains("html") => "text/html".to_owned(),
        _ => default.to_owned(),
    }
}

fn encoding(value: &str) -> String {
    let word = value
        .trim()
        .trim_matches(['"', '\''])
        .split([' ', ';', '(', ','])
        .next()
        .unwrap_or_default();
    word.chars()
        .take(40)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn file_name(params: &BTreeMap<String, String>, key: &str) -> String {
    let value = params.get(key).or_else(|| params.get(&format!("{key}*")));
    value
        .map(|value| decode_words(value.trim_matches('"')).trim().to_owned())
        .unwrap_or_default()
}

/// The value cut at the limits; a blank where the first `;` is missing becomes one.
fn bounded(value: &str) -> String {
    let end = value
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= LONGEST)
        .last()
        .unwrap_or(0);
    let value = value.get(..end).unwrap_or_default();
    let end = value
        .match_indices(';')
        .nth(PARAMETERS)
        .map_or(value.len(), |(at, _)| at);
    let value = value.get(..end).unwrap_or_default().trim();
    let kind_end = value.find(';').unwrap_or(value.len());
    let (kind, rest) = value.split_at(kind_end);
    match kind.split_once([' ', '\t']) {
        Some((kind, parameter)) if parameter.contains('=') => format!("{kind};{parameter}{rest}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, headers};
    use super::*;

    fn of(header: &str) -> Facts {
        let bytes = format!("{header}\n\n");
        let block = headers::scan(
            bytes.as_bytes(),
            0,
            headers::Place::Part,
            &Limits::default(),
            &|_| false,
        );
        facts(&block.fields, "text/plain")
    }

    #[test]
    fn faulty_content_types_are_read_tolerantly() {
        for (value, media_type, boundary, charset) in [
            ("text/html; charset=\"utf-8\"", "text/html", "", "utf-8"),
            ("TEXT/HTML", "text/html", "", ""),
            ("html", "text/html", "", ""),
            ("text", "text/plain", "", ""),
            ("", "text/plain", "", ""),
            ("text/plain, foo", "text/plain", "", ""),
            ("text/plain charset=us-ascii", "text/plain", "", "us-ascii"),
            (
                "multipart/mixed boundary=\"x y\"",
                "multipart/mixed",
                "x y",
                "",
            ),
            (
                "multipart/mixed; boundary=\"x;y \"",
                "multipart/mixed",
                "x;y",
                "",
            ),
            ("multipart/mixed; boundary=\"x", "multipart/mixed", "x", ""),
        ] {
            let facts = of(&format!("Content-Type: {value}"));
            assert_eq!(
                (
                    facts.media_type.as_str(),
                    facts.boundary.as_str(),
                    facts.charset.as_str()
                ),
                (media_type, boundary, charset),
                "{value}"
            );
        }
    }

    #[test]
    fn file_names_are_decoded() {
        for (header, name) in [
            (
                "Content-Disposition: attachment; filename=\"a b.txt\"",
                "a b.txt",
            ),
            (
                "Content-Disposition: attachment; filename*=utf-8''gr%C3%BCn.txt",
                "grün.txt",
            ),
            (
                "Content-Disposition: attachment; filename*0=a; filename*1=b",
                "ab",
            ),
            (
                "Content-Disposition: attachment; filename=\"=?utf-8?Q?gr=C3=BCn?=\"",
                "grün",
            ),
            ("Content-Type: image/png; name=x.png", "x.png"),
        ] {
            assert_eq!(of(header).name, name, "{header}");
        }
    }

    #[test]
    fn thousands_of_parameters_are_cut() {
        let facts = of(&format!(
            "Content-Type: text/html;{}",
            " a*0*=x;".repeat(6000)
        ));
        assert_eq!(facts.media_type, "text/html");
    }
}
