//! Content credentials as they are written: manifests, claims, actions, ingredients, signature.
//!
//! In: the superboxes of a file. Out: [`Manifest`]s, the active one last. No signature and no chain of certificates is
//! verified here: anybody can write all of this.
//!
//! Source: C2PA technical specification 2.1, 10 (claims), 11 (manifests), 18 (assertions); RFC 9052 (COSE).

use ciborium::Value;

use super::{cbor, der, jumbf::Superbox};

/// Manifests, actions and ingredients that are kept of one file, each.
const MAX_KEPT: usize = 500;

/// The label of a manifest store.
const STORE: &str = "c2pa";

/// The types of a manifest: standard, update, compressed.
const MANIFEST: [[u8; 4]; 3] = [*b"c2ma", *b"c2um", *b"c2cm"];

/// One step in the making of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Action {
    /// What was done: `c2pa.created`.
    pub name: String,
    /// The digital source type that it declares.
    pub source_type: Option<String>,
    /// The program that did it.
    pub agent: Option<String>,
}

/// One manifest, as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Manifest<'a> {
    /// Whether it only updates another one.
    pub is_update: bool,
    /// The program that wrote the claim.
    pub generator: String,
    /// The title that the claim gives.
    pub title: Option<String>,
    /// The steps.
    pub actions: Vec<Action>,
    /// Titles of the pictures that went in, with how.
    pub ingredients: Vec<String>,
    /// The signature's algorithm.
    pub algorithm: Option<&'static str>,
    /// Names of the signer and of who vouches for it, by the certificate.
    pub signer: Option<(String, String)>,
    /// The hash algorithm of the claim.
    pub hash: Option<String>,
    /// The claim's references to assertions: label, hash algorithm, hash.
    pub references: Vec<(String, Option<String>, Vec<u8>)>,
    /// The assertions: label and superbox.
    pub assertions: Vec<&'a Superbox<'a>>,
}

