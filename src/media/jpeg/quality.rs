//! How coarse a quantisation table is, on the scale of the Independent JPEG Group.
//!
//! In: a table. Out: [`Quality`]: the setting 1 to 100 whose table is nearest, and whether it is that table exactly.
//! Source: ISO/IEC 10918-1, tables K.1 and K.2, scaled as `jpeg_quality_scaling` of libjpeg does.

/// Table K.1 for luma, row by row.
const LUMA: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// Table K.2 for chroma, row by row.
const CHROMA: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// Which standard table is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Of luma.
    Luma,
    /// Of chroma.
    Chroma,
}

/// A table's place on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    /// The setting with the nearest table, 1 to 100.
    pub setting: u8,
    /// Whether the table is the standard one at that setting.
    pub exact: bool,
}

/// The standard table at a setting from 1 to 100, row by row, at most 255 as baseline files have it.
#[must_use]
pub fn standard(base: Base, setting: u8) -> [u16; 64] {
    let setting = u32::from(setting.clamp(1, 100));
    let scale = if setting < 50 {
        5000 / setting
    } else {
        200 - 2 * setting
    };
    let table = match base {
        Base::Luma => LUMA,
        Base::Chroma => CHROMA,
    };
    table.map(|step| ((u32::from(step) * scale + 50) / 100).clamp(1, 255) as u16)
}

/// The place of a table, given row by row; of settings equally near the higher counts.
#[must_use]
pub fn quality(base: Base, table: &[u16; 64]) -> Quality {
    let distance = |setting| -> u32 {
        let steps = standard(base, setting).into_iter().zip(table);
        steps.map(|(a, &b)| u32::from(a.abs_diff(b))).sum()
    };
    let nearest = (1..=100).rev().map(|setting| (distance(setting), setting));
    let (least, setting) = nearest.min_by_key(|(least, _)| *least).unwrap_or((1, 1));
    Quality {
        setting,
        exact: least == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_table_is_known_for_its_setting() {
        for base in [Base::Luma, Base::Chroma] {
            for setting in 1..=100 {
                let found = quality(base, &standard(base, setting));
                assert!(found.exact);
                // Coarse settings share tables where steps reach 255.
                assert_eq!(standard(base, found.setting), standard(base, setting));
            }
        }
    }

    #[test]
    fn the_table_of_quality_90_is_that_of_libjpeg() {
        assert_eq!(standard(Base::Luma, 90)[..8], [3, 2, 2, 3, 5, 8, 10, 12]);
        assert_eq!(standard(Base::Luma, 50), LUMA);
    }

    #[test]
    fn a_table_of_another_maker_is_near_but_not_exact() {
        let mut table = standard(Base::Luma, 80);
        table[5] += 1;
        assert_eq!(
            quality(Base::Luma, &table),
            Quality {
                setting: 80,
                exact: false
            }
        );
    }
}
