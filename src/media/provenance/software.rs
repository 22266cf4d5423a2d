//! Programs that pictures go through, by the names that they leave.
//!
//! In: what a software field says. Out: the program and what it is for. That a program was used never means that a
//! picture was manipulated: nearly every published photograph went through one.
//!
//! Source: names seen in the software fields of published photographs, and the programs' own documentation.

/// What a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Changes pictures, pixel by pixel if one wants.
    Editor,
    /// Develops raw files; changes tones and crops, seldom more.
    Developer,
    /// An editor on a telephone.
    App,
    /// Lays out texts and pictures.
    Layout,
    /// Writes files in another form.
    Converter,
    /// Sorts and shows pictures, turns and crops them.
    Viewer,
    /// Reads a scanner.
    Scanner,
}

impl Use {
    /// In words, after the program's name.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Editor => "an editor of pictures",
            Self::Developer => "a developer of raw photographs",
            Self::App => "a picture editor for telephones",
            Self::Layout => "a program for layouts and collages",
            Self::Converter => "a converter of files",
            Self::Viewer => "a viewer and sorter of pictures",
            Self::Scanner => "a program of a scanner",
        }
    }
}

/// A name as it begins in lower case, the program, and its use. Longer names stand before those that they begin with.
const KNOWN: [(&str, &str, Use); 62] = [
    (
        "adobe photoshop lightroom",
        "Adobe Lightroom",
        Use::Developer,
    ),
    ("adobe lightroom", "Adobe Lightroom", Use::Developer),
    ("lightroom", "Adobe Lightroom", Use::Developer),
    (
        "adobe photoshop camera raw",
        "Adobe Camera Raw",
        Use::Developer,
    ),
    ("photoshop camera raw", "Adobe Camera Raw", Use::Developer),
    (
        "adobe photoshop elements",
        "Adobe Photoshop Elements",
        Use::Editor,
    ),
    (
        "adobe photoshop express",
        "Adobe Photoshop Express",
        Use::App,
    ),
    ("photoshop express", "Adobe Photoshop Express", Use::App),
    ("adobe photoshop", "Adobe Photoshop", Use::Editor),
    ("photoshop", "Adobe Photoshop", Use::Editor),
    ("adobe express", "Adobe Express", Use::Layout),
    ("adobe illustrator", "Adobe Illustrator", Use::Layout),
    ("adobe indesign", "Adobe InDesign", Use::Layout),
    ("adobe bridge", "Adobe Bridge", Use::Viewer),
    ("adobe imageready", "Adobe ImageReady", Use::Editor),
    ("gimp", "GIMP", Use::Editor),
    ("gnu image manipulation program", "GIMP", Use::Editor),
    ("paint.net", "Paint.NET", Use::Editor),
    ("krita", "Krita", Use::Editor),
    ("pixelmator", "Pixelmator", Use::Editor),
    ("affinity photo", "Affinity Photo", Use::Editor),
    ("affinity designer", "Affinity Designer", Use::Layout),
    ("corel paint shop", "Corel PaintShop", Use::Editor),
    ("paint shop pro", "Paint Shop Pro", Use::Editor),
    ("paintshop pro", "Corel PaintShop", Use::Editor),
    ("corel photo-paint", "Corel PHOTO-PAINT", Use::Editor),
    ("coreldraw", "CorelDRAW", Use::Layout),
    ("luminar", "Luminar", Use::Editor),
    ("photopea", "Photopea", Use::Editor),
    ("pixlr", "Pixlr", Use::Editor),
    ("microsoft paint", "Microsoft Paint", Use::Editor),
    ("photoscape", "PhotoScape", Use::Editor),
    ("photofiltre", "PhotoFiltre", Use::Editor),
    ("photoimpact", "Ulead PhotoImpact", Use::Editor),
    ("inkscape", "Inkscape", Use::Layout),
    ("canva", "Canva", Use::Layout),
    ("figma", "Figma", Use::Layout),
    ("snapseed", "Snapseed", Use::App),
    ("vsco", "VSCO", Use::App),
    ("picsart", "Picsart", Use::App),
    ("facetune", "Facetune", Use::App),
    ("meitu", "Meitu", Use::App),
    ("afterlight", "Afterlight", Use::App),
    ("instagram", "Instagram", Use::App),
    ("capture one", "Capture One", Use::Developer),
    ("dxo", "DxO", Use::Developer),
    ("darktable", "darktable", Use::Developer),
    ("rawtherapee", "RawTherapee", Use::Developer),
    ("aperture", "Apple Aperture", Use::Developer),
    ("silkypix", "SILKYPIX", Use::Developer),
    (
        "digital photo professional",
        "Canon Digital Photo Professional",
        Use::Developer,
    ),
    ("capture nx", "Nikon Capture NX", Use::Developer),
    ("viewnx", "Nikon ViewNX", Use::Viewer),
    ("acdsee", "ACDSee", Use::Viewer),
    ("irfanview", "IrfanView", Use::Viewer),
    ("xnview", "XnView", Use::Viewer),
    ("picasa", "Picasa", Use::Viewer),
    (
        "microsoft windows photo",
        "Windows Photo Viewer",
        Use::Viewer,
    ),
    ("windows photo editor", "Windows Photo Editor", Use::Viewer),
    ("imagemagick", "ImageMagick", Use::Converter),
    ("graphicsmagick", "GraphicsMagick", Use::Converter),
    ("vuescan", "VueScan", Use::Scanner),
];

/// The program that a software field names.
pub(super) fn known(said: &str) -> Option<(&'static str, Use)> {
    let said = said.trim().to_lowercase();
    let found = KNOWN.iter().find(|(name, ..)| said.starts_with(name));
    found.map(|&(_, program, purpose)| (program, purpose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_how_their_names_begin() {
        let table = [
            ("Adobe Photoshop 7.0", Some("Adobe Photoshop")),
            (
                "Adobe Photoshop Lightroom 5.3 (Macintosh)",
                Some("Adobe Lightroom"),
            ),
            ("GIMP 2.10.8", Some("GIMP")),
            ("Ver.1.00", None),
            ("16.2", None),
            ("", None),
        ];
        for (said, expected) in table {
            assert_eq!(known(said).map(|(program, _)| program), expected, "{said}");
        }
    }

    #[test]
    fn no_name_hides_a_longer_one_after_it() {
        for (at, (name, ..)) in KNOWN.iter().enumerate() {
            let hidden = KNOWN
                .iter()
                .skip(at + 1)
                .find(|(later, ..)| later.starts_with(name));
            assert_eq!(hidden, None, "{name}");
        }
    }
}
