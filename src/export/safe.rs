//! What becomes of each column in an export that can be passed on.
//!
//! In: a table and a column. Out: its [`Fate`]. What is not named here is judged by its type: numbers stay, words go,
//! so that a new column cannot carry words out before somebody has thought about it.

use polars::prelude::DataType;

use crate::case::Table;

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Our own words, and numbers.
    Keep,
    /// Left out: empty where a value was.
    Leave,
    /// A keyed digest: equal values stay equal, nothing else can be told.
    Digest,
    /// A pseudonym, the same that reports show.
    Pseudonym,
    /// The pseudonym of a mailbox's address.
    Mailbox,
    /// The pseudonym of the row's account.
    OfAccount,
    /// Links as registrable domains.
    Domains,
    /// Defects as `code@offset`.
    Codes,
    /// A list of pieces as JSON: an empty one.
    NoPieces,
}

/// The fate of a column.
pub(super) fn fate(table: Table, column: &str, dtype: &DataType) -> Fate {
    match (table, column) {
        (Table::Accounts, "handle") => Fate::OfAccount,
        (Table::Media | Table::MediaEvidence, "media") => Fate::Keep,
        (Table::Templates, "pieces") => Fate::NoPieces,
        (Table::Templates, "pattern")
        | (Table::Campaigns, "summary")
        | (
            Table::Evidence | Table::Impersonations | Table::MediaEvidence | Table::Copies,
            "text",
        )
        | (Table::Impersonations, "seen")
        | (Table::Communities, "shared")
        | (Table::Attachments | Table::Sources, "name")
        | (Table::Fillings, "value") => Fate::Leave,
        (_, "defects") => Fate::Codes,
        (_, "links") => Fate::Domains,
        (_, "display_name" | "recipients" | "mentions" | "domain") => Fate::Pseudonym,
        (_, "sender" | "from_others" | "reply_to") => Fate::Mailbox,
        (
            _,
            "external_id" | "in_reply_to" | "repost_of" | "quote_of" | "thread" | "digest" | "tags"
            | "media" | "sha256" | "media_type" | "protected" | "value" | "object",
        )
        | (
            Table::Traces,
            "relay_ip" | "relay_net" | "relay_host" | "relay_domain" | "origin_net" | "client"
            | "message_id_form" | "boundary_form" | "boundary_prefix" | "mime_shape"
            | "dkim_domain" | "list_id",
        ) => Fate::Digest,
        (
            _,
            "platform" | "language" | "format" | "state" | "verdict" | "kind" | "rule" | "family"
            | "layer" | "layers" | "role" | "strength" | "caveat" | "wanted" | "shared"
            | "detector" | "says" | "relation" | "region" | "overlay" | "overlay_a" | "overlay_b"
            | "header_order" | "spf" | "dkim" | "dmarc" | "bulk",
        ) => Fate::Keep,
        _ if *dtype == DataType::String => Fate::Leave,
        _ if matches!(dtype, DataType::List(inner) if **inner == DataType::String) => Fate::Leave,
        _ => Fate::Keep,
    }
}

/// The registrable domain of a link; `None` for what has none, such as an address of a machine. Below a suffix that
/// a private party lends out, the suffix itself, since the label before it often is a person's name.
pub(super) fn domain(link: &str) -> Option<String> {
    let url = url::Url::parse(link)
        .or_else(|_| url::Url::parse(&format!("https://{link}")))
        .ok()?;
    let url::Host::Domain(host) = url.host()? else {
        return None;
    };
    let host = host.to_lowercase();
    let suffix = psl::suffix(host.as_bytes())?;
    match suffix.typ() {
        Some(psl::Type::Private) => String::from_utf8(suffix.as_bytes().to_vec()).ok(),
        Some(psl::Type::Icann) => psl::domain_str(&host).map(str::to_owned),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_their_registrable_domain_alone() {
        for (link, expected) in [
            (
                "https://ada:pw@news.example.com/a?b=ada#c",
                Some("example.com"),
            ),
            ("https://shop.example.co.uk/", Some("example.co.uk")),
            ("shop.example.de/x", Some("example.de")),
            ("https://ada.blogspot.com/2026", Some("blogspot.com")),
            ("https://192.0.2.7/x", None),
            ("https://intranet/x", None),
            ("mailto:ada@example.com", None),
            ("", None),
        ] {
            assert_eq!(domain(link).as_deref(), expected, "{link}");
        }
    }

    #[test]
    fn words_of_a_column_that_nobody_judged_go_and_numbers_stay() {
        for (dtype, expected) in [
            (DataType::String, Fate::Leave),
            (DataType::List(Box::new(DataType::String)), Fate::Leave),
            (DataType::Int64, Fate::Keep),
            (DataType::Float64, Fate::Keep),
        ] {
            assert_eq!(fate(Table::Messages, "novel", &dtype), expected);
        }
    }
}
