//! The discrete cosine transform of one 8 × 8 block, scaled as JPEG has it (orthonormal), and JPEG's order of modes.
//!
//! In: 64 samples, row by row. Out: 64 coefficients, row by row (vertical frequency times 8 plus horizontal).
//! Source: ISO/IEC 10918-1, A.3.3 and figure A.6; the even and odd halves are folded once, no further.

/// Samples along a block's side.
pub const BLOCK: usize = 8;

/// Place, row by row, of the n-th coefficient of JPEG's zigzag order.
pub const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Cosines of the even modes 0, 2, 4, 6 over the first four folded samples, half an orthonormal column each.
const EVEN: [[f32; 4]; 4] = [
    [0.353_553_4; 4],
    [0.461_939_75, 0.191_341_71, -0.191_341_71, -0.461_939_75],
    [0.353_553_4, -0.353_553_4, -0.353_553_4, 0.353_553_4],
    [0.191_341_71, -0.461_939_75, 0.461_939_75, -0.191_341_71],
];

/// Cosines of the odd modes 1, 3, 5, 7.
const ODD: [[f32; 4]; 4] = [
    [0.490_392_65, 0.415_734_8, 0.277_785_12, 0.097_545_16],
    [0.415_734_8, -0.097_545_16, -0.490_392_65, -0.277_785_12],
    [0.277_785_12, -0.490_392_65, 0.097_545_16, 0.415_734_8],
    [0.097_545_16, -0.277_785_12, 0.415_734_8, -0.490_392_65],
];

/// The coefficients of one block; the first is eight times its mean.
#[must_use]
pub fn transform(block: &[f32; 64]) -> [f32; 64] {
    turned(&turned(block))
}

/// Transforms along columns and swaps columns with rows, so that twice is the whole transform.
fn turned(block: &[f32; 64]) -> [f32; 64] {
    let (rows, _) = block.as_chunks::<8>();
    let mut out = [0.0; 64];
    let (columns, _) = out.as_chunks_mut::<8>();
    let mut sums = [[0.0_f32; 8]; 4];
    let mut differences = [[0.0_f32; 8]; 4];
    for (n, (upper, lower)) in rows.iter().zip(rows.iter().rev()).take(4).enumerate() {
        for x in 0..8 {
            sums[n][x] = upper[x] + lower[x];
            differences[n][x] = upper[x] - lower[x];
        }
    }
    for mode in 0..4 {
        for x in 0..8 {
            let (even, odd) = (&EVEN[mode], &ODD[mode]);
            columns[x][2 * mode] = even[0] * sums[0][x]
                + even[1] * sums[1][x]
                + even[2] * sums[2][x]
                + even[3] * sums[3][x];
            columns[x][2 * mode + 1] = odd[0] * differences[0][x]
                + odd[1] * differences[1][x]
                + odd[2] * differences[2][x]
                + odd[3] * differences[3][x];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, term by term.
    fn slow(block: &[f32; 64]) -> Vec<f64> {
        let scale = |mode: usize| if mode == 0 { 0.125_f64.sqrt() } else { 0.5 };
        let cosine = |mode: usize, at: usize| {
            (std::f64::consts::PI * mode as f64 * (2.0 * at as f64 + 1.0) / 16.0).cos()
        };
        (0..64)
            .map(|mode| {
                let (v, u) = (mode / 8, mode % 8);
                let sum: f64 = (0..64)
                    .map(|at| f64::from(block[at]) * cosine(v, at / 8) * cosine(u, at % 8))
                    .sum();
                scale(u) * scale(v) * sum
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_folded_transform_is_the_definition(values in proptest::collection::vec(0.0_f32..255.0, 64)) {
            let block: [f32; 64] = values.try_into().unwrap();
            for (fast, slow) in transform(&block).into_iter().zip(slow(&block)) {
                prop_assert!((f64::from(fast) - slow).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn the_zigzag_names_every_mode_once() {
        let mut seen = ZIGZAG.to_vec();
        seen.sort_unstable();
        assert_eq!(seen, (0..64).collect::<Vec<_>>());
    }
}
