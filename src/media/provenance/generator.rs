//! Marks that generators of pictures leave in text fields.
//!
//! In: the texts of a file, whatever the container. Out: findings in the tier of what is declared, and the prompt and
//! model as facts. A name alone is not enough where the form can be checked: a `ComfyUI` workflow has to be JSON with
//! nodes, parameters have to have steps and a sampler. Such text can be copied into any file, and most networks drop it.
//!
//! Source: the programs' own writers: `ComfyUI` `nodes.py` (`SaveImage`), Stable Diffusion web UI `infotext_utils.py`,
//! `InvokeAI` metadata, Fooocus `meta_parser.py`, `NovelAI` and Midjourney files; GB 45438-2025 (`AIGC` label).

use serde_json::Value;

use crate::media::{Kind, Says, Tier};

use super::{
    blocks::Text,
    comfy,
    notes::{Notes, Topic},
};

/// Bytes of a JSON text that is parsed; large `ComfyUI` workflows have half a MiB.
const MAX_JSON: usize = 4 << 20;

/// Why a mark is no proof.
const COPIED: &str =
    "the text can be copied into any picture, and tells nothing about pictures that lack it";

/// Names that are a generator's where a field names the writing program or the credit. Lower case.
const NAMES: [(&str, &str); 18] = [
    ("midjourney", "Midjourney"),
    ("dall-e", "DALL-E"),
    ("dall·e", "DALL-E"),
    ("chatgpt", "ChatGPT"),
    ("openai", "OpenAI"),
    ("adobe firefly", "Adobe Firefly"),
    ("stable diffusion", "Stable Diffusion"),
    ("novelai", "NovelAI"),
    ("invokeai", "InvokeAI"),
    ("comfyui", "ComfyUI"),
    ("fooocus", "Fooocus"),
    ("draw things", "Draw Things"),
    ("diffusionbee", "DiffusionBee"),
    ("bing image creator", "Bing Image Creator"),
    ("titan image generator", "Amazon Titan Image Generator"),
    ("ideogram ai", "Ideogram"),
    ("leonardo.ai", "Leonardo.Ai"),
    ("made with google ai", "Google AI"),
];

/// What a mark tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The program.
    pub maker: String,
    /// What was seen.
    pub seen: String,
    /// Whether the picture was made, or only passed through the program.
    pub says: Says,
    /// Whether an existing picture went in.
    pub from_picture: bool,
    /// The model that it names.
    pub model: Option<String>,
    /// The prompt.
    pub prompt: Option<String>,
}

impl Mark {
    /// A mark of a picture that was made, with nothing else known.
    pub(super) fn made(maker: &str, seen: &str) -> Self {
        Self {
            maker: maker.to_owned(),
            seen: seen.to_owned(),
            says: Says::Generated,
            from_picture: false,
            model: None,
            prompt: None,
        }
    }
}

/// The generator that a name of a claim's writer contains.
pub(super) fn named_in_claim(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('_', " ");
    NAMES
        .iter()
        .find(|(known, _)| name.contains(known))
        .map(|&(_, maker)| maker)
}

/// Reads the texts of a file: one finding a program.
pub(super) fn read(texts: &[Text], notes: &mut Notes) {
    let mut marks: Vec<(Mark, &Text)> = Vec::new();
    for text in texts {
        let Some(mark) = mark(text) else { continue };
        let same = marks.iter_mut().find(|(own, _)| own.maker == mark.maker);
        let Some((own, place)) = same else {
            marks.push((mark, text));
            continue;
        };
        // Of ComfyUI's two texts the prompt is what was run; its nodes count.
        if key_of(text) == "prompt" && key_of(place) == "workflow" {
            (*own, *place) = (mark, text);
        } else {
            own.model = own.model.take().or(mark.model);
            own.prompt = own.prompt.take().or(mark.prompt);
        }
    }
    for (mark, text) in marks {
        tell(&mark, text, notes);
    }
}

