//! The input of a case as a reader checks it: files with digests, what was read, what was rejected.

use std::collections::BTreeMap;

use super::{
    clean,
    dossier::{Reject, SourceLine, Sources},
};
use crate::case::rows::SourceRow;
use crate::source::DefectKind;

/// Input files listed.
const FILES_SHOWN: usize = 50;

/// Rejections listed.
const REJECTS_SHOWN: usize = 20;

/// Nesting of containers that is followed to the outermost file.
const DEPTH: usize = 16;

/// Folds members of containers into their files and reads the defects.
#[must_use]
pub(super) fn list(rows: &[SourceRow], ranges: &BTreeMap<u32, (i64, i64)>) -> Sources {
    let by_key: BTreeMap<u32, &SourceRow> = rows.iter().map(|row| (row.source, row)).collect();
    let mut files: BTreeMap<u32, SourceLine> = BTreeMap::new();
    let mut sources = Sources::default();
    let mut care: BTreeMap<DefectKind, u64> = BTreeMap::new();
    for row in by_key.values() {
        let root = outermost(row, &by_key);
        let line = files.entry(root.source).or_insert_with(|| SourceLine {
            name: clean::visible(&root.name),
            format: root.format.clone(),
            bytes: root.bytes,
            digest: root.digest.clone(),
            state: root.state.clone(),
            ..SourceLine::default()
        });
        line.members += usize::from(root.source != row.source);
        line.messages += row.messages;
        line.repeated += row.repeated;
        if let Some(range) = ranges.get(&row.source) {
            line.span = Some(
                line.span
                    .map_or(*range, |known| (known.0.min(range.0), known.1.max(range.1))),
            );
        }
        for defect in &row.defects {
            let (kind, offset, detail) = parse(defect);
            if !kind.is_none_or(DefectKind::rejects) {
                *kind.map_or(&mut 0, |kind| care.entry(kind).or_default()) += 1;
                continue;
            }
            line.rejected += 1;
            if sources.rejects.len() == REJECTS_SHOWN {
                sources.rejects_hidden += 1;
                continue;
            }
            sources.rejects.push(Reject {
                source: clean::visible(&row.name),
                offset: offset.to_owned(),
                cause: kind.map_or_else(|| clean::visible(defect), |kind| kind.cause().to_owned()),
                detail: clean::shorten(&clean::visible(detail), 200),
                remedy: kind.map_or("", DefectKind::remedy).to_owned(),
            });
        }
    }
    sources.files = files.into_values().collect();
    sources.hidden = sources.files.len().saturating_sub(FILES_SHOWN);
    sources.files.truncate(FILES_SHOWN);
    sources.care = care
        .into_iter()
        .map(|(kind, count)| (kind.cause().to_owned(), count))
        .collect();
    sources
}

fn outermost<'a>(row: &'a SourceRow, by_key: &BTreeMap<u32, &'a SourceRow>) -> &'a SourceRow {
    let mut row = row;
    for _ in 0..DEPTH {
        match row.parent.and_then(|parent| by_key.get(&parent)) {
            Some(parent) => row = parent,
            None => break,
        }
    }
    row
}

/// Reads `code@offset: detail`; a code that is not known counts as a rejection, to be on the safe side.
fn parse(defect: &str) -> (Option<DefectKind>, &str, &str) {
    let (head, detail) = defect.split_once(": ").unwrap_or((defect, ""));
    let (code, offset) = head.split_once('@').unwrap_or((head, ""));
    let kind = DefectKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.code() == code);
    (kind, offset.trim_end_matches(':'), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_count_with_their_container() {
        let row = |source, parent, messages, defects: &[&str]| SourceRow {
            source,
            parent,
            name: format!("s{source}"),
            messages,
            defects: defects.iter().map(|d| (*d).to_owned()).collect(),
            ..SourceRow::default()
        };
        let rows = [
            row(0, None, 0, &[]),
            row(1, Some(0), 5, &["encrypted@0: a.zip", "truncated@99: "]),
            row(2, Some(1), 7, &[]),
        ];
        let sources = list(&rows, &BTreeMap::from([(1, (10, 20)), (2, (5, 12))]));
        let file = &sources.files[0];
        assert_eq!(
            (file.messages, file.members, file.rejected, file.span),
            (12, 2, 1, Some((5, 20)))
        );
        assert_eq!(sources.rejects[0].remedy, "decrypt it first");
        assert_eq!(
            sources.care,
            [(
                "the file ends in the middle of a message or member".to_owned(),
                1
            )]
        );
    }

    #[test]
    fn a_container_that_is_its_own_parent_ends() {
        let row = SourceRow {
            source: 3,
            parent: Some(3),
            ..SourceRow::default()
        };
        assert_eq!(list(&[row], &BTreeMap::new()).files.len(), 1);
    }
}
