//! Graphs as other programs read them.

use std::{collections::BTreeMap, fs, path::Path};

use quick_xml::{Reader, events::Event};

use crate::case::{
    Case, Part, Table,
    rows::{AccountRow, ClusterRow, EdgeRow, HandleRow},
};

use super::super::{ExportError, Format, GraphFormat, Names, Out, write, write_graph};

fn edge(a: u32, b: u32, layer: &str, weight: f64) -> EdgeRow {
    let layer = layer.to_owned();
    EdgeRow {
        a,
        b,
        layer,
        weight,
        p_value: 0.25,
        q_value: 0.5,
        ..EdgeRow::default()
    }
}

/// Accounts of two platforms and of mail, some with names that XML does not like.
fn case(dir: &Path) -> Case {
    let case = Case::create_or_open(dir).unwrap();
    let accounts = [
        ("mail", "ada@example.org", "Ada"),
        ("x", "u9536", "Bob <&\"'>\u{202e}\u{1}"),
        ("x", "0", "Zero"),
        ("telegram", "-1001", ""),
        ("x", "5", "Five of x"),
        ("telegram", "5", "Five of Telegram"),
        ("x", "alone", "Nobody"),
    ];
    let handles = (0..)
        .zip(accounts)
        .map(|(account, (platform, handle, _))| HandleRow {
            account,
            platform: platform.to_owned(),
            handle: handle.to_owned(),
        });
    case.commit_part(&Part {
        handles: handles.collect(),
        ..Part::default()
    })
    .unwrap();
    let rows = (0..)
        .zip(accounts)
        .map(|(account, (platform, handle, name))| AccountRow {
            account,
            platform: platform.to_owned(),
            handle: handle.to_owned(),
            display_name: name.to_owned(),
            messages: account * account,
            first: (account > 0).then_some(1_700_000_000),
            ..AccountRow::default()
        });
    tie(&case, &rows.collect::<Vec<_>>());
    case
}

fn tie(case: &Case, accounts: &[AccountRow]) {
    let mut run = case.begin_run("{}").unwrap();
    run.write(accounts).unwrap();
    run.write(&[
        edge(0, 1, "link", 1.5),
        edge(0, 1, "tags", 2.0),
        edge(0, 1, "combined", 3.5),
        edge(1, 2, "link", 1.0),
        edge(3, 4, "tags", 1.0),
        edge(4, 5, "link", f64::NAN),
        edge(5, 5, "link", 1.0),
        edge(2, 5, "link", 1.0),
    ])
    .unwrap();
    let member = |account, cluster| ClusterRow {
        account,
        cluster,
        strength: 0.5,
        ..ClusterRow::default()
    };
    run.write(&[
        member(0, 0),
        member(1, 0),
        member(2, 0),
        member(3, 1),
        member(4, 1),
    ])
    .unwrap();
    run.commit().unwrap();
}

fn document(case: &Case, layers: &[&str], format: GraphFormat, names: Names) -> String {
    let layers: Vec<String> = layers.iter().map(|&layer| layer.to_owned()).collect();
    let mut bytes = Vec::new();
    write_graph(case, &layers, format, Out::Stream(&mut bytes), names).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Every element with its attributes, checked to be well formed by a reader of another hand.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    reader.config_mut().expand_empty_elements = true;
    let (mut found, mut depth) = (Vec::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                depth += 1;
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (
                        String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(),
                        attribute.unescape_value().unwrap().into_owned(),
                    )
                });
                let name = String::from_utf8(element.name().as_ref().to_vec()).unwrap();
                found.push((name, attributes.collect()));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

fn all<'a>(
    found: &'a [(String, BTreeMap<String, String>)],
    name: &'a str,
    attribute: &'a str,
) -> Vec<&'a str> {
    let named = found.iter().filter(move |(element, _)| element == name);
    named
        .map(|(_, attributes)| attributes[attribute].as_str())
        .collect()
}

#[test]
fn nodes_are_named_as_others_know_them_and_edges_are_one_a_pair() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path());
    for format in [GraphFormat::Gexf, GraphFormat::Graphml] {
        let found = elements(&document(&case, &[], format, Names::Pseudonyms));
        assert_eq!(
            all(&found, "node", "id"),
            ["0", "u9536", "x:0", "-1001", "x:5", "telegram:5"]
        );
        let ends = [all(&found, "edge", "source"), all(&found, "edge", "target")];
        assert_eq!(ends[0], ["0", "u9536", "x:0", "-1001"]);
        assert_eq!(ends[1], ["u9536", "x:0", "telegram:5", "x:5"]);
        assert_eq!(all(&found, "edge", "id"), ["e0", "e1", "e2", "e3"]);
    }
}

#[test]
fn a_gexf_has_places_colours_sizes_and_values_of_declared_kinds() {
    let dir = tempfile::tempdir().unwrap();
    let found = elements(&document(
        &case(dir.path()),
        &[],
        GraphFormat::Gexf,
        Names::Pseudonyms,
    ));
    let declared = all(&found, "attribute", "id");
    for used in all(&found, "attvalue", "for") {
        assert!(declared.contains(&used), "{used}");
    }
    for (name, attribute) in [
        ("viz:position", "x"),
        ("viz:size", "value"),
        ("viz:color", "r"),
    ] {
        let values = all(&found, name, attribute);
        assert_eq!(values.len(), 6, "{name}");
        assert!(
            values
                .iter()
                .all(|value| value.parse::<f64>().is_ok_and(f64::is_finite))
        );
    }
    let colours = all(&found, "viz:color", "g");
    assert_eq!(colours[0], colours[1]);
    assert_ne!(colours[0], colours[3]);
    assert_eq!(all(&found, "edge", "weight"), ["3.5", "1", "1", "1"]);
    assert_eq!(all(&found, "node", "label")[1], "Bob <&\"'>\\u{202e}\\u{1}");
}