fn tell(mark: &Mark, text: &Text, notes: &mut Notes) {
    let from = if mark.from_picture {
        "; an existing picture went in, so it is an edit of that or was guided by it"
    } else {
        ""
    };
    let (carrier, key) = (text.carrier, short(&text.key));
    let words = format!(
        "carries a mark of {} ({carrier}, {key}): {}{from}",
        mark.maker, mark.seen
    );
    notes.finding(
        Kind::GeneratorMark,
        Tier::Declared,
        mark.says,
        &words,
        COPIED,
    );
    notes.fact(Topic::Generator, &mark.maker);
    notes.fact(
        Topic::GeneratorModel,
        mark.model.as_deref().unwrap_or_default(),
    );
    notes.fact(Topic::Prompt, mark.prompt.as_deref().unwrap_or_default());
}

/// A key of which a reader sees enough.
fn short(key: &str) -> String {
    key.chars().take(40).collect()
}

/// The key without the prefix of XMP, in lower case.
fn key_of(text: &Text) -> String {
    text.key
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

/// The mark in one text.
pub(super) fn mark(text: &Text) -> Option<Mark> {
    let value = text.value.trim();
    let key = key_of(text);
    let (key, value) = comfy::in_camera_field(value).unwrap_or((key.as_str(), value));
    match key {
        "prompt" | "workflow" => comfy::mark(key, &json(value)?),
        "invokeai_metadata" | "invokeai_graph" | "invokeai_workflow" | "sd-metadata" => {
            invoke(&json(value)?)
        }
        "dream" => dream(value),
        "fooocus_scheme" => Some(Mark::made("Fooocus", "its parameters")),
        "use_stable_diffusion_model" => Some(Mark::made("Easy Diffusion", "the name of its model")),
        "aigc" => label(&json(value)?),
        "parameters" | "usercomment" | "comment" | "description" | "imagedescription"
        | "caption" | "generation_data" => parameters(value)
            .or_else(|| structured(&json(value)?))
            .or_else(|| midjourney(value)),
        "software" | "creatortool" | "credit" | "source" | "make" | "model" | "title"
        | "softwareagent" => named(key, value),
        _ => None,
    }
}

/// A JSON value that is an object.
fn json(value: &str) -> Option<Value> {
    if value.len() > MAX_JSON || !value.starts_with('{') {
        return None;
    }
    serde_json::from_str(value).ok()
}

/// Parameters as Stable Diffusion web UI and those after it write them: prompt, then `Steps: 20, Sampler: Euler, …`.
fn parameters(value: &str) -> Option<Mark> {
    let settings = value.get(value.rfind("Steps: ")?..)?;
    let steps = after(settings, "Steps: ")?;
    if !steps.starts_with(|c: char| c.is_ascii_digit()) || !settings.contains("Sampler: ") {
        return None;
    }
    if !["Seed: ", "CFG scale: ", "Size: "]
        .iter()
        .any(|name| settings.contains(name))
    {
        return None;
    }
    let maker = match after(settings, "Version: ") {
        Some(version) if version.starts_with("Fooocus") => "Fooocus",
        Some(version) if version.starts_with("ComfyUI") => "ComfyUI",
        _ if settings.contains("Civitai resources: ") => "Civitai",
        _ => "Stable Diffusion web UI or a program that writes like it",
    };
    // The upscaling step of a picture from text has a strength too.
    let strength = settings.contains("Denoising strength: ") && !settings.contains("Hires ");
    Some(Mark {
        from_picture: strength || settings.contains("Mask blur: "),
        model: after(settings, "Model: ").map(str::to_owned),
        prompt: value.lines().next().map(str::to_owned),
        ..Mark::made(maker, "parameters of generation")
    })
}

/// What stands between a name and the next comma or line.
fn after<'a>(settings: &'a str, name: &str) -> Option<&'a str> {
    let rest = settings.get(settings.find(name)? + name.len()..)?;
    rest.split([',', '\n']).next().map(str::trim)
}

