//! A line that somebody typed to a query.
//!
//! In: any line. Out: [`Parsed`]: the query, where it leads straight away if it is the name of a thing, and a plain sentence for
//! everything that was not understood. Nothing typed is an error.

use super::{
    moment::Moment,
    query::{Has, Kind, Query, Term, Verdict, What, is_quote},
};

/// Characters of a line that are read.
const LONGEST: usize = 20_000;
/// Accounts that one term names: as many as a drawing has.
const MOST_ACCOUNTS: usize = 2_000;
/// Terms of a query.
const MOST_TERMS: usize = 40;

/// The fields that are known, in the order in which they are named to the reader.
pub const FIELDS: [&str; 13] = [
    "from", "account", "subject", "url", "has", "campaign", "is", "verdict", "kind", "lang",
    "platform", "after", "before",
];

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// The thing that the line may be the name of.
    pub target: Option<Target>,
    /// What was not understood, a sentence each.
    pub notes: Vec<String>,
}

/// A thing with a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A campaign (`c3`).
    Campaign(u32),
    /// A message (`m7`).
    Message(u32),
    /// An account (`a5`).
    Account(u32),
    /// A file (`p2`).
    File(u32),
    /// A Message-ID, or the id of a post.
    External(String),
}

impl Target {
    /// The thing that a word may name.
    fn of(word: &str) -> Option<Self> {
        let mut rest = word.chars();
        let (letter, number) = (rest.next()?.to_ascii_lowercase(), rest.as_str());
        if let Some(number) = digits(number) {
            match letter {
                'c' => return Some(Self::Campaign(number)),
                'm' => return Some(Self::Message(number)),
                'a' => return Some(Self::Account(number)),
                'p' => return Some(Self::File(number)),
                _ => {}
            }
        }
        let bare = word.strip_prefix('<').unwrap_or(word);
        let bare = bare.strip_suffix('>').unwrap_or(bare);
        let like_an_id = bare.contains('@') || bare.bytes().any(|byte| byte.is_ascii_digit());
        like_an_id.then(|| Self::External(bare.to_owned()))
    }
}

/// A number without sign or leading zeros.
fn digits(text: &str) -> Option<u32> {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Reads a line.
#[must_use]
pub fn parse(line: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let end = line
        .char_indices()
        .nth(LONGEST)
        .map_or(line.len(), |(end, _)| end);
    let read = line.get(..end).unwrap_or(line);
    if read.len() < line.len() {
        parsed.note(format!(
            "The query is longer than {LONGEST} characters; the rest of it was left out."
        ));
    }
    let mut chunks = chunks(read);
    if chunks.len() > MOST_TERMS {
        parsed.note(format!(
            "The query has more than {MOST_TERMS} terms; the rest of them were left out."
        ));
        chunks.truncate(MOST_TERMS);
    }
    if let [chunk] = chunks.as_slice()
        && !chunk.not
        && chunk.field.is_none()
        && !chunk.quoted
    {
        parsed.target = Target::of(&chunk.value);
    }
    for chunk in &chunks {
        parsed.take(chunk);
    }
    parsed
}

/// A piece of a line between spaces.
#[derive(Debug)]
struct Chunk {
    not: bool,
    field: Option<String>,
    value: String,
    quoted: bool,
}

fn chunks(line: &str) -> Vec<Chunk> {
    let mut out = Vec::new();
    let mut rest = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .peekable();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.peek().is_none() {
            return out;
        }
        let not = rest.next_if_eq(&'-').is_some();
        let (mut field, mut value) = (None, String::new());
        let quoted = loop {
            match rest.peek() {
                Some(&c) if is_quote(c) && value.is_empty() => {
                    rest.next();
                    value.extend(std::iter::from_fn(|| rest.next_if(|&c| !is_quote(c))));
                    rest.next();
                    break true;
                }
                Some(&c) if !c.is_whitespace() && !is_quote(c) => {
                    rest.next();
                    if c == ':' && field.is_none() && is_field(&value, rest.peek() == Some(&'/')) {
                        field = Some(std::mem::take(&mut value).to_ascii_lowercase());
                    } else {
                        value.push(c);
                    }
                }
                _ => break false,
            }
        };
        out.push(Chunk {
            not,
            field,
            value,
            quoted,
        });
    }
}

/// Whether a word before a colon is meant as the name of a field, and not as the scheme of a link.
fn is_field(word: &str, before_slash: bool) -> bool {
    let named = FIELDS.iter().any(|field| word.eq_ignore_ascii_case(field));
    let letters = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    named || (letters && !before_slash)
}

