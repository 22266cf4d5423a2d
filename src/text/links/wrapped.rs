//! Redirects that a gateway or a big site wraps around a link.
//!
//! In: a link. Out: the link inside.
//!
//! Source: Microsoft Safe Links, Proofpoint URL Defense v2 (`-` for `%`, `_` for `/`), Google, Facebook,
//! Instagram, `YouTube`, Barracuda Link Protection: the forms that public documentation gives.

use url::Url;

/// Most wrappers inside of one another that are taken off.
pub(super) const LAYERS: usize = 3;

/// The link inside, if this is a known wrapper.
pub(super) fn unwrap(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let is = |name: &str| {
        host == name
            || host
                .strip_suffix(name)
                .is_some_and(|head| head.ends_with('.'))
    };
    let keys: &[&str] = match url.path() {
        _ if is("safelinks.protection.outlook.com") => &["url"],
        "/url" | "/imgres" if is("google.com") || host.starts_with("www.google.") => {
            &["q", "url", "imgurl"]
        }
        "/l.php" if is("facebook.com") => &["u"],
        "/" if host == "l.instagram.com" => &["u"],
        "/redirect" if is("youtube.com") => &["q"],
        "/url" if host == "linkprotect.cudasvc.com" => &["a"],
        "/v2/url" if host == "urldefense.proofpoint.com" || is("urldefense.com") => {
            let coded = value(url, "u")?;
            let percent = coded.replace('-', "%").replace('_', "/");
            return value(&Url::parse(&format!("http://x/?u={percent}")).ok()?, "u");
        }
        _ => return None,
    };
    keys.iter()
        .find_map(|key| value(url, key))
        .filter(|inner| inner.contains("://"))
}

fn value(url: &Url, key: &str) -> Option<String> {
    url.query_pairs()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.into_owned())
}
