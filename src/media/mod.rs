//! Attached file to what it shows: where a picture comes from, whether it was declared as generated, what its traces say.
//!
//! In: the bytes of one file. Out: facts, and [`Finding`]s in tiers: proven, declared, strong trace, weak trace, fact.
//! Nothing found never means authentic. A [`Detector`] measures one thing on one picture and gives a number that grows
//! with how unusual the picture is; which number is a trace, and how often honest pictures reach it, is calibration's.

mod finding;
mod format;
mod limits;
mod mask;
mod picture;

pub use finding::{Detector, Finding, Kind, Measure, Says, Tier};
pub use format::Format;
pub use limits::Limits;
pub use mask::{Mask, NoMask, Region};
pub use picture::{Picture, Plane, Unreadable};
