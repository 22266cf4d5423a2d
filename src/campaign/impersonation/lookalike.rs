//! A domain like a protected one.
//!
//! In: a host name that lies in no protected domain, and the index. Out: at most one finding, of the
//! first kind that fits:
//!
//! | kind | seen for `ministry-of-tides.example` |
//! |---|---|
//! | the protected name stands before another domain | `ministry-of-tides.example.net-access.example` |
//! | letters that look alike (also as punycode) | `rninistry-of-tides.example` |
//! | a hyphen in place of the dot, or nothing | `ministryoftides-example.org` |
//! | the same name with words added | `ministry-of-tides-login.example` |
//! | the same name under another ending | `ministry-of-tides.org` |
//! | one letter more, less, other, or two swapped; two in long names | `minstry-of-tides.example` |
//!
//! Short names and names that many have are left alone: among them one letter is no sign.

use super::{
    Finding, Strength, fold,
    known::{Domain, Known, split},
    quoted, vocabulary,
};
use crate::trace;

pub(super) const RULE: &str = "impersonation.lookalike_domain";
const CAVEAT: &str = "Organisations register their name under several endings, and others may have a like name by right; a domain that is known to be theirs can be added to the list.";

/// Letters from which a name in letters that look alike, or with words added that make it look official, is a sign.
const SAME_NAME: usize = 6;
/// Letters from which a name under another ending, or with other words added, is one: shorter names are words
/// that many have (`python.org` and `python.net` in the mail that this was tried on).
const LONG_NAME: usize = 8;
/// Letters from which one edit is a sign, and from which it is a strong one.
const ONE_EDIT: usize = 6;
const ONE_EDIT_STRONG: usize = 8;
/// Letters from which two edits are a sign.
const TWO_EDITS: usize = 12;

/// A finding on a host.
pub(super) fn check(known: &Known, host: &str) -> Option<Finding> {
    let registrable = trace::registrable(host)?;
    if trace::freemail(&registrable) {
        return None;
    }
    let (domain, strength, how) = standing_before(known, host)
        .or_else(|| like(known, &registrable))
        .filter(|(domain, _, _)| !domain.holds(&registrable))?;
    let (label, ending) = split(&registrable);
    let label = fold::shown_label(label);
    let unicode = if label.is_ascii() {
        String::new()
    } else {
        format!(" (displayed as {})", quoted(&format!("{label}.{ending}")))
    };
    Some(Finding {
        rule: RULE,
        strength,
        protected: domain.shown().to_owned(),
        seen: host.to_owned(),
        text: format!(
            "the domain {host}{unicode} {how} the protected {}; that is consistent with a domain chosen to be mistaken for it",
            domain.shown()
        ),
        caveat: CAVEAT,
    })
}

type Like<'a> = (&'a Domain, Strength, &'static str);

/// `ministry.example.evil.example`.
fn standing_before<'a>(known: &'a Known, host: &str) -> Option<Like<'a>> {
    let labels: Vec<&str> = host.split('.').collect();
    if labels.len() < 3 || labels.len() > 12 {
        return None;
    }
    let starts = 0..labels.len();
    starts
        .flat_map(|start| (start + 2..labels.len()).map(move |end| (start, end)))
        .find_map(|(start, end)| known.host(&labels.get(start..end)?.join(".")))
        .map(|domain| {
            (
                domain,
                Strength::Strong,
                "stands at another owner and begins like",
            )
        })
}

fn like<'a>(known: &'a Known, registrable: &str) -> Option<Like<'a>> {
    let (label, ending) = split(registrable);
    let plain = fold::plain(&fold::shown_label(label));
    let folded = fold::fold(&plain);
    let letters = folded.chars().count();
    if let Some(domain) = known.label(&folded)
        && letters >= SAME_NAME
    {
        if plain != domain.label || label.starts_with("xn--") {
            return Some((
                domain,
                Strength::Strong,
                "is written with letters that look like those of",
            ));
        }
        if letters >= LONG_NAME && !vocabulary::common_label(&plain) {
            return Some((
                domain,
                Strength::Weak,
                "has the name, under another ending, of",
            ));
        }
    }
    let compact = folded.replace('-', "");
    if let Some(domain) = known
        .compact(&compact)
        .filter(|d| d.compact.len() > SAME_NAME)
    {
        return Some((
            domain,
            Strength::Strong,
            "has in one word the name and the ending of",
        ));
    }
    words_added(known, &folded).or_else(|| edited(known, &folded, ending))
}

/// `ministry-login.example`.
fn words_added<'a>(known: &'a Known, folded: &str) -> Option<Like<'a>> {
    let words: Vec<&str> = folded.split('-').collect();
    if words.len() < 2 || words.len() > 8 {
        return None;
    }
    for start in 0..words.len() {
        for end in (start + 1..=words.len()).rev() {
            let part = words.get(start..end)?.join("-");
            let Some(domain) = known.label(&part) else {
                continue;
            };
            if part.chars().count() < SAME_NAME || vocabulary::common_label(&domain.label) {
                continue;
            }
            let mut others = words.iter().take(start).chain(words.iter().skip(end));
            let ending = |word: &str| domain.ending.split('.').any(|part| part == word);
            let official = others.all(|word| vocabulary::bait(word) || ending(word));
            let strength = match official {
                true => Strength::Strong,
                false if part.chars().count() >= LONG_NAME => Strength::Weak,
                false => continue,
            };
            return Some((domain, strength, "holds, with words added, the name of"));
        }
    }
    None
}

/// `minsitry.example`.
fn edited<'a>(known: &'a Known, folded: &str, ending: &str) -> Option<Like<'a>> {
    let letters = folded.chars().count();
    if letters < ONE_EDIT {
        return None;
    }
    known.beginning_like(folded).find_map(|domain| {
        let other = domain.folded.chars().count();
        let least = letters.min(other);
        if letters.abs_diff(other) > 2 || least < ONE_EDIT || domain.folded == folded {
            return None;
        }
        match strsim::osa_distance(folded, &domain.folded) {
            1 if least >= ONE_EDIT_STRONG && ending == domain.ending => {
                Some((domain, Strength::Strong, "is one letter away from"))
            }
            1 => Some((
                domain,
                Strength::Weak,
                "is, but for its ending perhaps, one letter away from",
            )),
            2 if least >= TWO_EDITS => Some((domain, Strength::Weak, "is two letters away from")),
            _ => None,
        }
    })
}
