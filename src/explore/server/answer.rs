//! What goes back: a body, its type, and the headers that every page of the explorer has.
//!
//! The policy forbids everything that the page did not bring itself: no script or style in a page, nothing from elsewhere,
//! no frame around it. Mail in a frame gets a stricter one.

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde::Serialize;

use super::guard::Refusal;

/// The policy of pages (W3C Content Security Policy Level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of mail in a frame: a sandbox in which nothing runs, loads, opens or goes anywhere.
const MAIL_POLICY: &str = "sandbox; default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The policy of a report in a frame: as the report's own, which holds its style sheet and pictures.
const REPORT_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";

/// An answer.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    media_type: String,
    policy: &'static str,
    /// Which pages may hold it (Fetch standard, `Cross-Origin-Resource-Policy`).
    readers: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Answer {
    /// A body of a type.
    #[must_use]
    pub fn of(media_type: &str, body: Vec<u8>) -> Self {
        Self {
            status: StatusCode::OK,
            media_type: media_type.to_owned(),
            policy: POLICY,
            readers: "same-origin",
            headers: Vec::new(),
            body,
        }
    }

    /// A style sheet or a script, which holds nothing of a case. Mail in a frame has no origin that could be the same, so
    /// that its style sheet must be let into any page.
    #[must_use]
    pub fn asset(media_type: &str, content: &str) -> Self {
        Self {
            readers: "cross-origin",
            ..Self::of(media_type, content.as_bytes().to_vec())
        }
    }

    /// A page. Rendering writes to memory, which does not fail.
    #[must_use]
    pub fn page(page: &impl Template) -> Self {
        Self::of(
            "text/html; charset=utf-8",
            page.render().unwrap_or_default().into_bytes(),
        )
    }

    /// A document.
    #[must_use]
    pub fn json(value: &impl Serialize) -> Self {
        let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
        text.push(b'\n');
        Self::of("application/json", text)
    }

    /// A document that is written already.
    #[must_use]
    pub fn json_text(text: String) -> Self {
        Self::of("application/json", text.into_bytes())
    }

    /// A table to keep.
    #[must_use]
    pub fn csv(name: &str, text: String) -> Self {
        Self::of("text/csv; charset=utf-8", text.into_bytes()).to_keep(&format!("{name}.csv"))
    }

    /// HTML of a mail, for a sandboxed frame.
    #[must_use]
    pub fn mail(html: String) -> Self {
        Self {
            policy: MAIL_POLICY,
            ..Self::of("text/html; charset=utf-8", html.into_bytes())
        }
    }

    /// A report, for a frame.
    #[must_use]
    pub fn report(html: String) -> Self {
        Self {
            policy: REPORT_POLICY,
            ..Self::of("text/html; charset=utf-8", html.into_bytes())
        }
    }

    /// The way to another page of ours, after a form.
    #[must_use]
    pub fn to(path: &str) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            ..Self::of("text/plain; charset=utf-8", Vec::new())
        }
        .with(header::LOCATION, path)
    }

    /// Nothing has this address.
    #[must_use]
    pub fn not_found() -> Self {
        Self::plain(
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "No page has this address. Ids look like c3 for a campaign, m7 for a message, a5 for an account, p2 for a picture.",
            true,
        )
    }

    /// The case could not be read.
    #[must_use]
    pub fn broken(cause: &str) -> Self {
        Self::plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The case could not be read",
            cause,
            true,
        )
    }

    /// A form that says too little.
    #[must_use]
    pub fn unclear(what: &str) -> Self {
        Self::plain(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Something is missing",
            what,
            true,
        )
    }

    /// Somebody was turned away.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        let (status, title, text) = match refusal {
            Refusal::Host => (
                StatusCode::MISDIRECTED_REQUEST,
                "Not this address",
                "The explorer answers on this machine only, under the address that it printed when it was started.",
            ),
            Refusal::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Not in this way",
                "Pages are read, and forms are sent; nothing else is done here.",
            ),
            Refusal::NoCookie => (
                StatusCode::FORBIDDEN,
                "Please open the address that was printed",
                "The explorer opens once by the address with a token that refrain explore printed. Open that address in this browser; if it \
                 was used already, start refrain explore again.",
            ),
            Refusal::Spent => (
                StatusCode::FORBIDDEN,
                "This address was used already",
                "The token in it opens one browser once. Go on in that browser, or start refrain explore again.",
            ),
            Refusal::Foreign => (
                StatusCode::FORBIDDEN,
                "This did not come from a page of the explorer",
                "Nothing was changed. Go back, load the page again, and send the form once more.",
            ),
            Refusal::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "This form is too large",
                "Nothing was changed. A remark may have 20,000 characters.",
            ),
        };
        Self::plain(
            status,
            title,
            text,
            matches!(refusal, Refusal::Foreign | Refusal::TooLarge),
        )
    }

    /// Saved under a name, never opened in the browser.
    #[must_use]
    pub fn to_keep(self, name: &str) -> Self {
        let plain: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "._-".contains(c) {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        self.with(
            header::CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{plain}\""),
        )
    }

    /// With one more header; a value that cannot stand in a header is left out.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    fn plain(status: StatusCode, title: &str, text: &str, way_back: bool) -> Self {
        let page = Plain {
            title,
            text,
            way_back,
        };
        Self {
            status,
            ..Self::page(&page)
        }
    }

    /// The response with the headers that all have.
    #[must_use]
    pub fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_SECURITY_POLICY, self.policy),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-store"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                self.readers,
            ),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=()",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(media_type) = HeaderValue::from_str(&self.media_type) {
            headers.insert(header::CONTENT_TYPE, media_type);
        }
        headers.extend(self.headers);
        response
    }
}

#[derive(Template)]
#[template(path = "page/plain.html")]
struct Plain<'a> {
    title: &'a str,
    text: &'a str,
    way_back: bool,
}
