//! Edges of several layers and windows, one a pair of accounts.
//!
//! In: the table of edges, and the layers to take (all when none is named). Out: [`Pair`]s in ascending order.
//!
//! A layer of a pair may have a row a window: its weight is the greatest. The pair's weight is the sum over its
//! layers; the layer `combined` repeats the others, so its weight counts only where it is alone, but its p- and
//! q-values are the pair's. A pair without it has the least of its layers.

use polars::prelude::{DataFrame, PolarsResult};

use crate::case::{Case, Table, cell::Cell};

use super::{ExportError, file::wrap};

/// The layer that sums up the others.
const COMBINED: &str = "combined";

/// Two accounts and what ties them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pair {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) weight: f64,
    pub(super) p_value: f64,
    pub(super) q_value: f64,
    /// Objects that they share, where the case counts them.
    pub(super) objects: Option<i64>,
    /// Number and weight of each layer, ascending.
    pub(super) layers: Vec<(usize, f64)>,
}

/// Pairs, and the names of the layers that they have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pairs {
    pub(super) pairs: Vec<Pair>,
    pub(super) layers: Vec<String>,
}

struct Row {
    a: u32,
    b: u32,
    layer: String,
    weight: f64,
    p_value: f64,
    q_value: f64,
    objects: Option<i64>,
}

/// Reads the pairs of a case.
pub(super) fn pairs(case: &Case, wanted: &[String]) -> Result<Pairs, ExportError> {
    let mut rows = Vec::new();
    case.frames(Table::Edges, &mut |frame| {
        let read = read(&frame).map_err(|cause| wrap(case.dir(), "edges", cause))?;
        rows.extend(read);
        Ok::<(), ExportError>(())
    })?;
    let mut known: Vec<String> = rows.iter().map(|row: &Row| row.layer.clone()).collect();
    known.sort_unstable();
    known.dedup();
    if let Some(asked) = wanted.iter().find(|asked| !known.contains(asked)) {
        let asked = asked.clone();
        return Err(ExportError::NoLayer { asked, known });
    }
    if !wanted.is_empty() {
        known.retain(|layer| wanted.contains(layer));
        rows.retain(|row| wanted.contains(&row.layer));
    }
    Ok(collapse(rows, known))
}

/// The rows of a frame that are edges: two accounts, and a weight that is a number.
fn read(frame: &DataFrame) -> PolarsResult<Vec<Row>> {
    let accounts = |name| u32::decode(frame.column(name)?);
    let numbers = |name| f64::decode(frame.column(name)?);
    let objects = match frame.column("objects") {
        Ok(column) => Option::<i64>::decode(column)?,
        Err(_) => vec![None; frame.height()],
    };
    let ends = accounts("a")?.into_iter().zip(accounts("b")?);
    let layers = String::decode(frame.column("layer")?)?;
    let values = numbers("weight")?
        .into_iter()
        .zip(numbers("p_value")?)
        .zip(numbers("q_value")?);
    Ok(ends
        .zip(layers)
        .zip(values)
        .zip(objects)
        .map(
            |((((a, b), layer), ((weight, p_value), q_value)), objects)| Row {
                a: a.min(b),
                b: a.max(b),
                layer,
                weight,
                p_value,
                q_value,
                objects,
            },
        )
        .filter(|row| row.a != row.b && row.weight.is_finite())
        .collect())
}

fn collapse(mut rows: Vec<Row>, layers: Vec<String>) -> Pairs {
    rows.sort_by(|x, y| {
        (x.a, x.b, &x.layer)
            .cmp(&(y.a, y.b, &y.layer))
            .then(x.weight.total_cmp(&y.weight))
    });
    let number = |name: &String| layers.binary_search(name).unwrap_or_default();
    let pairs = rows
        .chunk_by(|x, y| (x.a, x.b) == (y.a, y.b))
        .map(|rows| {
            let mut pair = Pair::default();
            let of_combined: Vec<&Row> = rows.iter().filter(|row| row.layer == COMBINED).collect();
            let judged = if of_combined.is_empty() {
                rows.iter().collect()
            } else {
                of_combined
            };
            let least = |value: fn(&Row) -> f64| {
                judged.iter().map(|row| value(row)).fold(f64::NAN, f64::min)
            };
            (pair.p_value, pair.q_value) = (least(|row| row.p_value), least(|row| row.q_value));
            let alone = rows.iter().all(|row| row.layer == COMBINED);
            for rows in rows.chunk_by(|x, y| x.layer == y.layer) {
                // The rows ascend by weight.
                let Some(greatest) = rows.last() else {
                    continue;
                };
                (pair.a, pair.b) = (greatest.a, greatest.b);
                pair.layers.push((number(&greatest.layer), greatest.weight));
                if alone || greatest.layer != COMBINED {
                    pair.weight += greatest.weight;
                    let objects = rows.iter().filter_map(|row| row.objects).max();
                    let both = [pair.objects, objects].into_iter().flatten();
                    pair.objects = both.reduce(i64::saturating_add);
                }
            }
            pair
        })
        .collect();
    Pairs { pairs, layers }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(a: u32, b: u32, layer: &str, weight: f64, p_value: f64, objects: Option<i64>) -> Row {
        let (layer, q_value) = (layer.to_owned(), p_value * 2.0);
        Row {
            a,
            b,
            layer,
            weight,
            p_value,
            q_value,
            objects,
        }
    }

    /// Both accounts, weight, p-value, objects, layers.
    type Told = (u32, u32, f64, f64, Option<i64>, usize);

    fn check(rows: Vec<Row>, expected: &[Told]) {
        let mut layers: Vec<String> = rows.iter().map(|row| row.layer.clone()).collect();
        layers.sort_unstable();
        layers.dedup();
        let pairs = collapse(rows, layers).pairs;
        let told: Vec<_> = pairs
            .iter()
            .map(|pair| {
                (
                    pair.a,
                    pair.b,
                    pair.weight,
                    pair.p_value,
                    pair.objects,
                    pair.layers.len(),
                )
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_pair_is_one_edge_whatever_layers_and_windows_it_has() {
        check(
            vec![
                row(4, 5, "link", 1.0, 0.2, Some(2)),
                row(1, 2, "tags", 2.0, 0.1, Some(3)),
                row(1, 2, "link", 1.0, 0.3, Some(4)),
                row(1, 2, "link", 3.0, 0.4, Some(5)),
            ],
            &[(1, 2, 5.0, 0.1, Some(8), 2), (4, 5, 1.0, 0.2, Some(2), 1)],
        );
    }

    #[test]
    fn the_combined_layer_judges_but_does_not_count_twice() {
        check(
            vec![
                row(1, 2, "combined", 3.0, 0.5, Some(7)),
                row(1, 2, "link", 3.0, 0.01, Some(7)),
                row(1, 3, "combined", 2.0, 0.5, None),
            ],
            &[(1, 2, 3.0, 0.5, Some(7), 2), (1, 3, 2.0, 0.5, None, 1)],
        );
    }
}