/// Parameters as JSON: `NovelAI`, Fooocus, `SwarmUI`, Draw Things.
fn structured(value: &Value) -> Option<Mark> {
    let has = |key: &str| value.get(key).is_some();
    let said = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let is_fooocus = |text: &str| text.to_lowercase().starts_with("fooocus");
    let maker = if has("sui_image_params") {
        "SwarmUI"
    } else if ["version", "Version", "metadata_scheme"]
        .iter()
        .any(|key| said(key).is_some_and(|text| is_fooocus(&text)))
    {
        "Fooocus"
    } else if has("uc") && has("steps") && has("sampler") {
        "NovelAI"
    } else if has("c") && has("sampler") && has("steps") && has("seed") {
        "Draw Things"
    } else {
        return None;
    };
    Some(Mark {
        from_picture: has("strength") && has("image")
            || said("request_type").is_some_and(|kind| kind.contains("Img2Img")),
        model: said("model").or_else(|| said("base_model")),
        prompt: said("prompt").or_else(|| said("c")),
        ..Mark::made(maker, "parameters of generation")
    })
}

fn invoke(value: &Value) -> Option<Mark> {
    let known = [
        "generation_mode",
        "model",
        "model_weights",
        "image",
        "nodes",
        "app_version",
        "positive_prompt",
    ];
    if !known.iter().any(|key| value.get(key).is_some()) {
        return None;
    }
    let said = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mode = said("generation_mode").unwrap_or_default();
    let model = value
        .get("model")
        .and_then(|model| model.get("name").or_else(|| model.get("model_name")));
    Some(Mark {
        from_picture: ["img2img", "inpaint", "outpaint"]
            .iter()
            .any(|kind| mode.contains(kind)),
        model: model
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| said("model_weights")),
        prompt: said("positive_prompt"),
        ..Mark::made("InvokeAI", "its metadata")
    })
}

/// The command line of the first `InvokeAI`: a prompt, and then switches with steps and seed.
fn dream(value: &str) -> Option<Mark> {
    let has = |switch: &str| {
        value
            .split_whitespace()
            .any(|word| word.starts_with(switch))
    };
    (has("-s") && has("-S")).then(|| Mark {
        from_picture: has("-I") || has("--init_img"),
        prompt: Some(value.to_owned()),
        ..Mark::made("InvokeAI", "its command line")
    })
}

/// The label of synthetic content that GB 45438-2025 asks for: 1 is, 2 may be, 3 is suspected to be.
fn label(value: &Value) -> Option<Mark> {
    let label = value.get("Label").or_else(|| value.get("label"))?;
    let is_one = label.as_str() == Some("1") || label.as_u64() == Some(1);
    let producer = value
        .get("ContentProducer")
        .and_then(Value::as_str)
        .unwrap_or("an unnamed producer");
    is_one.then(|| Mark::made(producer, "the label of synthetic content (GB 45438)"))
}

/// A description that ends with `Job ID: ` and the identifier of a job.
fn midjourney(value: &str) -> Option<Mark> {
    let (prompt, job) = value.rsplit_once("Job ID: ")?;
    let groups: Vec<usize> = job.trim().split('-').map(str::len).collect();
    let is_hexadecimal = job
        .trim()
        .chars()
        .all(|c| c == '-' || c.is_ascii_hexdigit());
    (is_hexadecimal && groups == [8, 4, 4, 4, 12]).then(|| Mark {
        prompt: Some(prompt.trim().to_owned()),
        ..Mark::made("Midjourney", "the number of its job")
    })
}

