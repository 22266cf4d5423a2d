//! Small changes to a text: disguise by an operator, slips by a person.
//!
//! In: a text and dice. Out: the text changed in few places.

use super::dice::Dice;

/// Look-alikes of Latin letters.
const LOOK_ALIKES: [(char, char); 8] = [
    ('a', 'а'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('c', 'с'),
    ('i', 'і'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Look-alike letters, invisible letters, other cases or other punctuation, one of these ways.
pub(super) fn disguise(text: &str, dice: &mut Dice) -> String {
    let way = dice.below(4);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match way {
            0 => out.push(
                LOOK_ALIKES
                    .iter()
                    .find(|(latin, _)| *latin == c && dice.percent(7))
                    .map_or(c, |&(_, other)| other),
            ),
            1 => {
                out.push(c);
                if c.is_ascii_lowercase() && dice.percent(3) {
                    out.push('\u{200b}');
                }
            }
            2 if dice.percent(3) => out.push(if c.is_ascii_lowercase() {
                c.to_ascii_uppercase()
            } else {
                c
            }),
            3 if c == '.' && dice.percent(40) => out.push_str(dice.pick(&["!", "..", " -", ";"])),
            3 if c == ',' && dice.percent(40) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Exchanges two neighbouring letters in about one word of a hundred, as quick fingers do.
pub(super) fn slips(text: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    for (k, word) in text.split(' ').enumerate() {
        if k > 0 {
            out.push(' ');
        }
        let bytes = word.as_bytes();
        if word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && dice.percent(2) {
            let at = usize::try_from(dice.below(word.len() as u64 - 2)).unwrap_or(0) + 1;
            for (i, &byte) in bytes.iter().enumerate() {
                let other = if i == at {
                    bytes.get(at - 1)
                } else if i + 1 == at {
                    bytes.get(at)
                } else {
                    None
                };
                out.push(char::from(*other.unwrap_or(&byte)));
            }
        } else {
            out.push_str(word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Stream;

    #[test]
    fn slips_keep_the_letters_and_their_number() {
        let text = "several words that nobody would ever miss ".repeat(30);
        let mut dice = Dice::of(1, Stream::Member, 1);
        let slipped = slips(&text, &mut dice);
        let sorted = |text: &str| {
            let mut letters: Vec<char> = text.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_ne!(slipped, text);
        assert_eq!(sorted(&slipped), sorted(&text));
    }

    #[test]
    fn a_disguise_leaves_most_letters_as_they_were() {
        for index in 0..20 {
            let text = "the gravel lane, behind the mill, was closed. ".repeat(10);
            let changed = disguise(&text, &mut Dice::of(1, Stream::Member, index));
            assert!(strsim::normalized_levenshtein(&text, &changed) > 0.85);
        }
    }
}
