//! The report for programs, version 1: frozen structs, so that inner types can change.
//!
//! Out: one JSON document whose `schema` is `refrain.report/1` (or `refrain.campaigns/1`,
//! `refrain.campaign/1` for parts of it). Fields are only ever added within a version.

mod communities;
mod media;

use media::PictureV1;
pub use media::{carried, media};

use serde::Serialize;

use super::judgements::JudgementLine;
use super::{
    dossier::{
        CampaignDetail, CampaignLine, Dossier, Impersonations, Machine, Reject, Sender, SourceLine,
        Tied, Totals,
    },
    evidence::Observation,
    exemplar::{Change, Exemplar},
    pieces::{Pattern, Shown},
    timeline::Timeline,
    words::LAWFUL,
};
use crate::campaign::HYPOTHESES;

/// The whole report.
#[must_use]
pub fn report(dossier: &Dossier) -> String {
    text(&ReportV1 {
        schema: "refrain.report/1",
        head: head(dossier),
        sources: dossier.sources.files.iter().map(source).collect(),
        sources_hidden: dossier.sources.hidden,
        rejects: dossier.sources.rejects.iter().map(reject).collect(),
        rejects_hidden: dossier.sources.rejects_hidden,
        campaigns: dossier.campaigns.iter().map(line).collect(),
        impersonations: dossier.impersonations.as_ref().map(impersonations),
        clusters: dossier.communities.as_ref().map(communities::of),
        judgements: &dossier.judgements,
        hypotheses: HYPOTHESES,
        details: dossier.details.iter().map(detail).collect(),
        contact: dossier.contact.as_deref(),
    })
}

/// The overview: what `scan` and `campaigns` answer.
#[must_use]
pub fn overview(dossier: &Dossier, schema: &'static str) -> String {
    text(&OverviewV1 {
        schema,
        head: head(dossier),
        rejects: dossier.sources.rejects.iter().map(reject).collect(),
        rejects_hidden: dossier.sources.rejects_hidden,
        campaigns: dossier.campaigns.iter().map(line).collect(),
        impersonations: dossier.impersonations.as_ref().map(impersonations),
        clusters: dossier.communities.as_ref().map(communities::of),
        judgements: &dossier.judgements,
    })
}

/// One campaign: what `show c3` answers.
#[must_use]
pub fn campaign(campaign: &CampaignDetail) -> String {
    text(&CampaignV1 {
        schema: "refrain.campaign/1",
        notice: LAWFUL,
        hypotheses: HYPOTHESES,
        detail: detail(campaign),
    })
}

fn text(document: &impl Serialize) -> String {
    let mut out = serde_json::to_string_pretty(document)
        .expect("structs of strings and numbers always serialise");
    out.push('\n');
    out
}

#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: HeadV1<'a>,
    sources: Vec<SourceV1<'a>>,
    sources_hidden: usize,
    rejects: Vec<RejectV1<'a>>,
    rejects_hidden: usize,
    campaigns: Vec<LineV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impersonations: Option<ImpersonationsV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<communities::CommunitiesV1<'a>>,
    /// What analysts said, in the order of the log.
    #[serde(skip_serializing_if = "<[JudgementLine]>::is_empty")]
    judgements: &'a [JudgementLine],
    hypotheses: [(&'static str, &'static str); 6],
    details: Vec<DetailV1<'a>>,
    contact: Option<&'a str>,
}

#[derive(Serialize)]
struct OverviewV1<'a> {
    schema: &'static str,
    #[serde(flatten)]
    head: HeadV1<'a>,
    rejects: Vec<RejectV1<'a>>,
    rejects_hidden: usize,
    campaigns: Vec<LineV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impersonations: Option<ImpersonationsV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<communities::CommunitiesV1<'a>>,
    /// What analysts said, in the order of the log.
    #[serde(skip_serializing_if = "<[JudgementLine]>::is_empty")]
    judgements: &'a [JudgementLine],
}

#[derive(Serialize)]
struct ImpersonationsV1<'a> {
    list: &'a str,
    sha256: &'a str,
    entries: u64,
    findings: u64,
    strong: u64,
    messages: u64,
    concerned: usize,
    protected: Vec<ImpersonatedV1<'a>>,
    lines_hidden: usize,
}