impl Parsed {
    fn note(&mut self, sentence: String) {
        self.notes.push(sentence);
    }

    fn take(&mut self, chunk: &Chunk) {
        let not = chunk.not;
        let what = match &chunk.field {
            None => self.searched(&chunk.value, What::Words),
            Some(field) => self.field(field, chunk),
        };
        if let Some(what) = what {
            self.query.terms.push(Term { not, what });
        }
    }

    fn field(&mut self, field: &str, chunk: &Chunk) -> Option<What> {
        let value = chunk.value.trim();
        match field {
            "subject" => self.searched(value, What::Subject),
            "from" => self.searched(value, What::From),
            "url" => self.searched(value, What::Url),
            "after" | "before" => {
                self.limit(field == "after", chunk);
                None
            }
            _ => match choice(field, value) {
                Some((Some(what), _)) => Some(what),
                Some((None, wanted)) => {
                    self.note(format!(
                        "“{field}:{value}” was left out: {field}: takes {wanted}."
                    ));
                    None
                }
                None => {
                    self.note(format!(
                        "“{field}:” is not known, so it was searched for as it stands. Known are {}:.",
                        FIELDS.join(":, ")
                    ));
                    self.searched(&format!("{field}:{value}"), What::Words)
                }
            },
        }
    }

    fn searched(&mut self, raw: &str, what: impl FnOnce(String) -> What) -> Option<What> {
        let text = What::text(raw);
        if text.is_none() {
            self.note(format!(
                "“{}” holds no letter or digit to search for; it was left out.",
                raw.trim()
            ));
        }
        text.map(what)
    }

    fn limit(&mut self, after: bool, chunk: &Chunk) {
        let (field, value) = (if after { "after" } else { "before" }, chunk.value.trim());
        let Some(moment) = Moment::parse(value) else {
            return self.note(format!(
                "“{field}:{value}” was left out: {field}: takes a day such as 2025-01-31, or 2025-01-31T08:30 (UTC)."
            ));
        };
        if chunk.not {
            let other = if after { "before" } else { "after" };
            return self.note(format!(
                "“-{field}:{value}” was left out: use {other}: instead."
            ));
        }
        let query = &mut self.query;
        if after {
            query.after = query.after.max(Some(moment));
        } else {
            query.before = Some(query.before.map_or(moment, |known| known.min(moment)));
        }
    }
}

/// What a value of a field with few values means, if anything, and what the field takes; `None` for a field that is not known.
fn choice(field: &str, value: &str) -> Option<(Option<What>, &'static str)> {
    let word = value.to_lowercase().replace([' ', '-'], "_");
    Some(match field {
        "has" => {
            let one = word.trim_end_matches('s');
            let has = Has::ALL.into_iter().find(|has| has.word() == one);
            (has.map(What::Has), "image, link or file")
        }
        "campaign" => {
            let number = digits(word.strip_prefix('c').unwrap_or(&word)).map(What::Campaign);
            let none = (word == "none").then_some(What::Alone);
            (number.or(none), "a number such as c3, or none")
        }
        "account" => (accounts(&word), "numbers such as a5 or a5,a9"),
        "is" => (
            (word == "alone").then_some(What::Alone),
            "alone, which means in no campaign",
        ),
        "verdict" => (
            Verdict::from_word(&word).map(What::Verdict),
            "operated, form_letter, bulk_sender or undetermined",
        ),
        "kind" => (
            Kind::from_word(&word).map(What::Kind),
            "near_duplicate, partial or paraphrase",
        ),
        "lang" => (
            code(&word).map(What::Language),
            "a language code of three letters such as eng",
        ),
        "platform" => (
            code(&word).map(What::Platform),
            "a platform such as mail or telegram",
        ),
        _ => return None,
    })
}

/// Numbers of accounts between commas, ascending and each once.
fn accounts(word: &str) -> Option<What> {
    let numbers: Option<Vec<u32>> = word
        .split(',')
        .take(MOST_ACCOUNTS)
        .map(|one| digits(one.strip_prefix('a').unwrap_or(one)))
        .collect();
    let mut numbers = numbers?;
    numbers.sort_unstable();
    numbers.dedup();
    Some(What::Accounts(numbers))
}

/// A short name of letters, digits and `_`.
fn code(word: &str) -> Option<String> {
    /// Characters of a code.
    const LONGEST: usize = 32;
    let fits = !word.is_empty()
        && word.len() <= LONGEST
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    fits.then(|| word.to_owned())
}
