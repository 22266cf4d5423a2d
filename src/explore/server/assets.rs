//! Style sheets and scripts, compiled in.

use super::answer::Answer;

/// Path, type, content.
pub const ASSETS: &[(&str, &str, &str)] = &[
    ("/assets/app.css", "text/css; charset=utf-8", include_str!("../assets/app.css")),
];

/// The asset of a path.
#[must_use]
pub fn of(path: &str) -> Answer {
    let found = ASSETS.iter().find(|(known, _, _)| *known == path);
    found.map_or_else(Answer::not_found, |(_, media_type, content)| {
        Answer::of(media_type, content.as_bytes().to_vec())
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
                let found = content.lines().find(|line| {
                    line.contains(way) && !line.contains("http://www.w3.org/")
                });
                assert_eq!(found, None, "{path}");
            }
        }
    }
}
