//! All files of a case: examined, related, told.
//!
//! In: the files that messages carry. Out: [`Media`]: each file once with what was found on it, and the pairs that show
//! the same picture. A file is examined once in the life of a case; each picture is held against the first one of its
//! copies, so work grows with the pictures, not with the pairs.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::super::{Case, CaseError, RunWriter, Table, watch::Watch};
use super::{
    CopyRow, Examiner, Lost, MediaEvidenceRow, MediaRow,
    content::Contents,
    job::{Answer, Job, Place},
    relate::relate,
};
use crate::campaign::Shows;
use crate::key::MessageKey;
use crate::media::{Copied, Examined, Finding, Fingerprint, Says, Tier};

/// Files that are examined between two commits: what an interrupt loses at most.
const BATCH: usize = 64;

/// All files of a case.
pub(in crate::case) struct Media {
    files: Vec<File>,
    copies: Vec<CopyRow>,
}

/// One file.
struct File {
    examined: Examined,
    /// Key of the file that it was taken out of.
    inside: Option<u32>,
    used: Used,
    /// The least key of the files that show the same picture.
    picture: u32,
}

impl File {
    /// Whether it has a finding of this strength at least that says one of these.
    fn has(&self, tier: Tier, says: &[Says]) -> bool {
        let mut findings = self.examined.findings.iter();
        findings.any(|found| found.tier <= tier && says.contains(&found.says))
    }
}

/// Who carries a file.
#[derive(Clone, Default)]
struct Used {
    messages: u32,
    accounts: BTreeSet<u32>,
    first: Option<u32>,
}

/// What was found on a pair; `None` where the two are not the same picture.
type Compared = Option<Copied>;

