//! Sums over rectangles of cells in constant time, and the connected parts of a mask.
//!
//! In: one value a cell, row by row. Out: sums of rectangles, labels of parts.
//! Source: F. C. Crow, "Summed-area tables for texture mapping", SIGGRAPH 1984.

/// Sums of every rectangle that starts at the top left cell.
pub(super) struct Sums {
    columns: usize,
    rows: usize,
    corners: Vec<f64>,
}

impl Sums {
    /// Sums `columns × rows` values.
    pub(super) fn of(columns: usize, rows: usize, values: impl IntoIterator<Item = f64>) -> Self {
        let wide = columns + 1;
        let mut sums = vec![0.0; wide * (rows + 1)];
        let mut values = values.into_iter();
        for y in 0..rows {
            let mut row = 0.0;
            for x in 0..columns {
                row += values.next().unwrap_or(0.0);
                sums[(y + 1) * wide + x + 1] = sums[y * wide + x + 1] + row;
            }
        }
        Self {
            columns,
            rows,
            corners: sums,
        }
    }

    /// The sum over the square of cells from `(x, y)` on; what lies outside counts nothing.
    pub(super) fn square(&self, x: usize, y: usize, side: usize) -> f64 {
        self.rectangle(x, y, side, side)
    }

    /// The sum over a rectangle of cells from `(x, y)` on; what lies outside counts nothing.
    pub(super) fn rectangle(&self, x: usize, y: usize, width: usize, height: usize) -> f64 {
        let (right, bottom) = ((x + width).min(self.columns), (y + height).min(self.rows));
        let (x, y) = (x.min(right), y.min(bottom));
        let at = |x: usize, y: usize| self.corners[y * (self.columns + 1) + x];
        at(right, bottom) - at(x, bottom) - at(right, y) + at(x, y)
    }

    /// The sum over the square of odd `side` around a cell.
    pub(super) fn around(&self, x: usize, y: usize, side: usize) -> f64 {
        let reach = side / 2;
        let (left, top) = (x.saturating_sub(reach), y.saturating_sub(reach));
        let (right, bottom) = (
            (x + reach + 1).min(self.columns),
            (y + reach + 1).min(self.rows),
        );
        let at = |x: usize, y: usize| self.corners[y * (self.columns + 1) + x];
        at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
    }
}

/// The parts of a mask that hang together by sides: the cells of each, parts in the order of their first cell.
pub(super) fn parts(columns: usize, marked: &[bool]) -> Vec<Vec<usize>> {
    let mut left = marked.to_vec();
    let mut parts = Vec::new();
    for start in 0..left.len() {
        if !left[start] {
            continue;
        }
        left[start] = false;
        let mut part = vec![start];
        let mut done = 0;
        while let Some(&cell) = part.get(done) {
            done += 1;
            let x = cell % columns;
            let neighbours = [
                (x > 0).then(|| cell - 1),
                (x + 1 < columns).then_some(cell + 1),
                cell.checked_sub(columns),
                Some(cell + columns),
            ];
            for neighbour in neighbours.into_iter().flatten() {
                if left.get(neighbour).copied().unwrap_or(false) {
                    left[neighbour] = false;
                    part.push(neighbour);
                }
            }
        }
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_sum_is_the_sum_of_its_cells(
            columns in 1_usize..9, rows in 1_usize..9, x in 0_usize..10, y in 0_usize..10, side in 0_usize..10,
        ) {
            let value = |x: usize, y: usize| (x * 31 + y * 17 % 11) as f64;
            let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| value(x, y)));
            let slow: f64 = (y..(y + side).min(rows))
                .flat_map(|y| (x..(x + side).min(columns)).map(move |x| value(x, y)))
                .sum();
            prop_assert!((Sums::of(columns, rows, cells).square(x, y, side) - slow).abs() < 1e-9);
        }

        #[test]
        fn parts_hold_every_marked_cell_once(marked in proptest::collection::vec(any::<bool>(), 1..60), columns in 1_usize..9) {
            let mut cells: Vec<usize> = parts(columns, &marked).concat();
            cells.sort_unstable();
            let expected: Vec<usize> = (0..marked.len()).filter(|&at| marked[at]).collect();
            prop_assert_eq!(cells, expected);
        }
    }

    #[test]
    fn cells_that_touch_by_corners_only_are_two_parts() {
        assert_eq!(parts(2, &[true, false, false, true]).len(), 2);
        assert_eq!(parts(2, &[true, true, false, true]).len(), 1);
    }
}
