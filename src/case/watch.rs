//! How a run tells how far it has come, and learns that it should stop.

/// What stands outside a run and looks on: a progress bar, a test, an interrupt.
pub trait Watch: Sync {
    /// The next stage begins; `total` counts its units, 0 when nobody knows them.
    fn stage(&self, name: &str, total: u64);
    /// So many more units of the stage are done.
    fn advance(&self, units: u64);
    /// Whether the run should stop at the next safe place.
    fn stopped(&self) -> bool;
}

/// Nobody looks on and nothing stops the run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn stage(&self, _name: &str, _total: u64) {}

    fn advance(&self, _units: u64) {}

    fn stopped(&self) -> bool {
        false
    }
}