#[test]
fn layers_are_chosen_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path());
    let found = elements(&document(
        &case,
        &["tags"],
        GraphFormat::Gexf,
        Names::Pseudonyms,
    ));
    assert_eq!(all(&found, "node", "id"), ["0", "u9536", "-1001", "x:5"]);
    assert_eq!(all(&found, "edge", "weight"), ["2", "1"]);
    let mut bytes = Vec::new();
    let refused = write_graph(
        &case,
        &["links".to_owned()],
        GraphFormat::Gexf,
        Out::Stream(&mut bytes),
        Names::Pseudonyms,
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        "layer links: no edge of this case has it; there are combined, link, tags"
    );
}

#[test]
fn a_writer_of_mail_is_named_only_when_revealed_and_that_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path());
    for format in [GraphFormat::Gexf, GraphFormat::Graphml] {
        let usual = document(&case, &[], format, Names::Pseudonyms);
        assert!(!usual.contains("ada@") && !usual.contains("Ada") && usual.contains("Zero"));
        let safe = document(&case, &[], format, Names::Safe);
        assert!(!safe.contains("u9536") && !safe.contains("Zero") && !safe.contains("-1001"));
    }
    assert_eq!(case.audit_log().unwrap(), []);
    assert!(document(&case, &[], GraphFormat::Gexf, Names::Reveal).contains("ada@example.org"));
    assert_eq!(
        case.audit_log().unwrap()[0].detail,
        "export of graph as gexf"
    );
}

#[test]
fn tables_of_a_graph_are_named_as_gephi_reads_them() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(&dir.path().join("a.case"));
    let out = dir.path().join("graph");
    let tables = |format| GraphFormat::Tables(format);
    write_graph(
        &case,
        &[],
        tables(Format::Csv),
        Out::Folder(&out),
        Names::Pseudonyms,
    )
    .unwrap();
    let nodes = fs::read_to_string(out.join("nodes.csv")).unwrap();
    let edges = fs::read_to_string(out.join("edges.csv")).unwrap();
    assert!(
        nodes
            .starts_with("Id,Label,platform,messages,first,last,cluster,strength,role,objects,leads,delay,size,x,y,r,g,b\n")
    );
    assert!(
        nodes.contains("\n-1001,'-1001,telegram,9,1700000000,,1,0.5,"),
        "{nodes}"
    );
    insta::assert_snapshot!(edges, @r"
    Source,Target,Type,Weight,p_value,q_value,objects,layers,weight_combined,weight_link,weight_tags
    0,u9536,Undirected,3.5,0.25,0.5,0,combined link tags,3.5,1.5,2.0
    u9536,x:0,Undirected,1.0,0.25,0.5,0,link,,1.0,
    x:0,telegram:5,Undirected,1.0,0.25,0.5,0,link,,1.0,
    -1001,x:5,Undirected,1.0,0.25,0.5,0,tags,,,1.0
    ");
    let mut bytes = Vec::new();
    let refused = write_graph(
        &case,
        &[],
        tables(Format::Csv),
        Out::Stream(&mut bytes),
        Names::Safe,
    );
    assert!(matches!(refused, Err(ExportError::NeedsFolder)));
}

#[test]
fn a_case_without_edges_is_an_empty_graph() {
    let dir = tempfile::tempdir().unwrap();
    let case = Case::create_or_open(dir.path()).unwrap();
    for format in [GraphFormat::Gexf, GraphFormat::Graphml] {
        let found = elements(&document(&case, &[], format, Names::Pseudonyms));
        assert!(all(&found, "node", "id").is_empty() && all(&found, "edge", "id").is_empty());
    }
}

/// Scoring scripts and researchers join by these.
#[test]
fn clusters_and_edges_name_accounts_by_their_ids() {
    let dir = tempfile::tempdir().unwrap();
    let case = case(dir.path());
    let text = |table, names| {
        let mut bytes = Vec::new();
        write(
            &case,
            Some(table),
            Format::Jsonl,
            Out::Stream(&mut bytes),
            names,
        )
        .unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let clusters = text(Table::Clusters, Names::Pseudonyms);
    assert!(
        clusters.contains("{\"account\":\"u9536\",\"cluster\":\"0\",\"strength\":0.5"),
        "{clusters}"
    );
    assert_eq!(clusters, text(Table::Clusters, Names::Reveal));
    assert!(
        text(Table::Edges, Names::Pseudonyms)
            .starts_with("{\"a\":\"0\",\"b\":\"u9536\",\"layer\":\"link\"")
    );
    let accounts = text(Table::Accounts, Names::Pseudonyms);
    assert!(accounts.contains(
        "\"account\":\"x:5\",\"platform\":\"x\",\"handle\":\"5\",\"display_name\":\"Five of x\""
    ));
    assert!(!text(Table::Clusters, Names::Safe).contains("u9536"));
}
