//! The report as Markdown (`CommonMark` with tables), for people who go on writing.
//!
//! In: a [`Dossier`]. Out: text in the same order as the HTML report. Everything from mail is
//! escaped, so that no letter can make headings, links or HTML.

use std::fmt::Write as _;

use super::{
    communities,
    dossier::{CampaignDetail, Dossier},
    exemplar::Change,
    html, impersonations, judgements, pictures,
    pieces::Shown,
    sentences,
    words::{self, GLOSSARY, LAWFUL, LIMITS, NOT_SAID, grouped, percent, signed},
};
use crate::campaign::HYPOTHESES;

/// The report as Markdown.
#[must_use]
pub fn markdown(d: &Dossier) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n## Key findings\n\n",
        text(&d.case),
        text(&sentences::numbers(d))
    );
    let findings = html::findings(d);
    if findings.is_empty() {
        out.push_str("No text is repeated by enough messages to be called a campaign.\n\n");
    } else {
        table(
            &mut out,
            &["Finding", "Likelihood of *operated*", "Confidence"],
        );
        for finding in findings {
            row(
                &mut out,
                &[
                    text(&finding.text),
                    format!("{} {}", finding.likelihood.0, finding.likelihood.1),
                    finding.confidence.to_owned(),
                ],
            );
        }
    }
    let _ = writeln!(
        out,
        "\n{}\n\n> {LAWFUL}\n\n## What this report does not say\n",
        text(&sentences::alone(d))
    );
    for (name, meaning) in NOT_SAID {
        let _ = writeln!(out, "- **{name}.** {meaning}");
    }
    sources(&mut out, d);
    campaigns(&mut out, d);
    protected(&mut out, d);
    together(&mut out, d);
    for detail in &d.details {
        campaign(&mut out, detail);
    }
    judgements(&mut out, d);
    foot(&mut out, d);
    out
}

/// What analysts said.
fn judgements(out: &mut String, d: &Dossier) {
    if d.judgements.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Verdict log\n\n{}\n", judgements::NOTE);
    table(
        out,
        &[
            "Entry",
            "Time (UTC)",
            "Campaign",
            "What was said",
            "Likelihood",
            "Confidence",
            "Remark",
            "By",
        ],
    );
    for line in &d.judgements {
        let withdrawn = if line.withdrawn { " (withdrawn)" } else { "" };
        row(
            out,
            &[
                line.entry.to_string(),
                line.when(),
                line.campaign.clone(),
                format!("{}{withdrawn}", text(&line.says)),
                text(&line.likelihood),
                text(&line.confidence),
                text(&line.remark),
                text(&line.by),
            ],
        );
    }
}

/// Limits, reproduction, glossary and where to object.
fn foot(out: &mut String, d: &Dossier) {
    out.push_str("\n## Limits\n\n");
    for limit in LIMITS {
        let _ = writeln!(out, "- {limit}");
    }
    let _ = writeln!(
        out,
        "\n## Reproduction\n\n{}\n",
        code(&sentences::commands(d))
    );
    let _ = writeln!(
        out,
        "Written by refrain {}. {}\n\n## Glossary\n",
        d.version,
        sentences::names_note(d)
    );
    for (name, meaning) in GLOSSARY {
        let _ = writeln!(out, "- **{name}**: {meaning}");
    }
    let contact = d.contact.as_deref().map_or_else(|| "\\_".repeat(30), text);
    let _ = write!(
        out,
        "\n## Objection\n\nWhoever finds their own letter described here, or described wrongly, can object and ask for \
         correction:\n\n{contact}\n"
    );
}

