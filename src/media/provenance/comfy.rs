//! The graph of nodes that `ComfyUI` stores with a picture.
//!
//! In: the JSON of its `prompt` (what was run) or `workflow` (what was drawn). Out: a mark: made, where a node samples
//! or calls a generator; passed through, where none does; and whether a picture was loaded.
//!
//! Source: `ComfyUI` `nodes.py` (class names of nodes) and `server.py` (form of a prompt).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::media::Says;

use super::generator::Mark;

/// Nodes that are looked at; the largest graphs have some hundred.
const MAX_NODES: usize = 10_000;

/// Parts of class names of nodes that make a picture, in lower case.
const MAKING: [&str; 10] = [
    "sampler",
    "generate",
    "texttoimage",
    "text2image",
    "imagetoimage",
    "dalle",
    "openaigpt",
    "ideogram",
    "recraft",
    "fluxpro",
];

/// Parts of class names of nodes that bring a picture in.
const LOADING: [&str; 2] = ["loadimage", "imageload"];

/// Class names without which `ComfyUI` makes or shows nothing: at least one of them has to be there.
const KNOWN: [&str; 12] = [
    "KSampler",
    "KSamplerAdvanced",
    "SamplerCustom",
    "SamplerCustomAdvanced",
    "VAEDecode",
    "VAEDecodeTiled",
    "SaveImage",
    "PreviewImage",
    "CheckpointLoaderSimple",
    "UNETLoader",
    "CLIPTextEncode",
    "SaveAnimatedWEBP",
];

/// `ComfyUI`'s WebP files hold the texts in the fields of the camera, after their name: `prompt:{…}`.
pub(super) fn in_camera_field(value: &str) -> Option<(&'static str, &str)> {
    let (name, json) = value
        .split_once(':')
        .filter(|(_, json)| json.starts_with('{'))?;
    match name.to_ascii_lowercase().as_str() {
        "prompt" => Some(("prompt", json)),
        "workflow" => Some(("workflow", json)),
        _ => None,
    }
}

/// The mark of a graph; `None` for other JSON.
pub(super) fn mark(key: &str, graph: &Value) -> Option<Mark> {
    let (classes, form) = if key == "prompt" {
        (run(graph)?, "the nodes that were run")
    } else {
        (drawn(graph)?, "a workflow")
    };
    if !classes.iter().any(|class| KNOWN.contains(class)) {
        return None;
    }
    let lower: Vec<String> = classes.iter().map(|class| class.to_lowercase()).collect();
    let any = |parts: &[&str]| {
        lower
            .iter()
            .any(|class| parts.iter().any(|part| class.contains(part)))
    };
    let made = any(&MAKING);
    let seen = if made {
        format!("{form} ({} kinds of nodes, with a sampler)", classes.len())
    } else {
        format!(
            "{form} ({} kinds of nodes, none of which makes a picture)",
            classes.len()
        )
    };
    Some(Mark {
        says: if made {
            Says::Generated
        } else {
            Says::Processed
        },
        from_picture: any(&LOADING),
        model: input(graph, &["ckpt_name", "unet_name"], None),
        prompt: input(graph, &["text", "prompt"], Some("CLIPTextEncode")),
        ..Mark::made("ComfyUI", &seen)
    })
}

/// Class names of a prompt: an object of nodes, each with a class and inputs.
fn run(graph: &Value) -> Option<BTreeSet<&str>> {
    let nodes = graph.as_object()?.values().take(MAX_NODES);
    let classes: BTreeSet<&str> = nodes
        .filter(|node| node.get("inputs").is_some_and(Value::is_object))
        .filter_map(|node| node.get("class_type")?.as_str())
        .collect();
    (!classes.is_empty()).then_some(classes)
}

/// Class names of a workflow: an object with an array of nodes, each with a type.
fn drawn(graph: &Value) -> Option<BTreeSet<&str>> {
    let nodes = graph.get("nodes")?.as_array()?.iter().take(MAX_NODES);
    let classes: BTreeSet<&str> = nodes
        .filter_map(|node| node.get("type")?.as_str())
        .collect();
    (!classes.is_empty()).then_some(classes)
}

/// The first text input of one of these names, of nodes of a class.
fn input(graph: &Value, names: &[&str], class: Option<&str>) -> Option<String> {
    let nodes = graph.as_object()?.values().take(MAX_NODES);
    let of_class = |node: &&Value| {
        class.is_none_or(|class| node.get("class_type").and_then(Value::as_str) == Some(class))
    };
    nodes.filter(of_class).find_map(|node| {
        let inputs = node.get("inputs")?;
        let said = names.iter().find_map(|name| inputs.get(name)?.as_str())?;
        (!said.trim().is_empty()).then(|| said.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLED: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":1}},
        "4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"sd15.safetensors"}},
        "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat"}}}"#;

    fn check(key: &str, graph: &str, expected: Option<(Says, bool)>) {
        let mark = mark(key, &serde_json::from_str(graph).unwrap());
        assert_eq!(
            mark.map(|mark| (mark.says, mark.from_picture)),
            expected,
            "{graph}"
        );
    }

    #[test]
    fn a_graph_that_samples_made_the_picture() {
        check("prompt", SAMPLED, Some((Says::Generated, false)));
        let loaded = SAMPLED.replace("\"3\"", r#""9":{"class_type":"LoadImage","inputs":{}},"3""#);
        check("prompt", &loaded, Some((Says::Generated, true)));
        check(
            "workflow",
            r#"{"nodes":[{"type":"KSampler"},{"type":"VAEDecode"}]}"#,
            Some((Says::Generated, false)),
        );
        let mark = mark("prompt", &serde_json::from_str(SAMPLED).unwrap()).unwrap();
        assert_eq!(mark.model.as_deref(), Some("sd15.safetensors"));
        assert_eq!(mark.prompt.as_deref(), Some("a cat"));
    }

    #[test]
    fn a_graph_that_only_enlarges_did_not() {
        let graph = r#"{"nodes":[{"type":"LoadImage"},{"type":"ImageUpscaleWithModel"},{"type":"SaveImage"}]}"#;
        check("workflow", graph, Some((Says::Processed, true)));
    }

    #[test]
    fn other_graphs_are_none() {
        check(
            "workflow",
            r#"{"nodes":[{"type":"start"},{"type":"mail"}]}"#,
            None,
        );
        check("prompt", r#"{"1":{"class_type":"KSampler"}}"#, None);
        check("prompt", "[]", None);
    }

    #[test]
    fn fields_of_a_camera_may_hold_a_graph() {
        assert_eq!(in_camera_field("Workflow:{}"), Some(("workflow", "{}")));
        assert_eq!(in_camera_field("NIKON"), None);
        assert_eq!(in_camera_field("prompt: say it"), None);
    }
}
