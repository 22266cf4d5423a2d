//! Tables as CSV that spreadsheets open without taking a cell for a formula.
//!
//! In: rows of cells. Out: RFC 4180 text. A cell that begins with `= + - @`, narrow or wide, a tab or a line end gets a leading `'`
//! (OWASP *CSV Injection*); numbers that we wrote ourselves are left as they are.

use std::fmt::Write as _;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    text: String,
}

impl Table {
    /// A table with these columns.
    #[must_use]
    pub fn new(columns: &[&str]) -> Self {
        let mut table = Self::default();
        table.row(columns.iter().map(|column| (*column).to_owned()));
        table
    }

    /// One more row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            let cell = plain(&cell);
            if cell.contains(['"', ',', '\n', '\r']) {
                let _ = write!(self.text, "\"{}\"", cell.replace('"', "\"\""));
            } else {
                self.text.push_str(&cell);
            }
        }
        self.text.push_str("\r\n");
    }

    /// The text.
    #[must_use]
    pub fn text(self) -> String {
        self.text
    }
}

/// What a spreadsheet may take for the beginning of a formula; some take the wide forms of East Asian fonts, too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: &str) -> String {
    let formula = cell.starts_with(FORMULA);
    if formula && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut table = Table::new(&["a", "b"]);
        for (a, b) in [
            ("=1+1", "plain"),
            ("+49 30", "a,b"),
            ("-2.5", "say \"x\""),
            ("@SUM(A1)", "two\nlines"),
            ("＝1+1", "a = b"),
            ("\t=1", "-cmd|' /C calc'!A0"),
        ] {
            table.row([a.to_owned(), b.to_owned()]);
        }
        assert_eq!(
            table.text(),
            "a,b\r\n'=1+1,plain\r\n'+49 30,\"a,b\"\r\n-2.5,\"say \"\"x\"\"\"\r\n'@SUM(A1),\"two\nlines\"\r\n'＝1+1,a = b\r\n'\t=1,'-cmd|' /C calc'!A0\r\n"
        );
    }
}