#[derive(Serialize)]
struct ImpersonatedV1<'a> {
    protected: &'a str,
    messages: u64,
    lines: Vec<ImpersonationV1<'a>>,
}

#[derive(Serialize)]
struct ImpersonationV1<'a> {
    rule: &'a str,
    strength: &'a str,
    text: &'a str,
    caveat: &'a str,
    messages: u32,
    example: String,
    sender: &'a str,
    further_senders: usize,
}

#[derive(Serialize)]
struct CampaignV1<'a> {
    schema: &'static str,
    notice: &'static str,
    hypotheses: [(&'static str, &'static str); 6],
    #[serde(flatten)]
    detail: DetailV1<'a>,
}

#[derive(Serialize)]
struct HeadV1<'a> {
    case: &'a str,
    version: &'a str,
    notice: &'static str,
    names_revealed: bool,
    run: Option<RunV1<'a>>,
    totals: TotalsV1,
}

#[derive(Serialize)]
struct RunV1<'a> {
    number: u32,
    version: &'a str,
    messages: u64,
    parameters: &'a [(String, String)],
}

#[derive(Serialize)]
struct TotalsV1 {
    messages: u64,
    repeated: u64,
    rejected: u64,
    accounts: u64,
    groups: u64,
    in_campaigns: u64,
    alone: u64,
    first: Option<i64>,
    last: Option<i64>,
}

#[derive(Serialize)]
struct SourceV1<'a> {
    name: &'a str,
    format: &'a str,
    bytes: u64,
    sha256: Option<&'a str>,
    state: &'a str,
    members: usize,
    messages: u64,
    repeated: u64,
    rejected: u64,
    first: Option<i64>,
    last: Option<i64>,
}

#[derive(Serialize)]
struct RejectV1<'a> {
    source: &'a str,
    offset: &'a str,
    cause: &'a str,
    detail: &'a str,
    remedy: &'a str,
}

#[derive(Serialize)]
struct LineV1<'a> {
    id: String,
    verdict: &'static str,
    score: f64,
    likelihood: &'a str,
    confidence: &'static str,
    weight: f64,
    messages: u32,
    accounts: u32,
    first: Option<i64>,
    last: Option<i64>,
    operation: Option<u32>,
    beside: Option<u32>,
    summary: &'a str,
}

#[derive(Serialize)]
struct DetailV1<'a> {
    #[serde(flatten)]
    line: LineV1<'a>,
    wanted: &'a str,
    ties: &'a [Tied],
    near_duplicate: u64,
    partial: u64,
    paraphrase: u64,
    groups: usize,
    template: Option<TemplateV1<'a>>,
    exemplars: Vec<ExemplarV1<'a>>,
    timeline: Option<TimelineV1<'a>>,
    senders: Vec<SenderV1<'a>>,
    senders_hidden: usize,
    senders_by_domain: DomainsV1,
    machines: Vec<MachineV1<'a>>,
    pictures: Vec<PictureV1<'a>>,
    evidence: Vec<EvidenceV1<'a>>,
    evidence_sum: f64,
    prior: Option<f64>,
}

#[derive(Serialize)]
struct DomainsV1 {
    freemail: u64,
    own: u64,
    shared: u64,
    nameless: u64,
}

#[derive(Serialize)]
struct TemplateV1<'a> {
    pieces: Vec<PieceV1<'a>>,
    slots: Vec<SlotV1<'a>>,
    coverage: f32,
    members: u32,
    members_with_own_words: Option<u32>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PieceV1<'a> {
    Fixed { fixed: &'a str },
    Slot { slot: u16, label: &'a str },
}

#[derive(Serialize)]
struct SlotV1<'a> {
    slot: u16,
    kind: &'a str,
    distinct: usize,
    values: &'a [(String, u32)],
    hidden: usize,
}

#[derive(Serialize)]
struct ExemplarV1<'a> {
    message: String,
    roles: Vec<&'static str>,
    sent_at: Option<i64>,
    similarity: Option<f32>,
    sender: &'a str,
    subject: &'a str,
    changes: Vec<(&'static str, &'a str)>,
    words_cut: usize,
}

