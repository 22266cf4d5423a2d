//! A stored template as pieces that can be shown: fixed words, and numbered slots with their values.
//!
//! In: the `pieces` column of `templates` (JSON, a list of pieces or an object that holds it under
//! `pieces`; a piece says under `sort` what it is, such as
//! `{"sort": "choice", "slot": 1, "alternatives": [{"text": "a", "members": 3}]}`) and the fillings of the group. Out: [`Pattern`].
//! A template that cannot be read is shown as its one-line pattern.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clean::is_like_a_name;
use crate::case::rows::{FillingRow, TemplateRow};
use crate::fingerprint::tokens;

/// Values listed of one slot.
pub const VALUES_SHOWN: usize = 6;

/// A template ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// Key of the group.
    pub group: u32,
    /// Pieces in order.
    pub pieces: Vec<Shown>,
    /// Its slots in order, each with the values that members put in.
    pub slots: Vec<Slot>,
    /// Share of the members' words that fixed words and choices explain, 0..=1.
    pub coverage: f32,
    /// Members whose fillings are known.
    pub members: u32,
    /// Members with words of their own; `None` when the template has no place for them.
    pub own_words: Option<u32>,
}

/// One piece as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Words that all members share.
    Fixed(String),
    /// A numbered box with a few words on what stands there.
    Slot {
        /// Number.
        number: u16,
        /// What stands there.
        label: String,
    },
}

/// A slot with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Number.
    pub number: u16,
    /// `choice`, `field: name`, `optional part` or `own words`.
    pub kind: String,
    /// Whether values are personal and are shown only when names are.
    pub personal: bool,
    /// Distinct values seen.
    pub distinct: usize,
    /// The most used values with the number of members, most used first.
    pub values: Vec<(String, u32)>,
    /// Values that are not listed.
    pub hidden: usize,
}

impl Pattern {
    /// Reads a template and counts the values of its slots.
    #[must_use]
    pub fn of(row: &TemplateRow, fillings: &[FillingRow]) -> Self {
        let mut counted: BTreeMap<u16, BTreeMap<&str, u32>> = BTreeMap::new();
        let mut members = BTreeSet::new();
        for filling in fillings.iter().filter(|filling| filling.group == row.group) {
            members.insert(filling.message);
            *counted
                .entry(filling.slot)
                .or_default()
                .entry(filling.value.trim())
                .or_default() += 1;
        }
        let stored = serde_json::from_str::<Value>(&row.pieces).unwrap_or_default();
        let parsed = stored
            .get("pieces")
            .unwrap_or(&stored)
            .as_array()
            .cloned()
            .unwrap_or_default();
        let mut pattern = Self {
            group: row.group,
            coverage: row.coverage,
            members: u32::try_from(members.len()).unwrap_or(u32::MAX),
            ..Self::default()
        };
        for piece in &parsed {
            pattern.add(piece, &counted);
        }
        if pattern.pieces.is_empty() && !row.pattern.is_empty() {
            pattern.pieces.push(Shown::Fixed(row.pattern.clone()));
        }
        let free: BTreeSet<u16> = pattern
            .slots
            .iter()
            .filter(|slot| slot.kind == "own words")
            .map(|slot| slot.number)
            .collect();
        if !free.is_empty() && !members.is_empty() {
            let with: BTreeSet<u32> = fillings
                .iter()
                .filter(|f| {
                    f.group == row.group && free.contains(&f.slot) && !f.value.trim().is_empty()
                })
                .map(|f| f.message)
                .collect();
            pattern.own_words = u32::try_from(with.len()).ok();
        }
        pattern
    }

