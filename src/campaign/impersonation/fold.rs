//! Text as a hurried reader sees it: what looks alike becomes alike.
//!
//! In: names and host names. Out: [`plain`] forms (case and accents off), [`fold`]ed forms (letters
//! that look alike become one), and [`words`].
//!
//! Source: Unicode TR39 §4 (confusables), by way of the engine's one table of them. We differ in two
//! points: case is folded first, and `rn` becomes `m` rather than `m` becoming `rn`, so that lengths,
//! and with them edit distances, keep their meaning.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::fingerprint::{is_invisible, latin_twin};

/// One word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Case and accents off.
    pub(super) plain: String,
    /// What looks alike made alike.
    pub(super) folded: String,
}

/// Lower case without accents and invisible characters.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let shown = text.chars().filter(|&c| !is_invisible(c)).nfkd();
    shown
        .filter(|c| !matches!(c, '\u{300}'..='\u{36F}') && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A plain text with letters of other scripts as the Latin letters that they pass for, and with
/// digits and pairs of letters as the letter that they pass for.
pub(super) fn fold(plain: &str) -> String {
    let latin: Cow<'_, str> = if plain.is_ascii() {
        Cow::Borrowed(plain)
    } else {
        let twin = |c: char| {
            if c.is_ascii() {
                c
            } else {
                latin_twin(c).unwrap_or(c)
            }
        };
        Cow::Owned(plain.chars().map(twin).collect())
    };
    let mut out = String::with_capacity(latin.len());
    for c in latin.chars() {
        let c = match c {
            '0' => 'o',
            '1' | '|' => 'l',
            other => other,
        };
        let pair = match (out.as_bytes().last(), c) {
            (Some(b'r'), 'n') => Some('m'),
            (Some(b'v'), 'v') => Some('w'),
            _ => None,
        };
        if pair.is_some() {
            out.pop();
        }
        out.push(pair.unwrap_or(c));
    }
    out
}

/// A text whose letters of other scripts are Latin where their shape, capitals included, passes for
/// Latin; `None` when that changes nothing.
pub(super) fn reshaped(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let twin = |c: char| {
        if c.is_ascii() {
            c
        } else {
            latin_twin(c).unwrap_or(c)
        }
    };
    let shaped: String = text.chars().map(twin).collect();
    (shaped != text).then_some(shaped)
}

/// The words of a name in order. Apostrophes and invisible characters part no word.
pub(super) fn words(name: &str) -> Vec<Word> {
    let shown: Cow<'_, str> = if name.is_ascii() && !name.contains(['\'', '`']) {
        Cow::Borrowed(name)
    } else {
        let kept = name
            .chars()
            .filter(|&c| !is_invisible(c) && !matches!(c, '\'' | '`' | '’' | '‘' | 'ʼ'));
        Cow::Owned(kept.nfkc().collect())
    };
    let parts = shown.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let plain = plain(part);
            Word {
                folded: fold(&plain),
                plain,
            }
        })
        .collect()
}

/// A host name in lower-case ASCII form, without the dot at its end; what cannot be brought into it
/// stays as it is, in lower case.
pub(super) fn ascii_host(host: &str) -> String {
    let host = host.trim().trim_end_matches('.');
    if host.is_ascii() {
        return host.to_ascii_lowercase();
    }
    idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_lowercase())
}

/// A label of a host name as it is displayed: punycode becomes the letters that it stands for.
pub(super) fn shown_label(label: &str) -> Cow<'_, str> {
    if label.starts_with("xn--") {
        Cow::Owned(idna::domain_to_unicode(label).0)
    } else {
        Cow::Borrowed(label)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        let of = |text: &str| {
            words(text)
                .into_iter()
                .map(|word| word.folded)
                .collect::<Vec<_>>()
                .join(" ")
        };
        of(text)
    }

    #[test]
    fn what_looks_alike_becomes_alike() {
        for (text, other) in [
            ("rninistry", "ministry"),
            ("0FFICE", "Office"),
            ("Wi1liam", "William"),
            ("Jane D\u{43E}e", "Jane Doe"),
            ("J\u{200B}ane Doé", "jane doe"),
            ("ＪＡＮＥ O’Neil", "Jane ONeil"),
        ] {
            assert_eq!(folded(text), folded(other), "{text}");
        }
        assert_ne!(folded("Jane Doe"), folded("Jane Roe"));
        assert_eq!(words("\u{412}ob Smith").len(), 2);
    }

    #[test]
    fn a_capital_of_another_script_passes_by_its_shape() {
        assert_eq!(reshaped("\u{412}ob").as_deref(), Some("bob"));
        assert_eq!(reshaped("Bob"), None);
    }

    #[test]
    fn a_host_has_one_form() {
        assert_eq!(ascii_host("MINISTRY.example."), "ministry.example");
        assert_eq!(ascii_host("bücher.example"), "xn--bcher-kva.example");
        assert_eq!(shown_label("xn--bcher-kva"), "bücher");
    }

    proptest! {
        #[test]
        fn any_text_folds_and_folding_again_changes_nothing_in_ascii(text in any::<String>(), ascii in "[a-z01|]{0,20}") {
            let _ = (words(&text), ascii_host(&text), shown_label(&text).into_owned(), reshaped(&text));
            let _ = shown_label(&format!("xn--{text}")).into_owned();
            let once = fold(&ascii);
            prop_assert!(once.len() <= ascii.len());
        }
    }
}
