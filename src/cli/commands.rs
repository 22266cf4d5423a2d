//! One function a command: check, work, render, say how it ended.

use std::fmt::Write as _;

use std::{path::Path, sync::atomic::Ordering};

use clap::CommandFactory as _;
use serde::Serialize;

use super::{
    args::{self, Cli, Command, Manner, ReportFormat},
    check::{self, Id},
    count, doctor,
    exit::{Interrupted, Outcome},
    explore,
    gather::{self, Choice, Found},
    interrupt, map, media, output,
    progress::{Progress, Saying},
    simulate,
};
use crate::report::{self, Dossier, clean, json_v1, load::Details, terminal};

/// Rejected pieces of input named after a scan unless `-v` asks for all that are listed.
const REJECTS_NAMED: usize = 3;

/// Does what was asked.
///
/// # Errors
/// Usage, environment and interruption, told apart by type.
pub(super) fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    let manner = cli.manner;
    match &cli.command {
        Command::Scan(args) => scan(args, manner),
        Command::Map(args) => map::map(args),
        Command::Media(args) => media::media(args, manner),
        Command::LookAtFiles => media::look_at_files(),
        Command::Campaigns(args) => campaigns(args, manner),
        Command::Show(args) => show(args, manner),
        Command::Explore(args) => explore::explore(args, manner),
        Command::Report(args) => write_report(args, manner),
        Command::Export(args) => export(args),
        Command::Count(args) => count::run(args),
        Command::Simulate(args) => simulate::simulate(args).map(|()| Outcome::Done),
        Command::Verify(args) => verify(args),
        Command::Doctor(args) => doctor::run(args, manner),
        Command::Completions(args) => completions(args),
        Command::Man(args) => man(args),
    }
}

fn scan(args: &args::Scan, manner: Manner) -> anyhow::Result<Outcome> {
    let plan = check::scan(args)?;
    let stop = interrupt::flag()?;
    let progress = Progress::new(
        gather::stages(&plan),
        match (manner.quiet, manner.verbose) {
            (true, _) => Saying::Nothing,
            (_, false) => Saying::Progress,
            (_, true) => Saying::Stages,
        },
    );
    let finished = gather::scan(&plan, &progress, &stop);
    progress.finish();
    if !finished? || stop.load(Ordering::SeqCst) {
        return Err(Interrupted(again(&plan)).into());
    }
    let dossier = gather::gather(&plan.case, &Choice::default())?;
    if args.json {
        output::print(&json_v1::overview(&dossier, "refrain.scan/1"))?;
    } else {
        output::print(&terminal::overview(
            &dossier,
            &shown(&plan.case),
            output::look(manner),
        ))?;
    }
    say_rejected(&dossier, args.json, manner);
    Ok(if dossier.totals.rejected > 0 {
        Outcome::Rejected
    } else {
        Outcome::Done
    })
}

/// The command that goes on with an interrupted scan.
fn again(plan: &check::ScanPlan) -> String {
    let inputs: Vec<String> = plan.inputs.iter().map(|input| shown(input)).collect();
    let protect = plan
        .protect
        .as_deref()
        .map_or_else(String::new, |file| format!(" --protect {}", shown(file)));
    let windows = plan.windows.as_ref().map_or_else(String::new, |windows| {
        let spans: Vec<String> = windows.seconds().iter().map(u64::to_string).collect();
        format!(" --windows {}", spans.join(","))
    });
    let map = plan
        .map
        .as_deref()
        .map_or_else(String::new, |file| format!(" --map {}", shown(file)));
    format!(
        "refrain scan {}{protect}{windows}{map} --case {}",
        inputs.join(" "),
        shown(&plan.case)
    )
}

/// Names rejected input on stderr: what the overview has not said yet.
fn say_rejected(dossier: &Dossier, json: bool, manner: Manner) {
    let already = if json { 0 } else { REJECTS_NAMED };
    let listed = if manner.verbose {
        usize::MAX
    } else {
        REJECTS_NAMED
    };
    if manner.quiet {
        return;
    }
    for reject in dossier.sources.rejects.iter().take(listed).skip(already) {
        let place = if reject.offset.is_empty() {
            String::new()
        } else {
            format!(", byte {}", reject.offset)
        };
        let line = format!(
            "rejected: {}{place}: {}; {}",
            reject.source, reject.cause, reject.remedy
        );
        output::note(&clean::line(&line));
    }
    let unsaid = dossier
        .totals
        .rejected
        .saturating_sub(dossier.sources.rejects.len().min(listed) as u64);
    if unsaid > 0 {
        output::note(&format!(
            "rejected: {unsaid} more; the report and -v tell of them"
        ));
    }
}

fn campaigns(args: &args::Campaigns, manner: Manner) -> anyhow::Result<Outcome> {
    let case = check::case(&args.case)?;
    let dossier = gather::gather(case, &Choice::default())?;
    if args.json {
        output::print(&json_v1::overview(&dossier, "refrain.campaigns/1"))?;
    } else {
        output::print(&terminal::campaigns(
            &dossier,
            &shown(case),
            output::look(manner),
        ))?;
    }
    Ok(if dossier.campaigns.is_empty() {
        Outcome::Negative
    } else {
        Outcome::Done
    })
}

