//! The one place where the command line meets the case: everything that reads or writes a store.
//!
//! In: checked arguments. Out: values that the commands render.

mod pictures;

use std::{
    collections::BTreeSet,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Context as _;

use super::{
    args::{self, Export},
    check::{Id, ScanPlan},
    progress::Progress,
};
use crate::case::{
    self, Case, Inputs, Table, VerifyPlan, Watch,
    media::Examiner,
    rows::{MemberRow, MessageRow},
};
use crate::export;
use crate::report::{
    Dossier, Names, Rows, detailed,
    exemplar::choose,
    media::CarriedView,
    show::{AccountView, MessageRows, MessageView},
};

/// Stages of a scan, for the progress bar.
pub(super) const fn stages(plan: &ScanPlan) -> u64 {
    case::run::stages(plan.protected.is_some())
}

/// What a report is asked to tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    /// How much is loaded beyond the overview.
    pub(super) details: Details,
    /// Key file that reveals names.
    pub(super) reveal: Option<PathBuf>,
    /// Contact for objection.
    pub(super) contact: Option<String>,
}

/// Campaigns told in detail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Details {
    /// None: the overview is enough.
    #[default]
    None,
    /// The first ones in the report's order.
    First,
    /// These.
    Chosen(Vec<u32>),
}

/// What `show` found besides campaigns.
pub(super) enum Found {
    /// A message.
    Message(Box<MessageView>),
    /// An account.
    Account(Box<AccountView>),
    /// A picture or another file.
    Picture(Box<CarriedView>),
}

/// What `verify` found.
pub(super) struct Verified {
    /// What was checked, in words, with whether it holds and what is wrong when it does not.
    pub(super) checks: Vec<(String, Result<(), String>)>,
}

/// A bar that also carries the interrupt into a run.
struct Watched<'a> {
    progress: &'a Progress,
    stop: &'a AtomicBool,
}

impl Watch for Watched<'_> {
    fn stage(&self, name: &str, total: u64) {
        self.progress.stage(name, total);
    }

    fn advance(&self, units: u64) {
        self.progress.advance(units);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Runs a scan until it is done or `stop` is set; says whether it came to its end.
///
/// # Errors
/// What stops a run: disk, permission, a case of another version.
pub(super) fn scan(
    plan: &ScanPlan,
    progress: &Progress,
    stop: &AtomicBool,
) -> anyhow::Result<bool> {
    if let Some(threads) = plan.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .context("the threads could not be started")?;
    }
    let case = Case::create_or_open(&plan.case)?;
    let inputs = Inputs {
        paths: plan.inputs.clone(),
        archive: plan.limits,
        protected: plan.protected.clone(),
        windows: plan.windows.clone(),
        mapping: plan.mapping.clone(),
        examiner: examiner()?,
        ..Inputs::default()
    };
    let outcome = case::scan(&case, &inputs, &Watched { progress, stop })?;
    Ok(outcome.finished)
}

/// Files are looked at by this very program, in processes of their own.
///
/// # Errors
/// When the system does not say where this program is.
pub(super) fn examiner() -> anyhow::Result<Examiner> {
    let program = std::env::current_exe().context("the system does not say where refrain is")?;
    Ok(Examiner::of_program(program, vec![args::LOOK.to_owned()]))
}

/// The key that a key file must hold to reveal names, checked against the case's own.
fn may_reveal(case: &Case, file: Option<&Path>, what: &str) -> anyhow::Result<bool> {
    let Some(file) = file else { return Ok(false) };
    let given = std::fs::read(file)
        .with_context(|| format!("{}: the key file cannot be read", file.display()))?;
    anyhow::ensure!(
        given == case.key()?,
        "{}: this is not the key of this case; names stay hidden",
        file.display()
    );
    // The log can only be written by a case that is opened for writing.
    Case::create_or_open(case.dir())?.audit("reveal", what)?;
    Ok(true)
}

