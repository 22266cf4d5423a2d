//! Files are looked at, and pairs of them; what was answered is kept.
//!
//! In: the files of a case. Out: documents in the ledger, so that no file and no pair is looked at twice. Only what the
//! next scan would find again is kept: a file that ended its process or took too long, but not one for which no process
//! could be started.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use super::super::{Case, CaseError, Table, watch::Watch};
use super::{
    Examiner, Lost,
    carry::{File, Files},
    content::{Address, Contents},
    job::{Answer, Job, Place},
};
use crate::media::{Copied, Examined};

/// Files that are examined between two commits: what an interrupt loses at most.
const BATCH: usize = 64;

/// Bytes of files that are held while pairs are compared; the two of one pair always are.
const HELD: usize = 256 << 20;

/// Examines the files that this version has not looked at. Gives those that had no answer this time, by SHA-256; `None`
/// when the watch stopped it.
pub(super) fn examine_new(
    case: &Case,
    examiner: &Examiner,
    watch: &dyn Watch,
) -> Result<Option<BTreeMap<String, Examined>>, CaseError> {
    let mut new = Vec::new();
    for part in case.parts()? {
        let mut unknown = HashSet::new();
        for digest in part.column::<String>(Table::Files, "sha256")? {
            if case.examined(&digest)?.is_none() {
                unknown.insert(digest);
            }
        }
        new.push((part, unknown));
    }
    let count = |(_, unknown): &(_, HashSet<String>)| unknown.len() as u64;
    watch.stage("examining files", new.iter().map(count).sum());
    let mut missed = BTreeMap::new();
    for (part, unknown) in new.into_iter().filter(|(_, unknown)| !unknown.is_empty()) {
        let mut files = part.files()?;
        files.retain(|file| unknown.contains(&file.sha256));
        for batch in files.chunks(BATCH) {
            let jobs: Vec<Job<'_>> = batch
                .iter()
                .map(|file| Job::Examine {
                    file: Cow::Borrowed(&file.content),
                })
                .collect();
            let answers = examiner.all(&jobs, &|| watch.advance(1), &|| watch.stopped());
            let mut kept: Vec<(String, Vec<Examined>)> = Vec::new();
            for (file, answer) in batch.iter().zip(answers) {
                match told(&file.content, answer) {
                    Told::Kept(found) => kept.push((file.sha256.clone(), found)),
                    Told::Missed(why) => {
                        let unknown = Examined::unknown(&file.content, why);
                        missed.insert(file.sha256.clone(), unknown);
                    }
                }
            }
            case.keep_examined(&kept)?;
            if watch.stopped() {
                return Ok(None);
            }
        }
    }
    Ok(Some(missed))
}

/// What is known of a file after it was looked at.
enum Told {
    /// The next scan would find the same.
    Kept(Vec<Examined>),
    /// There was no answer this time, and why.
    Missed(String),
}

fn told(content: &[u8], answer: Result<Answer, Lost>) -> Told {
    match answer {
        Ok(Answer::Examined(found)) if !found.is_empty() => Told::Kept(found),
        Err(lost) if lost.is_lasting() => {
            Told::Kept(vec![Examined::unknown(content, lost.to_string())])
        }
        Err(lost) => Told::Missed(lost.to_string()),
        Ok(_) => Told::Missed("nothing was said of it".to_owned()),
    }
}

/// What came of pairs.
#[derive(Default)]
pub(super) struct Compared {
    /// How the two differ, in the order of the pairs; `None` where they are not the same picture.
    pub(super) twins: Vec<Option<Copied>>,
    /// Those that had no answer this time.
    pub(super) lost: Vec<([u32; 2], Lost)>,
}

/// Pairs that nobody has held against each other yet.
struct Asked<'a> {
    /// Number among the pairs that are asked for.
    number: usize,
    pair: [u32; 2],
    digests: [&'a str; 2],
    addresses: [Address<'a>; 2],
}

/// How the two files of each pair differ, from the ledger or by looking.
pub(super) fn compare(
    case: &Case,
    contents: &Contents<'_>,
    files: &Files,
    pairs: &[[u32; 2]],
    (examiner, watch): (&Examiner, &dyn Watch),
) -> Result<Compared, CaseError> {
    let mut out = Compared::default();
    let mut asked = Vec::new();
    for (number, &pair) in pairs.iter().enumerate() {
        out.twins.push(None);
        let [Some(a), Some(b)] = pair.map(|key| files.get(key)) else {
            continue;
        };
        let digests = [a, b].map(|file| file.examined.sha256.as_str());
        if let Some(known) = case.compared(digests)? {
            set(&mut out.twins, number, known);
            continue;
        }
        let address = |file| address(contents, files, file);
        if let [Some(a), Some(b)] = [a, b].map(address) {
            asked.push(Asked {
                number,
                pair,
                digests,
                addresses: [a, b],
            });
        }
    }
    let mut open = asked.as_slice();
    while !open.is_empty() && !watch.stopped() {
        let mut bytes = HashMap::new();
        let (now, later) = open.split_at(load(contents, open, &mut bytes)?);
        open = later;
        let jobs: Vec<Job<'_>> = now.iter().map(|asked| asked.job(&bytes)).collect();
        let answers = examiner.all(&jobs, &|| {}, &|| watch.stopped());
        let mut kept = Vec::new();
        for (asked, answer) in now.iter().zip(answers) {
            match answer {
                Ok(Answer::Compared(twin)) => {
                    kept.push((asked.digests, twin.clone()));
                    set(&mut out.twins, asked.number, twin);
                }
                Ok(_) => {}
                Err(lost) => out.lost.push((asked.pair, lost)),
            }
        }
        case.keep_compared(&kept)?;
    }
    Ok(out)
}

/// Where a file's bytes are.
fn address<'a>(contents: &Contents<'_>, files: &'a Files, file: &'a File) -> Option<Address<'a>> {
    contents.address(&file.examined.sha256, files.holders(file))
}

fn set(twins: &mut [Option<Copied>], number: usize, twin: Option<Copied>) {
    if let Some(place) = twins.get_mut(number) {
        *place = twin;
    }
}

/// Reads each file of the first pairs once; gives how many pairs that is: as many as may be held, and at least one.
fn load<'a>(
    contents: &Contents<'_>,
    asked: &[Asked<'a>],
    bytes: &mut HashMap<&'a str, Vec<u8>>,
) -> Result<usize, CaseError> {
    let mut held = 0;
    for (number, pair) in asked.iter().enumerate() {
        if held >= HELD {
            return Ok(number);
        }
        for Address { file, .. } in pair.addresses {
            if !bytes.contains_key(file) {
                let content = contents.of(file)?.unwrap_or_default();
                held += content.len();
                bytes.insert(file, content);
            }
        }
    }
    Ok(asked.len())
}

impl Asked<'_> {
    fn job<'b>(&self, bytes: &'b HashMap<&str, Vec<u8>>) -> Job<'b> {
        let [a, b] = self.addresses.map(|address| Place {
            file: Cow::Borrowed(bytes.get(address.file).map_or(&[], Vec::as_slice)),
            part: address.part.map(str::to_owned),
        });
        Job::Compare { a, b }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_next_scan_would_find_again_is_kept() {
        let kept = |lost| matches!(told(b"x", Err(lost)), Told::Kept(_));
        assert!(kept(Lost::Crashed) && kept(Lost::Late));
        assert!(!kept(Lost::NoProcess) && !kept(Lost::Stopped));
        assert!(matches!(
            told(b"x", Ok(Answer::Preview(None))),
            Told::Missed(_)
        ));
    }
}
