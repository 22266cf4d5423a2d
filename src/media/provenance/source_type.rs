//! The words of IPTC for how a picture came to be.
//!
//! Source: IPTC `NewsCodes`, Digital Source Type (cv.iptc.org/newscodes/digitalsourcetype), retired ones too; C2PA 2.1,
//! 18.15.4 for its own two. What a composite shows may all be true: it is said as the file says it.

use crate::media::Says;

/// A digital source type: its code, what that says, and in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SourceType {
    /// The code, without the address before it.
    pub code: &'static str,
    /// What it says.
    pub says: Says,
    /// In words, after "is".
    pub words: &'static str,
}

const fn known(code: &'static str, says: Says, words: &'static str) -> SourceType {
    SourceType { code, says, words }
}

const KNOWN: [SourceType; 22] = [
    known(
        "trainedAlgorithmicMedia",
        Says::Generated,
        "made by a trained model",
    ),
    known(
        "compositeWithTrainedAlgorithmicMedia",
        Says::Generated,
        "a composite with parts made by a trained model, such as a filled-in area",
    ),
    known(
        "trainedAlgorithmicData",
        Says::Generated,
        "data made by a trained model",
    ),
    known(
        "algorithmicMedia",
        Says::Generated,
        "made by an algorithm without training data",
    ),
    known(
        "compositeSynthetic",
        Says::Generated,
        "a composite with synthetic parts",
    ),
    known(
        "composite",
        Says::Altered,
        "a composite of several elements",
    ),
    known(
        "compositeCapture",
        Says::Processed,
        "a composite of several captures",
    ),
    known(
        "algorithmicallyEnhanced",
        Says::Processed,
        "enhanced by an algorithm",
    ),
    known(
        "minorHumanEdits",
        Says::Processed,
        "edited a little by a person",
    ),
    known("humanEdits", Says::Processed, "edited by a person"),
    known(
        "digitalCapture",
        Says::Captured,
        "captured by a digital camera",
    ),
    known(
        "computationalCapture",
        Says::Captured,
        "captured by a camera that joins several exposures",
    ),
    known("negativeFilm", Says::Captured, "digitised from a negative"),
    known(
        "positiveFilm",
        Says::Captured,
        "digitised from a positive film",
    ),
    known("print", Says::Captured, "digitised from a print"),
    known("digitalArt", Says::Nothing, "digital art by a person"),
    known(
        "digitalCreation",
        Says::Nothing,
        "created by a person with digital tools",
    ),
    known("softwareImage", Says::Nothing, "created by software"),
    known("dataDrivenMedia", Says::Nothing, "drawn from data"),
    known(
        "virtualRecording",
        Says::Nothing,
        "a recording of a virtual event",
    ),
    known("screenCapture", Says::Nothing, "a screen capture"),
    known("empty", Says::Nothing, "an empty canvas to begin with"),
];

/// The source type of a code or of its whole address; `None` for one that is not in the vocabulary.
pub(super) fn of(said: &str) -> Option<SourceType> {
    let code = said.trim().rsplit(['/', ':', '#']).next()?;
    KNOWN
        .into_iter()
        .find(|known| known.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_addresses_are_known() {
        let table = [
            (
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
                Some(Says::Generated),
            ),
            (
                "https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                Some(Says::Captured),
            ),
            (
                "compositeWithTrainedAlgorithmicMedia",
                Some(Says::Generated),
            ),
            (
                "http://c2pa.org/digitalsourcetype/empty",
                Some(Says::Nothing),
            ),
            ("digsrctype:minorHumanEdits", Some(Says::Processed)),
            ("made with love", None),
            ("", None),
        ];
        for (said, expected) in table {
            assert_eq!(of(said).map(|known| known.says), expected, "{said}");
        }
    }

    #[test]
    fn no_code_stands_twice() {
        let mut codes: Vec<_> = KNOWN.iter().map(|known| known.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KNOWN.len());
    }
}
