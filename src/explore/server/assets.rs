//! Style sheets and scripts, compiled in.

use super::answer::Answer;

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Path, type, content.
pub const ASSETS: &[(&str, &str, &str)] = &[
    ("/assets/app.css", CSS, include_str!("../assets/app.css")),
    (
        "/assets/graph.css",
        CSS,
        include_str!("../assets/graph.css"),
    ),
    (
        "/assets/letter.css",
        CSS,
        include_str!("../assets/letter.css"),
    ),
    ("/assets/graph.js", JS, include_str!("../assets/graph.js")),
    (
        "/assets/graph-live.js",
        JS,
        include_str!("../assets/graph-live.js"),
    ),
    (
        "/assets/graph-paint.js",
        JS,
        include_str!("../assets/graph-paint.js"),
    ),
    (
        "/assets/graph-panel.js",
        JS,
        include_str!("../assets/graph-panel.js"),
    ),
    (
        "/assets/graph-payload.js",
        JS,
        include_str!("../assets/graph-payload.js"),
    ),
    (
        "/assets/graph-plane.js",
        JS,
        include_str!("../assets/graph-plane.js"),
    ),
    (
        "/assets/graph-selection.js",
        JS,
        include_str!("../assets/graph-selection.js"),
    ),
    ("/assets/keys.js", JS, include_str!("../assets/keys.js")),
    (
        "/assets/timeline.js",
        JS,
        include_str!("../assets/timeline.js"),
    ),
];

/// The asset of a path.
#[must_use]
pub fn of(path: &str) -> Answer {
    let found = ASSETS.iter().find(|(known, _, _)| *known == path);
    found.map_or_else(Answer::not_found, |(_, media_type, content)| {
        Answer::asset(media_type, content)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_together_are_small() {
        let bytes: usize = ASSETS.iter().map(|(_, _, content)| content.len()).sum();
        assert!(bytes <= 300 << 10, "{bytes}");
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for (path, _, content) in ASSETS {
            for way in ["http://", "https://", "@import", "//cdn", "importScripts"] {
                let found = content
                    .lines()
                    .find(|line| line.contains(way) && !line.contains("http://www.w3.org/"));
                assert_eq!(found, None, "{path}");
            }
        }
    }
}
