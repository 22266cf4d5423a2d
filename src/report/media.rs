//! What pictures and other files show, for people: the report of `refrain media`.
//!
//! In: what was found on each file, and between files. Out: lines for a terminal. Each finding stands with what it rests
//! on, how often honest pictures look like this, and the innocent explanation; a sentence at the end says what follows.

use std::fmt::Write as _;

use super::{
    clean,
    terminal::{Look, wrap},
    words::{self, count, grouped},
};
use crate::{
    case::media::CopyRow,
    media::{Examined, Finding, Says, Tier},
};

/// Facts that are told of one file.
const FACTS: usize = 24;

/// One file that was asked about.
#[derive(Clone, Debug)]
pub struct FileView {
    /// As it was named.
    pub name: String,
    /// The file, then what is inside it.
    pub found: Vec<Examined>,
    /// The pictures of overlays that were written, by number of the one examined and of its finding.
    pub overlays: Vec<(usize, usize, String)>,
}

/// Two files that show the same picture.
#[derive(Clone, Debug)]
pub struct PairView {
    /// Names of both.
    pub names: [String; 2],
    /// How they differ.
    pub copy: CopyRow,
    /// Pictures of where they differ that were written.
    pub overlays: Vec<String>,
}

/// A file of a case.
#[derive(Clone, Debug)]
pub struct CarriedView {
    /// The id that people type: `p7`.
    pub id: String,
    /// What is known of it.
    pub examined: Examined,
    /// Whether some message carries it by itself.
    pub alone: bool,
    /// The ids of the files that it was taken out of.
    pub inside: Vec<String>,
    /// Names under which it is attached, some of them.
    pub names: Vec<String>,
    /// Messages that carry it, by itself or inside one of these.
    pub carriers: u64,
    /// Keys of some of them.
    pub messages: Vec<u32>,
    /// Pairs with files that show the same picture.
    pub copies: Vec<CopyRow>,
}

/// What stands below every answer.
const FOOT: &str = "Nothing found does not mean that a picture is authentic: every network re-saves and shrinks pictures, and that \
    removes marks and most traces. A mark that declares something can be written or removed by anybody. What is found \
    says nothing about who did it, or why.";

/// What a differing copy does not tell.
pub const DIFFERS_BUT: &str = "which of the two was changed cannot be told; a caption, a logo or a new tone makes copies \
    differ, too, and of 282 honest copies that were re-saved, resized, cropped or toned 4 showed such a region";

/// Pairs that are named of one file.
const PAIRS: usize = 8;

/// Files that are named of those that hold one.
const HOLDERS: usize = 8;

/// Sums up in a sentence what follows from the findings.
#[must_use]
pub fn in_short(findings: &[Finding]) -> &'static str {
    let has = |tier: Tier, says: &[Says]| {
        findings
            .iter()
            .any(|finding| finding.tier == tier && says.contains(&finding.says))
    };
    let generated = &[Says::Generated][..];
    let altered = &[Says::Altered, Says::ChangedAfterSigning][..];
    if has(Tier::Declared, generated) && has(Tier::Strong, altered) {
        "Declares that a generator made it, and shows a strong trace of a later change."
    } else if has(Tier::Declared, generated) {
        "Declares that a generator made it."
    } else if has(Tier::Strong, &[Says::ChangedAfterSigning])
        || has(Tier::Declared, &[Says::ChangedAfterSigning])
    {
        "Carries a signed statement that does not fit its bytes any more: it was changed after it was signed."
    } else if has(Tier::Strong, altered) {
        "A strong trace is consistent with a part having been changed. Look at the marked place."
    } else if has(Tier::Weak, altered) || has(Tier::Weak, generated) {
        "Weak traces only: a reason to look, not a finding."
    } else if findings
        .iter()
        .any(|finding| finding.tier == Tier::Declared)
    {
        "Declares how it was made, see above; no trace of a change was found."
    } else {
        "No trace of a change, and no mark of a generator, was found."
    }
}

/// The report on files, for a terminal.
#[must_use]
pub fn text(files: &[FileView], pairs: &[PairView], look: Look) -> String {
    let mut out = String::new();
    for file in files {
        of_file(&mut out, file, look);
        out.push('\n');
    }
    if !pairs.is_empty() {
        let _ = writeln!(out, "{}", look.bold("The same picture"));
        for pair in pairs {
            let [a, b] = &pair.names;
            let told = format!(
                "{} and {}: {}",
                clean::line(a),
                clean::line(b),
                pair.copy.text
            );
            out.push_str(&wrap(&told, "  ", "    ", look.width()));
            for overlay in &pair.overlays {
                let _ = writeln!(out, "    marked in {}", clean::line(overlay));
            }
        }
        if pairs.iter().any(|pair| pair.copy.overlay_b.is_some()) {
            out.push_str(&wrap(
                &format!("but: {DIFFERS_BUT}"),
                "  ",
                "  ",
                look.width(),
            ));
        }
        out.push('\n');
    }
    out.push_str(&wrap(FOOT, "", "", look.width()));
    out
}

