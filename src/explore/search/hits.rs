//! Pages of hits, and where in a text the words stand that were searched for.
//!
//! In: a query. Out: 50 messages of the asked page, and how many there are: exactly up to 10,000. Hits stand by time; by relevance only
//! where there are at most 10,000, since every hit must be weighed for that.

use std::{ops::Range, time::Duration};

use crate::explore::index::{Index, IndexError, Message, PAGE};

use super::{
    parse::Target,
    plan::Plan,
    query::{Query, What},
    words,
};

/// Hits that are counted exactly, weighed, and paged through.
pub const MOST: u32 = 10_000;

/// How long a search may take. The slowest kind, a phrase of the commonest words that hardly ever follow each other, takes half a
/// second in a million messages.
const PATIENCE: Duration = Duration::from_secs(5);

/// An expression within a span of ranks.
const MATCHING: &str = "SELECT rowid FROM text WHERE text MATCH ?1 AND rowid >= ?2 AND rowid < ?3";

/// Order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// Those that hold the words most, for their length, first; words of the subject count four times.
    Relevance,
}

impl Sort {
    /// The order of a word in a URL; newest first for any other word.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "oldest" => Self::Oldest,
            "relevance" => Self::Relevance,
            _ => Self::Newest,
        }
    }

    /// Its word in URLs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Relevance => "relevance",
        }
    }
}

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What is searched for.
    pub query: &'a Query,
    /// Order of hits.
    pub sort: Sort,
    /// Number of the page, from 0.
    pub page: u32,
    /// Whether senders are shown, and so may be searched, by their names.
    pub revealed: bool,
}

/// How many hits there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// So many.
    Exactly(u32),
    /// More than so many.
    MoreThan(u32),
    /// The search was stopped, since it took too long.
    Unknown,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Hits {
    /// The messages.
    pub rows: Vec<Message>,
    /// How many there are on all pages.
    pub found: Found,
    /// The page, which is the last one there is when one beyond was asked for.
    pub page: u32,
    /// Pages that can be asked for.
    pub pages: u32,
    /// The order that they stand in.
    pub sort: Sort,
    /// What to tell, a sentence each.
    pub notes: Vec<String>,
}