/// A field that names its program or gives credit.
fn named(key: &str, value: &str) -> Option<Mark> {
    let lower = value.to_lowercase();
    if lower.starts_with("edited with google ai") {
        return Some(Mark {
            from_picture: true,
            ..Mark::made("Google AI", "the credit \"Edited with Google AI\"")
        });
    }
    let &(known, maker) = NAMES.iter().find(|(known, _)| lower.starts_with(known))?;
    // A maker of cameras or a title may begin with such a word; only the longer names are safe there.
    let is_safe = matches!(key, "software" | "creatortool" | "softwareagent" | "credit")
        || known.contains(' ')
        || lower == known;
    is_safe.then(|| Mark::made(maker, "its name"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(key: &str, value: &str, expected: Option<(&str, bool)>) {
        let text = Text {
            carrier: "PNG text",
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let found = mark(&text).map(|mark| (mark.maker, mark.from_picture));
        let expected = expected.map(|(maker, from)| (maker.to_owned(), from));
        assert_eq!(found, expected, "{key}: {value}");
    }

    const WEB: &str = "Stable Diffusion web UI or a program that writes like it";

    #[test]
    fn marks_of_known_programs_are_found() {
        let plain = "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Model: sd15";
        check("parameters", plain, Some((WEB, false)));
        check("UserComment", plain, Some((WEB, false)));
        check(
            "parameters",
            &format!("{plain}, Denoising strength: 0.4"),
            Some((WEB, true)),
        );
        check(
            "parameters",
            &format!("{plain}, Denoising strength: 0.4, Hires upscale: 2"),
            Some((WEB, false)),
        );
        check(
            "parameters",
            &format!("{plain}, Version: Fooocus v2.5"),
            Some(("Fooocus", false)),
        );
        check(
            "Comment",
            r#"{"prompt":"x","steps":28,"sampler":"k","uc":"bad"}"#,
            Some(("NovelAI", false)),
        );
        check("Software", "NovelAI", Some(("NovelAI", false)));
        check(
            "invokeai_metadata",
            r#"{"generation_mode":"img2img","positive_prompt":"x"}"#,
            Some(("InvokeAI", true)),
        );
        check(
            "Dream",
            "\"a cat\" -s 50 -S 123 -W 512",
            Some(("InvokeAI", false)),
        );
        check(
            "Description",
            "a cat --v 6 Job ID: 01234567-89ab-cdef-0123-456789abcdef",
            Some(("Midjourney", false)),
        );
        check(
            "photoshop:Credit",
            "Made with Google AI",
            Some(("Google AI", false)),
        );
        check("Credit", "Edited with Google AI", Some(("Google AI", true)));
        check(
            "TC260:AIGC",
            r#"{"Label":"1","ContentProducer":"X"}"#,
            Some(("X", false)),
        );
    }

    #[test]
    fn what_only_sounds_like_a_mark_is_none() {
        check("parameters", "Steps: to the church. Sampler: none", None);
        check("parameters", "Steps: 20 to the left, a Sampler of it", None);
        check("prompt", "a cat", None);
        check("prompt", r#"{"a": 1}"#, None);
        check("workflow", r#"{"nodes": []}"#, None);
        check("Description", "Job ID: apply until May", None);
        check("Comment", "OpenAI wrote this", None);
        check("Comment", r#"{"uc": 1}"#, None);
        check("Title", "Midjourney through Iceland", None);
        check("Software", "Adobe Photoshop 25", None);
        check("aigc", r#"{"Label":"3"}"#, None);
        check("Dream", "I have a dream", None);
    }

    #[test]
    fn one_program_is_said_once() {
        let text = |key: &str, value: &str| Text {
            carrier: "PNG text",
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let mut notes = Notes::new(1000);
        read(
            &[
                text("Software", "NovelAI"),
                text(
                    "Comment",
                    r#"{"prompt":"x","steps":28,"sampler":"k","uc":"bad"}"#,
                ),
            ],
            &mut notes,
        );
        let (facts, findings) = notes.give();
        assert_eq!(findings.len(), 1);
        assert!(
            facts
                .iter()
                .any(|fact| fact.name == "prompt" && fact.value == "x")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken_without_panic(key in "(prompt|parameters|Comment|Dream|aigc|Make)", value in "\\PC{0,100}") {
            let _ = mark(&Text { carrier: "", key, value });
        }
    }
}
