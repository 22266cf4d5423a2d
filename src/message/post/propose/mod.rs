//! A mapping for a table that nobody has named, as a text that a person corrects.
//!
//! In: the first records of a table. Out: a mapping file. Names of columns propose, what stands in them decides: a column
//! of times is no text, whatever it is called. A column gets one meaning, and each scalar field one column.
//!
//! | file | what |
//! |---|---|
//! | `names` | names that columns have |
//! | `profile` | what stands in a column |

mod names;
mod profile;

use std::{borrow::Cow, fmt::Write as _};

use crate::{
    archive::posts::Peek,
    mapping::{Column, Field, Mapping},
};

use super::{Source, row::Row};
use profile::Profile;

/// A column with what is known of it.
struct Candidate {
    name: String,
    plain: String,
    profile: Profile,
}

/// Columns that are looked at.
const MOST: usize = 500;

/// Proposes a mapping file for a table; `name` is what the table is called there.
#[must_use]
pub fn propose(peek: &Peek, name: &str) -> String {
    let candidates = candidates(peek);
    let chosen = choose(&candidates);
    write(peek, name, &candidates, &chosen)
}

fn candidates(peek: &Peek) -> Vec<Candidate> {
    let layout = peek.layout(&Mapping::default());
    let rows: Vec<Row<'_>> = peek
        .records
        .iter()
        .filter_map(|record| {
            Row::of(&Source {
                bytes: record.as_ref(),
                layout: &layout,
                line: 0,
            })
        })
        .collect();
    let names = peek.names.iter().enumerate().take(MOST);
    names
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| {
            let column = Column {
                path: Cow::Owned(name.clone()),
                at: Some(at),
                prefix: "",
            };
            let values: Vec<String> = rows
                .iter()
                .map(|row| row.text(&column).into_owned())
                .collect();
            Candidate {
                plain: names::plain(name),
                name: name.clone(),
                profile: Profile::of(&values),
            }
        })
        .collect()
}

/// How well a column fits a field, 0 for not at all.
fn score(field: Field, column: &Candidate) -> u32 {
    let named = names::score(field, &column.plain);
    // What lies deep in an object is of another post or account as often as of this one.
    let depth = u32::try_from(column.name.matches('.').count()).unwrap_or(u32::MAX);
    let name = named.saturating_sub(depth.saturating_mul(12));
    let Profile {
        filled,
        records,
        distinct,
        ..
    } = column.profile;
    let of = &column.profile;
    if filled == 0 {
        // A name is all there is; it must be a good one.
        return if name > 150 && field != Field::Time {
            name / 4
        } else {
            0
        };
    }
    let is_time =
        of.most(of.times) && (of.most(of.dated) || names::score(Field::Time, &column.plain) > 150);
    let is_link = of.most(of.links);
    let is_long = of.words >= filled * 3;
    let is_of_account = names::OF_THE_ACCOUNT
        .iter()
        .any(|part| column.plain.contains(part));
    let fits = match field {
        Field::Time => is_time,
        Field::Id => filled * 10 >= records * 9 && distinct * 2 >= filled && !is_long,
        Field::Account | Field::Name => !is_long && !is_link || name > 190,
        Field::Text | Field::Title => !is_link && !of.most(of.numbers) && (!is_time || is_long),
        Field::Links => of.links * 2 >= filled && !is_of_account,
        Field::ReplyTo | Field::RepostOf | Field::QuoteOf | Field::Thread => {
            !of.most(of.truths) && !is_long
        }
        Field::Tags | Field::Mentions => !of.most(of.truths),
        // Ids of anything are taken for shared things only when they are called so.
        Field::Media | Field::Object | Field::LinkIds => named > 150 && !of.most(of.truths),
        Field::Language => distinct <= 200 && !is_long,
        Field::Platform => distinct <= 20 && !is_long && !of.most(of.numbers),
        Field::Client => !of.most(of.numbers),
    };
    if !fits {
        return 0;
    }
    let by_value = match field {
        Field::Time if of.most(of.dated) => 40,
        Field::Links if is_link => 30,
        Field::Text if is_long => u32::try_from(of.words / filled).unwrap_or(u32::MAX).min(40),
        _ => 0,
    };
    // Of two that are named alike, the one that holds more.
    let fullness = u32::try_from(filled * 20 / records.max(1)).unwrap_or(0);
    if name == 0 && by_value == 0 {
        0
    } else {
        name + by_value + fullness
    }
}

