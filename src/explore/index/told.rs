//! What reports say of the case and of each campaign, kept so that a page says the same at once.
//!
//! In: a case, told campaign by campaign. Out: documents in the index: the case in short, the archive's rhythm, and a
//! document a campaign. With names and without are two sets; each is made when it is first asked for.

use rusqlite::{Connection, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    case::{Case, Watch},
    report::{Dossier, dossier::CampaignDetail, load::Telling, timeline::Timeline},
};

use super::{Index, IndexError};

/// Messages of the campaigns that are told at once: bounds memory, beyond the largest campaign, to about 60 MiB.
const MESSAGES: u32 = 40_000;

/// Campaigns that are told at once: of each up to three texts are held.
const CAMPAIGNS: usize = 1_000;

/// How documents change their form: part of their names.
const FORMAT: u32 = 1;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS told(name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file(sha256 TEXT PRIMARY KEY, media INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// The last document of a set: with it the set is whole.
const CASE: &str = "case";

/// The archive's rhythm.
const RHYTHM: &str = "rhythm";

fn name(of: &str, revealed: bool) -> String {
    let names = if revealed { "named" } else { "masked" };
    format!("{FORMAT} {names} {of}")
}

impl Index {
    /// Tells the case, unless it is told already; `false` when the watch stopped it.
    ///
    /// # Errors
    /// The case cannot be read, or the index cannot be written.
    pub fn tell(&self, case: &Case, revealed: bool, watch: &dyn Watch) -> Result<bool, IndexError> {
        let path = self.path().to_path_buf();
        let wrap = || IndexError::database(&path);
        if self.document::<Dossier>(CASE, revealed)?.is_some() {
            return Ok(true);
        }
        let mut connection = Connection::open(&path).map_err(wrap())?;
        connection.execute_batch(TABLES).map_err(wrap())?;
        let transaction = connection.transaction().map_err(wrap())?;
        let keep = |of: &str, body: &[u8]| {
            let sql = "INSERT OR REPLACE INTO told VALUES(?1, ?2)";
            transaction
                .execute(sql, params![name(of, revealed), body])
                .map(drop)
                .map_err(wrap())
        };
        watch.stage("telling campaigns", 0);
        let mut telling = Telling::begin(case, revealed)?;
        let dossier = telling.overview().clone();
        keep(RHYTHM, &written(&telling.rhythm()))?;
        watch.stage("telling campaigns", dossier.campaigns.len() as u64);
        let lines = dossier.campaigns.iter();
        let mut sizes: Vec<(u32, u32)> = lines.map(|line| (line.key, line.messages)).collect();
        // Tables stand in the order of campaigns: neighbours are read from few places.
        sizes.sort_unstable();
        for chunk in chunks(sizes.into_iter()) {
            if watch.stopped() {
                return Ok(false);
            }
            for detail in telling.campaigns(&chunk)? {
                keep(&detail.line.id(), &written(&detail))?;
            }
            watch.advance(chunk.len() as u64);
        }
        for row in case.media()? {
            transaction
                .execute(
                    "INSERT OR REPLACE INTO file VALUES(?1, ?2)",
                    params![row.sha256, row.media],
                )
                .map_err(wrap())?;
        }
        keep(CASE, &written(&dossier))?;
        transaction.commit().map_err(wrap())?;
        Ok(true)
    }

    /// The case in short, as it was told.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn dossier(&self, revealed: bool) -> Result<Option<Dossier>, IndexError> {
        self.document(CASE, revealed)
    }

    /// A campaign in detail, as it was told.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn campaign(&self, key: u32, revealed: bool) -> Result<Option<CampaignDetail>, IndexError> {
        self.document(&format!("c{key}"), revealed)
    }

    /// The archive's rhythm.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn rhythm(&self, revealed: bool) -> Result<Option<Timeline>, IndexError> {
        Ok(self
            .document::<Option<Timeline>>(RHYTHM, revealed)?
            .flatten())
    }

    /// The key of a file by the SHA-256 of its bytes; `None` for one that was not examined.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn media_of(&self, sha256: &str) -> Result<Option<u32>, IndexError> {
        self.one(
            "SELECT media FROM file WHERE sha256 = ?1",
            [sha256],
            |row| row.get(0),
        )
    }

    fn document<T: DeserializeOwned>(
        &self,
        of: &str,
        revealed: bool,
    ) -> Result<Option<T>, IndexError> {
        let table = "SELECT 1 FROM sqlite_schema WHERE name = 'told'";
        if self.one(table, [], |_| Ok(()))?.is_none() {
            return Ok(None);
        }
        let sql = "SELECT body FROM told WHERE name = ?1";
        let body: Option<Vec<u8>> = self.one(sql, [name(of, revealed)], |row| row.get(0))?;
        // A document that this version cannot read is as good as none.
        Ok(body.and_then(|body| ciborium::from_reader(body.as_slice()).ok()))
    }
}

/// Campaigns in sets of so many messages and campaigns at most, or of one campaign.
fn chunks(sizes: impl Iterator<Item = (u32, u32)>) -> Vec<Vec<u32>> {
    let mut out: Vec<Vec<u32>> = Vec::new();
    let mut held = MESSAGES;
    for (campaign, messages) in sizes {
        match out.last_mut() {
            Some(last) if last.len() < CAMPAIGNS && held.saturating_add(messages) <= MESSAGES => {
                last.push(campaign);
                held += messages;
            }
            _ => {
                out.push(vec![campaign]);
                held = messages;
            }
        }
    }
    out
}

fn written(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail; what it leaves then is read as no document.
    if ciborium::into_writer(value, &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_so_many_messages_or_one_campaign() {
        let sizes = [
            (1, 30_000),
            (2, 12_000),
            (3, 28_000),
            (4, 90_000),
            (5, 1),
            (6, 2),
        ];
        assert_eq!(
            chunks(sizes.into_iter()),
            [vec![1], vec![2, 3], vec![4], vec![5, 6]]
        );
        let many = chunks((0..2_500).map(|key| (key, 2)));
        assert_eq!(
            many.iter().map(Vec::len).collect::<Vec<_>>(),
            [1_000, 1_000, 500]
        );
    }
}
