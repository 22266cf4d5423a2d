//! One mode of the transform: which earlier step its coefficients show, and what each coefficient then says.
//!
//! In: histograms of one mode by level of activity: as quantised in the file, and unquantised from a shifted grid.
//! Out: [`Mode`], with the log-likelihood ratio of "compressed once" against "compressed twice" for every quantised
//! magnitude, in nats. A mode is used only where the file as a whole shows the earlier step, and a level of activity
//! only where the two-fold model holds there: so filters between the compressions that treat flat and busy places
//! unlike do not pass for a local change.
//!
//! Source: Bianchi and Piva 2012 for the ratio and the share by expectation-maximisation; the levels of activity and
//! the tests of fit are ours.

use super::histograms::{COARSE, Coarse, FINE, Fine, Twice, once, smooth};

/// Levels of activity of a block's surroundings.
pub(super) const LEVELS: usize = 8;

/// Largest earlier step that is tried; the low modes of tables from quality 50 on stay below.
const STEPS: usize = 40;

/// Deviations of the noise between two compressions, in grey levels: of decoders that round once, and that round
/// luma, colour and luma again.
const NOISES: [f64; 2] = [0.3, 0.45];

/// Share that was compressed twice, before the first round of expectation-maximisation.
const START: f64 = 0.8;

/// Candidates that are refined after the first round.
const REFINED: usize = 4;

/// Further rounds of expectation-maximisation for the share that was compressed twice.
const ROUNDS: usize = 5;

/// Added to every probability, so that what a histogram never had is not impossible.
const RARE: f64 = 1e-4;

/// Share of coefficients that follow the other model for reasons of their own (clipping, odd decoders); it bounds
/// what one coefficient can say to 3.5 nats.
const STRAY: f64 = 0.03;

/// Gain of the two-fold over the single model, in nats a coefficient, from which a mode is used. Of pictures that
/// were compressed once, 1 mode in 500 reaches it.
const GAIN: f64 = 0.002;

/// Least share of the picture that an earlier compression must explain.
const SHARE: f64 = 0.3;

/// How far, of the way from the single to the two-fold model's expectation, the ratios of a mode must lie.
const FIT: f64 = 0.7;

/// Histograms by level of activity.
pub(super) struct Counts {
    /// Quantised magnitudes in the file.
    pub(super) quantised: Vec<Coarse>,
    /// Unquantised magnitudes on the shifted grid.
    pub(super) unquantised: Vec<Fine>,
}

impl Counts {
    pub(super) fn empty() -> Self {
        Self {
            quantised: vec![[0.0; COARSE]; LEVELS],
            unquantised: vec![[0.0; FINE]; LEVELS],
        }
    }
}

/// What coefficients of one level say.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// Log of "once" over "twice" for each quantised magnitude, in nats.
    pub(super) ratios: [f32; COARSE],
    /// Its expectation where compressed twice.
    pub(super) twice: f32,
    /// Its expectation where compressed once.
    pub(super) once: f32,
}

/// A mode that shows an earlier step.
#[derive(Clone, Debug)]
pub(super) struct Mode {
    /// The earlier step.
    pub(super) earlier: u16,
    /// By level; `None` where the level is not used.
    pub(super) levels: Vec<Option<Level>>,
}

/// A model of the whole picture.
struct Hypothesis {
    earlier: usize,
    gain: f64,
    share: f64,
    twice: Vec<Coarse>,
}

/// What a mode of this step says; `None` where it shows no earlier compression.
pub(super) fn mode(counts: &Counts, step: usize) -> Option<Mode> {
    let fine: Vec<Fine> = counts
        .unquantised
        .iter()
        .map(|level| smooth(level).unwrap_or([0.0; FINE]))
        .collect();
    let single: Vec<Coarse> = fine.iter().map(|level| once(level, step)).collect();
    let total: f64 = counts.quantised.iter().flatten().sum();
    let mut candidates: Vec<Hypothesis> = (2..=STEPS)
        .filter(|&earlier| earlier != step)
        .flat_map(|earlier| NOISES.map(|noise| (earlier, Twice::of(earlier, step, noise))))
        .map(|(earlier, twice)| Hypothesis {
            earlier,
            gain: 0.0,
            share: START,
            twice: fine.iter().map(|level| twice.coarse(level)).collect(),
        })
        .collect();
    for candidate in &mut candidates {
        candidate.refine(&counts.quantised, &single);
    }
    candidates.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    candidates.truncate(REFINED);
    for candidate in &mut candidates {
        for _ in 0..ROUNDS {
            candidate.refine(&counts.quantised, &single);
        }
    }
    let best = candidates
        .into_iter()
        .max_by(|a, b| a.gain.total_cmp(&b.gain))?;
    if best.gain < GAIN * total || best.share < SHARE {
        return None;
    }
    let mut whole = Fit::default();
    let levels: Vec<_> = (0..LEVELS)
        .map(|at| {
            let (level, fit) = level(&counts.quantised[at], &single[at], &best.twice[at]);
            whole.add(&fit);
            (fit.share() > FIT).then_some(level)
        })
        .collect();
    (whole.share() >= FIT).then(|| Mode {
        earlier: u16::try_from(best.earlier).unwrap_or(u16::MAX),
        levels,
    })
}

impl Hypothesis {
    /// One round: how much better the picture is explained with the share as it is, then a better share.
    fn refine(&mut self, counted: &[Coarse], once: &[Coarse]) {
        let (mut explained, mut total) = (0.0, 0.0);
        self.gain = 0.0;
        for ((counted, once), twice) in counted.iter().zip(once).zip(&self.twice) {
            let magnitudes = counted.iter().zip(once).zip(twice).take(COARSE - 1);
            for ((&count, once), twice) in magnitudes.filter(|((count, _), _)| **count > 0.0) {
                let (once, twice) = (once + RARE, twice + RARE);
                let both = self.share * twice + (1.0 - self.share) * once;
                total += count;
                explained += count * self.share * twice / both;
                self.gain += count * (both / once).ln();
            }
        }
        self.share = (explained / total.max(1.0)).clamp(0.02, 0.995);
    }
}

/// Sums of ratios: as they are, and as either model expects them.
#[derive(Default)]
struct Fit {
    actual: f64,
    twice: f64,
    once: f64,
}

impl Fit {
    fn add(&mut self, other: &Self) {
        self.actual += other.actual;
        self.twice += other.twice;
        self.once += other.once;
    }

    /// 0 where all is as if compressed once, 1 where all is as if compressed twice.
    fn share(&self) -> f64 {
        (self.once - self.actual) / (self.once - self.twice).max(1e-9)
    }
}

fn level(counted: &Coarse, once: &Coarse, twice: &Coarse) -> (Level, Fit) {
    let mut level = Level {
        ratios: [0.0; COARSE],
        twice: 0.0,
        once: 0.0,
    };
    let mut fit = Fit::default();
    let (mut of_twice, mut of_once) = (0.0, 0.0);
    for at in 0..COARSE - 1 {
        let mixed = |mine: f64, other: f64| (1.0 - STRAY) * mine + STRAY * other + RARE;
        let ratio = (mixed(once[at], twice[at]) / mixed(twice[at], once[at])).ln();
        level.ratios[at] = ratio as f32;
        of_twice += twice[at] * ratio;
        of_once += once[at] * ratio;
        fit.actual += counted[at] * ratio;
    }
    let count: f64 = counted.iter().sum();
    fit.twice = count * of_twice;
    fit.once = count * of_once;
    level.twice = of_twice as f32;
    level.once = of_once as f32;
    (level, fit)
}
