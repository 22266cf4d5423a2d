//! A graph as GEXF 1.3, with places, colours and sizes, as Gephi and networkx open it.
//!
//! In: a [`Graph`]. Out: XML. Source: the GEXF 1.3 primer and schema (gexf.net/1.3).

use std::io::{self, Write};

use polars::prelude::{Column, DataFrame};

use super::{
    graph::Graph,
    xml::{Kind, text, value},
};

/// Columns of nodes that have elements of their own.
const OF_NODES: &[&str] = &["Id", "Label", "size", "x", "y", "r", "g", "b"];

/// Columns of edges that have attributes of their own.
const OF_EDGES: &[&str] = &["Source", "Target", "Type", "Weight"];

/// Writes a graph.
pub(super) fn write(graph: &Graph, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" \
          xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
          xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n\
          <meta><creator>Refrain</creator>\
          <description>Accounts and what ties them</description></meta>\n\
          <graph defaultedgetype=\"undirected\" mode=\"static\" idtype=\"string\">\n",
    )?;
    let node_columns = declare(to, "node", &graph.nodes, OF_NODES)?;
    let edge_columns = declare(to, "edge", &graph.edges, OF_EDGES)?;
    writeln!(to, "<nodes count=\"{}\">", graph.nodes.height())?;
    for row in 0..graph.nodes.height() {
        let own = |name| of(&graph.nodes, name, row);
        write!(to, "<node id=\"{}\" label=\"{}\">", own("Id"), own("Label"))?;
        values(to, &node_columns, row)?;
        writeln!(
            to,
            "<viz:size value=\"{}\"/><viz:position x=\"{}\" y=\"{}\" z=\"0\"/>\
             <viz:color r=\"{}\" g=\"{}\" b=\"{}\"/></node>",
            own("size"),
            own("x"),
            own("y"),
            own("r"),
            own("g"),
            own("b"),
        )?;
    }
    writeln!(to, "</nodes>\n<edges count=\"{}\">", graph.edges.height())?;
    for row in 0..graph.edges.height() {
        let own = |name| of(&graph.edges, name, row);
        write!(
            to,
            "<edge id=\"e{row}\" source=\"{}\" target=\"{}\" weight=\"{}\">",
            own("Source"),
            own("Target"),
            own("Weight")
        )?;
        values(to, &edge_columns, row)?;
        to.write_all(b"</edge>\n")?;
    }
    to.write_all(b"</edges>\n</graph>\n</gexf>\n")
}

/// Declares the columns that are attributes, and hands them back.
fn declare<'a>(
    to: &mut dyn Write,
    class: &str,
    frame: &'a DataFrame,
    besides: &[&str],
) -> io::Result<Vec<&'a Column>> {
    writeln!(to, "<attributes class=\"{class}\" mode=\"static\">")?;
    let mut columns = Vec::new();
    for column in frame.columns() {
        let name = column.name().as_str();
        let Some(kind) = Kind::of(column.dtype()).filter(|_| !besides.contains(&name)) else {
            continue;
        };
        writeln!(
            to,
            "<attribute id=\"{}\" title=\"{0}\" type=\"{}\"/>",
            text(name),
            kind.word()
        )?;
        columns.push(column);
    }
    to.write_all(b"</attributes>\n")?;
    Ok(columns)
}

fn values(to: &mut dyn Write, columns: &[&Column], row: usize) -> io::Result<()> {
    to.write_all(b"<attvalues>")?;
    for column in columns {
        if let Some(value) = value(column, row) {
            write!(
                to,
                "<attvalue for=\"{}\" value=\"{value}\"/>",
                text(column.name())
            )?;
        }
    }
    to.write_all(b"</attvalues>")
}

/// The value of a column that a graph always has.
fn of(frame: &DataFrame, name: &str, row: usize) -> String {
    frame
        .column(name)
        .ok()
        .and_then(|column| value(column, row))
        .unwrap_or_default()
}