#[derive(Serialize)]
struct TimelineV1<'a> {
    start: i64,
    step_seconds: i64,
    campaign: &'a [u32],
    archive: &'a [u32],
    outside: u32,
}

#[derive(Serialize)]
struct SenderV1<'a> {
    account: String,
    name: &'a str,
    domain_class: &'a str,
    messages: u32,
    messages_elsewhere: u32,
    authentication: &'a str,
}

#[derive(Serialize)]
struct MachineV1<'a> {
    feature: &'a str,
    value: Option<&'a str>,
    further_values: usize,
    messages: u64,
    of: u64,
    rest: Option<(u64, u64)>,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    rule: &'a str,
    family: &'a str,
    weight: f64,
    counted: f64,
    text: &'a str,
    caveat: &'a str,
    messages: usize,
    examples: Vec<String>,
    bearings: Vec<&'static str>,
}

fn head(dossier: &Dossier) -> HeadV1<'_> {
    let Totals {
        messages,
        repeated,
        rejected,
        accounts,
        groups,
        in_campaigns,
        alone,
        span,
    } = dossier.totals;
    let (first, last) = ends(span);
    HeadV1 {
        case: &dossier.case,
        version: &dossier.version,
        notice: LAWFUL,
        names_revealed: dossier.revealed,
        run: dossier.run.as_ref().map(|run| RunV1 {
            number: run.number,
            version: &run.version,
            messages: run.messages,
            parameters: &run.parameters,
        }),
        totals: TotalsV1 {
            messages,
            repeated,
            rejected,
            accounts,
            groups,
            in_campaigns,
            alone,
            first,
            last,
        },
    }
}

fn impersonations(found: &Impersonations) -> ImpersonationsV1<'_> {
    let protected = found.targets.iter().map(|target| ImpersonatedV1 {
        protected: &target.protected,
        messages: target.messages,
        lines: target
            .lines
            .iter()
            .map(|line| ImpersonationV1 {
                rule: &line.rule,
                strength: &line.strength,
                text: &line.text,
                caveat: &line.caveat,
                messages: line.messages,
                example: format!("m{}", line.example),
                sender: &line.sender,
                further_senders: line.others,
            })
            .collect(),
    });
    ImpersonationsV1 {
        list: &found.list,
        sha256: &found.digest,
        entries: found.entries,
        findings: found.findings,
        strong: found.strong,
        messages: found.messages,
        concerned: found.concerned,
        protected: protected.collect(),
        lines_hidden: found.hidden,
    }
}

fn ends(span: Option<(i64, i64)>) -> (Option<i64>, Option<i64>) {
    (span.map(|s| s.0), span.map(|s| s.1))
}

fn source(row: &SourceLine) -> SourceV1<'_> {
    let (first, last) = ends(row.span);
    SourceV1 {
        name: &row.name,
        format: &row.format,
        bytes: row.bytes,
        sha256: row.digest.as_deref(),
        state: &row.state,
        members: row.members,
        messages: row.messages,
        repeated: row.repeated,
        rejected: row.rejected,
        first,
        last,
    }
}

fn reject(row: &Reject) -> RejectV1<'_> {
    RejectV1 {
        source: &row.source,
        offset: &row.offset,
        cause: &row.cause,
        detail: &row.detail,
        remedy: &row.remedy,
    }
}

fn line(row: &CampaignLine) -> LineV1<'_> {
    let (first, last) = ends(row.span);
    LineV1 {
        id: row.id(),
        verdict: row.verdict.word(),
        score: row.score,
        likelihood: &row.likelihood,
        confidence: row.confidence.word(),
        weight: row.weight,
        messages: row.messages,
        accounts: row.accounts,
        first,
        last,
        operation: row.operation,
        beside: row.beside,
        summary: &row.summary,
    }
}

