//! What `media --json` answers, `refrain.media/1`, and the pictures of a campaign.

use serde::Serialize;

use super::super::media::{CarriedView, FileView, PairView, in_short};
use super::super::pictures::{Picture, Shown};
use crate::media::{Examined, Fact, Finding, Format};

/// The answer on files.
#[must_use]
pub fn media(files: &[FileView], pairs: &[PairView]) -> String {
    super::text(&MediaV1 {
        schema: "refrain.media/1",
        files: files.iter().map(file).collect(),
        copies: pairs.iter().map(pair).collect(),
    })
}

#[derive(Serialize)]
struct MediaV1<'a> {
    schema: &'static str,
    files: Vec<FileV1<'a>>,
    copies: Vec<CopyV1<'a>>,
}

/// What `show p7 --json` answers: `refrain.picture/1`.
#[must_use]
pub fn carried(view: &CarriedView) -> String {
    let file = FileView {
        name: view.id.clone(),
        found: vec![view.examined.clone()],
        overlays: Vec::new(),
    };
    super::text(&CarriedV1 {
        schema: "refrain.picture/1",
        id: &view.id,
        found: one(&file, 0, &view.examined),
        inside: &view.inside,
        names: &view.names,
        carriers: view.carriers,
        messages: &view.messages,
        copies: view
            .copies
            .iter()
            .map(|copy| CopyOfV1 {
                a: format!("p{}", copy.a),
                b: format!("p{}", copy.b),
                relation: &copy.relation,
                distance: copy.distance,
                share: copy.share,
                text: &copy.text,
                mask_a: copy.overlay_a.as_deref(),
                mask_b: copy.overlay_b.as_deref(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct CarriedV1<'a> {
    schema: &'static str,
    id: &'a str,
    found: FoundV1<'a>,
    /// Ids of the files that it was taken out of.
    inside: &'a [String],
    names: &'a [String],
    carriers: u64,
    messages: &'a [u32],
    copies: Vec<CopyOfV1<'a>>,
}

#[derive(Serialize)]
struct CopyOfV1<'a> {
    a: String,
    b: String,
    relation: &'a str,
    distance: Option<u32>,
    share: f64,
    text: &'a str,
    mask_a: Option<&'a str>,
    mask_b: Option<&'a str>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    name: &'a str,
    /// The file itself, then what is inside it.
    found: Vec<FoundV1<'a>>,
}

#[derive(Serialize)]
struct FoundV1<'a> {
    sha256: &'a str,
    inside: Option<&'a str>,
    name: &'a str,
    format: Option<&'static str>,
    bytes: u64,
    width: Option<u32>,
    height: Option<u32>,
    perceptual_hash: Option<String>,
    in_short: &'static str,
    facts: Vec<FactV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    /// Decibans of all measures together, a part altered against none.
    weight: Option<f64>,
    troubles: &'a [String],
}

#[derive(Serialize)]
struct FactV1<'a> {
    name: &'a str,
    value: &'a str,
    personal: bool,
}

#[derive(Serialize)]
struct FindingV1<'a> {
    detector: &'static str,
    strength: &'static str,
    says: &'static str,
    weight: f64,
    text: &'a str,
    caveat: &'a str,
    /// x, y, width and height in pixels.
    region: Option<[u32; 4]>,
    /// Marked cells: `cell:columns:rows:runs`.
    mask: Option<String>,
    /// The picture of them that was written.
    overlay: Option<&'a str>,
}

#[derive(Serialize)]
struct CopyV1<'a> {
    a: &'a str,
    b: &'a str,
    relation: &'a str,
    distance: Option<u32>,
    share: f64,
    text: &'a str,
    mask_a: Option<&'a str>,
    mask_b: Option<&'a str>,
    overlays: &'a [String],
}

fn file(view: &FileView) -> FileV1<'_> {
    let found = view.found.iter().enumerate();
    FileV1 {
        name: &view.name,
        found: found
            .map(|(number, examined)| one(view, number, examined))
            .collect(),
    }
}

fn one<'a>(view: &'a FileView, number: usize, examined: &'a Examined) -> FoundV1<'a> {
    let overlay = |at: usize| {
        let mut written = view.overlays.iter();
        written
            .find(|(of, which, _)| (*of, *which) == (number, at))
            .map(|(_, _, path)| path.as_str())
    };
    FoundV1 {
        sha256: &examined.sha256,
        inside: examined.inside.as_deref(),
        name: &examined.name,
        format: examined.format.map(Format::name),
        bytes: examined.bytes,
        width: examined.size.map(|size| size.0),
        height: examined.size.map(|size| size.1),
        perceptual_hash: examined.perceptual_hash(),
        in_short: in_short(&examined.findings),
        facts: examined.facts.iter().map(fact).collect(),
        findings: examined
            .findings
            .iter()
            .enumerate()
            .map(|(at, found)| finding(found, overlay(at)))
            .collect(),
        weight: examined.weight,
        troubles: &examined.troubles,
    }
}

fn fact(fact: &Fact) -> FactV1<'_> {
    FactV1 {
        name: &fact.name,
        value: &fact.value,
        personal: fact.personal,
    }
}

fn finding<'a>(finding: &'a Finding, overlay: Option<&'a str>) -> FindingV1<'a> {
    FindingV1 {
        detector: finding.kind.name(),
        strength: finding.tier.name(),
        says: finding.says.name(),
        weight: finding.weight,
        text: &finding.text,
        caveat: &finding.caveat,
        region: finding.region.map(|at| [at.x, at.y, at.width, at.height]),
        mask: finding.mask.as_ref().map(ToString::to_string),
        overlay,
    }
}

fn pair(pair: &PairView) -> CopyV1<'_> {
    let [a, b] = &pair.names;
    let copy = &pair.copy;
    CopyV1 {
        a,
        b,
        relation: &copy.relation,
        distance: copy.distance,
        share: copy.share,
        text: &copy.text,
        mask_a: copy.overlay_a.as_deref(),
        mask_b: copy.overlay_b.as_deref(),
        overlays: &pair.overlays,
    }
}

/// A picture that messages of a campaign carry.
#[derive(Serialize)]
pub(super) struct PictureV1<'a> {
    id: &'a str,
    facts: &'a str,
    carried: &'a str,
    findings: Vec<ShownV1<'a>>,
    copies: Vec<ShownV1<'a>>,
}

#[derive(Serialize)]
struct ShownV1<'a> {
    strength: &'a str,
    text: &'a str,
    caveat: &'a str,
}

pub(super) fn picture(picture: &Picture) -> PictureV1<'_> {
    PictureV1 {
        id: &picture.id,
        facts: &picture.facts,
        carried: &picture.carried,
        findings: picture.findings.iter().map(shown).collect(),
        copies: picture.copies.iter().map(shown).collect(),
    }
}

fn shown(shown: &Shown) -> ShownV1<'_> {
    ShownV1 {
        strength: &shown.label,
        text: &shown.text,
        caveat: &shown.caveat,
    }
}
