//! The second half of the way: what the parts hold to groups, templates, graph and campaigns.
//!
//! In: the committed parts, streamed several times. Out: a run, entered as a whole. Texts are never
//! all in memory: only those that templates are induced from.

mod address_rule;
mod facts;
mod impersonations;
mod network;
mod passages;
mod publishers;
mod templates;
mod uses;

use std::collections::{BTreeMap, HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    AccountBook, Case, CaseError, RunWriter, Table,
    media::{Examiner, Media},
    rows::{CampaignRow, EvidenceRow, GroupRow, MemberRow, TieRow},
    watch::Watch,
};
use crate::{
    campaign::{self, Campaign, Draft, Material, Tie, impersonation::ProtectedList},
    graph::Windows,
    key::{GroupKey, MessageKey},
    neardup::{self, Corpus, Footers, Groups, Passage},
};
use facts::Gathered;
use network::Network;
use templates::Induced;
use uses::{Collector, Found};

/// Messages that make a campaign.
pub(super) const LEAST_MESSAGES: usize = 5;
/// Texts that must hold a passage for it to count.
const LEAST_HOLDERS: usize = 3;

/// Analyses all messages; `false` when the watch stopped it, and then nothing is entered.
pub(super) fn analyse(
    case: &Case,
    parameters: &str,
    windows: &Windows,
    protected: Option<&ProtectedList>,
    examiner: &Examiner,
    watch: &dyn Watch,
) -> Result<bool, CaseError> {
    let mut run = case.begin_run(parameters)?;
    let Some(media) = Media::gather(case, examiner, watch)? else {
        return Ok(false);
    };
    let Some((groups, found)) = repeated(case, watch)? else {
        return Ok(false);
    };
    let drafts = campaign::drafts(&groups, &found, LEAST_MESSAGES);
    if watch.stopped() {
        return Ok(false);
    }
    let shows = media.shows(case)?;
    let shared = Found::of(&groups, &drafts, &found, media.names(&shows));
    let mut uses = Collector::new(&shared);
    let Some(mut gathered) = facts::gather(case, &drafts, &mut uses, &shows, watch)? else {
        return Ok(false);
    };
    let uses = uses.finish();
    watch.stage("inducing templates", 1);
    let sides = sides(&drafts, &gathered);
    let induced = templates::induce(case, &groups, &drafts, sides, &gathered.facts)?;
    gathered.retitle(&drafts, &induced);
    watch.stage("linking accounts", 1);
    let network = Network::of(uses, windows);
    watch.stage("weighing evidence", 1);
    let (campaigns, tied) = campaign::weigh(
        &drafts,
        &Material {
            facts: &gathered.facts,
            base: &gathered.base,
            signs: &induced.signs,
            sides: &induced.sides,
            ties: &network.ties(),
            summaries: &gathered.summaries,
        },
    );
    if watch.stopped() {
        return Ok(false);
    }
    watch.stage("writing findings", 1);
    Findings {
        groups: &groups,
        passages: &found,
        induced: &induced,
        gathered: &gathered,
        campaigns: &campaigns,
        ties: &tied,
    }
    .write(case, &mut run)?;
    network.write(case, &shared, &mut run)?;
    media.write(&mut run)?;
    let book = AccountBook::load(case)?;
    run.write(&case.derive_accounts(&book)?)?;
    if let Some(list) = protected
        && !impersonations::write(case, &mut run, &book, list, watch)?
    {
        return Ok(false);
    }
    run.commit()?;
    Ok(true)
}

/// Texts and passages that repeat. `None` when the watch stopped it.
fn repeated(case: &Case, watch: &dyn Watch) -> Result<Option<(Groups, Vec<Passage>)>, CaseError> {
    let Some(mut corpus) = corpus(case, watch)? else {
        return Ok(None);
    };
    watch.stage("grouping", 1);
    let groups = neardup::group(&corpus);
    corpus.release();
    watch.stage("finding passages", 1);
    let passages = neardup::passages(&corpus, &groups, LEAST_HOLDERS);
    Ok(Some((groups, passages)))
}

/// The drafts that a machine may have sent a part of, by their number.
fn sides(drafts: &[Draft], gathered: &facts::Gathered) -> BTreeMap<usize, campaign::Sides> {
    let sides = |draft| campaign::sides(draft, &gathered.facts, &gathered.base);
    drafts
        .iter()
        .enumerate()
        .filter_map(|(number, draft)| Some((number, sides(draft)?)))
        .collect()
}

/// What the stages found on campaigns.
struct Findings<'a> {
    groups: &'a Groups,
    passages: &'a [Passage],
    induced: &'a Induced,
    gathered: &'a Gathered,
    campaigns: &'a [Campaign],
    ties: &'a [Tie],
}

impl Findings<'_> {
    fn write(&self, case: &Case, run: &mut RunWriter<'_>) -> Result<(), CaseError> {
        run.write(&group_rows(self.groups))?;
        templates::write(
            case,
            run,
            self.groups,
            self.induced,
            &campaigns_of_groups(self.campaigns),
            &self.gathered.facts,
        )?;
        passages::write(
            case,
            run,
            self.passages,
            self.groups,
            &campaigns_of_messages(self.campaigns),
        )?;
        run.write(&tie_rows(self.campaigns, self.ties))?;
        write_campaigns(run, self.campaigns, &self.gathered.external_ids)
    }
}