/// Loads what a report tells.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn gather(dir: &Path, choice: &Choice) -> anyhow::Result<Dossier> {
    let case = Case::open(dir)?;
    let revealed = may_reveal(&case, choice.reveal.as_deref(), "report")?;
    let mut rows = overview(&case, choice)?;
    let asked = match &choice.details {
        Details::None => None,
        Details::First => Some(Vec::new()),
        Details::Chosen(keys) => Some(keys.clone()),
    };
    if let Some(asked) = asked {
        rows.detailed = detailed(&rows.campaigns, &asked);
        details(&case, &mut rows)?;
        pictures::pictures(&case, &mut rows)?;
        impersonated(&case, &mut rows)?;
    }
    leaders(&case, &mut rows)?;
    let key = case.key()?;
    let pseudonym = |handle: &str| case::pseudonym(&key, handle);
    let names = if revealed {
        Names::Revealed
    } else {
        Names::Pseudonyms(&pseudonym)
    };
    Ok(Dossier::assemble(&rows, &names))
}

/// What every report needs: one pass over messages (and traces, when campaigns are told in detail).
fn overview(case: &Case, choice: &Choice) -> anyhow::Result<Rows> {
    let current = case.current_run()?;
    let mut rows = Rows {
        case: case
            .dir()
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        contact: choice.contact.clone(),
        run: case
            .runs()?
            .into_iter()
            .find(|run| Some(run.run) == current),
        sources: case.sources()?,
        ..Rows::default()
    };
    rows.archive.accounts = case.summary()?.accounts;
    for part in case.parts()? {
        let sources = part.column::<u32>(Table::Messages, "source")?;
        let times = part.column::<Option<i64>>(Table::Messages, "sent_at")?;
        for (source, sent_at) in sources.into_iter().zip(times) {
            rows.archive.observe(&MessageRow {
                source,
                sent_at,
                ..MessageRow::default()
            });
        }
        if choice.details != Details::None {
            for trace in part.traces()? {
                rows.archive.machines.observe(&trace);
            }
        }
    }
    if current.is_some() {
        rows.campaigns = case.campaigns()?;
        rows.ties = case.ties()?;
        rows.impersonations = case.impersonations()?;
        rows.communities = case.communities()?;
        rows.evidence = case.evidence(None)?;
        rows.archive.groups = case
            .groups()?
            .iter()
            .map(|row| row.group)
            .collect::<BTreeSet<_>>()
            .len() as u64;
    }
    Ok(rows)
}

/// Loads what campaigns told in detail need.
fn details(case: &Case, rows: &mut Rows) -> anyhow::Result<()> {
    let chosen: BTreeSet<u32> = rows.detailed.iter().copied().collect();
    rows.members = case
        .members(None)?
        .into_iter()
        .filter(|member| chosen.contains(&member.campaign))
        .collect();
    let keys: BTreeSet<u32> = rows.members.iter().map(|member| member.message).collect();
    let keys: Vec<u32> = keys.into_iter().collect();
    rows.groups = case
        .groups()?
        .into_iter()
        .filter(|row| keys.binary_search(&row.message).is_ok())
        .collect();
    rows.templates = case
        .templates()?
        .into_iter()
        .filter(|row| row.campaign.is_some_and(|c| chosen.contains(&c)))
        .collect();
    for template in &rows.templates {
        rows.fillings.extend(case.fillings(template.group)?);
    }
    rows.messages = case.messages(&keys)?;
    rows.traces = case.traces(&keys)?;
    let accounts: BTreeSet<u32> = rows.messages.iter().filter_map(|row| row.account).collect();
    rows.accounts = case
        .accounts()?
        .into_iter()
        .filter(|row| accounts.contains(&row.account))
        .collect();
    let mut shown: BTreeSet<u32> = BTreeSet::new();
    for campaign in &chosen {
        shown.extend(
            choose(*campaign, &rows.members, &rows.groups, &rows.messages)
                .into_iter()
                .map(|(message, _)| message),
        );
    }
    rows.texts = case.texts(&shown.into_iter().collect::<Vec<_>>())?;
    Ok(())
}

