//! The one place where the command line meets the case: everything that reads or writes a store.
//!
//! In: checked arguments. Out: values that the commands render.

use std::{
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
use crate::case::{self, Case, CaseError, Inputs, Table, VerifyPlan, Watch, media::Examiner};
use crate::explore::site::Site;
use crate::export;
use crate::report::{
    Dossier, Names,
    load::{self, Details},
    media::CarriedView,
    show::{AccountView, MessageView},
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
    let choice = load::Choice {
        details: choice.details.clone(),
        revealed: may_reveal(&case, choice.reveal.as_deref(), "report")?,
        contact: choice.contact.clone(),
        examiner: &examiner()?,
    };
    Ok(load::dossier(&case, &choice)?)
}

/// Opens a case for the browser; `None` when `stop` was set meanwhile.
///
/// # Errors
/// When the case cannot be read, or its index cannot be written.
pub(super) fn site(
    dir: &Path,
    reveal: Option<&Path>,
    progress: &Progress,
    stop: &AtomicBool,
) -> anyhow::Result<Option<Site>> {
    let revealed = may_reveal(&Case::open(dir)?, reveal, "explore")?;
    let watch = Watched { progress, stop };
    Ok(Site::open(dir, revealed, examiner()?, &watch)?)
}

/// Finds a message, an account or a picture.
///
/// # Errors
/// When the case cannot be read.
pub(super) fn find(dir: &Path, id: &Id, reveal: Option<&Path>) -> anyhow::Result<Option<Found>> {
    let case = Case::open(dir)?;
    let revealed = may_reveal(&case, reveal, "show")?;
    Ok(load::with_names(&case, revealed, |names| {
        by_id(&case, id, revealed, names)
    })??)
}

fn by_id(
    case: &Case,
    id: &Id,
    revealed: bool,
    names: &Names<'_>,
) -> Result<Option<Found>, CaseError> {
    let message = |key| {
        let found = load::message(case, key, names)?;
        Ok(found.map(|view| Found::Message(Box::new(view))))
    };
    let account = |found: Option<AccountView>| found.map(|view| Found::Account(Box::new(view)));
    match id {
        Id::Campaign(_) => Ok(None),
        Id::Message(key) => message(*key),
        Id::Picture(key) => {
            let found = load::picture(case, *key, revealed)?;
            Ok(found.map(|view| Found::Picture(Box::new(view))))
        }
        Id::Account(key) => load::account(case, *key, names).map(account),
        Id::Text(text) => {
            let bare = text.trim().trim_start_matches('<').trim_end_matches('>');
            match load::message_by_id(case, bare)? {
                Some(key) => message(key),
                None => load::account_by(case, bare, names).map(account),
            }
        }
    }
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
