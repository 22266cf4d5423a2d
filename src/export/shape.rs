//! A table's frames as others get them: ids as text, names as pseudonyms.
//!
//! In: frames of a case. Out: the same rows and columns, with keys as decimal text (so that no
//! reader rounds or sums them), and what names a person as a pseudonym unless names are revealed.

use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::case::{Table, cell::Cell, pseudonym::Pseudonyms};
use crate::message::Mailbox;

/// Whether people keep their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Handles and display names become pseudonyms of the case's key.
    #[default]
    Pseudonyms,
    /// Names as they are; entered in the case's log.
    Reveal,
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Id,
    Ids,
    Name,
    Names,
    Mailbox,
    Mailboxes,
    Defects,
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
        (Table::Evidence, "messages") => Kind::Ids,
        (Table::Clusters, "cluster")
        | (Table::Edges | Table::Ties, "a" | "b")
        | (Table::Sources, "parent")
        | (Table::Accounts | Table::Messages | Table::Clusters, "account")
        | (Table::Messages | Table::Sources, "source")
        | (_, "message" | "group" | "campaign" | "operation" | "beside" | "passage" | "model") => {
            Kind::Id
        }
        _ => Kind::Plain,
    }
}

/// The columns of a table as they are exported.
pub(super) fn schema(table: Table) -> Schema {
    let exported = |name: &str, dtype: &DataType| match kind(table, name) {
        Kind::Id => DataType::String,
        Kind::Ids => DataType::List(Box::new(DataType::String)),
        _ => dtype.clone(),
    };
    table
        .schema()
        .iter()
        .map(|(name, dtype)| (name.clone(), exported(name, dtype)))
        .collect()
}

/// A frame as it is exported; names are kept when there are no pseudonyms for them.
pub(super) fn shape(
    frame: &DataFrame,
    table: Table,
    names: Option<&Pseudonyms>,
) -> PolarsResult<DataFrame> {
    let columns = frame.columns().iter().map(|column| {
        let name = column.name().as_str();
        match (kind(table, name), names) {
            (Kind::Id, _) => column.cast(&DataType::String),
            (Kind::Ids, _) => column.cast(&DataType::List(Box::new(DataType::String))),
            (Kind::Name, Some(names)) => rename(column, |text| names.of(&text)),
            (Kind::Names, Some(names)) => rename_lists(column, |text| names.of(&text)),
            (Kind::Mailbox, Some(names)) => rename(column, |text| address(names, &text)),
            (Kind::Mailboxes, Some(names)) => rename_lists(column, |text| address(names, &text)),
            (Kind::Defects, Some(_)) => rename_lists(column, |text| without_detail(&text)),
            _ => Ok(column.clone()),
        }
    });
    DataFrame::new(frame.height(), columns.collect::<PolarsResult<_>>()?)
}

fn rename(column: &Column, name: impl Fn(String) -> String) -> PolarsResult<Column> {
    let texts: Vec<String> = String::decode(column)?.into_iter().map(name).collect();
    Ok(String::encode(column.name(), texts.iter()))
}

fn rename_lists(column: &Column, name: impl Fn(String) -> String) -> PolarsResult<Column> {
    let lists = Vec::<String>::decode(column)?;
    let lists: Vec<Vec<String>> = lists
        .into_iter()
        .map(|list| list.into_iter().map(&name).collect())
        .collect();
    Ok(Vec::<String>::encode(column.name(), lists.iter()))
}

/// The pseudonym of a mailbox's address, the same as its account's.
fn address(names: &Pseudonyms, mailbox: &str) -> String {
    names.of(&Mailbox::of_shown(mailbox).address.to_lowercase())
}

/// `code@offset` of `code@offset: detail`, since the detail may quote a sender.
fn without_detail(defect: &str) -> String {
    defect.split(':').next().unwrap_or_default().to_owned()
}
