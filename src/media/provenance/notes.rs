//! Facts of a file, collected in any order and given out in a fixed one.

use crate::media::{Finding, Kind, Says, Tier};

/// Facts that are kept of one file; a hostile one could carry thousands.
const MAX_FACTS: usize = 200;

/// What stands for a text that gives coordinates.
const WITHHELD: &str = "names a place, not shown";

/// One thing that a file says about itself, or that is seen in how it is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, a fixed lower-case name.
    pub name: &'static str,
    /// What the file says, in its own words, cut to the limit of texts.
    pub value: String,
    /// Whether it may name a person or a single device, and so should not be shown without need.
    pub personal: bool,
}

macro_rules! topics {
    ($($(#[$doc:meta])* $topic:ident = $name:literal $(, $personal:ident)?;)*) => {
        /// What a fact is about; the order is the one in which facts are given out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Topic { $($(#[$doc])* $topic,)* }

        impl Topic {
            const fn name(self) -> &'static str {
                match self { $(Self::$topic => $name,)* }
            }

            const fn is_personal(self) -> bool {
                match self { $(Self::$topic => topics!(@ $($personal)?),)* }
            }
        }
    };
    (@ personal) => { true };
    (@) => { false };
}

topics! {
    Size = "size";
    Make = "camera_make";
    Model = "camera_model";
    Lens = "lens";
    Serial = "serial_number", personal;
    Taken = "taken";
    Modified = "modified";
    Exposure = "exposure";
    MakerNote = "maker_note";
    Gps = "gps";
    ExifSize = "exif_size";
    SizeDiffers = "size_differs_from_exif";
    Orientation = "orientation";
    ColourSpace = "colour_space";
    IccProfile = "icc_profile";
    Software = "software";
    CreatorTool = "creator_tool";
    ModifiedLater = "modified_after_taken";
    SoftwareDiffers = "software_differs";
    History = "edit_history";
    RawSettings = "raw_converter_settings";
    Ancestors = "document_ancestors";
    DerivedFrom = "derived_from_another";
    Author = "author", personal;
    Owner = "owner", personal;
    Copyright = "copyright", personal;
    Description = "description", personal;
    Comment = "comment", personal;
    Credit = "credit";
    Network = "network_mark";
    SourceType = "digital_source_type";
    Generator = "generator";
    GeneratorModel = "generator_model";
    Prompt = "prompt";
    Manifests = "credential_manifests";
    ClaimGenerator = "claim_generator";
    Actions = "credential_actions";
    Ingredients = "credential_ingredients";
    Signer = "credential_signer", personal;
    Algorithm = "signature_algorithm";
    Binding = "credential_binding";
    RemoteManifest = "remote_credentials";
    Application = "application";
    Producer = "producer";
    Created = "created";
    DocumentModified = "document_modified";
    DatesDiffer = "dates_differ_from_xmp";
    LastModifiedBy = "last_modified_by", personal;
    Company = "company", personal;
    Template = "template";
    Revision = "revision";
    EditTime = "edit_time";
    EditingSessions = "editing_sessions";
    Updates = "incremental_updates";
    Encrypted = "encrypted";
    Signed = "signature_fields";
    Brands = "brands";
    Encoder = "encoder";
    Tracks = "tracks";
    EditLists = "edit_lists";
    Duration = "duration";
    NotRead = "not_read";
}

/// The facts and findings of one file while it is read.
pub(super) struct Notes {
    facts: Vec<(Topic, String)>,
    findings: Vec<Finding>,
    text: usize,
}

impl Notes {
    /// Nothing noted yet; a value longer than `text` bytes will be cut.
    pub(super) const fn new(text: usize) -> Self {
        Self {
            facts: Vec::new(),
            findings: Vec::new(),
            text,
        }
    }

    /// Notes a fact, once; an empty value is none.
    pub(super) fn fact(&mut self, topic: Topic, value: &str) {
        if self.facts.len() >= MAX_FACTS {
            return;
        }
        let mut value = clean(value, self.text);
        if matches!(topic, Topic::Comment | Topic::Description) && names_a_place(&value) {
            self.fact(Topic::Gps, "present, in a text");
            WITHHELD.clone_into(&mut value);
        }
        if !value.is_empty() && !self.facts.iter().any(|(t, v)| *t == topic && *v == value) {
            self.facts.push((topic, value));
        }
    }

    /// Notes a finding about the whole file; equal ones only once.
    pub(super) fn finding(&mut self, kind: Kind, tier: Tier, says: Says, text: &str, caveat: &str) {
        let finding = Finding {
            kind,
            tier,
            says,
            text: clean(text, self.text),
            caveat: caveat.to_owned(),
            weight: 0.0,
            region: None,
            mask: None,
        };
        if !self.findings.contains(&finding) && self.findings.len() < MAX_FACTS {
            self.findings.push(finding);
        }
    }

    /// Facts in the order of their topics, findings strongest first; within that, as they were noted.
    pub(super) fn give(mut self) -> (Vec<Fact>, Vec<Finding>) {
        self.facts.sort_by_key(|(topic, _)| *topic);
        self.findings.sort_by_key(|finding| finding.tier);
        let facts = self.facts.into_iter().map(|(topic, value)| Fact {
            name: topic.name(),
            value,
            personal: topic.is_personal(),
        });
        (facts.collect(), self.findings)
    }
}

/// Whether a text gives coordinates in words.
fn names_a_place(value: &str) -> bool {
    let lower = value.to_lowercase();
    ["latitude", "longitude", "gps"]
        .iter()
        .any(|word| lower.contains(word))
}

/// One line of at most `limit` bytes: what controls a terminal or breaks a line becomes a space.
pub(super) fn clean(value: &str, limit: usize) -> String {
    let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let mut line = String::new();
    for character in value.chars() {
        let character = if is_invisible(character) {
            ' '
        } else {
            character
        };
        if line.len() + character.len_utf8() > limit {
            break;
        }
        if character != ' ' || !line.ends_with(' ') {
            line.push(character);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Controls, and the marks that turn the direction of writing.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_in_the_order_of_topics_and_once() {
        let mut notes = Notes::new(9);
        notes.fact(Topic::Author, "A. Nobody and others");
        notes.fact(Topic::Make, "Some\r\n\tmaker");
        notes.fact(Topic::Make, "Some maker");
        notes.fact(Topic::Size, " \0 ");
        let (facts, _) = notes.give();
        let said: Vec<_> = facts
            .iter()
            .map(|f| (f.name, f.value.as_str(), f.personal))
            .collect();
        assert_eq!(
            said,
            [
                ("camera_make", "Some make", false),
                ("author", "A. Nobody", true)
            ]
        );
    }

    #[test]
    fn coordinates_in_a_comment_are_not_told() {
        let mut notes = Notes::new(100);
        notes.fact(Topic::Comment, "Frame 7 Latitude: 43.68");
        let said: Vec<_> = notes.give().0.into_iter().map(|fact| fact.value).collect();
        assert_eq!(said, ["present, in a text", WITHHELD]);
    }

    #[test]
    fn many_facts_are_cut() {
        let mut notes = Notes::new(100);
        for number in 0..10_000 {
            notes.fact(Topic::Comment, &number.to_string());
        }
        assert_eq!(notes.give().0.len(), MAX_FACTS);
    }
}
