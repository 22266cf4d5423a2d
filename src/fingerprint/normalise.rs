//! One word to its normalised form.
//!
//! In: a word as written. Out: its form for comparing: NFKC, invisible characters off, letters of
//! another script that look Latin turned Latin *in words that mix scripts* (so that Russian stays
//! Russian), lower case, Arabic vowel marks and tatweel off.
//!
//! Sources: Unicode UAX #15 (NFKC), UTS #39 §4 (confusables). We differ from UTS #39 in one point:
//! its skeleton also rewrites Latin letters (`m` becomes `rn`), which would part a disguised word
//! from the same word undisguised; so only letters that are not Latin are mapped.

use unicode_normalization::UnicodeNormalization;

/// Whether a character takes no room on the page: zero-width and bidi controls, soft hyphen,
/// variation selectors, tags.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks that Arabic and Hebrew writers add or leave out without changing the word.
const fn is_optional_mark(c: char) -> bool {
    matches!(c, '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0610}'..='\u{061A}' | '\u{06D6}'..='\u{06ED}' | '\u{0591}'..='\u{05C7}')
}

/// Letters of the scripts whose letters pass for Latin ones.
const fn is_lookalike_script(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{03FF}' | '\u{0400}'..='\u{052F}' | '\u{0530}'..='\u{058F}' | '\u{13A0}'..='\u{13FF}')
}

const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}

/// The one ASCII letter, in lower case, that a letter passes for as it stands or in lower case.
#[must_use]
pub fn latin_twin(c: char) -> Option<char> {
    let mut lower = c.to_lowercase();
    let small = lower.next().filter(|_| lower.next().is_none());
    prototype(c).or_else(|| small.and_then(prototype))
}

/// The ASCII letter of the confusables table, in lower case.
fn prototype(c: char) -> Option<char> {
    // The tables take a capital I for an l; a reader of the lower-cased word takes it for an i.
    if matches!(c, '\u{0406}' | '\u{0399}' | '\u{04C0}') {
        return Some('i');
    }
    let mut bytes = [0; 4];
    let mut prototype = unicode_security::skeleton(c.encode_utf8(&mut bytes));
    let first = prototype.next()?;
    (prototype.next().is_none() && first.is_ascii_alphabetic()).then(|| first.to_ascii_lowercase())
}

/// Appends the normalised form of `word` to `out`. `latin` says that the text around is written in
/// Latin letters, so that a word wholly made of lookalikes is read as the Latin word.
pub(super) fn normalise(word: &str, latin: bool, out: &mut String) {
    let visible = word.chars().filter(|&c| !is_invisible(c)).nfkc();
    let letters: Vec<char> = visible
        .filter(|&c| !is_invisible(c) && !is_optional_mark(c))
        .collect();
    let foreign = letters.iter().any(|&c| is_lookalike_script(c));
    let mixed = foreign && letters.iter().any(|&c| is_latin(c));
    let passes = foreign
        && latin
        && letters
            .iter()
            .all(|&c| !is_lookalike_script(c) || latin_twin(c).is_some());
    for c in letters {
        match latin_twin(c) {
            Some(twin) if (mixed || passes) && is_lookalike_script(c) => out.push(twin),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Whether a text hides something from a machine that a reader does not see: invisible characters
/// inside words, or words that mix Latin letters with their lookalikes.
///
/// A zero-width joiner between letters of scripts that need it (Arabic, Indic, Persian) is none.
#[must_use]
pub fn disguised(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut before = ' ';
    let mut pending = false;
    let (mut latin, mut other) = (false, false);
    for c in text.chars() {
        if is_invisible(c) {
            pending |= is_latin(before);
            continue;
        }
        if pending && is_latin(c) {
            return true;
        }
        pending = false;
        if c.is_alphabetic() {
            latin |= is_latin(c);
            other |= is_lookalike_script(c) && latin_twin(c).is_some();
            if latin && other {
                return true;
            }
        } else {
            (latin, other) = (false, false);
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(word: &str, latin: bool) -> String {
        let mut out = String::new();
        normalise(word, latin, &mut out);
        out
    }

    #[test]
    fn disguises_come_off_and_honest_scripts_stay() {
        for (word, latin, expected) in [
            ("gr\u{430}in", true, "grain"),   // Cyrillic а in a Latin word
            ("gra\u{200B}in", true, "grain"), // zero-width space
            ("ＧＲＡＩＮ", true, "grain"),
            ("m\u{456}nister", true, "minister"),
            ("\u{441}\u{43E}\u{440}\u{435}", true, "cope"), // wholly Cyrillic lookalikes in a Latin text
            ("Москва", true, "москва"),
            ("соре", false, "соре"),
            ("كِتَاب", false, "كتاب"),
            ("Straße", true, "straße"),
        ] {
            assert_eq!(of(word, latin), expected, "{word}");
        }
    }

    #[test]
    fn a_disguise_is_told_from_a_language() {
        assert!(disguised("the gr\u{430}in reserve"));
        assert!(disguised("the gra\u{200B}in reserve"));
        assert!(!disguised("Москва и Berlin"));
        assert!(!disguised("می\u{200C}خواهم"));
        assert!(!disguised("плюс a, café"));
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(word in "\\PC{0,12}", latin: bool) {
            let once = of(&word, latin);
            prop_assert_eq!(of(&once, latin), once);
        }
    }
}
