//! The pictures of a campaign in the HTML report.
//!
//! In: [`Picture`]s. Out: what the template writes; pictures are PNGs made anew, inside the page.

use data_encoding::BASE64;

use super::pictures::{Picture, Shown};

/// A picture with what is shown of it.
pub(super) struct PictureView {
    pub(super) id: String,
    pub(super) facts: String,
    pub(super) carried: String,
    pub(super) preview: String,
    pub(super) shown: Vec<ShownView>,
}

/// A sentence on it, with the picture that shows it.
pub(super) struct ShownView {
    pub(super) sign: String,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) caveat: String,
    pub(super) image: String,
    pub(super) alt: String,
    pub(super) caption: String,
}

impl PictureView {
    pub(super) fn of(picture: &Picture) -> Self {
        let shown = picture.findings.iter().chain(&picture.copies);
        Self {
            id: picture.id.clone(),
            facts: picture.facts.clone(),
            carried: picture.carried.clone(),
            preview: inline(picture.preview.as_deref()),
            shown: shown.map(ShownView::of).collect(),
        }
    }
}

impl ShownView {
    fn of(shown: &Shown) -> Self {
        Self {
            sign: shown.sign.to_string(),
            label: shown.label.to_string(),
            text: shown.text.clone(),
            caveat: shown.caveat.clone(),
            image: inline(shown.image.as_deref()),
            alt: format!("The place is marked: {}", shown.text),
            caption: if shown.label.is_empty() {
                "where a copy differs".to_owned()
            } else {
                shown.label.to_string()
            },
        }
    }
}

/// A PNG as a `data:` address; empty for none.
fn inline(png: Option<&[u8]>) -> String {
    png.map_or_else(String::new, |png| {
        format!("data:image/png;base64,{}", BASE64.encode(png))
    })
}
