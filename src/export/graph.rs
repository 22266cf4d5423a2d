//! The graph of a case's accounts: who stands where, and what ties whom.
//!
//! In: the tables of edges, accounts and clusters, taken by the names of their columns. Out: [`Graph`], a frame of
//! nodes and one of edges whose first columns are named as Gephi reads them from a table.

use polars::prelude::{
    ChunkFull, Column, DataFrame, DataType, IdxCa, IntoColumn, PolarsResult, StringChunked,
};

use crate::case::{Case, Table, cell::Cell};
use crate::layout::layout;

use super::{
    ExportError,
    colours::colours,
    file::wrap,
    pairs::{Pairs, pairs},
    safe::{Fate, fate},
    shape::Shaper,
};

/// The seed of all layouts, so that a case always gives the same picture.
const SEED: u64 = 1;

/// Diameter of a node without messages, and what the node of most messages has on top; the area grows with messages.
const SIZE: (f64, f64) = (4.0, 20.0);

/// Accounts that have edges, and edges.
pub(super) struct Graph {
    /// `Id`, `Label`, what the case tells of accounts and clusters, then size, place and colour.
    pub(super) nodes: DataFrame,
    /// `Source`, `Target`, `Type`, `Weight`, then values, and a weight for each layer.
    pub(super) edges: DataFrame,
}

impl Graph {
    /// Builds the graph of these layers, of all when none is named.
    pub(super) fn of(case: &Case, layers: &[String], shaper: &Shaper) -> Result<Self, ExportError> {
        let pairs = pairs(case, layers)?;
        let mut accounts: Vec<u32> = pairs
            .pairs
            .iter()
            .flat_map(|pair| [pair.a, pair.b])
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let known = rows_of(case, Table::Accounts, &accounts)?;
        let clusters = rows_of(case, Table::Clusters, &accounts)?;
        let ids: Vec<String> = accounts
            .iter()
            .map(|&account| shaper.account(account))
            .collect();
        let build = || {
            PolarsResult::Ok(Self {
                nodes: nodes(&accounts, &ids, &known, &clusters, &pairs, shaper)?,
                edges: edges(&accounts, &ids, &pairs)?,
            })
        };
        build().map_err(|cause| wrap(case.dir(), "graph", cause))
    }
}

/// The rows of a table by account, in the order of these accounts; empty where an account has none.
fn rows_of(case: &Case, table: Table, accounts: &[u32]) -> Result<DataFrame, ExportError> {
    let fail = |cause| wrap(case.dir(), table.name(), cause);
    let mut all = DataFrame::empty_with_schema(&table.schema());
    let mut at = vec![None; accounts.len()];
    case.frames(table, &mut |frame| {
        let keys = frame
            .column("account")
            .and_then(u32::decode)
            .map_err(fail)?;
        let mut kept: Vec<u32> = Vec::new();
        let before = all.height();
        for (row, key) in (0_u32..).zip(keys) {
            if let Ok(node) = accounts.binary_search(&key) {
                if let Some(place) = at.get_mut(node) {
                    *place = u32::try_from(before + kept.len()).ok();
                }
                kept.push(row);
            }
        }
        let kept = IdxCa::from_vec("row".into(), kept);
        frame
            .take(&kept)
            .and_then(|frame| {
                if before == 0 {
                    all = frame;
                    Ok(())
                } else {
                    all.vstack_mut(&frame).map(|_| ())
                }
            })
            .map_err(fail)?;
        Ok::<(), ExportError>(())
    })?;
    all.take(&at.into_iter().collect::<IdxCa>()).map_err(fail)
}

