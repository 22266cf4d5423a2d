//! A table's frames as others get them: ids as text, names as pseudonyms.
//!
//! In: frames of a case. Out: the same rows and columns, with keys as decimal text (so that no reader rounds or sums
//! them), accounts of platforms by their ids there, and what names a writer of mail as a pseudonym unless names are
//! revealed. In an export that can be passed on, each column has the fate that `safe` tells.

use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::case::{Case, CaseError, Table, cell::Cell, pseudonym::Pseudonyms};
use crate::message::{MAIL, Mailbox};

use super::{
    accounts::AccountNames,
    safe::{Fate, domain, fate},
};

/// Whether people keep their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Handles and display names of mail become pseudonyms of the case's key; those of posts are public.
    #[default]
    Pseudonyms,
    /// Names as they are; entered in the case's log.
    Reveal,
    /// Nothing that names anybody, and no words of any text: the export can be passed on.
    Safe,
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Id,
    Ids,
    Account,
    Accounts,
    Name,
    Names,
    Mailbox,
    Mailboxes,
    Defects,
    /// A list that is empty unless names are revealed.
    Private,
}

fn kind(table: Table, column: &str) -> Kind {
    match (table, column) {
        (Table::Accounts, "handle" | "display_name") | (Table::Messages, "display_name") => {
            Kind::Name
        }
        (Table::Messages, "recipients") => Kind::Names,
        (Table::Messages, "sender") => Kind::Mailbox,
        (Table::Messages, "from_others" | "reply_to") => Kind::Mailboxes,
        (Table::Messages, "defects") => Kind::Defects,
        (Table::Media, "personal") => Kind::Private,
        (Table::Evidence, "messages") | (Table::Media, "inside") => Kind::Ids,
        (Table::Ties | Table::Copies, "a" | "b")
        | (Table::Media, "media" | "picture" | "first_message")
        | (Table::MediaEvidence, "media")
        | (Table::Sources, "parent")
        | (Table::Messages | Table::Sources, "source")
        | (
            _,
            "message" | "message_a" | "message_b" | "group" | "campaign" | "operation" | "beside"
            | "passage" | "model" | "cluster",
        ) => Kind::Id,
        (_, "a" | "b" | "account") => Kind::Account,
        (Table::Communities, "leaders") => Kind::Accounts,
        _ => Kind::Plain,
    }
}

/// The columns of a table as they are exported.
pub(super) fn schema(table: Table) -> Schema {
    let exported = |name: &str, dtype: &DataType| match kind(table, name) {
        Kind::Id | Kind::Account => DataType::String,
        Kind::Ids | Kind::Accounts => DataType::List(Box::new(DataType::String)),
        _ => dtype.clone(),
    };
    table
        .schema()
        .iter()
        .map(|(name, dtype)| (name.clone(), exported(name, dtype)))
        .collect()
}

/// How frames are shaped.
pub(super) struct Shaper {
    names: Names,
    pseudonyms: Pseudonyms,
    pub(super) accounts: AccountNames,
}

impl Shaper {
    /// Prepares for a case.
    pub(super) fn of(case: &Case, names: Names) -> Result<Self, CaseError> {
        let pseudonyms = Pseudonyms::new(&case.key()?);
        let mut accounts = AccountNames::load(case)?;
        if names == Names::Safe {
            accounts.keep_apart(&pseudonyms);
        }
        Ok(Self {
            names,
            pseudonyms,
            accounts,
        })
    }

    /// What an account is called in this export.
    pub(super) fn account(&self, account: u32) -> String {
        match self.names {
            Names::Safe => self.accounts.pseudonym(account, &self.pseudonyms),
            Names::Pseudonyms | Names::Reveal => self.accounts.name(account),
        }
    }

    /// What an account's mark in a picture says, of the two names that it has.
    pub(super) fn label(&self, account: u32, display_name: &str) -> String {
        let (platform, handle) = self.accounts.get(account).unwrap_or((MAIL, ""));
        match self.names {
            Names::Pseudonyms if platform == MAIL => self.pseudonyms.of(handle),
            Names::Safe => self.account(account),
            Names::Reveal if platform == MAIL => handle.to_owned(),
            Names::Pseudonyms | Names::Reveal if display_name.is_empty() => handle.to_owned(),
            Names::Pseudonyms | Names::Reveal => display_name.to_owned(),
        }
    }

    /// Whether this export can be passed on.
    pub(super) fn is_safe(&self) -> bool {
        self.names == Names::Safe
    }

    /// A frame as it is exported.
    pub(super) fn frame(&self, frame: &DataFrame, table: Table) -> PolarsResult<DataFrame> {
        let columns = frame.columns().iter().map(|column| {
            let name = column.name().as_str();
            match (kind(table, name), self.names) {
                (Kind::Id, _) => column.cast(&DataType::String),
                (Kind::Ids, _) => column.cast(&DataType::List(Box::new(DataType::String))),
                (Kind::Account, _) => self.account_column(column),
                (Kind::Accounts, _) => self.accounts_column(column),
                (_, Names::Safe) => self.safe(frame, column, fate(table, name, column.dtype())),
                (kind, Names::Pseudonyms) => self.hidden(frame, column, kind),
                (_, Names::Reveal) => Ok(column.clone()),
            }
        });
        DataFrame::new(frame.height(), columns.collect::<PolarsResult<_>>()?)
    }