    fn add(&mut self, piece: &Value, counted: &BTreeMap<u16, BTreeMap<&str, u32>>) {
        let Some((name, body)) = named(piece) else {
            return;
        };
        if name == "fixed" {
            let text = body
                .as_str()
                .or_else(|| text_of(body, "text"))
                .unwrap_or_default();
            self.pieces.push(Shown::Fixed(text.to_owned()));
            return;
        }
        let Some(number) = body
            .get("slot")
            .and_then(Value::as_u64)
            .and_then(|n| u16::try_from(n).ok())
        else {
            return;
        };
        let (kind, personal, stated) = describe(&name, body);
        let mut values: Vec<(String, u32)> = match counted.get(&number) {
            Some(seen) => seen
                .iter()
                .map(|(value, count)| ((*value).to_owned(), *count))
                .collect(),
            None => stated,
        };
        if matches!(name.as_str(), "choice" | "optional") {
            values = as_one_reads(values);
        }
        let personal = personal || are_names(&values);
        values.retain(|(value, _)| name == "choice" || !value.is_empty());
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let distinct = body
            .get("distinct")
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(values.len())
            .max(values.len());
        values.truncate(VALUES_SHOWN);
        let label = label(&name, &kind, &values, distinct);
        let hidden = distinct.saturating_sub(values.len());
        self.slots.push(Slot {
            number,
            kind,
            personal,
            distinct,
            values,
            hidden,
        });
        self.pieces.push(Shown::Slot { number, label });
    }
}

/// Adds up the ways of writing one thing (case, disguised letters, spaces) under the most used way.
fn as_one_reads(mut values: Vec<(String, u32)>) -> Vec<(String, u32)> {
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut places: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut read: Vec<(String, u32)> = Vec::new();
    for (value, members) in values {
        let words: Vec<u32> = tokens(&value).iter().map(|token| token.hash).collect();
        let place = *places.entry(words).or_insert(read.len());
        match read.get_mut(place) {
            Some((_, count)) => *count += members,
            None => read.push((value, members)),
        }
    }
    read
}

/// Fewer distinct values than this say nothing about what a slot holds.
const MANY: usize = 5;

/// Whether nearly all values are, or end with, what looks like a person's name.
fn are_names(values: &[(String, u32)]) -> bool {
    let signed = |value: &str| {
        let closing = value.rsplit([',', '\n']).next().unwrap_or(value);
        is_like_a_name(closing.trim())
    };
    let names = values.iter().filter(|(value, _)| signed(value)).count();
    values.len() >= MANY && names * 5 >= values.len() * 4
}

/// The piece's kind in lower case, and its body.
fn named(piece: &Value) -> Option<(String, &Value)> {
    let object = piece.as_object()?;
    if let Some(name) = ["sort", "piece", "type"]
        .iter()
        .find_map(|key| text_of(piece, key))
    {
        return Some((name.to_lowercase(), piece));
    }
    let (name, body) = object.iter().next()?;
    Some((name.to_lowercase(), body))
}

/// Kind in words, whether its values are personal, and the values that the template itself states.
fn describe(name: &str, body: &Value) -> (String, bool, Vec<(String, u32)>) {
    let members = |value: &Value| {
        value
            .get("members")
            .and_then(Value::as_u64)
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0)
    };
    match name {
        "choice" => {
            let list = body.get("alternatives").and_then(Value::as_array);
            let stated = list
                .into_iter()
                .flatten()
                .map(|value| {
                    (
                        text_of(value, "text").unwrap_or_default().to_owned(),
                        members(value),
                    )
                })
                .collect();
            ("choice".to_owned(), false, stated)
        }
        "field" => {
            let kind = text_of(body, "kind").unwrap_or("words").to_lowercase();
            let personal = matches!(kind.as_str(), "name" | "address");
            (format!("field: {kind}"), personal, Vec::new())
        }
        "optional" => {
            let text = text_of(body, "text").unwrap_or_default().to_owned();
            (
                "optional part".to_owned(),
                false,
                vec![(text, members(body))],
            )
        }
        _ => ("own words".to_owned(), false, Vec::new()),
    }
}

/// What stands inside the box.
fn label(name: &str, kind: &str, values: &[(String, u32)], distinct: usize) -> String {
    let shown = |text: &str| {
        if text.is_empty() {
            "(nothing)".to_owned()
        } else {
            super::clean::shorten(text, 48)
        }
    };
    match name {
        "choice" => {
            let mut words: Vec<String> = values
                .iter()
                .take(3)
                .map(|(value, _)| shown(value))
                .collect();
            if distinct > words.len() {
                words.push("…".to_owned());
            }
            words.join(" | ")
        }
        "optional" => values.first().map_or_else(
            || kind.to_owned(),
            |(value, _)| format!("{} ?", shown(value)),
        ),
        "field" => kind.strip_prefix("field: ").unwrap_or(kind).to_owned(),
        _ => kind.to_owned(),
    }
}

