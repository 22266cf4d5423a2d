//! Which part of a picture a finding is about.
//!
//! A mask is stored as text, so that tables and programs can hold it: `cell:columns:rows:` and then the lengths of runs,
//! row by row from the top left, unmarked first: `8:160:120:5000,12,148,12`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A rectangle of whole pixels, as it is shown (after no rotation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// Marked cells of a picture: squares of `cell` pixels, row by row from the top left; the last column and row may be cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mask {
    cell: u32,
    columns: u32,
    rows: u32,
    marked: Vec<bool>,
}

impl Mask {
    /// A mask with nothing marked over a picture of this size; `cell` is at least 1.
    #[must_use]
    pub fn empty(width: u32, height: u32, cell: u32) -> Self {
        let cell = cell.max(1);
        let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
        Self {
            cell,
            columns,
            rows,
            marked: vec![false; columns as usize * rows as usize],
        }
    }

    /// Pixels along a cell's side.
    #[must_use]
    pub const fn cell(&self) -> u32 {
        self.cell
    }

    /// Columns and rows of cells.
    #[must_use]
    pub const fn size(&self) -> (u32, u32) {
        (self.columns, self.rows)
    }

    /// Marks a cell; outside the picture nothing happens.
    pub fn mark(&mut self, column: u32, row: u32) {
        if let Some(at) = self.at(column, row)
            && let Some(cell) = self.marked.get_mut(at)
        {
            *cell = true;
        }
    }

    /// Whether a cell is marked.
    #[must_use]
    pub fn is_marked(&self, column: u32, row: u32) -> bool {
        self.at(column, row)
            .and_then(|at| self.marked.get(at))
            .copied()
            .unwrap_or(false)
    }

    /// Whether the cell over a pixel is marked.
    #[must_use]
    pub fn covers(&self, x: u32, y: u32) -> bool {
        self.is_marked(x / self.cell, y / self.cell)
    }

    /// Marked cells.
    #[must_use]
    pub fn count(&self) -> usize {
        self.marked.iter().filter(|&&marked| marked).count()
    }

    /// Whether four cells are marked that make a square: something thicker than a line.
    #[must_use]
    pub fn has_block(&self) -> bool {
        let square = |column: u32, row: u32| {
            [(0, 0), (1, 0), (0, 1), (1, 1)]
                .iter()
                .all(|(right, down)| self.is_marked(column + right, row + down))
        };
        (0..self.rows).any(|row| (0..self.columns).any(|column| square(column, row)))
    }

    /// Share of the cells that are marked, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.count() as f64 / self.marked.len().max(1) as f64
    }

    /// The smallest rectangle around everything marked; `None` when nothing is.
    #[must_use]
    pub fn bounds(&self) -> Option<Region> {
        let marked = (0..self.rows)
            .flat_map(|row| (0..self.columns).map(move |column| (column, row)))
            .filter(|&(column, row)| self.is_marked(column, row));
        let (left, top, right, bottom) = marked.fold(None, |bounds, (column, row)| {
            let (left, top, right, bottom) = bounds.unwrap_or((column, row, column, row));
            Some((
                left.min(column),
                top.min(row),
                right.max(column),
                bottom.max(row),
            ))
        })?;
        Some(Region {
            x: left * self.cell,
            y: top * self.cell,
            width: (right - left + 1) * self.cell,
            height: (bottom - top + 1) * self.cell,
        })
    }

    fn at(&self, column: u32, row: u32) -> Option<usize> {
        (column < self.columns && row < self.rows)
            .then(|| row as usize * self.columns as usize + column as usize)
    }
}

/// Cells of the largest mask that is read from text: one a pixel of the largest picture.
const LARGEST: u64 = 100_000_000;

/// A text that is no mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mask: expected cell:columns:rows:runs")]
pub struct NoMask;

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}:", self.cell, self.columns, self.rows)?;
        // The first run is unmarked, even where it is empty; a last unmarked run is left out.
        let mut expected = false;
        let mut first = true;
        let mut rest = self.marked.as_slice();
        while rest.contains(&true) {
            let run = rest
                .iter()
                .take_while(|&&marked| marked == expected)
                .count();
            if !first {
                f.write_str(",")?;
            }
            write!(f, "{run}")?;
            rest = rest.get(run..).unwrap_or_default();
            (expected, first) = (!expected, false);
        }
        Ok(())
    }
}

impl FromStr for Mask {
    type Err = NoMask;

    fn from_str(text: &str) -> Result<Self, NoMask> {
        let mut parts = text.splitn(4, ':');
        let mut number = || {
            parts
                .next()
                .and_then(|part| part.parse::<u32>().ok())
                .ok_or(NoMask)
        };
        let (cell, columns, rows) = (number()?, number()?, number()?);
        if cell == 0 || u64::from(columns) * u64::from(rows) > LARGEST {
            return Err(NoMask);
        }
        let cells = columns as usize * rows as usize;
        let mut marked = Vec::with_capacity(cells);
        let runs = parts.next().ok_or(NoMask)?;
        let mut value = false;
        for run in runs.split(',').filter(|run| !run.is_empty()) {
            let run: usize = run.parse().map_err(|_| NoMask)?;
            if run > cells - marked.len() {
                return Err(NoMask);
            }
            marked.resize(marked.len() + run, value);
            value = !value;
        }
        marked.resize(cells, false);
        Ok(Self {
            cell,
            columns,
            rows,
            marked,
        })
    }
}

impl From<Mask> for String {
    fn from(mask: Mask) -> Self {
        mask.to_string()
    }
}

impl TryFrom<String> for Mask {
    type Error = NoMask;

    fn try_from(text: String) -> Result<Self, NoMask> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn marks_are_runs_row_by_row() {
        let mut mask = Mask::empty(30, 20, 10);
        assert_eq!(mask.to_string(), "10:3:2:");
        mask.mark(0, 0);
        mask.mark(1, 1);
        mask.mark(9, 9);
        assert_eq!(mask.to_string(), "10:3:2:0,1,3,1");
        let around = Region {
            x: 0,
            y: 0,
            width: 20,
            height: 20,
        };
        assert_eq!((mask.count(), mask.bounds()), (2, Some(around)));
        assert!(!mask.has_block());
        assert!(mask.covers(19, 10) && !mask.covers(20, 10) && !mask.covers(900, 10));
    }

    #[test]
    fn four_cells_that_make_a_square_are_a_block() {
        let mut mask = Mask::empty(4, 4, 1);
        for (column, row) in [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1)] {
            mask.mark(column, row);
        }
        assert!(!mask.has_block());
        mask.mark(1, 1);
        assert!(mask.has_block());
    }

    proptest! {
        #[test]
        fn a_mask_comes_back_from_its_text(width in 0_u32..40, height in 0_u32..40, cell in 1_u32..9, marks in vec((0_u32..40, 0_u32..40), 0..60)) {
            let mut mask = Mask::empty(width, height, cell);
            for (column, row) in marks {
                mask.mark(column, row);
            }
            prop_assert_eq!(mask.to_string().parse(), Ok(mask));
        }

        #[test]
        fn any_text_is_a_mask_or_none(text in "[0-9:,]{0,40}") {
            if let Ok(mask) = text.parse::<Mask>() {
                prop_assert_eq!(mask.to_string().parse(), Ok(mask));
            }
        }
    }
}
