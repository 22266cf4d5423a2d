//! A graph as `GraphML` with typed keys, as networkx, igraph and Gephi open it.
//!
//! In: a [`Graph`]. Out: XML. Source: the `GraphML` primer (graphml.graphdrawing.org).

use std::io::{self, Write};

use polars::prelude::{Column, DataFrame};

use super::{
    graph::Graph,
    xml::{Kind, text, value},
};

/// Columns that are attributes of the element itself.
const OWN: &[&str] = &["Id", "Source", "Target", "Type"];

/// Writes a graph.
pub(super) fn write(graph: &Graph, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
          xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
          xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
          http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    )?;
    let node_columns = declare(to, "node", &graph.nodes)?;
    let edge_columns = declare(to, "edge", &graph.edges)?;
    to.write_all(b"<graph id=\"G\" edgedefault=\"undirected\">\n")?;
    for row in 0..graph.nodes.height() {
        write!(to, "<node id=\"{}\">", of(&graph.nodes, "Id", row))?;
        values(to, "n", &node_columns, row)?;
        to.write_all(b"</node>\n")?;
    }
    for row in 0..graph.edges.height() {
        let own = |name| of(&graph.edges, name, row);
        write!(
            to,
            "<edge id=\"e{row}\" source=\"{}\" target=\"{}\">",
            own("Source"),
            own("Target")
        )?;
        values(to, "e", &edge_columns, row)?;
        to.write_all(b"</edge>\n")?;
    }
    to.write_all(b"</graph>\n</graphml>\n")
}

/// A column's name as these programs expect it.
fn name(column: &Column) -> String {
    let name = column.name().as_str();
    text(match name {
        "Label" => "label",
        "Weight" => "weight",
        name => name,
    })
}

/// Declares the columns that are data, and hands them back.
fn declare<'a>(
    to: &mut dyn Write,
    class: &str,
    frame: &'a DataFrame,
) -> io::Result<Vec<&'a Column>> {
    let mut columns = Vec::new();
    let letter = class.get(..1).unwrap_or_default();
    for column in frame.columns() {
        let own = OWN.contains(&column.name().as_str());
        let Some(kind) = Kind::of(column.dtype()).filter(|_| !own) else {
            continue;
        };
        writeln!(
            to,
            "<key id=\"{letter}_{}\" for=\"{class}\" attr.name=\"{0}\" attr.type=\"{1}\"/>",
            name(column),
            kind.word()
        )?;
        columns.push(column);
    }
    Ok(columns)
}

fn values(to: &mut dyn Write, letter: &str, columns: &[&Column], row: usize) -> io::Result<()> {
    for column in columns {
        if let Some(value) = value(column, row) {
            write!(to, "<data key=\"{letter}_{}\">{value}</data>", name(column))?;
        }
    }
    Ok(())
}

/// The value of a column that a graph always has.
fn of(frame: &DataFrame, name: &str, row: usize) -> String {
    frame
        .column(name)
        .ok()
        .and_then(|column| value(column, row))
        .unwrap_or_default()
}