fn text_of<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slots_carry_their_values_most_used_first() {
        let row = TemplateRow {
            group: 7,
            pieces: r#"[{"Fixed":"Dear "},{"Choice":{"slot":1,"alternatives":[{"text":"Sir","members":2},
                {"text":"Madam","members":5}]}},{"sort":"field","slot":2,"kind":"Name","distinct":9},
                {"free":{"slot":3,"members":1}}]"#
                .to_owned(),
            ..TemplateRow::default()
        };
        let filling = |message, slot, value: &str| FillingRow {
            message,
            group: 7,
            slot,
            value: value.to_owned(),
        };
        let pattern = Pattern::of(
            &row,
            &[
                filling(1, 2, "Ann"),
                filling(2, 2, "Bo"),
                filling(2, 3, "I beg you"),
            ],
        );
        assert_eq!(
            pattern.slots[0].values,
            [("Madam".to_owned(), 5), ("Sir".to_owned(), 2)]
        );
        assert!(pattern.slots[1].personal);
        assert_eq!(pattern.slots[1].hidden, 7);
        assert_eq!((pattern.members, pattern.own_words), (2, Some(1)));
    }

    #[test]
    fn the_stored_form_is_read() {
        let pieces = r#"{"schema":"refrain.template/1","pieces":[{"sort":"fixed","text":"Dear "},
            {"sort":"optional","slot":1,"text":"all","members":3}],"coverage":1.0}"#;
        let row = TemplateRow {
            pieces: pieces.to_owned(),
            ..TemplateRow::default()
        };
        let pattern = Pattern::of(&row, &[]);
        assert_eq!(pattern.pieces[0], Shown::Fixed("Dear ".to_owned()));
        assert_eq!(pattern.slots[0].values, [("all".to_owned(), 3)]);
    }

    #[test]
    fn disguised_ways_of_writing_count_as_one() {
        let seen = [
            ("reserve", 28),
            ("Reserve", 2),
            ("r\u{200b}eserve", 1),
            ("park", 3),
        ];
        let values = seen
            .map(|(value, members)| (value.to_owned(), members))
            .to_vec();
        let read = as_one_reads(values);
        assert_eq!(read, [("reserve".to_owned(), 31), ("park".to_owned(), 3)]);
    }

    #[test]
    fn a_slot_full_of_names_is_personal() {
        let row = TemplateRow {
            group: 1,
            pieces: r#"[{"sort":"field","slot":1,"kind":"words"},{"sort":"field","slot":2,"kind":"words"}]"#.to_owned(),
            ..TemplateRow::default()
        };
        let people = [
            "Zuri Chebet",
            "Juma Abdullah",
            "Anna Brown",
            "With respect, Amina Ng",
            "Yusuf Ali",
        ];
        let towns = ["Kitalo", "Meruni", "Narokan", "Nyeran", "Port Eldana"];
        let fillings: Vec<_> = people
            .iter()
            .zip(towns)
            .zip(0..)
            .flat_map(|((person, town), message)| {
                [(1, *person), (2, town)].map(|(slot, value)| FillingRow {
                    message,
                    group: 1,
                    slot,
                    value: value.to_owned(),
                })
            })
            .collect();
        let pattern = Pattern::of(&row, &fillings);
        assert!(pattern.slots[0].personal && !pattern.slots[1].personal);
    }

    #[test]
    fn an_unreadable_template_is_shown_as_its_pattern() {
        let row = TemplateRow {
            pattern: "Dear [1: a|b]".to_owned(),
            pieces: "{".to_owned(),
            ..TemplateRow::default()
        };
        assert_eq!(
            Pattern::of(&row, &[]).pieces,
            [Shown::Fixed("Dear [1: a|b]".to_owned())]
        );
    }

    proptest! {
        #[test]
        fn any_json_is_taken(pieces in any::<String>(), slot in any::<i64>()) {
            let _ = Pattern::of(&TemplateRow { pieces, ..TemplateRow::default() }, &[]);
            let pieces = format!("[{{\"choice\":{{\"slot\":{slot},\"alternatives\":3}}}}]");
            let _ = Pattern::of(&TemplateRow { pieces, ..TemplateRow::default() }, &[]);
        }
    }
}
