//! A query to what the index is asked.
//!
//! In: a query, and whether names may be searched. Out: one expression of words and marks, each between quotation marks, and a span
//! of ranks. Nothing of what was typed stands outside of quotation marks.

use crate::explore::index::{
    Index, IndexError,
    marks::{self, Mark},
};

use super::{
    Moment,
    query::{Query, What},
    words,
};

/// Hosts that one `url:` term stands for: those with the most messages.
const HOSTS: u32 = 200;
/// Words of a phrase.
const PHRASE: usize = 32;

/// What the index is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// An expression of FTS5; without one every message is a hit.
    pub(super) expression: Option<String>,
    /// Ranks of hits: from the first to before the second.
    pub(super) ranks: (u32, u32),
    /// What to tell.
    pub(super) notes: Vec<String>,
}

/// A term as the index knows it.
enum Asked {
    /// An expression.
    Expression(String),
    /// No message holds it.
    Nothing,
}

impl Plan {
    /// Makes the plan; `revealed` when senders are shown by their names.
    pub(super) fn of(index: &Index, query: &Query, revealed: bool) -> Result<Self, IndexError> {
        let mut planner = Planner {
            index,
            revealed,
            notes: Vec::new(),
        };
        let (mut held, mut not_held, mut nothing) = (Vec::new(), Vec::new(), false);
        for term in &query.terms {
            match (planner.term(&term.what)?, term.not) {
                (Asked::Expression(expression), false) => held.push(expression),
                (Asked::Expression(expression), true) => not_held.push(expression),
                (Asked::Nothing, false) => nothing = true,
                (Asked::Nothing, true) => {}
            }
        }
        let mut ranks = planner.span(query)?;
        if nothing {
            ranks = (0, 0);
        }
        if held.is_empty() && !not_held.is_empty() {
            held.push(quoted([marks::EVERY]));
        }
        let expression = (!held.is_empty()).then(|| {
            let all = held.join(" AND ");
            if not_held.is_empty() {
                all
            } else {
                format!("({all}) NOT ({})", not_held.join(" OR "))
            }
        });
        Ok(Self {
            expression,
            ranks,
            notes: planner.notes,
        })
    }
}

struct Planner<'a> {
    index: &'a Index,
    revealed: bool,
    notes: Vec<String>,
}

