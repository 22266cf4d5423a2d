//! A display name like a protected one, with an address that is not the protected one's.
//!
//! In: a display name, the domain that its address lies in, and the index. Out: findings.
//!
//! A person's name is compared as a set of words, so "Doe, Jane" is "Jane Doe"; all its words must be
//! there, one of them may be misspelt by one letter (optimal string alignment), and beside them only
//! titles, initials and words of offices may stand: "Friends of Jane Doe" is nobody's name. One word
//! is no person's name. An office's words must stand in their order; words that every office has
//! never match alone.

use super::{
    Finding, Strength,
    fold::{self, Word},
    known::{Known, Target},
    quoted, vocabulary,
};

const RULE: &str = "impersonation.display_name";
const CAVEAT_PERSON: &str = "Namesakes exist, and people write from private mail; an address that is known to be theirs can be added to the list.";
const CAVEAT_OFFICE: &str = "Offices of other places bear the same name, and services send mail in an office's name; an address that is known to be theirs can be added to the list.";

/// Letters that a name has at least for one misspelt letter to be taken for chance or design, and not for another name.
const NEAR_LETTERS: usize = 12;
/// Letters of a word that may be misspelt: among shorter ones, such as Martin and Marin, both are names.
const NEAR_WORD: usize = 7;
/// Words beside an office's name.
const BESIDE: usize = 4;
/// Letters of an office's name that is one word.
const ONE_WORD: usize = 8;

/// How a name is like a protected one.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is seen or not, in any combination"
)]
struct Likeness {
    /// A letter of another script or a digit stands for a letter.
    disguised: bool,
    /// One letter is another.
    near: bool,
    /// The name of an office of the list, or an office's title, stands beside it.
    role: bool,
    /// The words tell this office from others.
    telling: bool,
    /// What may be shown of it, when that is not all.
    stretch: Option<String>,
}

/// Findings on a display name; `alike` says that the address is at a lookalike of a protected domain.
pub(super) fn check(known: &Known, name: &str, host: &str, alike: bool) -> Vec<Finding> {
    let mut out = found(known, name, &fold::words(name), host, alike, false);
    if out.is_empty()
        && let Some(shaped) = fold::reshaped(name)
    {
        out = found(known, name, &fold::words(&shaped), host, alike, true);
    }
    out
}

fn found(
    known: &Known,
    name: &str,
    words: &[Word],
    host: &str,
    alike: bool,
    shaped: bool,
) -> Vec<Finding> {
    let mut candidates: Vec<usize> = words
        .iter()
        .flat_map(|word| known.with_word(&word.folded))
        .copied()
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    let targets = candidates
        .iter()
        .filter_map(|&index| known.targets.get(index));
    targets
        .filter_map(|target| {
            let like = if target.office {
                office(target, words)?
            } else {
                person(known, target, words)?
            };
            let like = Likeness {
                disguised: like.disguised || shaped,
                ..like
            };
            Some(finding(target, &like, name, host, alike))
        })
        .collect()
}

fn finding(target: &Target, like: &Likeness, name: &str, host: &str, alike: bool) -> Finding {
    let strong = like.disguised || like.role || alike || (target.office && like.telling);
    let seen = like.stretch.clone().unwrap_or_else(|| name.to_owned());
    let how = match (like.disguised, like.near) {
        (true, _) => "looks like, but is not written like,",
        (false, true) => "is one letter away from",
        (false, false) => "is like",
    };
    let beside = match (like.role, alike) {
        (true, _) => "; the words of an office stand beside it",
        (false, true) => "; that domain looks like a protected one",
        (false, false) => "",
    };
    let place = if host.is_empty() {
        "without an address".to_owned()
    } else {
        format!("with an address at {host}")
    };
    Finding {
        rule: RULE,
        strength: if strong {
            Strength::Strong
        } else {
            Strength::Weak
        },
        protected: target.shown.clone(),
        text: format!(
            "the display name {} {place} {how} the protected {}{beside}; that is consistent with {}",
            quoted(&seen),
            quoted(&target.shown),
            match (strong, target.office) {
                (true, _) => "mail in another's name",
                (false, true) => "an office of the same name, and with mail in its name",
                (false, false) =>
                    "a namesake or a further address of theirs, and with mail in their name",
            }
        ),
        seen,
        caveat: if target.office {
            CAVEAT_OFFICE
        } else {
            CAVEAT_PERSON
        },
    }
}