/// The columns of each field. The best pair goes first; then the best of what is left.
fn choose(candidates: &[Candidate]) -> Vec<(Field, usize)> {
    let mut pairs: Vec<(u32, Field, usize)> = Vec::new();
    for field in Field::ALL {
        for (at, column) in candidates.iter().enumerate() {
            let score = score(*field, column);
            if score > 0 {
                pairs.push((score, *field, at));
            }
        }
    }
    pairs.sort_by_key(|&(score, field, at)| (std::cmp::Reverse(score), field, at));
    let mut chosen: Vec<(Field, usize)> = Vec::new();
    for (_, field, at) in pairs {
        let is_taken = chosen.iter().any(|&(_, taken)| taken == at);
        let has_one = chosen.iter().any(|&(taken, _)| taken == field);
        // Two columns of hashtags say more than one, two of times do not.
        let is_named = |column: &Candidate| names::score(field, &column.plain) > 150;
        let wants_more = matches!(field, Field::Tags | Field::Media | Field::Object)
            && candidates.get(at).is_some_and(is_named);
        if !is_taken && (!has_one || wants_more) {
            chosen.push((field, at));
        }
    }
    // A table with handles only: they are the accounts.
    if !chosen.iter().any(|(field, _)| *field == Field::Account)
        && let Some(name) = chosen.iter_mut().find(|(field, _)| *field == Field::Name)
    {
        name.0 = Field::Account;
    }
    chosen.sort_unstable();
    chosen
}

