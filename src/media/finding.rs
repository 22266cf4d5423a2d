//! What is said about one file, and how strongly.

use serde::{Deserialize, Serialize};

use super::{Mask, Picture, Region};

/// How strong a finding is; the order is that of strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The file itself says so, in a mark that its maker wrote; anybody could have written it.
    Declared,
    /// A trace that authentic re-saved pictures do not show, within the stated bound.
    Strong,
    /// A trace that authentic pictures show now and then: a reason to look, no more.
    Weak,
    /// A fact about the file that speaks neither way.
    Fact,
}

impl Tier {
    /// The name used in tables and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Strong => "strong_trace",
            Self::Weak => "weak_trace",
            Self::Fact => "fact",
        }
    }
}

/// What a finding says about the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Made by a generator, wholly or in part.
    Generated,
    /// A part was changed, moved or brought in from elsewhere.
    Altered,
    /// Changed after it was signed.
    ChangedAfterSigning,
    /// Went through editing software, which alone means nothing bad.
    Processed,
    /// Came from a camera or scanner.
    Captured,
    /// Says nothing about how it came to be.
    Nothing,
}

impl Says {
    /// The name used in tables and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Altered => "altered",
            Self::ChangedAfterSigning => "changed_after_signing",
            Self::Processed => "processed",
            Self::Captured => "captured",
            Self::Nothing => "nothing",
        }
    }
}

/// The rule that a finding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Content credentials (C2PA).
    ContentCredentials,
    /// A generator's own mark: prompt, workflow, parameters.
    GeneratorMark,
    /// IPTC or XMP digital source type.
    SourceType,
    /// EXIF, XMP, IPTC, ICC: camera, dates, software.
    Metadata,
    /// History of a PDF or office document.
    DocumentHistory,
    /// Boxes and tags of video and audio.
    Container,
    /// Class of the program that wrote a JPEG last.
    LastWriter,
    /// Embedded thumbnail against the picture.
    Thumbnail,
    /// Aligned double JPEG compression.
    DoubleCompression,
    /// A JPEG grid that is not the file's own.
    ForeignGrid,
    /// A part of the picture stands twice in it, by keypoints.
    CopyMove,
    /// A part of the picture stands twice in it, by dense matching.
    DenseCopyMove,
}

impl Kind {
    /// The name used in tables and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContentCredentials => "content_credentials",
            Self::GeneratorMark => "generator_mark",
            Self::SourceType => "source_type",
            Self::Metadata => "metadata",
            Self::DocumentHistory => "document_history",
            Self::Container => "container",
            Self::LastWriter => "last_writer",
            Self::Thumbnail => "thumbnail",
            Self::DoubleCompression => "double_compression",
            Self::ForeignGrid => "foreign_grid",
            Self::CopyMove => "copy_move",
            Self::DenseCopyMove => "dense_copy_move",
        }
    }
}

/// One observation about one file, in words that a reader can check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub kind: Kind,
    /// How strong.
    pub tier: Tier,
    /// What it says.
    pub says: Says,
    /// What was seen, in one plain sentence.
    pub text: String,
    /// The innocent explanation; empty for a mere fact.
    pub caveat: String,
    /// Weight of the finding in decibans, altered or generated against neither; 0 where no data carries a number.
    pub weight: f64,
    /// Where, if it is about a part.
    pub region: Option<Region>,
    /// Which cells exactly, for an overlay.
    pub mask: Option<Mask>,
}

/// What a detector measured on one picture, whether or not it is out of the ordinary.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The detector's own statistic, larger where the picture is more unusual; its unit is the detector's.
    pub score: f64,
    /// What was measured, as the middle of a sentence: "61 keypoints agree on one shift of 120 pixels to the right".
    pub words: String,
    /// The part that stands out, at the detector's own fixed threshold; `None` where there is none.
    pub mask: Option<Mask>,
}

/// One way of looking at the pixels or coefficients of one picture.
pub trait Detector: Sync {
    /// Its rule.
    fn kind(&self) -> Kind;

    /// What it measures; `None` where the picture gives it nothing to measure (no JPEG, too small).
    /// Never panics, and is the same for the same picture.
    fn measure(&self, picture: &Picture) -> Option<Measure>;
}