fn sources(out: &mut String, d: &Dossier) {
    out.push_str("\n## Sources\n\n");
    table(
        out,
        &[
            "File",
            "SHA-256",
            "Messages",
            "Repeated",
            "Rejected",
            "Dates, as stated",
        ],
    );
    for file in &d.sources.files {
        row(
            out,
            &[
                text(&file.name),
                file.digest.clone().unwrap_or_default(),
                grouped(file.messages),
                grouped(file.repeated),
                grouped(file.rejected),
                words::span(file.span),
            ],
        );
    }
    let note = sentences::sources_note(d);
    if !note.is_empty() {
        let _ = writeln!(out, "\n{}", text(&note));
    }
    for reject in &d.sources.rejects {
        let place = if reject.offset.is_empty() {
            String::new()
        } else {
            format!(", byte {}", reject.offset)
        };
        let line = format!(
            "{}{place}: {}; {}",
            reject.source, reject.cause, reject.remedy
        );
        let _ = writeln!(out, "\n- rejected: {}", text(&line));
    }
    let _ = writeln!(out, "\n## Method\n\n{}", text(&sentences::run_note(d)));
    if let Some(run) = d.run.as_ref().filter(|run| !run.parameters.is_empty()) {
        out.push('\n');
        table(out, &["Parameter", "Value"]);
        for (name, value) in &run.parameters {
            row(out, &[text(name), text(value)]);
        }
    }
}

fn campaigns(out: &mut String, d: &Dossier) {
    let _ = writeln!(
        out,
        "\n## Campaigns, and the rest\n\n{}\n",
        text(&sentences::alone(d))
    );
    if d.campaigns.is_empty() {
        return;
    }
    table(
        out,
        &[
            "Id",
            "Verdict",
            "First words",
            "Likelihood of *operated*",
            "Confidence",
            "dB",
            "Messages",
            "Accounts",
            "Span",
        ],
    );
    for line in &d.campaigns {
        row(
            out,
            &[
                line.id(),
                words::verdict_label(line.verdict).to_owned(),
                text(&line.summary),
                line.likelihood.to_string(),
                line.confidence.word().to_owned(),
                signed(line.weight),
                grouped(line.messages.into()),
                grouped(line.accounts.into()),
                words::span(line.span),
            ],
        );
    }
    let _ = writeln!(out, "\n{}", sentences::campaigns_note(d));
}

/// Accounts that act together.
fn together(out: &mut String, d: &Dossier) {
    let Some(found) = &d.communities else {
        return;
    };
    let _ = writeln!(
        out,
        "\n## Accounts that act together\n\n{} {}\n\n{}",
        text(&found.summary()),
        communities::NOTE,
        communities::INNOCENT
    );
    for line in &found.lines {
        let _ = writeln!(
            out,
            "\n### Cluster {}: {}\n\n{}.\n\n{}.",
            line.cluster,
            text(&line.facts()),
            text(&line.shared()),
            text(&line.firmness())
        );
        if !line.things.is_empty() {
            let _ = writeln!(out, "\nMost shared: {}.", text(&line.things.join("; ")));
        }
        if !line.leaders.is_empty() {
            let leaders = line.leaders.join(", ");
            let _ = writeln!(out, "\nFirst as a habit: {}.", text(&leaders));
        }
        let _ = writeln!(
            out,
            "\nUndetermined. What would decide: {}.",
            text(&line.wanted)
        );
    }
    if found.hidden > 0 {
        let _ = writeln!(out, "\n{}", found.more());
    }
}

/// Findings against the protected list.
fn protected(out: &mut String, d: &Dossier) {
    let Some(found) = &d.impersonations else {
        return;
    };
    let _ = writeln!(out, "\n## Protected names\n\n{}", text(&found.summary()));
    if !found.targets.is_empty() {
        let _ = writeln!(out, "\n{}", impersonations::NOTE);
    }
    for target in &found.targets {
        let messages = words::count(target.messages, "message", "messages");
        let _ = writeln!(out, "\n### {}: {messages}\n", text(&target.protected));
        table(
            out,
            &[
                "Strength",
                "What was seen",
                "Innocent explanation",
                "Messages",
            ],
        );
        for line in &target.lines {
            row(
                out,
                &[
                    line.strength.clone(),
                    text(&line.text),
                    text(&line.caveat),
                    text(&line.place()),
                ],
            );
        }
    }
    let hidden = impersonations::hidden(found);
    if !hidden.is_empty() {
        let _ = writeln!(out, "\n{hidden}");
    }
}

