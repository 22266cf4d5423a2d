//! Findings against the protected list as a report tells them: equal ones in one line, by the
//! protected name or domain, most first.
//!
//! In: rows, and the run's parameters, which tell whether there was a list. Out: [`Impersonations`].
//! The protected name is shown as the user gave it, and so is the domain that was seen; the rows hold
//! no sender's local part. Who wrote stands under the name that senders have in the whole report.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Names, Rows, clean,
    dossier::{Dossier, Impersonated, ImpersonationLine, Impersonations},
    words::{count, grouped},
};
use crate::case::rows::{AccountRow, ImpersonationRow};

/// Lines that a report lists.
const LISTED: usize = 20;

/// Tells the findings; `None` when the analysis had no list.
pub(super) fn assemble(rows: &Rows, names: &Names<'_>) -> Option<Impersonations> {
    let run = rows.run.as_ref()?;
    let parameters: serde_json::Value = serde_json::from_str(&run.parameters).ok()?;
    let list = parameters.get("protected_list")?;
    let text = |name: &str| {
        let value = list.get(name).and_then(serde_json::Value::as_str);
        clean::visible(value.unwrap_or_default())
    };
    let mut targets = targets(rows, names);
    let concerned = targets.len();
    let mut room = LISTED;
    let mut hidden = 0;
    for target in &mut targets {
        let shown = target.lines.len().min(room);
        hidden += target.lines.len() - shown;
        room -= shown;
        target.lines.truncate(shown);
    }
    targets.retain(|target| !target.lines.is_empty());
    let messages: BTreeSet<u32> = rows.impersonations.iter().map(|row| row.message).collect();
    let strong = rows.impersonations.iter().filter(|row| is_strong(row));
    Some(Impersonations {
        list: text("file"),
        entries: list
            .get("entries")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or_default(),
        digest: text("sha256"),
        findings: rows.impersonations.len() as u64,
        strong: strong.count() as u64,
        messages: messages.len() as u64,
        targets,
        concerned,
        hidden,
    })
}

fn is_strong(row: &ImpersonationRow) -> bool {
    row.strength == "strong"
}

/// Findings by rule, strength and text.
type Equal<'a> = BTreeMap<(&'a str, &'a str, &'a str), Vec<&'a ImpersonationRow>>;

fn targets(rows: &Rows, names: &Names<'_>) -> Vec<Impersonated> {
    let accounts: BTreeMap<u32, &AccountRow> =
        rows.accounts.iter().map(|row| (row.account, row)).collect();
    let mut by_target: BTreeMap<&str, Equal<'_>> = BTreeMap::new();
    for row in &rows.impersonations {
        by_target
            .entry(&row.protected)
            .or_default()
            .entry((&row.rule, &row.strength, &row.text))
            .or_default()
            .push(row);
    }
    let mut out: Vec<(usize, Impersonated)> = by_target
        .into_iter()
        .map(|(protected, found)| {
            let messages: BTreeSet<u32> = found.values().flatten().map(|row| row.message).collect();
            let strong = found
                .values()
                .flatten()
                .filter(|row| is_strong(row))
                .count();
            let mut lines: Vec<ImpersonationLine> = found
                .values()
                .filter_map(|equal| line(equal, rows, &accounts, names))
                .collect();
            lines.sort_by(|a, b| {
                let strong = |line: &ImpersonationLine| line.strength == "strong";
                strong(b)
                    .cmp(&strong(a))
                    .then(b.messages.cmp(&a.messages))
                    .then(a.example.cmp(&b.example))
                    .then_with(|| a.text.cmp(&b.text))
            });
            let target = Impersonated {
                protected: clean::visible(protected),
                messages: messages.len() as u64,
                lines,
            };
            (strong, target)
        })
        .collect();
    out.sort_by(|(strong_a, a), (strong_b, b)| {
        strong_b
            .cmp(strong_a)
            .then(b.messages.cmp(&a.messages))
            .then_with(|| a.protected.cmp(&b.protected))
    });
    out.into_iter().map(|(_, target)| target).collect()
}

