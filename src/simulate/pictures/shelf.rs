//! Renderings that will be asked for again.
//!
//! In: scenes and what becomes of them. Out: pixels and files. The last [`PICTURES`] renderings and [`FILES`] files
//! are kept, so that memory is bounded and a campaign's picture is rendered once while it runs.

use std::collections::VecDeque;

use image::RgbImage;

use super::{
    super::dice::{Dice, Stream, mix},
    save, scene,
    variant::{Region, Variant},
};

/// Renderings that are kept, at most 4.4 MB each.
const PICTURES: usize = 16;

/// Files that are kept, at most about 1 MB each.
const FILES: usize = 64;

/// Which rendering: a scene, what became of it, and the number that seeds how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) scene: u64,
    pub(super) variant: Variant,
    pub(super) salt: u64,
}

/// The shelf of one archive.
pub(super) struct Shelf {
    seed: u64,
    pictures: VecDeque<(Copy, RgbImage, Option<Region>)>,
    files: VecDeque<(Copy, u8, Vec<u8>)>,
}

impl Shelf {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            seed,
            pictures: VecDeque::new(),
            files: VecDeque::new(),
        }
    }

    /// The file that the camera or the first publisher made.
    pub(super) fn published(&mut self, scene: u64) -> Vec<u8> {
        let copy = Copy {
            scene,
            variant: Variant::Same,
            salt: 0,
        };
        if let Some(found) = self.files.iter().find(|(kept, _, _)| *kept == copy) {
            return found.2.clone();
        }
        let bytes = photograph(self.seed, scene);
        self.keep_file(copy, 0, &bytes);
        bytes
    }

    /// A file that nobody else will ask for: it is not kept.
    pub(super) fn photograph(&self, scene: u64) -> Vec<u8> {
        photograph(self.seed, scene)
    }

    /// A copy, saved at this quality, and where it was altered.
    pub(super) fn saved(&mut self, copy: Copy, quality: u8) -> (Vec<u8>, Option<Region>) {
        let region = self.picture(copy).1;
        let known = |(kept, at, _): &&(Copy, u8, Vec<u8>)| *kept == copy && *at == quality;
        if let Some(found) = self.files.iter().find(known) {
            return (found.2.clone(), region);
        }
        let bytes = save::jpeg(self.picture(copy).0, quality);
        self.keep_file(copy, quality, &bytes);
        (bytes, region)
    }

    fn keep_file(&mut self, copy: Copy, quality: u8, bytes: &[u8]) {
        if self.files.len() == FILES {
            self.files.pop_front();
        }
        self.files.push_back((copy, quality, bytes.to_vec()));
    }

    /// The pixels of a copy.
    fn picture(&mut self, copy: Copy) -> (&RgbImage, Option<Region>) {
        let place = self.pictures.iter().position(|(kept, _, _)| *kept == copy);
        let kept = if let Some(kept) = place.and_then(|place| self.pictures.remove(place)) {
            kept
        } else {
            let (picture, region) = self.render(copy);
            (copy, picture, region)
        };
        if self.pictures.len() == PICTURES {
            self.pictures.pop_front();
        }
        self.pictures.push_back(kept);
        let last = self.pictures.back().expect("just put there");
        (&last.1, last.2)
    }

    fn render(&mut self, copy: Copy) -> (RgbImage, Option<Region>) {
        let published = save::opened(&self.published(copy.scene));
        let seed = self.seed;
        let mut dice = Dice::of(seed ^ 0x23, Stream::Picture, mix(copy.scene) ^ copy.salt);
        // Scenes of the upper half of the numbers are never published.
        let stranger = || scene::render(seed, mix(copy.salt ^ copy.scene) | 1 << 63);
        copy.variant.of(&published, stranger, &mut dice)
    }
}

/// A scene as its camera saved it.
fn photograph(seed: u64, scene: u64) -> Vec<u8> {
    let mut dice = Dice::of(seed ^ 0x24, Stream::Picture, scene);
    let quality = dice.pick(&[84, 88, 90, 92, 94]);
    save::jpeg(&scene::render(seed, scene), quality)
}
