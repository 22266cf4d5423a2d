//! The rule by which an address is made from a name.
//!
//! In: the local part and the display name. Out: the local part with what comes of the name replaced:
//! `wkeller582` of *Wanjiru Keller* becomes `fL999`. People make addresses in many ways; a program
//! that needs a thousand of them makes them in one. Only strings are compared: what language or people
//! a name is of is never looked at.

/// Characters of a local part that are read.
const LONGEST: usize = 64;
/// Shorter parts of a name are found by chance.
const LEAST: usize = 3;

/// The local part with the name's first part as `F` (`f` for its initial), its last as `L` (`l`), any
/// part between as `M`, other runs of letters as `a`, each digit as `9`; the rest stands as it is.
pub(super) fn address_rule(local: &str, name: &str) -> String {
    let local: String = local
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .to_lowercase();
    let name = name.to_lowercase();
    let parts: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && part.chars().all(char::is_alphabetic))
        .collect();
    let named = [
        ('L', parts.last().filter(|_| parts.len() > 1).copied()),
        ('F', parts.first().copied()),
        ('M', parts.get(1).filter(|_| parts.len() > 2).copied()),
    ];
    let mut out = String::new();
    let mut rest = local.as_str();
    while let Some(c) = rest.chars().next() {
        let run = rest
            .find(|c: char| !c.is_alphabetic())
            .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        let found = named.iter().find_map(|&(letter, part)| {
            let part = part.filter(|part| part.chars().count() >= LEAST)?;
            rest.starts_with(part).then_some((letter, part.len()))
        });
        let taken = if let Some((letter, length)) = found {
            out.push(letter);
            length
        } else if run.is_empty() {
            out.push(if c.is_numeric() { '9' } else { c });
            c.len_utf8()
        } else if let Some(letter) = initial(run, &named) {
            out.push(letter);
            c.len_utf8()
        } else {
            out.push('a');
            run.len()
        };
        rest = rest.get(taken..).unwrap_or("");
    }
    out
}

/// The initial that a run of letters begins with, when the run ends there or another part follows.
fn initial(run: &str, named: &[(char, Option<&str>)]) -> Option<char> {
    let first = run.chars().next()?;
    let behind = run.get(first.len_utf8()..).unwrap_or("");
    let follows = behind.is_empty()
        || named.iter().any(|(_, part)| {
            part.is_some_and(|part| part.chars().count() >= LEAST && behind.starts_with(part))
        });
    let (letter, _) = named.iter().find(|(letter, part)| {
        *letter != 'M' && part.is_some_and(|part| part.starts_with(first))
    })?;
    follows.then(|| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_comes_of_the_name_is_replaced() {
        for (local, name, expected) in [
            ("wkeller582", "Wanjiru Keller", "fL999"),
            ("david.silva", "David Silva", "F.L"),
            ("silvad", "David Silva", "Lf"),
            ("rehema_singh6", "Rehema Singh", "F_L9"),
            ("sunflower77", "Lin Tan", "a99"),
            ("petermoreau", "Peter Moreau", "FL"),
            ("j.r.tolkien", "John Ronald Tolkien", "f.a.L"),
            ("office", "", "a"),
        ] {
            assert_eq!(address_rule(local, name), expected, "{local} {name}");
        }
    }

    proptest! {
        #[test]
        fn any_strings_have_a_rule(local in "\\PC{0,80}", name in "\\PC{0,80}") {
            address_rule(&local, &name);
        }
    }
}
