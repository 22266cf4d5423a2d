//! Message identifiers, with or without their angle brackets.
//!
//! In: the value of Message-ID, In-Reply-To or References. Out: the ids without brackets and blanks.
//!
//! Source: RFC 5322 §3.6.4, §4.5.4 (phrases in In-Reply-To).

/// All ids of a value, at most `limit`. Words without brackets count only when they hold an `@`.
pub(super) fn all(value: &str, limit: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = value;
    while let Some((bare, inside)) = rest.split_once('<') {
        ids.extend(loose(bare));
        let end = inside.find(['>', '<', ',']).unwrap_or(inside.len());
        let (id, after) = inside.split_at(end);
        ids.extend(tidy(id));
        rest = after.strip_prefix(['>', ',']).unwrap_or(after);
        if ids.len() >= limit {
            break;
        }
    }
    ids.extend(loose(rest));
    ids.truncate(limit);
    ids
}

/// The one id of a value; a value of one word is an id even without `@`. Empty when there is none.
pub(super) fn first(value: &str) -> String {
    let bracketed = value.split_once('<').and_then(|(_, inside)| {
        let end = inside.find(['>', '<']).unwrap_or(inside.len());
        tidy(inside.get(..end)?)
    });
    bracketed
        .or_else(|| loose(value).next())
        .or_else(|| tidy(value).filter(|_| !value.trim().contains([' ', '\t'])))
        .unwrap_or_default()
}

fn loose(text: &str) -> impl Iterator<Item = String> {
    text.split([' ', '\t', ',', ';'])
        .filter(|word| word.contains('@'))
        .filter_map(tidy)
}

/// The id without blanks and brackets; `None` when nothing is left.
fn tidy(id: &str) -> Option<String> {
    let id: String = id
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && *c != '<' && *c != '>')
        .collect();
    (!id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_with_and_without_brackets() {
        for (value, expected) in [
            ("<a@b>", "a@b"),
            (" < a@b > ", "a@b"),
            ("a@b", "a@b"),
            ("<a@b", "a@b"),
            ("Message of Joe <a@b>", "a@b"),
            ("your mail a@b of today", "a@b"),
            ("20020821", "20020821"),
            ("my mail", ""),
            ("", ""),
        ] {
            assert_eq!(first(value), expected, "{value}");
        }
    }

    #[test]
    fn references_are_split_tolerantly() {
        assert_eq!(
            all("<a@b><c@d>\t<e@ f> g@h, <i@j", 99),
            ["a@b", "c@d", "e@f", "g@h", "i@j"]
        );
        assert_eq!(all("nothing here", 99), Vec::<String>::new());
        assert_eq!(all(&"<a@b>".repeat(50), 7).len(), 7);
    }
}
