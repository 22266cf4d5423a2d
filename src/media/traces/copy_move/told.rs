//! A part that stands twice, in words and as a mask.
//!
//! In: what was weighed and the picture. Out: [`Measure`].

use crate::media::{Mask, Measure, Picture};

use super::{compare::TILE, weigh::Weighed, work::Work};

/// Turns below this are not told, in degrees, nor sizes nearer to the same than this share.
const SAME_TURN: f64 = 2.0;
const SAME_SIZE: f64 = 0.03;

/// Places in a tile, along each side, that are marked on the other side: as close as a copy of any size needs.
const PLACES: usize = 4;

/// What is said about a part that stands twice; both it and its copy are marked.
pub(super) fn told(picture: &Picture, work: &Work, weighed: &Weighed) -> Measure {
    Measure {
        score: weighed.strength,
        words: words(work, weighed).unwrap_or_else(|| "no part stands twice".to_owned()),
        mask: Some(mask(picture, work, weighed)),
    }
}

fn words(work: &Work, weighed: &Weighed) -> Option<String> {
    let copy = &weighed.copy;
    let (here, there) = copy.middles()?;
    let (left, top, right, bottom) = copy.bounds()?;
    let full = |(x, y): (f64, f64)| {
        (
            x * weighed.size * work.scale.0,
            y * weighed.size * work.scale.1,
        )
    };
    let (wide, tall) = full((
        ((right - left) * TILE) as f64,
        ((bottom - top) * TILE) as f64,
    ));
    let ((x, y), (there_x, there_y)) = (full(here), full(there));
    let mut words = format!(
        "an area of {wide:.0} × {tall:.0} pixels stands twice: around ({x:.0}, {y:.0}) and, moved by {}, around ({there_x:.0}, {there_y:.0})",
        moved(there_x - x, there_y - y)
    );
    let degrees = copy.map.angle().to_degrees();
    let scale = copy.map.scale();
    if copy.map.determinant() < 0.0 {
        words.push_str(", mirrored");
    } else if degrees.abs() > SAME_TURN {
        let side = if degrees > 0.0 {
            "clockwise"
        } else {
            "anticlockwise"
        };
        words.extend([format!(", turned by {:.0} degrees {side}", degrees.abs())]);
    }
    if (scale - 1.0).abs() > SAME_SIZE {
        words.extend([format!(", {scale:.2} times as large")]);
    }
    if weighed.keypoints > 0 {
        words.extend([format!("; {} keypoints agree", weighed.keypoints)]);
    }
    words.extend([format!(
        "; its fine detail correlates at {:.2}",
        copy.correlation
    )]);
    Some(words)
}

/// A move in words.
fn moved(x: f64, y: f64) -> String {
    let across = format!(
        "{:.0} pixels {}",
        x.abs(),
        if x < 0.0 { "left" } else { "right" }
    );
    let down = format!(
        "{:.0} pixels {}",
        y.abs(),
        if y < 0.0 { "up" } else { "down" }
    );
    match (x.abs() >= 0.5, y.abs() >= 0.5) {
        (true, true) => format!("{across} and {down}"),
        (false, true) => down,
        _ => across,
    }
}

fn mask(picture: &Picture, work: &Work, weighed: &Weighed) -> Mask {
    let cell = ((TILE as f64 * work.scale.0).round() as u32).max(1);
    let mut marked = Mask::empty(picture.width, picture.height, cell);
    let copy = &weighed.copy;
    let mut mark = |(x, y): (f64, f64)| {
        let (x, y) = (
            x * weighed.size * work.scale.0,
            y * weighed.size * work.scale.1,
        );
        if x >= 0.0 && y >= 0.0 {
            marked.mark(x as u32 / cell, y as u32 / cell);
        }
    };
    for (column, row) in copy.places() {
        for place in 0..PLACES * PLACES {
            let inside = |step: usize| (step as f64 + 0.5) / PLACES as f64;
            let x = (column as f64 + inside(place % PLACES)) * TILE as f64;
            let y = (row as f64 + inside(place / PLACES)) * TILE as f64;
            mark((x, y));
            mark(copy.map.apply((x, y)));
        }
    }
    marked
}