    /// Accounts' keys as texts.
    fn account_column(&self, column: &Column) -> PolarsResult<Column> {
        let keys = Option::<u32>::decode(column)?;
        let texts: Vec<Option<String>> = keys
            .into_iter()
            .map(|key| key.map(|key| self.account(key)))
            .collect();
        Ok(Option::<String>::encode(column.name(), texts.iter()))
    }

    /// Lists of accounts' keys as lists of texts.
    fn accounts_column(&self, column: &Column) -> PolarsResult<Column> {
        let lists: Vec<Vec<String>> = Vec::<u32>::decode(column)?
            .into_iter()
            .map(|keys| keys.into_iter().map(|key| self.account(key)).collect())
            .collect();
        Ok(Vec::<String>::encode(column.name(), lists.iter()))
    }

    /// A column with pseudonyms for what names a writer of mail.
    fn hidden(&self, frame: &DataFrame, column: &Column, kind: Kind) -> PolarsResult<Column> {
        let pseudonym = |text: String| self.pseudonyms.of(&text);
        match kind {
            Kind::Name => {
                let platforms = String::decode(frame.column("platform")?)?;
                let names = String::decode(column)?;
                let texts: Vec<String> = names
                    .into_iter()
                    .zip(platforms)
                    .map(|(name, platform)| {
                        if is_public(&platform) {
                            name
                        } else {
                            pseudonym(name)
                        }
                    })
                    .collect();
                Ok(String::encode(column.name(), texts.iter()))
            }
            Kind::Names => rename(column, pseudonym),
            Kind::Mailbox | Kind::Mailboxes => rename(column, |text| self.address(&text)),
            Kind::Defects => {
                let platforms = String::decode(frame.column("platform")?)?;
                let lists = Vec::<String>::decode(column)?;
                let lists: Vec<Vec<String>> = lists
                    .into_iter()
                    .zip(platforms)
                    .map(|(list, platform)| {
                        if is_public(&platform) {
                            list
                        } else {
                            list.iter().map(|text| without_detail(text)).collect()
                        }
                    })
                    .collect();
                Ok(Vec::<String>::encode(column.name(), lists.iter()))
            }
            Kind::Private => {
                let lists = vec![Vec::<String>::new(); column.len()];
                Ok(Vec::<String>::encode(column.name(), lists.iter()))
            }
            Kind::Plain | Kind::Id | Kind::Ids | Kind::Account | Kind::Accounts => {
                Ok(column.clone())
            }
        }
    }

    /// A column of an export that can be passed on.
    fn safe(&self, frame: &DataFrame, column: &Column, fate: Fate) -> PolarsResult<Column> {
        match fate {
            Fate::Keep => Ok(column.clone()),
            Fate::Leave if matches!(column.dtype(), DataType::List(_)) => {
                let lists = vec![Vec::<String>::new(); column.len()];
                Ok(Vec::<String>::encode(column.name(), lists.iter()))
            }
            Fate::Leave => rename(column, |_| String::new()),
            Fate::NoPieces => rename(column, |_| "[]".to_owned()),
            Fate::Digest => rename(column, |text| self.pseudonyms.digest(&text)),
            Fate::Pseudonym => rename(column, |text| self.pseudonyms.of(&text)),
            Fate::Mailbox => rename(column, |text| self.address(&text)),
            Fate::OfAccount => {
                let accounts = self.account_column(frame.column("account")?)?;
                Ok(accounts.with_name(column.name().clone()))
            }
            Fate::Domains => {
                let lists = Vec::<String>::decode(column)?;
                let lists: Vec<Vec<String>> = lists
                    .into_iter()
                    .map(|list| list.iter().filter_map(|link| domain(link)).collect())
                    .collect();
                Ok(Vec::<String>::encode(column.name(), lists.iter()))
            }
            Fate::Codes => rename(column, |text| without_detail(&text)),
        }
    }

    /// The pseudonym of a mailbox's address, the same as its account's.
    fn address(&self, mailbox: &str) -> String {
        self.pseudonyms
            .of(&Mailbox::of_shown(mailbox).address.to_lowercase())
    }
}

/// Whether accounts of a platform are called in public by what they are called there.
fn is_public(platform: &str) -> bool {
    !platform.is_empty() && platform != MAIL
}

/// Changes each text of a column, or of its lists; what is not there stays so.
fn rename(column: &Column, name: impl Fn(String) -> String) -> PolarsResult<Column> {
    if matches!(column.dtype(), DataType::List(_)) {
        let lists: Vec<Vec<String>> = Vec::<String>::decode(column)?
            .into_iter()
            .map(|list| list.into_iter().map(&name).collect())
            .collect();
        return Ok(Vec::<String>::encode(column.name(), lists.iter()));
    }
    let texts: Vec<Option<String>> = Option::<String>::decode(column)?
        .into_iter()
        .map(|text| text.map(&name))
        .collect();
    Ok(Option::<String>::encode(column.name(), texts.iter()))
}

/// `code@offset` of `code@offset: detail`, since the detail may quote a sender.
fn without_detail(defect: &str) -> String {
    defect.split(':').next().unwrap_or_default().to_owned()
}