fn detail(row: &CampaignDetail) -> DetailV1<'_> {
    let [near_duplicate, partial, paraphrase] = row.kinds;
    let [freemail, own, shared] = row.senders.classes;
    DetailV1 {
        line: line(&row.line),
        wanted: &row.wanted,
        ties: &row.ties,
        near_duplicate,
        partial,
        paraphrase,
        groups: row.groups,
        template: row.pattern.as_ref().map(template),
        exemplars: row.exemplars.iter().map(exemplar).collect(),
        timeline: row.timeline.as_ref().map(timeline),
        senders: row.senders.list.iter().map(sender).collect(),
        senders_hidden: row.senders.hidden,
        senders_by_domain: DomainsV1 {
            freemail,
            own,
            shared,
            nameless: row.senders.nameless,
        },
        machines: row.machines.iter().map(machine).collect(),
        pictures: row.pictures.iter().map(media::picture).collect(),
        evidence: row.evidence.iter().map(evidence).collect(),
        evidence_sum: row.sum,
        prior: row.prior.map(|prior| (prior * 1e3).round() / 1e3),
    }
}

fn template(row: &Pattern) -> TemplateV1<'_> {
    TemplateV1 {
        pieces: row
            .pieces
            .iter()
            .map(|piece| match piece {
                Shown::Fixed(fixed) => PieceV1::Fixed { fixed },
                Shown::Slot { number, label } => PieceV1::Slot {
                    slot: *number,
                    label,
                },
            })
            .collect(),
        slots: row
            .slots
            .iter()
            .map(|slot| SlotV1 {
                slot: slot.number,
                kind: &slot.kind,
                distinct: slot.distinct,
                values: &slot.values,
                hidden: slot.hidden,
            })
            .collect(),
        coverage: row.coverage,
        members: row.members,
        members_with_own_words: row.own_words,
    }
}

fn exemplar(row: &Exemplar) -> ExemplarV1<'_> {
    let changes = row.text.iter().map(|(change, words)| {
        let word = match change {
            Change::Same => "same",
            Change::Missing => "missing",
            Change::Own => "own",
        };
        (word, words.as_str())
    });
    ExemplarV1 {
        message: format!("m{}", row.message),
        roles: row.roles.iter().map(|role| role.label()).collect(),
        sent_at: row.sent_at,
        similarity: row.similarity,
        sender: &row.sender,
        subject: &row.subject,
        changes: changes.collect(),
        words_cut: row.words_cut,
    }
}

fn timeline(row: &Timeline) -> TimelineV1<'_> {
    TimelineV1 {
        start: row.start,
        step_seconds: row.step,
        campaign: &row.campaign,
        archive: &row.archive,
        outside: row.outside,
    }
}

fn sender(row: &Sender) -> SenderV1<'_> {
    SenderV1 {
        account: format!("a{}", row.account),
        name: &row.name,
        domain_class: &row.class,
        messages: row.messages,
        messages_elsewhere: row.elsewhere,
        authentication: &row.authentication,
    }
}

fn machine(row: &Machine) -> MachineV1<'_> {
    MachineV1 {
        feature: &row.feature,
        value: (row.further == 0).then_some(row.value.as_str()),
        further_values: row.further,
        messages: row.messages,
        of: row.of,
        rest: row.rest,
    }
}

fn evidence(row: &Observation) -> EvidenceV1<'_> {
    EvidenceV1 {
        rule: &row.rule,
        family: &row.family,
        weight: row.weight,
        counted: row.counted,
        text: &row.text,
        caveat: &row.caveat,
        messages: row.messages,
        examples: row
            .examples
            .iter()
            .map(|message| format!("m{message}"))
            .collect(),
        bearings: row.bearings.iter().map(|bearing| bearing.word()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_report_as_programs_read_it() {
        insta::assert_snapshot!(report(&sample::dossier()));
    }

    #[test]
    fn every_document_names_its_schema() {
        let dossier = sample::dossier();
        for (document, schema) in [
            (overview(&dossier, "refrain.scan/1"), "refrain.scan/1"),
            (campaign(&dossier.details[0]), "refrain.campaign/1"),
        ] {
            let value: serde_json::Value = serde_json::from_str(&document).expect("it is JSON");
            assert_eq!(value["schema"], schema);
            assert_eq!(value["notice"], LAWFUL);
        }
    }
}
