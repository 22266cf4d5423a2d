//! Which part of a picture a finding is about.

/// A rectangle of whole pixels, as it is shown (after no rotation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
