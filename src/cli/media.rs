//! `media`: what pictures and other files show, without a case.

use std::{
    borrow::Cow,
    fs,
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
use crate::case::media::{
    CopyRow, Examiner,
    examiner::serve,
    job::{Answer, Job, Place},
    relate,
};
use crate::media::{Examined, Fingerprint, Limits, Mask};
use crate::report::{
    json_v1,
    media::{FileView, PairView, text},
};

/// Pixels of the longer side of pictures that overlays are drawn on.
const OVERLAY: u32 = 1600;

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
    let jobs: Vec<Job<'_>> = seen
        .bytes
        .iter()
        .map(|file| Job::Examine {
            file: Cow::Borrowed(file.as_slice()),
            traces: true,
        })
        .collect();
    let answers = seen.examiner.all(&jobs, &|| {}, &|| false);
    let mut files: Vec<FileView> = seen
        .names
        .iter()
        .zip(&seen.bytes)
        .zip(answers)
        .map(|((name, bytes), answer)| FileView {
            name: name.clone(),
            found: match answer {
                Ok(Answer::Examined(found)) => found,
                Ok(_) => Vec::new(),
                Err(lost) => vec![Examined::unknown(bytes, lost.to_string())],
            },
            overlays: Vec::new(),
        })
        .collect();
    let mut pairs = seen.copies(&files);
    if let Some(folder) = &args.overlay {
        fs::create_dir_all(folder)
            .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
        seen.mark(&mut files, &mut pairs, folder, args.error_levels)?;
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
    bytes: Vec<Vec<u8>>,
    examiner: Examiner,
}

impl Seen {
    fn read(args: &args::Media) -> anyhow::Result<Self> {
        let limit = Limits::default().bytes as u64;
        let mut bytes = Vec::new();
        for path in &args.files {
            let about = fs::metadata(path).map_err(|_| UsageError::NoInput(path.clone()))?;
            anyhow::ensure!(
                about.is_file(),
                "{}: not a file; name the files in it",
                path.display()
            );
            anyhow::ensure!(
                about.len() <= limit,
                "{}: larger than the {} MiB that are looked at",
                path.display(),
                limit >> 20
            );
            bytes.push(
                fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?,
            );
        }
        let name = |path: &PathBuf| path.display().to_string();
        Ok(Self {
            names: args.files.iter().map(name).collect(),
            bytes,
            examiner: gather::examiner()?.with_deadline(Duration::from_secs(args.seconds)),
        })
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
            file: Cow::Borrowed(self.bytes.get(file)?),
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

    /// Writes pictures of what findings and differences mark.
    fn mark(
        &self,
        files: &mut [FileView],
        pairs: &mut [PairView],
        folder: &Path,
        error_levels: bool,
    ) -> anyhow::Result<()> {
        let keys = Self::keys(files);
        let mut made = Vec::new();
        for &(file, at) in &keys {
            let Some(examined) = files.get(file).and_then(|view| view.found.get(at)) else {
                continue;
            };
            for (number, finding) in examined.findings.iter().enumerate() {
                let (Some(mask), Some(of)) = (&finding.mask, self.place(files, (file, at))) else {
                    continue;
                };
                let path = folder.join(format!(
                    "{}.{}.png",
                    self.stem(file, at),
                    finding.kind.name()
                ));
                if self.draw(of, Some(mask), &path)? {
                    made.push((file, (at, number, path.display().to_string())));
                }
            }
            if error_levels && let Some(of) = self.place(files, (file, at)) {
                let answers = self
                    .examiner
                    .all(&[Job::ErrorLevels { of }], &|| {}, &|| false);
                if let Some(Ok(Answer::Preview(Some(png)))) = answers.into_iter().next() {
                    let path = folder.join(format!("{}.error_levels.png", self.stem(file, at)));
                    save(&path, &png)?;
                }
            }
        }
        for (file, overlay) in made {
            if let Some(view) = files.get_mut(file) {
                view.overlays.push(overlay);
            }
        }
        for pair in pairs {
            let sides = [
                (pair.copy.a, &pair.copy.overlay_a, "a"),
                (pair.copy.b, &pair.copy.overlay_b, "b"),
            ];
            let name = format!("difference-{}-{}", pair.copy.a, pair.copy.b);
            for (key, mask, side) in sides {
                let mask = mask.as_ref().and_then(|text| text.parse::<Mask>().ok());
                let of = keys
                    .get(key as usize)
                    .and_then(|key| self.place(files, *key));
                let (Some(mask), Some(of)) = (mask.filter(|mask| mask.count() > 0), of) else {
                    continue;
                };
                let path = folder.join(format!("{name}.{side}.png"));
                if self.draw(of, Some(&mask), &path)? {
                    pair.overlays.push(path.display().to_string());
                }
            }
        }
        Ok(())
    }

    /// The name of files that are written about one examined.
    fn stem(&self, file: usize, at: usize) -> String {
        let name = self
            .names
            .get(file)
            .map(Path::new)
            .and_then(Path::file_stem);
        let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        format!("{:03}-{name}.{at}", file + 1)
    }

    fn draw(&self, of: Place<'_>, mask: Option<&Mask>, path: &Path) -> anyhow::Result<bool> {
        let job = Job::Preview {
            of,
            side: OVERLAY,
            mask: mask.cloned(),
        };
        let answers = self.examiner.all(&[job], &|| {}, &|| false);
        let Some(Ok(Answer::Preview(Some(png)))) = answers.into_iter().next() else {
            return Ok(false);
        };
        save(path, &png)?;
        Ok(true)
    }
}

fn save(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes)
        .with_context(|| format!("{}: cannot be written; check the folder", path.display()))
}
