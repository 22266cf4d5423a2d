//! A template as text: one line for people, spintax, and JSON.
//!
//! In: [`Template`]. Out: `[1: a|b]` for a choice, `{2: date}` for a field, `(3: words)?` for an
//! optional part and `<4>` for a free place; or `{a|b}` with `{{date}}` for fields; or JSON of
//! a fixed schema with its own structs, so that changes inside do not reach its readers.

use std::fmt::Write;

use serde::Serialize;

use super::{FieldKind, Piece, Template};

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
    /// The first [`LONG`] or more fixed words, when members put words of their own before them.
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

/// A template in JSON, schema 1; frozen.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateV1<'t> {
    schema: &'static str,
    pieces: Vec<PieceV1<'t>>,
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
