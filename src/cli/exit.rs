//! How a command ends: exit codes, and errors as a person reads them.

use std::{io, process::ExitCode};

use super::check::UsageError;

/// How a command that did its work ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and the answer is no: nothing found, not valid.
    Negative,
    /// Done, but some input was rejected.
    Rejected,
}

/// The run was stopped by Ctrl-C; what is committed stays.
#[derive(Debug, thiserror::Error)]
#[error("interrupted; what was read is kept. Go on with the same command: {0}")]
pub struct Interrupted(pub String);

/// A bug of ours, found by a panic.
#[derive(Debug, thiserror::Error)]
#[error("this is a bug of refrain: {0}; please report it with the command you typed")]
pub struct Bug(pub String);

/// The exit code of an outcome or an error.
#[must_use]
pub fn code(result: &anyhow::Result<Outcome>) -> u8 {
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Negative) => 1,
        Ok(Outcome::Rejected) => 3,
        Err(error) if is_broken_pipe(error) => 0,
        Err(error) if error.is::<UsageError>() => 2,
        Err(error) if error.is::<Interrupted>() => 130,
        Err(error) if error.is::<Bug>() => 5,
        Err(_) => 4,
    }
}

/// The error on one line with its causes; `None` when there is nothing to say.
#[must_use]
pub fn message(result: &anyhow::Result<Outcome>) -> Option<String> {
    let error = result
        .as_ref()
        .err()
        .filter(|error| !is_broken_pipe(error))?;
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        if !parts.last().is_some_and(|last| last.ends_with(&cause)) {
            parts.push(cause);
        }
    }
    Some(format!(
        "refrain: {}",
        crate::report::clean::line(&parts.join(": "))
    ))
}

/// The code as the process gives it.
#[must_use]
pub fn exit_code(result: &anyhow::Result<Outcome>) -> ExitCode {
    ExitCode::from(code(result))
}

/// Whether the reader of our output went away, which is no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn every_ending_has_its_code() {
        let io = |kind| anyhow::Error::new(io::Error::from(kind));
        for (result, expected) in [
            (Ok(Outcome::Done), 0),
            (Ok(Outcome::Negative), 1),
            (Err(UsageError::NoInput("x".into()).into()), 2),
            (Ok(Outcome::Rejected), 3),
            (Err(io(io::ErrorKind::PermissionDenied)), 4),
            (Err(Bug("x".to_owned()).into()), 5),
            (Err(Interrupted("refrain scan x".to_owned()).into()), 130),
            (Err(io(io::ErrorKind::BrokenPipe).context("writing")), 0),
        ] {
            assert_eq!(code(&result), expected, "{result:?}");
        }
    }

    #[test]
    fn an_error_names_its_cause_once_and_steers_no_terminal() {
        let error = Err::<(), _>(io::Error::other("disk\u{1b}[2J full"))
            .context("report.html: cannot be written");
        assert_eq!(
            message(&error.map(|()| Outcome::Done)).as_deref(),
            Some("refrain: report.html: cannot be written: disk[2J full")
        );
    }
}
