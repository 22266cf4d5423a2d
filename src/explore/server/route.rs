//! Which page an address means: words and typed ids, nothing else. No part of an address ever becomes a path on disk.

/// How a page is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Html,
    /// The same as JSON.
    Json,
    /// Its table as CSV.
    Csv,
}

/// A part of a campaign's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What it is, and its template.
    Summary,
    /// Its messages.
    Messages,
    /// When they were sent.
    Timeline,
    /// Who sent them, and what ties these.
    Accounts,
    /// What the headers say about machines.
    Machines,
    /// Files that they carry.
    Media,
    /// For and against.
    Evidence,
    /// Notes and verdicts.
    Notes,
}

impl Tab {
    /// All tabs in the order in which they stand.
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Evidence,
        Self::Messages,
        Self::Timeline,
        Self::Accounts,
        Self::Machines,
        Self::Media,
        Self::Notes,
    ];

    /// The word in addresses; empty for the summary.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Summary => "",
            Self::Messages => "messages",
            Self::Timeline => "timeline",
            Self::Accounts => "accounts",
            Self::Machines => "machines",
            Self::Media => "media",
            Self::Evidence => "evidence",
            Self::Notes => "notes",
        }
    }

    /// The word on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Messages => "Messages",
            Self::Timeline => "Timeline",
            Self::Accounts => "Accounts",
            Self::Machines => "Machines",
            Self::Media => "Pictures",
            Self::Evidence => "For and against",
            Self::Notes => "Notes",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|tab| tab.word() == word && !word.is_empty())
    }
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The case.
    Overview,
    /// All campaigns.
    Campaigns,
    /// One campaign.
    Campaign(u32, Tab),
    /// The places of its accounts, for the drawing.
    Graph(Option<u32>),
    /// Clusters of accounts.
    Clusters,
    /// One message.
    Message(u32),
    /// Its HTML, for a sandbox.
    MessageHtml(u32),
    /// Its bytes.
    MessageRaw(u32),
    /// A file that it carries, by its place.
    Attachment(u32, u32),
    /// One account.
    Account(u32),
    /// One file.
    Media(u32),
    /// A small copy of a picture; with a number, marked by the finding of that place.
    Picture(u32, Option<u32>),
    /// Searching.
    Search,
    /// Two messages side by side.
    Compare,
    /// The log.
    Audit,
    /// The report builder.
    Report,
    /// The report as it is chosen, to look at.
    ReportView,
    /// The same to keep.
    ReportFile,
    /// Keys, and how to search.
    Help,
}

impl Route {
    /// Reads the path of an address; `None` for one that means nothing.
    #[must_use]
    pub fn parse(path: &str) -> Option<(Self, Format)> {
        let path = path.strip_prefix('/')?;
        let (path, format) = match path.rsplit_once('.') {
            Some((path, "json")) => (path, Format::Json),
            Some((path, "csv")) => (path, Format::Csv),
            Some(_) => return None,
            None => (path, Format::Html),
        };
        let parts: Vec<&str> = path.split('/').collect();
        let route = match *parts.as_slice() {
            ["" | "overview"] => Self::Overview,
            ["campaigns"] => Self::Campaigns,
            ["campaigns", id] => Self::Campaign(id_of('c', id)?, Tab::Summary),
            ["campaigns", id, "graph"] => Self::Graph(Some(id_of('c', id)?)),
            ["campaigns", id, tab] => Self::Campaign(id_of('c', id)?, Tab::of(tab)?),
            ["clusters"] => Self::Clusters,
            ["clusters", "graph"] => Self::Graph(None),
            ["messages", id] => Self::Message(id_of('m', id)?),
            ["messages", id, "html"] => Self::MessageHtml(id_of('m', id)?),
            ["messages", id, "raw"] => Self::MessageRaw(id_of('m', id)?),
            ["messages", id, "files", number] => Self::Attachment(id_of('m', id)?, whole(number)?),
            ["accounts", id] => Self::Account(id_of('a', id)?),
            ["media", id] => Self::Media(id_of('p', id)?),
            ["media", id, "picture"] => Self::Picture(id_of('p', id)?, None),
            ["media", id, "marked", number] => Self::Picture(id_of('p', id)?, Some(whole(number)?)),
            ["search"] => Self::Search,
            ["compare"] => Self::Compare,
            ["audit"] => Self::Audit,
            ["report"] => Self::Report,
            ["report", "view"] => Self::ReportView,
            ["report", "file"] => Self::ReportFile,
            ["help"] => Self::Help,
            _ => return None,
        };
        Some((route, format))
    }
}

/// The number of an id such as `c3`.
#[must_use]
pub fn id_of(kind: char, id: &str) -> Option<u32> {
    whole(id.strip_prefix(kind)?)
}

/// A number written plainly: digits, no sign, no zero before others.
fn whole(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let short = text == "0" || !text.starts_with('0');
    (plain && short).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_mean_pages() {
        for (path, route) in [
            ("/", Some((Route::Overview, Format::Html))),
            ("/campaigns.csv", Some((Route::Campaigns, Format::Csv))),
            (
                "/campaigns/c3",
                Some((Route::Campaign(3, Tab::Summary), Format::Html)),
            ),
            (
                "/campaigns/c3.json",
                Some((Route::Campaign(3, Tab::Summary), Format::Json)),
            ),
            (
                "/campaigns/c3/evidence.csv",
                Some((Route::Campaign(3, Tab::Evidence), Format::Csv)),
            ),
            (
                "/campaigns/c3/graph",
                Some((Route::Graph(Some(3)), Format::Html)),
            ),
            (
                "/messages/m7/files/0",
                Some((Route::Attachment(7, 0), Format::Html)),
            ),
            ("/campaigns/3", None),
            ("/campaigns/m3", None),
            ("/campaigns/c03", None),
            ("/campaigns/c-3", None),
            ("/campaigns/c4294967296", None),
            ("/campaigns/c3/", None),
            ("/campaigns/c3/summary", None),
            ("/../etc/passwd", None),
            ("/messages/m7/files/../../key", None),
            ("/media/%2e%2e", None),
            ("", None),
        ] {
            assert_eq!(Route::parse(path), route, "{path}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_read_without_a_panic(path in "(/|[.]|%|[a-z0-9])*") {
            let read = Route::parse(&path);
            prop_assert!(read.is_none() || path.starts_with('/'));
        }
    }
}
