//! One value of a row to and from a column.
//!
//! In: the values of one field over many rows. Out: a polars column, and back. Integers are stored
//! as int64 (Spark reads unsigned numbers wrongly), a `u64` beyond int64 as the greatest int64;
//! lists as lists of strings or int64; sketches as little-endian bytes.

use polars::datatypes::Int64Type;
use polars::prelude::{
    BinaryChunked, Column, DataType, IntoColumn, ListBuilderTrait, ListPrimitiveChunkedBuilder,
    ListStringChunkedBuilder, NewChunkedArray, PolarsError, PolarsResult, Series, polars_err,
};

/// A type that fields of rows have.
pub trait Cell: Sized + Send {
    /// Stores values in a column of this name.
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column
    where
        Self: 'a;

    /// Reads the values of a column.
    ///
    /// # Errors
    /// The column is of another type, lacks a value that must be there, or holds one out of range.
    fn decode(column: &Column) -> PolarsResult<Vec<Self>>;

    /// The type of the column.
    fn dtype() -> DataType;
}

/// A column that does not hold what its table says.
fn unfit(column: &Column) -> PolarsError {
    polars_err!(ComputeError: "column {}: a value is missing or out of range", column.name())
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl Cell for $type {
            fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
                let values: Vec<i64> = cells.map(|&cell| <i64 as SaturatingFrom<$type>>::saturating_from(cell)).collect();
                Column::new(name.into(), values)
            }

            fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
                column.i64()?.iter().map(|cell| {
                    cell.and_then(|value| <$type>::try_from(value).ok()).ok_or_else(|| unfit(column))
                }).collect()
            }

            fn dtype() -> DataType {
                DataType::Int64
            }
        }

        impl Cell for Option<$type> {
            fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
                let values: Vec<Option<i64>> =
                    cells.map(|cell| cell.map(<i64 as SaturatingFrom<$type>>::saturating_from)).collect();
                Column::new(name.into(), values)
            }

            fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
                column.i64()?.iter().map(|cell| {
                    cell.map(|value| <$type>::try_from(value).map_err(|_| unfit(column))).transpose()
                }).collect()
            }

            fn dtype() -> DataType {
                DataType::Int64
            }
        }
    )*};
}

/// Into an int64 without wrapping.
trait SaturatingFrom<T> {
    fn saturating_from(value: T) -> Self;
}

macro_rules! widening {
    ($($type:ty),*) => {$(
        impl SaturatingFrom<$type> for i64 {
            fn saturating_from(value: $type) -> Self {
                Self::from(value)
            }
        }
    )*};
}

widening!(i16, u16, u32, i64);

impl SaturatingFrom<u64> for i64 {
    fn saturating_from(value: u64) -> Self {
        Self::try_from(value).unwrap_or(Self::MAX)
    }
}

integers!(i16, u16, u32, u64, i64);

macro_rules! floats {
    ($($type:ty, $read:ident, $dtype:ident;)*) => {$(
        impl Cell for $type {
            fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
                Column::new(name.into(), cells.copied().collect::<Vec<$type>>())
            }

            fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
                column.$read()?.iter().map(|cell| cell.ok_or_else(|| unfit(column))).collect()
            }

            fn dtype() -> DataType {
                DataType::$dtype
            }
        }

        impl Cell for Option<$type> {
            fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
                Column::new(name.into(), cells.copied().collect::<Vec<Self>>())
            }

            fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
                Ok(column.$read()?.iter().collect())
            }

            fn dtype() -> DataType {
                DataType::$dtype
            }
        }
    )*};
}

impl Cell for bool {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        Column::new(name.into(), cells.copied().collect::<Vec<bool>>())
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        column
            .bool()?
            .iter()
            .map(|cell| cell.ok_or_else(|| unfit(column)))
            .collect()
    }

    fn dtype() -> DataType {
        DataType::Boolean
    }
}

floats! { f32, f32, Float32; f64, f64, Float64; }

impl Cell for String {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        Column::new(name.into(), cells.map(Self::as_str).collect::<Vec<_>>())
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        column
            .str()?
            .iter()
            .map(|cell| cell.map(Self::from).ok_or_else(|| unfit(column)))
            .collect()
    }

    fn dtype() -> DataType {
        DataType::String
    }
}

impl Cell for Option<String> {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        Column::new(name.into(), cells.map(Option::as_deref).collect::<Vec<_>>())
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        Ok(column
            .str()?
            .iter()
            .map(|cell| cell.map(String::from))
            .collect())
    }

    fn dtype() -> DataType {
        DataType::String
    }
}