fn line(
    equal: &[&ImpersonationRow],
    rows: &Rows,
    accounts: &BTreeMap<u32, &AccountRow>,
    names: &Names<'_>,
) -> Option<ImpersonationLine> {
    let first = equal.iter().min_by_key(|row| row.message)?;
    let writer = |row: &ImpersonationRow| rows.writers.get(&row.message).copied();
    let writers: BTreeSet<u32> = equal.iter().filter_map(|row| writer(row)).collect();
    let sender = writer(first).and_then(|account| accounts.get(&account));
    Some(ImpersonationLine {
        rule: clean::visible(&first.rule),
        strength: clean::visible(&first.strength),
        text: clean::visible(&first.text),
        caveat: clean::visible(&first.caveat),
        messages: u32::try_from(equal.len()).unwrap_or(u32::MAX),
        example: first.message,
        sender: sender.map(|row| names.account(row)).unwrap_or_default(),
        others: writers.len().saturating_sub(1),
    })
}

impl Impersonations {
    /// The findings in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let list = format!(
            "the protected list {} ({})",
            self.list,
            count(self.entries, "entry", "entries")
        );
        if self.findings == 0 {
            return format!("No mail is like {list} without coming from it.");
        }
        format!(
            "{} on {} against {list}: {} strong, {} weak.",
            count(self.findings, "finding", "findings"),
            count(self.messages, "message", "messages"),
            grouped(self.strong),
            grouped(self.findings - self.strong)
        )
    }
}

impl ImpersonationLine {
    /// Which messages, and whose.
    #[must_use]
    pub fn place(&self) -> String {
        let who = match (self.sender.as_str(), self.others) {
            ("", _) => String::new(),
            (sender, 0) => format!(", from {sender}"),
            (sender, others) => format!(
                ", from {sender} and {}",
                count(others as u64, "other", "others")
            ),
        };
        let first = format!("m{}", self.example);
        match self.messages {
            0 | 1 => format!("{first}{who}"),
            messages => format!(
                "{}, first {first}{who}",
                count(messages.into(), "message", "messages")
            ),
        }
    }
}

/// The part of the command that names the list.
pub(super) fn argument(d: &Dossier, quoted: impl Fn(&str) -> String) -> String {
    d.impersonations.as_ref().map_or_else(String::new, |found| {
        format!(" --protect {}", quoted(&found.list))
    })
}

/// What stands above the findings in every rendering.
pub(super) const NOTE: &str = "Each finding is one observation on a sender, told for single mails too. None says who wrote, or why; \
    a weak one is often a namesake or a habit of mail programs. “Strong” means that ordinary mail seldom shows it.";

/// How many lines are not listed.
pub(super) fn hidden(found: &Impersonations) -> String {
    if found.hidden == 0 {
        return String::new();
    }
    format!(
        "{} not listed here; the table impersonations has them all.",
        count(found.hidden as u64, "further line is", "further lines are")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn finding(message: u32, protected: &str, strength: &str, text: &str) -> ImpersonationRow {
        ImpersonationRow {
            rule: "impersonation.display_name".to_owned(),
            strength: strength.to_owned(),
            message,
            protected: protected.to_owned(),
            text: text.to_owned(),
            caveat: "Namesakes exist.".to_owned(),
            ..ImpersonationRow::default()
        }
    }

    fn told(rows: &Rows) -> Option<Impersonations> {
        assemble(
            rows,
            &Names::Pseudonyms(&|handle| format!("s-{}", handle.len())),
        )
    }

    #[test]
    fn equal_findings_stand_in_one_line_under_the_name_that_has_most() {
        let mut rows = sample::rows();
        assert_eq!(told(&rows), None);
        if let Some(run) = &mut rows.run {
            run.parameters =
                r#"{"protected_list":{"file":"p.txt","entries":2,"sha256":"00"}}"#.to_owned();
        }
        rows.writers = (0..60).map(|message| (message, message)).collect();
        rows.impersonations = vec![
            finding(3, "Ann", "weak", "a"),
            finding(2, "Ann", "weak", "a"),
            finding(9, "Bo", "strong", "b"),
        ];
        rows.impersonations
            .extend((10..40).map(|message| finding(message, "Cem", "weak", &message.to_string())));
        let found = told(&rows).unwrap();
        assert_eq!(
            found.summary(),
            "33 findings on 33 messages against the protected list p.txt (2 entries): 1 strong, 32 weak."
        );
        let order: Vec<_> = found
            .targets
            .iter()
            .map(|t| (t.protected.as_str(), t.messages, t.lines.len()))
            .collect();
        assert_eq!(order, [("Bo", 1, 1), ("Cem", 30, 19)]);
        assert_eq!((found.hidden, found.concerned), (12, 3));
        rows.impersonations.truncate(2);
        let found = told(&rows).unwrap();
        assert_eq!(
            found.targets[0].lines[0].place(),
            "2 messages, first m2, from s-22 and 1 other"
        );
        assert_eq!(hidden(&found), "");
    }
}