impl Planner<'_> {
    fn term(&mut self, what: &What) -> Result<Asked, IndexError> {
        Ok(match what {
            What::Words(text) => phrase(text),
            What::Subject(text) => match phrase(text) {
                Asked::Expression(phrase) => Asked::Expression(format!("subject : {phrase}")),
                Asked::Nothing => Asked::Nothing,
            },
            What::From(text) => self.from(text)?,
            What::Url(text) => self.url(text)?,
            What::Has(has) => mark(&Mark::Has.of(has.word())),
            What::Campaign(number) => mark(&Mark::Campaign.number(*number)),
            What::Accounts(numbers) => {
                any(numbers.iter().map(|&account| Mark::Account.number(account)))
            }
            What::Alone => mark(marks::ALONE),
            What::Verdict(verdict) => mark(&Mark::Verdict.of(verdict.word())),
            What::Kind(kind) => mark(&Mark::Kind.of(kind.word())),
            What::Language(code) => mark(&Mark::Language.of(code)),
            What::Platform(name) => mark(&Mark::Platform.of(name)),
        })
    }

    fn from(&mut self, text: &str) -> Result<Asked, IndexError> {
        let number = text
            .strip_prefix(['a', 'A'])
            .and_then(|number| number.parse().ok());
        if let Some(account) = number {
            return Ok(mark(&Mark::Account.number(account)));
        }
        let mut accounts = self.index.accounts_called(&text.to_lowercase())?;
        if self.revealed && accounts.is_empty() {
            accounts = self.index.accounts_with_handle(&text.to_lowercase())?;
        }
        if !accounts.is_empty() {
            return Ok(any(accounts
                .iter()
                .map(|&account| Mark::Account.number(account))));
        }
        let domain = text.strip_prefix('@').unwrap_or(text);
        let domain = quoted([Mark::Domain.of(domain).as_str()]);
        if !self.revealed {
            if text.trim_start_matches('@').contains(['@', ' ']) || !text.contains('.') {
                self.notes.push(format!(
                    "“from:{text}”: without the case's key senders are found by pseudonym (s-…), number (a5) or domain only."
                ));
            }
            return Ok(Asked::Expression(domain));
        }
        let name: Vec<String> = words::words(text)
            .iter()
            .map(|word| Mark::Name.of(word))
            .collect();
        let name = quoted(name.iter().take(PHRASE).map(String::as_str));
        Ok(Asked::Expression(format!("({domain} OR {name})")))
    }

    fn url(&mut self, text: &str) -> Result<Asked, IndexError> {
        let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
        if let Some((_, path)) = bare
            .split_once(['/', '?'])
            .filter(|(_, path)| !path.is_empty())
        {
            if let Some((link, _, _)) = crate::text::links::canonical(text) {
                return Ok(mark(&Mark::Link.hashed(&link)));
            }
            self.notes.push(format!(
                "“/{path}” is no whole link; links are found by their host, or as a whole."
            ));
        }
        let host = bare
            .split(['/', '?', ':'])
            .next()
            .unwrap_or(bare)
            .to_lowercase();
        let sql =
            "SELECT key FROM host WHERE instr(name, ?1) > 0 ORDER BY messages DESC, key LIMIT ?2";
        let mut hosts: Vec<u32> = self.index.all(sql, (&host, HOSTS + 1), |row| row.get(0))?;
        if hosts.len() > HOSTS as usize {
            hosts.truncate(HOSTS as usize);
            self.notes.push(format!("More than {HOSTS} hosts hold “{host}”; only those of the most messages were searched."));
        }
        if hosts.is_empty() {
            self.notes.push(format!(
                "No link in this case leads to a host that holds “{host}”."
            ));
            return Ok(Asked::Nothing);
        }
        Ok(any(hosts.iter().map(|&host| Mark::Host.number(host))))
    }

    /// The ranks of messages within the query's time. Those without any time have the lowest ranks and are in no span.
    fn span(&self, query: &Query) -> Result<(u32, u32), IndexError> {
        let count = self.index.count()?;
        if query.after.is_none() && query.before.is_none() {
            return Ok((0, count));
        }
        let first = self.first(query.after.map_or(i64::MIN, Moment::second), count)?;
        let end = match query.before {
            Some(before) => self.first(before.second(), count)?,
            None => count,
        };
        Ok((first, end.max(first)))
    }

    /// The least rank whose message has a time not before this one.
    fn first(&self, at: i64, count: u32) -> Result<u32, IndexError> {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            let sql = "SELECT at FROM message WHERE rank = ?1";
            let found: Option<Option<i64>> = self.index.one(sql, [middle], |row| row.get(0))?;
            if found.flatten().is_some_and(|found| found >= at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }
}

fn phrase(text: &str) -> Asked {
    let words = words::words(text);
    if words.is_empty() {
        return Asked::Nothing;
    }
    Asked::Expression(quoted(words.iter().take(PHRASE).map(String::as_str)))
}

fn mark(mark: &str) -> Asked {
    Asked::Expression(quoted([mark]))
}

fn any(marks: impl Iterator<Item = String>) -> Asked {
    let all: Vec<String> = marks.map(|mark| quoted([mark.as_str()])).collect();
    Asked::Expression(format!("({})", all.join(" OR ")))
}

/// Words as a phrase of FTS5, in which nothing has a meaning but the words.
fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = "\"".to_owned();
    for (index, word) in words.into_iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.extend(word.chars().filter(|&c| c != '"' && c != '\0'));
    }
    out.push('"');
    out
}