impl Media {
    /// Examines what was not examined yet and relates all pictures. `None` when the watch stopped it.
    pub(in crate::case) fn gather(
        case: &Case,
        examiner: &Examiner,
        watch: &dyn Watch,
    ) -> Result<Option<Self>, CaseError> {
        let used = uses(case)?;
        if !examine_new(case, examiner, watch)? {
            return Ok(None);
        }
        let mut files = files(case, &used)?;
        let contents = case.contents()?;
        let Some(copies) = copies(case, &contents, &mut files, examiner, watch)? else {
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
        let mut held: HashMap<&str, BTreeSet<Shows>> = HashMap::new();
        for (key, file) in (0..).zip(&self.files) {
            // What is too small or too plain to be known again is no picture that people pass on.
            if file.examined.fingerprint.is_none() {
                continue;
            }
            let outer = file.inside.and_then(|key| self.files.get(key as usize));
            let carried = outer.unwrap_or(file).examined.sha256.as_str();
            held.entry(carried).or_default().insert(Shows {
                picture: file.picture,
                file: key,
                generated: file.has(Tier::Declared, &[Says::Generated]),
                altered: differs.contains(&key)
                    || file.has(Tier::Strong, &[Says::Altered, Says::ChangedAfterSigning]),
            });
        }
        let mut out: HashMap<MessageKey, Vec<Shows>> = HashMap::new();
        for part in case.parts()? {
            for row in part.attachments()? {
                if let Some(shows) = held.get(row.sha256.as_str()) {
                    let own = out.entry(MessageKey(row.message)).or_default();
                    own.extend(
                        shows
                            .iter()
                            .filter(|shown| !own.contains(shown))
                            .copied()
                            .collect::<Vec<_>>(),
                    );
                }
            }
        }
        Ok(out)
    }

    /// The same, each picture by the SHA-256 of the file that stands for it.
    pub(in crate::case) fn names(
        &self,
        shows: &HashMap<MessageKey, Vec<Shows>>,
    ) -> HashMap<MessageKey, Vec<String>> {
        let name = |shown: &Shows| {
            let file = self.files.get(shown.picture as usize);
            file.map(|file| file.examined.sha256.clone())
        };
        let named = |(message, shows): (&MessageKey, &Vec<Shows>)| {
            (*message, shows.iter().filter_map(name).collect())
        };
        shows.iter().map(named).collect()
    }

    /// Writes the tables.
    pub(in crate::case) fn write(&self, run: &mut RunWriter<'_>) -> Result<(), CaseError> {
        let rows: Vec<MediaRow> = (0..).zip(&self.files).map(media_row).collect();
        run.write(&rows)?;
        let findings = (0..).zip(&self.files).flat_map(|(key, file)| {
            let found = file.examined.findings.iter();
            found.map(move |finding| evidence_row(key, finding))
        });
        run.write(&findings.collect::<Vec<_>>())?;
        run.write(&self.copies)
    }
}

/// Who carries each file, by SHA-256.
fn uses(case: &Case) -> Result<BTreeMap<String, Used>, CaseError> {
    let mut used: BTreeMap<String, Used> = BTreeMap::new();
    for part in case.parts()? {
        let accounts = part.column::<Option<u32>>(Table::Messages, "account")?;
        let mut last = HashMap::new();
        for row in part.attachments()? {
            let of = used.entry(row.sha256.clone()).or_default();
            // A mail that carries a file twice counts once.
            if last.insert(row.sha256, row.message) == Some(row.message) {
                continue;
            }
            of.messages += 1;
            of.first.get_or_insert(row.message);
            let at = row.message.saturating_sub(part.first_message());
            of.accounts
                .extend(accounts.get(at as usize).copied().flatten());
        }
    }
    Ok(used)
}

/// Examines the files that this version has not looked at; `false` when the watch stopped it.
fn examine_new(case: &Case, examiner: &Examiner, watch: &dyn Watch) -> Result<bool, CaseError> {
    let mut new = Vec::new();
    for part in case.parts()? {
        let digests = part.column::<String>(Table::Files, "sha256")?;
        let mut count = 0_u64;
        for digest in &digests {
            count += u64::from(!case.is_examined(digest)?);
        }
        new.push((part, count));
    }
    watch.stage("examining files", new.iter().map(|(_, count)| count).sum());
    for (part, _) in new.into_iter().filter(|(_, count)| *count > 0) {
        let mut files = part.files()?;
        let mut unknown = Vec::new();
        for file in files.drain(..) {
            if !case.is_examined(&file.sha256)? {
                unknown.push(file);
            }
        }
        for batch in unknown.chunks(BATCH) {
            let jobs: Vec<Job<'_>> = batch
                .iter()
                .map(|file| Job::Examine {
                    file: Cow::Borrowed(&file.content),
                    traces: true,
                })
                .collect();
            let answers = examiner.all(&jobs, &|| watch.advance(1), &|| watch.stopped());
            if watch.stopped() {
                return Ok(false);
            }
            let found: Vec<(String, Vec<Examined>)> = batch
                .iter()
                .zip(answers)
                .map(|(file, answer)| (file.sha256.clone(), told(&file.content, answer)))
                .collect();
            case.keep_examined(&found)?;
        }
    }
    Ok(true)
}

/// What an answer tells of a file; of one without an answer that there is none, and why.
fn told(content: &[u8], answer: Result<Answer, Lost>) -> Vec<Examined> {
    match answer {
        Ok(Answer::Examined(found)) if !found.is_empty() => found,
        Err(lost) => vec![Examined::unknown(content, lost.to_string())],
        Ok(_) => vec![Examined::unknown(
            content,
            "nothing was said of it".to_owned(),
        )],
    }
}

/// Every file once, those inside others after these, in the order of first messages.
fn files(case: &Case, used: &BTreeMap<String, Used>) -> Result<Vec<File>, CaseError> {
    let mut order: Vec<(&String, &Used)> = used.iter().collect();
    order.sort_by_key(|(digest, used)| (used.first, *digest));
    let mut files: Vec<File> = Vec::new();
    let mut keys: HashMap<String, u32> = HashMap::new();
    for (digest, used) in order {
        let Some(found) = case.examined::<Vec<Examined>>(digest)? else {
            continue;
        };
        let mut outer = None;
        for examined in found {
            let inside = examined.inside.is_some().then_some(outer).flatten();
            let key = *keys.entry(examined.sha256.clone()).or_insert_with(|| {
                let key = u32::try_from(files.len()).unwrap_or(u32::MAX);
                files.push(File {
                    examined,
                    inside,
                    used: Used::default(),
                    picture: key,
                });
                key
            });
            outer = outer.or(Some(key));
            if let Some(file) = files.get_mut(key as usize) {
                // A picture that stands alone in one mail and inside a document in another is carried by both.
                file.used.messages += used.messages;
                file.used.accounts.extend(&used.accounts);
                let first = [file.used.first, used.first].into_iter().flatten().min();
                file.used.first = first;
            }
        }
    }
    Ok(files)
}

/// The pairs that show the same picture; each file learns its set. `None` when the watch stopped it.
fn copies(
    case: &Case,
    contents: &Contents<'_>,
    files: &mut [File],
    examiner: &Examiner,
    watch: &dyn Watch,
) -> Result<Option<Vec<CopyRow>>, CaseError> {
    let fingerprints: Vec<(u32, &Fingerprint)> = (0..)
        .zip(files.iter())
        .filter_map(|(key, file)| Some((key, file.examined.fingerprint.as_ref()?)))
        .collect();
    watch.stage("comparing pictures", 1);
    let related = relate(&fingerprints, |pairs| {
        let twins = compare(case, contents, files, pairs, examiner, watch)?;
        Ok::<_, CaseError>((!watch.stopped()).then_some(twins))
    })?;
    let Some(related) = related else {
        return Ok(None);
    };
    for pair in &related {
        if let Some(file) = files.get_mut(pair.b as usize) {
            file.picture = pair.a;
        }
    }
    Ok(Some(related.into_iter().map(CopyRow::from).collect()))
}

/// How the two files of each pair differ, from the ledger or by looking.
fn compare(
    case: &Case,
    contents: &Contents<'_>,
    files: &[File],
    pairs: &[[u32; 2]],
    examiner: &Examiner,
    watch: &dyn Watch,
) -> Result<Vec<Compared>, CaseError> {
    let mut out: Vec<Compared> = Vec::with_capacity(pairs.len());
    let mut asked: Vec<(usize, [&str; 2])> = Vec::new();
    let mut jobs = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        out.push(None);
        let [Some(a), Some(b)] = pair.map(|key| files.get(key as usize)) else {
            continue;
        };
        let digests = [a.examined.sha256.as_str(), b.examined.sha256.as_str()];
        if let Some(known) = case.compared::<Compared>(digests)? {
            if let Some(place) = out.last_mut() {
                *place = known;
            }
            continue;
        }
        let places = [place(contents, &a.examined)?, place(contents, &b.examined)?];
        if let [Some(a), Some(b)] = places {
            asked.push((number, digests));
            jobs.push(Job::Compare { a, b });
        }
    }
    let answers = examiner.all(&jobs, &|| {}, &|| watch.stopped());
    if watch.stopped() {
        return Ok(out);
    }
    let mut found = Vec::new();
    for ((number, digests), answer) in asked.into_iter().zip(answers) {
        let twin = match answer {
            Ok(Answer::Compared(twin)) => twin,
            _ => None,
        };
        found.push((digests, twin.clone()));
        if let Some(place) = out.get_mut(number) {
            *place = twin;
        }
    }
    case.keep_compared(&found)?;
    Ok(out)
}

