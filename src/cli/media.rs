//! `media`: what pictures and other files show, without a case.

mod overlay;

use std::{
    borrow::Cow,
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;

use super::{
    args::{self, Manner},
    check::UsageError,
    exit::Outcome,
    gather, output,
};
use crate::case::{
    media::{
        CopyRow, Examiner,
        examiner::serve,
        job::{Answer, Job, Place},
        relate,
    },
    parquet::digest,
};
use crate::media::{Examined, Fingerprint, Limits};
use crate::report::{
    json_v1,
    media::{FileView, PairView, text},
};

/// Bytes by which the format of a file that is too large is told.
const HEAD: u64 = 4096;

/// Answers another process of this program until it has no more questions.
///
/// # Errors
/// Standard input or output is gone.
pub(super) fn look_at_files() -> anyhow::Result<Outcome> {
    serve(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(Outcome::Done)
}

/// Looks at files and prints what they show.
///
/// # Errors
/// [`UsageError`] for a file that is not there; what cannot be read or written.
pub(super) fn media(args: &args::Media, manner: Manner) -> anyhow::Result<Outcome> {
    let seen = Seen::read(args)?;
    let mut files = seen.examined();
    let mut pairs = seen.copies(&files);
    if let Some(folder) = &args.overlay {
        overlay::draw(&seen, &mut files, &mut pairs, folder, args.error_levels)?;
    }
    if args.json {
        output::print(&json_v1::media(&files, &pairs))?;
    } else {
        output::print(&text(&files, &pairs, output::look(manner)))?;
    }
    let unread = |file: &FileView| file.found.iter().any(|found| !found.troubles.is_empty());
    Ok(if files.iter().any(unread) {
        Outcome::Rejected
    } else {
        Outcome::Done
    })
}

/// The files that were asked about.
struct Seen {
    names: Vec<String>,
    /// The bytes of each, or what is said of one that is too large.
    bytes: Vec<Result<Vec<u8>, Examined>>,
    examiner: Examiner,
}

impl Seen {
    fn read(args: &args::Media) -> anyhow::Result<Self> {
        let bytes = args.files.iter().map(|path| read(path));
        let name = |path: &PathBuf| path.display().to_string();
        Ok(Self {
            bytes: bytes.collect::<anyhow::Result<_>>()?,
            names: args.files.iter().map(name).collect(),
            examiner: gather::examiner()?.with_deadline(Duration::from_secs(args.seconds)),
        })
    }

    /// What the files show, in their order.
    fn examined(&self) -> Vec<FileView> {
        let read = self.bytes.iter().filter_map(|file| file.as_ref().ok());
        let jobs: Vec<Job<'_>> = read
            .map(|file| Job::Examine {
                file: Cow::Borrowed(file.as_slice()),
            })
            .collect();
        let mut answers = self.examiner.all(&jobs, &|| {}, &|| false).into_iter();
        let mut found = |file: &Result<Vec<u8>, Examined>| match file {
            Err(unread) => vec![unread.clone()],
            Ok(bytes) => match answers.next() {
                Some(Ok(Answer::Examined(found))) => found,
                Some(Err(lost)) => vec![Examined::unknown(bytes, lost.to_string())],
                _ => Vec::new(),
            },
        };
        self.names
            .iter()
            .zip(&self.bytes)
            .map(|(name, file)| FileView {
                name: name.clone(),
                found: found(file),
                overlays: Vec::new(),
            })
            .collect()
    }

    /// Each one examined by a key: the number of its file, and its number there.
    fn keys(files: &[FileView]) -> Vec<(usize, usize)> {
        let of_file = |(number, file): (usize, &FileView)| {
            let found = file.found.len();
            (0..found).map(move |at| (number, at))
        };
        files.iter().enumerate().flat_map(of_file).collect()
    }

    /// Where the bytes of one examined are.
    fn place(&self, files: &[FileView], (file, at): (usize, usize)) -> Option<Place<'_>> {
        let examined = files.get(file)?.found.get(at)?;
        Some(Place {
            file: Cow::Borrowed(self.bytes.get(file)?.as_ref().ok()?),
            part: examined.inside.is_some().then(|| examined.sha256.clone()),
        })
    }

    /// Which of the pictures are the same.
    fn copies(&self, files: &[FileView]) -> Vec<PairView> {
        let keys = Self::keys(files);
        let examined = |key: (usize, usize)| files.get(key.0)?.found.get(key.1);
        let fingerprints: Vec<(u32, &Fingerprint)> = (0..)
            .zip(&keys)
            .filter_map(|(number, &key)| Some((number, examined(key)?.fingerprint.as_ref()?)))
            .collect();
        let place = |number: u32| self.place(files, *keys.get(number as usize)?);
        let related = relate(&fingerprints, |pairs| {
            let jobs: Vec<Job<'_>> = pairs
                .iter()
                .filter_map(|&[a, b]| {
                    Some(Job::Compare {
                        a: place(a)?,
                        b: place(b)?,
                    })
                })
                .collect();
            let answers = self.examiner.all(&jobs, &|| {}, &|| false);
            let twins = answers.into_iter().map(|answer| match answer {
                Ok(Answer::Compared(twin)) => twin,
                _ => None,
            });
            Ok::<_, std::convert::Infallible>(Some(twins.collect()))
        });
        let name = |number: u32| {
            let Some(&(file, at)) = keys.get(number as usize) else {
                return String::new();
            };
            let outer = self.names.get(file).cloned().unwrap_or_default();
            match examined((file, at)).filter(|examined| examined.inside.is_some()) {
                Some(inner) => format!("{outer}!{}", inner.name),
                None => outer,
            }
        };
        let Ok(Some(related)) = related else {
            return Vec::new();
        };
        related
            .into_iter()
            .map(|pair| PairView {
                names: [name(pair.a), name(pair.b)],
                copy: CopyRow::from(pair),
                overlays: Vec::new(),
            })
            .collect()
    }
}

/// The bytes of a file; of one that is too large, what it is by its first bytes.
fn read(path: &Path) -> anyhow::Result<Result<Vec<u8>, Examined>> {
    let about = fs::metadata(path).map_err(|_| UsageError::NoInput(path.to_owned()))?;
    anyhow::ensure!(
        about.is_file(),
        "{}: not a file; name the files in it",
        path.display()
    );
    let limit = Limits::default().bytes as u64;
    let unread = || format!("{}: cannot be read", path.display());
    if about.len() <= limit {
        return Ok(Ok(fs::read(path).with_context(unread)?));
    }
    let mut head = Vec::new();
    let file = File::open(path).with_context(unread)?;
    file.take(HEAD)
        .read_to_end(&mut head)
        .with_context(unread)?;
    let trouble = format!(
        "it is larger than the {} MiB that are looked at",
        limit >> 20
    );
    let (sha256, bytes) = digest(path).with_context(unread)?;
    Ok(Err(Examined {
        sha256,
        bytes,
        ..Examined::unknown(&head, trouble)
    }))
}
