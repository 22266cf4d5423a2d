//! What stands around every page: its title, the way to the others, the search field.

use super::Asked;
use crate::explore::{server::route::Format, site::Reader};

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Name of the case.
    pub case: String,
    /// Title of the page.
    pub title: String,
    /// Word of the place in [`Frame::NAV`] that is current; empty for none.
    pub current: &'static str,
    /// What stands in the search field.
    pub query: String,
    /// Token that forms carry.
    pub csrf: String,
    /// A sentence on what was just done, or on what is missing.
    pub notice: String,
    /// Whether names are shown.
    pub revealed: bool,
    /// Address of the page as JSON.
    pub json: String,
    /// Address of its table as CSV; empty when it has none.
    pub csv: String,
}

impl Frame {
    /// The main places: word, address, label, and the letter that leads there.
    pub const NAV: [(&'static str, &'static str, &'static str, &'static str); 7] = [
        ("overview", "/", "Overview", "o"),
        ("campaigns", "/campaigns", "Campaigns", "c"),
        ("clusters", "/clusters", "Accounts", "n"),
        ("search", "/search", "Search", "s"),
        ("report", "/report", "Report", "r"),
        ("audit", "/audit", "Log", "a"),
        ("help", "/help", "Help", "h"),
    ];

    /// The frame of a page that is asked for.
    #[must_use]
    pub fn of(reader: &Reader<'_>, asked: &Asked, current: &'static str, title: &str) -> Self {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let stem = if path == "/" { "/overview" } else { path };
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        let has_table = super::has(asked.route, Format::Csv);
        let plain = asked.format == Format::Html;
        Self {
            case: reader.dossier.case.clone(),
            title: title.to_owned(),
            current,
            query: String::new(),
            csrf: asked.csrf.clone(),
            notice: notice(reader, asked),
            revealed: reader.revealed,
            json: if plain && super::has(asked.route, Format::Json) {
                format!("{stem}.json{query}")
            } else {
                String::new()
            },
            csv: if plain && has_table {
                format!("{stem}.csv{query}")
            } else {
                String::new()
            },
        }
    }
}

/// What was just done, or what is missing.
fn notice(reader: &Reader<'_>, asked: &Asked) -> String {
    if asked.params.get("done").is_some() {
        return "Entered in the log. It is in the report now, and cannot be changed; a later entry can withdraw it.".to_owned();
    }
    if reader.dossier.run.is_none() {
        return "This case is not analysed yet. Run refrain scan with its archive and this case again, and let it come to its end: it goes on \
            where it stopped."
            .to_owned();
    }
    String::new()
}
