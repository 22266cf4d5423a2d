//! What a person sees in the terminal after `scan`, and what `campaigns` and `show` answer.
//!
//! Out: lines no wider than asked (down to [`NARROWEST`]). Nothing from mail reaches the terminal with control or
//! bidirectional characters.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{
    clean,
    dossier::{CampaignDetail, CampaignLine, Dossier},
    evidence::bearing_sign,
    exemplar::Change,
    words::{self, count, grouped, percent, signed},
};
use crate::campaign::{HYPOTHESES, Verdict};

/// Campaigns that the overview after `scan` tells of.
const OVERVIEW: usize = 12;

/// Clusters that the overview after `scan` tells of.
const CLUSTERS: usize = 6;

/// What stands below them.
const TOGETHER: &str = "Acting together does not tell whether one hand or a circle of people does it; a hub's followers, a fan group and a newsroom do, too.";

/// Narrower terminals are written to as if they were this wide.
pub const NARROWEST: usize = 64;

/// Wider lines are hard to read.
const WIDEST: usize = 110;

/// How to write to this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    width: usize,
    colour: bool,
}

impl Look {
    /// For a terminal of so many columns.
    #[must_use]
    pub fn new(width: usize, colour: bool) -> Self {
        Self {
            width: width.clamp(NARROWEST, WIDEST),
            colour,
        }
    }

    /// Columns to write in.
    pub(super) const fn width(self) -> usize {
        self.width
    }

    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Bold for what needs a person's eye, plain for the rest: never red or green.
    fn verdict(self, verdict: Verdict, text: &str) -> String {
        match verdict {
            Verdict::Operated => self.paint("1;36", text),
            Verdict::Undetermined => self.paint("1", text),
            Verdict::FormLetter | Verdict::BulkSender => text.to_owned(),
        }
    }
}

/// The findings after `scan`; `command` is how the program was called for this case.
#[must_use]
pub fn overview(dossier: &Dossier, case_path: &str, look: Look) -> String {
    let mut out = head(dossier, look);
    for line in dossier.campaigns.iter().take(OVERVIEW) {
        out.push('\n');
        out.push_str(&entry(line, look));
    }
    let hidden = dossier.campaigns.len().saturating_sub(OVERVIEW);
    if hidden > 0 {
        let more = count(hidden as u64, "more campaign", "more campaigns");
        let _ = writeln!(
            out,
            "\n  {}",
            look.dim(&format!("… and {more}: refrain campaigns {case_path}"))
        );
    }
    out.push_str(&foot(dossier, case_path, look));
    out
}

/// All campaigns, one line each.
#[must_use]
pub fn campaigns(dossier: &Dossier, case_path: &str, look: Look) -> String {
    let mut out = head(dossier, look);
    out.push('\n');
    let narrow = look.width < 100;
    let column = if narrow { 20 } else { 30 };
    let room = look.width.saturating_sub(42 + column);
    let title = if room < 16 { "" } else { "first words" };
    let header = format!(
        "{:<6} {:<14} {:<column$} {:>8} {:>8}  {title}",
        "id", "verdict", "operated", "messages", "accounts"
    );
    let _ = writeln!(out, "{}", look.dim(header.trim_end()));
    for line in &dossier.campaigns {
        let verdict = format!(
            "{} {:<12}",
            words::verdict_sign(line.verdict),
            words::verdict_label(line.verdict)
        );
        let likelihood = match line.likelihood.split_once(" (") {
            Some((words, _)) if narrow => words,
            _ => &line.likelihood,
        };
        let row = format!(
            "{:<6} {} {likelihood:<column$} {:>8} {:>8}  {}",
            line.id(),
            look.verdict(line.verdict, &verdict),
            grouped(line.messages.into()),
            grouped(line.accounts.into()),
            if room < 16 {
                String::new()
            } else {
                fit(&line.summary, room)
            }
        );
        let _ = writeln!(out, "{}", row.trim_end());
    }
    out.push_str(&foot(dossier, case_path, look));
    out
}