/// Where a file's bytes are.
fn place(contents: &Contents<'_>, file: &Examined) -> Result<Option<Place<'static>>, CaseError> {
    let (outer, part) = match &file.inside {
        Some(outer) => (outer, Some(file.sha256.clone())),
        None => (&file.sha256, None),
    };
    let content = contents.of(outer)?;
    Ok(content.map(|content| Place {
        file: Cow::Owned(content),
        part,
    }))
}

fn media_row((key, file): (u32, &File)) -> MediaRow {
    let examined = &file.examined;
    MediaRow {
        media: key,
        sha256: examined.sha256.clone(),
        format: examined
            .format
            .map_or("unknown", |format| format.name())
            .to_owned(),
        bytes: examined.bytes,
        width: examined.size.map(|size| size.0),
        height: examined.size.map(|size| size.1),
        perceptual_hash: examined.perceptual_hash(),
        picture: file.picture,
        inside: file.inside,
        messages: file.used.messages,
        accounts: u32::try_from(file.used.accounts.len()).unwrap_or(u32::MAX),
        first_message: file.used.first,
        facts: stated(examined, false),
        personal: stated(examined, true),
        troubles: examined.troubles.clone(),
    }
}

/// The facts that can name a person, or those that cannot.
fn stated(examined: &Examined, personal: bool) -> Vec<String> {
    let facts = examined.facts.iter();
    facts
        .filter(|fact| fact.personal == personal)
        .map(|fact| format!("{}: {}", fact.name, fact.value))
        .collect()
}

fn evidence_row(media: u32, finding: &Finding) -> MediaEvidenceRow {
    MediaEvidenceRow {
        media,
        detector: finding.kind.name().to_owned(),
        strength: finding.tier.name().to_owned(),
        says: finding.says.name().to_owned(),
        weight: finding.weight,
        text: finding.text.clone(),
        caveat: finding.caveat.clone(),
        region: finding
            .region
            .map(|at| format!("{},{},{},{}", at.x, at.y, at.width, at.height)),
        overlay: finding.mask.as_ref().map(ToString::to_string),
    }
}
