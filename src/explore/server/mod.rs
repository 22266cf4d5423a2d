//! The socket: binds a port of the loopback interface, checks every request, and answers it from the site.
//!
//! In: HTTP/1.1 requests. Out: pages. What may ask is decided in [`guard`] before anything of the case is looked at; which
//! page is meant in [`route`]. Work on the case is done on threads of its own, so that a slow page does not hold up others.

pub mod answer;
pub mod assets;
pub mod guard;
pub mod params;
pub mod route;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
};
use tokio::{net::TcpListener, sync::Notify};

use self::{
    answer::Answer,
    guard::{Guard, Refusal},
    params::Params,
    route::Route,
};
use super::{
    pages,
    site::{Site, SiteError},
};

/// Bytes of a form at most: a remark of 20,000 characters, each written as up to twelve.
const FORM: usize = 512 << 10;

/// How the explorer is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port; 0 for any that is free.
    pub port: u16,
}

/// What stops the explorer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port cannot be had.
    #[error("port {port} of 127.0.0.1 cannot be opened; leave --port out to take any that is free")]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The server could not be started or broke down.
    #[error("the server stopped")]
    Server(#[source] io::Error),
    /// Random numbers cannot be had.
    #[error("the system gives no random numbers")]
    Random,
    /// The case cannot be read.
    #[error(transparent)]
    Site(#[from] SiteError),
}

/// Who may ask, and what is asked.
struct Door {
    guard: Guard,
    site: Site,
}

/// Serves a site until `stop` is notified. `ready` hears the address to open, with its one-time token.
///
/// # Errors
/// [`ServeError`].
pub fn serve(
    site: Site,
    options: &Options,
    stop: &Arc<Notify>,
    ready: impl FnOnce(&str),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(ServeError::Server)?;
    let stop = Arc::clone(stop);
    runtime.block_on(async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| ServeError::Port {
            port: options.port,
            source,
        })?;
        let port = listener.local_addr().map_err(ServeError::Server)?.port();
        let guard = Guard::new(port).map_err(|_| ServeError::Random)?;
        ready(&guard.entrance());
        let door = Arc::new(Door { guard, site });
        let router = Router::new().fallback(ask).with_state(door);
        axum::serve(listener, router)
            .with_graceful_shutdown(async move { stop.notified().await })
            .await
            .map_err(ServeError::Server)
    })
}

/// Answers one request.
async fn ask(State(door): State<Arc<Door>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let head = parts.method == axum::http::Method::HEAD;
    let answer = match door.guard.admit(&parts) {
        Err(refusal) => Answer::refused(refusal),
        Ok(guard::Admitted::Entered) => door.guard.welcome(),
        Ok(guard::Admitted::Asset) => assets::of(parts.uri.path()),
        Ok(guard::Admitted::Reader) => reader(&door, &parts, body).await,
    };
    let response = answer.into_response();
    if head {
        return response.map(|_| Body::empty());
    }
    response
}

/// Answers somebody who may read.
async fn reader(door: &Arc<Door>, parts: &axum::http::request::Parts, body: Body) -> Answer {
    let Some((route, format)) = Route::parse(parts.uri.path()) else {
        return Answer::not_found();
    };
    let params = Params::of(parts.uri.query().unwrap_or_default());
    let form = if parts.method == axum::http::Method::POST {
        let Ok(bytes) = to_bytes(body, FORM).await else {
            return Answer::refused(Refusal::TooLarge);
        };
        let form = Params::of(&String::from_utf8_lossy(&bytes));
        if !door.guard.knows(form.get("csrf").unwrap_or_default()) {
            return Answer::refused(Refusal::Foreign);
        }
        Some(form)
    } else {
        None
    };
    let door = Arc::clone(door);
    let path = parts.uri.to_string();
    let worked = tokio::task::spawn_blocking(move || {
        let asked = pages::Asked {
            path,
            route,
            format,
            params,
            form,
            csrf: door.guard.csrf().to_owned(),
        };
        door.site.read(|reader| pages::answer(reader, &asked))
    });
    match worked.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(cause)) => Answer::broken(&cause.to_string()),
        Err(_) => Answer::broken("this page ended unexpectedly, which is a fault of the program"),
    }
}