fn campaign(out: &mut String, detail: &CampaignDetail) {
    let line = &detail.line;
    let _ = writeln!(
        out,
        "\n## Campaign {}: {}\n\n> {}\n\nThe evidence is consistent with {}.\n\n{}\n\n### Evidence for and against\n",
        line.id(),
        words::verdict_label(line.verdict),
        text(&line.summary),
        words::verdict_meaning(line.verdict),
        text(&sentences::counts(detail)),
    );
    evidence(out, detail);
    template(out, detail);
    members(out, detail);
    tables(out, detail);
    let _ = writeln!(
        out,
        "\n### What would change this assessment\n\n{}",
        text(&sentences::wanted(detail))
    );
}

/// The evidence as a sum, and the matrix.
fn evidence(out: &mut String, detail: &CampaignDetail) {
    table(
        out,
        &[
            "Family, rule",
            "Observation",
            "Innocent explanation",
            "Weight, dB",
            "Counts, dB",
        ],
    );
    for seen in &detail.evidence {
        row(
            out,
            &[
                text(&format!("{}, {}", seen.family, seen.rule)),
                text(&seen.text),
                text(&seen.caveat),
                signed(seen.weight),
                signed(seen.counted),
            ],
        );
    }
    row(
        out,
        &[
            "**Sum**".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            signed(detail.sum),
        ],
    );
    if let Some(prior) = detail.prior {
        let _ = writeln!(
            out,
            "\nPrior, before any evidence: {} dB. It and one and a half times the sum give the likelihood.",
            signed(prior)
        );
    }
    let note = sentences::sum_note(detail);
    if !note.is_empty() {
        let _ = writeln!(out, "\n{note}");
    }
    out.push_str("\n### Hypotheses\n\n");
    table(out, &["Observation", "H1", "H2", "H3", "H4", "H5", "H6"]);
    for seen in &detail.evidence {
        let mut cells = vec![text(&seen.rule)];
        cells.extend(
            seen.bearings
                .iter()
                .map(|bearing| bearing.word().to_owned()),
        );
        row(out, &cells);
    }
    let meanings: Vec<String> = HYPOTHESES
        .iter()
        .map(|(name, meaning)| format!("{name} {meaning}"))
        .collect();
    let _ = writeln!(out, "\n{}", meanings.join(" · "));
}

fn template(out: &mut String, detail: &CampaignDetail) {
    let Some(pattern) = &detail.pattern else {
        return;
    };
    let pieces: String = pattern
        .pieces
        .iter()
        .map(|piece| match piece {
            Shown::Fixed(text) => text.clone(),
            Shown::Slot { number, label } => format!("[{number}: {label}]"),
        })
        .collect();
    let _ = writeln!(
        out,
        "\n### Template\n\n{}\n\n{}\n",
        sentences::template_note(pattern, detail),
        code(&pieces)
    );
    table(out, &["Slot", "Kind", "Distinct", "Values"]);
    for slot in &pattern.slots {
        let cells = [
            slot.number.to_string(),
            slot.kind.clone(),
            slot.distinct.to_string(),
            text(&sentences::values(slot)),
        ];
        row(out, &cells);
    }
}

fn members(out: &mut String, detail: &CampaignDetail) {
    if detail.exemplars.is_empty() {
        return;
    }
    out.push_str("\n### Members, as they differ\n\n`[+ +]` stands in that letter only, `[- -]` in the typical one only.\n");
    for exemplar in &detail.exemplars {
        let runs: String = exemplar
            .text
            .iter()
            .map(|(change, words)| match change {
                Change::Same => words.clone(),
                Change::Missing => format!("[-{words}-]"),
                Change::Own => format!("[+{words}+]"),
            })
            .collect();
        let _ = writeln!(
            out,
            "\n**{}** · {}\n\n{}",
            exemplar.label(),
            text(&sentences::member(exemplar)),
            code(&runs)
        );
    }
}