fn nodes(
    accounts: &[u32],
    ids: &[String],
    known: &DataFrame,
    clusters: &DataFrame,
    pairs: &Pairs,
    shaper: &Shaper,
) -> PolarsResult<DataFrame> {
    let shown = Option::<String>::decode(known.column("display_name")?)?;
    let labels: Vec<String> = accounts
        .iter()
        .zip(shown)
        .map(|(&account, shown)| shaper.label(account, &shown.unwrap_or_default()))
        .collect();
    let messages = Option::<i64>::decode(known.column("messages")?)?;
    let groups = Option::<i64>::decode(clusters.column("cluster")?)?;
    let mut columns = vec![
        String::encode("Id", ids.iter()),
        String::encode("Label", labels.iter()),
    ];
    for name in ["platform", "messages", "first", "last"] {
        columns.push(known.column(name)?.clone());
    }
    for column in clusters.columns() {
        let name = column.name().as_str();
        let dtype = column.dtype();
        let told = columns.iter().any(|other| other.name() == column.name());
        let fate = fate(Table::Clusters, name, dtype);
        if name != "account" && !told && !(shaper.is_safe() && fate != Fate::Keep) {
            columns.push(column.clone());
        }
    }
    columns.push(f64::encode("size", sizes(&messages).iter()));
    let places = places(accounts, pairs);
    for (axis, name) in ["x", "y"].into_iter().enumerate() {
        let along: Vec<f64> = places
            .iter()
            .map(|place| place.get(axis).copied().map_or(0.0, f64::from))
            .collect();
        columns.push(f64::encode(name, along.iter()));
    }
    let colours = colours(&groups);
    for (part, name) in ["r", "g", "b"].into_iter().enumerate() {
        let of_part: Vec<i64> = colours
            .iter()
            .map(|colour| colour.get(part).copied().map_or(0, i64::from))
            .collect();
        columns.push(i64::encode(name, of_part.iter()));
    }
    DataFrame::new(accounts.len(), columns)
}

/// Diameters.
fn sizes(messages: &[Option<i64>]) -> Vec<f64> {
    let count = |messages: &Option<i64>| messages.unwrap_or_default().max(0) as f64;
    let most = messages.iter().map(count).fold(1.0, f64::max);
    messages
        .iter()
        .map(|messages| SIZE.0 + SIZE.1 * (count(messages) / most).sqrt())
        .collect()
}

fn places(accounts: &[u32], pairs: &Pairs) -> Vec<[f32; 2]> {
    let node = |account: u32| {
        accounts
            .binary_search(&account)
            .ok()
            .and_then(|at| u32::try_from(at).ok())
    };
    let edges: Vec<(u32, u32, f64)> = pairs
        .pairs
        .iter()
        .filter_map(|pair| Some((node(pair.a)?, node(pair.b)?, pair.weight)))
        .collect();
    layout(accounts.len(), &edges, SEED)
}

fn edges(accounts: &[u32], ids: &[String], pairs: &Pairs) -> PolarsResult<DataFrame> {
    let Pairs { pairs, layers } = pairs;
    let id = |account: u32| {
        let at = accounts.binary_search(&account).unwrap_or_default();
        ids.get(at).cloned().unwrap_or_default()
    };
    let texts = |name: &str, text: &dyn Fn(&super::pairs::Pair) -> String| {
        let texts: Vec<String> = pairs.iter().map(text).collect();
        String::encode(name, texts.iter())
    };
    let numbers = |name: &str, number: &dyn Fn(&super::pairs::Pair) -> Option<f64>| {
        let numbers: Vec<Option<f64>> = pairs
            .iter()
            .map(|pair| number(pair).filter(|number| number.is_finite()))
            .collect();
        Column::new(name.into(), numbers)
    };
    let mut columns = vec![
        texts("Source", &|pair| id(pair.a)),
        texts("Target", &|pair| id(pair.b)),
        StringChunked::full("Type".into(), "Undirected", pairs.len()).into_column(),
        numbers("Weight", &|pair| Some(pair.weight)),
        numbers("p_value", &|pair| Some(pair.p_value)),
        numbers("q_value", &|pair| Some(pair.q_value)),
    ];
    if pairs.iter().any(|pair| pair.objects.is_some()) {
        let objects: Vec<Option<i64>> = pairs.iter().map(|pair| pair.objects).collect();
        columns.push(Option::<i64>::encode("objects", objects.iter()));
    }
    columns.push(texts("layers", &|pair| {
        let names = pair
            .layers
            .iter()
            .filter_map(|(layer, _)| layers.get(*layer));
        names.map(String::as_str).collect::<Vec<_>>().join(" ")
    }));
    for (number, name) in layers.iter().enumerate() {
        columns.push(numbers(&format!("weight_{name}"), &|pair| {
            let found = pair.layers.iter().find(|(layer, _)| *layer == number);
            found.map(|(_, weight)| *weight)
        }));
    }
    debug_assert!(
        columns
            .iter()
            .all(|column| column.dtype() != &DataType::Null)
    );
    DataFrame::new(pairs.len(), columns)
}
