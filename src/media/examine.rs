//! Everything that is said about one file and about what is inside it.
//!
//! In: the bytes of a file. Out: [`Examined`], the file first, then the pictures taken out of it. Never fails: what
//! cannot be read is a trouble in words.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Detector as _, Finding, Fingerprint, Format, Kind, Limits, Measure, Picture, Says, Tier,
    extract, fusion,
    jpeg::{self, Thumbnail},
    provenance, traces,
};

/// Version of what is said: a file is examined anew when it has changed.
pub const VERSION: u32 = 2;

/// Pictures smaller than this on one side are icons, buttons and counting pixels: no traces are measured, no copies
/// looked for. Pixels.
pub const LEAST_SIDE: u32 = 64;

/// Something that the file states about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Whether it can name a person: left out where names are.
    pub personal: bool,
}

impl From<provenance::Fact> for Fact {
    fn from(fact: provenance::Fact) -> Self {
        Self {
            name: fact.name.to_owned(),
            value: fact.value,
            personal: fact.personal,
        }
    }
}

/// What is known of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Examined {
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// SHA-256 of the file that it was taken out of; `None` for one that stands alone.
    pub inside: Option<String>,
    /// Its name there; empty when there is none.
    pub name: String,
    /// Its format by its first bytes; `None` for one that is not known.
    pub format: Option<Format>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Columns and rows of pixels.
    pub size: Option<(u32, u32)>,
    /// What it is known again by, where the picture has enough in it.
    pub fingerprint: Option<Fingerprint>,
    /// What it states.
    pub facts: Vec<Fact>,
    /// What was found, the strongest first.
    pub findings: Vec<Finding>,
    /// What all measures of its pixels weigh together, in decibans, a part altered against none; `None` where none of
    /// them weighs anything.
    pub weight: Option<f64>,
    /// What could not be read.
    pub troubles: Vec<String>,
}

impl Examined {
    /// A file of which nothing can be said, and why.
    #[must_use]
    pub fn unknown(bytes: &[u8], trouble: String) -> Self {
        Self {
            sha256: digest(bytes),
            inside: None,
            name: String::new(),
            format: Format::of(bytes),
            bytes: bytes.len() as u64,
            size: None,
            fingerprint: None,
            facts: Vec::new(),
            findings: Vec::new(),
            weight: None,
            troubles: vec![trouble],
        }
    }

    /// The PDQ hash in hex, where the picture has enough in it to be known again.
    #[must_use]
    pub fn perceptual_hash(&self) -> Option<String> {
        let told = self.fingerprint.as_ref().filter(|own| own.quality >= 50);
        told.map(|own| own.whole.to_string())
    }
}

/// SHA-256 in lower-case hex.
fn digest(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Examines a file and what is inside it. Cost is about .6 CPU seconds a megapixel: .58 over the pictures of the measuring
/// set, of about a megapixel each; of large ones less, since copies are looked for on about the same number of pixels.
#[must_use]
pub fn examine(bytes: &[u8], limits: &Limits) -> Vec<Examined> {
    let mut out = vec![one(bytes, limits)];
    let taken = Format::of(bytes).map(|format| extract::parts(bytes, format, limits));
    for part in taken.iter().flat_map(|taken| &taken.parts) {
        let inner = one(&part.bytes, limits);
        // A document may hold one picture many times.
        if out.iter().any(|known| known.sha256 == inner.sha256) {
            continue;
        }
        let outer = out.first().map(|outer| outer.sha256.clone());
        out.push(Examined {
            inside: outer,
            name: part.name.clone(),
            ..inner
        });
    }
    if let (Some(own), Some(taken)) = (out.first_mut(), taken) {
        own.troubles.extend(taken.troubles);
    }
    out
}

/// Examines one file, not what is inside it.
fn one(bytes: &[u8], limits: &Limits) -> Examined {
    let Some(format) = Format::of(bytes) else {
        return Examined::unknown(bytes, "the format is not known".to_owned());
    };
    let stated = provenance::read(bytes, format, limits);
    let mut out = Examined {
        sha256: digest(bytes),
        inside: None,
        name: String::new(),
        format: Some(format),
        bytes: bytes.len() as u64,
        size: None,
        fingerprint: None,
        facts: stated.facts.into_iter().map(Fact::from).collect(),
        findings: stated.findings,
        weight: None,
        troubles: Vec::new(),
    };
    if format.has_pixels() {
        match Picture::decode(bytes, limits) {
            Ok(picture) => {
                tell_jpeg(&picture, limits, &mut out);
                look(&picture, &mut out);
            }
            Err(cause) => out.troubles.push(cause.to_string()),
        }
    }
    out.findings
        .sort_by_key(|finding| (finding.tier, finding.kind));
    out
}

/// Adds what the pixels show.
fn look(picture: &Picture<'_>, out: &mut Examined) {
    out.size = Some((picture.width, picture.height));
    if picture.width.min(picture.height) < LEAST_SIDE {
        return;
    }
    out.fingerprint = Some(Fingerprint::of(picture)).filter(Fingerprint::tells);
    let mut scores = Vec::new();
    for listed in traces::ALL {
        let Some(measure) = listed.detector.measure(picture) else {
            continue;
        };
        let kind = listed.detector.kind();
        scores.push((kind, measure.score));
        let was_saved_before =
            kind == Kind::DoubleCompression && measure.score < listed.weak && measure.score > 0.0;
        if was_saved_before {
            out.findings.push(saved_before(&measure));
        }
        out.findings
            .extend(fusion::finding(listed, measure, picture.format));
    }
    out.weight = fusion::of_all(&scores);
}

/// That a file was a JPEG before, which every picture from a network was.
fn saved_before(measure: &Measure) -> Finding {
    Finding {
        kind: Kind::DoubleCompression,
        tier: Tier::Fact,
        says: Says::Nothing,
        text: measure.words.clone(),
        caveat: String::new(),
        weight: 0.0,
        region: None,
        mask: None,
    }
}

/// What the tables of a JPEG tell of the program that wrote it last, and whether its thumbnail shows the same picture.
fn tell_jpeg(picture: &Picture<'_>, limits: &Limits, out: &mut Examined) {
    let Ok(structure) = jpeg::structure(picture.bytes, limits) else {
        return;
    };
    let make = out.facts.iter().find(|fact| fact.name == "camera_make");
    let make = make.map(|fact| fact.value.clone());
    if let Some(writer) = jpeg::writer(&structure) {
        out.findings
            .push(jpeg::writer_finding(&writer, make.as_deref()));
    }
    let measure = Thumbnail.measure(picture);
    if let Some(measure) = measure.filter(|measure| measure.score > 1.0 - jpeg::AGREES) {
        out.findings.push(Finding {
            kind: Kind::Thumbnail,
            tier: Tier::Weak,
            says: Says::Altered,
            text: measure.words,
            caveat: jpeg::CAVEAT.to_owned(),
            weight: 0.0,
            region: None,
            mask: None,
        });
    }
}

/// The bytes of a part inside a file, by its SHA-256.
#[must_use]
pub fn part_of(bytes: &[u8], sha256: &str, limits: &Limits) -> Option<Vec<u8>> {
    let parts = extract::parts(bytes, Format::of(bytes)?, limits).parts;
    let mut parts = parts.into_iter().map(|part| part.bytes);
    parts.find(|bytes| digest(bytes) == sha256)
}
