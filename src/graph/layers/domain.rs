//! The same site: registrable domains of links, each once a message. A light layer: many people read one site.

use super::{super::Layer, Found, Seen};

pub(super) fn find(seen: &Seen<'_>, found: Found<'_>) {
    let mut met: Vec<&str> = Vec::new();
    for link in seen.links {
        let Some(domain) = domain(link) else { continue };
        if !met.contains(&domain) {
            met.push(domain);
            found(Layer::Domain, "", domain);
        }
    }
}

/// The registrable domain of a canonical link, the host where it has none; a name that is no link has neither.
#[must_use]
pub fn domain(link: &str) -> Option<&str> {
    let host = host(link)?;
    Some(psl::domain_str(host).unwrap_or(host))
}

/// The host of a canonical link; a name that is no link has none.
fn host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    host.split(':').next().filter(|host| !host.is_empty())
}