fn tables(out: &mut String, detail: &CampaignDetail) {
    if let Some(timeline) = &detail.timeline {
        let _ = writeln!(
            out,
            "\n### Timeline\n\n{}",
            sentences::timeline_note(timeline).replace(" (bars)", "")
        );
    }
    if !detail.senders.list.is_empty() {
        let _ = writeln!(
            out,
            "\n### Senders\n\n{}\n",
            sentences::senders_note(&detail.senders)
        );
        table(
            out,
            &[
                "Sender",
                "Domain class",
                "Authentication as recorded",
                "Here",
                "Elsewhere",
            ],
        );
        for sender in &detail.senders.list {
            let numbers = [
                grouped(sender.messages.into()),
                grouped(sender.elsewhere.into()),
            ];
            let [here, elsewhere] = numbers;
            row(
                out,
                &[
                    text(&sender.name),
                    sender.class.to_string(),
                    text(&sender.authentication),
                    here,
                    elsewhere,
                ],
            );
        }
    }
    machines(out, detail);
    pictures_of(out, detail);
}

/// The pictures that its messages carry, in words: Markdown holds none.
fn pictures_of(out: &mut String, detail: &CampaignDetail) {
    if detail.pictures.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### Pictures\n\n{}\n", pictures::NOTE);
    for picture in &detail.pictures {
        let _ = writeln!(
            out,
            "- **{}** {}, {}",
            picture.id,
            text(&picture.facts),
            text(&picture.carried)
        );
        for shown in picture.findings.iter().chain(&picture.copies) {
            let label = if shown.label.is_empty() {
                String::new()
            } else {
                format!("**{}:** ", shown.label)
            };
            let _ = writeln!(out, "  - {label}{}", text(&shown.text));
            if !shown.caveat.is_empty() {
                let _ = writeln!(out, "    But: {}", text(&shown.caveat));
            }
        }
    }
}

fn machines(out: &mut String, detail: &CampaignDetail) {
    if !detail.machines.is_empty() {
        out.push_str("\n### Machines\n\n");
        table(
            out,
            &["Trait", "Value", "Messages", "Here", "Rest of the archive"],
        );
        for line in &detail.machines {
            let rest = line
                .rest
                .map_or_else(|| "–".to_owned(), |(with, of)| percent(with, of));
            let value = text(&sentences::machine_value(line));
            row(
                out,
                &[
                    line.feature.to_string(),
                    value,
                    grouped(line.messages),
                    percent(line.messages, line.of),
                    rest,
                ],
            );
        }
    }
}

fn table(out: &mut String, headings: &[&str]) {
    let _ = writeln!(
        out,
        "| {} |\n|{}",
        headings.join(" | "),
        " --- |".repeat(headings.len())
    );
}

fn row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Text on one line with everything escaped that Markdown or HTML could read as markup.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for character in super::clean::visible(raw).chars() {
        match character {
            '\n' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    // A bare address or scheme would become a link.
    out.replace("://", ":&#47;/").replace("www.", "www&#46;")
}

/// A code block by indentation: no fence that a letter could close.
fn code(raw: &str) -> String {
    super::clean::visible(raw)
        .lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_report_as_people_edit_it() {
        insta::assert_snapshot!(markdown(&sample::dossier()));
    }

    #[test]
    fn a_letter_cannot_make_markup() {
        assert_eq!(
            text("# a | [b](http://c) <script>\n- *x*"),
            "\\# a \\| \\[b\\](http:&#47;/c) &lt;script> - \\*x\\*"
        );
        assert_eq!(code("```\n# x"), "    ```\n    # x");
    }
}
