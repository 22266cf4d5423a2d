//! `format=flowed`: soft line ends joined again, quote marks kept.
//!
//! In: text with `\n` line ends. Out: text whose quoted lines start with as many `>` as before and
//! one blank, so that quoting stays recognisable.
//!
//! Source: RFC 3676 §4.

/// Joins flowed lines; `delsp` says that the blank at a soft line end goes.
pub(super) fn join(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let ended = line.ends_with('\n');
        let line = line.strip_suffix('\n').unwrap_or(line);
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        let content = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let signature = content == "-- ";
        if open.is_some_and(|quoted| quoted != depth || signature) {
            // A soft end before another depth or the signature was hard after all.
            out.push('\n');
            open = None;
        }
        if open.is_none() && depth > 0 {
            out.extend(std::iter::repeat_n('>', depth));
            if !content.is_empty() {
                out.push(' ');
            }
        }
        let soft = content.ends_with(' ') && !signature;
        out.push_str(if soft && delsp {
            content.strip_suffix(' ').unwrap_or(content)
        } else {
            content
        });
        open = soft.then_some(depth);
        if ended && !soft {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_line_ends_are_joined_and_quotes_stay_quotes() {
        for (text, expected) in [
            ("one \ntwo\nthree\n", "one two\nthree\n"),
            ("> one \n> two\nmine\n", "> one two\nmine\n"),
            (">> deep \n> less\n", ">> deep \n> less\n"),
            (" >not a quote\n From here\n", ">not a quote\nFrom here\n"),
            ("text \n-- \nname\n", "text \n-- \nname\n"),
            (">\n> a\n", ">\n> a\n"),
            ("last ", "last "),
        ] {
            assert_eq!(join(text, false), expected, "{text:?}");
        }
        assert_eq!(join("so \nft\n", true), "soft\n");
    }
}
