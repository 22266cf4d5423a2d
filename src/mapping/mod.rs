//! What the columns of a table of posts mean: names only, no bytes and no values.
//!
//! In: names of columns, or paths into JSON objects. Out: [`Mapping`], which says from which columns each field of a post
//! is read. The tables that platforms and tools write come with mappings of their own ([`Table`]); a person writes
//! another as a file.
//!
//! | file | what |
//! |---|---|
//! | `file` | a mapping as a person writes it |
//! | `known` | the tables that are known by their columns |

mod file;
mod known;

use std::borrow::Cow;

pub use file::BadMapping;
pub use known::Table;

macro_rules! fields {
    ($($name:ident, $word:literal, $what:literal;)*) => {
        /// What a column can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $(#[doc = $what] $name,)*
        }

        impl Field {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word that a mapping file uses.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it holds, in words.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }
    };
}

fields! {
    Platform, "platform", "where it was posted";
    Id, "id", "the post's id";
    Account, "account", "the account's id, or its handle where there is no id";
    Name, "name", "the account's handle or name, as shown";
    Time, "time", "when it was posted";
    Text, "text", "what it says";
    Title, "title", "its title or subject";
    ReplyTo, "reply_to", "id of the post that it answers";
    RepostOf, "repost_of", "id of the post that it repeats";
    QuoteOf, "quote_of", "id of the post that it quotes";
    Thread, "thread", "id of the thread's first post, or of the chat";
    Links, "links", "links";
    LinkIds, "link_ids", "names that stand for links and are none";
    Mentions, "mentions", "accounts that it names";
    Tags, "tags", "hashtags";
    Media, "media", "hashes or ids of its pictures and films";
    Object, "object", "anything else that it shares with other posts";
    Language, "language", "its language";
    Client, "client", "the program that it was written with";
}

impl Field {
    /// The field of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.word() == word)
    }

    /// Whether it can hold several values.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Links | Self::LinkIds | Self::Mentions | Self::Tags | Self::Media | Self::Object
        )
    }

    /// Whether JSON objects can leave it out, so that the first ones say nothing about the others.
    const fn is_seldom(self) -> bool {
        !matches!(self, Self::Id | Self::Account | Self::Time)
    }
}

/// A column that a field is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, or a path such as `author.id`.
    pub path: Cow<'static, str>,
    /// Where it stands among the columns, once these are known; `None` when the table lacks it.
    pub at: Option<usize>,
    /// What is put before its values, so that ids of different kinds do not meet.
    pub prefix: &'static str,
}

/// How times are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeForm {
    /// The form in the letters of `strftime`; `None` for numbers of seconds and ISO 8601.
    pub format: Option<String>,
    /// Seconds east of UTC of times that name no zone; `None` when that is not known.
    pub offset: Option<i32>,
}

/// From which columns each field is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Which table it is made for.
    pub table: Table,
    /// Where all of its posts were posted, unless a column says so.
    pub platform: Cow<'static, str>,
    /// Columns by their fields. The first column of a field that holds something counts; of lists all do.
    pub columns: Vec<(Field, Column)>,
    /// How times are written.
    pub time: TimeForm,
    /// What parts the values of a list besides brackets; empty for the usual ones.
    pub separators: Vec<String>,
    /// Between the fields of a row; `None` to try the usual ones.
    pub delimiter: Option<u8>,
    /// Whether texts are HTML.
    pub is_html: bool,
}

/// A mapping that does not fit a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such column: {}; there are: {}", missing.join(", "), there.join(", "))]
pub struct Misfit {
    /// Columns that the mapping names and the table lacks.
    pub missing: Vec<String>,
    /// Columns that there are.
    pub there: Vec<String>,
}

impl Mapping {
    /// The columns of a field, in the order they count.
    pub fn of(&self, field: Field) -> impl Iterator<Item = &Column> {
        let is_it = move |(of, _): &&(Field, Column)| *of == field;
        self.columns.iter().filter(is_it).map(|(_, column)| column)
    }

    /// The same mapping with the places of its columns in a table.
    #[must_use]
    pub fn placed(&self, names: &[String]) -> Self {
        let mut placed = self.clone();
        for (_, column) in &mut placed.columns {
            column.at = place(names, &column.path);
        }
        placed
    }

    /// The same mapping with its columns spelt as the table spells them, for tables whose rows are objects.
    #[must_use]
    pub fn spelt(&self, names: &[String]) -> Self {
        let mut spelt = self.placed(names);
        for (_, column) in &mut spelt.columns {
            if let Some(name) = column.at.and_then(|at| names.get(at)) {
                column.path = Cow::Owned(name.clone());
            }
        }
        spelt
    }

    /// Whether a table has all the columns that are named.
    ///
    /// # Errors
    /// [`Misfit`] with those that it lacks.
    pub fn fits(&self, names: &[String]) -> Result<(), Misfit> {
        self.fits_those(names, |_, path| place(names, path).is_some())
    }

    /// Whether JSON objects have the paths that are named; `paths` are those of the first ones. Fields that most objects
    /// leave out are not asked for.
    ///
    /// # Errors
    /// [`Misfit`] with those that they lack.
    pub fn fits_objects(&self, paths: &[String]) -> Result<(), Misfit> {
        self.fits_those(paths, |field, path| {
            field.is_seldom() || paths.iter().any(|known| known == path)
        })
    }

    fn fits_those(
        &self,
        there: &[String],
        has: impl Fn(Field, &str) -> bool,
    ) -> Result<(), Misfit> {
        let lacks = |(field, column): &&(Field, Column)| !has(*field, &column.path);
        let missing: Vec<String> = self
            .columns
            .iter()
            .filter(lacks)
            .map(|(_, column)| column.path.to_string())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Misfit {
            missing,
            there: there.to_vec(),
        })
    }
}

/// Where a column stands; case and spaces around do not matter.
fn place(names: &[String], wanted: &str) -> Option<usize> {
    let is_it = |name: &String| {
        let name = name.trim_start_matches('\u{feff}').trim();
        name.eq_ignore_ascii_case(wanted.trim())
    };
    names.iter().position(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_mapping_fits_only_where_all_its_columns_are() {
        let mapping =
            Mapping::read("[columns]\nid = \"No\"\ntext = [\"body\", \"title\"]\n").unwrap();
        assert_eq!(mapping.fits(&names(&["no ", "title", "BODY"])), Ok(()));
        let misfit = mapping.fits(&names(&["no", "text"])).unwrap_err();
        assert_eq!(
            misfit.to_string(),
            "no such column: body, title; there are: no, text"
        );
        let placed = mapping.placed(&names(&["x", "title", "no"]));
        let at: Vec<_> = placed.columns.iter().map(|(_, column)| column.at).collect();
        assert_eq!(at, [Some(2), None, Some(1)]);
    }

    #[test]
    fn objects_may_leave_out_what_is_seldom() {
        let mapping = Mapping::read("[columns]\nid = \"id\"\nlinks = \"urls\"\n").unwrap();
        assert_eq!(mapping.fits_objects(&names(&["id"])), Ok(()));
        assert!(mapping.fits_objects(&names(&["urls"])).is_err());
    }

    #[test]
    fn every_field_is_found_by_its_word() {
        for field in Field::ALL {
            assert_eq!(Field::of(field.word()), Some(*field));
        }
    }
}
