//! Who may ask: host, token, origin and method of every request, before anything of the case is looked at.
//!
//! In: the head of a request. Out: [`Admitted`] or a [`Refusal`]. The rules: the Host must be this machine's loopback name
//! with our port, else a page elsewhere could have its name point here (DNS rebinding); the first visit carries a one-time
//! token, which gives a cookie that no script sees and no other site can send; what changes something is a POST that a page
//! of ours sent. Sources: OWASP *Cross-Site Request Forgery Prevention*, W3C *Fetch Metadata Request Headers*.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::{HeaderMap, Method, header, request::Parts};
use data_encoding::HEXLOWER;

use super::answer::Answer;

/// Bytes of a secret: 256 bits.
const SECRET: usize = 32;

/// Path of the one-time entrance.
const ENTER: &str = "/enter/";

/// Path of style sheets and scripts, which hold nothing of a case.
const ASSETS: &str = "/assets/";

/// What a request is let through as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// The first visit, with the token: a cookie is due.
    Entered,
    /// A style sheet or a script.
    Asset,
    /// Somebody who has the cookie.
    Reader,
}

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The Host is not ours.
    Host,
    /// Neither reading nor a form.
    Method,
    /// No cookie, or a wrong one.
    NoCookie,
    /// The token was used, or is not ours.
    Spent,
    /// It came from another page, or without the page's own token.
    Foreign,
    /// The form is too large.
    TooLarge,
}

/// The secrets of one run, and the port that it serves.
#[derive(Debug)]
pub struct Guard {
    port: u16,
    token: String,
    spent: AtomicBool,
    session: String,
    csrf: String,
}

impl Guard {
    /// Draws the secrets.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self {
            port,
            token: secret()?,
            spent: AtomicBool::new(false),
            session: secret()?,
            csrf: secret()?,
        })
    }

    /// The address to open.
    #[must_use]
    pub fn entrance(&self) -> String {
        format!("http://127.0.0.1:{}{ENTER}{}", self.port, self.token)
    }

    /// The token that forms carry.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Whether a form's token is ours.
    #[must_use]
    pub fn knows(&self, csrf: &str) -> bool {
        same(csrf, &self.csrf)
    }

    /// Checks the head of a request.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn admit(&self, parts: &Parts) -> Result<Admitted, Refusal> {
        let headers = &parts.headers;
        // Where the first line names a host, that one counts (RFC 9112, 3.2.2).
        let named = parts
            .uri
            .authority()
            .map(axum::http::uri::Authority::as_str);
        let ours = self.is_ours(one(headers, header::HOST.as_str()))
            && (named.is_none() || self.is_ours(named));
        if !ours {
            return Err(Refusal::Host);
        }
        let write = match parts.method {
            Method::GET | Method::HEAD => false,
            Method::POST => true,
            _ => return Err(Refusal::Method),
        };
        let path = parts.uri.path();
        if path.starts_with(ASSETS) && !write {
            return Ok(Admitted::Asset);
        }
        if let Some(token) = path.strip_prefix(ENTER) {
            return self.enter(token, write, headers);
        }
        if !self.has_cookie(headers) {
            return Err(Refusal::NoCookie);
        }
        if self.is_foreign(headers, write) {
            return Err(Refusal::Foreign);
        }
        Ok(Admitted::Reader)
    }

    /// The answer to the first visit: a cookie, and the way to the overview.
    #[must_use]
    pub fn welcome(&self) -> Answer {
        let cookie = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie(),
            self.session
        );
        Answer::to("/").with(header::SET_COOKIE, &cookie)
    }

    fn enter(&self, token: &str, write: bool, headers: &HeaderMap) -> Result<Admitted, Refusal> {
        if write {
            return Err(Refusal::Method);
        }
        if !same(token, &self.token) {
            return Err(Refusal::Spent);
        }
        if self.spent.swap(true, Ordering::SeqCst) && !self.has_cookie(headers) {
            return Err(Refusal::Spent);
        }
        Ok(Admitted::Entered)
    }

    fn is_ours(&self, host: Option<&str>) -> bool {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        host.is_some_and(|host| {
            names
                .iter()
                .any(|name| host.eq_ignore_ascii_case(&format!("{name}:{}", self.port)))
        })
    }

    /// Whether another page caused it. A form must say where it comes from; browsers say so in one of two headers.
    fn is_foreign(&self, headers: &HeaderMap, write: bool) -> bool {
        let site = one(headers, "sec-fetch-site");
        let origin = one(headers, header::ORIGIN.as_str());
        let from_us = origin.map(|origin| {
            let host = origin.strip_prefix("http://");
            // Our pages send no referrer, so that browsers call their origin null (Fetch, "append a request Origin header").
            let hidden = origin == "null" && site == Some("same-origin");
            hidden || host.is_some() && self.is_ours(host)
        });
        if write {
            return from_us == Some(false)
                || site.is_some_and(|site| site != "same-origin")
                || (site.is_none() && origin.is_none());
        }
        matches!(site, Some("cross-site" | "same-site")) || from_us == Some(false)
    }

    fn cookie(&self) -> String {
        // Cookies know no ports: two explorers on one machine must not take each other's.
        format!("refrain_{}", self.port)
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie();
        let lines = headers.get_all(header::COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(key, value)| key == name && same(value, &self.session))
    }
}