fn head(dossier: &Dossier, look: Look) -> String {
    let totals = &dossier.totals;
    let case = clean::line(&dossier.case);
    let facts = format!(
        "{} from {} · {}",
        count(totals.messages, "message", "messages"),
        count(totals.accounts, "account", "accounts"),
        words::span(totals.span),
    );
    let gap = if case.width() + 2 + facts.width() > look.width {
        "\n"
    } else {
        "  "
    };
    let mut out = format!("{}{gap}{facts}\n", look.bold(&case));
    let mut parts = vec![format!("repeated {}", grouped(totals.repeated))];
    parts.push(format!("rejected {}", grouped(totals.rejected)));
    parts.push(format!("groups {}", grouped(totals.groups)));
    parts.push(format!(
        "campaigns {}",
        grouped(dossier.campaigns.len() as u64)
    ));
    let _ = writeln!(out, "{}", parts.join(" · "));
    for reject in dossier.sources.rejects.iter().take(3) {
        let place = if reject.offset.is_empty() {
            String::new()
        } else {
            format!(", byte {}", reject.offset)
        };
        let text = format!(
            "rejected: {}{place}: {}; {}",
            reject.source, reject.cause, reject.remedy
        );
        out.push_str(&wrap(&clean::line(&text), "  ! ", "    ", look.width));
    }
    if dossier.campaigns.is_empty() {
        out.push_str("\nNo text is repeated by enough messages to be called a campaign.\n");
    }
    out
}

fn entry(line: &CampaignLine, look: Look) -> String {
    let title = format!(
        "{} {:<5} {}",
        words::verdict_sign(line.verdict),
        line.id(),
        words::verdict_label(line.verdict)
    );
    let facts = format!(
        "{} · {} · {}",
        count(line.messages.into(), "message", "messages"),
        count(line.accounts.into(), "account", "accounts"),
        words::span(line.span)
    );
    let facts = wrap(&facts, &" ".repeat(24), "        ", look.width);
    let facts = facts.get(24..).unwrap_or_default();
    let title = look.verdict(line.verdict, &format!("{title:<22}"));
    let likelihood = look.dim(&format!("operated: {}", line.likelihood));
    let mut out = format!("{title}  {facts}        {likelihood}\n");
    if !line.summary.is_empty() {
        let _ = writeln!(
            out,
            "        “{}”",
            fit(&line.summary, look.width.saturating_sub(10))
        );
    }
    for (text, weight) in &line.reasons {
        let head = format!("        {:>6} dB  ", signed(*weight));
        out.push_str(&wrap(
            &clean::line(text),
            &head,
            &" ".repeat(18),
            look.width,
        ));
    }
    out
}

/// Accounts that act together: the largest clusters in a line each.
fn together(dossier: &Dossier, look: Look) -> String {
    let Some(found) = &dossier.communities else {
        return String::new();
    };
    let mut out = format!("\n{}  {}\n", look.bold("together"), found.summary());
    for line in found.lines.iter().take(CLUSTERS) {
        let layers = line.layers.join(", ");
        let head = format!("  cluster {:<4} ", line.cluster);
        let text = format!("{}; {layers}", line.facts());
        out.push_str(&wrap(
            &clean::line(&text),
            &head,
            &" ".repeat(15),
            look.width,
        ));
    }
    let more = found.clusters.saturating_sub(CLUSTERS as u64);
    if more > 0 {
        let _ = writeln!(
            out,
            "  … and {}",
            count(more, "more cluster", "more clusters")
        );
    }
    out.push_str(&wrap(TOGETHER, "  ", "  ", look.width));
    out
}