fn show(args: &args::Show, manner: Manner) -> anyhow::Result<Outcome> {
    let case = check::case(&args.case)?;
    let look = output::look(manner);
    let id = check::id(&args.id);
    if let Id::Campaign(key) = id {
        let choice = Choice {
            details: Details::Chosen(vec![key]),
            reveal: args.reveal.clone(),
            ..Choice::default()
        };
        let dossier = gather::gather(case, &choice)?;
        return match dossier.details.first() {
            Some(detail) if args.json => {
                output::print(&json_v1::campaign(detail)).map(|()| Outcome::Done)
            }
            Some(detail) => {
                output::print(&terminal::campaign(detail, look)).map(|()| Outcome::Done)
            }
            None => Ok(nothing(&args.id, case)),
        };
    }
    let text = match gather::find(case, &id, args.reveal.as_deref())? {
        None => return Ok(nothing(&args.id, case)),
        Some(Found::Message(view)) if args.json => json(&view)?,
        Some(Found::Account(view)) if args.json => json(&view)?,
        Some(Found::Picture(view)) if args.json => json_v1::carried(&view),
        Some(Found::Picture(view)) => report::media::carried(&view, look),
        Some(Found::Message(view)) => view.terminal(look),
        Some(Found::Account(view)) => view.terminal(),
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn nothing(id: &str, case: &Path) -> Outcome {
    output::note(&format!(
        "refrain: {}: nothing in {} has this id; refrain campaigns {} lists campaigns",
        clean::line(id),
        shown(case),
        shown(case)
    ));
    Outcome::Negative
}

fn write_report(args: &args::Report, manner: Manner) -> anyhow::Result<Outcome> {
    let case = check::case(&args.case)?;
    let details = if args.campaigns.is_empty() {
        Details::First
    } else {
        Details::Chosen(args.campaigns.clone())
    };
    let choice = Choice {
        details,
        reveal: args.reveal.clone(),
        contact: args.contact.clone(),
    };
    let dossier = gather::gather(case, &choice)?;
    for key in &args.campaigns {
        if !dossier.details.iter().any(|detail| detail.line.key == *key) {
            return Ok(nothing(&format!("c{key}"), case));
        }
    }
    let text = match check::report_format(args) {
        ReportFormat::Html => report::html(&dossier),
        ReportFormat::Md => report::markdown(&dossier),
        ReportFormat::Json => report::json(&dossier),
    };
    match &args.output {
        None => output::print(&text)?,
        Some(path) => {
            output::save(path, &text)?;
            if !manner.quiet {
                output::note(&format!("written: {}", shown(path)));
            }
        }
    }
    Ok(Outcome::Done)
}

fn export(args: &args::Export) -> anyhow::Result<Outcome> {
    check::case(&args.case)?;
    check::export(args)?;
    gather::export(args)?;
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct VerifyV1<'a> {
    schema: &'static str,
    holds: bool,
    checks: Vec<VerifyCheckV1<'a>>,
}

#[derive(Serialize)]
struct VerifyCheckV1<'a> {
    name: &'a str,
    holds: bool,
    problem: Option<&'a str>,
}

fn verify(args: &args::Verify) -> anyhow::Result<Outcome> {
    let case = check::case(&args.case)?;
    let verified = gather::verify(case, args.sources)?;
    let holds = verified.checks.iter().all(|(_, result)| result.is_ok());
    if args.json {
        let checks = verified.checks.iter().map(|(name, result)| VerifyCheckV1 {
            name,
            holds: result.is_ok(),
            problem: result.as_ref().err().map(String::as_str),
        });
        output::print(&json(&VerifyV1 {
            schema: "refrain.verify/1",
            holds,
            checks: checks.collect(),
        })?)?;
    } else {
        let mut text = String::new();
        for (name, result) in &verified.checks {
            match result {
                Ok(()) => {
                    let _ = writeln!(text, "ok  {}", clean::line(name));
                }
                Err(problem) => {
                    let _ = writeln!(text, "!   {}: {}", clean::line(name), clean::line(problem));
                }
            }
        }
        text.push_str(if holds {
            "the case holds\n"
        } else {
            "the case does not hold\n"
        });
        output::print(&text)?;
    }
    Ok(if holds {
        Outcome::Done
    } else {
        Outcome::Negative
    })
}

fn completions(args: &args::Completions) -> anyhow::Result<Outcome> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "refrain", &mut bytes);
    output::print(&String::from_utf8_lossy(&bytes))?;
    Ok(Outcome::Done)
}

fn man(args: &args::Man) -> anyhow::Result<Outcome> {
    if let Some(folder) = &args.folder {
        std::fs::create_dir_all(folder)?;
        clap_mangen::generate_to(Cli::command(), folder)?;
    } else {
        let mut bytes = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut bytes)?;
        output::print(&String::from_utf8_lossy(&bytes))?;
    }
    Ok(Outcome::Done)
}

fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// A path as a person can type it again.
fn shown(path: &Path) -> String {
    let text = clean::line(&path.display().to_string());
    if text.contains(' ') {
        format!("'{text}'")
    } else {
        text
    }
}