/// Loads who wrote the messages that findings against the protected list rest on.
fn impersonated(case: &Case, rows: &mut Rows) -> anyhow::Result<()> {
    let keys: BTreeSet<u32> = rows.impersonations.iter().map(|row| row.message).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let mut accounts = BTreeSet::new();
    for part in case.parts()? {
        let here = keys.range(part.first_message()..part.end());
        if here.clone().next().is_none() {
            continue;
        }
        let column = part.column::<Option<u32>>(Table::Messages, "account")?;
        for &key in here {
            let at = usize::try_from(key - part.first_message())?;
            if let Some(account) = column.get(at).copied().flatten() {
                accounts.insert(account);
                rows.writers.insert(key, account);
            }
        }
    }
    let known: BTreeSet<u32> = rows.accounts.iter().map(|row| row.account).collect();
    rows.accounts.extend(
        case.accounts()?
            .into_iter()
            .filter(|row| accounts.contains(&row.account) && !known.contains(&row.account)),
    );
    Ok(())
}

/// Loads the accounts that are named for clusters.
fn leaders(case: &Case, rows: &mut Rows) -> anyhow::Result<()> {
    let named = crate::report::communities::named(&rows.communities);
    if named.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<u32> = rows.accounts.iter().map(|row| row.account).collect();
    let wanted = |key: u32| named.binary_search(&key).is_ok() && !known.contains(&key);
    let found = case
        .accounts()?
        .into_iter()
        .filter(|row| wanted(row.account));
    rows.accounts.extend(found);
    Ok(())
}

/// Finds a message or an account.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn find(dir: &Path, id: &Id, reveal: Option<&Path>) -> anyhow::Result<Option<Found>> {
    let case = Case::open(dir)?;
    let revealed = may_reveal(&case, reveal, "show")?;
    let key = case.key()?;
    let pseudonym = |handle: &str| case::pseudonym(&key, handle);
    let names = if revealed {
        Names::Revealed
    } else {
        Names::Pseudonyms(&pseudonym)
    };
    match id {
        Id::Campaign(_) => Ok(None),
        Id::Message(message) => message_view(&case, *message, &names),
        Id::Picture(picture) => pictures::view(&case, *picture, revealed),
        Id::Account(account) => account_view(&case, |row| row.account == *account, &names),
        Id::Text(text) => {
            let bare = text.trim().trim_start_matches('<').trim_end_matches('>');
            if let Some(message) = by_external_id(&case, bare)? {
                return message_view(&case, message, &names);
            }
            let handle = bare.to_lowercase();
            account_view(
                &case,
                |row| row.handle == handle || pseudonym(&row.handle) == bare,
                &names,
            )
        }
    }
}

fn by_external_id(case: &Case, id: &str) -> anyhow::Result<Option<u32>> {
    for part in case.parts()? {
        let ids = part.column::<Option<String>>(Table::Messages, "external_id")?;
        if let Some(at) = ids.iter().position(|known| known.as_deref() == Some(id)) {
            return Ok(Some(part.first_message() + u32::try_from(at)?));
        }
    }
    Ok(None)
}

fn message_view(case: &Case, key: u32, names: &Names<'_>) -> anyhow::Result<Option<Found>> {
    let Some(message) = case.messages(&[key])?.into_iter().next() else {
        return Ok(None);
    };
    let (texts, traces, sources) = (case.texts(&[key])?, case.traces(&[key])?, case.sources()?);
    let analysed = case.current_run()?.is_some();
    let accounts = if analysed {
        case.accounts()?
    } else {
        Vec::new()
    };
    let members = if analysed {
        case.members(None)?
    } else {
        Vec::new()
    };
    let member = members.iter().find(|member| member.message == key);
    let mut findings = if analysed {
        case.impersonations()?
    } else {
        Vec::new()
    };
    findings.retain(|finding| finding.message == key);
    let group = member.and_then(|member| member.group);
    let mut fillings = group
        .map(|group| case.fillings(group))
        .transpose()?
        .unwrap_or_default();
    fillings.retain(|filling| filling.message == key);
    let rows = MessageRows {
        message: &message,
        text: texts.first(),
        trace: traces.first(),
        account: accounts
            .iter()
            .find(|row| Some(row.account) == message.account),
        source: sources.iter().find(|row| row.source == message.source),
        member,
        fillings: &fillings,
        findings: &findings,
    };
    Ok(Some(Found::Message(Box::new(MessageView::of(rows, names)))))
}

