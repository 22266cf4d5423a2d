//! All files of a case: examined, related, told.
//!
//! In: the files that messages carry. Out: [`Media`]: each file once with what was found on it, and the pairs that show
//! the same picture. A file is examined once in the life of a case; each picture is held against the first one of its
//! copies, so work grows with the pictures, not with the pairs.

use std::collections::{BTreeSet, HashMap};

use super::super::{Case, CaseError, RunWriter, watch::Watch};
use super::{
    CopyRow, Examiner, MediaRow,
    carry::Files,
    look::{compare, examine_new},
    relate::relate,
    tell::{evidence_rows, media_row},
};
use crate::campaign::Shows;
use crate::key::MessageKey;
use crate::media::{Fingerprint, Says, Tier};

/// All files of a case.
pub(in crate::case) struct Media {
    files: Files,
    copies: Vec<CopyRow>,
}

impl Media {
    /// Examines what was not examined yet and relates all pictures. `None` when the watch stopped it.
    pub(in crate::case) fn gather(
        case: &Case,
        examiner: &Examiner,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, CaseError> {
        let Some(missed) = examine_new(case, examiner, watch)? else {
            return Ok(None);
        };
        let mut files = Files::of(case, &missed)?;
        let Some(copies) = copies(case, &mut files, examiner, watch)? else {
            return Ok(None);
        };
        Ok(Some(Self { files, copies }))
    }

    /// The pictures that each message carries, alone or inside a document.
    pub(in crate::case) fn shows(
        &self,
        case: &Case,
    ) -> Result<HashMap<MessageKey, Vec<Shows>>, CaseError> {
        let differs = self.copies.iter().filter(|pair| pair.overlay_b.is_some());
        let differs: BTreeSet<u32> = differs.map(|pair| pair.b).collect();
        let mut pictures: HashMap<u32, Shows> = HashMap::new();
        for (key, file) in self.files.iter() {
            // What is too small or too plain to be known again is no picture that people pass on.
            if file.examined.fingerprint.is_none() {
                continue;
            }
            let altered = &[Says::Altered, Says::ChangedAfterSigning];
            let shows = Shows {
                picture: file.picture,
                file: key,
                generated: file.has(Tier::Declared, &[Says::Generated]),
                altered: differs.contains(&key) || file.has(Tier::Strong, altered),
            };
            pictures.insert(key, shows);
        }
        let mut out: HashMap<MessageKey, BTreeSet<Shows>> = HashMap::new();
        for part in case.parts()? {
            for row in part.attachments()? {
                let keys = self.files.carried(&row.sha256).iter();
                for shows in keys.filter_map(|key| pictures.get(key)) {
                    let own = out.entry(MessageKey(row.message)).or_default();
                    own.insert(*shows);
                }
            }
        }
        let listed = |(message, shows): (MessageKey, BTreeSet<Shows>)| {
            (message, shows.into_iter().collect())
        };
        Ok(out.into_iter().map(listed).collect())
    }

    /// The same, each picture once by the SHA-256 of the file that stands for it.
    pub(in crate::case) fn names(
        &self,
        shows: &HashMap<MessageKey, Vec<Shows>>,
    ) -> HashMap<MessageKey, Vec<String>> {
        let named = |(message, shows): (&MessageKey, &Vec<Shows>)| {
            let pictures: BTreeSet<u32> = shows.iter().map(|shown| shown.picture).collect();
            let files = pictures.into_iter().filter_map(|key| self.files.get(key));
            (
                *message,
                files.map(|file| file.examined.sha256.clone()).collect(),
            )
        };
        shows.iter().map(named).collect()
    }

    /// Writes the tables.
    pub(in crate::case) fn write(&self, run: &mut RunWriter<'_>) -> Result<(), CaseError> {
        run.write(&self.rows())?;
        let findings = self.files.iter().flat_map(evidence_rows);
        run.write(&findings.collect::<Vec<_>>())?;
        run.write(&self.copies)
    }

    fn rows(&self) -> Vec<MediaRow> {
        self.files.iter().map(media_row).collect()
    }
}

/// The pairs that show the same picture; each file learns its set. `None` when the watch stopped it.
fn copies(
    case: &Case,
    files: &mut Files,
    examiner: &Examiner,
    watch: &dyn Watch,
) -> Result<Option<Vec<CopyRow>>, CaseError> {
    let contents = case.contents()?;
    let fingerprints: Vec<(u32, &Fingerprint)> = files
        .iter()
        .filter_map(|(key, file)| Some((key, file.examined.fingerprint.as_ref()?)))
        .collect();
    watch.stage("comparing pictures", 1);
    let mut lost = Vec::new();
    let related = relate(&fingerprints, |pairs| {
        let compared = compare(case, &contents, files, pairs, (examiner, watch))?;
        lost.extend(compared.lost);
        Ok::<_, CaseError>((!watch.stopped()).then_some(compared.twins))
    })?;
    let Some(related) = related else {
        return Ok(None);
    };
    for ([a, b], cause) in lost {
        if let Some(file) = files.get_mut(b) {
            let trouble = format!("it was not held against the file {a}: {cause}");
            file.examined.troubles.push(trouble);
        }
    }
    for pair in &related {
        if let Some(file) = files.get_mut(pair.b) {
            file.picture = pair.a;
        }
    }
    Ok(Some(related.into_iter().map(CopyRow::from).collect()))
}

#[cfg(test)]
mod tests {
    use image::{RgbImage, codecs::jpeg::JpegEncoder};

