//! The reliability diagram as one self-contained SVG.
//!
//! In: scores and truth. Out: text. A dot a bin, its area by the number of campaigns.

use std::fmt::Write as _;

use crate::figures::{Case, bins};

/// Side of the plot in pixels.
const SIDE: f64 = 320.0;
/// Room around it.
const EDGE: f64 = 50.0;

/// The diagram.
pub(super) fn reliability(cases: &[Case]) -> String {
    let x = |value: f64| EDGE + value * SIDE;
    let y = |value: f64| EDGE / 2.0 + (1.0 - value) * SIDE;
    let (width, height) = (SIDE + EDGE * 1.5, SIDE + EDGE * 1.5);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n<title>Score and share operated, {} campaigns</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        cases.len()
    );
    for k in 0..=5 {
        let at = f64::from(k) / 5.0;
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {:.1}H{:.1}M{:.1} {:.1}V{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{at:.1}</text><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{at:.1}</text>",
            x(0.0),
            y(at),
            x(1.0),
            x(at),
            y(0.0),
            y(1.0),
            x(at),
            y(0.0) + 16.0,
            x(0.0) - 6.0,
            y(at) + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    for bin in bins(cases, 10) {
        let radius = 3.0 + (bin.count as f64).sqrt();
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#246\" fill-opacity=\"0.7\"><title>{} campaigns</title></circle>",
            x(bin.score),
            y(bin.share),
            bin.count
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">mean score</text>\n<text transform=\"translate(14 {:.1}) rotate(-90)\" text-anchor=\"middle\">share operated</text>\n</svg>",
        x(0.5),
        y(0.0) + 34.0,
        y(0.5)
    );
    out
}