fn foot(dossier: &Dossier, case_path: &str, look: Look) -> String {
    let totals = &dossier.totals;
    let protected = dossier.impersonations.as_ref().map(|found| {
        let line = format!("protected names: {}", clean::line(&found.summary()));
        format!("\n{}", wrap(&line, "", "    ", look.width))
    });
    let mut out = protected.unwrap_or_default();
    out.push_str(&together(dossier, look));
    let _ = write!(
        out,
        "\n{}  {} ({}) stand alone, in no campaign.\n\n",
        look.bold("the rest"),
        count(totals.alone, "message", "messages"),
        percent(totals.alone, totals.messages),
    );
    out.push_str(&wrap(words::LAWFUL, "", "", look.width));
    let first = dossier.campaigns.first().map(CampaignLine::id);
    let _ = writeln!(out, "\n{}", look.dim("next"));
    if let Some(id) = first {
        let _ = writeln!(out, "  refrain show {case_path} {id}");
    }
    let _ = writeln!(out, "  refrain report {case_path} -o report.html");
    let _ = writeln!(out, "  refrain export {case_path} members --format jsonl");
    if dossier
        .impersonations
        .as_ref()
        .is_some_and(|found| found.findings > 0)
    {
        let _ = writeln!(
            out,
            "  refrain export {case_path} impersonations --format jsonl"
        );
    }
    out
}

/// One campaign with its evidence.
#[must_use]
pub fn campaign(detail: &CampaignDetail, look: Look) -> String {
    let line = &detail.line;
    let mut out = entry(
        &CampaignLine {
            reasons: Vec::new(),
            ..line.clone()
        },
        look,
    );
    let meaning = format!(
        "The evidence is consistent with {}.",
        words::verdict_meaning(line.verdict)
    );
    let _ = write!(out, "\n{}", wrap(&meaning, "", "", look.width));
    let _ = writeln!(
        out,
        "Confidence in this verdict: {}.",
        line.confidence.word()
    );
    evidence(&mut out, detail, look);
    matrix(&mut out, detail, look);
    template(&mut out, detail, look);
    machines(&mut out, detail, look);
    if let Some(typical) = detail.exemplars.first() {
        section(
            &mut out,
            &format!("most typical letter, m{}", typical.message),
            look,
        );
        for (change, words) in &typical.text {
            if *change != Change::Missing {
                out.push_str(&indent(words, look));
            }
        }
    }
    if !detail.wanted.is_empty() {
        section(&mut out, "what would decide it", look);
        out.push_str(&wrap(&clean::line(&detail.wanted), "  ", "  ", look.width));
    }
    let _ = write!(out, "\n{}", wrap(words::LAWFUL, "", "", look.width));
    out
}

fn section(out: &mut String, title: &str, look: Look) {
    let _ = writeln!(out, "\n{}", look.bold(title));
}

/// The evidence as a sum, heaviest first.
fn evidence(out: &mut String, detail: &CampaignDetail, look: Look) {
    section(out, "evidence, in decibans", look);
    for seen in &detail.evidence {
        let head = format!("  {:>6}  ", signed(seen.counted));
        out.push_str(&wrap(
            &clean::line(&seen.text),
            &head,
            "          ",
            look.width,
        ));
        let caveat = format!("innocent explanation: {}", clean::line(&seen.caveat));
        for row in wrap(&caveat, "          ", "          ", look.width).lines() {
            let _ = writeln!(out, "{}", look.dim(row));
        }
    }
    let _ = writeln!(
        out,
        "  {:>6}  sum; the case holds {}",
        signed(detail.sum),
        signed(detail.line.weight)
    );
    if let Some(prior) = detail.prior {
        let _ = writeln!(
            out,
            "  {:>6}  prior, before any evidence (the likelihood is that of it and 1.5 times the sum)",
            signed(prior)
        );
    }
}

fn matrix(out: &mut String, detail: &CampaignDetail, look: Look) {
    section(
        out,
        "hypotheses (+ consistent, − inconsistent, · neutral)",
        look,
    );
    out.push_str("    H1  H2  H3  H4  H5  H6\n");
    for seen in &detail.evidence {
        let signs: Vec<&str> = seen.bearings.iter().map(|b| bearing_sign(*b)).collect();
        let signs = signs.join("   ");
        let _ = writeln!(out, "    {signs}    {}", clean::line(&seen.rule));
    }
    for (name, meaning) in HYPOTHESES {
        out.push_str(&wrap(
            meaning,
            &format!("    {name}  "),
            "        ",
            look.width,
        ));
    }
}