    use super::super::super::{Part, Unwatched, rows::MessageRow};
    use super::super::{AttachmentRow, FileRow};
    use super::*;
    use crate::media::Examined;

    /// Squares of many shades, saved as JPEG.
    fn picture(quality: u8) -> Vec<u8> {
        let shade = |x: u32, y: u32| {
            let mixed = (x / 20 * 31 + y / 20 * 17 + 7).wrapping_mul(2_654_435_761);
            mixed.to_be_bytes()
        };
        let picture = RgbImage::from_fn(240, 180, |x, y| {
            let [red, green, blue, _] = shade(x, y);
            image::Rgb([red, green, blue])
        });
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, quality)
            .encode_image(&picture)
            .unwrap();
        out
    }

    /// A message for each of these files.
    fn part(files: &[Vec<u8>]) -> Part {
        let sha256 = |bytes: &[u8]| Examined::unknown(bytes, String::new()).sha256;
        Part {
            messages: (0..files.len())
                .map(|message| MessageRow {
                    message: message.try_into().unwrap(),
                    ..MessageRow::default()
                })
                .collect(),
            attachments: (0..)
                .zip(files)
                .map(|(message, content)| AttachmentRow {
                    message,
                    sha256: sha256(content),
                    ..AttachmentRow::default()
                })
                .collect(),
            files: files
                .iter()
                .map(|content| FileRow {
                    sha256: sha256(content),
                    content: content.clone(),
                })
                .collect(),
            ..Part::default()
        }
    }

    #[test]
    fn what_had_no_answer_is_told_and_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(dir.path()).unwrap();
        case.commit_part(&part(&[picture(80), picture(90)]))
            .unwrap();
        let nobody = Examiner::of_program("/no/such/program".into(), Vec::new());
        let gather = |examiner: &Examiner| {
            let media = Media::gather(&case, examiner, &Unwatched).unwrap();
            media.unwrap()
        };
        let troubles = |media: &Media| media.rows().iter().map(|row| row.troubles.len()).collect();

        let first = gather(&nobody);
        assert_eq!(troubles(&first), vec![1, 1]);
        assert!(first.rows().iter().all(|row| row.width.is_none()));

        examine_new(&case, &Examiner::here(), &Unwatched).unwrap();
        let second = gather(&nobody);
        assert!(second.rows().iter().all(|row| row.width == Some(240)));
        assert_eq!((troubles(&second), second.copies.len()), (vec![0, 1], 0));

        let third = gather(&Examiner::here());
        assert_eq!((troubles(&third), third.copies.len()), (vec![0, 0], 1));
        // Now all is kept, and nobody is asked.
        let fourth = gather(&nobody);
        assert_eq!((fourth.rows(), fourth.copies), (third.rows(), third.copies));
    }
}