/// Whether what differs in two words that look alike is a letter of another script or a digit.
fn is_disguise(a: &Word, b: &Word) -> bool {
    let strange = |word: &Word| word.plain.chars().any(|c| !c.is_ascii_alphabetic());
    a.plain != b.plain && (strange(a) || strange(b))
}

fn person(known: &Known, target: &Target, words: &[Word]) -> Option<Likeness> {
    if target.words.len() < 2 {
        return None;
    }
    let mut like = Likeness::default();
    let mut left: Vec<&Word> = words.iter().collect();
    let mut missing = Vec::new();
    for wanted in &target.words {
        match take(&mut left, |word| word.folded == wanted.folded) {
            Some(word) => {
                like.disguised |= is_disguise(word, wanted);
                like.near |= word.plain != wanted.plain;
            }
            None => missing.push(wanted),
        }
    }
    match missing.as_slice() {
        [] => {}
        [wanted] if target.joined.chars().count() >= NEAR_LETTERS => {
            take(&mut left, |word| is_near(&word.folded, &wanted.folded))?;
            like.near = true;
        }
        all if all.len() == target.words.len() => {
            take(&mut left, |word| word.folded == target.joined)?;
        }
        _ => return None,
    }
    for word in left {
        let plain = word.plain.as_str();
        if vocabulary::institution(plain) || known.own_word(plain) {
            like.role = true;
        } else if !(vocabulary::title(plain)
            || vocabulary::linking(plain)
            || vocabulary::generic(plain))
        {
            return None;
        }
    }
    Some(like)
}

/// Takes out the first word that fits.
fn take<'a>(left: &mut Vec<&'a Word>, fits: impl Fn(&Word) -> bool) -> Option<&'a Word> {
    let at = left.iter().position(|word| fits(word))?;
    Some(left.remove(at))
}

/// Whether two words are one letter apart and begin with the same one.
fn is_near(a: &str, b: &str) -> bool {
    let lengths = (a.chars().count(), b.chars().count());
    lengths.0.min(lengths.1) >= NEAR_WORD
        && lengths.0.abs_diff(lengths.1) <= 1
        && a.chars().next() == b.chars().next()
        && strsim::osa_distance(a, b) == 1
}

fn office(target: &Target, words: &[Word]) -> Option<Likeness> {
    let counting: Vec<&Word> = words
        .iter()
        .filter(|word| !vocabulary::linking(&word.plain))
        .collect();
    let length = target.words.len();
    if length == 0 || counting.len() > length + BESIDE {
        return None;
    }
    let common = |word: &&Word| vocabulary::generic(&word.plain);
    let telling =
        |word: &&Word| !vocabulary::generic(&word.plain) && !vocabulary::institution(&word.plain);
    if target.words.iter().all(|word| common(&word)) {
        return None;
    }
    let (at, like) = counting
        .windows(length)
        .enumerate()
        .find_map(|(at, window)| Some((at, stands(target, window)?)))?;
    let like = Likeness {
        telling: target.words.iter().any(|word| telling(&word)),
        ..like
    };
    let alone = counting.len() == length;
    let one_word = length == 1;
    if (one_word && (!alone || !like.telling || target.joined.chars().count() < ONE_WORD))
        || (!alone && !like.telling)
        || (!alone && words.iter().any(|word| word.plain == "via"))
    {
        return None;
    }
    let stretch = (!alone).then(|| {
        let window = counting.get(at..at + length).unwrap_or_default();
        let shown: Vec<&str> = window.iter().map(|word| word.plain.as_str()).collect();
        format!("… {} …", shown.join(" "))
    });
    Some(Likeness {
        telling: like.telling && alone && !one_word,
        stretch,
        ..like
    })
}

/// Whether an office's words stand here, one of them misspelt at most.
fn stands(target: &Target, window: &[&Word]) -> Option<Likeness> {
    let mut like = Likeness::default();
    for (word, wanted) in window.iter().zip(&target.words) {
        if word.folded == wanted.folded {
            like.disguised |= is_disguise(word, wanted);
            like.near |= word.plain != wanted.plain;
        } else if !like.near && target.words.len() > 1 && is_near(&word.folded, &wanted.folded) {
            like.near = true;
        } else {
            return None;
        }
    }
    Some(like)
}
