//! Names and values of a query or a form.

use url::form_urlencoded;

/// Names and values that are read at most.
const MOST: usize = 2_000;

/// Names and values, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `a=b&c=d`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        Self(
            pairs
                .take(MOST)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The first value of a name; `None` when there is none.
    #[must_use]
    pub fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// The first value of a name that is not empty.
    #[must_use]
    pub fn given<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name)
            .map(str::trim)
            .find(|value| !value.is_empty())
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The number of a page, from 1.
    #[must_use]
    pub fn page(&self) -> u32 {
        self.get("page")
            .and_then(|page| page.parse().ok())
            .unwrap_or(1)
            .max(1)
    }

    /// The same with one name set anew, or taken away, as the query of an address with its `?`; empty for nothing.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (known, kept) in self
            .0
            .iter()
            .filter(|(known, kept)| known != name && !kept.is_empty())
        {
            out.append_pair(known, kept);
        }
        if !value.is_empty() {
            out.append_pair(name, value);
        }
        let query = out.finish();
        if query.is_empty() {
            query
        } else {
            format!("?{query}")
        }
    }
}

/// A value as it stands in the query of an address.
#[must_use]
pub fn encoded(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_back() {
        let params = Params::of("q=a+b%26c&sort=&page=3&q=second");
        assert_eq!(params.get("q"), Some("a b&c"));
        assert_eq!(params.given("sort"), None);
        assert_eq!(params.page(), 3);
        assert_eq!(params.with("page", "4"), "?q=a+b%26c&q=second&page=4");
        assert_eq!(Params::of("page=2").with("page", ""), "");
        assert_eq!(Params::of("page=-1").page(), 1);
    }
}
