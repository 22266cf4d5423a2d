//! Refrain finds the texts that many accounts repeat and weighs who is behind the repetition:
//! many people with one text, or one hand with many names.
//!
//! The rooms, from the ground up; each names only rooms on lower floors:
//!
//! | room | in → out |
//! |---|---|
//! | [`key`], [`source`], [`measure`], [`mapping`] | names of things, places in the input, units, columns |
//! | [`archive`] | paths → raw records, containers opened on the way |
//! | [`message`] | raw record → mail or post |
//! | [`text`] | mail or post → own text, quoted text, language, links |
//! | [`trace`] | mail headers → the machine behind |
//! | [`media`] | attached file → where it comes from, what its traces say |
//! | [`fingerprint`] | own text → tokens and sketch |
//! | [`neardup`] | sketches → groups and passages |
//! | [`template`] | group → template and fillings |
//! | [`graph`] | who shared what with whom → edges with p-values |
//! | [`cluster`] | edges → clusters |
//! | [`layout`] | edges → places on a plane |
//! | [`campaign`] | all of the above → campaigns, evidence, verdicts, operations |
//! | [`case`] | the store, and the order of the stages |
//! | [`report`], [`export`], [`simulate`] | for people · for programs · archives with known truth |
//! | [`explore`] | the case in a browser |
//! | [`cli`] | the command line |

pub mod archive;
pub mod campaign;
pub mod case;
pub mod cli;
pub mod cluster;
pub mod explore;
pub mod export;
pub mod fingerprint;
pub mod graph;
pub mod key;
pub mod layout;
pub mod mapping;
pub mod measure;
pub mod media;
pub mod message;
pub mod neardup;
pub mod report;
pub mod simulate;
pub mod source;
pub mod template;
pub mod text;
pub mod trace;