/// A file of a case, for a terminal.
#[must_use]
pub fn carried(view: &CarriedView, look: Look) -> String {
    let mut out = String::new();
    let file = FileView {
        name: view.id.clone(),
        found: vec![Examined {
            inside: None,
            ..view.examined.clone()
        }],
        overlays: Vec::new(),
    };
    of_file(&mut out, &file, look);
    let names: Vec<String> = view
        .names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| clean::line(name))
        .collect();
    let messages: Vec<String> = view.messages.iter().map(|key| format!("m{key}")).collect();
    let mut told = format!(
        "carried{} by {}: {}",
        within(view),
        count(view.carriers, "message", "messages"),
        messages.join(", ")
    );
    if view.carriers > view.messages.len() as u64 {
        told.push_str(" …");
    }
    if !names.is_empty() {
        let _ = write!(told, "; as {}", names.join(", "));
    }
    out.push_str(&wrap(&told, "  ", "    ", look.width()));
    for pair in view.copies.iter().take(PAIRS) {
        let told = format!("p{} and p{}: {}", pair.a, pair.b, pair.text);
        out.push_str(&wrap(&told, "  ", "    ", look.width()));
    }
    let more = view.copies.len().saturating_sub(PAIRS);
    if more > 0 {
        let _ = writeln!(
            out,
            "  … and {}: the table copies has them all",
            count(more as u64, "more copy", "more copies")
        );
    }
    if view.copies.iter().any(|pair| pair.overlay_b.is_some()) {
        out.push_str(&wrap(
            &format!("but: {DIFFERS_BUT}"),
            "  ",
            "  ",
            look.width(),
        ));
    }
    out.push('\n');
    out.push_str(&wrap(FOOT, "", "", look.width()));
    out
}

/// In which files it stands, when it does not only stand by itself.
fn within(view: &CarriedView) -> String {
    if view.inside.is_empty() {
        return String::new();
    }
    let named: Vec<&str> = view
        .inside
        .iter()
        .take(HOLDERS)
        .map(String::as_str)
        .collect();
    let alone = if view.alone { " alone and" } else { "" };
    let more = if view.inside.len() > HOLDERS {
        " …"
    } else {
        ""
    };
    format!("{alone} inside {}{more}", named.join(", "))
}

fn of_file(out: &mut String, file: &FileView, look: Look) {
    let _ = writeln!(out, "{}", look.bold(&clean::line(&file.name)));
    for (number, examined) in file.found.iter().enumerate() {
        let within = examined.inside.is_some();
        if within {
            let name = match examined.name.as_str() {
                "" => "without a name",
                name => name,
            };
            let _ = writeln!(out, "\n  inside it: {}", clean::line(name));
        }
        let _ = writeln!(out, "  {}", of_format(examined));
        let _ = writeln!(
            out,
            "  {}",
            look.dim(&format!("SHA-256 {}", examined.sha256))
        );
        for trouble in &examined.troubles {
            out.push_str(&wrap(
                &format!("not read: {}", clean::line(trouble)),
                "  ! ",
                "    ",
                look.width(),
            ));
        }
        facts(out, examined, look);
        for (at, finding) in examined.findings.iter().enumerate() {
            of_finding(out, finding, look);
            let marked = file
                .overlays
                .iter()
                .filter(|(of, which, _)| (*of, *which) == (number, at));
            for (_, _, path) in marked {
                let _ = writeln!(out, "      marked in {}", clean::line(path));
            }
        }
        if let Some(weight) = examined.weight {
            let told =
                format!("All measures together: {weight:+.1} dB for a part altered against none.");
            out.push_str(&wrap(&told, "  ", "  ", look.width()));
        }
        if examined.size.is_some() {
            let short = format!("In short: {}", in_short(&examined.findings));
            out.push_str(&wrap(&short, "  ", "  ", look.width()));
        }
    }
}

fn of_format(examined: &Examined) -> String {
    let format = examined
        .format
        .map_or("of no known format", |format| format.label());
    let pixels = examined.size.map_or_else(String::new, |(width, height)| {
        format!(
            ", {} × {} pixels",
            grouped(width.into()),
            grouped(height.into())
        )
    });
    format!("{format}{pixels}, {}", words::bytes(examined.bytes))
}

fn facts(out: &mut String, examined: &Examined, look: Look) {
    let told = examined.facts.iter().take(FACTS);
    let lines: Vec<String> = told
        .map(|fact| {
            format!(
                "{}: {}",
                fact.name.replace('_', " "),
                clean::line(&fact.value)
            )
        })
        .collect();
    if !lines.is_empty() {
        out.push_str(&wrap(
            &format!("says of itself: {}", lines.join(" · ")),
            "  ",
            "    ",
            look.width(),
        ));
    }
    let hidden = examined.facts.len().saturating_sub(FACTS);
    if hidden > 0 {
        let _ = writeln!(
            out,
            "    … and {} in --json",
            count(hidden as u64, "more fact", "more facts")
        );
    }
}

fn of_finding(out: &mut String, finding: &Finding, look: Look) {
    let (sign, label) = sign(finding.tier);
    let title = format!("{sign} {label}: ");
    let told = format!("{title}{}", clean::line(&finding.text));
    let told = wrap(&told, "  ", "    ", look.width());
    if finding.tier <= Tier::Strong {
        out.push_str(&look.paint("1", told.trim_end()));
        out.push('\n');
    } else {
        out.push_str(&told);
    }
    if !finding.caveat.is_empty() {
        out.push_str(&wrap(
            &format!("but: {}", clean::line(&finding.caveat)),
            "    ",
            "    ",
            look.width(),
        ));
    }
}

/// A sign and a label of how strong a finding is.
#[must_use]
pub const fn sign(tier: Tier) -> (&'static str, &'static str) {
    match tier {
        Tier::Declared => ("▣", "declared"),
        Tier::Strong => ("▲", "strong trace"),
        Tier::Weak => ("△", "weak trace"),
        Tier::Fact => ("·", "fact"),
    }
}