/// The value of a header that stands once; one that stands twice is as good as none.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// Equality whose time does not tell where two secrets differ.
fn same(given: &str, secret: &str) -> bool {
    given.len() == secret.len()
        && given
            .bytes()
            .zip(secret.bytes())
            .fold(0, |differ, (a, b)| differ | (a ^ b))
            == 0
}

fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const PORT: u16 = 4711;

    fn ask(
        guard: &Guard,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Admitted, Refusal> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        guard.admit(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn only_our_own_names_with_our_port_are_hosts() {
        let guard = Guard::new(PORT).unwrap();
        let cookie = format!("refrain_{PORT}={}", guard.session);
        for (host, fine) in [
            ("127.0.0.1:4711", true),
            ("localhost:4711", true),
            ("LOCALHOST:4711", true),
            ("[::1]:4711", true),
            ("127.0.0.1", false),
            ("127.0.0.1:80", false),
            ("evil.example:4711", false),
            ("127.0.0.1.evil.example:4711", false),
            ("evil.example", false),
            ("", false),
        ] {
            let admitted = ask(&guard, "GET", "/", &[("host", host), ("cookie", &cookie)]);
            let expected = if fine {
                Ok(Admitted::Reader)
            } else {
                Err(Refusal::Host)
            };
            assert_eq!(admitted, expected, "{host}");
        }
        assert_eq!(
            ask(&guard, "GET", "/", &[("cookie", &cookie)]),
            Err(Refusal::Host)
        );
        let twice = [
            ("host", "127.0.0.1:4711"),
            ("host", "evil.example"),
            ("cookie", &cookie),
        ];
        assert_eq!(ask(&guard, "GET", "/", &twice), Err(Refusal::Host));
    }

    #[test]
    fn the_token_opens_once_and_the_cookie_from_then_on() {
        let guard = Guard::new(PORT).unwrap();
        let host = ("host", "localhost:4711");
        let enter = format!("/enter/{}", guard.token);
        assert_eq!(ask(&guard, "GET", "/", &[host]), Err(Refusal::NoCookie));
        assert_eq!(ask(&guard, "GET", "/enter/0", &[host]), Err(Refusal::Spent));
        assert_eq!(ask(&guard, "POST", &enter, &[host]), Err(Refusal::Method));
        assert_eq!(ask(&guard, "GET", &enter, &[host]), Ok(Admitted::Entered));
        assert_eq!(ask(&guard, "GET", &enter, &[host]), Err(Refusal::Spent));
        let cookie = format!("a=b; refrain_{PORT}={}", guard.session);
        assert_eq!(
            ask(&guard, "GET", "/", &[host, ("cookie", &cookie)]),
            Ok(Admitted::Reader)
        );
        let other = format!("refrain_{PORT}={}", guard.csrf);
        assert_eq!(
            ask(&guard, "GET", "/", &[host, ("cookie", &other)]),
            Err(Refusal::NoCookie)
        );
        assert_eq!(
            ask(&guard, "GET", "/assets/app.css", &[host]),
            Ok(Admitted::Asset)
        );
    }

    #[test]
    fn what_other_pages_send_is_turned_away() {
        let guard = Guard::new(PORT).unwrap();
        let cookie = format!("refrain_{PORT}={}", guard.session);
        let ours = "http://127.0.0.1:4711";
        for (method, site, origin, fine) in [
            ("GET", Some("none"), None, true),
            ("GET", Some("same-origin"), None, true),
            ("GET", None, None, true),
            ("GET", Some("cross-site"), None, false),
            ("GET", Some("same-site"), None, false),
            ("GET", None, Some("http://evil.example"), false),
            ("POST", Some("same-origin"), Some(ours), true),
            ("POST", None, Some(ours), true),
            ("POST", Some("same-origin"), None, true),
            ("POST", None, None, false),
            ("POST", Some("none"), Some(ours), false),
            ("POST", Some("cross-site"), Some(ours), false),
            (
                "POST",
                Some("same-origin"),
                Some("http://127.0.0.1:80"),
                false,
            ),
            ("POST", Some("same-origin"), Some("null"), true),
            ("POST", Some("cross-site"), Some("null"), false),
            ("POST", None, Some("null"), false),
            ("GET", None, Some("null"), false),
            (
                "POST",
                Some("same-origin"),
                Some("https://127.0.0.1:4711"),
                false,
            ),
        ] {
            let mut headers = vec![("host", "127.0.0.1:4711"), ("cookie", cookie.as_str())];
            headers.extend(site.map(|site| ("sec-fetch-site", site)));
            headers.extend(origin.map(|origin| ("origin", origin)));
            let expected = if fine {
                Ok(Admitted::Reader)
            } else {
                Err(Refusal::Foreign)
            };
            assert_eq!(
                ask(&guard, method, "/", &headers),
                expected,
                "{method} {site:?} {origin:?}"
            );
        }
        for method in ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"] {
            let headers = [("host", "127.0.0.1:4711"), ("cookie", cookie.as_str())];
            assert_eq!(
                ask(&guard, method, "/", &headers),
                Err(Refusal::Method),
                "{method}"
            );
        }
    }
}