fn account_view(
    case: &Case,
    wanted: impl Fn(&case::rows::AccountRow) -> bool,
    names: &Names<'_>,
) -> anyhow::Result<Option<Found>> {
    if case.current_run()?.is_none() {
        return Ok(None);
    }
    let Some(row) = case.accounts()?.into_iter().find(wanted) else {
        return Ok(None);
    };
    let mut messages = Vec::new();
    for part in case.parts()? {
        let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
        let own = accounts
            .iter()
            .zip(part.first_message()..)
            .filter(|(account, _)| **account == Some(row.account));
        messages.extend(own.map(|(_, message)| message));
    }
    let members: Vec<MemberRow> = case
        .members(None)?
        .into_iter()
        .filter(|member| messages.binary_search(&member.message).is_ok())
        .collect();
    Ok(Some(Found::Account(Box::new(AccountView::of(
        &row, &messages, &members, names,
    )))))
}

/// Writes tables.
///
/// # Errors
/// When the case cannot be read or the output cannot be written.
pub(super) fn export(args: &Export) -> anyhow::Result<()> {
    let case = Case::open(&args.case)?;
    let names = match (&args.reveal, args.safe) {
        (Some(_), _) => export::Names::Reveal,
        (None, true) => export::Names::Safe,
        (None, false) => export::Names::Pseudonyms,
    };
    let case = if may_reveal(&case, args.reveal.as_deref(), "export")? {
        Case::create_or_open(&args.case)?
    } else {
        case
    };
    let mut stdout = BufWriter::new(io::stdout());
    let format = match args.format {
        args::ExportFormat::Parquet => export::GraphFormat::Tables(export::Format::Parquet),
        args::ExportFormat::Csv => export::GraphFormat::Tables(export::Format::Csv),
        args::ExportFormat::Jsonl => export::GraphFormat::Tables(export::Format::Jsonl),
        args::ExportFormat::Gexf => export::GraphFormat::Gexf,
        args::ExportFormat::Graphml => export::GraphFormat::Graphml,
    };
    match (format, args.table) {
        (export::GraphFormat::Tables(format), table) if table != Some(args::Table::Graph) => {
            let table = table.and_then(|table| Table::from_name(table.name()));
            let out = match (&args.output, table) {
                (Some(path), Some(_)) if !path.is_dir() => export::Out::File(path),
                (Some(path), _) => export::Out::Folder(path),
                (None, _) => export::Out::Stream(&mut stdout),
            };
            export::write(&case, table, format, out, names)?;
        }
        (format, _) => {
            let out = match (&args.output, format) {
                (Some(path), export::GraphFormat::Tables(_)) => export::Out::Folder(path),
                (Some(path), _) if path.is_dir() => export::Out::Folder(path),
                (Some(path), _) => export::Out::File(path),
                (None, _) => export::Out::Stream(&mut stdout),
            };
            export::write_graph(&case, &args.layers, format, out, names)?;
        }
    }
    Ok(stdout.flush()?)
}

/// Checks a case.
///
/// # Errors
/// When the case cannot be read at all.
pub(super) fn verify(dir: &Path, sources: bool) -> anyhow::Result<Verified> {
    let found = case::verify(
        dir,
        VerifyPlan {
            sources,
            all_messages: sources,
        },
    )?;
    let mut checks = vec![
        (format!("{} files of the case", found.files), Ok(())),
        (format!("{} input files read again", found.sources), Ok(())),
        (
            format!(
                "{} messages compared byte for byte with their input",
                found.messages
            ),
            Ok(()),
        ),
        (
            format!("{} entries of the log", found.audit_entries),
            Ok(()),
        ),
    ];
    if found.messages_not_in_place > 0 {
        checks.push((format!("{} messages of the sample stand inside containers, in Parquet or in files that are gone, or were over the limit, and were not compared", found.messages_not_in_place), Ok(())));
    }
    for source in found.missing_sources {
        let missing = if sources {
            Err("the input file is not where it was".to_owned())
        } else {
            Ok(())
        };
        checks.push((format!("input file not there: {source}"), missing));
    }
    checks.extend(
        found
            .problems
            .into_iter()
            .map(|problem| ("the case".to_owned(), Err(problem))),
    );
    Ok(Verified { checks })
}
