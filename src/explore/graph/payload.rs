//! A drawing as bytes, for the canvas.
//!
//! In: a [`Picture`]. Out: one binary response, all numbers little-endian, floats IEEE 754:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `RFGR` |
//! | u16 | version, 1 |
//! | u8 | what weights count: 0 evidence, 1 messages |
//! | u8 | layers |
//! | u32 × 3 | nodes, edges, clusters |
//! | u32 × 5 | hidden accounts, things and edges; accounts without ties; things of one account |
//! | u32 a cluster | its number, the largest cluster first |
//! | 28 a node | key u32, messages u32, ties u32 (hidden ones too), x f32, y f32, size f32 (diameter in CSS pixels), cluster u16 (its rank, [`NO_CLUSTER`] for none), kind u8 (0 account, 1 thing), 0 u8 |
//! | 12 an edge | a u16, b u16 (numbers of nodes), weight f32, layer u8, 0 u8 × 3; heaviest first |
//! | texts | names of the layers, then labels of the nodes: length in bytes u16, then UTF-8 |

use super::{
    net::{Kind, Measure},
    picture::Picture,
};

/// Type of the response.
pub const CONTENT_TYPE: &str = "application/octet-stream";

/// First bytes.
pub const MAGIC: &[u8; 4] = b"RFGR";

/// Version of the format.
pub const VERSION: u16 = 1;

/// Rank of the cluster of a node that has none.
pub const NO_CLUSTER: u16 = u16::MAX;

/// Bytes before the clusters.
const HEAD: usize = 40;

/// Bytes of a node and of an edge.
const NODE: usize = 28;
const EDGE: usize = 12;

/// The bytes of a picture.
#[must_use]
pub fn payload(picture: &Picture) -> Vec<u8> {
    let sizes = HEAD + picture.nodes.len() * NODE + picture.edges.len() * EDGE;
    let mut out = Vec::with_capacity(sizes);
    head(&mut out, picture);
    for cluster in &picture.clusters {
        out.extend(cluster.to_le_bytes());
    }
    for node in &picture.nodes {
        for number in [node.key, node.messages, node.ties] {
            out.extend(number.to_le_bytes());
        }
        for number in [node.x, node.y, node.size] {
            out.extend(number.to_le_bytes());
        }
        out.extend(node.rank.unwrap_or(NO_CLUSTER).to_le_bytes());
        out.extend([u8::from(node.kind == Kind::Thing), 0]);
    }
    for edge in &picture.edges {
        out.extend(edge.a.to_le_bytes());
        out.extend(edge.b.to_le_bytes());
        out.extend(edge.weight.to_le_bytes());
        out.extend([edge.layer, 0, 0, 0]);
    }
    let labels = picture.nodes.iter().map(|node| &node.label);
    for text in picture.layers.iter().chain(labels) {
        put_text(&mut out, text);
    }
    out
}

fn head(out: &mut Vec<u8>, picture: &Picture) {
    let measure = match picture.measure {
        Measure::Evidence => 0,
        Measure::Messages => 1,
    };
    let layers = u8::try_from(picture.layers.len()).unwrap_or(u8::MAX);
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend([measure, layers]);
    let hidden = picture.hidden;
    let counts = [
        picture.nodes.len() as u64,
        picture.edges.len() as u64,
        picture.clusters.len() as u64,
        hidden.accounts,
        hidden.things,
        hidden.edges,
        hidden.untied,
        hidden.lone_things,
    ];
    for count in counts {
        out.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
    }
}

/// A text with its length; labels are bounded in characters, so none comes near the limit of the length.
fn put_text(out: &mut Vec<u8>, text: &str) {
    let end = text.floor_char_boundary(usize::from(u16::MAX));
    let text = text.get(..end).unwrap_or_default();
    out.extend(u16::try_from(text.len()).unwrap_or_default().to_le_bytes());
    out.extend(text.as_bytes());
}
