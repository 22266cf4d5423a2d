//! Attached file to what it shows: where a picture comes from, whether it was declared as generated, what its traces say.
//!
//! In: the bytes of one file. Out: facts, and [`Finding`]s in tiers: declared, strong trace, weak trace, fact.
//! Nothing found never means authentic. A [`Detector`] measures one thing on one picture and gives a number that grows
//! with how unusual the picture is; which number is a trace, and how often honest pictures reach it, is calibration's.

mod copies;
mod examine;
pub mod extract;
mod finding;
mod format;
pub mod fusion;
pub mod hash;
pub mod jpeg;
mod limits;
mod mask;
mod picture;
mod preview;
pub mod provenance;
pub mod traces;
pub mod twins;

pub use copies::{Copied, copied};
pub use examine::{Examined, Fact, LEAST_SIDE, VERSION, examine, part_of};
pub use finding::{Detector, Finding, Kind, Measure, Says, Tier};
pub use format::Format;
pub use hash::{Near, Nearby, NotHex, Orientation, Pdq, PdqOf, near_pairs, near_pairs_between};
pub use limits::Limits;
pub use mask::{Mask, NoMask, Region};
pub use picture::{Picture, Plane, Unreadable};
pub use preview::{error_levels, preview};
pub use twins::{Fingerprint, Pair, related};