fn template(out: &mut String, detail: &CampaignDetail, look: Look) {
    let Some(pattern) = &detail.pattern else {
        return;
    };
    section(out, "template", look);
    let mut text = String::new();
    for piece in &pattern.pieces {
        match piece {
            super::pieces::Shown::Fixed(words) => text.push_str(words),
            super::pieces::Shown::Slot { number, label } => {
                let _ = write!(text, "[{number}: {label}]");
            }
        }
    }
    out.push_str(&indent(&text, look));
}

fn machines(out: &mut String, detail: &CampaignDetail, look: Look) {
    if detail.machines.is_empty() {
        return;
    }
    section(
        out,
        "machines: share here, share in the rest of the archive",
        look,
    );
    for line in &detail.machines {
        let value = if line.further > 0 {
            format!("{} further values", line.further)
        } else {
            clean::line(&line.value)
        };
        let rest = line
            .rest
            .map_or_else(|| "–".to_owned(), |(with, of)| percent(with, of));
        let _ = writeln!(
            out,
            "  {:<16} {} {:>7} {:>7}",
            line.feature,
            pad(
                &fit(&value, look.width.saturating_sub(36)),
                look.width.saturating_sub(36)
            ),
            percent(line.messages, line.of),
            rest
        );
    }
}

/// Paragraphs of mail, indented and wrapped.
pub(super) fn indent(text: &str, look: Look) -> String {
    clean::lines(text)
        .lines()
        .map(|row| wrap(row, "  ", "  ", look.width))
        .collect()
}

/// Cut to `room` columns.
fn fit(text: &str, room: usize) -> String {
    let text = clean::line(text);
    if text.width() <= room {
        return text;
    }
    let mut out = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        out.push(character);
    }
    format!("{}…", out.trim_end())
}

fn pad(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(text.width())))
}

/// Breaks a line at spaces; words longer than a line stand on their own.
pub(super) fn wrap(text: &str, first: &str, others: &str, width: usize) -> String {
    let mut out = first.to_owned();
    let mut used = first.width();
    let mut fresh = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let size = word.width();
        if !fresh && used + 1 + size > width {
            out.push('\n');
            out.push_str(others);
            used = others.width();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += size;
        fresh = false;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_overview_as_a_person_sees_it() {
        insta::assert_snapshot!(overview(
            &sample::dossier(),
            "embassy-inbox.case",
            Look::new(100, false)
        ));
    }

    #[test]
    fn a_campaign_as_a_person_sees_it() {
        insta::assert_snapshot!(campaign(
            &sample::dossier().details[0],
            Look::new(90, false)
        ));
    }

    #[test]
    fn the_list_of_campaigns() {
        insta::assert_snapshot!(campaigns(
            &sample::dossier(),
            "embassy-inbox.case",
            Look::new(110, false)
        ));
    }

    #[test]
    fn mail_cannot_steer_the_terminal() {
        let mut dossier = sample::dossier();
        for line in &mut dossier.campaigns {
            "\u{1b}]0;owned\u{7}\u{202e}x\r\n".clone_into(&mut line.summary);
            line.reasons = vec![("\u{9b}2J".to_owned(), 1.0)];
        }
        let text = overview(&dossier, "x.case", Look::new(80, false));
        assert!(
            !text.chars().any(|c| c != '\n' && clean::is_deceptive(c)),
            "{text:?}"
        );
    }

    #[test]
    fn lines_keep_to_the_width_asked() {
        let dossier = sample::dossier();
        for width in [64, 80, 110] {
            let look = Look::new(width, false);
            for text in [
                overview(&dossier, "x.case", look),
                campaigns(&dossier, "x.case", look),
            ] {
                let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                assert!(widest <= width, "{widest} > {width}\n{text}");
            }
        }
    }
}
