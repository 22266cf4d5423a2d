//! Lean columns for hot paths: one vector a column with offsets, instead of a vector a row.
//!
//! In: a frame of one part. Out: [`SketchColumns`], [`TextColumns`]; row `i` of one part's columns
//! is the message `messages[i]`.

use polars::prelude::{DataFrame, PolarsResult};

use super::cell::{Cell, Packed};

/// Sketches of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SketchColumns {
    /// Keys of the messages, ascending.
    pub messages: Vec<u32>,
    /// Digests.
    pub digests: Vec<u128>,
    /// Tokens of all messages, one after another.
    pub tokens: Vec<u32>,
    /// Where the tokens of row `i` start; one more entry than rows.
    pub token_offsets: Vec<u32>,
    /// Block starts of all messages, one after another.
    pub blocks: Vec<u32>,
    /// Where the blocks of row `i` start; one more entry than rows.
    pub block_offsets: Vec<u32>,
}

impl SketchColumns {
    /// Reads the columns of a frame.
    pub(super) fn of(frame: &DataFrame) -> PolarsResult<Self> {
        let mut columns = Self {
            messages: u32::decode(frame.column("message")?)?,
            digests: u128::decode(frame.column("digest")?)?,
            token_offsets: vec![0],
            block_offsets: vec![0],
            ..Self::default()
        };
        Packed::decode_into(
            frame.column("tokens")?,
            &mut columns.tokens,
            &mut columns.token_offsets,
        )?;
        Packed::decode_into(
            frame.column("blocks")?,
            &mut columns.blocks,
            &mut columns.block_offsets,
        )?;
        Ok(columns)
    }

    /// Messages.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The tokens of a row; none beyond the last row.
    #[must_use]
    pub fn tokens(&self, row: usize) -> &[u32] {
        span(&self.tokens, &self.token_offsets, row)
    }

    /// The block starts of a row; none beyond the last row.
    #[must_use]
    pub fn blocks(&self, row: usize) -> &[u32] {
        span(&self.blocks, &self.block_offsets, row)
    }
}

fn span<'a>(values: &'a [u32], offsets: &[u32], row: usize) -> &'a [u32] {
    match (offsets.get(row), offsets.get(row + 1)) {
        (Some(&start), Some(&end)) => values.get(start as usize..end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// Own texts of one part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumns {
    /// Keys of the messages, ascending.
    pub messages: Vec<u32>,
    /// All own texts, one after another.
    pub own_text: String,
    /// Where the text of row `i` starts; one more entry than rows.
    pub offsets: Vec<usize>,
}

impl TextColumns {
    /// Reads the columns of a frame.
    pub(super) fn of(frame: &DataFrame) -> PolarsResult<Self> {
        let messages = u32::decode(frame.column("message")?)?;
        let mut own_text = String::new();
        let mut offsets = vec![0];
        for text in frame.column("own_text")?.str()?.iter() {
            own_text.push_str(text.unwrap_or_default());
            offsets.push(own_text.len());
        }
        Ok(Self {
            messages,
            own_text,
            offsets,
        })
    }

    /// Messages.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The own text of a row; empty beyond the last row.
    #[must_use]
    pub fn own_text(&self, row: usize) -> &str {
        match (self.offsets.get(row), self.offsets.get(row + 1)) {
            (Some(&start), Some(&end)) => self.own_text.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }
}
