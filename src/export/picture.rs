//! A case's graph into a file, a stream, or as two tables into a folder.
//!
//! In: a case, layers, a format, a place. Out: one XML document, or `nodes` and `edges` as tables that Gephi imports
//! as they are. The graph is held in memory: about a kilobyte a node and an edge.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use crate::case::Case;

use super::{
    ExportError, Format, Names, Out,
    file::{folder, whole, wrap},
    gexf,
    graph::Graph,
    graphml,
    shape::Shaper,
};

/// A format that graphs are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// GEXF 1.3.
    Gexf,
    /// `GraphML`.
    Graphml,
    /// A table of nodes and one of edges.
    Tables(Format),
}

impl GraphFormat {
    /// Ending of file names.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Gexf => "gexf",
            Self::Graphml => "graphml",
            Self::Tables(format) => format.extension(),
        }
    }
}

/// Exports the graph of these layers, of all when none is named. Revealing names is entered in the case's log first.
///
/// # Errors
/// [`ExportError::NoLayer`] for a layer that no edge has, [`ExportError::NeedsFolder`] for tables into one file or
/// stream; trouble with the case or the output.
pub fn write_graph(
    case: &Case,
    layers: &[String],
    format: GraphFormat,
    out: Out<'_>,
    names: Names,
) -> Result<(), ExportError> {
    if names == Names::Reveal {
        case.audit(
            "reveal",
            &format!("export of graph as {}", format.extension()),
        )?;
    }
    let graph = Graph::of(case, layers, &Shaper::of(case, names)?)?;
    let document = |path: &Path, to: &mut (dyn Write + Send)| {
        let mut to = BufWriter::new(to);
        let written = match format {
            GraphFormat::Graphml => graphml::write(&graph, &mut to),
            GraphFormat::Gexf | GraphFormat::Tables(_) => gexf::write(&graph, &mut to),
        };
        written
            .and_then(|()| to.flush())
            .map_err(|cause| ExportError::io(path, cause))
    };
    match (format, out) {
        (GraphFormat::Tables(format), Out::Folder(path)) => {
            folder(path)?;
            tables(&graph, format, path)
        }
        (GraphFormat::Tables(_), Out::File(_) | Out::Stream(_)) => Err(ExportError::NeedsFolder),
        (_, Out::File(path)) => whole(path, document),
        (_, Out::Stream(stream)) => document(Path::new("-"), stream),
        (_, Out::Folder(path)) => {
            folder(path)?;
            whole(
                &path.join(format!("graph.{}", format.extension())),
                document,
            )
        }
    }
}

/// Writes nodes and edges as tables.
fn tables(graph: &Graph, format: Format, into: &Path) -> Result<(), ExportError> {
    for (name, frame) in [("nodes", &graph.nodes), ("edges", &graph.edges)] {
        let path = into.join(format!("{name}.{}", format.extension()));
        whole(&path, |draft, mut to| {
            let wrap = |cause| wrap(draft, name, cause);
            let mut writer = format
                .start(Box::new(&mut to), name, frame.schema())
                .map_err(wrap)?;
            writer.write(frame).map_err(wrap)?;
            writer.finish().map_err(wrap)?;
            to.flush().map_err(|cause| ExportError::io(draft, cause))
        })?;
    }
    Ok(())
}
