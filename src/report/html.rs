//! The report as one HTML file: nothing is loaded, nothing runs, everything from mail is escaped.
//!
//! In: a [`Dossier`]. Out: HTML with its style sheet inside, allowed by its digest in the
//! Content-Security-Policy, and small copies of pictures as `data:`; all else is forbidden there.

use askama::Template;
use sha2::{Digest, Sha256};

use super::{
    communities,
    dossier::{CampaignLine, Dossier},
    impersonations, judgements,
    page_campaign::CampaignView,
    sentences,
    words::{self, GLOSSARY, LAWFUL, LIMITS, NOT_SAID, bytes, count, grouped, signed},
};
use crate::campaign::{HYPOTHESES, Verdict};

const STYLE: &str = include_str!("page/style.css");

/// Campaigns named among the key findings.
pub(super) const FINDINGS: usize = 8;

/// The report as HTML. Rendering writes to a string, which does not fail.
#[must_use]
pub fn html(dossier: &Dossier) -> String {
    Page::of(dossier).render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    d: &'a Dossier,
    css: &'static str,
    css_hash: String,
    facts: String,
    lawful: &'static str,
    not_said: [(&'static str, &'static str); 4],
    limits: [&'static str; 6],
    glossary: [(&'static str, &'static str); 11],
    hypotheses: [(&'static str, &'static str); 6],
    findings: Vec<Finding>,
    rest: String,
    sources: Vec<SourceView>,
    sources_note: String,
    run_note: String,
    parameters: &'a [(String, String)],
    campaigns: Vec<LineView>,
    campaigns_note: String,
    verdicts: Vec<VerdictView>,
    details: Vec<CampaignView>,
    judgements_note: &'static str,
    communities_note: &'static str,
    communities_innocent: &'static str,
    impersonation_note: &'static str,
    impersonations_hidden: String,
    commands: String,
    names_note: &'static str,
    contact: &'a str,
}

/// One key finding.
pub(super) struct Finding {
    /// Id of the campaign, when it is told in detail.
    pub(super) id: String,
    /// The sentence, without likelihood and confidence.
    pub(super) text: String,
    /// ICD 203 words.
    pub(super) likelihood: (String, String),
    /// Confidence word.
    pub(super) confidence: &'static str,
}

struct SourceView {
    name: String,
    digest: String,
    format: String,
    size: String,
    messages: String,
    repeated: String,
    rejected: String,
    span: String,
}

struct VerdictView {
    word: &'static str,
    sign: &'static str,
    label: &'static str,
    meaning: &'static str,
    count: usize,
}

/// A campaign's line in words.
pub(super) struct LineView {
    pub(super) id: String,
    pub(super) word: &'static str,
    pub(super) sign: &'static str,
    pub(super) label: &'static str,
    pub(super) summary: String,
    pub(super) likelihood: (String, String),
    pub(super) confidence: &'static str,
    pub(super) weight: String,
    pub(super) messages: String,
    pub(super) accounts: String,
    pub(super) days: String,
    pub(super) detailed: bool,
}

impl LineView {
    /// The line in words.
    pub(super) fn of(line: &CampaignLine) -> Self {
        Self {
            id: line.id(),
            word: line.verdict.word(),
            sign: words::verdict_sign(line.verdict),
            label: words::verdict_label(line.verdict),
            summary: line.summary.clone(),
            likelihood: sentences::split(&line.likelihood),
            confidence: line.confidence.word(),
            weight: signed(line.weight),
            messages: grouped(line.messages.into()),
            accounts: grouped(line.accounts.into()),
            days: words::days(line.span),
            detailed: line.detailed,
        }
    }
}

impl<'a> Page<'a> {
    fn of(d: &'a Dossier) -> Self {
        Self {
            d,
            css: STYLE,
            css_hash: data_encoding::BASE64.encode(&Sha256::digest(STYLE.as_bytes())),
            facts: sentences::numbers(d),
            lawful: LAWFUL,
            not_said: NOT_SAID,
            limits: LIMITS,
            glossary: GLOSSARY,
            hypotheses: HYPOTHESES,
            findings: findings(d),
            rest: sentences::alone(d),
            sources: sources(d),
            sources_note: sentences::sources_note(d),
            run_note: sentences::run_note(d),
            parameters: d.run.as_ref().map_or(&[][..], |run| &run.parameters),
            campaigns: d.campaigns.iter().map(LineView::of).collect(),
            campaigns_note: sentences::campaigns_note(d),
            verdicts: Verdict::ALL
                .iter()
                .map(|&verdict| VerdictView {
                    word: verdict.word(),
                    sign: words::verdict_sign(verdict),
                    label: words::verdict_label(verdict),
                    meaning: words::verdict_meaning(verdict),
                    count: d
                        .campaigns
                        .iter()
                        .filter(|line| line.verdict == verdict)
                        .count(),
                })
                .collect(),
            details: d.details.iter().map(CampaignView::of).collect(),
            judgements_note: judgements::NOTE,
            communities_note: communities::NOTE,
            communities_innocent: communities::INNOCENT,
            impersonation_note: impersonations::NOTE,
            impersonations_hidden: d
                .impersonations
                .as_ref()
                .map(impersonations::hidden)
                .unwrap_or_default(),
            commands: sentences::commands(d),
            names_note: sentences::names_note(d),
            contact: d.contact.as_deref().unwrap_or_default(),
        }
    }
}

/// The campaigns that lead the report.
pub(super) fn findings(d: &Dossier) -> Vec<Finding> {
    d.campaigns
        .iter()
        .take(FINDINGS)
        .map(|line| Finding {
            id: if line.detailed {
                line.id()
            } else {
                String::new()
            },
            text: format!(
                "Campaign {}, {} from {} ({}), is consistent with {}.",
                line.id(),
                count(line.messages.into(), "message", "messages"),
                count(line.accounts.into(), "account", "accounts"),
                words::span(line.span),
                words::verdict_meaning(line.verdict)
            ),
            likelihood: sentences::split(&line.likelihood),
            confidence: line.confidence.word(),
        })
        .collect()
}

fn sources(d: &Dossier) -> Vec<SourceView> {
    d.sources
        .files
        .iter()
        .map(|file| SourceView {
            name: file.name.clone(),
            digest: file
                .digest
                .clone()
                .unwrap_or_else(|| "no digest recorded".to_owned()),
            format: match file.members {
                0 => file.format.clone(),
                members => format!(
                    "{}, {}",
                    file.format,
                    count(members as u64, "member", "members")
                ),
            },
            size: bytes(file.bytes),
            messages: grouped(file.messages),
            repeated: grouped(file.repeated),
            rejected: grouped(file.rejected),
            span: match file.state.as_str() {
                "complete" | "" => words::days(file.span),
                state => format!("{}; {state}", words::days(file.span)),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use html5gum::{Token, Tokenizer};

    use super::*;
    use crate::report::sample;

    const VOID: [&str; 3] = ["meta", "br", "wbr"];

    /// Walks the document: every end tag closes the tag opened last. Gives the elements' names.
    fn walk(html: &str) -> Vec<String> {
        let (mut open, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for token in Tokenizer::new(html) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    if !tag.self_closing && !VOID.contains(&name.as_str()) {
                        open.push(name.clone());
                    }
                    names.push(name);
                }
                Token::EndTag(tag) => {
                    assert_eq!(
                        open.pop().as_deref(),
                        Some(&*String::from_utf8_lossy(&tag.name))
                    );
                }
                Token::Error(error) => panic!("{error:?}"),
                _ => {}
            }
        }
        assert_eq!(open, Vec::<String>::new());
        names
    }

    #[test]
    fn the_page_is_well_formed_and_loads_nothing() {
        let page = html(&sample::dossier());
        let names = walk(&page);
        for element in ["script", "link", "img", "iframe", "object", "form", "base"] {
            assert!(!names.iter().any(|name| name == element), "{element}");
        }
        assert!(
            !page.contains(" style=\""),
            "the policy allows the one style sheet only"
        );
        assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
        assert!(page.contains(LAWFUL));
        for word in ["fake", "bot ", "disinformation"] {
            assert!(!page.to_lowercase().contains(word), "{word}");
        }
    }

    #[test]
    fn hostile_strings_stay_text() {
        const HOSTILE: &str = "</style></div>\"'><script>alert(1)</script><img src=x onerror=y>{{ 7*7 }}&#x3c;\u{202e}\u{0}";
        let clean_names = walk(&html(&sample::dossier()));
        let mut rows = sample::rows();
        rows.case = HOSTILE.to_owned();
        rows.contact = Some(HOSTILE.to_owned());
        for row in &mut rows.campaigns {
            HOSTILE.clone_into(&mut row.summary);
        }
        for row in &mut rows.messages {
            HOSTILE.clone_into(&mut row.subject);
        }
        for row in &mut rows.texts {
            row.own_text.push_str(HOSTILE);
        }
        for row in &mut rows.traces {
            row.client = Some(HOSTILE.to_owned());
            row.spf = Some(HOSTILE.to_owned());
        }
        for row in &mut rows.evidence {
            HOSTILE.clone_into(&mut row.text);
            HOSTILE.clone_into(&mut row.rule);
        }
        for row in &mut rows.sources {
            HOSTILE.clone_into(&mut row.name);
        }
        for row in &mut rows.fillings {
            HOSTILE.clone_into(&mut row.value);
        }
        for row in &mut rows.accounts {
            HOSTILE.clone_into(&mut row.handle);
        }
        let page = html(&Dossier::assemble(&rows, &crate::report::Names::Revealed));
        let names = walk(&page);
        assert!(!names.iter().any(|name| name == "script" || name == "img"));
        assert!(names.len() > clean_names.len() / 2);
        assert!(!page.contains('\u{202e}') && !page.contains('\u{0}'));
        assert!(page.contains("⟨U+202E⟩"));
    }

    #[test]
    fn without_the_key_no_name_or_address_is_on_the_page() {
        let page = html(&sample::dossier());
        for text in ["Ann Lee", "ann.lee", "Bo Meyer", "@gmail.com<"] {
            assert!(!page.contains(text), "{text}");
        }
        let open = html(&Dossier::assemble(
            &sample::rows(),
            &crate::report::Names::Revealed,
        ));
        assert!(open.contains("ann.lee0@gmail.com"));
    }

    #[test]
    fn a_hundred_campaigns_keep_the_page_readable() {
        let mut rows = sample::rows();
        for number in 4..104 {
            rows.campaigns.push(crate::case::rows::CampaignRow {
                campaign: number,
                ..rows.campaigns[1].clone()
            });
        }
        rows.detailed = crate::report::detailed(&rows.campaigns, &[]);
        let page = html(&Dossier::assemble(&rows, &crate::report::Names::Revealed));
        assert!(page.contains("20 told in detail below; 84 stand in this table only."));
        walk(&page);
    }

    /// Writes the sample where a person can look at it, when `REFRAIN_SAMPLE` names a file.
    #[test]
    fn the_sample_can_be_looked_at() {
        let page = html(&sample::dossier());
        if let Some(path) = std::env::var_os("REFRAIN_SAMPLE") {
            std::fs::write(path, &page).unwrap();
        }
        assert!(page.starts_with("<!doctype html>"));
    }

    #[test]
    fn an_empty_case_is_a_page_too() {
        walk(&html(&Dossier::default()));
    }
}
