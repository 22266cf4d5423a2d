//! Whether a text hides letters: words of mixed scripts, or characters that nobody sees.
//!
//! In: a text as written. Out: yes or no. Source: UTS 39 (mixed-script detection) and UAX 9 (bidi
//! controls). Joiners within Arabic or Indic words and direction marks beside right-to-left words
//! are ordinary spelling, so they do not count.

use unicode_security::MixedScript;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a text hides letters.
pub(super) fn disguised(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let rtl = text.chars().any(|c| ('\u{590}'..='\u{8ff}').contains(&c));
    let mut before = None;
    for c in text.chars() {
        let hidden = match c {
            '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{180e}' => true,
            '\u{feff}' => before.is_some(),
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' => !rtl,
            '\u{200c}' | '\u{200d}' => before.is_some_and(european),
            _ => false,
        };
        if hidden {
            return true;
        }
        before = Some(c);
    }
    text.unicode_words().any(|word| !word.is_ascii() && word.chars().any(european) && !word.is_single_script())
}

/// A letter of a script that needs no joiners.
fn european(c: char) -> bool {
    c.is_alphabetic() && c < '\u{590}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hidden_letters_are_a_disguise() {
        let table = [
            ("Please act now", false),
            ("Pleаse act now", true),
            ("Ple\u{200b}ase act", true),
            ("co\u{ad}operate", true),
            ("Привет, друзья", false),
            ("Café à l’été", false),
            ("می\u{200c}خواهم", false),
            ("请采取行动 now", false),
            ("👩\u{200d}🌾 farmers", false),
            ("مرحبا \u{200f}world", false),
        ];
        for (text, expected) in table {
            assert_eq!(disguised(text), expected, "{text}");
        }
    }
}
