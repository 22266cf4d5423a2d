//! A template as text: one line for people, spintax, a regular expression, and JSON.
//!
//! In: [`Template`]. Out: `[1: a|b]` for a choice, `{2: date}` for a field, `(3: words)?` for an
//! optional part and `<4>` for a free place; or `{a|b}` with `{{date}}` for fields; or JSON of
//! a fixed schema with its own structs, so that changes inside do not reach its readers.

use std::fmt::Write;

use serde::Serialize;

use super::{Alternative, FieldKind, Piece, Template};

/// Words from which fixed text tells what a letter is about.
const LONG: usize = 8;

impl FieldKind {
    /// Its name in patterns and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Date => "date",
            Self::Code => "code",
            Self::Link => "link",
            Self::Address => "address",
            Self::Words => "words",
        }
    }
}

impl Template {
    /// The first long run of fixed words (eight or more), when members put words of their own before them.
    #[must_use]
    pub fn opening_after_own_words(&self) -> Option<&str> {
        let mut own = false;
        for piece in &self.pieces {
            match piece {
                Piece::Free { .. } => own = true,
                Piece::Fixed(text) if text.split_whitespace().count() >= LONG => {
                    let words = text.trim_start_matches(|c: char| !c.is_alphanumeric());
                    return own.then_some(words);
                }
                _ => {}
            }
        }
        None
    }

    /// The template on one line.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.write(|piece, out| match piece {
            Piece::Fixed(text) => out.push_str(text),
            Piece::Choice { slot, alternatives } => {
                let texts: Vec<&str> = alternatives.iter().map(|a| a.text.as_str()).collect();
                let _ = write!(out, "[{slot}: {}]", texts.join("|"));
            }
            Piece::Field { slot, kind, .. } => {
                let _ = write!(out, "{{{slot}: {}}}", kind.name());
            }
            Piece::Optional { slot, text, .. } => {
                let _ = write!(out, "({slot}: {text})?");
            }
            Piece::Free { slot, .. } => {
                let _ = write!(out, "<{slot}>");
            }
        })
    }

    /// The template as spintax: what a generator would be fed; free places are left out.
    #[must_use]
    pub fn spintax(&self) -> String {
        self.write(|piece, out| match piece {
            Piece::Fixed(text) => out.push_str(text),
            Piece::Choice { alternatives, .. } => {
                let texts: Vec<&str> = alternatives.iter().map(|a| a.text.as_str()).collect();
                let _ = write!(out, "{{{}}}", texts.join("|"));
            }
            Piece::Field { kind, .. } => {
                let _ = write!(out, "{{{{{}}}}}", kind.name());
            }
            Piece::Optional { text, .. } => {
                let _ = write!(out, "{{{text}|}}");
            }
            Piece::Free { .. } => {}
        })
    }

    /// The template as a regular expression that matches whole texts, whatever their case and line
    /// breaks; in the syntax that Perl, Python, Rust and RE2 share. Disguised words do not match.
    #[must_use]
    pub fn regex(&self) -> String {
        let mut out = String::from(r"(?i)^\s*");
        for piece in &self.pieces {
            match piece {
                Piece::Fixed(text) => escape(text, &mut out),
                Piece::Choice { alternatives, .. } => {
                    out.push_str("(?:");
                    for (at, alternative) in alternatives.iter().enumerate() {
                        if at > 0 {
                            out.push('|');
                        }
                        escape(&alternative.text, &mut out);
                    }
                    out.push(')');
                }
                Piece::Optional { text, .. } => {
                    out.push_str("(?:");
                    escape(text, &mut out);
                    out.push_str(")?");
                }
                Piece::Field { kind, .. } => out.push_str(match kind {
                    FieldKind::Number => r"\d[\d.,:/-]*",
                    FieldKind::Date => r"\w[\w.,:/ -]{0,39}?",
                    FieldKind::Code | FieldKind::Link | FieldKind::Address => r"\S+?",
                    FieldKind::Name | FieldKind::Words => r"\S+(?:\s+\S+){0,11}?",
                }),
                Piece::Free { .. } => out.push_str(r"[\s\S]*?"),
            }
        }
        out.push_str(r"\s*$");
        out
    }

    /// The template as JSON of schema `refrain/template/1`.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and numbers always serialise; a float that JSON cannot hold becomes null.
        serde_json::to_string(&TemplateV1::from(self)).unwrap_or_default()
    }

    /// Writes all pieces and makes every stretch of white space one space.
    fn write(&self, mut piece_into: impl FnMut(&Piece, &mut String)) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            piece_into(piece, &mut out);
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Text as a part of a regular expression: any white space for white space, and at the edges none
/// as well, since what stands beside may be left out.
fn escape(text: &str, out: &mut String) {
    let edge = |out: &mut String, blank: bool| {
        if blank {
            out.push_str(r"\s*");
        }
    };
    edge(out, text.starts_with(char::is_whitespace));
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            out.push_str(r"\s+");
        }
        for c in word.chars() {
            if c.is_ascii_punctuation()
                && !matches!(
                    c,
                    '_' | '"'
                        | '\''
                        | '%'
                        | ','
                        | ':'
                        | ';'
                        | '<'
                        | '='
                        | '>'
                        | '@'
                        | '`'
                        | '!'
                        | '/'
                )
            {
                out.push('\\');
            }
            out.push(c);
        }
    }
    edge(
        out,
        text.trim_end().len() < text.len() && !text.trim().is_empty(),
    );
}

