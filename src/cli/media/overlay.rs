//! Pictures of what findings and differences mark.
//!
//! In: files that were looked at, and their pairs. Out: PNGs in a folder, each named in what it belongs to. All are drawn
//! in one go, so that no process is started for one of them.

use std::{fs, path::Path};

use anyhow::Context as _;

use super::Seen;
use crate::case::media::job::{Answer, Job};
use crate::media::Mask;
use crate::report::media::{FileView, PairView};

/// Pixels of the longer side of pictures that overlays are drawn on.
const SIDE: u32 = 1600;

/// Pictures that are drawn before they are written: bounds memory.
const BATCH: usize = 32;

/// What a picture belongs to.
enum Of {
    /// A finding: number of the file, of the one examined there, of its finding.
    Finding(usize, usize, usize),
    /// A pair, by its number.
    Pair(usize),
    /// A file as a whole.
    Levels,
}

/// A picture to draw.
struct Drawing<'a> {
    of: Of,
    job: Job<'a>,
    /// Name of its file.
    name: String,
}

/// Draws everything that is marked into a folder, and tells the files and pairs which pictures were written.
pub(super) fn draw(
    seen: &Seen,
    files: &mut [FileView],
    pairs: &mut [PairView],
    folder: &Path,
    error_levels: bool,
) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("{}: the folder cannot be made", folder.display()))?;
    let mut drawings = of_files(seen, files, error_levels);
    drawings.extend(of_pairs(seen, files, pairs));
    let (jobs, told): (Vec<Job<'_>>, Vec<(Of, String)>) = drawings
        .into_iter()
        .map(|drawing| (drawing.job, (drawing.of, drawing.name)))
        .unzip();
    let mut written = Vec::new();
    for (jobs, told) in jobs.chunks(BATCH).zip(told.chunks(BATCH)) {
        let answers = seen.examiner.all(jobs, &|| {}, &|| false);
        for ((of, name), answer) in told.iter().zip(answers) {
            if let Ok(Answer::Preview(Some(png))) = answer {
                let path = folder.join(name);
                fs::write(&path, png).with_context(|| {
                    format!("{}: cannot be written; check the folder", path.display())
                })?;
                written.push((of, path.display().to_string()));
            }
        }
    }
    for (of, path) in written {
        match *of {
            Of::Finding(file, at, finding) => {
                let file = files.get_mut(file);
                let overlays = file.map(|file| &mut file.overlays);
                if let Some(overlays) = overlays {
                    overlays.push((at, finding, path));
                }
            }
            Of::Pair(pair) => {
                let pair = pairs.get_mut(pair);
                let overlays = pair.map(|pair| &mut pair.overlays);
                if let Some(overlays) = overlays {
                    overlays.push(path);
                }
            }
            Of::Levels => {}
        }
    }
    Ok(())
}

/// What findings mark; and the error levels of each file where they are asked for.
fn of_files<'a>(seen: &'a Seen, files: &[FileView], error_levels: bool) -> Vec<Drawing<'a>> {
    let mut out = Vec::new();
    for (file, at) in Seen::keys(files) {
        let Some(examined) = files.get(file).and_then(|view| view.found.get(at)) else {
            continue;
        };
        let Some(of) = seen.place(files, (file, at)) else {
            continue;
        };
        let stem = stem(seen, file, at);
        for (number, finding) in examined.findings.iter().enumerate() {
            if let Some(mask) = &finding.mask {
                out.push(Drawing {
                    of: Of::Finding(file, at, number),
                    job: Job::Preview {
                        of: of.clone(),
                        side: SIDE,
                        mask: Some(mask.clone()),
                    },
                    name: format!("{stem}.{}.png", finding.kind.name()),
                });
            }
        }
        if error_levels {
            out.push(Drawing {
                of: Of::Levels,
                job: Job::ErrorLevels { of },
                name: format!("{stem}.error_levels.png"),
            });
        }
    }
    out
}

/// Where the two of a pair differ, on both.
fn of_pairs<'a>(seen: &'a Seen, files: &[FileView], pairs: &[PairView]) -> Vec<Drawing<'a>> {
    let keys = Seen::keys(files);
    let mut out = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        let sides = [
            (pair.copy.a, &pair.copy.overlay_a, "a"),
            (pair.copy.b, &pair.copy.overlay_b, "b"),
        ];
        for (key, mask, side) in sides {
            let mask = mask.as_ref().and_then(|text| text.parse::<Mask>().ok());
            let key = keys.get(key as usize);
            let of = key.and_then(|key| seen.place(files, *key));
            let (Some(mask), Some(of)) = (mask.filter(|mask| mask.count() > 0), of) else {
                continue;
            };
            out.push(Drawing {
                of: Of::Pair(number),
                job: Job::Preview {
                    of,
                    side: SIDE,
                    mask: Some(mask),
                },
                name: format!("difference-{}-{}.{side}.png", pair.copy.a, pair.copy.b),
            });
        }
    }
    out
}

/// The name of files that are written about one examined.
fn stem(seen: &Seen, file: usize, at: usize) -> String {
    let name = seen.names.get(file).map(Path::new);
    let name = name.and_then(Path::file_stem);
    let name = name.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("{:03}-{name}.{at}", file + 1)
}