impl Index {
    /// Searches.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn hits(&self, ask: &Ask<'_>) -> Result<Hits, IndexError> {
        let plan = Plan::of(self, ask.query, ask.revealed)?;
        match &plan.expression {
            Some(expression) if plan.ranks.0 < plan.ranks.1 => {
                self.matching(ask, &plan, expression)
            }
            _ => self.between(ask, plan),
        }
    }

    /// All messages of a span of ranks: their number and any page of them are known without looking.
    fn between(&self, ask: &Ask<'_>, plan: Plan) -> Result<Hits, IndexError> {
        let (first, end) = plan.ranks;
        let count = end.saturating_sub(first);
        let (page, pages) = paged(ask.page, count);
        let (skip, take) = (page.saturating_mul(PAGE) as usize, PAGE as usize);
        let ranks: Vec<u32> = match ask.sort {
            Sort::Oldest => (first..end).skip(skip).take(take).collect(),
            Sort::Newest | Sort::Relevance => (first..end).rev().skip(skip).take(take).collect(),
        };
        let sort = if ask.sort == Sort::Oldest {
            Sort::Oldest
        } else {
            Sort::Newest
        };
        Ok(Hits {
            rows: self.ranked(&ranks)?,
            found: Found::Exactly(count),
            page,
            pages,
            sort,
            notes: plan.notes,
        })
    }

    /// The messages that an expression holds for.
    fn matching(&self, ask: &Ask<'_>, plan: &Plan, expression: &str) -> Result<Hits, IndexError> {
        let (first, end) = plan.ranks;
        let mut notes = plan.notes.clone();
        let mut sort = ask.sort;
        let order = if sort == Sort::Oldest { "ASC" } else { "DESC" };
        let sql = format!("{MATCHING} ORDER BY rowid {order} LIMIT ?4");
        let all = self.all_within(PATIENCE, &sql, (expression, first, end, MOST + 1), |row| {
            row.get(0)
        })?;
        let Some(mut ranks): Option<Vec<u32>> = all else {
            return Ok(Hits::given_up(ask, notes));
        };
        let more = ranks.len() > MOST as usize;
        ranks.truncate(MOST as usize);
        let count = u32::try_from(ranks.len()).unwrap_or(MOST);
        let (page, pages) = paged(ask.page, count);
        if sort == Sort::Relevance && more {
            sort = Sort::Newest;
            notes.push(format!(
                "There are more than {MOST} hits, too many to weigh: they stand newest first."
            ));
        }
        if sort == Sort::Relevance {
            let sql = format!(
                "{MATCHING} ORDER BY bm25(text, 4.0, 1.0, 0.0), rowid DESC LIMIT ?4 OFFSET ?5"
            );
            let values = (expression, first, end, PAGE, page.saturating_mul(PAGE));
            match self.all_within(PATIENCE, &sql, values, |row| row.get(0))? {
                Some(best) => ranks = best,
                None => return Ok(Hits::given_up(ask, notes)),
            }
        } else {
            ranks = ranks
                .chunks(PAGE as usize)
                .nth(page as usize)
                .unwrap_or_default()
                .to_vec();
        }
        let found = if more {
            Found::MoreThan(MOST)
        } else {
            Found::Exactly(count)
        };
        Ok(Hits {
            rows: self.ranked(&ranks)?,
            found,
            page,
            pages,
            sort,
            notes,
        })
    }

    /// Where a target leads: an external id to its message, the others to themselves; `None` when the case has no such thing. Files are
    /// not looked up.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn arrive(&self, target: &Target) -> Result<Option<Target>, IndexError> {
        let there = match target {
            Target::External(id) => {
                return Ok(self
                    .messages_with_id(id)?
                    .first()
                    .copied()
                    .map(Target::Message));
            }
            Target::File(_) => true,
            Target::Message(key) => self.message(*key)?.is_some(),
            Target::Account(key) => self.account(*key)?.is_some(),
            Target::Campaign(key) => {
                let sql = "SELECT 1 FROM message WHERE campaign = ?1 LIMIT 1";
                self.one(sql, [key], |_| Ok(()))?.is_some()
            }
        };
        Ok(there.then(|| target.clone()))
    }
}

impl Hits {
    /// No hits, since looking for them took too long.
    fn given_up(ask: &Ask<'_>, mut notes: Vec<String>) -> Self {
        notes.push(format!(
            "The search took longer than {} seconds and was stopped. Add a rarer word, a campaign or a span of time.",
            PATIENCE.as_secs()
        ));
        Self {
            rows: Vec::new(),
            found: Found::Unknown,
            page: 0,
            pages: 0,
            sort: ask.sort,
            notes,
        }
    }
}

/// The page to show, and how many there are.
fn paged(page: u32, count: u32) -> (u32, u32) {
    let pages = count.div_ceil(PAGE);
    (page.min(pages.saturating_sub(1)), pages)
}

impl Query {
    /// Where the words and phrases that hits must hold stand in a text: byte ranges in order, none of which overlap.
    #[must_use]
    pub fn highlights(&self, text: &str) -> Vec<Range<usize>> {
        let wanted: Vec<Vec<String>> = self
            .terms
            .iter()
            .filter(|term| !term.not)
            .filter_map(|term| match &term.what {
                What::Words(text) | What::Subject(text) => Some(words::words(text)),
                _ => None,
            })
            .filter(|words| !words.is_empty())
            .collect();
        let mut here = Vec::new();
        words::located(text, |span, word| here.push((span, word.to_owned())));
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..here.len() {
            let stretch = here.get(start..).unwrap_or_default();
            let matches = |words: &&Vec<String>| {
                words.len() <= stretch.len()
                    && words
                        .iter()
                        .zip(stretch)
                        .all(|(word, (_, there))| word == there)
            };
            let Some(longest) = wanted.iter().filter(matches).map(Vec::len).max() else {
                continue;
            };
            for (span, _) in stretch.iter().take(longest) {
                match found.last_mut() {
                    Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                    _ => found.push(span.clone()),
                }
            }
        }
        found
    }
}