fn write(peek: &Peek, name: &str, candidates: &[Candidate], chosen: &[(Field, usize)]) -> String {
    let mut text = String::new();
    let shown = clean(name);
    let _ = writeln!(
        text,
        "# A mapping for {shown}, proposed from its first {} records. Look at each line, correct what is wrong,\n\
         # delete what is not so, then: refrain scan {shown} --map THIS-FILE",
        peek.records.len()
    );
    if let Some(table) = peek.table {
        let _ = writeln!(
            text,
            "#\n# This table is known as {}: it is read without a mapping too.",
            table.word()
        );
    }
    text.push_str(
        "\n# platform = \"forum\"   # where all of it was posted, unless a column says so\n",
    );
    if peek.delimiter != 0 {
        let delimiter = char::from(peek.delimiter).to_string();
        let _ = writeln!(text, "delimiter = {}", quoted(&delimiter));
    }
    text.push_str("# separators = [\",\"]    # what parts lists, where the usual signs do not\n# html = true            # texts are HTML\n\n[columns]\n");
    for field in Field::ALL {
        let of = || {
            chosen
                .iter()
                .filter(|(taken, _)| taken == field)
                .filter_map(|&(_, at)| candidates.get(at))
        };
        let columns: Vec<String> = of().map(|column| quoted(&column.name)).collect();
        let value = match columns.as_slice() {
            [] => {
                let _ = writeln!(text, "# {} = \"\"   # {}", field.word(), field.what());
                continue;
            }
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let told: Vec<String> = of().map(|column| told(&column.profile)).collect();
        let _ = writeln!(
            text,
            "{} = {value}   # {}: {}",
            field.word(),
            field.what(),
            told.join("; ")
        );
    }
    write_left(&mut text, candidates, chosen);
    text.push_str("\n[time]\n");
    let time = chosen
        .iter()
        .find(|(field, _)| *field == Field::Time)
        .and_then(|&(_, at)| candidates.get(at));
    write_time(&mut text, time);
    text
}

/// Names the columns that hold something and mean nothing.
fn write_left(text: &mut String, candidates: &[Candidate], chosen: &[(Field, usize)]) {
    let is_left = |at: &usize| !chosen.iter().any(|(_, taken)| taken == at);
    let left: Vec<String> = (0..candidates.len())
        .filter(is_left)
        .filter_map(|at| candidates.get(at))
        .filter(|column| column.profile.filled > 0)
        .map(|column| clean(&column.name))
        .collect();
    if !left.is_empty() {
        let _ = writeln!(text, "# without a meaning: {}", left.join(", "));
    }
}

fn write_time(text: &mut String, time: Option<&Candidate>) {
    let Some(profile) = time.map(|column| &column.profile) else {
        text.push_str("# No column of times was found; without times nothing is said about who was first or at once.\n");
        return;
    };
    let _ = writeln!(
        text,
        "# {} of {} times are read so.",
        profile.times, profile.filled
    );
    match profile.form {
        Some(form) => {
            let _ = writeln!(text, "format = {}", quoted(form));
        }
        None => text.push_str("# format = \"%d.%m.%Y %H:%M\"   # not needed for seconds since 1970 and for 2026-01-31 10:00:00\n"),
    }
    if let Some(other) = profile.other_form {
        let _ = writeln!(
            text,
            "# {} would read as many: day and month cannot be told apart in them.",
            quoted(other)
        );
    }
    text.push_str(if profile.has_zone {
        "# zone = \"UTC\"   # not needed: the times name their zone\n"
    } else {
        "# zone = \"+02:00\"   # the times name no zone; say it when you know it\n"
    });
}

/// What is known of a column, in words.
fn told(profile: &Profile) -> String {
    let share = profile.filled * 100 / profile.records.max(1);
    let examples: Vec<String> = profile.examples.iter().map(|value| clean(value)).collect();
    let like = if examples.is_empty() {
        String::new()
    } else {
        format!(", like {}", examples.join(" | "))
    };
    format!("{share} % filled, {} different{like}", profile.distinct)
}

/// A text that cannot leave its comment.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::archive::posts::peek;

    /// What is proposed for a table: fields and columns, and the form of times.
    fn proposed(table: &str) -> (Vec<String>, Option<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table");
        std::fs::write(&path, table).unwrap();
        let peek = peek(&path).unwrap().unwrap();
        let text = propose(&peek, "table");
        let mapping = Mapping::read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(peek.fits(&mapping), Ok(()), "{text}");
        let columns = mapping
            .columns
            .iter()
            .map(|(field, column)| format!("{}={}", field.word(), column.path));
        (columns.collect(), mapping.time.format)
    }

    #[test]
    fn tables_get_the_meaning_that_they_have() {
        for (table, expected, form) in [
            (
                "No;Poster;Posted on date;What was said;Likes\n1;ann;31.01.2026 10:00;all of us go there now;3\n\
                 2;bob;01.02.2026 11:00;no one of us goes there;4\n",
                &[
                    "id=No",
                    "account=Poster",
                    "time=Posted on date",
                    "text=What was said",
                ][..],
                Some("%d.%m.%Y %H:%M"),
            ),
            (
                "object_id,account_id,content_id,timestamp_share\na,b,c,1623881091\na,d,e,1623881092\n",
                &[
                    "id=content_id",
                    "account=account_id",
                    "time=timestamp_share",
                    "object=object_id",
                ],
                None,
            ),
            (
                "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp\n\
                 fb_1,1,7,,3,,1629589836\nfb_2,2,,8,,,1629589069\nfb_2,3,,,,9,1629589050\n",
                &[
                    "id=post_id",
                    "account=account_id",
                    "time=timestamp",
                    "link_ids=url_id",
                    "tags=hashtag_id",
                    "media=phash_id",
                    "object=domain_id",
                ],
                None,
            ),
            (
                "{\"id\":\"9\",\"author\":{\"id\":\"1\",\"username\":\"ann\"},\"created_at\":\"2026-01-01T00:00:00Z\",\"text\":\"we are many\",\"entities\":{\"urls\":[{\"expanded_url\":\"https://a.org\"}]}}\n\
                 {\"id\":\"8\",\"author\":{\"id\":\"2\",\"username\":\"bob\"},\"created_at\":\"2026-01-01T00:01:00Z\",\"text\":\"so are we\"}\n",
                &[
                    "id=id",
                    "account=author.id",
                    "name=author.username",
                    "time=created_at",
                    "text=text",
                    "links=entities.urls.expanded_url",
                ],
                None,
            ),
        ] {
            let (columns, format) = proposed(table);
            assert_eq!(columns, expected, "{table}");
            assert_eq!(format.as_deref(), form, "{table}");
        }
    }

    proptest! {
        /// Whatever a table is called and holds, what is written can be read again.
        #[test]
        fn what_is_written_can_be_read(names in proptest::collection::hash_set("[a-z\"\\\\ é]{1,9}", 2..5), cells in "[a-z0-9 \\n,]{0,60}") {
            let header: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("table");
            std::fs::write(&path, format!("{}\n{cells}", header.join(","))).unwrap();
            if let Some(peek) = peek(&path).unwrap() {
                let text = propose(&peek, "a\nb");
                let parsed: Result<toml::Table, _> = text.parse();
                prop_assert!(parsed.is_ok(), "{text}");
            }
        }
    }
}
