//! Whether one word is another one misspelt.
//!
//! In: two words. Out: yes when few letters were left out, added, swapped or mistaken: one in words
//! of four to six letters, two in longer ones (optimal string alignment distance, L. Boytsov 2011).

/// Letters of the longest word that is looked at.
const MAX_LETTERS: usize = 40;

/// Whether `written` is `meant` misspelt; the same word is none.
pub(super) fn of(meant: &str, written: &str) -> bool {
    if meant.len().abs_diff(written.len()) > 8 || meant.len() > MAX_LETTERS * 4 {
        return false;
    }
    let meant: Vec<char> = meant.chars().flat_map(char::to_lowercase).collect();
    let written: Vec<char> = written.chars().flat_map(char::to_lowercase).collect();
    let allowed = match meant.len().min(written.len()) {
        0..=3 => return false,
        4..=6 => 1,
        7..=MAX_LETTERS => 2,
        _ => return false,
    };
    // A misspelt word keeps its first or its last letter; this also spares most comparisons.
    let keeps = meant.first() == written.first() || meant.last() == written.last();
    if !keeps || meant.len().abs_diff(written.len()) > allowed {
        return false;
    }
    (1..=allowed).contains(&distance(&meant, &written))
}

/// Edits by insertion, deletion, substitution and swap of neighbours, no letter edited twice.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (row, &x) in a.iter().enumerate() {
        let mut here = Vec::with_capacity(b.len() + 1);
        let mut left = row + 1;
        here.push(left);
        for (col, &y) in b.iter().enumerate() {
            let pick = |row: &Vec<usize>, at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut least = (pick(&above, col) + usize::from(x != y))
                .min(pick(&above, col + 1) + 1)
                .min(left + 1);
            let swapped = col > 0 && last_a == Some(y) && b.get(col - 1) == Some(&x);
            if swapped {
                least = least.min(pick(&before, col - 1) + 1);
            }
            left = least;
            here.push(left);
        }
        before = std::mem::replace(&mut above, here);
        last_a = Some(x);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_typos_and_other_words_are_not() {
        let table = [
            ("restore", "resotre", true),
            ("stalls", "stals", true),
            ("petition", "peititoin", true),
            ("petition", "petition", false),
            ("petition", "Petition", false),
            ("the", "teh", false),
            ("market", "harbour", false),
            ("friends", "partners", false),
            ("школы", "шклоы", true),
        ];
        for (meant, written, expected) in table {
            assert_eq!(of(meant, written), expected, "{meant} {written}");
        }
    }
}