/// Bits that one draw of these alternatives carries (Shannon's entropy).
fn entropy(alternatives: &[Alternative]) -> f64 {
    let all: u32 = alternatives.iter().map(|a| a.members).sum();
    let shares = alternatives
        .iter()
        .filter(|a| a.members > 0)
        .map(|a| f64::from(a.members) / f64::from(all));
    let bits: f64 = shares.map(|share| -share * share.log2()).sum();
    // Four decimals are the same on every machine.
    (bits * 1e4).round() / 1e4
}

/// A template in JSON, schema 1; fields may be added, none change.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateV1<'t> {
    schema: &'static str,
    pieces: Vec<PieceV1<'t>>,
    spintax: String,
    regex: String,
    coverage: f32,
    signs: SignsV1,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "sort", rename_all = "lowercase")]
enum PieceV1<'t> {
    Fixed {
        text: &'t str,
    },
    Choice {
        slot: u16,
        /// In bits.
        entropy: f64,
        alternatives: Vec<AlternativeV1<'t>>,
    },
    Field {
        slot: u16,
        kind: &'static str,
        distinct: u32,
    },
    Optional {
        slot: u16,
        text: &'t str,
        members: u32,
    },
    Free {
        slot: u16,
        members: u32,
    },
}

#[derive(Clone, Debug, Serialize)]
struct AlternativeV1<'t> {
    text: &'t str,
    members: u32,
}

#[derive(Clone, Debug, Serialize)]
struct SignsV1 {
    members: u32,
    choices: u16,
    fields: u16,
    recurring: f32,
    evenness: f32,
    pairs_tested: u32,
    pairs_dependent: u32,
    members_with_own_words: u32,
    own_words: u32,
    members_with_typos: u32,
    typos: u32,
    exact: u32,
    disguised: u32,
}

impl<'t> From<&'t Template> for TemplateV1<'t> {
    fn from(template: &'t Template) -> Self {
        let s = &template.signs;
        Self {
            schema: "refrain/template/1",
            pieces: template.pieces.iter().map(PieceV1::from).collect(),
            spintax: template.spintax(),
            regex: template.regex(),
            coverage: template.coverage,
            signs: SignsV1 {
                members: s.members,
                choices: s.choices,
                fields: s.fields,
                recurring: s.recurring,
                evenness: s.evenness,
                pairs_tested: s.pairs_tested,
                pairs_dependent: s.pairs_dependent,
                members_with_own_words: s.members_with_own_words,
                own_words: s.own_words,
                members_with_typos: s.members_with_typos,
                typos: s.typos,
                exact: s.exact,
                disguised: s.disguised,
            },
        }
    }
}

impl<'t> From<&'t Piece> for PieceV1<'t> {
    fn from(piece: &'t Piece) -> Self {
        match piece {
            Piece::Fixed(text) => Self::Fixed { text },
            Piece::Choice { slot, alternatives } => Self::Choice {
                slot: *slot,
                entropy: entropy(alternatives),
                alternatives: alternatives
                    .iter()
                    .map(|a| AlternativeV1 {
                        text: &a.text,
                        members: a.members,
                    })
                    .collect(),
            },
            Piece::Field {
                slot,
                kind,
                distinct,
            } => Self::Field {
                slot: *slot,
                kind: kind.name(),
                distinct: *distinct,
            },
            Piece::Optional {
                slot,
                text,
                members,
            } => Self::Optional {
                slot: *slot,
                text,
                members: *members,
            },
            Piece::Free { slot, members } => Self::Free {
                slot: *slot,
                members: *members,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Member, induce};
    use super::*;
    use crate::key::MessageKey;

    fn letters(numbers: std::ops::Range<usize>) -> Vec<String> {
        let pick = |all: [&'static str; 3], at: usize| all[at % 3];
        numbers
            .map(|n| {
                format!(
                    "Dear {},\n\n{} stop the dredging (now!) of the Lenne.\nFile no. {} is {}closed.\n",
                    pick(["Sir", "Madam", "friends"], n),
                    pick(["Please", "We ask you to", "Kindly"], n / 3),
                    1000 + 37 * n,
                    pick(["", "not ", "still not "], n / 9),
                )
            })
            .collect()
    }

    fn template() -> Template {
        let letters = letters(0..54);
        let members: Vec<Member<'_>> = letters
            .iter()
            .zip(0..)
            .map(|(text, key)| Member {
                message: MessageKey(key),
                text,
                sender: "",
            })
            .collect();
        induce(&members)
    }

    #[test]
    fn the_expression_matches_unseen_letters_and_no_others() {
        let template = template();
        let regex = regex_lite::Regex::new(&template.regex()).unwrap();
        for letter in letters(54..108) {
            assert!(regex.is_match(&letter), "{}\n{letter}", template.regex());
            assert!(regex.is_match(&letter.to_uppercase().replace(' ', "\n ")));
            assert!(!regex.is_match(&letter.replace("Lenne", "Loire")));
            assert!(!regex.is_match(&letter.replace("closed", "closed, sadly")));
        }
    }

    #[test]
    fn the_json_says_how_much_a_choice_tells() {
        let json: serde_json::Value = serde_json::from_str(&template().to_json()).unwrap();
        let pieces = json["pieces"].as_array().unwrap();
        let first = pieces
            .iter()
            .find(|piece| piece["sort"] == "choice")
            .unwrap();
        let entropy = first["entropy"].as_f64().unwrap();
        assert!((entropy - 3_f64.log2()).abs() < 0.01, "{entropy}");
        assert!(
            json["spintax"].as_str().unwrap().contains("|Please}"),
            "{json}"
        );
    }
}
