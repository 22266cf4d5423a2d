//! Abbreviations of time zones, as `CrowdTangle` and spreadsheets write them behind a time.
//!
//! Source: the IANA time zone database, abbreviations in use since 2000. Of those with several meanings the North American
//! and the British one is taken (CST, BST); IST, which three countries share, is not read.

/// Seconds east of UTC.
pub(super) fn offset(abbreviation: &str) -> Option<i32> {
    let quarters = match abbreviation {
        "UTC" | "GMT" | "WET" | "Z" => 0,
        "BST" | "WEST" | "CET" => 4,
        "CEST" | "EET" | "SAST" => 8,
        "EEST" | "MSK" | "EAT" => 12,
        "PKT" => 20,
        "WIB" => 28,
        "HKT" | "SGT" | "PHT" | "AWST" => 32,
        "JST" | "KST" => 36,
        "ACST" => 38,
        "AEST" => 40,
        "ACDT" => 42,
        "AEDT" => 44,
        "NZST" => 48,
        "NZDT" => 52,
        "NST" => -14,
        "NDT" => -10,
        "ADT" | "BRT" | "ART" => -12,
        "AST" | "EDT" => -16,
        "EST" | "CDT" => -20,
        "CST" | "MDT" => -24,
        "MST" | "PDT" => -28,
        "PST" | "AKDT" => -32,
        "AKST" => -36,
        "HST" => -40,
        _ => return None,
    };
    Some(quarters * 900)
}

/// A time and the offset of the abbreviation behind it.
pub(super) fn split(cell: &str) -> Option<(&str, i32)> {
    let (time, abbreviation) = cell.trim_end().rsplit_once(' ')?;
    Some((time.trim_end(), offset(abbreviation)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_abbreviation_is_taken_off() {
        for (cell, expected) in [
            (
                "2021-06-16 10:12:13 EDT",
                Some(("2021-06-16 10:12:13", -14_400)),
            ),
            (
                "2021-06-16 10:12:13 NST",
                Some(("2021-06-16 10:12:13", -12_600)),
            ),
            ("2021-06-16 10:12:13 AM", None),
            ("2021-06-16", None),
        ] {
            assert_eq!(split(cell), expected, "{cell}");
        }
    }
}