/// The manifests of all stores of a file.
pub(super) fn manifests<'a>(boxes: &'a [Superbox<'a>]) -> Vec<Manifest<'a>> {
    boxes
        .iter()
        .filter(|superbox| superbox.label == STORE)
        .flat_map(|store| &store.inside)
        .filter(|inside| MANIFEST.contains(&inside.kind))
        .take(MAX_KEPT)
        .map(manifest)
        .collect()
}

fn manifest<'a>(superbox: &'a Superbox<'a>) -> Manifest<'a> {
    let mut manifest = Manifest {
        is_update: superbox.kind == *b"c2um",
        ..Manifest::default()
    };
    let claim = superbox
        .inside
        .iter()
        .find(|inside| inside.label.starts_with("c2pa.claim"));
    if let Some(claim) = claim.and_then(|claim| cbor::value(claim.content_of(*b"cbor")?)) {
        read_claim(&claim, &mut manifest);
    }
    if let Some(store) = superbox.child("c2pa.assertions") {
        manifest.assertions = store.inside.iter().take(MAX_KEPT).collect();
    }
    for &assertion in &manifest.assertions {
        let Some(value) = assertion.content_of(*b"cbor").and_then(cbor::value) else {
            continue;
        };
        if assertion.label.starts_with("c2pa.actions") {
            manifest.actions.extend(
                cbor::items(&value, "actions")
                    .iter()
                    .take(MAX_KEPT)
                    .map(action),
            );
        } else if assertion.label.starts_with("c2pa.ingredient") {
            manifest.ingredients.push(ingredient(&value));
        }
    }
    manifest.actions.truncate(MAX_KEPT);
    let signature = superbox
        .child("c2pa.signature")
        .and_then(|inside| inside.content_of(*b"cbor"));
    if let Some(signature) = signature.and_then(cbor::value) {
        read_signature(&signature, &mut manifest);
    }
    manifest
}

fn read_claim(claim: &Value, manifest: &mut Manifest<'_>) {
    manifest.generator = generator(claim);
    manifest.title = cbor::text(claim, "dc:title");
    manifest.hash = cbor::text(claim, "alg");
    for key in ["assertions", "created_assertions", "gathered_assertions"] {
        for reference in cbor::items(claim, key).iter().take(MAX_KEPT) {
            let label = cbor::text(reference, "url");
            let label = label.as_deref().and_then(|url| url.rsplit('/').next());
            let hash = cbor::get(reference, "hash").and_then(Value::as_bytes);
            if let (Some(label), Some(hash)) = (label, hash) {
                let algorithm = cbor::text(reference, "alg");
                manifest
                    .references
                    .push((label.to_owned(), algorithm, hash.clone()));
            }
        }
    }
}

/// The program that wrote the claim: its own words in version 1, a name and a version in version 2.
fn generator(claim: &Value) -> String {
    let info = cbor::get(claim, "claim_generator_info");
    let info = info.and_then(|info| info.as_array().map_or(Some(info), |list| list.first()));
    let named = info.and_then(|info| {
        let name = cbor::text(info, "name")?;
        Some(match cbor::text(info, "version") {
            Some(version) => format!("{name} {version}"),
            None => name,
        })
    });
    cbor::text(claim, "claim_generator")
        .or(named)
        .unwrap_or_default()
}

fn action(value: &Value) -> Action {
    let agent = cbor::get(value, "softwareAgent");
    let agent = agent.and_then(|agent| {
        agent
            .as_text()
            .map(str::to_owned)
            .or_else(|| cbor::text(agent, "name"))
    });
    let parameters = cbor::get(value, "parameters");
    let source_type = cbor::text(value, "digitalSourceType");
    Action {
        name: cbor::text(value, "action").unwrap_or_default(),
        source_type: source_type.or_else(|| cbor::text(parameters?, "digitalSourceType")),
        agent,
    }
}

fn ingredient(value: &Value) -> String {
    let title = cbor::text(value, "dc:title").unwrap_or_else(|| "without a title".to_owned());
    match cbor::text(value, "relationship").as_deref() {
        Some("parentOf") => format!("{title} (what it was made from)"),
        Some("componentOf") => format!("{title} (a part of it)"),
        Some("inputTo") => format!("{title} (input of a step)"),
        _ => title,
    }
}

/// Algorithm and first certificate of a COSE signature; which header holds the chain changed between versions.
fn read_signature(signature: &Value, manifest: &mut Manifest<'_>) {
    let parts = match signature {
        Value::Tag(18, inside) => inside.as_array(),
        other => other.as_array(),
    };
    let Some([protected, unprotected, ..]) = parts.map(Vec::as_slice) else {
        return;
    };
    let protected = protected.as_bytes().and_then(|bytes| cbor::value(bytes));
    let headers = [protected.as_ref(), Some(unprotected)];
    for header in headers.into_iter().flatten() {
        let number = cbor::get_number(header, 1).and_then(Value::as_integer);
        manifest.algorithm = manifest
            .algorithm
            .or(number.and_then(|n| algorithm(n.into())));
        let chain = cbor::get_number(header, 33).or_else(|| cbor::get(header, "x5chain"));
        let first =
            chain.and_then(|chain| chain.as_array().map_or(Some(chain), |list| list.first()));
        let names = first
            .and_then(Value::as_bytes)
            .and_then(|bytes| der::names(bytes));
        manifest.signer = manifest.signer.take().or(names);
    }
}

/// The name of a COSE algorithm that C2PA allows (2.1, 13.2).
const fn algorithm(number: i128) -> Option<&'static str> {
    Some(match number {
        -7 => "ES256",
        -35 => "ES384",
        -36 => "ES512",
        -37 => "PS256",
        -38 => "PS384",
        -39 => "PS512",
        -8 => "EdDSA",
        _ => return None,
    })
}