impl Cell for u128 {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        let values: Vec<[u8; 16]> = cells.map(|cell| cell.to_le_bytes()).collect();
        BinaryChunked::from_slice(name.into(), &values).into_column()
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        let wide = |bytes: &[u8]| bytes.try_into().ok().map(Self::from_le_bytes);
        column
            .binary()?
            .iter()
            .map(|cell| cell.and_then(wide).ok_or_else(|| unfit(column)))
            .collect()
    }

    fn dtype() -> DataType {
        DataType::Binary
    }
}

impl Cell for Vec<String> {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        let mut lists = ListStringChunkedBuilder::new(name.into(), cells.len(), cells.len());
        for cell in cells {
            lists.append_values_iter(cell.iter().map(String::as_str));
        }
        lists.finish().into_column()
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        let (ends, values) = flat(column)?;
        let mut values = values.str()?.iter();
        ends.iter()
            .map(|&length| {
                (0..length)
                    .map(|_| {
                        values
                            .next()
                            .flatten()
                            .map(String::from)
                            .ok_or_else(|| unfit(column))
                    })
                    .collect()
            })
            .collect()
    }

    fn dtype() -> DataType {
        DataType::List(Box::new(DataType::String))
    }
}

/// Message keys as a list of int64.
impl Cell for Vec<u32> {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        let mut lists = ListPrimitiveChunkedBuilder::<Int64Type>::new(
            name.into(),
            cells.len(),
            cells.len(),
            DataType::Int64,
        );
        for cell in cells {
            lists.append_values_iter(cell.iter().map(|&value| i64::from(value)));
        }
        lists.finish().into_column()
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        let (lengths, values) = flat(column)?;
        let mut values = values.i64()?.iter();
        lengths
            .iter()
            .map(|&length| {
                (0..length)
                    .map(|_| {
                        let value = values.next().flatten();
                        value
                            .and_then(|value| u32::try_from(value).ok())
                            .ok_or_else(|| unfit(column))
                    })
                    .collect()
            })
            .collect()
    }

    fn dtype() -> DataType {
        DataType::List(Box::new(DataType::Int64))
    }
}

/// The lengths of a column's lists and all their values in one series. A missing list is empty.
fn flat(column: &Column) -> PolarsResult<(Vec<usize>, Series)> {
    let lists = column.list()?.rechunk();
    let array = lists.downcast_as_array();
    let offsets = array.offsets();
    let lengths: Vec<usize> = offsets.lengths().collect();
    let first = *offsets.first();
    let values = lists.get_inner().slice(first, lengths.iter().sum());
    Ok((lengths, values))
}

impl Cell for Vec<u8> {
    fn encode<'a>(name: &str, cells: impl ExactSizeIterator<Item = &'a Self>) -> Column {
        let values: Vec<&[u8]> = cells.map(Vec::as_slice).collect();
        BinaryChunked::from_slice(name.into(), &values).into_column()
    }

    fn decode(column: &Column) -> PolarsResult<Vec<Self>> {
        let cells = column.binary()?.iter();
        cells
            .map(|cell| cell.map(<[u8]>::to_vec).ok_or_else(|| unfit(column)))
            .collect()
    }

    fn dtype() -> DataType {
        DataType::Binary
    }
}

/// Numbers of 32 bits as little-endian bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed(pub(super) Vec<u32>);

impl Packed {
    /// Stores lists of numbers as bytes.
    pub(super) fn encode<'a>(name: &str, cells: impl Iterator<Item = &'a [u32]>) -> Column {
        let bytes: Vec<Vec<u8>> = cells
            .map(|cell| cell.iter().flat_map(|value| value.to_le_bytes()).collect())
            .collect();
        BinaryChunked::from_slice(name.into(), &bytes).into_column()
    }

    /// Appends each row's numbers to `values`, and to `offsets` where they end.
    pub(super) fn decode_into(
        column: &Column,
        values: &mut Vec<u32>,
        offsets: &mut Vec<u32>,
    ) -> PolarsResult<()> {
        for cell in column.binary()?.iter() {
            let (words, rest) = cell.ok_or_else(|| unfit(column))?.as_chunks::<4>();
            if !rest.is_empty() {
                return Err(unfit(column));
            }
            values.extend(words.iter().map(|&word| u32::from_le_bytes(word)));
            offsets.push(u32::try_from(values.len()).map_err(|_| unfit(column))?);
        }
        Ok(())
    }
}
