//! The pages: one file each.
//!
//! In: a request that was let through. Out: an answer: a page, the same as JSON, or its table as CSV.

pub mod account;
pub mod audit;
pub mod campaign;
pub mod campaigns;
pub mod clusters;
pub mod compare;
pub mod csv;
pub mod differences;
pub mod frame;
pub mod help;
pub mod media;
pub mod message;
pub mod notes;
pub mod overview;
pub mod pager;
pub mod report;
pub mod rows;
pub mod search;

use super::{
    server::{
        answer::Answer,
        params::Params,
        route::{Format, Route, Tab},
    },
    site::{Reader, SiteError},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query as they stood in the request.
    pub path: String,
    /// The page.
    pub route: Route,
    /// In which form.
    pub format: Format,
    /// Names and values of the query.
    pub params: Params,
    /// Names and values of a form that was sent.
    pub form: Option<Params>,
    /// Token that forms carry.
    pub csrf: String,
}

/// Whether a page has this form.
#[must_use]
pub const fn has(route: Route, format: Format) -> bool {
    match (route, format) {
        (_, Format::Html) => true,
        (
            Route::Report
            | Route::ReportView
            | Route::ReportFile
            | Route::Help
            | Route::MessageHtml(_)
            | Route::MessageRaw(_)
            | Route::Attachment(..)
            | Route::Picture(..),
            _,
        ) => false,
        (_, Format::Json) => true,
        (Route::Campaign(_, tab), Format::Csv) => campaign::has_table(tab),
        (route, Format::Csv) => matches!(
            route,
            Route::Campaigns
                | Route::Search
                | Route::Audit
                | Route::Account(_)
                | Route::Clusters
                | Route::Graph(_)
        ),
    }
}

/// Answers a request.
///
/// # Errors
/// [`SiteError`] when the case cannot be read.
pub fn answer(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    if let Some(form) = &asked.form {
        return match asked.route {
            Route::Campaign(campaign, Tab::Notes) => notes::enter(reader, campaign, form),
            _ => Ok(Answer::not_found()),
        };
    }
    if !has(asked.route, asked.format) {
        return Ok(Answer::not_found());
    }
    match asked.route {
        Route::Overview => overview::page(reader, asked),
        Route::Campaigns => Ok(campaigns::page(reader, asked)),
        Route::Campaign(campaign, tab) => campaign::page(reader, asked, campaign, tab),
        Route::Graph(campaign) => clusters::graph(reader, asked, campaign),
        Route::Clusters => clusters::page(reader, asked),
        Route::Message(message) => message::page(reader, asked, message),
        Route::MessageHtml(message) => message::html(reader, message),
        Route::MessageRaw(message) => message::raw(reader, message),
        Route::Attachment(message, number) => message::file(reader, message, number),
        Route::Account(account) => account::page(reader, asked, account),
        Route::Media(media) => media::page(reader, asked, media),
        Route::Picture(media, marked) => media::picture(reader, media, marked),
        Route::Search => search::page(reader, asked),
        Route::Compare => compare::page(reader, asked),
        Route::Audit => audit::page(reader, asked),
        Route::Report => Ok(report::page(reader, asked)),
        Route::ReportView => report::view(reader, asked),
        Route::ReportFile => report::file(reader, asked),
        Route::Help => Ok(help::page(reader, asked)),
    }
}
