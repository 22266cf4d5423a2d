//! Progress over all stages: 100 % means finished.
//!
//! On a terminal one bar; elsewhere one plain line every ten seconds. All on stderr.

use std::{
    io::{self, IsTerminal as _},
    sync::Mutex,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;

/// Time between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// Positions of the bar that one stage has.
const STAGE_UNITS: u64 = 1_000;

/// How much is said of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Nothing.
    Nothing,
    /// How far it has come.
    Progress,
    /// That, and how long each stage took.
    Stages,
}

/// How far a run has come; shared by all threads.
#[derive(Debug)]
pub struct Progress {
    stages: u64,
    bar: Option<ProgressBar>,
    plain: bool,
    stages_told: bool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Number of the stage under way, from 1; 0 before the first.
    stage: u64,
    name: String,
    total: u64,
    done: u64,
    said: Instant,
    since: Instant,
}

impl Progress {
    /// For a run of so many stages.
    #[must_use]
    pub fn new(stages: u64, saying: Saying) -> Self {
        let quiet = saying == Saying::Nothing;
        let terminal = io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let bar = ProgressBar::with_draw_target(
                Some(stages * STAGE_UNITS),
                ProgressDrawTarget::stderr(),
            );
            let style = ProgressStyle::with_template("{percent:>3} % {bar:32} {msg} · {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style.progress_chars("━╸─"));
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        let state = State {
            stage: 0,
            name: String::new(),
            total: 0,
            done: 0,
            said: Instant::now(),
            since: Instant::now(),
        };
        Self {
            stages: stages.max(1),
            bar,
            plain: !quiet && !terminal,
            stages_told: saying == Saying::Stages,
            state: Mutex::new(state),
        }
    }

    /// The next stage begins; `total` counts its units, 0 when nobody knows them.
    pub fn stage(&self, name: &str, total: u64) {
        self.change(|state, stages| {
            self.tell(state);
            state.stage = (state.stage + 1).min(stages);
            name.clone_into(&mut state.name);
            state.total = total;
            state.done = 0;
        });
    }

    /// So many more units of the stage are done.
    pub fn advance(&self, units: u64) {
        self.change(|state, _| state.done = state.done.saturating_add(units));
    }

    /// Says how long the stage that ends took, when asked to.
    fn tell(&self, state: &mut State) {
        let took = std::mem::replace(&mut state.since, Instant::now()).elapsed();
        if self.stages_told && state.stage > 0 {
            let line = format!("{:>8.2} s  {}", took.as_secs_f64(), state.name);
            match &self.bar {
                Some(bar) => bar.println(line),
                None => output::note(&line),
            }
        }
    }

    /// All is done, or given up: the bar goes away.
    pub fn finish(&self) {
        self.change(|state, _| {
            self.tell(state);
            state.stage = 0;
        });
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn change(&self, with: impl FnOnce(&mut State, u64)) {
        let mut state = self
            .state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        with(&mut state, self.stages);
        if let Some(bar) = &self.bar {
            bar.set_position(position(&state));
            bar.set_message(describe(&state, self.stages));
        } else if self.plain && state.said.elapsed() >= PLAIN_EVERY {
            state.said = Instant::now();
            let percent = position(&state) * 100 / (self.stages * STAGE_UNITS);
            output::note(&format!("{percent} % {}", describe(&state, self.stages)));
        }
    }
}

/// Position over all stages.
fn position(state: &State) -> u64 {
    let within = if state.total == 0 {
        0
    } else {
        let share = u128::from(state.done.min(state.total)) * u128::from(STAGE_UNITS)
            / u128::from(state.total);
        u64::try_from(share).unwrap_or(STAGE_UNITS)
    };
    state.stage.saturating_sub(1) * STAGE_UNITS + within
}

fn describe(state: &State, stages: u64) -> String {
    let count = match state.total {
        0 => String::new(),
        total => format!(" {} of {}", group(state.done.min(total)), group(total)),
    };
    format!("[{}/{stages}] {}{count}", state.stage, state.name)
}

fn group(number: u64) -> String {
    crate::report::words::grouped(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_means_all_stages_are_done() {
        let progress = Progress::new(2, Saying::Nothing);
        let at = |progress: &Progress| position(&progress.state.lock().unwrap());
        progress.stage("reading", 10);
        progress.advance(10);
        assert_eq!(at(&progress), STAGE_UNITS);
        progress.stage("grouping", 4);
        progress.advance(3);
        assert_eq!(at(&progress), STAGE_UNITS + 750);
        progress.advance(99);
        assert_eq!(at(&progress), 2 * STAGE_UNITS);
        let state = progress.state.lock().unwrap();
        assert_eq!(describe(&state, 2), "[2/2] grouping 4 of 4");
    }
}
