//! Organisations with a mail domain of their own, and networks of the public internet.
//!
//! In: an organisation's number. Out: its domain name and who runs its mail.

use super::{
    dice::{Dice, Stream},
    names::{ORGANISATIONS, PLACE_HEADS, PLACE_TAILS},
    prose::push_number,
};

/// The domain name of organisation `n`; different for different `n`.
pub(super) fn own_domain(seed: u64, n: u64) -> String {
    let mut dice = Dice::of(seed, Stream::Domain, n);
    let head = dice.pick(PLACE_HEADS);
    let mut out = format!(
        "{}{}-{}",
        head.to_lowercase(),
        dice.pick(PLACE_TAILS),
        dice.pick(ORGANISATIONS)
    );
    push_number(&mut out, n);
    out.push_str(".example");
    out
}

/// One of a table's values by its share in percent.
pub(super) fn share<T: Copy>(table: &[(T, u64)], dice: &mut Dice) -> T {
    let total = table.iter().map(|&(_, share)| share).sum();
    let mut left = dice.below(total);
    for &(value, share) in table {
        if left < share {
            return value;
        }
        left -= share;
    }
    table[0].0
}

/// A network of the public internet, reserved ranges left out.
pub(super) fn public_network(dice: &mut Dice) -> [u8; 3] {
    let first = dice.pick(&[
        41u64, 46, 62, 77, 78, 80, 81, 85, 89, 91, 93, 102, 105, 109, 115, 124, 151, 154, 176, 178,
        188, 190, 196, 197, 203, 212, 217,
    ]);
    [first, dice.between(1, 250), dice.between(0, 255)].map(|byte| u8::try_from(byte).unwrap_or(1))
}

/// Who runs the mail of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hosting {
    Microsoft,
    Google,
    Server,
}

/// Who runs the mail of organisation `n`.
pub(super) fn hosting(seed: u64, n: u64) -> Hosting {
    let mut dice = Dice::of(seed ^ 1, Stream::Domain, n);
    share(
        &[
            (Hosting::Microsoft, 42),
            (Hosting::Google, 24),
            (Hosting::Server, 34),
        ],
        &mut dice,
    )
}
