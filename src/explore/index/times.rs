//! When messages were sent.
//!
//! In: an open index. Out: bars of a timeline, summed from the hours that have messages.

use rusqlite::params;

use super::{Bar, Bucket, Index, IndexError};

/// Bars of a timeline that are read.
const BARS: u32 = 20_000;

/// The hours of the whole archive stand under this campaign.
const ARCHIVE: i64 = -1;

impl Index {
    /// When the messages of a campaign, or of the whole archive, were sent: one bar for each bucket that has any,
    /// oldest first, at most 20,000 of them. `within` leaves out bars that do not touch this span of seconds.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn timeline(
        &self,
        campaign: Option<u32>,
        bucket: Bucket,
        within: Option<std::ops::Range<i64>>,
    ) -> Result<Vec<Bar>, IndexError> {
        let (width, shift) = (bucket.hours(), bucket.shift());
        let floor = |hour: i64| {
            (hour.saturating_add(shift))
                .div_euclid(width)
                .saturating_mul(width)
                .saturating_sub(shift)
        };
        let span = within.unwrap_or(i64::MIN..i64::MAX);
        let last = floor(span.end.saturating_sub(1).div_euclid(3600)).saturating_add(width - 1);
        let sql = "SELECT h - ((h + ?2) % ?3 + ?3) % ?3 AS start, sum(m) FROM
            (SELECT hour AS h, messages AS m FROM hour WHERE campaign = ?1 AND hour BETWEEN ?4 AND ?5)
            GROUP BY start ORDER BY start LIMIT ?6";
        let campaign = campaign.map_or(ARCHIVE, i64::from);
        let first = floor(span.start.div_euclid(3600));
        self.all(
            sql,
            params![campaign, shift, width, first, last, BARS],
            |row| {
                Ok(Bar {
                    start: row.get::<_, i64>(0)?.saturating_mul(3600),
                    messages: row.get(1)?,
                })
            },
        )
    }

    /// The first and the last hour (its start) in which a campaign, or the whole archive, has messages.
    ///
    /// # Errors
    /// [`IndexError::Database`].
    pub fn span(&self, campaign: Option<u32>) -> Result<Option<(i64, i64)>, IndexError> {
        let sql = "SELECT min(hour), max(hour) FROM hour WHERE campaign = ?1";
        let ends = self.one(sql, [campaign.map_or(ARCHIVE, i64::from)], |row| {
            Ok(row
                .get::<_, Option<i64>>(0)?
                .zip(row.get::<_, Option<i64>>(1)?))
        })?;
        let seconds =
            |(first, last): (i64, i64)| (first.saturating_mul(3600), last.saturating_mul(3600));
        Ok(ends.flatten().map(seconds))
    }
}