/// Reads the sketches twice: once to learn footers, once to collect the texts.
fn corpus(case: &Case, watch: &dyn Watch) -> Result<Option<Corpus>, CaseError> {
    let parts = case.parts()?;
    let mut footers = Footers::default();
    watch.stage("learning footers", parts.len() as u64);
    for part in &parts {
        let sketches = part.sketches()?;
        for (row, sender) in senders(part)?.into_iter().enumerate() {
            footers.learn(sender, sketches.tokens(row), sketches.blocks(row));
        }
        watch.advance(1);
        if watch.stopped() {
            return Ok(None);
        }
    }
    let mut corpus = Corpus::default();
    watch.stage("collecting texts", parts.len() as u64);
    for part in &parts {
        let sketches = part.sketches()?;
        for (row, sender) in senders(part)?.into_iter().enumerate() {
            let tokens = sketches.tokens(row);
            let own = footers.own(sender, tokens, sketches.blocks(row));
            corpus.add(tokens.get(..own).unwrap_or(tokens));
        }
        watch.advance(1);
        if watch.stopped() {
            return Ok(None);
        }
    }
    corpus.seal();
    Ok(Some(corpus))
}

/// A number for each message's sender: its mailing list, else its account.
fn senders(part: &super::PartReader<'_>) -> Result<Vec<u64>, CaseError> {
    let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
    let lists = part.column::<Option<String>>(Table::Traces, "list_id")?;
    let sender = |(account, list): (Option<u32>, Option<String>)| match (list, account) {
        (Some(list), _) => xxh3_64(list.as_bytes()),
        (None, account) => account.map_or(u64::MAX, u64::from),
    };
    Ok(accounts.into_iter().zip(lists).map(sender).collect())
}

fn campaigns_of_groups(campaigns: &[Campaign]) -> HashMap<GroupKey, u32> {
    // Of two campaigns with one text, the larger one counts.
    let mut out = HashMap::new();
    for campaign in campaigns {
        for group in campaign.members.iter().filter_map(|m| m.group) {
            out.entry(group).or_insert(campaign.key.0);
        }
    }
    out
}

fn campaigns_of_messages(campaigns: &[Campaign]) -> HashMap<MessageKey, u32> {
    campaigns
        .iter()
        .flat_map(|campaign| {
            let key = campaign.key.0;
            campaign.members.iter().map(move |m| (m.message, key))
        })
        .collect()
}

fn group_rows(groups: &Groups) -> Vec<GroupRow> {
    let row = |m: &neardup::Membership| GroupRow {
        message: m.message.0,
        group: m.group.0,
        similarity: m.similarity.get(),
    };
    groups.members.iter().map(row).collect()
}

fn tie_rows(campaigns: &[Campaign], ties: &[Tie]) -> Vec<TieRow> {
    let row = |tie: &Tie| TieRow {
        a: tie.a.0,
        b: tie.b.0,
        operation: campaigns
            .get(tie.a.index())
            .and_then(|campaign| campaign.operation)
            .unwrap_or_default(),
        shared: tie.shared.clone(),
        value: tie.value.clone(),
        a_senders: tie.senders[0],
        b_senders: tie.senders[1],
        elsewhere: tie.elsewhere,
    };
    ties.iter().map(row).collect()
}

fn write_campaigns(
    run: &mut RunWriter<'_>,
    campaigns: &[Campaign],
    external_ids: &HashMap<MessageKey, String>,
) -> Result<(), CaseError> {
    let mut rows = Vec::new();
    let mut evidence = Vec::new();
    let mut members = Vec::new();
    for campaign in campaigns {
        rows.push(CampaignRow {
            campaign: campaign.key.0,
            verdict: campaign.verdict.word().to_owned(),
            score: campaign.score,
            weight: campaign.weight.0,
            messages: u32::try_from(campaign.members.len()).unwrap_or(u32::MAX),
            accounts: campaign.accounts,
            first: campaign.span.map(|span| span.0),
            last: campaign.span.map(|span| span.1),
            operation: campaign.operation,
            beside: campaign.beside.map(|key| key.0),
            summary: campaign.summary.clone(),
            wanted: campaign.wanted.clone(),
        });
        evidence.extend(campaign.evidence.iter().map(|e| EvidenceRow {
            campaign: campaign.key.0,
            rule: e.rule.to_owned(),
            family: e.family.word().to_owned(),
            weight: e.weight.0,
            text: e.text.clone(),
            caveat: e.caveat.clone(),
            messages: e.messages.iter().map(|m| m.0).collect(),
        }));
        members.extend(campaign.members.iter().map(|m| MemberRow {
            message: m.message.0,
            external_id: external_ids.get(&m.message).cloned(),
            campaign: campaign.key.0,
            operation: campaign.operation,
            verdict: campaign.verdict.word().to_owned(),
            score: campaign.score,
            group: m.group.map(|group| group.0),
            kind: m.kind.word().to_owned(),
        }));
    }
    run.write(&rows)?;
    run.write(&evidence)?;
    run.write(&members)
}

/// The members of all drafts.
fn wanted(drafts: &[Draft]) -> HashSet<MessageKey> {
    drafts
        .iter()
        .flat_map(|draft| &draft.members)
        .map(|member| member.message)
        .collect()
}
